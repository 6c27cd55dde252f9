"""Expectation that the cells of a row stand in their own columns.

A text with an unquoted comma moves all cells behind it to the right. The row still has readable cells, and often the
right number of them; what gives it away is a date in a column of words, or words in a column of dates.
"""

from __future__ import annotations

from typing import Any, ClassVar

import pandas as pd
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import MulticolumnMapMetricProvider
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)

_DATE_OR_LONG_NUMBER = r"^(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ].*)?|\d{5,}|\d+[.,]\d{3,}|\d+[.,]\d+[eE][+-]?\d+)$"
_METRIC = "multicolumn_values.cells_fit_their_columns"


class CellsFitTheirColumns(MulticolumnMapMetricProvider):
    """True for rows without a date in a column of words and without a bare word in a column of dates."""

    condition_metric_name = _METRIC
    condition_domain_keys = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")
    condition_value_keys = ("time_columns",)
    filter_column_isnull = False

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, time_columns: list[str], **_: Any) -> pd.Series:  # noqa: N805
        fits = pd.Series(True, index=column_list.index)
        for name in column_list.columns:
            cells = column_list[name]
            # Statuses and teams are few: each different word is looked at once.
            seen = pd.Series(cells.dropna().unique(), dtype="str")
            if name in time_columns:
                wrong = seen[~seen.str.contains(r"\d", regex=True)]
            else:
                wrong = seen[seen.str.contains(_DATE_OR_LONG_NUMBER, regex=True)]
            if len(wrong):
                fits &= ~cells.isin(wrong)
        return fits


class ExpectCellsToFitTheirColumns(MulticolumnMapExpectation):
    """Expect no date among words, and no bare word among dates.

    Attributes
    ----------
    column_list
        Columns looked at.
    time_columns
        Those of them that hold times as text; the others hold words.
    """

    time_columns: list[str]

    map_metric: ClassVar[str] = _METRIC
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "time_columns")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "time_columns")
