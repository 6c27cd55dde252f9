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
    frame = frame.assign(disputed=squares.get("disputed", 0.0))
    parts = frame.groupby("part", sort=False).agg(
        squares=("square", "size"), is_complaint=("is_complaint", "any"), disputed=("disputed", "first")
    )
    shades = [
        colours.get(str(name), ink.text if is_complaint else ink.rule)
        for name, is_complaint in zip(parts.index, parts["is_complaint"], strict=True)
    ]
    scale = alt.Scale(domain=parts.index.tolist(), range=shades)
    colour = alt.Color("part:N", scale=scale, legend=None)
    side = pixels * _SIDE
    place = {
        "x": alt.X("column:O", axis=None, scale=alt.Scale(paddingInner=0.14)),
        "y": alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.14)),
    }
    drawn: Any = (
        alt.Chart(frame[["row", "column", "part", "meaning"]])
        .mark_rect(cornerRadius=2)
        .encode(
            **place,
            color=colour,
            tooltip=[alt.Tooltip("meaning:N", title="this square")],
        )
        .properties(width=side, height=side)
    )
    # The last squares of a part, as many as are disputed; less than one is said underneath.
    left = frame.groupby("part", sort=False).cumcount(ascending=False)
    disputed = frame[left < frame["disputed"].round()]
    if not disputed.empty:
        pale = alt.Chart(disputed[["row", "column", "part", "meaning"]]).mark_rect(
            cornerRadius=2, color=ink.paper, fillOpacity=0.6, stroke=ink.text, strokeDash=[3, 2], strokeWidth=1.2
        )
        drawn = alt.layer(drawn, pale.encode(**place))
    return dress(alt.vconcat(drawn, _key(parts, colour, side, ink), spacing=8), title, subtitle, ink)


def _about(squares: float) -> str:
    """Disputed squares in words."""
    return f"{squares:.0f}" if round(squares) else "under 1"


def _key(parts: pd.DataFrame, colour: alt.Color, width: int, ink: Ink) -> Any:
    """Names of the parts under the squares: a square is too small to carry its own label."""
    named = parts.reset_index()
    said = [f" · {_about(part)} disputed*" if part > 0 else "" for part in named["disputed"]]
    named = named.assign(words=named["squares"].astype("str") + "  " + named["part"].astype("str") + said)
    line = alt.Chart(named).encode(y=alt.Y("part:N", sort=named["part"].tolist(), axis=None))
    marks = line.mark_square(size=ink.size * 12, opacity=1).encode(x=alt.value(8), color=colour)
    words = line.mark_text(align="left", dx=12, color=ink.text).encode(x=alt.value(8), text="words:N")
    return (marks + words).properties(width=width, height=alt.Step(ink.size + 8))
