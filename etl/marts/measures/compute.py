"""Measures by name over a scope, and the object that ``measures --json`` prints."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from etl.errors import InputError
from etl.marts.core.filters import Filters
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.measures.bounds import with_bounds
from etl.marts.measures.catalogue import measures
from etl.marts.measures.totals import totals_of
from etl.marts.shares.scope import Scope

_ALWAYS_TOLD = ("value", "unit", "numerator", "denominator", "low", "high")
_TOLD_OF_ESTIMATES = ("checked_on", "checked_by", "checked_outside", "checked_untold", "method", "correction")


def compute(
    scope: Scope,
    names: Iterable[str] | None = None,
    *,
    seed: int | None = None,
) -> dict[str, Measured]:
    """Measures over the tickets within the filters.

    Parameters
    ----------
    names
        Measures to compute; all of them when None.
    seed
        Seed of the bootstrap that bounds of hours, money, lenses and all other measures from sums come from; None:
        without these bounds. There are none where filters ask about originating departments.

    Raises
    ------
    InputError
        If a name isn't a measure's.
    """
    known = {each.name: each for each in measures()}
    wanted = list(known) if names is None else list(names)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise InputError(f"There is no measure {unknown[0]!r}; the measures are {', '.join(known)}.")
    totals = totals_of(scope, is_few=names is not None and seed is None)
    found = {name: known[name].function(totals) for name in wanted}
    if seed is None or scope.asks_origins:
        return found
    return with_bounds(totals, found, seed)


def as_json(measured: dict[str, Measured], filters: Filters, as_of: datetime | None) -> dict[str, Any]:
    """The object that ``measures --json`` prints: {"measures", "filters", "as_of"}."""

    def told(result: Measured) -> dict[str, Any]:
        numbers = {key: getattr(result, key) for key in _ALWAYS_TOLD}
        estimated = {key: getattr(result, key) for key in _TOLD_OF_ESTIMATES if result.method}
        return {**numbers, "note": note_words(result.notes), **estimated}

    return {
        "measures": {name: told(result) for name, result in measured.items()},
        "filters": {"query": filters.to_query(), "words": filters.words()},
        "as_of": None if as_of is None else as_of.isoformat(),
    }
