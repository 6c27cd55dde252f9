"""Line breaks in a chart's heading and row names, computed in the browser because only it knows the chart's width."""

from __future__ import annotations

import json
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
    return {"expr": _broken(json.dumps(words), f"{_WIDTH} / {letter:.2f}")}


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


def _broken(words: str, letters: str) -> str:
    """Expression that breaks a text at spaces into lines of at most `letters`; a longer word is one line."""
    line = f"regexp('(.{{1,' + max({_LEAST}, floor({letters})) + '}})( |\\\\n|$)', 'g')"
    return f"split(trim(replace({words}, {line}, '$1\\n')), '\\n')"
