"""A hundred squares: the picture people remember."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from pages.ui.charts.base import dress
from pages.ui.theme import Ink

_SIDE = 10


def hundred_squares(
    squares: pd.DataFrame, colours: Mapping[str, str], title: str, subtitle: str, ink: Ink, pixels: int = 23
) -> Any:
    """Ten by ten true squares, filled row by row, with the parts named and counted underneath.

    Parameters
    ----------
    squares
        One view of ``etl.marts.breakdowns.two_views``: its columns square (0 to 99), row, column, meaning,
        department (missing for a square that no department stands for), is_complaint.
    colours
        Colour by department. A square without one is dark ink when it is a complaint, else as pale as a rule.
    title, subtitle
        What one square is; filters and period.
    pixels
        Side of a square with its gap.

    Raises
    ------
    ValueError
        If there aren't a hundred.
    """
    if len(squares) != _SIDE * _SIDE:
        raise ValueError(f"{len(squares)} squares given, {_SIDE * _SIDE} needed")
    frame = squares.sort_values("square").assign(part=squares["department"].fillna(squares["meaning"]).astype("str"))
    parts = frame.groupby("part", sort=False).agg(squares=("square", "size"), is_complaint=("is_complaint", "any"))
    shades = [
        colours.get(str(name), ink.text if is_complaint else ink.rule)
        for name, is_complaint in zip(parts.index, parts["is_complaint"], strict=True)
    ]
    scale = alt.Scale(domain=parts.index.tolist(), range=shades)
    colour = alt.Color("part:N", scale=scale, legend=None)
    side = pixels * _SIDE
    drawn = (
        alt.Chart(frame[["row", "column", "part", "meaning"]])
        .mark_rect(cornerRadius=2)
        .encode(
            x=alt.X("column:O", axis=None, scale=alt.Scale(paddingInner=0.14)),
            y=alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.14)),
            color=colour,
            tooltip=[alt.Tooltip("meaning:N", title="this square")],
        )
        .properties(width=side, height=side)
    )
    return dress(alt.vconcat(drawn, _key(parts, colour, side, ink), spacing=8), title, subtitle, ink)


def _key(parts: pd.DataFrame, colour: alt.Color, width: int, ink: Ink) -> Any:
    """Names of the parts under the squares: a square is too small to carry its own label."""
    named = parts.reset_index()
    named = named.assign(words=named["squares"].astype("str") + "  " + named["part"].astype("str"))
    line = alt.Chart(named).encode(y=alt.Y("part:N", sort=named["part"].tolist(), axis=None))
    marks = line.mark_square(size=ink.size * 12, opacity=1).encode(x=alt.value(8), color=colour)
    words = line.mark_text(align="left", dx=12, color=ink.text).encode(x=alt.value(8), text="words:N")
    return (marks + words).properties(width=width, height=alt.Step(ink.size + 8))
