"""The registry of measures: what each is called, what it counts, and how it is computed."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd
import sqlalchemy as sa

from etl.errors import InputError
from etl.marts.base import Scope
from etl.marts.filters import Filters
from etl.marts.ratios import settled

if TYPE_CHECKING:
    from etl.marts.totals import Totals
    from etl.taxonomy import Taxonomy

FAMILIES = ("origins", "absorption", "contact", "load", "handing", "service", "worth")
"""Modules of `etl.marts` that register measures, in the order in which they are shown."""

KINDS_TOO = " A filter on kinds puts those tickets in the complaints' place."
"""Ends the sentence of measures that follow ``Scope.is_meant``."""


@dataclass(frozen=True)
class Measured:
    """One measure's result; its numbers are ``settled``.

    Attributes
    ----------
    value
        None where the data can't give it; `note` then says why.
    unit
        "share" (0 to 1), "complaints", "tickets", "hours", a currency, ...
    numerator, denominator
        What was divided, in `parts_unit`; None where nothing was.
    low, high
        Bounds on the value for whatever stays unattributed or unknown.
    note
        In plain words; empty when there is nothing to say.
    parts_unit
        Unit of numerator and denominator, where it must be said ("h").
    is_estimated
        Whether minutes in it were estimated and not logged.
    """

    value: float | None
    unit: str
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""
    parts_unit: str = ""
    is_estimated: bool = False

    def __post_init__(self) -> None:
        for name in ("value", "numerator", "denominator", "low", "high"):
            if isinstance(number := getattr(self, name), float):
                object.__setattr__(self, name, settled(number))


@dataclass(frozen=True)
class Measure:
    """A registered measure: its definition, as the Method page shows it, and its function."""

    name: str
    label: str
    unit: str
    grain: str
    denominator: str
    sentence: str
    function: Callable[[Totals], Measured]


_MEASURES: dict[str, Measure] = {}


def measure(
    *, name: str, label: str, unit: str, grain: str, denominator: str, sentence: str
) -> Callable[[Callable[[Totals], Measured]], Callable[[Totals], Measured]]:
    """Register a function from totals to a result as a measure.

    Parameters
    ----------
    name
        Key in the JSON output; lower_snake_case, never changed once published.
    label
        What it is called on screen.
    unit
        Unit of its value; "currency" stands for the taxonomy's.
    grain
        What one counted thing is ("complaint, in shares").
    denominator
        What it is divided by; "none" where it isn't divided.
    sentence
        Its definition in one sentence.
    """

    def register(function: Callable[[Totals], Measured]) -> Callable[[Totals], Measured]:
        if name in _MEASURES:
            raise ValueError(f"two measures are called {name!r}")
        _MEASURES[name] = Measure(name, label, unit, grain, denominator, sentence, function)
        return function

    return register


def measures() -> tuple[Measure, ...]:
    """Every measure, in the order in which the families are shown."""
    for family in FAMILIES:
        importlib.import_module(f"etl.marts.{family}")
    return tuple(_MEASURES.values())


def compute(
    connection: sa.Connection,
    filters: Filters,
    taxonomy: Taxonomy,
    names: Iterable[str] | None = None,
    *,
    rulings: pd.DataFrame | None = None,
    judged: pd.DataFrame | None = None,
) -> dict[str, Measured]:
    """Measures over the tickets within the filters.

    Parameters
    ----------
    names
        Measures to compute; all of them when None.
    rulings
        Rulings in force (`etl.marts.overrides.RULING_COLUMNS`).
    judged
        Judgements of the random sample (`etl.marts.agreement.JUDGED_COLUMNS`).

    Raises
    ------
    InputError
        If a name isn't a measure's.
    """
    from etl.marts.totals import totals_of

    known = {each.name: each for each in measures()}
    wanted = list(known) if names is None else list(names)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise InputError(f"There is no measure {unknown[0]!r}; the measures are {', '.join(known)}.")
    totals = totals_of(Scope(connection, filters, taxonomy, rulings, judged))
    return {name: known[name].function(totals) for name in wanted}


def as_json(measured: dict[str, Measured], filters: Filters, as_of: datetime | None) -> dict[str, Any]:
    """The object that ``measures --json`` prints: {"measures", "filters", "as_of"}."""
    keys = ("value", "unit", "numerator", "denominator", "low", "high", "note")
    return {
        "measures": {name: {key: asdict(result)[key] for key in keys} for name, result in measured.items()},
        "filters": {"query": filters.to_query(), "words": filters.words()},
        "as_of": None if as_of is None else as_of.isoformat(),
    }
