"""The claim that is put to the test, and what each lens says of it."""

from __future__ import annotations

from etl.marts.registry import Measured

CLAIM = "The frontline absorbs 100 % of the errors caused elsewhere."
LENSES = ("absorption_contact", "absorption_effort", "absorption_closure")
"""Measures of what the frontline took on of it."""


def verdict(measured: Measured) -> str:
    """What one lens says of the claim."""
    if measured.value is None:
        return "Claim: can't be told."
    if measured.value < 1:
        return "Claim: falls short."
    return "Claim: holds." if measured.low in (None, 1) else "Claim: holds for all that can be told."
