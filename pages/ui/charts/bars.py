"""Bars sorted by size, labelled at their ends, with bounds for what is uncertain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from pages.ui.charts.base import colour_scale, dress, longest, names_axis, whiskers
from pages.ui.charts.disputed import TOOLTIP, amounts, has_disputed, legend, only_disputed, pale
from pages.ui.charts.lines import most_lines, rows_height
from pages.ui.charts.opening import Opens, marked
from pages.ui.charts.takeaway import ranked
from pages.ui.theme import Ink

OPENS = {
    "bars_by_department": Opens({"department": "department"}),
    "bars_by_issue": Opens({"issue": "issue"}),
    "bars_by_cause": Opens({"department": "department", "issue": "issue"}),
}
NO_ISSUE = "No issue named"
"""A person may attribute a complaint to a department without saying which issue."""


def bars_by_department(frame: pd.DataFrame, colours: Mapping[str, str], title: str, subtitle: str, ink: Ink) -> Any:
    """Complaints by originating department.

    Parameters
    ----------
    frame
        ``etl.marts.frames.breakdowns.by_department``: its columns department, complaints (bar), low and high (whisker),
        text (at the bar's end), in its order (frontline and unattributed last).
    """
    frame = marked(frame, OPENS["bars_by_department"])
    order = frame["department"].tolist()
    colour = alt.Color("department:N", scale=colour_scale(order, colours), legend=None)
    return _bars(frame, "department", order, colour, title, subtitle, ink)


def bars_by_issue(frame: pd.DataFrame, colour: str, title: str, subtitle: str, ink: Ink) -> Any:
    """Complaints by issue of one department, in its colour.

    Parameters
    ----------
    frame
        ``etl.marts.frames.breakdowns.by_issue`` of one department: columns issue, complaints, text.
    """
    frame = marked(frame, OPENS["bars_by_issue"]).assign(issue=frame["issue"].fillna(NO_ISSUE))
    return _bars(frame, "issue", frame["issue"].tolist(), alt.value(colour), title, subtitle, ink)


def bars_by_cause(frame: pd.DataFrame, colours: Mapping[str, str], title: str, subtitle: str, ink: Ink) -> Any:
    """Complaints by issue over all departments, each issue in its department's colour and with its name.

    Without an issue the row shows the department alone, because repeated placeholder text would be noise.

    Parameters
    ----------
    frame
        ``etl.marts.frames.breakdowns.by_issue``: columns department, issue, complaints, text.
    """
    frame = marked(frame, OPENS["bars_by_cause"]).assign(cause=causes(frame))
    colour = alt.Color("department:N", scale=colour_scale(frame["department"].unique().tolist(), colours), legend=None)
    return _bars(frame, "cause", frame["cause"].tolist(), colour, title, subtitle, ink, lines=2)


def causes(frame: pd.DataFrame) -> list[str]:
    """Names of causes on two lines separated by "|": issue and department, or the department alone.

    Parameters
    ----------
    frame
        Columns department and issue (missing where none is named).
    """
    pairs = zip(frame["department"], frame["issue"], strict=True)
    return [str(department) if pd.isna(issue) else f"{issue}|{department}" for department, issue in pairs]


def _bars(
    frame: pd.DataFrame,
    name: str,
    order: list[str],
    colour: Any,
    title: str,
    subtitle: str,
    ink: Ink,
    lines: int = 1,
) -> Any:
    frame = _naming_disputed(frame)
    said = "words" if "words" in frame else "text"
    lines = max(lines, 2 if said == "words" else 1)
    ends = frame[["complaints", "high"]].max(axis=1) if "high" in frame else frame["complaints"]
    frame = frame.assign(end=ends.astype("float64"))
    most = most_lines(order, lines)
    axis = names_axis(ink, most)
    base = alt.Chart(frame).encode(
        y=alt.Y(f"{name}:N", sort=order, title=None, axis=axis),
    )
    # The scale ends at the longest bar: Vega makes room for the text after it.
    x = alt.X("complaints:Q", axis=None, scale=alt.Scale(domain=[0, longest(ends)], nice=False))
    tooltip = [alt.Tooltip(f"{name}:N"), alt.Tooltip("text:N", title="complaints")]
    bars = base.mark_bar(cornerRadiusEnd=3, size=ink.size + 6).encode(x=x, color=colour, tooltip=tooltip)
    layers: list[Any] = [bars, *_disputed(frame, name, order, ink)]
    if "high" in frame:
        layers += whiskers(frame, name, order, "low", "high", ink)
    words = base.mark_text(align="left", baseline="middle", dx=7, color=ink.text, lineBreak="|")
    layers.append(words.encode(x="end:Q", text=f"{said}:N"))
    chart = alt.layer(*layers).properties(width="container", height=alt.Step(rows_height(ink.size, lines, most)))
    return dress(chart, title, subtitle, ink, ranked(order, frame["complaints"], frame["text"]))


def _naming_disputed(frame: pd.DataFrame) -> pd.DataFrame:
    """The text at a bar's end, with the disputed amount."""
    if not has_disputed(frame):
        return frame
    return frame.assign(text=frame["text"] + amounts(frame, " · "), words=frame["text"] + amounts(frame, "|"))


def _disputed(frame: pd.DataFrame, name: str, order: list[str], ink: Ink) -> list[Any]:
    """The disputed end of a bar: pale, in a broken outline."""
    if not has_disputed(frame):
        return []
    part = only_disputed(frame.assign(undisputed=frame["complaints"] - frame["disputed"]), "complaints")
    ends = alt.Chart(part).mark_bar(**pale(ink, size=ink.size + 6))
    y, tooltip = alt.Y(f"{name}:N", sort=order), [alt.Tooltip(f"{name}:N"), TOOLTIP]
    return [ends.encode(y=y, x="undisputed:Q", x2="complaints:Q", stroke=legend(ink), tooltip=tooltip)]
