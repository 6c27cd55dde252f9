"""How much of what was caused elsewhere the frontline took on, through each lens that the data allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from etl.marts.core.measured import ASSUMED, Measured
from etl.marts.core.notes import Note, reason, remark
from etl.marts.core.ratios import TOLERANCE, Answers, lens_bounds, ratio
from etl.marts.measures.common_notes import NO_MINUTES, NOTHING_ELSEWHERE
from etl.marts.measures.registry import measure
from etl.marts.measures.totals import Totals

_NO_FIRST_TEAM = reason("No export within the filters says which known team held a ticket first.")
_NO_TEAMS = reason("No export within the filters says which known team handled what.")
_NO_STATE_OR_TEAMS = reason("No export within the filters says whether tickets are solved and which teams held them.")
_NO_STATE = reason("No export within the filters says whether tickets are solved.")
_NONE_SOLVED = reason("Nothing within the filters that was caused elsewhere is solved.")
_UNCLAIMED = reason(
    "The teams that held {unassigned:whole} {unassigned:whole/complaint|complaints} aren't assigned to a department: "
    "say on Set-up whose they are."
)
_UNCLAIMED_HOURS = reason(
    "The teams that spent {unassigned:whole} h aren't assigned to a department: say on Set-up whose they are."
)
_BY_ASSUMPTION = remark("{amount:count} of them by assumption: {what:notes}.")
_HOURS_BY_ASSUMPTION = remark("{amount:count} h of it by assumption: {what:notes}.")
_UNTOLD = remark("Not known for {unknown:whole} more {unknown:whole/complaint|complaints}.")
_HOURS_UNTOLD = remark("Not known for another {unknown:whole} h.")
_UNTOLD_UNASSIGNED = remark(
    "Not known for {unknown:whole} more {unknown:whole/complaint|complaints}, for {unassigned:whole} of them "
    "because {unassigned:whole/its team isn't|their teams aren't} assigned to a department."
)
_HOURS_UNTOLD_UNASSIGNED = remark(
    "Not known for another {unknown:whole} h, for {unassigned:whole} h of them because their teams aren't "
    "assigned to a department."
)


@measure(
    name="absorption_contact",
    label="Handled first by the frontline",
    unit="share",
    grain="complaint caused elsewhere (shared ones in parts)",
    denominator="caused elsewhere, where the first team is known",
    sentence="Of what was caused elsewhere, the part whose first human handler was a frontline team; a ticket that one "
    "team alone held was first held by it. Bounds: whatever isn't known or is unattributed counts against it, or "
    "for it.",
)
def _absorption_contact(totals: Totals) -> Measured:
    return _lens(totals, "met", _NO_FIRST_TEAM())


@measure(
    name="absorption_effort",
    label="Frontline's share of hours",
    unit="share",
    grain="hour of handling on what was caused elsewhere",
    denominator="hours of handling whose team is known",
    sentence="Frontline hours ÷ all hours, on what was caused elsewhere. A ticket's minutes are spread evenly over the "
    "teams that held it in turn. Bounds: hours whose team or cause is unknown count against it, or for it.",
)
def _absorption_effort(totals: Totals) -> Measured:
    if totals["load_elsewhere"] > 0 and totals["timed"] == 0:
        return Measured(None, "share", notes=(NO_MINUTES(),))
    is_estimated = totals["minutes_estimated"] > 0
    return _lens(totals, "effort", _NO_TEAMS(), per=60.0, parts_unit="h", is_estimated=is_estimated)


@measure(
    name="absorption_closure",
    label="Closed without the origin",
    unit="share",
    grain="solved complaint caused elsewhere (shared ones in parts)",
    denominator="caused elsewhere and solved, where it is known who held it",
    sentence="Of what was caused elsewhere and is solved, the part solved without the originating department ever "
    "holding the ticket. Bounds: whatever isn't known or is unattributed counts against it, or for it.",
)
def _absorption_closure(totals: Totals) -> Measured:
    why = _NO_STATE_OR_TEAMS
    if totals["solved_known"] <= TOLERANCE:
        why = _NO_STATE
    if totals["load_elsewhere"] > 0 and totals["solved_known"] > 0 and totals["solved_elsewhere"] == 0:
        why = _NONE_SOLVED
    return _lens(totals, "closure", why(), parts_unit="solved")


def _lens(
    totals: Totals, lens: str, why: Note, *, per: float = 1.0, parts_unit: str = "", is_estimated: bool = False
) -> Measured:
    """Share of yes among the parts that answer, with its bounds; `why` says why none answers."""
    parts = [totals[f"{lens}_{answer}_elsewhere"] / per for answer in ("yes", "no", "unknown")]
    elsewhere, unattributed = Answers(*parts), _of_unattributed(totals, lens, per)
    value, unassigned = ratio(elsewhere.yes, elsewhere.known), totals[f"{lens}_unassigned"] / per
    is_hours = parts_unit == "h"
    if value is None:
        if unassigned >= 0.5:
            why = (_UNCLAIMED_HOURS if is_hours else _UNCLAIMED)(unassigned=unassigned)
        return Measured(None, "share", notes=(why if totals["load_elsewhere"] > 0 else NOTHING_ELSEWHERE(),))
    low, high = lens_bounds(elsewhere, unattributed)
    assumed = {name: totals[f"{lens}_{name}"] / per for name in ASSUMED}
    notes = tuple(_rests_on(elsewhere, assumed, unassigned, is_hours=is_hours))
    counted = totals["load_elsewhere"] if is_hours else None
    return Measured(
        value, "share", elsewhere.yes, elsewhere.known, low, high, notes, parts_unit, is_estimated, rests_on=counted,
        assumed=sum(assumed.values()),
    )  # fmt: skip


def _rests_on(elsewhere: Answers, assumed: Mapping[str, float], unassigned: float, *, is_hours: bool) -> Iterator[Note]:
    """Notes on how much of a lens rests on which assumption, and for how much the answer is unknown."""
    for name, amount in assumed.items():
        if amount > TOLERANCE:
            yield (_HOURS_BY_ASSUMPTION if is_hours else _BY_ASSUMPTION)(amount=amount, what=(ASSUMED[name](),))
    if elsewhere.unknown < 0.5:
        return
    if unassigned >= 0.5:
        untold = _HOURS_UNTOLD_UNASSIGNED if is_hours else _UNTOLD_UNASSIGNED
        yield untold(unknown=elsewhere.unknown, unassigned=unassigned)
    else:
        yield (_HOURS_UNTOLD if is_hours else _UNTOLD)(unknown=elsewhere.unknown)


def _of_unattributed(totals: Totals, name: str, per: float) -> Answers:
    """Answers of the unattributed; whether an unknown origin held a ticket is never known."""
    if name == "closure":
        return Answers(0.0, 0.0, totals["closure_unknown_unattributed"])
    return Answers(*(totals[f"{name}_{answer}_unattributed"] / per for answer in ("yes", "no", "unknown")))
