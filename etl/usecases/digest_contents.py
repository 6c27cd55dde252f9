"""Contents of a digest as typed data; the sentences are written elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from etl.ledger.commitments import Due
from etl.ledger.notices import Notice
from etl.marts.frames.new_words import NewWords
from etl.marts.frames.period_changes import Compared
from etl.marts.frames.store_status import DataState


@dataclass(frozen=True)
class Count:
    """Complaints of a department or an issue in the period.

    Attributes
    ----------
    department
        None: all departments.
    issue
        None: the whole department.
    low, high
        Bounds of the estimate; both equal `complaints` if no bounds are known.
    usual_low, usual_high
        Process limits of the periods before; None if these are too few.
    way
        "higher" or "lower" than these limits; "" if within them, or if there are none.
    is_change
        Whether the difference is more than chance explains among so many causes.
    """

    department: str | None
    issue: str | None
    complaints: float
    low: float
    high: float
    usual_low: float | None
    usual_high: float | None
    mean: float | None
    way: str
    is_change: bool = False


@dataclass(frozen=True)
class Quote:
    """A customer's words for an issue, masked as stored."""

    issue: str | None
    text: str


@dataclass(frozen=True)
class Undecided:
    """An objection that waits for a decision.

    Attributes
    ----------
    proposed
        Department that the objection proposes instead; None if it proposes none.
    days
        Days until it is due; negative when it is late.
    is_near
        Whether it is late or due soon.
    decider
        Department that is to decide; None if nobody is named, or somebody who isn't a department.
    is_decider_named
        Whether anybody is named.
    """

    objection: str
    about: str
    proposed: str | None
    complaints: int
    due: date
    days: int
    is_near: bool
    decider: str | None
    is_decider_named: bool

    def concerns(self, department: str) -> bool:
        """Whether a department objected, is proposed as the origin, or is to decide."""
        return department in (self.about, self.proposed, self.decider)


@dataclass(frozen=True)
class Decided:
    """Complaints of an objection that were decided the same way.

    Attributes
    ----------
    outcome
        As in `etl.ledger.rulings.Decisions.decided`.
    to
        Department that they are attributed to now; None if several have a share.
    day
        Day of the decision in the business time zone; the last of several.
    """

    objection: str
    about: str
    outcome: str
    to: str | None
    day: date
    complaints: int


@dataclass(frozen=True)
class Digest:
    """A department's digest of a period.

    Attributes
    ----------
    whole
        The department's complaints; all complaints in the frontline's digest.
    changes, words, decided
        News, the largest first.
    causes
        Issues with the most complaints in the period.
    due
        Commitments that are late or due soon, news or not.
    new_due
        Ids of those that are news.
    undecided
        Objections that wait and concern the department, the earliest due first, news or not.
    new_undecided
        Ids of those that are news: late or due soon.
    quotes
        One for each issue that rose.
    said_before, snoozed
        Changes and words (`etl.ledger.notices.Notice.subject`) left out because they were reported before or snoozed.
    is_old
        Whether the data end long before today.
    is_guess
        Whether it is hardly known where complaints start, as pages tell it: then the counts of departments say little.
    """

    department: str
    is_frontline: bool
    periods: Compared
    whole: Count
    changes: tuple[Count, ...]
    words: tuple[NewWords, ...]
    causes: tuple[Count, ...]
    due: tuple[Due, ...]
    new_due: frozenset[str]
    decided: tuple[Decided, ...]
    undecided: tuple[Undecided, ...]
    new_undecided: frozenset[str]
    quotes: tuple[Quote, ...]
    said_before: tuple[str, ...]
    snoozed: tuple[str, ...]
    state: DataState
    is_old: bool
    is_guess: bool
    today: date
    notices: tuple[Notice, ...] = field(repr=False, default=())

    @property
    def has_news(self) -> bool:
        """Whether it reports anything that earlier digests didn't."""
        return bool(self.notices)
