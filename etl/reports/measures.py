"""Measures as a table that leaves the store, each with its definition."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pandas as pd

from etl.marts.base import Scope
from etl.marts.registry import as_json, compute, measures
from etl.marts.state import data_state

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


def measure_rows(scope: Scope) -> pd.DataFrame:
    """Every measure within the filters.

    Returns
    -------
    DataFrame
        One row per measure, columns `COLUMNS`; `filters` says in words what was counted, the same in each row.
    """
    found = compute(scope.connection, scope.filters, scope.taxonomy, rulings=scope.rulings, judged=scope.judged)
    told = {each.name: each for each in measures()}
    rows = [
        {
            **asdict(result),
            "measure": name,
            "label": told[name].label,
            "definition": told[name].sentence,
            "filters": scope.filters.sentence(),
        }
        for name, result in found.items()
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def measures_object(scope: Scope) -> dict[str, Any]:
    """The object that ``measures --json`` prints."""
    found = compute(scope.connection, scope.filters, scope.taxonomy, rulings=scope.rulings, judged=scope.judged)
    return as_json(found, scope.filters, data_state(scope.connection).as_of)
