"""The company's view and the frontline's: contacts per order, and where the frontline's time goes."""

from __future__ import annotations

from collections.abc import Callable

from etl.marts.core.measured import PER_100, Measured
from etl.marts.core.notes import reason
from etl.marts.core.ratios import TOLERANCE, ratio
from etl.marts.cube.denominators import typed_notes
from etl.marts.measures.common_notes import NOBODY_TELLS
from etl.marts.measures.registry import measure
from etl.marts.measures.totals import Totals

_KINDS_LEAVE_OUT = reason("The filter on kinds leaves complaints out.")
_MORE_COMPLAINTS = reason("There are more complaints than {unit}.")
_NO_FRONTLINE_MINUTES = reason("No minutes of frontline teams are known.")
_NONE_OF_THEM = reason("There are no {unit}.")


@measure(
    name="company_view",
    label="What the company sees",
    unit="share",
    grain="order (or customer, journey, call)",
    denominator="orders on days that have volumes",
    sentence="1 − complaints ÷ orders, over the days that have volumes: the part that went well.",
    is_grouped=False,
    is_summed=True,
)
def _company_view(totals: Totals) -> Measured:
    volume = totals.volume
    if volume.reason is not None:
        return Measured(None, "share", notes=(volume.reason,))
    if not totals.counts_complaints:
        return Measured(None, "share", notes=(_KINDS_LEAVE_OUT(),))
    orders, complaints = volume.value or 0.0, totals.contacts["complaints"]
    value = ratio(orders - complaints, orders)
    notes = (_MORE_COMPLAINTS(unit=volume.unit),) if value is None else typed_notes(volume)
    return Measured(value, "share", orders - complaints, orders, notes=notes, parts_unit=volume.unit)


@measure(
    name="frontline_view",
    label="What the frontline sees",
    unit="share",
    grain="hour of handling by frontline teams",
    denominator="all hours of handling by frontline teams",
    sentence="Frontline hours spent on complaints ÷ all frontline hours. The denominator keeps the period and every "
    "other filter but those on departments, issues and kinds.",
)
def _frontline_view(totals: Totals) -> Measured:
    part, whole = totals["frontline_minutes_complaints"] / 60, totals.frontline_minutes_all / 60
    value = ratio(part, whole)
    if not totals.counts_complaints:
        return Measured(None, "share", notes=(_KINDS_LEAVE_OUT(),))
    if totals["complaints"] <= TOLERANCE and totals["kind_unknown"] > TOLERANCE:
        return Measured(None, "share", notes=(NOBODY_TELLS(),))
    if value is None:
        return Measured(None, "share", notes=(_NO_FRONTLINE_MINUTES(),))
    is_estimated, counted = totals["minutes_estimated"] > 0, totals["complaints"]
    return Measured(value, "share", part, whole, parts_unit="h", is_estimated=is_estimated, rests_on=counted)


@measure(
    name="contact_rate_gross",
    label="Contact rate, gross",
    unit=PER_100,
    grain="ticket (shared ones in parts)",
    denominator="orders on days that have volumes",
    sentence="Tickets ÷ orders × 100, over the days that have volumes; off where a filter has no matching denominator.",
    is_grouped=False,
    is_summed=True,
)
def _contact_rate_gross(totals: Totals) -> Measured:
    return _rate(totals, lambda: totals.contacts["tickets"])


@measure(
    name="contact_rate_net",
    label="Contact rate, net",
    unit=PER_100,
    grain="distinct order, or requester where no order is named",
    denominator="orders on days that have volumes",
    sentence="Distinct orders (or requesters, where no order is named; a ticket with neither counts itself) among the "
    "tickets ÷ orders × 100, over the days that have volumes.",
    is_grouped=False,
)
def _contact_rate_net(totals: Totals) -> Measured:
    return _rate(totals, lambda: totals.net_contacts)


def _rate(totals: Totals, contacts: Callable[[], float]) -> Measured:
    """Contacts per hundred orders; they are counted only where there are volumes."""
    volume = totals.volume
    if volume.reason is not None:
        return Measured(None, PER_100, notes=(volume.reason,))
    orders, number, unit = volume.value or 0.0, contacts(), f"{PER_100} {volume.unit}"
    if orders <= TOLERANCE:
        return Measured(None, unit, number, orders, notes=(_NONE_OF_THEM(unit=volume.unit),))
    return Measured(number / orders * 100, unit, number, orders, notes=typed_notes(volume))
