"""The claim that is put to the test, and what each lens says of it."""

from __future__ import annotations

from enum import Enum

from etl.marts.core.filters import Filters
from etl.marts.core.formatting import is_few
from etl.marts.core.measured import Measured

CLAIM = "The frontline absorbs 100 % of the errors caused elsewhere."
HALF_ASSUMED = 0.5
"""Part of a lens that may rest on an assumption about teams; above it the claim isn't put to the test."""

LENSES = ("absorption_contact", "absorption_effort", "absorption_closure")
"""Measures of what the frontline took on of it."""


class Verdict(Enum):
    """What one lens says of the claim; the values complete "Claim: …"."""

    UNTOLD = "can't be tested"
    TOO_FEW = "too few to say"
    ASSUMED = "assumed, not shown"
    FALLS_SHORT = "falls short"
    HOLDS = "holds"
    HOLDS_WHERE_KNOWN = "holds wherever it is known"


def headline_measures(chosen: Filters) -> tuple[str, ...]:
    """Measures on the first cards: a filter on the origin would make the share caused elsewhere all or nothing."""
    return ("share_of_all" if chosen.department or chosen.issue else "share_elsewhere", *LENSES)


def verdict(measured: Measured) -> Verdict:
    """What one lens says of the claim."""
    if measured.value is None:
        return Verdict.UNTOLD
    counted = measured.denominator if measured.rests_on is None else measured.rests_on
    if counted is not None and is_few(counted):
        return Verdict.TOO_FEW
    if measured.assumed > HALF_ASSUMED * (measured.denominator or 0.0):
        return Verdict.ASSUMED
    if measured.value < 1:
        return Verdict.FALLS_SHORT
    return Verdict.HOLDS if measured.low in (None, 1) else Verdict.HOLDS_WHERE_KNOWN
