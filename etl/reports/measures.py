"""Measures as a table that leaves the store, each with its definition."""

from __future__ import annotations

from typing import Any

import pandas as pd

from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.frames.store_status import data_state
from etl.marts.measures.catalogue import measures
from etl.marts.measures.compute import as_json, compute
from etl.marts.shares.scope import Scope

COLUMNS = (
    "measure",
    "label",
    "value",
    "unit",
    "numerator",
    "denominator",
    "low",
    "high",
    "note",
    "definition",
    "filters",
)


def measure_rows(scope: Scope, seed: int) -> pd.DataFrame:
    """Every measure within the filters, with its bounds.

    Parameters
    ----------
    seed
        Seed of the bootstrap that bounds come from.

    Returns
    -------
    DataFrame
        One row per measure, columns `COLUMNS`; `filters` says in words what was counted, the same in each row.
    """
    found = _bounded(scope, seed)
    told = {each.name: each for each in measures()}
    rows = [
        {
            **vars(result),
            "note": note_words(result.notes),
            "measure": name,
            "label": told[name].label,
            "definition": told[name].sentence,
            "filters": scope.filters.sentence(),
        }
        for name, result in found.items()
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def measures_object(scope: Scope, seed: int) -> dict[str, Any]:
    """The object that ``measures --json`` prints; the seed is that of the bootstrap that bounds come from."""
    return as_json(_bounded(scope, seed), scope.filters, data_state(scope).as_of)


def _bounded(scope: Scope, seed: int) -> dict[str, Measured]:
    return compute(scope, seed=seed)
