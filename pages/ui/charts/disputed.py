"""Disputed shares on charts, drawn alike on all: a pale part in a broken outline, a legend, and words with an asterisk.

The disputed part is always within what is drawn, because a pending dispute changes no sum. For a figure that isn't a
sum (a median, a difference), a broken mark shows its value without the disputed shares.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from etl.marts.core.formatting import count
from pages.ui.theme import Ink

WAITING = "disputed*"
WITHOUT = "without disputed*"

_LEAST = 0.1
_DASH = [3, 2]
_WIDTH = 1.3


def has_disputed(frame: pd.DataFrame) -> bool:
    """Whether a chart's rows hold anything disputed."""
    return "disputed" in frame and bool((frame["disputed"] > 0).any())


def only_disputed(frame: pd.DataFrame, whole: str, part: str = "disputed", unit: str = "") -> pd.DataFrame:
    """The rows with anything disputed, and what the tooltip and the legend say of it.

    Parameters
    ----------
    whole, part
        Columns: the sum, and what of it is disputed.
    unit
        Of both, where it must be said ("h").

    Returns
    -------
    DataFrame
        Rows of `frame` where `part` is above 0, with said (str: "3 of 40") and entry (str, for `legend`).
    """
    rows = frame[frame[part] > 0]
    after = f" {unit}" if unit else ""
    said = [f"{about(some)} of {count(all_)}{after}" for some, all_ in zip(rows[part], rows[whole], strict=True)]
    return rows.assign(said=pd.Series(said, index=rows.index, dtype="str"), entry=WAITING)


def amounts(frame: pd.DataFrame, before: str, unit: str = "") -> pd.Series:
    """What is disputed of each row in words ("3 h disputed*") behind `before`; empty where nothing is.

    `before` is "|" to put the text on a line of its own, because text after narrow bars would leave them no room.
    """
    after = f" {unit}" if unit else ""
    parts = frame.get("disputed", pd.Series(0.0, index=frame.index))
    told = [f"{before}{about(part)}{after} disputed*" if part > 0 else "" for part in parts]
    return pd.Series(told, index=frame.index, dtype="str")


def about(part: float) -> str:
    """A disputed part as a number, or "under ..." if it would round to 0."""
    return count(part) if part >= _LEAST / 2 else f"under {_LEAST:g}"


TOOLTIP = alt.Tooltip("said:N", title="disputed")


def pale(ink: Ink, **more: Any) -> dict[str, Any]:
    """Properties of a mark over the disputed part of another; `legend` gives its outline."""
    return {"color": ink.paper, "fillOpacity": 0.6, "strokeDash": _DASH, "strokeWidth": _WIDTH, **more}


def broken(ink: Ink, **more: Any) -> dict[str, Any]:
    """Properties of a line that stands for a disputed part."""
    return {"color": ink.text, "strokeDash": _DASH, "strokeWidth": 1.6, **more}


def legend(ink: Ink, symbol: str = "square", label: str = WAITING) -> alt.Stroke:
    """The outline of disputed parts, with its entry in the legend.

    Parameters
    ----------
    symbol
        "square" for parts, "stroke" for lines, "circle" for points.
    """
    entry = alt.Legend(
        title=None, orient="bottom", symbolType=symbol, symbolDash=_DASH, symbolFillColor=ink.paper,
        symbolStrokeWidth=_WIDTH, symbolSize=ink.size * 12, symbolOpacity=1, labelColor=ink.text,
        labelFontSize=ink.size - 1, labelLimit=0, offset=6,
    )  # fmt: skip
    return alt.Stroke("entry:N", scale=alt.Scale(domain=[label], range=[ink.text]), legend=entry)


def legend_room(frame: pd.DataFrame, ink: Ink) -> int:
    """Height of the legend in pixels, which is added to a chart of fixed height so that its marks don't shrink."""
    return ink.size + 18 if has_disputed(frame) else 0


def spans(frame: pd.DataFrame, unit: str = "") -> pd.DataFrame:
    """Disputed range of a share around its value: below it what counts for the share, above it what counts against.

    Parameters
    ----------
    frame
        Columns value, denominator, disputed_part, disputed (of numerator and denominator).
    unit
        Of these, where it must be said.

    Returns
    -------
    DataFrame
        `only_disputed`, with from_share and to_share (0 to 1): as far apart as disputed ÷ denominator.
    """
    rows = only_disputed(frame, "denominator", unit=unit)
    against = rows["disputed"] - rows["disputed_part"]
    return rows.assign(
        from_share=(rows["value"] - rows["disputed_part"] / rows["denominator"]).clip(0.0, 1.0),
        to_share=(rows["value"] + against / rows["denominator"]).clip(0.0, 1.0),
    )
