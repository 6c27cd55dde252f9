"""The two divisions behind all rates: a plain share, and a share with bounds for what isn't known."""

from __future__ import annotations

from dataclasses import dataclass

TOLERANCE = 1e-9
"""Sums of shares are floating-point: differences below this are none."""

_DIGITS = 12
"""Digits of a sum that don't depend on the order of adding, with a million addends."""


def rounded(number: float) -> float:
    """The number without the floating-point noise of adding in another order: 7,489.5 rounds the same in every run.

    Databases add floating-point numbers in the order in which threads deliver them.
    """
    return float(f"{number:.{_DIGITS}g}")


def ratio(part: float, whole: float) -> float | None:
    """Part ÷ whole, in [0, 1]; None when the whole is 0 or the part lies outside it."""
    if whole <= TOLERANCE:
        return None
    share = part / whole
    if not -TOLERANCE <= share <= 1 + TOLERANCE:
        return None
    return min(1.0, max(0.0, share))


@dataclass(frozen=True)
class Answers:
    """Weights of the parts that answer yes, that answer no, and that can't tell."""

    yes: float
    no: float
    unknown: float = 0.0

    @property
    def known(self) -> float:
        """Weight of the parts that answer."""
        return self.yes + self.no


def lens_bounds(elsewhere: Answers, unattributed: Answers) -> tuple[float | None, float | None]:
    """Lowest and highest possible share of yes, given what is unknown.

    Unattributed parts may have been caused elsewhere or not, and parts that can't tell may answer either way: the
    lowest share includes every no among them and no yes, the highest the reverse.
    """
    against = elsewhere.no + elsewhere.unknown + unattributed.no + unattributed.unknown
    low = ratio(elsewhere.yes, elsewhere.yes + against)
    favour = elsewhere.yes + elsewhere.unknown + unattributed.yes + unattributed.unknown
    return low, ratio(favour, favour + elsewhere.no)
