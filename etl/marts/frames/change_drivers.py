"""What drove a change since the period before: how much there is of each cause, or how each is handled.

A measure V is the sum of w × r over the causes: w how much there is of a cause (its complaints by the day; of a ratio
its part of the whole), r what comes of each (hours for each complaint; the part that answers yes). The change of w × r
is

    Δw × (r before + r now) ÷ 2  +  Δr × (w before + w now) ÷ 2

which leaves nothing over (Kitagawa 1955, "Components of a difference between two rates"; the two-factor case of Das
Gupta 1993). In a ratio the w sum to 1, so r − R may take the place of r in the first term, with R the mean ratio of
both periods: a cause that grows drives a ratio up where its own lies above it, and the sum is the same. A number of
complaints has no r: its change is the difference.

It says where a change lies, not why; each part is as uncertain as its cause is small. Causes with fewer than
`etl.marts.core.formatting.LEAST` complaints in both periods are one: the department's "other issues", and where these
are as few "other causes".
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from etl.marts.core.formatting import count, is_few, signed_points
from etl.marts.core.ratios import TOLERANCE
from etl.marts.core.succession import Span, Succession, succession
from etl.marts.cube.cells import By, Columns
from etl.marts.measures.totals import group_rows
from etl.marts.shares.disputed import with_disputed
from etl.marts.shares.scope import Scope

OTHERS, OTHER_ISSUES = "Other causes", "Other issues"
_MOST = 10
"""Causes shown one by one."""
_WHOLE = 10
"""From here on nobody asks for tenths of an estimate."""


@dataclass(frozen=True)
class Driven:
    """How a measure comes from sums.

    Attributes
    ----------
    part
        Sums that are added up: its value, or the numerator of a ratio.
    whole
        What comes with it: the denominator of a ratio; of a sum the complaints that it is about. Empty: those are
        what is counted.
    per
        What the part is divided by to be in the measure's unit.
    things
        Complaints that a cause has: with few of them it isn't told apart.
    is_ratio
        Whether it is part ÷ whole; else the part alone, by the day.
    """

    part: tuple[str, ...]
    whole: tuple[str, ...] = ()
    per: float = 1.0
    things: str = "load_elsewhere"
    is_ratio: bool = False


def _lens(name: str) -> Driven:
    yes, no = f"{name}_yes_elsewhere", f"{name}_no_elsewhere"
    return Driven((yes,), (yes, no), is_ratio=True)


DRIVEN = {
    "complaints": Driven(("complaints",), things="complaints"),
    "frontline_hours_elsewhere": Driven(("effort_yes_elsewhere",), ("load_elsewhere",), per=60.0),
    "share_elsewhere": Driven(("elsewhere",), ("elsewhere", "frontline", "none"), things="complaints", is_ratio=True),
    "absorption_contact": _lens("met"),
    "absorption_effort": _lens("effort"),
    "absorption_closure": _lens("closure"),
}
"""Measures whose change can be taken apart by cause."""


def change_drivers(scope: Scope, name: str) -> pd.DataFrame:
    """The change of a measure since the period before (`etl.marts.core.succession`), by cause.

    Parameters
    ----------
    name
        One of `DRIVEN`.

    Returns
    -------
    DataFrame
        One row per department and issue that drives it, the most first, `OTHERS` last: department, issue (str; missing
        where none is named, `OTHER_ISSUES` for small ones), now, before (float: its part of the measure; of a sum in
        the days of the period now), by_amount, by_rate (float: because there is more or less of it, because each is
        handled otherwise), total (float: both; over all rows exactly the change), text (str). In the measure's unit,
        shares 0 to 1. disputed (float: of now; of a ratio, where it would be no part, 0). Empty where there is nothing
        to compare.
    """
    filters, driven = scope.filters, DRIVEN[name]
    found = succession(scope.days, scope.days_with_tickets, filters.date_from, filters.date_to)
    if not isinstance(found, Succession):
        return _arranged(pd.DataFrame(columns=["department", "issue", *_FIGURES], dtype="object"), driven)
    keys, parts = ["department", "issue"], {"part_now": "disputed"}
    sums = with_disputed(scope, _sums(scope, found, driven), lambda within: _sums(within, found, driven), keys, parts)
    if driven.is_ratio:
        sums = sums.assign(disputed=0.0)
    whole = sums[["whole_now", "whole_before"]].sum()
    if driven.is_ratio and (whole <= TOLERANCE).any():
        return _arranged(sums.iloc[:0].assign(**dict.fromkeys(_FIGURES, 0.0)), driven)
    return _arranged(_taken_apart(_folded(sums), driven), driven)


_FIGURES = ("now", "before", "by_amount", "by_rate", "total", "disputed")


def _sums(scope: Scope, found: Succession, driven: Driven) -> pd.DataFrame:
    """Part and whole of each cause in both periods; sums before in as many days as now."""
    spans = (found.before, found.span)
    within = scope.with_filters(scope.filters.with_(date_from=found.before.first, date_to=found.span.last))
    rows = group_rows(within, _by(spans), {*driven.part, *driven.whole, driven.things}).dropna(subset=["span"])
    part, whole = (rows[list(names)].sum(axis=1) for names in (driven.part, driven.whole or driven.part))
    things = rows[driven.things]
    told = rows[["department", "issue"]].copy()
    for place, when in enumerate(("before", "now")):
        is_then = rows["span"] == place
        told[f"part_{when}"], told[f"whole_{when}"] = part.where(is_then, 0.0) / driven.per, whole.where(is_then, 0.0)
        told[f"things_{when}"] = things.where(is_then, 0.0)
    wide = told.groupby(["department", "issue"], dropna=False, sort=True).sum().reset_index()
    weekdays = frozenset(scope.filters.weekday)
    days = [span.count_days(weekdays) for span in spans]
    scale = 1.0 if driven.is_ratio or not days[0] else days[1] / days[0]
    return wide.assign(part_before=wide["part_before"] * scale, whole_before=wide["whole_before"] * scale)


def _folded(sums: pd.DataFrame) -> pd.DataFrame:
    """Small issues of a department as one, small departments as one; without what had nothing in either period."""
    sums = sums[(sums.drop(columns=["department", "issue"]) > TOLERANCE).any(axis=1)]
    small = _are_small(sums)
    issues = sums["issue"].astype("object").mask(small, OTHER_ISSUES)
    sums = sums.assign(issue=issues).groupby(["department", "issue"], dropna=False, sort=True).sum().reset_index()
    small = _are_small(sums)
    if not small.any():
        return sums
    return _with_others(sums[~small], sums[small])


def _are_small(sums: pd.DataFrame) -> pd.Series:
    return sums[["things_now", "things_before"]].max(axis=1).map(is_few).astype(bool)


def _with_others(frame: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """The rows, and the sum of some others as the last one."""
    last = {"department": OTHERS, "issue": None, **others.sum(numeric_only=True)}
    return pd.DataFrame.from_records([*frame.to_dict("records"), last], columns=list(frame.columns))


def _taken_apart(sums: pd.DataFrame, driven: Driven) -> pd.DataFrame:
    now, before = ((sums[f"part_{when}"], sums[f"whole_{when}"]) for when in ("now", "before"))
    if driven.is_ratio:
        now, before = (((part / whole.sum()), whole / whole.sum()) for part, whole in (now, before))
    rates = [
        np.divide(part.to_numpy(), whole.to_numpy(), out=np.full(len(sums), np.nan), where=whole.to_numpy() > TOLERANCE)
        for part, whole in (now, before)
    ]
    # Of a cause that is new or gone all is its amount: it is taken to be handled as in the other period.
    rate_now, rate_before = (np.where(np.isnan(one), np.nan_to_num(other), one) for one, other in (rates, rates[::-1]))
    overall = (now[0].sum() + before[0].sum()) / 2 if driven.is_ratio else 0.0
    by_amount = (now[1] - before[1]) * ((rate_now + rate_before) / 2 - overall)
    by_rate = (rate_now - rate_before) * (now[1] + before[1]) / 2
    return sums[["department", "issue"]].assign(
        now=now[0], before=before[0], by_amount=by_amount, by_rate=by_rate, total=by_amount + by_rate,
        disputed=sums["disputed"],
    )  # fmt: skip


def _arranged(frame: pd.DataFrame, driven: Driven) -> pd.DataFrame:
    """The largest first; what is beyond `_MOST` joins the others, which come last."""
    frame = frame[["department", "issue", *_FIGURES]].astype(dict.fromkeys(_FIGURES, "float64"))
    named = frame[frame["department"] != OTHERS]
    order = named["total"].abs().sort_values(ascending=False, kind="stable").index
    first, rest = named.loc[order[:_MOST]], pd.concat([named.loc[order[_MOST:]], frame[frame["department"] == OTHERS]])
    first = _with_others(first, rest) if len(rest) else first.reset_index(drop=True)
    texts = [_text(row, driven) for row in first.to_dict("records")]
    return first.assign(text=pd.Series(texts, dtype="str"))


def _text(row: Mapping[Hashable, Any], driven: Driven) -> str:
    """Such as "+45 (120, was 75)", "+1.2 points"."""
    if driven.is_ratio:
        return signed_points(row["total"])
    unit = " h" if driven.per != 1.0 else ""
    return f"{_signed(row['total'])}{unit} ({_told(row['now'])}, was {_told(row['before'])})"


def drivers_words(frame: pd.DataFrame, name: str) -> str:
    """The whole change and its two parts: "+12 h: +10 h by how many there are, +2 h by how long each takes".

    Empty where nothing is compared.
    """
    if frame.empty:
        return ""
    driven, (amount, rate, total) = DRIVEN[name], frame[["by_amount", "by_rate", "total"]].sum()
    if not driven.whole:
        return f"{_signed(total)} in all"
    if driven.is_ratio:
        parts = f"{signed_points(amount)} by which causes there are, {signed_points(rate)} by how each is handled"
        return f"{signed_points(total)}: {parts}"
    return f"{_signed(total)} h: {_signed(amount)} h by how many there are, {_signed(rate)} h by how long each takes"


def _signed(number: float) -> str:
    told = _told(abs(number))
    return told if told == "0" else f"{'+' if number > 0 else '−'}{told}"


def _told(number: float) -> str:
    return f"{number:,.0f}" if number >= _WHOLE else count(number)


def _by(spans: tuple[Span, Span]) -> By:
    def by(part: Any) -> Columns:
        cases = [(part.created_date.between(span.first, span.last), place) for place, span in enumerate(spans)]
        return {"span": sa.case(*cases), "department": part.department, "issue": part.issue}

    return by
