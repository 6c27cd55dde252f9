"""Every measure, family by family."""

from __future__ import annotations

from etl.marts.measures import absorption, contact, demand, handoffs, origins, service, workload, worth
from etl.marts.measures.registry import REGISTERED, Measure

FAMILIES = (origins, absorption, contact, demand, workload, handoffs, service, worth)
"""Modules that register measures, in the order in which they are shown."""

_ORDER = {module.__name__: place for place, module in enumerate(FAMILIES)}


def measures() -> tuple[Measure, ...]:
    """Every measure, in the order in which the families are shown, whatever the order of imports."""
    return tuple(sorted(REGISTERED.values(), key=lambda each: _ORDER[each.family]))
