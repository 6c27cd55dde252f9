"""Complaints that started at the frontline itself, and the evidence for that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.attribution.signals import BY_NAME
from etl.marts.core.formatting import count
from etl.marts.core.ratios import TOLERANCE
from etl.marts.cube.aggregates import sum_of
from etl.marts.frames.departments import by_issue
from etl.marts.shares.scope import Scope

_BASES = {"ruled": "a person's ruling"} | {name: signal.basis for name, signal in BY_NAME.items()}
"""What a complaint's attribution rests on, by the strongest signal for the department."""

_UNKNOWN = "not kept"


def by_own_issue(scope: Scope) -> pd.DataFrame:
    """Complaints about the frontline itself by issue: the tools, processes and answers that customers name.

    Returns
    -------
    DataFrame
        `etl.marts.frames.breakdowns.by_issue` under the frontline's departments, whichever department is chosen.
    """
    return by_issue(_own(scope))


def own_rest_on(scope: Scope) -> pd.DataFrame:
    """What the judgements rest on that attribute tickets to the frontline.

    Returns
    -------
    DataFrame
        One row per basis, the most complaints first: basis (str: "a reason picked in the export"), complaints (float,
        shares, as judged).
    """
    front = scope.taxonomy.frontline
    p, strongest = _own(scope).as_judged().parts, scope.kept(("strongest", front), lambda: _strongest(front))
    same = [strongest.c[name] == p.c[name] for name in ("run_id", "source", "ticket_id", "department")]
    signal = sa.case((p.c.is_ruled, "ruled"), else_=strongest.c.signal).label("signal")
    told = (
        sa.select(signal, p.c.share)
        .select_from(p.outerjoin(strongest, sa.and_(*same)))
        .where(p.c.is_complaint)
        .subquery("told")
    )
    frame = scope.frame(sa.select(told.c.signal, sum_of(told.c.share).label("complaints")).group_by(told.c.signal))
    named = [_BASES.get(str(name), _UNKNOWN) for name in frame["signal"]]
    summed = frame.assign(basis=pd.Series(named, index=frame.index, dtype="str"))
    rows = summed.groupby("basis")[["complaints"]].sum().reset_index()
    return rows.sort_values(["complaints", "basis"], ascending=[False, True], ignore_index=True)


def own_words(rests: pd.DataFrame, frontline: str) -> str:
    """What counts as a complaint about the frontline, and what that rests on."""
    whole = float(rests["complaints"].sum())
    if whole <= TOLERANCE:
        return f"No single complaint is attributed to {frontline}; the bars are what is expected among all."
    listed = ", ".join(f"{row['basis']} {count(row['complaints'])}" for row in rests.to_dict("records"))
    counted = f"Counted: complaints attributed to {frontline}, {count(whole)} of them; no requests, and no praise"
    return f"{counted}. Their strongest evidence: {listed}."


def _own(scope: Scope) -> Scope:
    return scope.with_filters(scope.filters.with_(department=scope.taxonomy.frontline))


def _strongest(departments: Sequence[str]) -> sa.Select[Any]:
    """The signal with the greatest weight for each ticket and some departments of a run."""
    e = model.evidence.c
    keys = (e.run_id, e.source, e.ticket_id, e.department)
    place = sa.func.row_number().over(partition_by=keys, order_by=(e.weight.desc(), e.signal)).label("place")
    ranked = sa.select(*keys, e.signal, place).where(e.weight > 0, e.department.in_(departments)).subquery("ranked")
    names = ("run_id", "source", "ticket_id", "department", "signal")
    return sa.select(*(ranked.c[name] for name in names)).where(ranked.c.place == 1)
