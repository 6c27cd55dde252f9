"""What a click on a mark opens: the tickets that it counts, given by its row as filters.

Each chart declares it for each of its functions in ``OPENS``; a row that opens nothing is drawn all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from urllib.parse import parse_qs, urlencode

import altair as alt
import pandas as pd

from etl.marts.core.filter_kinds import UNKNOWN, Numbers
from etl.marts.core.filters import Filters, declaration
from etl.marts.core.own_columns import PREFIX, is_own
from etl.marts.core.periods import next_start

COLUMN = "opens"
"""Column with what a row adds to the page's filters, as a query string; empty if it opens nothing."""

CLICK = "opened"
"""Name of the selection that reports a click on a mark."""

ALL_OF_IT = "?"
"""Value for a row that adds nothing to the page's filters: it counts everything within them."""

AREA = "is_area"
"""Column of rows whose areas are marks of their own; of other areas and lines a browser knows the first row alone."""


@dataclass(frozen=True)
class Opens:
    """How the rows of a chart name the tickets that their marks count.

    Attributes
    ----------
    filters
        Name of a filter (`etl.marts.core.filters.FILTERS`), or an own column of the export ("col.Region") -> column of
        the rows that holds its value, or a tuple of values.
    period
        Column with the first day of a month or week; empty if rows have no period.
    step
        Length of that period.
    some
        Column that is above 0 if a row counts any ticket; empty if every row does.
    """

    filters: Mapping[str, str]
    period: str = ""
    step: Literal["month", "week"] = "month"
    some: str = ""


@dataclass(frozen=True)
class NoTickets:
    """A chart whose marks have no tickets behind them, and why."""

    why: str


Declared = Opens | NoTickets


def marked(frame: pd.DataFrame, opens: Opens, **more: Any) -> pd.DataFrame:
    """The rows of a chart with what each opens, in `COLUMN`.

    Parameters
    ----------
    more
        Attributes of `opens` to replace, such as the step of a chart by months or weeks.
    """
    how = Opens(**{**vars(opens), **more})
    said = [_said(row, how) for row in frame.to_dict("records")]
    return frame.assign(**{COLUMN: pd.Series(said, index=frame.index, dtype="str")})


def _said(row: Mapping[Any, Any], how: Opens) -> str:
    if how.some and not row[how.some] > 0:
        return ""
    chosen: dict[str, Any] = {}
    for name, column in how.filters.items():
        if name == "department" and pd.isna(row[column]):
            continue  # no department stands for it: all do
        if is_own(name):
            chosen["own"] = ((name.removeprefix(PREFIX), (_cell(row[column]),)),)
            continue
        if isinstance(row[column], tuple):
            chosen[name] = tuple(_value(name, cell) for cell in row[column])
            continue
        value = _value(name, row[column])
        chosen[name] = value if isinstance(value, date) else (value,)
    if how.period:
        first = pd.Timestamp(row[how.period]).date()
        chosen |= {"date_from": first, "date_to": next_start(first, how.step) - timedelta(days=1)}
    return ALL_OF_IT + urlencode(Filters(**chosen).to_query(), doseq=True)


def _value(name: str, cell: Any) -> Any:
    if name in ("date_from", "date_to"):
        return pd.Timestamp(cell).date()
    if isinstance(declaration(name), Numbers) and not pd.isna(cell):
        return int(cell)
    return _cell(cell)


def _cell(cell: Any) -> str:
    return UNKNOWN if pd.isna(cell) else str(cell)


def narrowed(filters: Filters, said: str) -> Filters | None:
    """A page's filters overridden by a mark's; periods are intersected. None if the mark opens nothing.

    Parameters
    ----------
    said
        A cell of `COLUMN`.

    Raises
    ------
    InputError
        If it can't be read, because it comes from the browser.
    """
    if not said.startswith(ALL_OF_IT):
        return None
    chosen = Filters.from_query(parse_qs(said.removeprefix(ALL_OF_IT)))
    values = {name: getattr(chosen, name) for name in chosen.chosen}
    first = max(filter(None, [filters.date_from, chosen.date_from]), default=None)
    last = min(filter(None, [filters.date_to, chosen.date_to]), default=None)
    # A chart may show more than the page's period: such a row counts tickets outside of it.
    if not (first and last and first > last):
        values |= {"date_from": first, "date_to": last}
    if chosen.own:
        values["own"] = tuple(sorted({**dict(filters.own), **dict(chosen.own)}.items()))
    return filters.with_(**values)


def clickable(chart: Any) -> Any:
    """A chart whose marks can be clicked where their rows say what they open; the hand shows which."""
    for place, view in enumerate(_views(chart)):
        layers = view.layer if isinstance(view, alt.LayerChart) else [view]
        shown = [layer for layer in layers if _has_marks(_data_of(layer, view, chart))]
        for layer in shown:
            if _kind_of(layer) in ("line", "area") and AREA not in _data_of(layer, view, chart):
                continue
            layer.mark = layer.mark.copy() if isinstance(layer.mark, alt.MarkDef) else alt.MarkDef(type=layer.mark)
            layer.mark["cursor"] = {"expr": _HAND}
        if shown and view is chart:
            return _with_click(chart)
        if shown:
            _views(chart)[place] = _with_click(view)
    return chart


def _with_click(view: Any) -> Any:
    if not isinstance(view, alt.LayerChart):
        return view.add_params(_click())
    # As Altair does it, but with one copy of the chart and not two, for which a chart's time mostly goes.
    view.layer[0] = view.layer[0].add_params(_click())
    return view.copy(deep=False)


def rows_that_open(chart: Any) -> list[str]:
    """What the marks of a chart open, each once, in the order in which they are drawn."""
    found: dict[str, None] = {}
    for view in _views(chart):
        for layer in view.layer if isinstance(view, alt.LayerChart) else [view]:
            data = _data_of(layer, view, chart)
            if _has_marks(data):
                found |= dict.fromkeys(said for said in data[COLUMN] if said)
    return list(found)


_IS_MARK = (
    f"item() && item().datum && item().datum.{COLUMN} && item().mark.marktype !== 'line' && "
    f"(item().mark.marktype !== 'area' || item().datum.{AREA})"
)
"""By ``item()``: where events are chosen a browser has no ``datum``."""
_HAND = f"datum.{COLUMN} ? 'pointer' : 'default'"


def _click() -> alt.Parameter:
    return alt.selection_point(name=CLICK, fields=[COLUMN], on=f"click[{_IS_MARK}]", toggle=False, clear=False)


def _views(chart: Any) -> list[Any]:
    """Parts of a concatenated chart; else the chart itself."""
    parts: list[Any] = [chart]
    if isinstance(chart, alt.VConcatChart):
        parts = chart.vconcat
    elif isinstance(chart, alt.HConcatChart):
        parts = chart.hconcat
    return parts


def _kind_of(layer: Any) -> str:
    return str(layer.mark.type if isinstance(layer.mark, alt.MarkDef) else layer.mark)


def _data_of(layer: Any, view: Any, chart: Any) -> Any:
    return next((each.data for each in (layer, view, chart) if isinstance(each.data, pd.DataFrame)), None)


def _has_marks(data: Any) -> bool:
    return isinstance(data, pd.DataFrame) and COLUMN in data and bool((data[COLUMN] != "").any())
