"""The registry of measures: what each is called, what it counts, and how it is computed."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any

import pandas as pd
import sqlalchemy as sa

from etl.errors import InputError
from etl.marts.core.filters import Filters
from etl.marts.core.periods import Step
from etl.marts.core.ratios import settled
from etl.marts.shares.scope import Scope

if TYPE_CHECKING:
    from etl.marts.measures.totals import Totals
    from etl.taxonomy import Taxonomy

FAMILIES = ("origins", "absorption", "contact", "demand", "workload", "handoffs", "service", "worth")
"""Modules of `etl.marts.measures` that register measures, in the order in which they are shown."""

_ALWAYS_TOLD = ("value", "unit", "numerator", "denominator", "low", "high", "note")
_TOLD_OF_ESTIMATES = ("checked_on", "checked_by", "checked_outside", "checked_untold", "method", "correction")

NOT_BY_GROUP = "Not told for single groups: set the filter to one."
"""Note of a measure that isn't grouped, where a group asks for it."""

ASSUMED = {
    "own_desk": "an export that names no team is the frontline's own desk",
    "alone": "where an export names one team and tells no hand-offs, that team held it alone",
}
"""What is assumed of who held a ticket where no export tells it, as it is said."""

NOBODY_TELLS = "No export within the filters has a text, so nobody can tell which tickets are complaints."
"""Note of a measure of complaints where kinds are unknown."""

LOAD_FAMILIES = ("absorption", "workload", "handoffs", "service")
"""Families that count tickets of unknown kind beside complaints (``Scope.is_load``), and say so."""

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
        Bounds on the value: the interval or the range of what is estimated, and what stays unattributed or unknown.
    note
        In plain words; empty when there is nothing to say.
    parts_unit
        Unit of numerator and denominator, where it must be said ("h").
    rests_on
        How many complaints it rests on, where the denominator doesn't say (hours, orders); else None.
    assumed
        Part of the denominator that rests on one of `ASSUMED`.
    method, correction, checked_on, checked_by
        Of an estimated total: how it came about in a few words, what random rulings correct ("overall", "none"), on how
        many random tickets that are in force and usable it was checked, and by how many people. Else empty and None.
    checked_outside, checked_untold
        How many of these people work outside the frontline, and of how many it isn't known where they work.
    is_estimated
        Whether minutes in it were estimated and not logged.
    is_partly_estimated
        Whether only some of them were; `note` then says how many.
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
    is_partly_estimated: bool = False
    rests_on: float | None = None
    assumed: float = 0.0
    method: str = ""
    correction: str = ""
    checked_on: int | None = None
    checked_by: int | None = None
    checked_outside: int | None = None
    checked_untold: int | None = None

    def __post_init__(self) -> None:
        for name in ("value", "numerator", "denominator", "low", "high", "rests_on", "assumed"):
            if isinstance(number := getattr(self, name), float):
                object.__setattr__(self, name, settled(number))


@dataclass(frozen=True)
class Measure:
    """A registered measure: its definition, as the Method page shows it, and its function.

    Attributes
    ----------
    is_grouped
        Whether sums tell it for single groups of the parts; else `function` gives nothing for a group, and a period is
        asked as a filter on its days.
    is_summed
        Whether it moves with the sums: then what is known of how far they may be off bounds it.
    by_period
        A quicker way to ask for all periods of a measure that isn't grouped: one row per period with anything to
        divide, columns period (datetime64, its first day), numerator, denominator (float).
    """

    name: str
    label: str
    unit: str
    grain: str
    denominator: str
    sentence: str
    function: Callable[[Totals], Measured]
    is_grouped: bool = True
    is_summed: bool = True
    by_period: Callable[[Scope, Step], pd.DataFrame] | None = None


_MEASURES: dict[str, Measure] = {}


def measure(
    *,
    name: str,
    label: str,
    unit: str,
    grain: str,
    denominator: str,
    sentence: str,
    is_grouped: bool = True,
    is_summed: bool | None = None,
    by_period: Callable[[Scope, Step], pd.DataFrame] | None = None,
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
    is_grouped, is_summed, by_period
        As in `Measure`; is_summed is as is_grouped where it isn't said.
    """

    def register(function: Callable[[Totals], Measured]) -> Callable[[Totals], Measured]:
        if name in _MEASURES:
            raise ValueError(f"two measures are called {name!r}")

        @wraps(function)
        def asked(totals: Totals) -> Measured:
            if totals.is_group and not is_grouped:
                return Measured(None, totals.taxonomy.currency if unit == "currency" else unit, note=NOT_BY_GROUP)
            found = function(totals)
            return _with_unknown(found, totals) if family in LOAD_FAMILIES and found.value is not None else found

        family = function.__module__.rpartition(".")[2]
        _MEASURES[name] = Measure(
            name, label, unit, grain, denominator, sentence, asked, is_grouped=is_grouped,
            is_summed=is_grouped if is_summed is None else is_summed, by_period=by_period,
        )  # fmt: skip
        return asked

    return register


def _with_unknown(found: Measured, totals: Totals) -> Measured:
    """Say how many tickets of unknown kind a measure counts, where there are any."""
    unknown, complaints = totals["kind_unknown"], totals["complaints"]
    if unknown < 0.5 or not totals.counts_unknown:
        return found
    beside = f"Beside {complaints:,.0f} complaints, it counts" if complaints >= 0.5 else "It counts"
    said = f"{beside} all {unknown:,.0f} tickets of unknown kind: they have no text."
    return replace(found, note=f"{found.note} {said}".strip())


def measures() -> tuple[Measure, ...]:
    """Every measure, in the order in which the families are shown."""
    for family in FAMILIES:
        importlib.import_module(f"etl.marts.measures.{family}")
    return tuple(_MEASURES.values())


def compute(
    connection: sa.Connection,
    filters: Filters,
    taxonomy: Taxonomy,
    names: Iterable[str] | None = None,
    *,
    rulings: pd.DataFrame | None = None,
    judged: pd.DataFrame | None = None,
    seed: int | None = None,
) -> dict[str, Measured]:
    """Measures over the tickets within the filters.

    Parameters
    ----------
    names
        Measures to compute; all of them when None.
    rulings
        Rulings in force (`etl.marts.shares.overrides.RULING_COLUMNS`).
    judged
        Judgements of the random sample (`etl.marts.estimates.reviewer_agreement.JUDGED_COLUMNS`).
    seed
        Of the bootstrap that bounds of hours, money, lenses and all that sums make come from; None: without these.

    Raises
    ------
    InputError
        If a name isn't a measure's.
    """
    from etl.marts.measures.totals import totals_of

    known = {each.name: each for each in measures()}
    wanted = list(known) if names is None else list(names)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise InputError(f"There is no measure {unknown[0]!r}; the measures are {', '.join(known)}.")
    totals = totals_of(Scope(connection, filters, taxonomy, rulings, judged), is_few=names is not None and seed is None)
    found = {name: known[name].function(totals) for name in wanted}
    if seed is None:
        return found
    from etl.marts.measures.bounds import with_bounds

    return with_bounds(totals, found, seed)


def as_json(measured: dict[str, Measured], filters: Filters, as_of: datetime | None) -> dict[str, Any]:
    """The object that ``measures --json`` prints: {"measures", "filters", "as_of"}."""

    def told(result: Measured) -> dict[str, Any]:
        keys = (*_ALWAYS_TOLD, *(_TOLD_OF_ESTIMATES if result.method else ()))
        return {key: asdict(result)[key] for key in keys}

    return {
        "measures": {name: told(result) for name, result in measured.items()},
        "filters": {"query": filters.to_query(), "words": filters.words()},
        "as_of": None if as_of is None else as_of.isoformat(),
    }
