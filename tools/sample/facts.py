"""What the order system knows about a ticket's order: promised and delivered, refund requested and paid.

Facts follow the true cause most of the time and not always: parcels are also late in tickets about something else, and
the system has gaps. Days are numbers of days; `NONE` stands for an empty cell.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.sample import clock
from tools.sample.world import CAUSES

NONE = -1_000
"""An empty cell; no day of the sample has this number."""

_NEVER = ("Parcel lost", "Sold but not in stock", "Missed delivery slot")
_NO_ORDER = ("Order not registered", "Checkout fails", "Login fails", "Unwanted mailings")
_REFUND = ("Refund late", "Return not processed", "Warranty refused", "Return refused in store", "Charged twice")
_KNOWN = 0.84
"""Part of the tickets whose order number is linked, so that facts are there."""
_LATE_ANYWAY = 0.05
"""Part of the parcels that are late without the customer minding."""


def draw_facts(tickets: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Facts of each ticket, same index.

    Returns
    -------
    DataFrame
        is_linked (bool), promised, delivered, refund_requested, refunded (day numbers, `NONE` for empty).
    """
    count = len(tickets)
    issues = np.array([c.issue for c in CAUSES] + [""], dtype=object)[tickets["cause"].to_numpy()]
    second = np.array([c.issue for c in CAUSES] + [""], dtype=object)[tickets["second"].to_numpy()]
    kinds = tickets["kind"].to_numpy()
    created = tickets["created"].to_numpy() // clock.DAY
    ordered = tickets["order_day"].to_numpy()

    no_order = np.isin(issues, _NO_ORDER) | np.isin(kinds, ("spam", "auto_reply", "internal", "test"))
    linked = (rng.random(count) < _KNOWN) & ~no_order
    linked &= ~((kinds == "request") & (rng.random(count) < 0.55))

    promised = ordered + rng.integers(1, 6, count)
    delivered = promised - rng.integers(0, 2, count)
    delivered = np.maximum(delivered, ordered + 1)
    late = (issues == "Late delivery") | (second == "Late delivery")
    late |= rng.random(count) < _LATE_ANYWAY
    delivered = np.where(late, promised + 1 + rng.integers(0, 9, count), delivered)
    # Whoever waits for a parcel writes after the promised day.
    waits = late | np.isin(issues, _NEVER)
    promised = np.where(waits, np.minimum(promised, np.maximum(created - 1, ordered)), promised)
    never = np.isin(issues, _NEVER) | np.isin(second, _NEVER)
    arrived = (delivered <= created) & ~never
    return pd.DataFrame(
        {
            "is_linked": linked,
            "promised": np.where(linked, promised, NONE),
            "delivered": np.where(linked & arrived, delivered, NONE),
            **_refunds(linked, issues, second, created, delivered, rng),
        },
        index=tickets.index,
    )


def _refunds(
    linked: npt.NDArray[np.bool_],
    issues: npt.NDArray[np.object_],
    second: npt.NDArray[np.object_],
    created: npt.NDArray[np.int64],
    delivered: npt.NDArray[np.int64],
    rng: np.random.Generator,
) -> dict[str, npt.NDArray[np.int64]]:
    count = len(issues)
    late = (issues == "Refund late") | (second == "Refund late")
    asked = np.isin(issues, _REFUND) & (rng.random(count) < 0.75)
    asked |= late | (rng.random(count) < 0.05)
    # Warehouse returns that nobody booked have often no request on file at all.
    asked &= ~((issues == "Return not processed") & (rng.random(count) < 0.6))
    ago = np.where(late, 15 + rng.exponential(9, count), 1 + rng.exponential(5, count)).astype(np.int64)
    requested = np.maximum(created - ago, -80)
    requested = np.where(late, requested, np.maximum(requested, np.minimum(delivered, created)))
    takes = np.where(late, 18 + rng.integers(0, 20, count), rng.integers(2, 9, count))
    refunded = requested + takes
    known = linked & asked
    paid = known & (refunded <= np.minimum(clock.DAYS, created + 12)) & (rng.random(count) < np.where(late, 0.5, 0.8))
    return {"refund_requested": np.where(known, requested, NONE), "refunded": np.where(paid, refunded, NONE)}
