"""Hand-offs between departments, largest first, and how much of them came back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from pages.ui.charts.base import colour_scale, dress, longest, names_axis
from pages.ui.charts.disputed import TOOLTIP, amounts, has_disputed, legend, only_disputed, pale
from pages.ui.charts.opening import NoTickets
from pages.ui.charts.takeaway import ranked
from pages.ui.theme import Ink

OPENS = {"handoff_bars": NoTickets("It is shown in a meeting alone, where a click goes on to the next step.")}


def handoff_bars(frame: pd.DataFrame, colours: Mapping[str, str], title: str, subtitle: str, ink: Ink) -> Any:
    """Hand-offs of each pair of departments in the receiver's colour; the thin line over a bar is what came back.

    Parameters
    ----------
    frame
        ``etl.marts.frames.bounce_backs.time_lost``: columns from_department, to_department, handoffs, returned, text,
        in its order; disputed (of the hand-offs), where there is any the end of the bar.
    """
    pairs = zip(frame["from_department"], frame["to_department"], strict=True)
    frame = frame.assign(pair=[f"{sender}|to {receiver}" for sender, receiver in pairs])
    frame = frame.assign(words=frame["text"] + amounts(frame, "|"))
    order = frame["pair"].tolist()
    axis = names_axis(ink, 3)
    y = alt.Y("pair:N", sort=order, title=None, axis=axis)
    x = alt.X("handoffs:Q", axis=None, scale=alt.Scale(domain=[0, longest(frame["handoffs"])], nice=False))
    base = alt.Chart(frame[["pair", "to_department", "handoffs", "returned", "words"]]).encode(y=y)
    shade = colour_scale(list(dict.fromkeys(frame["to_department"])), colours)
    tooltip = [alt.Tooltip("pair:N", title="hand-offs"), alt.Tooltip("words:N")]
    bars = base.mark_bar(cornerRadiusEnd=3, size=ink.size + 8).encode(
        x=x, color=alt.Color("to_department:N", scale=shade, legend=None), tooltip=tooltip
    )
    back = base.mark_bar(color=ink.text, size=6).encode(x="returned:Q", tooltip=tooltip)
    words = base.mark_text(align="left", baseline="middle", dx=7, color=ink.text, lineBreak="|")
    layers: list[Any] = [bars, back, words.encode(x="handoffs:Q", text="words:N")]
    if has_disputed(frame):
        part = only_disputed(frame.assign(undisputed=frame["handoffs"] - frame["disputed"]), "handoffs")
        ends = alt.Chart(part).mark_bar(**pale(ink, size=ink.size + 8))
        told = [tooltip[0], TOOLTIP]
        layers.insert(1, ends.encode(y=y, x="undisputed:Q", x2="handoffs:Q", stroke=legend(ink), tooltip=told))
    chart = alt.layer(*layers).properties(width="container", height=alt.Step(2 * (ink.size + 2) + 14))
    named = [pair.replace("|", " ") for pair in order]
    return dress(chart, title, subtitle, ink, ranked(named, frame["handoffs"], frame["text"], least=""))
