"""One ruling: what one person decided about one ticket at one moment, and its rows in the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import pandas as pd

from etl.model import UNATTRIBUTED
from etl.taxonomy import Taxonomy

DECIDING = ("accept", "assign", "split", "cannot_tell", "answer")
"""Actions that settle a ticket's origin."""

NAMING = ("assign", "split", "answer")
"""Actions that attribute the ticket to departments: it is then a complaint."""

KIND = "kind"
"""Action that only says what a ticket is: a complaint, wherever it started, a request, praise or something else."""

SKIP = "skip"
"""Action that skips a ticket of the random sample: it stays missing, and is shown as missing."""

ACTIONS = (*DECIDING, KIND, "dispute", "withdraw", SKIP)
OUTCOMES = ("accepted", "kept", "elsewhere")
RANDOM = "random"
"""Value of `sample` in a ruling on a ticket that was drawn at random."""


CLOCKS_DIFFER = timedelta(minutes=10)
"""How much later than its recording a ruling may be dated."""


class Share(NamedTuple):
    """Part of a ticket attributed to a department."""

    department: str
    issue: str | None = None
    share: float = 1.0


class Drawn(NamedTuple):
    """How a ticket came into the random sample.

    Attributes
    ----------
    stratum
        Stratum at the draw: the engine's answer, and how sure it was.
    probability
        Probability with which tickets like it were drawn.
    drawn_from
        Name of the snapshot.
    """

    draw_id: str
    stratum: str
    probability: float
    drawn_from: str


class Terms(NamedTuple):
    """Who is to decide a dispute, and by when.

    Attributes
    ----------
    objection
        Id shared by the disputes that were raised at once; None: this one alone.
    decider
        Person who is to decide; None where nobody is named.
    due
        Last day for deciding, business time zone; None where no day was set.
    """

    objection: str | None = None
    decider: str | None = None
    due: date | None = None


NO_TERMS = Terms()


@dataclass(frozen=True)
class Ruling:
    """One ruling: the rows of one `ruling_group` of `etl.model.rulings`, with the departments gathered in `shares`.

    Attributes
    ----------
    source
        None: any source that has the id.
    shares
        Departments it attributes the ticket to, with shares summing to 1; empty for a dispute, a withdrawal, a skip,
        and a ruling on the kind alone.
    proposed
        Department that a dispute proposes; None where it only says "not ours".
    kind
        One of `etl.model.RULED_KINDS`; None where the kind wasn't ruled.
    drawn
        How a ticket was drawn at random; None where the draw isn't recorded.
    terms
        Who is to decide a dispute, and by when.
    """

    group: str
    source: str | None
    ticket_id: str
    action: str
    shares: tuple[Share, ...]
    author: str
    ruled_at: datetime
    reason: str | None = None
    proposed: str | None = None
    about: str | None = None
    refers_to: str | None = None
    outcome: str | None = None
    speaks_for: str | None = None
    sample: str | None = None
    engine_department: str | None = None
    engine_run_id: int | None = None
    kind: str | None = None
    drawn: Drawn | None = None
    terms: Terms = NO_TERMS

    @property
    def is_deciding(self) -> bool:
        """Whether it settles the ticket's origin."""
        return self.action in DECIDING

    @property
    def main(self) -> str | None:
        """Department with the largest share, the first by name among equals; None if it attributes nothing."""
        return largest(self.shares)

    @property
    def says_kind(self) -> str | None:
        """Kind of the ticket by this ruling; a ruling that attributes it to a department makes it a complaint."""
        if self.action in NAMING and any(share.department != UNATTRIBUTED for share in self.shares):
            return "complaint"
        return self.kind

    @property
    def said(self) -> str | None:
        """Outcome in a word: the department with the largest share, or the kind alone."""
        return self.main if self.is_deciding else self.kind

    def rows(self) -> list[dict[str, Any]]:
        """Rows for the ledger."""
        shared = {
            "source": self.source,
            "ticket_id": self.ticket_id,
            "action": self.action,
            "ruling_group": self.group,
            "author": self.author,
            "reason": self.reason,
            "sample": self.sample,
            "ruled_at": self.ruled_at,
            "about": self.about,
            "refers_to": self.refers_to,
            "outcome": self.outcome,
            "speaks_for": self.speaks_for,
            "engine_department": self.engine_department,
            "engine_run_id": self.engine_run_id,
            "kind": self.kind,
            **(dict.fromkeys(Drawn._fields) if self.drawn is None else self.drawn._asdict()),
            **self.terms._asdict(),
        }
        if not self.shares:
            return [{**shared, "department": self.proposed, "issue": None, "share": 0.0}]
        attributed = self.shares if self.action != "cannot_tell" else (Share("", None, 1.0),)
        return [{**shared, "department": s.department or None, "issue": s.issue, "share": s.share} for s in attributed]


def drawn_of(row: dict[str, Any]) -> Drawn | None:
    """How a row's ticket was drawn; None where the row has no probability."""
    if row.get("probability") is None:
        return None
    texts = {name: row.get(name) or "" for name in Drawn._fields if name != "probability"}
    return Drawn(probability=float(row["probability"]), **texts)


def terms_of(row: dict[str, Any]) -> Terms:
    """Who is to decide a row's dispute, and by when."""
    due = row.get("due")
    return Terms(row.get("objection"), row.get("decider"), due.date() if isinstance(due, datetime) else due)


def largest(shares: Iterable[Share]) -> str | None:
    """Department with the largest share, the first by name among equals; None of no shares."""
    total: dict[str, float] = {}
    for each in shares:
        total[each.department] = total.get(each.department, 0.0) + each.share
    return min(total, key=lambda name: (-total[name], name)) if total else None


def made_at(rows: pd.DataFrame) -> pd.Series:
    """When each row's ruling counts as made, UTC: as it is dated, but not after it entered the ledger.

    Parameters
    ----------
    rows
        Columns ruled_at, recorded_at (missing: unknown, and the date is believed).
    """
    recorded_at = rows["recorded_at"].astype("datetime64[us]")
    ruled_at = rows["ruled_at"].astype("datetime64[us]")
    return ruled_at.mask(ruled_at > recorded_at + CLOCKS_DIFFER, recorded_at)


def rulings_of(rows: pd.DataFrame, taxonomy: Taxonomy | None = None) -> list[Ruling]:
    """Rulings of the ledger's rows, in the order in which they were made.

    Parameters
    ----------
    rows
        Columns of `etl.model.rulings`.
    taxonomy
        Earlier names of its departments and issues are read as their names now.
    """
    ordered = rows.assign(ruled_at=made_at(rows)).sort_values(["ruled_at", "ruling_id"], kind="stable")
    plain = ordered.astype(object).where(ordered.notna(), None)
    groups: dict[str, list[dict[str, Any]]] = {}
    for values in plain.itertuples(index=False, name=None):
        row = dict(zip(plain.columns, values, strict=True))
        groups.setdefault(row["ruling_group"], []).append(row)
    names = _Names(taxonomy)
    return [_ruling(group, names) for group in groups.values()]


class _Names:
    """Names as they are now; each is looked up once."""

    def __init__(self, taxonomy: Taxonomy | None) -> None:
        self._taxonomy = taxonomy
        self._known: dict[tuple[str | None, str | None], tuple[str | None, str | None]] = {}

    def now(self, department: str | None, issue: str | None = None) -> tuple[str | None, str | None]:
        key = (department, issue)
        if key not in self._known:
            self._known[key] = self._look_up(department, issue)
        return self._known[key]

    def _look_up(self, department: str | None, issue: str | None) -> tuple[str | None, str | None]:
        found = self._taxonomy.department_named(department) if self._taxonomy and department else None
        if found is None:
            return department, issue
        known = found.issue_named(issue) if issue else None
        return found.name, known.name if known else issue


def _ruling(group: list[dict[str, Any]], names: _Names) -> Ruling:
    first = group[0]
    is_deciding = first["action"] in DECIDING
    attributed = (Share(*_attributed(row, names), float(row["share"])) for row in group) if is_deciding else ()
    shares = _one_each(attributed)
    run_id, ruled_at = first["engine_run_id"], first["ruled_at"]
    return Ruling(
        group=first["ruling_group"],
        source=first["source"],
        ticket_id=first["ticket_id"],
        action=first["action"],
        shares=shares,
        author=first["author"],
        ruled_at=ruled_at.to_pydatetime() if isinstance(ruled_at, pd.Timestamp) else ruled_at,
        reason=first["reason"],
        proposed=None if is_deciding else names.now(first["department"])[0],
        about=names.now(first["about"])[0],
        refers_to=first["refers_to"],
        outcome=first["outcome"],
        speaks_for=names.now(first["speaks_for"])[0],
        sample=first["sample"],
        engine_department=names.now(first["engine_department"])[0],
        engine_run_id=None if run_id is None else int(run_id),
        kind=first.get("kind"),
        drawn=drawn_of(first),
        terms=terms_of(first),
    )


def _one_each(shares: Iterable[Share]) -> tuple[Share, ...]:
    """One share per department: two departments that have become one since the ruling are added up."""
    found: dict[str, Share] = {}
    for each in shares:
        known = found.get(each.department)
        found[each.department] = each if known is None else known._replace(share=known.share + each.share)
    return tuple(found.values())


def _attributed(row: dict[str, Any], names: _Names) -> tuple[str, str | None]:
    department, issue = names.now(row["department"], row["issue"])
    return department or UNATTRIBUTED, issue
