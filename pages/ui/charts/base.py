"""Shared by all charts: title, fonts, scales, and the order of departments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from altair.utils import schemapi

from etl.marts.core.colours import NEUTRAL, OTHER_LABEL
from etl.model import UNATTRIBUTED
from pages.ui.charts.lines import names_limit, row_names, row_names_raised
from pages.ui.charts.locale_config import locale_config
from pages.ui.charts.opening import clickable
from pages.ui.theme import Ink

# Skip Altair's schema validation, which takes time on every page; tests validate every chart.
schemapi.DEBUG_MODE = False


def dress(chart: Any, title: str, subtitle: str, ink: Ink, told: str) -> Any:
    """Put the title (what and in which unit) and the subtitle (filters and period) inside the chart.

    A chart that is copied from the page is then self-explanatory; the background colour is included. Marks whose rows
    say what they open (`pages.ui.charts.opening`) can be clicked.

    Parameters
    ----------
    told
        What the chart shows (`pages.ui.charts.takeaway`), as its description for screen readers.
    """
    heading = alt.Title(
        text=title,
        subtitle=subtitle.split("\n"),
        anchor="start",
        frame="bounds",
        fontSize=ink.title_size,
        fontWeight=600,
        color=ink.text,
        subtitleColor=ink.muted,
        subtitleFontSize=ink.size - 1,
        subtitlePadding=4,
        offset=14,
    )
    # Set at once: each method of Altair copies the whole chart, which took longer than all else about it.
    chart.title, chart.description, chart.background = heading, told, ink.paper
    chart.padding = {"left": 4, "top": 4, "right": 8, "bottom": 4}
    chart.config = alt.Config(
        locale=locale_config(),
        view=alt.ViewConfig(strokeWidth=0),
        axis=alt.AxisConfig(
            labelColor=ink.muted,
            titleColor=ink.muted,
            labelFontSize=ink.size,
            titleFontSize=ink.size,
            titleFontWeight="normal",
            gridColor=ink.rule,
            domainColor=ink.rule,
            tickColor=ink.rule,
            labelLimit=alt.ExprRef(names_limit(ink.size)),
        ),
        text=alt.MarkConfig(fontSize=ink.size, color=ink.text),
    )
    return clickable(chart)


def longest(*columns: pd.Series) -> float:
    """End of a scale that begins at 0: the largest number of the columns, 1 where none lies above 0.

    A scale that ends at 0 would have no length, and browsers can't read NaN.
    """
    numbers = pd.concat([column.astype("float64") for column in columns], ignore_index=True)
    most = numbers[np.isfinite(numbers)].max()
    return float(most) if most > 0 else 1.0


def whiskers(frame: pd.DataFrame, name: str, order: Sequence[str], low: str, high: str, ink: Ink) -> list[Any]:
    """Layers that draw the bounds of bars; empty if no row has any.

    Parameters
    ----------
    name
        Column of the bars' names, in `order`.
    low, high
        Columns of the bounds.
    """
    is_bounded = frame[high] > frame[low]
    if not is_bounded.any():
        return []
    bounds = alt.Chart(frame[is_bounded]).encode(y=alt.Y(f"{name}:N", sort=list(order)))
    ends = bounds.mark_tick(color=ink.text, thickness=1.5, size=ink.size - 4)
    lines = bounds.mark_rule(color=ink.text, strokeWidth=1.5).encode(x=f"{low}:Q", x2=f"{high}:Q")
    return [lines, ends.encode(x=f"{high}:Q")]


def names_axis(ink: Ink, lines: int) -> alt.Axis:
    """Axis with every row's name; Streamlit's default leaves out labels that overlap.

    Parameters
    ----------
    lines
        Maximum lines of a row; a name's own are separated by "|".
    """
    return alt.Axis(
        ticks=False, domain=False, labelColor=ink.text, labelFlush=False, labelOverlap=False,
        labelExpr=row_names(ink.size, lines), labelOffset=alt.ExprRef(row_names_raised(ink.size, lines)),
    )  # fmt: skip


def colour_scale(names: Sequence[str], colours: Mapping[str, str]) -> alt.Scale:
    """Scale that gives each name its fixed colour."""
    return alt.Scale(domain=list(names), range=[colours.get(name, NEUTRAL) for name in names])


def with_parts(frame: pd.DataFrame) -> pd.Series:
    """Names of rows with the base of their percentage, as two lines separated by "|": "Logistics|979 of 2,925".

    Parameters
    ----------
    frame
        Columns group and parts (``etl.marts.core.formatting.parts_words``; empty where nothing is known).
    """
    of = frame["parts"].str.replace(" · .*", "", regex=True)
    return frame["group"] + of.where(of == "", "|" + of)


def order_departments(names: Sequence[str], sizes: Sequence[float], frontline: Sequence[str]) -> list[str]:
    """By size, then the shared rest, the frontline, and what is unattributed last."""
    size = dict(zip(names, sizes, strict=True))

    def place(name: str) -> tuple[int, float, str]:
        last = 3 if name == UNATTRIBUTED else 2 if name in frontline else 1 if name == OTHER_LABEL else 0
        return last, -size[name], name

    return sorted(size, key=place)
