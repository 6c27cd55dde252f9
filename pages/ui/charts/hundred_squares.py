"""A hundred squares, coloured by origin."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any, Literal

import altair as alt
import pandas as pd

from etl.marts.core.colours import OTHER, OTHER_LABEL
from pages.ui.charts.base import dress
from pages.ui.charts.disputed import TOOLTIP, WAITING, amounts, has_disputed, only_disputed, pale
from pages.ui.charts.opening import COLUMN, NoTickets, Opens, marked
from pages.ui.theme import Ink

_SQUARE = Opens({"department": "department"}, some="is_complaint")
OPENS = {
    "hundred_squares": NoTickets("It is shown in a meeting alone, where a click goes on to the next step."),
    "squares_in_column": _SQUARE,
}
"""An order that went well has no ticket; a complaint that no department stands for is one of all."""
_SIDE = 10

_LETTER = 0.62
"""About the width of a letter of a wide font, of its size."""
_INK = 0.88
"""Share of a square's cell that is filled; the rest is the gap."""
_GROWS = alt.AutoSizeParams(type="fit-x", contains="padding")
"""The height given is the least: a title comes on top, and what is drawn below it makes the picture higher."""
_GAP = 14
"""Pixels between the squares of a column and their key."""
_LARGEST, _ELSE_ON_SCREEN = 400, 600
"""Pixels: the squares of a column grow with the window, by what the rest of a screen leaves of its height."""
_LEAST_BESIDE = 110
"""Side of the squares below which their key stands under them and not beside."""
_WORDS_FROM = 20
"""Pixels from the left of a column's key to its words."""
_NO_BREAK = "\u00a0"
_KEY_LETTER = 0.58
"""A letter of running text in a wide font (DejaVu Sans), of its size."""
_KEY_LINE = 34
"""Letters of a line of a column's key; a longer name goes on in the next one."""


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
    """Ten by ten squares, filled row by row, with the parts named and counted below or beside them.

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
    frame, parts, colour = _coloured(squares, colours, ink)
    side = pixels * _SIDE
    across, down = (alt.Scale(domain=domain, nice=False) for domain in ([0, _SIDE], [_SIDE, 0]))
    first, *over = _layers(frame, colour, (across, down), ink)
    drawn: Any = first.properties(width=side, height=side)
    drawn = alt.layer(drawn, *over) if over else drawn
    if is_key_beside:
        return dress(alt.hconcat(drawn, _key(parts, colour, None, ink), spacing=24), title, subtitle, ink, _told(parts))
    return dress(alt.vconcat(drawn, _key(parts, colour, side, ink), spacing=8), title, subtitle, ink, _told(parts))


def squares_in_column(
    squares: pd.DataFrame, colours: Mapping[str, str], title: str, subtitle: str, ink: Ink, pixels: int = 18,
    key: Literal["beside", "below"] = "beside",
) -> Any:  # fmt: skip
    """A hundred squares as wide as a column: smaller in a narrow one, larger in a large window.

    Parameters
    ----------
    squares, colours, title, subtitle
        As of `hundred_squares`.
    pixels
        Side of a square with its gap in a low window, where there is room.
    key
        Position of the names of the parts. Names "beside" move below if the column is too narrow for both, so none is
        cut.

    Raises
    ------
    ValueError
        If there aren't a hundred.
    """
    frame, parts, colour = _coloured(squares, colours, ink)
    named = _key_words(parts, ink)
    lines = _line(ink) * len(named)
    # The browser computes this, because only it knows the column's width and the window's height.
    most = f"min({_LARGEST}, max({pixels * _SIDE}, (windowSize()[1] || 0) - {_ELSE_ON_SCREEN}))"
    room = f"(width - {_GAP + _WORDS_FROM + _words_width(named['words'], ink)})"
    is_beside = f"({room} >= {_LEAST_BESIDE})" if key == "beside" else "false"
    side = f"min({most}, {is_beside} ? {room} : width)"
    corner = (f"({is_beside} ? {side} + {_GAP} : 0)", f"({is_beside} ? 0 : {side} + {_GAP})")
    scale = alt.Scale(domain=[0, _SIDE], range=[0, {"expr": side}], nice=False, zero=False)
    layers = [*_layers(frame, colour, (scale, scale), ink), *_column_key(named, colour, corner, ink)]
    height = max(pixels * _SIDE, lines) if key == "beside" else pixels * _SIDE + _GAP + lines
    chart = alt.layer(*layers).properties(width="container", height=height, autosize=_GROWS)
    dressed = dress(chart, title, subtitle, ink, _told(parts))
    dressed.title.fontSize = ink.title_size - 2  # it is above a narrow picture
    dressed.title.limit = 0  # Streamlit would cut a title that is as wide as the squares
    return dressed


def _told(parts: pd.DataFrame) -> str:
    """How many squares each part has."""
    told = [f"{number} {name}" for name, number in zip(parts.index, parts["squares"], strict=True)]
    return f"Of {_SIDE * _SIDE}: {', '.join(told)}."


def _coloured(
    squares: pd.DataFrame, colours: Mapping[str, str], ink: Ink
) -> tuple[pd.DataFrame, pd.DataFrame, alt.Color]:
    """The squares part by part, the parts (squares, is_complaint, disputed, limits), and their colours."""
    if len(squares) != _SIDE * _SIDE:
        raise ValueError(f"{len(squares)} squares given, {_SIDE * _SIDE} needed")
    frame = marked(_in_parts(squares, colours), _SQUARE)
    parts = frame.groupby("part", sort=False).agg(
        squares=("square", "size"), is_complaint=("is_complaint", "any"), disputed=("disputed", "first"),
        limits=("limits", "first"),
    )  # fmt: skip
    shades = [
        colours.get(str(name), ink.text if is_complaint else ink.rule)
        for name, is_complaint in zip(parts.index, parts["is_complaint"], strict=True)
    ]
    scale = alt.Scale(domain=parts.index.tolist(), range=shades)
    frame = frame.assign(column_end=frame["column"] + _INK, row_end=frame["row"] + _INK)
    return frame, parts, alt.Color("part:N", scale=scale, legend=None)


def _layers(frame: pd.DataFrame, colour: alt.Color, scales: tuple[alt.Scale, alt.Scale], ink: Ink) -> list[Any]:
    """The squares, and over them what is disputed."""
    across, down = scales
    place: dict[str, Any] = {
        "x": alt.X("column:Q", axis=None, scale=across),
        "x2": "column_end:Q",
        "y": alt.Y("row:Q", axis=None, scale=down),
        "y2": "row_end:Q",
    }
    told = [alt.Tooltip("meaning:N", title="this square")]
    drawn = alt.Chart(frame[["row", "row_end", "column", "column_end", "part", "meaning", COLUMN]]).mark_rect(
        cornerRadius=2
    )
    layers: list[Any] = [drawn.encode(**place, color=colour, tooltip=told)]
    if has_disputed(frame):
        over = alt.Chart(_disputed(frame)).mark_rect(**pale(ink, stroke=ink.text))
        layers.append(over.encode(**place, tooltip=[*told, TOOLTIP]))
    return layers


def _line(ink: Ink) -> int:
    """Pixels of a line of a column's key."""
    return ink.size + 6


def _words_width(words: pd.Series, ink: Ink) -> int:
    """Pixels that the longest of some words takes in a wide font."""
    return int(_KEY_LETTER * (ink.size - 1) * words.str.len().max())


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
    # Filters can order a department of the group after one with a colour: its squares move to the group's.
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


def _key_words(parts: pd.DataFrame, ink: Ink) -> pd.DataFrame:
    """Lines of the key: what each part is, and an outlined square where anything is disputed.

    Returns
    -------
    DataFrame
        One row per line: part, words (str), middle (float, pixels from the key's top), is_first (bool: of its part).
    """
    named = parts.reset_index()
    # An interval stays on one line.
    limits = named["limits"].map(lambda words: f" ({words.replace(' ', _NO_BREAK)})" if words else "").astype("str")
    words = named["squares"].astype("str") + "  " + named["part"].astype("str") + limits + amounts(named, " · ")
    named = named.assign(words=words)[["part", "words"]]
    if has_disputed(parts):
        named = pd.concat([named, pd.DataFrame({"part": [WAITING], "words": [WAITING]})], ignore_index=True)
    wrapped = named["words"].map(lambda text: textwrap.wrap(text, _KEY_LINE, break_on_hyphens=False))
    rows = named.assign(words=wrapped).explode("words")
    is_first = ~rows.index.duplicated()
    rows = rows.reset_index(drop=True).astype("str")
    return rows.assign(middle=[(place + 0.5) * _line(ink) for place in range(len(rows))], is_first=is_first)


def _column_key(named: pd.DataFrame, colour: alt.Color, corner: tuple[str, str], ink: Ink) -> list[Any]:
    """Names of the parts: a square is too small to carry its own label.

    Parameters
    ----------
    named
        As `_key_words` gives it.
    corner
        Left and top of the key, as Vega expressions.
    """
    left, top = corner
    y = alt.value(alt.ExprRef(f"{top} + datum.middle"))
    side = ink.size * 12
    at_square, at_words = (alt.value(alt.ExprRef(f"{left} + {shift}")) for shift in (7, _WORDS_FROM))
    is_part, rows = named["part"] != WAITING, named[["part", "words", "middle"]]
    squares = alt.Chart(rows[is_part & named["is_first"]]).mark_square(size=side, opacity=1)
    layers: list[Any] = [squares.encode(x=at_square, y=y, color=colour)]
    if not is_part.all():
        entry = alt.Chart(rows[~is_part & named["is_first"]])
        drawn = entry.mark_square(size=side, opacity=1, **pale(ink, stroke=ink.text))
        layers.append(drawn.encode(x=at_square, y=y, description="words:N"))
    texts = alt.Chart(rows).mark_text(
        align="left", baseline="middle", color=ink.text, fontSize=ink.size - 1,
        limit=alt.ExprRef(f"max(1, width - ({left}) - {_WORDS_FROM})"),
    )  # fmt: skip
    return [*layers, texts.encode(x=at_words, y=y, text="words:N")]
