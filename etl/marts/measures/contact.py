"""The company's view and the frontline's: contacts against what was ordered, and what the frontline's time goes to."""

from __future__ import annotations

from etl.marts.core.measured import PER_100, Measured
from etl.marts.core.ratios import TOLERANCE, ratio
from etl.marts.cube.denominators import typed_words
from etl.marts.measures.registry import NOBODY_TELLS, measure
from etl.marts.measures.totals import Totals


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
    why = totals.volume.reason
    if why:
        return Measured(None, "share", note=why)
    if not totals.counts_complaints:
        return Measured(None, "share", note="The filter on kinds leaves complaints out.")
    orders, complaints = totals.volume.value or 0.0, totals.contacts["complaints"]
    value = ratio(orders - complaints, orders)
    note = f"There are more complaints than {totals.volume.unit}." if value is None else typed_words(totals.volume)
    return Measured(value, "share", orders - complaints, orders, note=note, parts_unit=totals.volume.unit)


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
        return Measured(None, "share", note="The filter on kinds leaves complaints out.")
    if totals["complaints"] <= TOLERANCE and totals["kind_unknown"] > TOLERANCE:
        return Measured(None, "share", note=NOBODY_TELLS)
    if value is None:
        return Measured(None, "share", note="No minutes of frontline teams are known.")
    is_estimated, counted = totals["minutes_estimated"] > 0, totals["complaints"]
    return Measured(value, "share", part, whole, parts_unit="h", is_estimated=is_estimated, rests_on=counted)


@measure(
    name="contact_rate_gross",
    label="Contact rate, gross",
    unit=PER_100,
    grain="ticket, in shares",
    denominator="orders on days that have volumes",
    sentence="Tickets ÷ orders × 100, over the days that have volumes; off where a filter has no matching denominator.",
    is_grouped=False,
    is_summed=True,
)
def _contact_rate_gross(totals: Totals) -> Measured:
    why = totals.volume.reason
    return _rate(totals, 0.0, why) if why else _rate(totals, totals.contacts["tickets"], why)


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
    why = totals.volume.reason
    return _rate(totals, 0.0, why) if why else _rate(totals, totals.net_contacts, why)


def _rate(totals: Totals, contacts: float, why: str) -> Measured:
    if why:
        return Measured(None, PER_100, note=why)
    orders = totals.volume.value or 0.0
    unit, typed = f"{PER_100} {totals.volume.unit}", typed_words(totals.volume)
    if orders <= TOLERANCE:
        return Measured(None, unit, contacts, orders, note=f"There are no {totals.volume.unit}.")
    return Measured(contacts / orders * 100, unit, contacts, orders, note=typed)
