"""Failure demand: complaints, and the requests that exist because something failed."""

from __future__ import annotations

from etl.marts.core.measured import Measured, share
from etl.marts.core.notes import reason
from etl.marts.core.ratios import TOLERANCE
from etl.marts.measures.registry import measure
from etl.marts.measures.totals import Totals

_NO_WRITER = reason("No export within the filters says who wrote.")
_NO_TICKETS = reason("There are no tickets.")

FAILURE_DEMAND = (
    "Complaints, tickets that chase (“where is my …”, “any news?”), and repeat contacts: the same requester again "
    "within seven days about the same order or issue. Each ticket counts once."
)
"""Definition of failure demand, shown beside it."""


@measure(
    name="chasing",
    label="Chasing",
    unit="tickets",
    grain="ticket (shared ones in parts)",
    denominator="none",
    sentence="Tickets of any kind whose writer asks what became of something: “where is my …”, “any news?”.",
)
def _chasing(totals: Totals) -> Measured:
    return Measured(totals["chasing"], "tickets")


@measure(
    name="repeat_contacts",
    label="Repeat contacts",
    unit="tickets",
    grain="ticket (shared ones in parts)",
    denominator="none",
    sentence="Tickets of any kind whose requester had written within the seven days before about the same order, or "
    "the same issue of the same department.",
)
def _repeat_contacts(totals: Totals) -> Measured:
    if totals["tickets"] > TOLERANCE and totals["repeat_known"] <= TOLERANCE:
        return Measured(None, "tickets", notes=(_NO_WRITER(),))
    return Measured(totals["repeat"], "tickets")


@measure(
    name="failure_demand",
    label="Failure demand",
    unit="tickets",
    grain="ticket (shared ones in parts)",
    denominator="none",
    sentence=FAILURE_DEMAND,
)
def _failure_demand(totals: Totals) -> Measured:
    return Measured(totals["failure_demand"], "tickets")


@measure(
    name="share_failure_demand",
    label="Share of failure demand",
    unit="share",
    grain="ticket (shared ones in parts)",
    denominator="tickets",
    sentence="Failure demand ÷ tickets of every kind.",
)
def _share_failure_demand(totals: Totals) -> Measured:
    return share(totals["failure_demand"], totals["tickets"], _NO_TICKETS())
