"""Ranges from the engine's doubt about where complaints started and which tickets are complaints.

They are used where nobody has ruled at random.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from etl.estimates import Estimate
from etl.estimates.model_error import doubt_of, factor_from, known_factors, reaching, with_hidden
from etl.marts.estimates.ticket_doubts import PLACES, UNITS, doubts_of
from etl.marts.shares.probabilities import classes_of
from etl.marts.shares.scope import Scope
from etl.model import NOT_A_COMPLAINT

Family = frozenset[str]
"""Names of outcomes that are counted together."""


@dataclass(frozen=True)
class _Shown:
    """Visible doubt of one family, with its expected complaints and its mean probability.

    For all complaints, also the part of their tickets that nobody ruled on.
    """

    total: float
    mean: float
    doubt: float
    unruled: float = 1.0


def ranges(scope: Scope, families: Mapping[str, str]) -> dict[str, Estimate]:
    """Share of each family of outcomes in all complaints within the filters, with its range of model error.

    Parameters
    ----------
    families
        Family of each outcome, by name; outcomes without one are left out.
    """
    members: dict[str, set[str]] = {}
    for name, family in families.items():
        members.setdefault(family, set()).add(name)
    return dict(zip(members, ranges_of(scope, [frozenset(each) for each in members.values()]), strict=True))


def ranges_of(scope: Scope, families: Iterable[Family]) -> list[Estimate]:
    """The same for families that may overlap, in their order."""
    asked = list(families)
    if not asked:
        return []
    singles = [frozenset({name}) for name in classes_of(scope)]
    shown, factor = _shown(scope, [*singles, *asked]), factor_from(known_factors())
    whole = shown[frozenset()]
    of_each = [shown[each].doubt for each in singles if shown[each].mean > 0]
    every_origin = frozenset(classes_of(scope)) - {NOT_A_COMPLAINT}
    result = []
    for each in asked:
        mine = shown[each]
        if not whole.total:
            result.append(Estimate(0.0, 0.0, 0.0))
            continue
        is_known = not each or each >= every_origin
        doubt = 0.0 if is_known else with_hidden(mine.doubt, of_each, whole.unruled)
        result.append(reaching(min(max(mine.total / whole.total, 0.0), 1.0), doubt, factor))
    return result


def complaints_range(scope: Scope) -> Estimate:
    """Complaints within the filters (those on departments and issues ignored), with their range of model error.

    The reach is that of two classes, complaint and not: as for departments, how undecided the engine is between them,
    and how far the share of tickets judged complaints lies from the mean probability. It is 0 for a register of
    complaints, and for tickets whose kind people or the export stated.
    """
    return _doubts(scope)["complaints"]  # type: ignore[no-any-return]


def count_tickets(scope: Scope) -> float:
    """Tickets of every kind within the filters that no rule excludes; filters on departments and issues are ignored."""
    return float(_doubts(scope)["tickets"])


def _shown(scope: Scope, families: Iterable[Family]) -> dict[Family, _Shown]:
    kept = _doubts(scope)["families"]
    missing = [each for each in dict.fromkeys(families) if each not in kept]
    if missing:
        tickets, found = _asked(scope, missing)
        kept |= found
        kept[frozenset()] = _Shown(tickets["whole"], 1.0, 0.0, tickets["unruled"] / (tickets["many"] or 1.0))
    return kept  # type: ignore[no-any-return]


def _doubts(scope: Scope) -> dict[str, Any]:
    """Doubt under these filters: computed once for all scopes that come from one."""
    wide = scope.with_filters(scope.filters.without("department", "issue"))

    def first() -> dict[str, Any]:
        names = classes_of(scope)
        origins = [frozenset(name for name in names if scope.origin_of(name) in each) for each in _ORIGINS]
        tickets, found = _asked(wide, [*(frozenset({name}) for name in names), *origins])
        found[frozenset()] = _Shown(tickets["whole"], 1.0, 0.0, tickets["unruled"] / (tickets["many"] or 1.0))
        return {"families": found, "complaints": _complaints(tickets), "tickets": tickets["every"]}

    return wide.once_under_filters("doubt", first)


_ORIGINS = (("elsewhere",), ("outside",), ("frontline",), ("none",), ("elsewhere", "outside"))
"""Families in a headline."""


def _complaints(tickets: Mapping[str, float]) -> Estimate:
    every, whole = tickets["every"], tickets["whole"]
    if not every:
        return Estimate(0.0, 0.0, 0.0)
    shown = doubt_of(tickets["between"] / every, whole / every, tickets["told"] / every)
    doubt = with_hidden(shown, (shown, shown), unruled=0.0)
    return reaching(min(max(whole / every, 0.0), 1.0), doubt, factor_from(known_factors())).times(every)


def _asked(scope: Scope, families: list[Family]) -> tuple[dict[str, float], dict[Family, _Shown]]:
    """Sums over the tickets, and the visible doubt of each family: one pass over the parts, and one over the tickets.

    Of the tickets: every (all that no rule excludes), whole (their shares that are complaints), between (the sum of p
    (1 - p) of being one), told (those judged complaints), many (those with such a share), unruled (of these, those that
    nobody ruled on).
    """
    wide = scope.with_filters(scope.filters.without("department", "issue"))
    if (kept := doubts_of(wide, families)) is not None:
        of_tickets, told = kept
        many = of_tickets["many"] or 1.0
        return of_tickets, {
            each: _Shown(of["total"], of["mean"] / many, doubt_of(*(of[n] / many for n in ("open", "mean", "first"))))
            for each, of in told.items()
        }
    p, names = wide.parts, classes_of(scope)
    places = {name: place for place, name in enumerate(names)}
    rows = (
        sa.select(p.c.source, p.c.ticket_id, p.c.department, p.c.share, p.c.is_complaint, p.c.kind, p.c.is_ruled)
        .where(p.c.excluded_as.is_(None))
        .subquery("row")
    )
    place = sa.case(places, value=rows.c.department, else_=len(names))
    coded = sa.cast(sa.func.round(rows.c.share * UNITS), sa.BigInteger) * PLACES + (PLACES - 1 - place)
    mine = sa.case((rows.c.is_complaint, rows.c.share), else_=0.0)
    parts = [sa.func.sum(sa.case((rows.c.department.in_(sorted(each)), mine), else_=0.0)).label(f"part_{number}")
             for number, each in enumerate(families)]  # fmt: skip
    tickets = sa.select(
        sa.func.sum(rows.c.share).label("every"), sa.func.sum(mine).label("whole"),
        sa.func.max(sa.case((rows.c.kind == "complaint", 1), else_=0)).label("told"),
        sa.func.max(sa.case((rows.c.is_ruled, 1), else_=0)).label("ruled"),
        sa.func.max(sa.case((rows.c.is_complaint, coded))).label("code"), *parts,
    )  # fmt: skip
    t = tickets.group_by(rows.c.source, rows.c.ticket_id).having(sa.func.sum(rows.c.share) > 0).subquery("of_ticket")
    first, whole = PLACES - 1 - t.c.code % PLACES, sa.func.nullif(t.c.whole, 0.0)
    sums = {"every": t.c.every, "whole": t.c.whole, "told": t.c.told,
            "many": sa.case((t.c.whole > 0, 1), else_=0),
            "unruled": sa.case((t.c.whole > 0, 1 - t.c.ruled), else_=0),
            "between": t.c.whole * (t.c.every - t.c.whole) / t.c.every}  # fmt: skip
    for number, each in enumerate(families):
        part = t.c[f"part_{number}"]
        sums |= {f"total_{number}": part, f"mean_{number}": part / whole,
                 f"open_{number}": part / whole * (1.0 - part / whole),
                 f"first_{number}": sa.case((sa.and_(t.c.whole > 0, first.in_([places[name] for name in each])), 1),
                                            else_=0)}  # fmt: skip
    summed = [sa.func.coalesce(sa.func.sum(sa.cast(value, sa.Double)), 0.0).label(name) for name, value in sums.items()]
    found = {name: float(value) for name, value in scope.connection.execute(sa.select(*summed)).one()._mapping.items()}
    many = found["many"] or 1.0
    shown = {
        each: _Shown(
            found[f"total_{number}"], found[f"mean_{number}"] / many,
            doubt_of(*(found[f"{name}_{number}"] / many for name in ("open", "mean", "first"))),
        )
        for number, each in enumerate(families)
    }  # fmt: skip
    return found, shown
