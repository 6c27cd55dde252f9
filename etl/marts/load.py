"""Measures of the load: hours, money, and what arrives while its origin is at home."""

from __future__ import annotations

from etl.marts.ratios import ratio
from etl.marts.registry import Measured, measure
from etl.marts.totals import Totals

_NO_MINUTES = "No minutes of handling are known, logged or estimated."


@measure(
    name="handle_hours",
    label="Hours of handling",
    unit="hours",
    grain="hour of handling",
    denominator="none",
    sentence="Minutes of handling ÷ 60 on complaints: logged where the export has them, else estimated from the "
    "replies by the taxonomy's minutes per touch.",
)
def _handle_hours(totals: Totals) -> Measured:
    return _hours(totals, totals["minutes"])


@measure(
    name="frontline_hours_elsewhere",
    label="Frontline hours on what was caused elsewhere",
    unit="hours",
    grain="hour of handling",
    denominator="none",
    sentence="Hours of frontline teams on complaints caused in other departments; bounds: with the hours whose team or "
    "cause is unknown.",
)
def _frontline_hours_elsewhere(totals: Totals) -> Measured:
    low = totals["effort_yes_elsewhere"]
    may_be = (
        totals["effort_unknown_elsewhere"] + totals["effort_yes_unattributed"] + totals["effort_unknown_unattributed"]
    )
    return _hours(totals, low, may_be)


@measure(
    name="external_failure_cost",
    label="Cost of complaints",
    unit="currency",
    grain="complaint, in shares",
    denominator="none",
    sentence="External failure cost: minutes of handling ÷ 60 × the taxonomy's hourly cost, and goodwill given.",
)
def _external_failure_cost(totals: Totals) -> Measured:
    currency, rate = totals.taxonomy.currency, totals.taxonomy.hourly_cost
    if totals["complaints"] > 0 and totals["timed"] == 0 and totals["goodwill"] == 0:
        return Measured(None, currency, note=_NO_MINUTES)
    value = totals["minutes"] / 60 * rate + totals["goodwill"]
    note = f"At {currency} {rate:g} an hour; goodwill {currency} {totals['goodwill']:,.0f}."
    return Measured(value, currency, note=note, is_estimated=totals["minutes_estimated"] > 0)


@measure(
    name="off_hours",
    label="Arrived while the origin was closed",
    unit="share",
    grain="complaint caused elsewhere, in shares",
    denominator="caused elsewhere, by departments of the taxonomy",
    sentence="Of what a department caused, the part that arrived while it was closed and the frontline open, by the "
    "taxonomy's hours and holidays.",
)
def _off_hours(totals: Totals) -> Measured:
    part, whole = totals["off_hours"], totals["off_hours_known"]
    value = ratio(part, whole)
    note = "Nothing within the filters was caused elsewhere by a department of the taxonomy." if value is None else ""
    return Measured(value, "share", part, whole, note=note)


def _hours(totals: Totals, minutes: float, may_be: float | None = None) -> Measured:
    if totals["complaints"] > 0 and totals["timed"] == 0:
        return Measured(None, "hours", note=_NO_MINUTES)
    estimated = ratio(totals["minutes_estimated"], totals["minutes"])
    is_mixed = may_be is None and estimated not in (None, 0, 1)
    note = f"{totals['minutes_estimated'] / 60:,.0f} h of them are estimated." if is_mixed else ""
    low, high = (None, None) if may_be is None else (minutes / 60, (minutes + may_be) / 60)
    return Measured(minutes / 60, "hours", low=low, high=high, note=note, is_estimated=bool(estimated))
