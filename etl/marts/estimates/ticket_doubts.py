"""How undecided the engine is on each ticket, kept for as long as a view is open: ranges of model error are sums of it.

Whatever the filters, a ticket's probabilities given that it is a complaint, and the likeliest outcome, are the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy import FromClause

from etl.marts.cube.gathered import conditions
from etl.marts.cube.kept_parts import PLACED, KeptParts, kept_parts
from etl.marts.shares.probabilities import classes_of
from etl.marts.shares.scope import Scope
from etl.marts.shares.told import OF_PARTS
from etl.store.base import read_frame

UNITS, PLACES = 1_000_000, 1_000
"""Resolution of probabilities where the largest is looked for, and a number larger than that of the classes."""

OF_TICKETS = ("every", "whole", "told", "many", "unruled", "between")
"""Sums over tickets, as `etl.marts.estimates.uncertainty` explains them."""

Doubts = tuple[dict[str, float], dict[frozenset[str], dict[str, float]]]


def doubts_of(scope: Scope, families: Iterable[frozenset[str]]) -> Doubts | None:
    """Sums over the tickets within the filters; None where they can't be had from kept parts.

    Parameters
    ----------
    scope
        Without filters on departments and issues.

    Returns
    -------
    tuple of dict, or None
        `OF_TICKETS` by name; and for each family of outcomes total (complaints expected), mean (sum of the tickets'
        probabilities p), open (sum of p (1 - p)) and first (tickets whose likeliest outcome is of the family).
    """
    kept = None if scope.disputed is not None or any(getattr(scope.filters, n) for n in OF_PARTS) else kept_parts(scope)
    if kept is None:
        return None
    t, asked = _kept_doubts(scope, kept), list(dict.fromkeys(families))
    names = classes_of(scope)
    places = [[place for place, name in enumerate(names) if name in each] for each in asked]
    of_families = [sum((t.c[f"part_{place}"] for place in mine), sa.literal(0.0)) for mine in places]
    sums: dict[str, sa.ColumnElement[Any]] = {name: t.c[name] for name in OF_TICKETS}
    sums |= {f"total_{place}": t.c.whole * t.c[f"part_{place}"] for place in range(len(names))}
    sums |= {f"mean_{place}": t.c[f"part_{place}"] for place in range(len(names))}
    sums |= {f"open_{number}": part * (1.0 - part) for number, part in enumerate(of_families)}
    summed = [sa.func.sum(sa.cast(value, sa.Double)).label(name) for name, value in sums.items()]
    of_kinds = scope.filters.where({"kind": t.c.kind, "excluded_as": sa.cast(sa.null(), sa.Text)})
    within = [*conditions(scope, kept, scope.filters.without("kind", "excluded", "counted", "origin"), t), *of_kinds]
    found = read_frame(scope.connection, sa.select(t.c.first, *summed).where(*within).group_by(t.c.first))
    whole = found[list(sums)].sum()
    first = found.set_index("first")["many"].reindex(range(len(names)), fill_value=0.0).to_numpy(np.float64)
    told = {
        each: {
            "total": _sum(whole, "total", mine), "mean": _sum(whole, "mean", mine),
            "open": float(whole[f"open_{number}"]), "first": float(first[mine].sum()),
        }
        for number, (each, mine) in enumerate(zip(asked, places, strict=True))
    }  # fmt: skip
    return {name: float(whole[name]) for name in OF_TICKETS}, told


def _sum(whole: pd.Series, name: str, places: list[int]) -> float:
    return float(sum(whole[f"{name}_{place}"] for place in places))


def _kept_doubts(scope: Scope, kept: KeptParts) -> FromClause:
    """One row per ticket that no rule excludes and that has shares: ticket, slice, `PLACED`, kind, `OF_TICKETS`.

    Also part_0, part_1, ... (probability of each class given that it is a complaint, 0 where it can't be one) and first
    (the likeliest class; -1 for none).
    """
    names = classes_of(scope)

    def told() -> sa.Select[object]:
        r, c = kept.rows.c, kept.cells.c
        place = sa.case({name: number for number, name in enumerate(names)}, value=c.department, else_=len(names))
        coded = sa.cast(sa.func.round(r.share * UNITS), sa.BigInteger) * PLACES + (PLACES - 1 - place)
        mine = sa.case((c.is_complaint, r.share), else_=0.0)
        parts = [sa.func.sum(sa.case((c.department == name, mine), else_=0.0)).label(f"part_{number}")
                 for number, name in enumerate(names)]  # fmt: skip
        summed = (
            sa.select(
                r.ticket, *(sa.func.min(r[name]).label(name) for name in ("slice", *PLACED)),
                sa.func.min(c.kind).label("kind"), sa.func.sum(r.share).label("every"),
                sa.func.sum(mine).label("whole"),
                sa.func.max(sa.case((c.kind == "complaint", 1), else_=0)).label("told"),
                sa.func.max(sa.case((c.is_ruled, 1), else_=0)).label("ruled"),
                sa.func.max(sa.case((c.is_complaint, coded))).label("code"), *parts,
            )
            .select_from(kept.rows.join(kept.cells, kept.cells.c.cell == r.cell))
            .where(c.excluded_as.is_(None))
            .group_by(r.ticket)
            .having(sa.func.sum(r.share) > 0)
            .subquery("of_ticket")
        )  # fmt: skip
        t = summed.c
        whole, is_some = sa.func.nullif(t.whole, 0.0), t.whole > 0
        numbers = {
            "every": t.every, "whole": t.whole, "told": t.told, "many": sa.case((is_some, 1), else_=0),
            "unruled": sa.case((is_some, 1 - t.ruled), else_=0), "between": t.whole * (t.every - t.whole) / t.every,
            **{f"part_{place}": sa.func.coalesce(t[f"part_{place}"] / whole, 0.0) for place in range(len(names))},
        }  # fmt: skip
        first = sa.case((is_some, sa.cast(PLACES - 1 - t.code % PLACES, sa.SmallInteger)), else_=-1).label("first")
        doubles = (sa.cast(number, sa.Double).label(name) for name, number in numbers.items())
        return sa.select(t.ticket, t.slice, *(t[name] for name in PLACED), t.kind, first, *doubles)

    return scope.kept(("doubts", scope.how_shared), told)
