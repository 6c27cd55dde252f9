"""Fair comparison of groups: each rate with what chance allows for its size, in place of a league table."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.estimates.arrays import Floats
from etl.locales import number
from etl.marts.core.filters import UNKNOWN
from etl.marts.core.formatting import interval, is_few, joined, percent, percent_finely, whole_number
from etl.marts.core.funnel_limits import INNER, LEAST, OUTER, Funnel, funnel
from etl.marts.core.note_words import note_words
from etl.marts.core.own_columns import PREFIX, is_own
from etl.marts.core.ratios import ratio
from etl.marts.cube.denominators import contacts, denominator
from etl.marts.cube.own_columns import SMALL
from etl.marts.estimates.by_group import grouped
from etl.marts.frames.by_column import measures_by
from etl.marts.frames.handoff_matrix import handoff_matrix
from etl.marts.measures.catalogue import measures
from etl.marts.shares.scope import Scope

RATE = "complaint_rate"
_BY_VOLUMES = ("channel", "product")
"""Groupings for which there can be volumes."""
_OF_ALL = ("share_elsewhere", "reopened", "handed_on", "satisfied")
_OF_DEPARTMENTS = ("bounce_back", "reopened", "off_hours", "participation", "satisfied")

_POINTS = 80
_NUMBERS = ("value", "numerator", "denominator", "low", "high", "low_95", "high_95", "low_998", "high_998")
_COLUMNS = dict.fromkeys(("group", "beyond", "way", "rate", "of", "limits"), "str") | dict.fromkeys(_NUMBERS, "float64")
_LIMITS = ("low_95", "high_95", "low_998", "high_998")


@dataclass(frozen=True)
class Comparison:
    """Groups, and their funnel plot.

    Attributes
    ----------
    groups
        One row per group, the largest first: group (str), value (float), numerator, denominator (float, complaints or
        orders), low, high (float: bounds of the value, missing for a counted value), low_95, high_95, low_998, high_998
        (float: limits for its size), beyond (str: "99.8 %", "95 %", or empty within both), way (str: "higher" or
        "lower" than the overall rate), rate, of, limits (str: "9 %", "12 of 130", "3–11 %").
    curve
        The limits over all sizes: denominator, low_95, high_95, low_998, high_998 (float).
    funnel
        None where there is nothing to compare.
    label, per
        What is compared ("Reopened"), and the unit of a rate's denominator: empty for a share, else such as "100
        orders".
    left_out
        Sum of the denominators of what belongs to no group of its own.
    why
        Why there is nothing to compare; else empty.
    """

    groups: pd.DataFrame
    curve: pd.DataFrame
    funnel: Funnel | None
    label: str
    per: str = ""
    left_out: float = 0.0
    why: str = ""

    @property
    def is_telling(self) -> bool:
        """Whether groups could differ: they hold half of what is compared or more, and of it some counts, not all."""
        if self.funnel is None or self.groups["denominator"].sum() < self.left_out:
            return False
        return self.funnel.overall > 0 and (bool(self.per) or self.funnel.overall < 1)

    def words(self, rate: float) -> str:
        """A rate in words: "9 %", "2.4"."""
        return number(100 * rate, ".1f") if self.per else percent(rate)


def choices(by: str) -> dict[str, str]:
    """Measures that groups can be compared by: label by name.

    Parameters
    ----------
    by
        "department", another filter with values, or an own column ("col.Region").
    """
    labels = {each.name: each.label for each in measures()} | {"bounce_back": "Bounced back when handed over"}
    names = _OF_DEPARTMENTS if by == "department" else _OF_ALL
    rate = {RATE: "Complaints per 100 orders"} if by in _BY_VOLUMES else {}
    return rate | {name: labels[name] for name in names}


def is_of_origins(by: str, measure: str) -> bool:
    """Whether a comparison rests on where complaints start; who handed what to whom doesn't."""
    return measure == "share_elsewhere" or (by == "department" and measure != "bounce_back")


def nothing(by: str, measure: str, why: str = "") -> Comparison:
    """A comparison without groups, and the reason."""
    groups = pd.DataFrame(columns=list(_COLUMNS)).astype(_COLUMNS)
    return Comparison(groups, _curve(None, np.array([])), None, choices(by)[measure], why=why)


def compared(scope: Scope, by: str, measure: str, seed: int = 0) -> Comparison:
    """Groups within the filters, each with the limits for its size.

    Parameters
    ----------
    by
        As in `choices`.
    measure
        One of `choices`.
    seed
        Seed of the bootstrap that bounds come from.
    """
    empty = nothing(by, measure)
    if measure == RATE:
        rows, per, why = _rates(scope, by, seed)
    elif measure == "bounce_back":
        rows, per, why = _bounces(scope), "", "No hand-off to a department off the frontline is known."
    else:
        rows, per = measures_by(scope, by, (measure,), seed=seed), ""
        why = next(iter(note for note in rows["note"] if note), "Nothing here has both a group and this measure.")
    rows = rows[rows["denominator"].fillna(0.0) > 0]
    is_own_group = rows["denominator"].ge(1) & ~rows["group"].isin([UNKNOWN, SMALL])
    if by == "department":
        is_own_group &= rows["group"].isin(scope.taxonomy.names)
    drawn = rows[is_own_group]
    if len(drawn) < 2:
        named = by.removeprefix(PREFIX) if is_own(by) else by
        return replace(empty, why=why if drawn.empty else f"There is only one {named} to compare here.")
    parts, wholes = (drawn[name].to_numpy(np.float64) for name in ("numerator", "denominator"))
    found = funnel(parts, wholes, is_proportion=not per)
    left_out = float(rows.loc[~is_own_group, "denominator"].sum())
    made = replace(empty, funnel=found, curve=_curve(found, wholes), per=per, left_out=left_out)
    return replace(made, groups=_groups(made, drawn, parts, wholes))


def _groups(made: Comparison, drawn: pd.DataFrame, parts: Floats, wholes: Floats) -> pd.DataFrame:
    found = made.funnel
    assert found is not None
    value = parts / wholes
    frame = drawn.assign(value=value, **_limits(found, wholes))
    is_out = [
        (frame["value"] < frame[f"low_{name}"]) | (frame["value"] > frame[f"high_{name}"]) for name in ("95", "998")
    ]
    beyond = pd.Series("", index=frame.index).mask(is_out[0], "95 %").mask(is_out[1], "99.8 %")
    shown = [_rate_words(made, one, whole) for one, whole in zip(value, wholes, strict=True)]
    of = [f"{whole_number(one)} of {whole_number(whole)}" for one, whole in zip(parts, wholes, strict=True)]
    limits = [_between(made, low, high) for low, high in zip(frame["low_95"], frame["high_95"], strict=True)]
    way = np.where(value > found.overall, "higher", "lower")
    frame = frame.assign(beyond=beyond, way=way, rate=shown, of=of, limits=limits)
    ordered = frame.sort_values(["denominator", "group"], ascending=[False, True], ignore_index=True)
    return ordered[list(_COLUMNS)].astype(_COLUMNS)


def _between(made: Comparison, low: float, high: float) -> str:
    return joined(made.words(low), made.words(high)) if made.per else interval(low, high) or percent(low)


def _rate_words(made: Comparison, value: float, whole: float) -> str:
    return (
        made.words(value)
        if made.per or not is_few(whole)
        else f"{whole_number(value * whole)} of {whole_number(whole)}"
    )


def _limits(found: Funnel, sizes: Floats) -> dict[str, Floats]:
    inner, outer = (found.limits(sizes, level) for level in (INNER, OUTER))
    return dict(zip(_LIMITS, (*inner, *outer), strict=True))


def _curve(found: Funnel | None, sizes: Floats) -> pd.DataFrame:
    if found is None:
        return pd.DataFrame({name: pd.Series(dtype="float64") for name in ("denominator", *_LIMITS)})
    over = np.geomspace(max(sizes.min() * 0.8, 1.0), sizes.max() * 1.15, _POINTS)
    return pd.DataFrame({"denominator": over, **_limits(found, over)})


def _bounces(scope: Scope) -> pd.DataFrame:
    """Hand-offs to each department off the frontline, and how many of them came back to it unsolved."""
    frame = handoff_matrix(scope)
    frame = frame[~frame["to_department"].isin(scope.taxonomy.frontline)]
    sums = frame.groupby("to_department", as_index=False)[["returned", "handoffs"]].sum()
    named = {"to_department": "group", "returned": "numerator", "handoffs": "denominator"}
    return sums.rename(columns=named).assign(low=np.nan, high=np.nan)


def _rates(scope: Scope, by: str, seed: int) -> tuple[pd.DataFrame, str, str]:
    """Complaints and orders of each group with known volumes, the rate's unit, and why there is none if so."""
    v = model.volumes.c
    column = {"channel": v.channel, "product": v.product}[by]
    names = scope.connection.execute(sa.select(column).where(column != "").distinct().order_by(column)).scalars()
    told = grouped(scope, by, seed)["groups"]
    records, unit, why = [], "orders", ""
    for name in names:
        if getattr(scope.filters, by) and name not in getattr(scope.filters, by):
            continue
        within = scope.with_filters(scope.filters.with_(**{by: (name,)}))
        volume = denominator(within)
        if volume.value is None or volume.reason is not None:
            why = why or note_words([volume.reason] if volume.reason is not None else [])
            continue
        unit, made = volume.unit, contacts(within, volume)["complaints"]
        bounds = told.get(name, {}).get("complaints", {})
        scale = [ratio(bounds.get(end, 0.0), bounds.get("value", 0.0)) for end in ("low", "high")]
        low, high = (np.nan if each is None else each * made / volume.value for each in scale)
        records.append((name, made, volume.value, low, high))
    frame = pd.DataFrame(records, columns=["group", "numerator", "denominator", "low", "high"])
    return frame, f"100 {unit}", why or f"No {unit} are loaded by {by}: load a table of days, {by}s and numbers."


def finding(found: Comparison, thing: str) -> str:
    """Groups outside the outer limits, as a sentence.

    Parameters
    ----------
    thing
        What a group is called, such as "department" or "value of Region".
    """
    if found.funnel is None:
        return f"There is nothing to compare by {thing.removeprefix('value of ')} here."
    out = found.groups[found.groups["beyond"] == "99.8 %"]
    overall = found.words(found.funnel.overall)
    usual = f"overall it is {overall}" + (f" per {found.per}" if found.per else "")
    allowed = "than groups like these usually do" if found.funnel.is_widened else "than chance explains"
    if out.empty:
        return f"{found.label}: no {thing} differs more {allowed}; {usual}."
    first = out.assign(off=(out["value"] - found.funnel.overall).abs()).sort_values("off", ascending=False).iloc[0]
    others = "" if len(out) == 1 else f" So do {len(out) - 1} more of {len(found.groups)}."
    return f"{found.label}: {first['group']} ({first['rate']}) differs more {allowed}; {usual}.{others}"


def limits_words(found: Comparison) -> str:
    """Meaning of the lines: whether they allow for more than chance, and how many groups chance alone puts outside."""
    if found.funnel is None:
        return ""
    made = found.funnel
    lines = f"Lines: where 95 % (dashed) and {percent_finely(OUTER)} (solid) of groups of that size lie"
    many = len(found.groups)
    if made.is_widened:
        how = (
            f"{lines} when groups differ as these do: they vary {number(made.dispersion, '.1f')} times as much as "
            "chance alone makes them (additive allowance, Spiegelhalter 2005)."
        )
    else:
        why = " Fewer than eight groups can't show how much groups differ." if many < LEAST else ""
        how = f"{lines} by chance alone, if all had the overall rate (Spiegelhalter 2005).{why}"
    out = (
        f" About {max(round(many * (1 - INNER)), 1)} of {many} lies outside the dashed lines by chance."
        if many >= 10
        else ""
    )
    return (
        f"{how}{out} A point outside differs; it doesn't say why: the mix of issues and customers isn't adjusted for."
    )
