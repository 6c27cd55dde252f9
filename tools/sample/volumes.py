"""Orders by day, sales channel and product: the denominators, from a seeded process.

Level, growth, weekday, season, sale days and incidents multiply; a wandering factor and Poisson noise lie on top.
"""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.sample import catalogue, clock
from tools.sample.world import INCIDENTS, SALES_CHANNELS

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

ORDERS_PER_CONTACT = 10
_WEEKDAY = np.array([1.12, 1.0, 0.96, 0.95, 0.92, 0.93, 1.12])
_SALE_DAYS = {date(2025, 11, 28): 2.4, date(2025, 11, 29): 1.9, date(2025, 12, 1): 1.8, date(2026, 1, 2): 1.5}
_MONTH = {1: 1.05, 2: 0.9, 3: 1.0, 4: 1.02, 5: 1.08, 6: 1.0, 7: 0.85, 8: 0.84, 9: 0.95, 10: 1.0, 11: 1.22, 12: 1.3}


def draw_orders(count: int, rng: np.random.Generator) -> Counts:
    """Orders by day, product and sales channel, shape (days, products, channels), for `count` contacts in all."""
    days = [clock.date_of(n) for n in range(clock.DAYS)]
    level = np.array([_day_factor(n, day) for n, day in enumerate(days)])
    level *= _wandering(len(days), rng)
    groups = catalogue.groups()
    mix = np.array([[g.share * _season(g.peak_month, d.month) for g in groups] for d in days])
    channels = np.array(list(SALES_CHANNELS.values()))
    expected = level[:, None, None] * mix[:, :, None] * channels
    expected *= ORDERS_PER_CONTACT * count / expected.sum()
    counts: Counts = rng.poisson(expected).astype(np.int64)
    return counts


def _day_factor(number: int, day: date) -> float:
    factor = _WEEKDAY[day.weekday()] * _MONTH[day.month] * _SALE_DAYS.get(day, 1.0) * (1 + 0.12 * number / 365)
    for incident in INCIDENTS:
        if incident.first <= day <= incident.last:
            factor *= incident.orders
    return float(factor)


def _season(peak_month: int, month: int) -> float:
    return 1.0 if peak_month == 0 else 1 + 0.45 * math.cos(2 * math.pi * (month - peak_month) / 12)


def _wandering(days: int, rng: np.random.Generator) -> Floats:
    steps = rng.normal(0, 0.05, days)
    state, out = 0.0, np.empty(days)
    for n in range(days):
        state = 0.7 * state + steps[n]
        out[n] = math.exp(state)
    return out


def frame(orders: Counts) -> pd.DataFrame:
    """Rows of volumes.csv: day, channel, product, orders; one row per day, sales channel and product."""
    rows: list[tuple[Any, ...]] = [
        (clock.day_text(day), channel, group.name, int(orders[day, g, c]))
        for day in range(orders.shape[0])
        for g, group in enumerate(catalogue.groups())
        for c, channel in enumerate(SALES_CHANNELS)
    ]
    return pd.DataFrame(rows, columns=["day", "channel", "product", "orders"])
