"""What a digest holds: typed, and without a sentence."""

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
        None: of all departments.
    issue
        None: of the whole department.
    low, high
        Bounds of the estimate; both the complaints where nothing says how far off they may be.
    usual_low, usual_high
        Process limits of the periods before; None where these are too few.
    way
        "higher" or "lower" than these limits; "" within them, or where nothing can be told.
    is_change
        Whether that is more than chance explains at so many causes.
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
        Department that the complaints are said to be of instead; None where nobody said.
    days
        Until it is due; below 0 when it is late.
    is_near
        Whether it is late or due soon.
    decider
        Department that is to decide; None where nobody is named, or somebody who is no department.
    is_decider_named
        Whether anybody is.
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
        """Whether a department objected, is said to be the origin, or is to decide."""
        return department in (self.about, self.proposed, self.decider)


@dataclass(frozen=True)
class Decided:
    """Complaints of an objection that were decided alike.

    Attributes
    ----------
    outcome
        As in `etl.ledger.rulings.Decisions.decided`.
    to
        Department that they are attributed to now; None where several have a share.
    day
        Of the business time zone; the last of several.
    """

    objection: str
    about: str
    outcome: str
    to: str | None
    day: date
    complaints: int


@dataclass(frozen=True)
class Digest:
    """What a department is told of a period.

    Attributes
    ----------
    whole
        The department's complaints; all complaints in the digest of the frontline.
    changes, words, decided
        What is news, the largest first.
    causes
        Issues with the most complaints in the period.
    due
        Commitments that are late or due soon, news or not.
    new_due
        Ids of those that are news.
    undecided
        Objections that wait and concern the department, those due first in front, news or not.
    new_undecided
        Ids of those that are news: late or due soon.
    quotes
        One for each issue that is said to have risen.
    said_before, snoozed
        Changes and words (`etl.ledger.notices.Notice.subject`) that are passed over, and why.
    is_old
        Whether the data end long before today.
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
    today: date
    notices: tuple[Notice, ...] = field(repr=False, default=())

    @property
    def has_news(self) -> bool:
        """Whether anything is said that the digests before didn't say."""
        return bool(self.notices)
