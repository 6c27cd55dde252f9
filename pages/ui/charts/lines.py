"""Line breaks in a chart's heading and row names, computed in the browser because only it knows the chart's width."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

_LETTER, _BOLD_LETTER = 0.57, 0.66
"""Width of a letter in a wide font (DejaVu Sans) as a part of the font size, rounded up."""
_UNKNOWN = 10_000
"""Width in pixels that is assumed outside a browser, so that no line is broken there."""
_LEAST = 8
"""Minimum letters per line."""
_NAMES = 0.45
"""Maximum part of a chart's width for its row names."""
_LONGEST_NAME = 19
"""Maximum width of a row name, in font sizes."""
_LETTERS = (24, 19)
"""Letters on a line of a row name at the usual size: half a window of 1280 beside the sidebar, and on a phone."""
_MARGINS = 40
"""Pixels beside a chart on a phone."""
_NARROW = 480
"""Width of a chart in pixels below which words at marks are shortened."""

_WIDTH = f"max(width, containerSize()[0] || {_UNKNOWN})"
"""Expression for the chart's width in pixels; Vega's own `width` is that of the marks, without the axes."""


def with_heading_in_lines(spec: dict[str, Any]) -> dict[str, Any]:
    """A chart's spec in which the browser breaks the lines of title and subtitle.

    Only a chart that takes its container's width is changed. Vega-Lite accepts an expression as subtitle, but its
    schema doesn't, so this comes after validation.
    """
    if spec.get("width") != "container" or not isinstance(title := spec.get("title"), dict):
        return spec
    heading = {**title, "limit": 0}  # else Streamlit truncates what is longer than the chart is wide
    if title.get("limit") != 0:
        heading["text"] = _lines(title["text"], title["fontSize"] * _BOLD_LETTER)
    heading["subtitle"] = _lines("\n".join(title["subtitle"]), title["subtitleFontSize"] * _LETTER)
    return {**spec, "title": heading}


def _lines(words: str, letter: float) -> dict[str, str]:
    # A chart that scrolls to the side on a phone is wider than the screen; its heading isn't.
    return {
        "expr": _broken(
            json.dumps(words), f"min({_WIDTH}, (windowSize()[0] || {_UNKNOWN}) - {_MARGINS}) / {letter:.2f}"
        )
    }


def names_limit(size: float) -> str:
    """Expression for the maximum width of row names in pixels; in a narrow chart it leaves room for the marks.

    Parameters
    ----------
    size
        Font size in pixels.
    """
    return f"min({_LONGEST_NAME * size:g}, {_NAMES:g} * {_WIDTH})"


def row_names(size: float, lines: int) -> str:
    """Label expression of an axis that wraps names longer than `names_limit`.

    Parameters
    ----------
    size
        Font size in pixels.
    lines
        Maximum lines of a row. A name's own lines are separated by "|". A name that needs more isn't wrapped but
        truncated, because it would overlap the next row's.
    """
    wanted = _broken("replace(datum.label, regexp('[|]', 'g'), '\\n')", f"{names_limit(size)} / {size * _LETTER:.2f}")
    return f"length({wanted}) <= {lines} ? {wanted} : split(datum.label, '|')"


def row_names_raised(size: float, lines: int) -> str:
    """Expression for the offset of a row name, in pixels, so that its lines are centred on the row.

    Vega centres the first line alone: the others would reach into the next row.
    """
    return raised(row_names(size, lines), size)


def most_lines(names: Sequence[str], own: int) -> int:
    """Maximum lines of a row's name, for `row_names`.

    A row is `own` + 1 lines high. One name may take another line, if its neighbours leave room for it.

    Parameters
    ----------
    names
        In the order of the rows, each with its own lines separated by "|".
    own
        Maximum lines of a name before any is wrapped.
    """
    room = own + 1
    for letters in _LETTERS:
        needed = [sum(len(textwrap.wrap(part, letters)) for part in name.split("|")) for name in names]
        taken = [lines if lines <= room + 1 else own for lines in needed]
        if any(one + other > 2 * room for one, other in pairwise(taken)):
            return room
    return room + 1


def rows_height(size: float, own: int, most: int) -> float:
    """Height of a row in pixels, whose name has `own` lines before it is wrapped, and at most `most_lines` after."""
    of_lines = min(
        (own + 1) * (size + 2), own * (size + 2) + 16
    )  # in meetings, letters are large and few names wrapped
    return of_lines + (size / 2 if most > own + 1 else 0)


def by_width(wide: str, narrow: str) -> str:
    """Expression for the text of a mark: one column in a wide chart, another in a narrow one, lines separated by "|".

    Parameters
    ----------
    wide, narrow
        Columns of the marks' rows (str).
    """
    return f"split({when_narrow(f'datum.{narrow}', f'datum.{wide}')}, '|')"


def raised(words: str, size: float) -> str:
    """Expression for how far a text is moved so that its lines are centred, in pixels; `words` gives the lines."""
    return f"{-(size + 2) / 2:g} * (length({words}) - 1)"


def when_narrow(narrow: object, wide: object) -> str:
    """Expression with one value in a narrow chart and another in a wide one; both are expressions themselves."""
    return f"{_WIDTH} < {_NARROW} ? {narrow} : {wide}"


def _broken(words: str, letters: str) -> str:
    """Expression that breaks a text at spaces into lines of at most `letters`; a longer word is one line."""
    line = f"regexp('(.{{1,' + max({_LEAST}, floor({letters})) + '}})( |\\\\n|$)', 'g')"
    return f"split(trim(replace({words}, {line}, '$1\\n')), '\\n')"
