"""The headline's estimates: complaints, and the shares of them by origin.

Origins are elsewhere in the company, outside it, the frontline, and none of the departments. The four sum to all
complaints.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.estimates import Estimate
from etl.estimates.arrays import Booleans
from etl.marts.estimates.by_group import every_complaint, of_chosen, of_families
from etl.marts.estimates.estimated import estimated
from etl.marts.shares.checked import People
from etl.marts.shares.scope import Scope

AWAY = ("elsewhere", "outside")
"""Families off the frontline."""
PARTS = (*AWAY, "frontline", "none")
_AWAY = "away"


@dataclass(frozen=True)
class Headline:
    """Estimates within the filters.

    Attributes
    ----------
    complaints
        Number of complaints.
    parts
        Complaints and share of elsewhere, outside, frontline and none, each with its bounds.
    away
        Elsewhere and outside together, likewise: all that started off the frontline.
    chosen
        Complaints and share of the departments and issues that the filters choose; None if none are chosen.
    direct
        Direct estimate of `away` from the random rulings within a filter alone, and their number of complaints; None
        without a filter, or for too few.
    checked_on
        Random tickets in force and usable.
    people
        Who ruled on them, and where they work.
    method, correction
        As in `etl.marts.estimates.estimated.Estimated`.
    """

    complaints: Estimate
    parts: dict[str, dict[str, Estimate]]
    away: dict[str, Estimate]
    chosen: dict[str, Estimate] | None
    direct: tuple[Estimate, int] | None
    checked_on: int
    people: People
    method: str
    correction: str


def headline(scope: Scope) -> Headline:
    """Estimate the headline within the filters; those on departments and issues affect only `chosen`."""
    found = estimated(scope)
    origin = [scope.origin_of(name) for name in found.classes]
    families = {name: family for name, family in zip(found.classes, origin, strict=True) if family}
    classes: dict[str, Booleans] = {part: np.array([each == part for each in origin]) for part in PARTS}
    parts = of_families(scope, found, families, classes)
    are_away = np.array([each in AWAY for each in origin])
    off = {name: _AWAY for name, family in families.items() if family in AWAY}
    away = of_families(scope, found, off, {_AWAY: are_away})[_AWAY]
    narrows = scope.filters.without("department", "issue").chosen
    return Headline(
        complaints=every_complaint(scope, found), parts=parts, away=away, chosen=of_chosen(scope),
        direct=found.direct(are_away) if narrows and found.correction.is_covered else None,
        checked_on=found.checked_on, people=found.people, method=found.method, correction=found.corrected,
    )  # fmt: skip
