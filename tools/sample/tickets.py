"""Draws who writes when, about what and why: everything of a ticket except its words and its way.

All columns are drawn for all tickets at once; `draw_tickets` gives one row per ticket in order of creation.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.sample import catalogue, clock
from tools.sample.ticket import LIKE_COMPLAINT
from tools.sample.volumes import Counts, Floats
from tools.sample.world import CAUSES, FRONTLINE, INCIDENTS, LANGUAGE_SHARES, START, VIA_SHARES

Ints = npt.NDArray[np.int64]

KINDS = {
    "complaint": 0.70, "request": 0.145, "praise": 0.035, "chatter": 0.02, "spam": 0.028, "auto_reply": 0.018,
    "internal": 0.014, "test": 0.006, "merged": 0.022, "duplicate": 0.012,
}  # fmt: skip
"""Part of all tickets."""
CLUES = ("said", "hinted", "symptom", "none")
"""How the text gives the cause: named, described without naming it, only a symptom of several causes, not at all."""
_CLUE_SHARES = (0.6, 0.23, 0.1, 0.07)
_INHERITED = (
    "cause", "second", "share", "customer", "language", "order_day", "order_serial", "group", "article", "amount",
)  # fmt: skip
"""What a ticket has from the one that it follows or repeats."""
_LATEST_FOLLOW_UP = 14 * clock.DAY
_FOLLOW_UPS = 0.11
_TWO_CAUSES = 0.07
_FRONTLINE_IS_SECOND = 0.3
_CONTACT_WEEKDAY = np.array([1.35, 1.15, 1.08, 1.0, 0.95, 0.72, 0.62])
_LAG = np.array([0.06, 0.12, 0.18, 0.2, 0.18, 0.14, 0.12])
"""Part of the contacts that comes 0, 1, 2 ... days after the order."""
_DAYS_SINCE_ORDER = {
    "Customer Support": (2, 9), "Logistics": (3, 5), "Warehouse": (3, 9), "Webshop and IT": (0, 1.5),
    "Finance": (9, 14), "Buying and Quality": (4, 30), "Marketing": (0, 5), "Stores": (1, 6),
}  # fmt: skip
"""Fewest days, and mean of the days beyond."""
_DAYS_SINCE_ORDER_OF = {
    "Return not processed": (15, 10), "Refund late": (24, 12), "Warranty refused": (40, 30), "Poor quality": (10, 25),
    "Unjustified reminder": (20, 15), "Return refused in store": (6, 8), "Charged twice": (1, 5),
    "Wrong amount charged": (1, 6), "Parcel lost": (6, 6), "Not as described": (3, 6),
    "Parts or manual missing": (3, 6),
}  # fmt: skip
"""The same for issues that differ from their department."""
# Weights of the hours 0-23: mails come round the clock, most in the evening; calls and chats while somebody is there.
_HOURS_WRITTEN = np.array([5, 3, 2, 1, 1, 2, 8, 18, 30, 42, 46, 42, 40, 36, 34, 34, 34, 36, 42, 58, 66, 58, 34, 14.0])
_HOURS_SPOKEN = np.array([0] * 8 + [30, 52, 56, 48, 42, 38, 36, 36, 38, 42, 46, 60, 62, 44] + [0, 0], dtype=float)
_SPOKEN = (2, 3)
_WEB_FORM = 1


def draw_tickets(count: int, orders: Counts, rng: np.random.Generator) -> pd.DataFrame:
    """One row per ticket, in order of creation.

    Returns
    -------
    DataFrame
        kind (a key of `KINDS`), cause and second (numbers in `CAUSES`, -1 for none), share (of the first cause), clue
        (number in `CLUES`), parent (row of the ticket that this one follows or repeats, -1 for none), created (minute),
        via, language, group, article, customer, order_day, order_serial, amount (euro).
    """
    kind = _pick(rng, np.array(list(KINDS.values())), count)
    names = np.array(list(KINDS), dtype=object)[kind]
    complains = np.isin(names, LIKE_COMPLAINT)
    daily = np.convolve(orders.sum(axis=(1, 2)), _LAG)[: clock.DAYS] + 1.0
    weekdays = (np.arange(clock.DAYS) + START.weekday()) % 7
    daily = daily * _CONTACT_WEEKDAY[weekdays]
    cause, day = _draw_causes(count, daily, rng)
    cause = np.where(complains, cause, -1)
    day = np.where(complains, day, _pick(rng, daily, count))
    via = _pick(rng, np.array(VIA_SHARES), count)
    via[np.isin(names, ("spam", "auto_reply", "internal"))] = 0
    created = day * clock.DAY + _draw_minutes(via, rng)
    created, via = _when_open(created, via)
    frame = pd.DataFrame({"kind": names, "cause": cause, "created": created, "via": via})
    frame["clue"] = np.where(complains, _pick(rng, np.array(_CLUE_SHARES), count), 3)
    _add_second_cause(frame, rng)
    _add_customer(frame, rng)
    _add_order(frame, orders, rng)
    _add_parents(frame, rng)
    return _in_order(frame)


def _pick(rng: np.random.Generator, weights: Floats, count: int) -> Ints:
    """Numbers 0 .. len(weights) - 1, drawn in proportion to `weights`."""
    edges = np.cumsum(weights)
    picked: Ints = np.searchsorted(edges, rng.random(count) * edges[-1], side="right").astype(np.int64)
    return picked


def _draw_causes(count: int, daily: Floats, rng: np.random.Generator) -> tuple[Ints, Ints]:
    weights = np.outer([c.weight for c in CAUSES], daily)
    for incident in INCIDENTS:
        days = slice(clock.day_of(incident.first), clock.day_of(incident.last) + 1)
        for number, cause in enumerate(CAUSES):
            weights[number, days] *= incident.factors.get(cause.issue, 1.0)
    flat = _pick(rng, weights.ravel(), count)
    return flat // clock.DAYS, flat % clock.DAYS


def _draw_minutes(via: Ints, rng: np.random.Generator) -> Ints:
    written, spoken = _pick(rng, _HOURS_WRITTEN, len(via)), _pick(rng, _HOURS_SPOKEN, len(via))
    hour = np.where(np.isin(via, _SPOKEN), spoken, written)
    return hour * 60 + rng.integers(0, 60, len(via))


def _when_open(created: Ints, via: Ints) -> tuple[Ints, Ints]:
    """Who finds nobody on the line writes a web form; nothing happens in the hour when the clock changes."""
    is_open = clock.FRONTLINE.between(created, created + 1) == 1
    via = np.where(np.isin(via, _SPOKEN) & ~is_open, _WEB_FORM, via)
    day, minute = np.divmod(created, clock.DAY)
    changes = np.isin(day, list(clock.CHANGE_DAYS)) & (minute >= 60) & (minute < 240)
    return np.where(changes, created + 240, created), via


def _add_second_cause(frame: pd.DataFrame, rng: np.random.Generator) -> None:
    count = len(frame)
    weights = np.array([c.weight for c in CAUSES])
    departments = np.array([c.department for c in CAUSES], dtype=object)
    frontline = departments == FRONTLINE
    of_frontline = _pick(rng, np.where(frontline, weights, 0), count)
    of_others = _pick(rng, np.where(frontline, 0, weights), count)
    second = np.where(rng.random(count) < _FRONTLINE_IS_SECOND, of_frontline, of_others)
    first = frame["cause"].to_numpy()
    has_two = (rng.random(count) < _TWO_CAUSES) & (first >= 0) & (departments[first] != departments[second])
    # Two causes are told apart only where both are told.
    has_two &= frame["clue"].to_numpy() < 2
    frame["second"] = np.where(has_two, second, -1)
    frame["share"] = np.where(has_two, np.array([0.5, 0.6, 0.7])[_pick(rng, np.array([0.5, 0.25, 0.25]), count)], 1.0)


def _add_customer(frame: pd.DataFrame, rng: np.random.Generator) -> None:
    count = len(frame)
    pool = max(10, int(1.5 * count))
    # A few people write often, most once: squaring leans the draw towards the low numbers.
    frame["customer"] = (rng.random(count) ** 1.4 * pool).astype(np.int64)
    languages = _pick(rng, np.array(LANGUAGE_SHARES), pool)
    frame["language"] = languages[frame["customer"]]


def _add_order(frame: pd.DataFrame, orders: Counts, rng: np.random.Generator) -> None:
    count = len(frame)
    cause = frame["cause"].to_numpy()
    spans = np.array([_DAYS_SINCE_ORDER_OF.get(c.issue, _DAYS_SINCE_ORDER[c.department]) for c in CAUSES] + [(1, 20)])[
        cause
    ]
    since = spans[:, 0] + rng.exponential(spans[:, 1])
    day = frame["created"].to_numpy() // clock.DAY
    frame["order_day"] = np.maximum(day - np.minimum(since, 80).astype(np.int64), -85)
    frame["order_serial"] = rng.integers(0, 10_000, count)
    by_day = np.cumsum(orders.sum(axis=2), axis=1)[np.clip(frame["order_day"], 0, clock.DAYS - 1)]
    group = (rng.random(count)[:, None] * by_day[:, -1:] >= by_day).sum(axis=1)
    group = np.minimum(group, by_day.shape[1] - 1)
    names = [g.name for g in catalogue.groups()]
    for incident in INCIDENTS:
        if incident.product:
            during = (day >= clock.day_of(incident.first)) & (day <= clock.day_of(incident.last))
            factor = np.array([incident.factors.get(c.issue, 1.0) for c in CAUSES] + [1.0])[cause]
            because = rng.random(count) < 1 - 1 / factor
            group = np.where(during & because, names.index(incident.product), group)
    frame["group"] = group
    sizes = np.array([len(g.articles) for g in catalogue.groups()])
    frame["article"] = (rng.random(count) * sizes[group]).astype(np.int64)
    low, high = np.array([g.price for g in catalogue.groups()])[group].T
    euros = low + (high - low) * rng.random(count) ** 1.8
    frame["amount"] = np.floor(euros) + np.array([0.95, 0.0, 0.5, 0.99])[rng.integers(0, 4, count)]


def _add_parents(frame: pd.DataFrame, rng: np.random.Generator) -> None:
    """Make some complaints follow an earlier one, and merged and duplicate tickets repeat one."""
    count = len(frame)
    kinds = frame["kind"].to_numpy()
    repeats = np.isin(kinds, ("merged", "duplicate"))
    follows = (kinds == "complaint") & (rng.random(count) < _FOLLOW_UPS)
    possible = np.flatnonzero((kinds == "complaint") & ~follows)
    frame["parent"] = -1
    if not len(possible):
        return
    child = np.flatnonzero(repeats | follows)
    parent = possible[rng.integers(0, len(possible), len(child))]
    soon, later = rng.integers(3, 240, len(child)), rng.integers(2 * clock.DAY, _LATEST_FOLLOW_UP, len(child))
    created = frame["created"].to_numpy().copy()
    later = np.where(repeats[child], soon, later)
    left = clock.DAYS * clock.DAY - 1 - created[parent]
    # Who would write again after the export was made writes sooner, not all in its last minute.
    created[child] = created[parent] + np.where(later <= left, later, left * later // _LATEST_FOLLOW_UP)
    via = frame["via"].to_numpy().copy()
    via[child] = np.where(repeats[child], via[parent], via[child])
    created, via = _when_open(created, via)
    for name in _INHERITED:
        values = frame[name].to_numpy().copy()
        values[child] = values[parent]
        frame[name] = values
    parents = frame["parent"].to_numpy().copy()
    parents[child] = parent
    clue = frame["clue"].to_numpy().copy()
    clue[child] = np.where(repeats[child], clue[parent], clue[child])
    frame["created"], frame["via"], frame["parent"], frame["clue"] = created, via, parents, clue


def _in_order(frame: pd.DataFrame) -> pd.DataFrame:
    order = np.argsort(frame["created"].to_numpy(), kind="stable")
    place = np.empty(len(order) + 1, dtype=np.int64)
    place[order] = np.arange(len(order))
    place[-1] = -1
    frame = frame.iloc[order].reset_index(drop=True)
    frame["parent"] = place[frame["parent"].to_numpy()]
    return frame
