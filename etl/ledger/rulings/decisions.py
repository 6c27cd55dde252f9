"""The outcome of people's rulings: shares in force, open disputes, contradictions, judgements of the random sample."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.ledger.rulings.draws import drawn_tickets
from etl.ledger.rulings.files import COLUMNS
from etl.ledger.rulings.imports import rulings_of_file
from etl.ledger.rulings.objections import DECIDED, WAITING, decided_row, waiting_row
from etl.ledger.rulings.reviewers import reviewers
from etl.ledger.rulings.ruling import KIND, Ruling, rulings_of
from etl.ledger.rulings.state import Settled, by_ticket, ids_of_unclear_source, judgements, settle, skipped_by
from etl.model import NONE_OF_THESE, NOT_A_COMPLAINT, UNATTRIBUTED
from etl.settings import Settings
from etl.store import Ledger, open_ledger
from etl.taxonomy import Taxonomy

SourcesOf = Callable[[Sequence[str]], Mapping[str, Iterable[str]]]
"""Gives the sources that have each of some ticket ids."""

_OVERRIDES = {"source": "str", "ticket_id": "str", "department": "str", "issue": "str", "share": "float64",
              "is_ruled": "bool", "is_disputed": "bool", "kind": "str", "authors": "str", "draw_id": "str",
              "stratum": "str", "probability": "float64", "departments": "str"}  # fmt: skip
_JUDGED = {"source": "str", "ticket_id": "str", "author": "str", "department": "str", "engine_department": "str",
           "ruled_at": "datetime64[us]", "kind": "str", "probability": "float64"}  # fmt: skip
_SAMPLE = {"source": "str", "ticket_id": "str", "department": "str", "share": "float64", "authors": "str",
           "draw_id": "str", "stratum": "str", "probability": "float64"}  # fmt: skip
_CONFLICTS = {"source": "str", "ticket_id": "str", "earlier_author": "str", "earlier_department": "str",
              "later_author": "str", "later_department": "str", "ruled_at": "datetime64[us]"}  # fmt: skip


@dataclass(frozen=True)
class Decisions:
    """Everything that people decided, as it stands now.

    Attributes
    ----------
    overrides
        Rulings that measures use in place of the engine's answers: columns of
        `etl.marts.shares.overrides.RULING_COLUMNS`, kind, and for tickets of the random sample authors, draw_id,
        stratum and probability as in `sample`, and departments (where each of the authors works, joined likewise; "?"
        for an author who hasn't said, empty for none of the taxonomy's departments). None if there are no rows.
    judged
        One row per ticket and person of the random sample: source, ticket_id, author, department (with the largest
        share; missing where only the kind was ruled), engine_department (the engine's answer when it was ruled; missing
        where unknown), ruled_at (UTC), kind (as `Ruling.says_kind`), probability (with which it was drawn; missing
        where unknown).
    sample
        Random sample in force: one row per ticket and outcome (a department, `None of these departments`, `Not a
        complaint`, or `Unattributed`: nobody can tell): source, ticket_id, department, share, authors (who ruled at
        random, joined by "; "), draw_id, stratum, probability (missing where nobody described the draw).
    draws
        Every ticket that was drawn, as `etl.ledger.rulings.draws.drawn_tickets` returns it.
    skipped
        Tickets of the random sample that a reviewer skipped: source, ticket_id, author.
    disputes
        One row per open dispute: source, ticket_id, about, proposed (missing: none), author, reason, disputed_at (UTC),
        ruling_group, objection (id shared by those raised at once), decider (missing: nobody is named), due (date; None
        where no day was set).
    decided
        One row per dispute that was decided: the columns of `disputes`, decided_at (UTC), decided_by, outcome
        ("accepted", "kept", "elsewhere"; "ruled" where a ruling left the department no share), given_to (department
        that has the share since; missing where the ticket is shared and nobody wrote down which), decision_group (the
        ruling that closed it).
    conflicts
        One row per ruling that contradicts another person's before it: source, ticket_id, earlier_author,
        earlier_department, later_author, later_department, ruled_at (UTC). The later is in force.
    unknown_departments
        Departments that rulings in force name and the taxonomy doesn't have, with the number of tickets.
    """

    overrides: pd.DataFrame | None
    judged: pd.DataFrame
    sample: pd.DataFrame
    draws: pd.DataFrame
    skipped: pd.DataFrame
    disputes: pd.DataFrame
    decided: pd.DataFrame
    conflicts: pd.DataFrame
    unknown_departments: dict[str, int]


@dataclass(frozen=True)
class Counted:
    """Which rows of the ledger count.

    Attributes
    ----------
    until
        Numbers of the last ruling, drawn ticket and reviewer's department that count; None: all rows count.
    without
        Groups of rulings to ignore.
    """

    until: tuple[int, int, int] | None = None
    without: frozenset[str] = frozenset()

    def of(self, table: sa.Table) -> sa.ColumnElement[bool]:
        """SQL condition: a row of one of the three tables counts."""
        if self.until is None:
            return sa.true()
        last = dict(zip((model.rulings, model.draws, model.reviewers), self.until, strict=True))
        return next(iter(table.primary_key)) <= last[table]


ALL = Counted()


def decisions(
    ledger: Ledger, taxonomy: Taxonomy | None = None, sources_of: SourcesOf | None = None, counted: Counted = ALL
) -> Decisions:
    """Read the ledger, and settle every ticket that was ruled.

    Parameters
    ----------
    taxonomy
        Earlier names of departments are read as their names now.
    sources_of
        Asks the store; needed where an id was ruled both with and without naming its source.
    counted
        Rows of the ledger that count.
    """
    states = (ledger.state(table) for table in (model.rulings, model.draws, model.reviewers))
    key = (*states, None if taxonomy is None else taxonomy.hash, counted)
    if (kept := _KEPT.get(key)) is not None:
        return kept
    made = rulings_of(ledger.read(sa.select(model.rulings).where(counted.of(model.rulings))), taxonomy)
    rulings = [ruling for ruling in made if ruling.group not in counted.without]
    unclear = ids_of_unclear_source(rulings)
    drawn = drawn_tickets(ledger, counted.of(model.draws))
    work_in = reviewers(ledger, counted.of(model.reviewers))
    found = _settled(rulings, taxonomy, sources_of(unclear) if unclear and sources_of else {}, drawn, work_in)
    if not unclear:
        with _KEPT_LOCK:
            while len(_KEPT) >= _MOST_KEPT:
                _KEPT.pop(next(iter(_KEPT)))
            _KEPT[key] = found
    return found


_KEPT: dict[tuple[str | Counted | None, ...], Decisions] = {}
_KEPT_LOCK = Lock()
_MOST_KEPT = 8
"""Most results kept in memory: a page asks a dozen times after each ruling, and a result holds until there is a new
row."""


def _settled(
    rulings: list[Ruling],
    taxonomy: Taxonomy | None,
    sources: Mapping[str, Iterable[str]],
    drawn: pd.DataFrame,
    work_in: Mapping[str, str],
) -> Decisions:
    tickets = by_ticket(rulings, sources)
    settled = {key: settle(said) for key, said in tickets.items()}
    drawn_as = {key: _drawing(judgements(said)) for key, said in tickets.items()}
    shares = [(*key, *row, *drawn_as[key]) for key, now in settled.items() for row in _in_force(now)]
    judged = [(*key, *_judgement(one)) for key, said in tickets.items() for one in judgements(said)]
    sample = [(*key, *row) for key, said in tickets.items() for row in _sampled(judgements(said), settled[key])]
    skipped = [(*key, author) for key, said in tickets.items() for author in skipped_by(said)]
    waiting = [(*key, *waiting_row(one)) for key, now in settled.items() for one in now.disputes.values()]
    decided = [(*key, *decided_row(*pair)) for key, now in settled.items() for pair in now.closed]
    conflicts = [(*key, *_conflict(*pair)) for key, now in settled.items() for pair in now.contradictions]
    return Decisions(
        overrides=_frame([(*row, _where(row[-4], work_in)) for row in shares], _OVERRIDES) if shares else None,
        judged=_frame(judged, _JUDGED),
        sample=_frame(sample, _SAMPLE),
        draws=drawn,
        skipped=_frame(skipped, dict.fromkeys(("source", "ticket_id", "author"), "str")),
        disputes=_frame(waiting, WAITING).sort_values("disputed_at", kind="stable", ignore_index=True),
        decided=_frame(decided, DECIDED).sort_values("decided_at", kind="stable", ignore_index=True),
        conflicts=_frame(conflicts, _CONFLICTS).sort_values("ruled_at", kind="stable", ignore_index=True),
        unknown_departments=_unknown(settled.values(), taxonomy),
    )


def _where(authors: str | None, work_in: Mapping[str, str]) -> str | None:
    """Departments of some authors, joined in their order; "?" where unknown."""
    return None if authors is None else "; ".join(work_in.get(name, "?") for name in authors.split("; "))


def _in_force(now: Settled) -> list[tuple[Any, ...]]:
    """Rows of the ruled shares; while the engine's are in force, rows that only mark a dispute or the ruled kind."""
    if now.decided is not None:
        return [(s.department, s.issue, s.share, True, s.department in now.disputes, now.kind) for s in now.shares]
    marked = [(about, None, 0.0, False, True, now.kind) for about in now.disputes]
    return marked or ([] if now.kind is None else [(None, None, 0.0, False, False, now.kind)])


def _judgement(one: Ruling) -> tuple[Any, ...]:
    probability = one.drawn.probability if one.drawn else None
    return (one.author, one.main, one.engine_department, one.ruled_at, one.says_kind, probability)


def _drawing(said: list[Ruling]) -> tuple[str | None, str | None, str | None, float | None]:
    """Authors of the rulings on a ticket of the random sample, and its draw id, stratum and probability.

    The draw comes from the first ruling that records it. All four are None for a ticket outside the sample.
    """
    if not said:
        return None, None, None, None
    drawn = next((each.drawn for each in said if each.drawn), None)
    how = (None, None, None) if drawn is None else (drawn.draw_id, drawn.stratum, drawn.probability)
    return "; ".join(sorted(each.author for each in said)), *how


def _sampled(said: list[Ruling], now: Settled) -> list[tuple[Any, ...]]:
    """Rows of `Decisions.sample` for one ticket: the outcomes in force; none outside the random sample."""
    if not said:
        return []
    authors, *how = _drawing(said)
    if now.kind not in (None, "complaint"):
        return [(NOT_A_COMPLAINT, 1.0, authors, *how)]
    if now.decided is None:  # a complaint whose origin nobody has ruled
        return [(UNATTRIBUTED, 1.0, authors, *how)]
    return [(share.department, share.share, authors, *how) for share in now.shares]


def _conflict(earlier: Ruling, later: Ruling) -> tuple[Any, ...]:
    return (earlier.author, earlier.said, later.author, later.said, later.ruled_at)


def _unknown(settled: Iterable[Settled], taxonomy: Taxonomy | None) -> dict[str, int]:
    found: dict[str, int] = {}
    if taxonomy is None:
        return found
    for now in settled:
        for name in {share.department for share in now.shares} - {UNATTRIBUTED, NONE_OF_THESE, *taxonomy.names}:
            found[name] = found.get(name, 0) + 1
    return found


def _frame(rows: list[tuple[Any, ...]], dtypes: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(dtypes)).astype(dict(dtypes))


def overrides(ledger: Ledger) -> pd.DataFrame | None:
    """Rulings in force as the measures take them (`etl.marts.shares.overrides.RULING_COLUMNS`), or None."""
    return decisions(ledger).overrides


def rulings_in_force(ledger: Ledger) -> pd.DataFrame:
    """Latest deciding ruling of each ticket: columns source and `COLUMNS`, one row per ticket and department."""
    return _last(rulings_of(ledger.read(sa.select(model.rulings)))).drop(columns=KIND)


def rulings_to_learn_from(settings: Settings) -> pd.DataFrame | None:
    """Rulings that the next run learns from: in force, undisputed, and attributing a ticket to a department.

    Returns
    -------
    DataFrame or None
        Columns source, `COLUMNS` and kind, one row per ticket and department, or one without a department per ticket
        whose kind alone was ruled; None if there isn't one.
    """
    ledger = open_ledger(settings)
    try:
        return _teaching(rulings_of(ledger.read(sa.select(model.rulings))))
    finally:
        ledger.close()


def file_to_learn_from(rulings: pd.DataFrame) -> pd.DataFrame | None:
    """The same for a rulings file, as `read_rulings` returns it; of contradicting lines the later one counts."""
    return _teaching(rulings_of_file(rulings))


def _teaching(rulings: list[Ruling]) -> pd.DataFrame | None:
    found = _last(rulings, is_teaching=True)
    return found if len(found) else None


def _teaches_nothing(now: Settled) -> bool:
    is_open = bool(now.disputes) or now.decided is None or now.decided.main == UNATTRIBUTED
    return is_open or now.kind not in (None, "complaint")


def _last(rulings: list[Ruling], *, is_teaching: bool = False) -> pd.DataFrame:
    rows: list[tuple[Any, ...]] = []
    for (source, ticket_id), said in by_ticket(rulings, {}).items():
        now = settle(said)
        if is_teaching and now.kind is not None and (now.decided is None or _teaches_nothing(now)):
            rows.append((source, ticket_id, None, None, 1.0, None, None, None, now.kind))
        if now.decided is None or (is_teaching and _teaches_nothing(now)):
            continue
        by = (now.decided.author, now.decided.reason, now.decided.ruled_at)
        rows += [(source, ticket_id, s.department, s.issue, s.share, *by, now.kind) for s in now.shares]
    texts = dict.fromkeys(("source", *COLUMNS, KIND), "str")
    return _frame(rows, texts | {"share": "float64", "ruled_at": "datetime64[us]"})
