"""A hundred squares: the picture people remember."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from etl.marts.core.colours import OTHER, OTHER_LABEL
from pages.ui.charts.base import dress
from pages.ui.charts.disputed import TOOLTIP, WAITING, amounts, has_disputed, only_disputed, pale
from pages.ui.charts.opening import COLUMN, Opens, marked
from pages.ui.theme import Ink

OPENS = {"hundred_squares": Opens({"department": "department"}, some="is_complaint")}
"""An order that went well has no ticket; a complaint that no department stands for is one of all."""
_SIDE = 10

_LETTER = 0.62
"""About the width of a letter of a wide font, of its size."""
_INK = 0.88
"""Of a square's place; the rest is the gap beside it."""


def hundred_squares(
    squares: pd.DataFrame,
    colours: Mapping[str, str],
    title: str,
    subtitle: str,
    ink: Ink,
    pixels: int = 23,
    *,
    is_key_beside: bool = False,
) -> Any:
    """Ten by ten true squares, filled row by row, with the parts named and counted underneath, or beside them.

    Parameters
    ----------
    squares
        One view of ``etl.marts.frames.breakdowns.two_views``: its columns square (0 to 99), row, column, meaning,
        department (missing for a square that no department stands for), is_complaint; disputed (squares, of the
        square's part), where there is any the last squares of the part, the first of these only as far as it is;
        limits (interval of the part's share, in the key). Departments that share a colour are one part.
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
    frame = marked(_in_parts(squares, colours), OPENS["hundred_squares"])
    parts = frame.groupby("part", sort=False).agg(
        squares=("square", "size"), is_complaint=("is_complaint", "any"), disputed=("disputed", "first"),
        limits=("limits", "first"),
    )  # fmt: skip
    shades = [
        colours.get(str(name), ink.text if is_complaint else ink.rule)
        for name, is_complaint in zip(parts.index, parts["is_complaint"], strict=True)
    ]
    scale = alt.Scale(domain=parts.index.tolist(), range=shades)
    colour = alt.Color("part:N", scale=scale, legend=None)
    side = pixels * _SIDE
    frame = frame.assign(column_end=frame["column"] + _INK, row_end=frame["row"] + _INK)
    place: dict[str, Any] = {
        "x": alt.X("column:Q", axis=None, scale=alt.Scale(domain=[0, _SIDE], nice=False)),
        "x2": "column_end:Q",
        "y": alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[_SIDE, 0], nice=False)),
        "y2": "row_end:Q",
    }
    drawn: Any = (
        alt.Chart(frame[["row", "row_end", "column", "column_end", "part", "meaning", COLUMN]])
        .mark_rect(cornerRadius=2)
        .encode(
            **place,
            color=colour,
            tooltip=[alt.Tooltip("meaning:N", title="this square")],
        )
        .properties(width=side, height=side)
    )
    if has_disputed(frame):
        tooltip = [alt.Tooltip("meaning:N", title="this square"), TOOLTIP]
        over = alt.Chart(_disputed(frame)).mark_rect(**pale(ink, stroke=ink.text))
        drawn = alt.layer(drawn, over.encode(**place, tooltip=tooltip))
    if is_key_beside:
        return dress(alt.hconcat(drawn, _key(parts, colour, None, ink), spacing=24), title, subtitle, ink)
    return dress(alt.vconcat(drawn, _key(parts, colour, side, ink), spacing=8), title, subtitle, ink)


def _in_parts(squares: pd.DataFrame, colours: Mapping[str, str]) -> pd.DataFrame:
    """The squares part by part: departments, those that share a colour as one, or what else a square stands for."""
    frame = squares.sort_values("square", ignore_index=True)
    named = frame["department"].fillna(frame["meaning"]).astype("str")
    shared = named.map(lambda name: colours.get(name) == OTHER and name != OTHER_LABEL)
    frame = frame.assign(
        part=named.mask(shared, OTHER_LABEL),
        disputed=frame.get("disputed", pd.Series(0.0, index=frame.index)),
        limits=frame.get("limits", pd.Series("", index=frame.index)).fillna("").mask(shared, ""),
    )
    once = frame[shared].drop_duplicates("department")["disputed"].sum()
    frame["disputed"] = frame["disputed"].mask(shared, once)
    # Filters can put a department of the group behind one with a colour: its squares move up to their like.
    places = {name: place for place, name in enumerate(dict.fromkeys(frame["part"]))}
    order = frame.sort_values("part", key=lambda names: names.map(places), kind="stable", ignore_index=True)
    return order.assign(**{name: frame[name] for name in ("square", "row", "column")})


def _disputed(frame: pd.DataFrame) -> pd.DataFrame:
    """The last squares of each part, as many as are disputed; of a square that is disputed in part, its right side."""
    grouped = frame.groupby("part", sort=False)
    left, sizes = grouped.cumcount(ascending=False), grouped["square"].transform("size")
    frame = only_disputed(frame.assign(share=(frame["disputed"] - left).clip(0.0, 1.0), whole=sizes), "whole")
    frame = frame[frame["share"] > 0]
    columns = ["row", "row_end", "column", "column_end", "part", "meaning", "said", COLUMN]
    return frame.assign(column=frame["column_end"] - frame["share"] * _INK)[columns]


def _key(parts: pd.DataFrame, colour: alt.Color, width: int | None, ink: Ink) -> Any:
    """Names of the parts, as wide as the squares or as the names: a square is too small to carry its own label."""
    named = parts.reset_index()
    limits = named["limits"].map(lambda words: f" ({words})" if words else "").astype("str")
    words = named["squares"].astype("str") + "  " + named["part"].astype("str") + limits + amounts(named, " · ")
    named = named.assign(words=words)
    line = alt.Chart(named).encode(y=alt.Y("part:N", sort=named["part"].tolist(), axis=None))
    layers = [line.mark_square(size=ink.size * 12, opacity=1).encode(x=alt.value(8), color=colour)]
    if has_disputed(named):
        named = pd.concat([named, pd.DataFrame({"part": [WAITING], "words": [WAITING]})], ignore_index=True)
        line = alt.Chart(named).encode(y=alt.Y("part:N", sort=named["part"].tolist(), axis=None))
        over = alt.Chart(named.tail(1)).encode(y=alt.Y("part:N", sort=named["part"].tolist(), axis=None))
        entry = over.mark_square(size=ink.size * 12, opacity=1, **pale(ink, stroke=ink.text))
        layers.append(entry.encode(x=alt.value(8)))
    layers.append(line.mark_text(align="left", dx=12, color=ink.text).encode(x=alt.value(8), text="words:N"))
    if width is None:
        width = int(_LETTER * ink.size * named["words"].str.len().max()) + ink.size
    return alt.layer(*layers).properties(width=width, height=alt.Step(ink.size + 8))
