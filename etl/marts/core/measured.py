"""One measure's result, as it is computed, printed and drawn."""

from __future__ import annotations

from dataclasses import dataclass

from etl.marts.core.notes import Note, Notes, remark
from etl.marts.core.ratios import ratio, rounded

ASSUMED = {
    "own_desk": remark("an export that names no team is the frontline's own desk"),
    "alone": remark("where an export names one team and tells no hand-offs, that team held it alone"),
}
"""Clauses for notes: what is assumed about who held a ticket where no export tells it."""

HALF_ASSUMED = 0.5
"""If more than this part of a number rests on one of `ASSUMED`, the number is called assumed and not counted."""

PER_100 = "per 100"
"""Start of the unit of rates; the denominator's unit follows."""


@dataclass(frozen=True)
class Measured:
    """One measure's result; its numbers are ``rounded``.

    Attributes
    ----------
    value
        None where it can't be computed from the data; a reason among `notes` then says why.
    unit
        "share" (0 to 1), "complaints", "tickets", "hours", a currency, ...
    numerator, denominator
        What was divided, in `parts_unit`; None where nothing was.
    low, high
        Bounds on the value: the interval or the range of what is estimated, and what stays unattributed or unknown.
    notes
        Why there is no value, or what it rests on; `etl.marts.core.note_words` has the sentences.
    parts_unit
        Unit of numerator and denominator, where it must be said ("h").
    rests_on
        Number of complaints behind it, where the denominator isn't that (hours, orders); else None.
    assumed
        Part of the denominator (of the value, where nothing was divided) that rests on one of `ASSUMED`.
    method, correction, checked_on, checked_by
        For an estimated total: how it was found, in a few words; what random rulings correct ("overall", "none"); on
        how many random tickets in force and usable it was checked; and by how many people. Else empty and None.
    checked_outside, checked_untold
        How many of these people work outside the frontline, and for how many that is unknown.
    is_estimated
        Whether minutes in it were estimated and not logged.
    is_partly_estimated
        Whether only some of them were; `notes` then says how many.
    """

    value: float | None
    unit: str
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None
    notes: Notes = ()
    parts_unit: str = ""
    is_estimated: bool = False
    is_partly_estimated: bool = False
    rests_on: float | None = None
    assumed: float = 0.0
    method: str = ""
    correction: str = ""
    checked_on: int | None = None
    checked_by: int | None = None
    checked_outside: int | None = None
    checked_untold: int | None = None

    @property
    def is_rate(self) -> bool:
        """Whether it is a rate per hundred orders (or customers, journeys, calls)."""
        return self.unit.startswith(PER_100)

    @property
    def is_assumed(self) -> bool:
        """Whether it rests more on assumptions about who held the tickets than on an export."""
        whole = self.value if self.denominator is None else self.denominator
        return self.assumed > HALF_ASSUMED * (whole or 0.0)

    def __post_init__(self) -> None:
        for name in ("value", "numerator", "denominator", "low", "high", "rests_on", "assumed"):
            if isinstance(number := getattr(self, name), float):
                object.__setattr__(self, name, rounded(number))


def share(part: float, whole: float, why: Note) -> Measured:
    """A plain share of two sums; `why` says why there is none."""
    value = ratio(part, whole)
    return Measured(value, "share", part, whole, notes=(why,) if value is None else ())
