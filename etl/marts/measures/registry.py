"""The registry of measures: name, definition and function of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps

import pandas as pd

from etl.marts.core.measured import Measured
from etl.marts.core.notes import NoteKind, reason, remark
from etl.marts.core.periods import Step
from etl.marts.measures.totals import Totals
from etl.marts.shares.scope import Scope

NOT_BY_GROUP = reason("Only available for one group at a time: filter to it.")
"""Reason for a measure that can't be grouped, where a group asks for it."""

NOT_DIVIDED = "none"
"""Denominator of a measure that isn't a ratio."""

RIPENS = reason("Not compared over time: recent complaints had less time for it than earlier ones.")
MOVED_BY_RULINGS = reason("Not compared over time: it changes as people rule, not as complaints arrive.")

_COUNTS_UNKNOWN = remark(
    "It counts {unknown:whole/|all }{unknown:whole} {unknown:whole/ticket|tickets} of unknown kind: "
    "{unknown:whole/it has|they have} no text."
)
_COUNTS_UNKNOWN_TOO = remark(
    "Beside {complaints:whole} {complaints:whole/complaint|complaints}, it counts {unknown:whole/|all }{unknown:whole} "
    "{unknown:whole/ticket|tickets} of unknown kind: {unknown:whole/it has|they have} no text."
)

LOAD_FAMILIES = ("absorption", "workload", "handoffs", "service")
"""Families that count tickets of unknown kind beside complaints (``Scope.is_load``), and say so."""

KINDS_TOO = " Under a filter on kinds it counts the tickets of those kinds instead."
"""End of the sentence of measures that follow ``Scope.is_meant``."""


@dataclass(frozen=True)
class Measure:
    """A registered measure: its definition, as the Method page shows it, and its function.

    Attributes
    ----------
    family
        Module that registers it.
    is_grouped
        Whether it can be computed from sums for single groups of the parts; else `function` gives no value for a group,
        and a period is computed by a filter on its days.
    is_summed
        Whether it moves with the sums: then their possible errors give its bounds.
    by_period
        Quicker way to compute all periods of a measure that isn't grouped: one row per period with a denominator above
        0, columns period (datetime64, its first day), numerator, denominator (float).
    is_sum
        Whether it adds up over time: then periods are compared per day.
    not_compared
        Why its periods can't be compared; None where they can.
    """

    name: str
    label: str
    unit: str
    grain: str
    denominator: str
    sentence: str
    function: Callable[[Totals], Measured]
    family: str
    is_grouped: bool = True
    is_summed: bool = True
    by_period: Callable[[Scope, Step], pd.DataFrame] | None = None
    is_sum: bool = False
    not_compared: NoteKind | None = None


REGISTERED: dict[str, Measure] = {}
"""Measures of the modules imported so far, by name: `etl.marts.measures.catalogue.measures` has all of them."""


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
    is_sum: bool | None = None,
    not_compared: NoteKind | None = None,
) -> Callable[[Callable[[Totals], Measured]], Callable[[Totals], Measured]]:
    """Register a function from totals to a result as a measure.

    Parameters
    ----------
    name
        Key in the JSON output; lower_snake_case, never changed once published.
    label
        Name on screen.
    unit
        Unit of its value; "currency" stands for the taxonomy's.
    grain
        What one counted thing is ("complaint (shared ones in parts)").
    denominator
        What it is divided by; `NOT_DIVIDED` where it isn't divided.
    sentence
        Its definition in one sentence.
    is_grouped, is_summed, by_period, is_sum, not_compared
        As in `Measure`; by default is_summed equals is_grouped, and a measure that isn't divided is a sum.

    Raises
    ------
    ValueError
        If another measure has the same name.
    """

    def register(function: Callable[[Totals], Measured]) -> Callable[[Totals], Measured]:
        family = getattr(function, "func", function).__module__
        if name in REGISTERED:
            raise ValueError(f"two measures are called {name!r}")

        @wraps(function)
        def asked(totals: Totals) -> Measured:
            if totals.is_group and not is_grouped:
                known_unit = totals.taxonomy.currency if unit == "currency" else unit
                return Measured(None, known_unit, notes=(NOT_BY_GROUP(),))
            found = function(totals)
            return (
                _with_unknown(found, totals)
                if family.rpartition(".")[2] in LOAD_FAMILIES and found.value is not None
                else found
            )

        REGISTERED[name] = Measure(
            name, label, unit, grain, denominator, sentence, asked, family, is_grouped=is_grouped,
            is_summed=is_grouped if is_summed is None else is_summed, by_period=by_period,
            is_sum=denominator == NOT_DIVIDED if is_sum is None else is_sum, not_compared=not_compared,
        )  # fmt: skip
        return asked

    return register


def _with_unknown(found: Measured, totals: Totals) -> Measured:
    """Add a note on how many tickets of unknown kind a measure counts, where there are any."""
    unknown, complaints = totals["kind_unknown"], totals["complaints"]
    if unknown < 0.5 or not totals.counts_unknown:
        return found
    if complaints >= 0.5:
        counted = _COUNTS_UNKNOWN_TOO(complaints=complaints, unknown=unknown)
    else:
        counted = _COUNTS_UNKNOWN(unknown=unknown)
    return replace(found, notes=(*found.notes, counted))
