"""What the frontline carries: hours by cause, with their bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from pages.ui.charts.bars import causes
from pages.ui.charts.base import colour_scale, dress, longest, names_axis, whiskers
from pages.ui.charts.disputed import TOOLTIP, amounts, has_disputed, legend, only_disputed, pale
from pages.ui.charts.lines import by_width, most_lines, raised, rows_height
from pages.ui.charts.opening import COLUMN, Opens, marked
from pages.ui.charts.takeaway import ranked
from pages.ui.theme import Ink

OPENS = {"hours_by_cause": Opens({"department": "department", "issue": "issue"})}


def hours_by_cause(frame: pd.DataFrame, colours: Mapping[str, str], title: str, subtitle: str, ink: Ink) -> Any:
    """Hours that each cause takes of the frontline, in its department's colour.

    Parameters
    ----------
    frame
        ``etl.marts.frames.cost_by_cause.burden`` by issue: columns department, issue, hours_a_month (frontline_hours
        where a month can't be told), text, in its order; low_frontline_hours and high_frontline_hours (a whisker where
        they differ); disputed_hours (of frontline_hours), where there is any the end of the bar.
    """
    is_monthly = bool(frame["hours_a_month"].notna().all())
    frame = marked(frame, OPENS["hours_by_cause"]).assign(
        cause=causes(frame),
        hours=frame["hours_a_month"] if is_monthly else frame["frontline_hours"],
    )
    frame = _with_whiskers(_with_disputed_hours(frame))
    order = frame["cause"].tolist()
    most = most_lines(order, 2)
    axis = names_axis(ink, most)
    columns = ["cause", "department", "issue", "hours", "words", "narrow", "complaints", "least", "most", COLUMN]
    base = alt.Chart(frame[columns]).encode(
        y=alt.Y("cause:N", sort=order, title=None, axis=axis),
        x=alt.X("hours:Q", axis=None, scale=alt.Scale(domain=[0, longest(frame["most"])], nice=False)),
    )
    tooltip = [
        alt.Tooltip("department:N"),
        alt.Tooltip("issue:N"),
        alt.Tooltip("hours:Q", title="hours a month" if is_monthly else "hours", format=",.1f"),
        alt.Tooltip("complaints:Q", format=",.0f"),
    ]
    scale = colour_scale(list(dict.fromkeys(frame["department"])), colours)
    bars = base.mark_bar(cornerRadiusEnd=3, size=ink.size + 6).encode(
        color=alt.Color("department:N", scale=scale, legend=None), tooltip=tooltip
    )
    said = by_width("words", "narrow")
    words = base.mark_text(
        align="left", baseline="middle", dx=7, color=ink.text, text=alt.ExprRef(said),
        dy=alt.ExprRef(raised(said, ink.size)),
    ).encode(x="most:Q")  # fmt: skip
    layers: list[Any] = [bars, *whiskers(frame, "cause", order, "least", "most", ink), words]
    if has_disputed(frame):
        part = only_disputed(frame[[*columns, "disputed", "undisputed"]], "hours", unit="h")
        ends = alt.Chart(part).mark_bar(**pale(ink, size=ink.size + 6))
        place = {"y": alt.Y("cause:N", sort=order, title=None, axis=axis), "x": alt.X("undisputed:Q", axis=None)}
        told = [*tooltip[:2], TOOLTIP]
        layers.insert(1, ends.encode(**place, x2="hours:Q", stroke=legend(ink), tooltip=told))
    chart = alt.layer(*layers).properties(width="container", height=alt.Step(rows_height(ink.size, 2, most)))
    return dress(chart, title, subtitle, ink, ranked(order, frame["hours"], frame["text"]))


def _with_whiskers(frame: pd.DataFrame) -> pd.DataFrame:
    """Add the bounds, in the unit of the bars."""
    if "high_frontline_hours" not in frame:
        return frame.assign(least=frame["hours"], most=frame["hours"])
    factor = frame["hours"] / frame["frontline_hours"].where(frame["frontline_hours"] > 0)
    ends = {"least": frame["low_frontline_hours"] * factor, "most": frame["high_frontline_hours"] * factor}
    return frame.assign(**{name: end.fillna(frame["hours"]) for name, end in ends.items()})


def _with_disputed_hours(frame: pd.DataFrame) -> pd.DataFrame:
    """Disputed hours in the unit of the bars, where they begin, and the words at a bar's end."""
    whole = frame["frontline_hours"].where(frame["frontline_hours"] > 0)
    part = (frame.get("disputed_hours", 0.0) / whole).fillna(0.0).astype("float64") * frame["hours"]
    frame = frame.assign(disputed=part, undisputed=frame["hours"] - part)
    disputed = amounts(frame, "|", "h")
    # The subtitle says of what period they are.
    narrow = frame["text"].str.replace(" and ", "|").str.replace(r" (a month|in all)$", "", regex=True)
    return frame.assign(words=frame["text"] + disputed, narrow=narrow + disputed)
