"""Filters that nobody has chosen before, for the benchmark of pages: what a sidebar offers, by kinds in turn."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

Query = dict[str, str | list[str]]

_KINDS = (("days",), ("days", "channel"), ("days", "department"), ("days", "team"), ("days", "department", "channel"))
"""What a visitor narrows by. Days are always among it: few other choices would be new more than once."""


def fresh_filters(days: tuple[date, date], options: Mapping[str, list[str]], random: random.Random) -> Iterator[Query]:
    """Query parameters of ever new filters, from a third of the days to nearly all of them.

    Parameters
    ----------
    days
        First and last day of the store.
    options
        Values of each filter in the store; a filter with fewer than two is left out.
    """
    first, last = days
    span, number = (last - first).days, 0
    while True:
        length = int(span * random.uniform(1 / 3, 0.95))
        start = first + timedelta(days=random.randint(0, max(span - length, 0)))
        chosen: Query = {"from": start.isoformat(), "to": (start + timedelta(days=length)).isoformat()}
        for name in _KINDS[number % len(_KINDS)]:
            if len(options.get(name, ())) > 1:
                chosen[name] = random.choice(options[name])
        number += 1
        yield chosen
