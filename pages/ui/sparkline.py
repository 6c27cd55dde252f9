"""A sparkline as high as its number, where a chart has no room."""

from __future__ import annotations

from collections.abc import Sequence

_INSET = 8.0
"""Percent of the height above and below the line, for its thickness."""
_STYLE = (
    "height:1.5rem;min-width:3rem;max-width:16rem;background:currentColor;opacity:0.75;"
    "print-color-adjust:exact;-webkit-print-color-adjust:exact;"
)


def sparkline(values: Sequence[float]) -> str:
    """HTML of the line, in the colour of the text around it; the words beside it say what it shows.

    A CSS clip path on a box: Streamlit removes SVG, and a Vega-Lite chart for each card is slow.

    Raises
    ------
    ValueError
        If there are fewer than two values.
    """
    if len(values) < 2:
        raise ValueError(f"{len(values)} values given, 2 needed")
    low, high = min(values), max(values)
    room, step = 100.0 - 2 * _INSET, 100.0 / (len(values) - 1)
    places = [
        (place * step, _INSET + room * ((high - value) / (high - low) if high > low else 0.5))
        for place, value in enumerate(values)
    ]
    above = [f"{across:.1f}% calc({down:.1f}% - 1px)" for across, down in places]
    below = [f"{across:.1f}% calc({down:.1f}% + 1px)" for across, down in reversed(places)]
    return f'<div aria-hidden="true" style="{_STYLE}clip-path:polygon({", ".join([*above, *below])})"></div>'
