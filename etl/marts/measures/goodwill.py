"""Gestures of goodwill: their cost, and what followed them, compared with similar complaints without one.

Comparable means the same issue, channel and month. Differences are Mantel-Haenszel risk differences over those strata,
with the variance of Sato (Greenland and Robins 1985; Sato, Biometrics 1989, 45:1323-1324), which holds for many small
strata. It isn't an experiment: gestures aren't given at random.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl.marts.core.formatting import count, percent
from etl.marts.cube.aggregates import sum_of
from etl.marts.measures.reorders import came_back
from etl.marts.shares.disputed import with_undisputed
from etl.marts.shares.scope import Scope

LEAST = 5
"""Fewest gestures with a comparable complaint for which a comparison is made."""

Z = 1.96
"""Standard errors to either side of a 95 % interval."""

_STRATUM = ("department", "issue", "channel", "year", "month")
OUTCOMES = ("content", "back")


@dataclass(frozen=True)
class Compared:
    """An outcome with a gesture and without, over the strata that have both.

    Attributes
    ----------
    count_with, count_without
        Complaints compared.
    count_unmatched
        Complaints with a gesture and a known outcome for which there is no comparable complaint without one.
    share_with, share_without
        Shares of them with the outcome, the strata weighted alike; None below `LEAST`.
    difference, low, high
        Difference of the two and its 95 % interval, -1 to 1; None below `LEAST`.
    count_disputed
        Complaints compared, with a gesture and without, whose department disputes its share.
    """

    count_with: int
    count_without: int
    count_unmatched: int
    share_with: float | None = None
    share_without: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    count_disputed: int = 0


@dataclass(frozen=True)
class Gestures:
    """Gestures of goodwill within the filters.

    Attributes
    ----------
    count_gestures
        Complaints with an amount above 0.
    amount
        Their sum, in the taxonomy's currency.
    is_known
        Whether any ticket of the store has an amount: without one nothing is known of gestures.
    content, back
        Complaints rated good at the end; with a customer who was seen again with another order
        (`etl.marts.measures.reorders.came_back`).
    """

    count_gestures: int
    amount: float
    is_known: bool
    content: Compared
    back: Compared


def gestures(scope: Scope) -> Gestures:
    """Gestures on the complaints within the filters, each complaint counted once."""
    t = scope.tickets
    has = sa.func.coalesce(t.c.goodwill_amount, 0.0) > 0
    totals = sa.select(
        sum_of(1.0, has), sum_of(t.c.goodwill_amount, has), sa.func.count(t.c.goodwill_amount)
    ).where(scope.is_meant(t.c))  # fmt: skip
    number, amount, known = scope.connection.execute(totals).one()
    cells = strata(scope) if number else _no_strata()
    compared = (compare(cells, outcome) for outcome in OUTCOMES)
    return Gestures(int(number), float(amount), bool(known), *compared)


def gestures_by_day(scope: Scope) -> pd.DataFrame:
    """Gestures by day of the complaints' arrival: day (date), count_gestures, amount (float)."""
    t = scope.tickets
    has = sa.func.coalesce(t.c.goodwill_amount, 0.0) > 0
    sums = (sum_of(1.0).label("count_gestures"), sum_of(t.c.goodwill_amount).label("amount"))
    select = sa.select(t.c.created_date.label("day"), *sums)
    found = select.where(scope.is_meant(t.c), has, t.c.created_date.is_not(None)).group_by(t.c.created_date)
    return scope.frame(found).astype({"count_gestures": "float64", "amount": "float64"})


def differences(scope: Scope) -> pd.DataFrame:
    """What followed gestures, for a chart.

    Returns
    -------
    DataFrame
        One row per outcome that can be compared: outcome (str), difference, low, high (percentage points), compared
        (float, complaints), text (str: "67 % with, 68 % without"), disputed (float, of compared), undisputed (float:
        the difference without the disputed shares, and without complaints that can only be compared with them; missing
        where too few are left).
    """
    return with_undisputed(scope, _differences(scope), _differences, ["outcome"], {"difference": "undisputed"})


def _differences(scope: Scope) -> pd.DataFrame:
    found = gestures(scope)
    named = (("satisfied in the end", found.content), ("ordered again", found.back))
    rows = [
        (
            name,
            *(100 * value for value in (each.difference, each.low, each.high)),
            float(each.count_with + each.count_without),
            _shares(each),
            float(each.count_disputed),
        )
        for name, each in named
        if each.difference is not None and each.low is not None and each.high is not None
    ]
    return pd.DataFrame(rows, columns=["outcome", "difference", "low", "high", "compared", "text", "disputed"])


def strata(scope: Scope) -> pd.DataFrame:
    """Complaints by issue, channel and month, with and without a gesture.

    Single tickets are compared, so each counts under its judged issue, the largest if there are several; tickets
    without a known issue are left out.

    Returns
    -------
    DataFrame
        One row per stratum: department, issue, channel, year, month, and for each of `OUTCOMES` the counts
        {outcome}_with, {outcome}_yes_with, {outcome}_without, {outcome}_yes_without, {outcome}_disputed (float).
    """
    p, b = scope.as_judged().parts, came_back(scope)
    largest: dict[str, Any] = {"partition_by": (p.c.source, p.c.ticket_id)}
    place = sa.func.row_number().over(order_by=(p.c.share.desc(), p.c.department), **largest).label("place")
    main = sa.select(p, place).where(p.c.is_meant, p.c.issue.is_not(None)).subquery("main_part")
    has = sa.func.coalesce(main.c.goodwill_amount, 0.0) > 0
    content = sa.case((main.c.satisfaction == "good", 1), (main.c.satisfaction == "bad", 0))
    flags = (
        sa.select(
            main.c.department, main.c.issue, sa.func.coalesce(main.c.channel, "").label("channel"),
            sa.extract("year", main.c.created_date).label("year"),
            sa.extract("month", main.c.created_date).label("month"),
            sa.case((has, 1), else_=0).label("has"), content.label("content"), b.c.is_back.label("back"),
            main.c.is_disputed,
        )
        .select_from(
            main.outerjoin(b, sa.and_(b.c.source == main.c.source, b.c.ticket_id == main.c.ticket_id))
        )
        .where(main.c.place == 1)
        .subquery("flags")
    )  # fmt: skip
    columns = []
    for outcome in OUTCOMES:
        told = flags.c[outcome]
        columns.append(sum_of(1.0, flags.c.is_disputed, told.is_not(None)).label(f"{outcome}_disputed"))
        for name, value in (("with", 1), ("without", 0)):
            mine = flags.c.has == value
            columns.append(sum_of(1.0, mine, told.is_not(None)).label(f"{outcome}_{name}"))
            columns.append(sum_of(1.0, mine, told == 1).label(f"{outcome}_yes_{name}"))
    keys = [flags.c[name] for name in _STRATUM]
    return scope.frame(sa.select(*keys, *columns).group_by(*keys))


def compare(cells: pd.DataFrame, outcome: str) -> Compared:
    """Compare complaints with a gesture and without, stratum by stratum.

    Parameters
    ----------
    cells
        Frame of `strata`.
    outcome
        One of `OUTCOMES`.
    """
    n1, a = cells[f"{outcome}_with"], cells[f"{outcome}_yes_with"]
    n0, b = cells[f"{outcome}_without"], cells[f"{outcome}_yes_without"]
    both = (n1 > 0) & (n0 > 0)
    unmatched = int(n1[~both].sum())
    n1, a, n0, b = n1[both], a[both], n0[both], b[both]
    counts = int(n1.sum()), int(n0.sum()), unmatched
    disputed = int(cells.loc[both, f"{outcome}_disputed"].sum())
    if counts[0] < LEAST:
        return Compared(*counts, count_disputed=disputed)
    n = n1 + n0
    weight = n1 * n0 / n
    whole = float(weight.sum())
    share_with, share_without = (float((weight * part).sum()) / whole for part in (a / n1, b / n0))
    difference = share_with - share_without
    p = (n1**2 * b - n0**2 * a + n1 * n0 * (n0 - n1) / 2) / n**2
    q = (a * (n0 - b) + b * (n1 - a)) / (2 * n)
    spread = Z * sqrt(max(0.0, difference * float(p.sum()) + float(q.sum()))) / whole
    low, high = max(-1.0, difference - spread), min(1.0, difference + spread)
    return Compared(*counts, share_with, share_without, difference, low, high, disputed)


def _shares(compared: Compared) -> str:
    shares, numbers = (
        [percent(compared.share_with), percent(compared.share_without)],
        [count(compared.count_with), count(compared.count_without)],
    )
    return f"{shares[0]} of {numbers[0]} with · {shares[1]} of {numbers[1]} comparable without"


def _no_strata() -> pd.DataFrame:
    sides = [f"{outcome}{yes}_{name}" for outcome in OUTCOMES for yes in ("", "_yes") for name in ("with", "without")]
    sides += [f"{outcome}_disputed" for outcome in OUTCOMES]
    return pd.DataFrame({name: pd.Series(dtype="float64") for name in (*_STRATUM, *sides)})
