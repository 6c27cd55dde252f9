"""The claim that is tested, and the verdict of each lens on it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from etl.marts.core.filters import Filters
from etl.marts.core.formatting import interval, interval_of, is_few, share_words
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words

CLAIM = "The frontline absorbs 100 % of the errors caused elsewhere."
LENSES = ("absorption_contact", "absorption_effort", "absorption_closure")
"""Measures of how much of it the frontline took on."""


class Verdict(Enum):
    """Verdict of one lens on the claim; the values complete "Claim: …"."""

    UNTOLD = "can't be tested"
    TOO_FEW = "too few to say"
    ASSUMED = "assumed, not shown"
    FALLS_SHORT = "falls short"
    HOLDS = "holds"
    HOLDS_WHERE_KNOWN = "holds wherever it is known"


def headline_measures(chosen: Filters) -> tuple[str, ...]:
    """Measures on the first cards: under a filter on the origin, the share caused elsewhere would be all or nothing."""
    return ("share_of_all" if chosen.department or chosen.issue else "share_elsewhere", *LENSES)


def verdict(measured: Measured) -> Verdict:
    """Verdict of one lens on the claim."""
    if measured.value is None:
        return Verdict.UNTOLD
    counted = measured.denominator if measured.rests_on is None else measured.rests_on
    if counted is not None and is_few(counted):
        return Verdict.TOO_FEW
    if measured.is_assumed:
        return Verdict.ASSUMED
    if measured.value < 1:
        return Verdict.FALLS_SHORT
    return Verdict.HOLDS if measured.low in (None, 1) else Verdict.HOLDS_WHERE_KNOWN


_TAKEN_ON = {
    "absorption_effort": "{who} puts in {part} of the hours spent on them",
    "absorption_contact": "{who} handles {part} of them first",
    "absorption_closure": "{who} solves {part} of them without the department where they started",
}
"""What the frontline does, by each lens, with complaints caused elsewhere; hours first, because they are the work."""


def claim_words(measured: Mapping[str, Measured], who: str) -> str:
    """Verdict on the claim, as a sentence with its number and interval.

    One lens below 100 % is enough against the claim, and the sentence names the first such lens in the order hours,
    first contact, closure. The claim is confirmed if no lens that can be tested is below.

    Parameters
    ----------
    measured
        Has the `LENSES`.
    who
        The frontline, at the start of a clause.
    """
    verdicts = {name: verdict(measured[name]) for name in _TAKEN_ON}
    told = {found: name for name, found in reversed(verdicts.items())}
    if name := told.get(Verdict.FALLS_SHORT):
        return f"Claim not confirmed: {_lens_words(name, measured[name], who)}, not 100 %."
    if name := told.get(Verdict.HOLDS_WHERE_KNOWN):
        return f"Claim confirmed as far as is known: {_lens_words(name, measured[name], who)}."
    if name := told.get(Verdict.HOLDS):
        rest = "" if set(verdicts.values()) == {Verdict.HOLDS} else "; not everything that would test it is known"
        return f"Claim confirmed: {_lens_words(name, measured[name], who)}{rest}."
    if Verdict.TOO_FEW in told:
        return "Claim not tested: there are too few complaints."
    if Verdict.ASSUMED in told:
        return "Claim not tested: the export doesn't show which team did the work."
    why = note_words(measured["absorption_effort"].notes)
    return f"Claim not tested: {why[0].lower()}{why[1:]}" if why else "Claim not tested."


def _lens_words(name: str, found: Measured, who: str) -> str:
    part, limits = share_words(found), interval_of(found, in_sentence=True)
    if part == interval(found.low, found.high):
        part, limits = limits, ""
    return _TAKEN_ON[name].format(who=who, part=f"{part} ({limits})" if limits else part)
