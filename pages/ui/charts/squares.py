"""A hundred squares: the picture people remember."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from pages.ui.charts.base import colour_scale, dress
from pages.ui.theme import Ink

_SIDE = 10


def hundred_squares(
    parts: pd.DataFrame, colours: Mapping[str, str], title: str, subtitle: str, ink: Ink, square: int = 23
) -> Any:
    """Ten by ten true squares, filled row by row, with the parts named and counted underneath.

    Parameters
    ----------
    parts
        Columns label (text) and squares (whole number, 0 to 100, adding up to 100), in the order of filling.
    colours
        Colour by label.
    title, subtitle
        What one square is; filters and period.
    square
        Side of a square with its gap, in pixels.

    Raises
    ------
    ValueError
        If the squares don't add up to 100.
    """
    counts = parts["squares"].astype(int)
    if int(counts.sum()) != _SIDE * _SIDE:
        raise ValueError(f"{int(counts.sum())} squares given, 100 needed")
    labels = parts["label"].astype(str).repeat(counts.tolist()).reset_index(drop=True)
    cells = pd.DataFrame({"label": labels, "column": labels.index % _SIDE, "row": labels.index // _SIDE})
    names = parts.loc[counts > 0, "label"].astype(str).tolist()
    colour = alt.Color("label:N", scale=colour_scale(names, colours), legend=None)
    side = square * _SIDE
    squares = (
        alt.Chart(cells)
        .mark_rect(cornerRadius=2)
        .encode(
            x=alt.X("column:O", axis=None, scale=alt.Scale(paddingInner=0.14)),
            y=alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.14)),
            color=colour,
            tooltip=[alt.Tooltip("label:N", title="This square")],
        )
        .properties(width=side, height=side)
    )
    return dress(alt.vconcat(squares, _key(parts, names, colour, side, ink), spacing=8), title, subtitle, ink)


def _key(parts: pd.DataFrame, names: list[str], colour: alt.Color, width: int, ink: Ink) -> Any:
    """Names of the parts under the squares: a square cannot carry its own label."""
    shown = parts.loc[parts["squares"] > 0, ["label", "squares"]]
    shown = shown.assign(words=shown["squares"].astype(str) + "  " + shown["label"].astype(str))
    line = alt.Chart(shown).encode(y=alt.Y("label:N", sort=names, axis=None))
    marks = line.mark_square(size=ink.size * 12, opacity=1).encode(x=alt.value(8), color=colour)
    words = line.mark_text(align="left", dx=12, fontSize=ink.size, color=ink.text, limit=width).encode(
        x=alt.value(8), text="words:N"
    )
    return (marks + words).properties(width=width, height=alt.Step(ink.size + 8))
