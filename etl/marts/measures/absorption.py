"""How much of what was caused elsewhere the frontline took on, through each lens that the data allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from etl.marts.core.formatting import count
from etl.marts.core.measured import ASSUMED, Measured
from etl.marts.core.ratios import TOLERANCE, Answers, lens_bounds, ratio
from etl.marts.measures.registry import measure
from etl.marts.measures.totals import Totals

_NOTHING_ELSEWHERE = "Nothing within the filters was caused elsewhere."


@measure(
    name="absorption_contact",
    label="First met by the frontline",
    unit="share",
    grain="complaint caused elsewhere, in shares",
    denominator="caused elsewhere, where the first team is known",
    sentence="Of what was caused elsewhere, the part whose first human handler was a frontline team; a ticket that one "
    "team alone held was first held by it. Bounds: what can't be told or is unattributed, all against or all for it.",
)
def _absorption_contact(totals: Totals) -> Measured:
    return _lens(totals, "met", "No export within the filters says which of the taxonomy's teams held a ticket first.")


@measure(
    name="absorption_effort",
    label="Frontline's share of hours",
    unit="share",
    grain="hour of handling on what was caused elsewhere",
    denominator="hours of handling whose team is known",
    sentence="Frontline hours ÷ all hours, on what was caused elsewhere. A ticket's minutes are spread evenly over the "
    "teams that held it in turn. Bounds: hours whose team or cause is unknown, all against or all for it.",
)
def _absorption_effort(totals: Totals) -> Measured:
    if totals["load_elsewhere"] > 0 and totals["timed"] == 0:
        return Measured(None, "share", note="No minutes of handling are known, logged or estimated.")
    is_estimated = totals["minutes_estimated"] > 0
    why = "No export within the filters says which of the taxonomy's teams handled what."
    return _lens(totals, "effort", why, per=60.0, parts_unit="h", is_estimated=is_estimated)


@measure(
    name="absorption_closure",
    label="Closed without the origin",
    unit="share",
    grain="solved complaint caused elsewhere, in shares",
    denominator="caused elsewhere and solved, where it is known who held it",
    sentence="Of what was caused elsewhere and is solved, the part solved without the originating department ever "
    "holding the ticket. Bounds: what can't be told or is unattributed, all against or all for it.",
)
def _absorption_closure(totals: Totals) -> Measured:
    why = "No export within the filters says whether tickets are solved and which teams held them."
    if totals["solved_known"] <= TOLERANCE:
        why = "No export within the filters says whether tickets are solved."
    if totals["load_elsewhere"] > 0 and totals["solved_known"] > 0 and totals["solved_elsewhere"] == 0:
        why = "Nothing within the filters that was caused elsewhere is solved."
    return _lens(totals, "closure", why, parts_unit="solved")


def _lens(
    totals: Totals, lens: str, why: str, *, per: float = 1.0, parts_unit: str = "", is_estimated: bool = False
) -> Measured:
    """Share of yes among what answers, with its bounds; `why` says why nothing answers."""
    parts = [totals[f"{lens}_{answer}_elsewhere"] / per for answer in ("yes", "no", "unknown")]
    elsewhere, unattributed = Answers(*parts), _of_unattributed(totals, lens, per)
    value = ratio(elsewhere.yes, elsewhere.known)
    if value is None:
        if (unassigned := totals[f"{lens}_unassigned"] / per) >= 0.5:
            unit = parts_unit if parts_unit == "h" else "complaints"
            held = f"No department of the taxonomy claims the teams that held {unassigned:,.0f} {unit}"
            why = f"{held}: assign them to departments."
        return Measured(None, "share", note=why if totals["load_elsewhere"] > 0 else _NOTHING_ELSEWHERE)
    low, high = lens_bounds(elsewhere, unattributed)
    unit = parts_unit if parts_unit == "h" else "complaints"
    assumed = {name: totals[f"{lens}_{name}"] / per for name in ASSUMED}
    note = " ".join(_rests_on(elsewhere, assumed, totals[f"{lens}_unassigned"] / per, unit))
    counted = totals["load_elsewhere"] if unit == "h" else None
    return Measured(
        value, "share", elsewhere.yes, elsewhere.known, low, high, note, parts_unit, is_estimated, rests_on=counted,
        assumed=sum(assumed.values()),
    )  # fmt: skip


def _rests_on(elsewhere: Answers, assumed: Mapping[str, float], unassigned: float, unit: str) -> Iterator[str]:
    """How much of a lens rests on which assumption, and for how much nothing can be told."""
    of = "h of it" if unit == "h" else "of them"
    for name, amount in assumed.items():
        if amount > TOLERANCE:
            yield f"{count(amount)} {of} by assumption: {ASSUMED[name]}."
    if elsewhere.unknown >= 0.5:
        told = f"For {elsewhere.unknown:,.0f} {unit} more it can't be told"
        yield (
            f"{told}, for {unassigned:,.0f} of them as their team is not assigned." if unassigned >= 0.5 else f"{told}."
        )


def _of_unattributed(totals: Totals, name: str, per: float) -> Answers:
    """What the unattributed answer; whether an unknown origin held a ticket is never known."""
    if name == "closure":
        return Answers(0.0, 0.0, totals["closure_unknown_unattributed"])
    return Answers(*(totals[f"{name}_{answer}_unattributed"] / per for answer in ("yes", "no", "unknown")))
