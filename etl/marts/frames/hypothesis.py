"""The claim that is put to the test, and what each lens says of it."""

from __future__ import annotations

from etl.marts.core.filters import Filters
from etl.marts.core.formatting import is_few
from etl.marts.core.measured import Measured

CLAIM = "The frontline absorbs 100 % of the errors caused elsewhere."
HALF_ASSUMED = 0.5
"""Part of a lens that may rest on an assumption about teams; above it the claim isn't put to the test."""

LENSES = ("absorption_contact", "absorption_effort", "absorption_closure")
"""Measures of what the frontline took on of it."""


def headline_measures(chosen: Filters) -> tuple[str, ...]:
    """Measures on the first cards: a filter on the origin would make the share caused elsewhere all or nothing."""
    return ("share_of_all" if chosen.department or chosen.issue else "share_elsewhere", *LENSES)


def verdict(measured: Measured) -> str:
    """What one lens says of the claim."""
    if measured.value is None:
        return "Claim: can't be told."
    counted = measured.denominator if measured.rests_on is None else measured.rests_on
    if counted is not None and is_few(counted):
        return "Claim: too few to say."
    if measured.assumed > HALF_ASSUMED * (measured.denominator or 0.0):
        return "Claim: assumed, not shown."
    if measured.value < 1:
        return "Claim: falls short."
    return "Claim: holds." if measured.low in (None, 1) else "Claim: holds for all that can be told."
