"""How much of what was caused elsewhere the frontline took on, through each lens that the data allows."""

from __future__ import annotations

from etl.marts.ratios import Answers, lens_bounds, ratio
from etl.marts.registry import Measured, measure
from etl.marts.totals import Totals

_NOTHING_ELSEWHERE = "Nothing within the filters was caused elsewhere."


@measure(
    name="absorption_contact",
    label="Met first by the frontline",
    unit="share",
    grain="complaint caused elsewhere, in shares",
    denominator="caused elsewhere, where the first team is known",
    sentence="Of what was caused elsewhere, the part whose first human handler was a frontline team; a ticket that one "
    "team alone held was first held by it.",
)
def absorption_contact(totals: Totals) -> Measured:
    return _lens(totals, "met", "No export within the filters says which team held a ticket first.")


def _lens(totals: Totals, name: str, why_unknown: str, parts_unit: str = "", is_estimated: bool = False) -> Measured:
    elsewhere, unattributed = (
        Answers(*(totals[f"{name}_{answer}_{origin}"] for answer in ("yes", "no", "unknown")))
        for origin in ("elsewhere", "unattributed")
    )
    value = ratio(elsewhere.yes, elsewhere.known)
    if value is None:
        note = why_unknown if totals["elsewhere"] > 0 else _NOTHING_ELSEWHERE
        return Measured(None, "share", note=note)
    low, high = lens_bounds(elsewhere, unattributed)
    note = f"{elsewhere.unknown:,.0f} can't be told." if elsewhere.unknown >= 0.5 else ""
    return Measured(value, "share", elsewhere.yes, elsewhere.known, low, high, note, parts_unit, is_estimated)
