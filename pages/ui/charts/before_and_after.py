"""Before and after: a measure over time, with limits from before a day compared with what came after."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from etl.marts.core.formatting import count, percent
from etl.marts.core.periods import Step
from pages.ui.charts.base import dress, longest
from pages.ui.charts.disputed import TOOLTIP, broken, has_disputed, legend, legend_room, only_disputed, spans
from pages.ui.charts.event_marks import event_marks
from pages.ui.charts.locale_config import month_format
from pages.ui.charts.opening import Opens, marked
from pages.ui.charts.takeaway import NOTHING, marked_out, over_time
from pages.ui.theme import Ink

OPENS = {"before_and_after": Opens({}, period="period")}
_HEADROOM = 1.15
"""A line of letters at the top of the chart."""


def before_and_after(
    frame: pd.DataFrame,
    start: date,
    what: str,
    colour: str,
    title: str,
    subtitle: str,
    ink: Ink,
    *,
    is_share: bool = False,
    target: float | None = None,
    step: Step = "month",
) -> Any:
    """A measure before and after a day.

    Parameters
    ----------
    frame
        ``etl.marts.frames.effects.Effect.frame``: columns period, label, value, mean, low, high, is_partial, when,
        signal; lower and upper (the value's interval, a whisker where they differ);
        for a share also denominator, disputed_part, disputed, else disputed_value: where there is any a broken line at
        the point.
    start, what
        The day, and the words that stand beside its line.
    is_share
        Whether values are shares (0 to 1) and read as percentages.
    target
        Target value, in the unit of the periods; None draws none.
    step
        Length of a period.
    """
    frame = marked(frame, OPENS["before_and_after"], step=step).assign(period=pd.to_datetime(frame["period"]))
    axis = alt.Axis(format=month_format(), grid=False, labelOverlap="parity", labelSeparation=8, tickCount="month")
    x = alt.X("period:T", title=None, scale=alt.Scale(type="utc", nice=False), axis=axis)
    form = ".0%" if is_share else ",.0f"
    part = _disputed(frame, is_share)
    scale = _scale(frame, target, part)
    y = alt.Y("value:Q", title=None, scale=scale, axis=alt.Axis(tickCount=4, domain=False, format=form))
    tooltip = [
        alt.Tooltip("label:N", title="period"),
        alt.Tooltip("value:Q", format=".1%" if is_share else ",.1f"),
        alt.Tooltip("signal:N", title="compared with before"),
    ]
    held = frame.dropna(subset=["mean", "low", "high"])
    band = alt.Chart(held).mark_area(color=ink.muted, opacity=0.13).encode(x=x, y="low:Q", y2="high:Q")
    mean = alt.Chart(held).mark_line(color=ink.muted, strokeDash=[5, 4], strokeWidth=1.3).encode(x=x, y="mean:Q")
    whole = alt.Chart(frame[~frame["is_partial"].astype(bool)].dropna(subset=["value"]))
    line = whole.mark_line(color=colour, strokeWidth=2.6).encode(x=x, y=y)
    points = whole.mark_circle(color=colour, size=45, opacity=1).encode(x=x, y=y, tooltip=tooltip)
    layers = [] if held.empty else [band, mean]
    layers += [*_whiskers(frame, x, colour), line, points]
    if (frame["signal"] != "").any():
        rings = alt.Chart(frame[frame["signal"] != ""]).mark_point(color=ink.text, size=170, strokeWidth=2)
        layers.append(rings.encode(x=x, y=y, tooltip=tooltip))
    if target is not None and len(frame):
        aim = alt.Chart(frame.tail(1).assign(value=target))
        layers.append(aim.mark_rule(color=ink.text, strokeDash=[2, 3]).encode(y=y))
        # Next to the chart: inside, the line would cross the word.
        layers.append(aim.mark_text(text="target", align="left", dx=10, color=ink.text).encode(x=x, y=y))
    layers += _disputed_lines(part, x, y, ink)
    day = pd.DataFrame({"day": [pd.Timestamp(start)], "text": [what], "mark": ["commitment"]})
    if len(frame) and pd.Timestamp(start) <= frame["period"].max() + pd.Timedelta(days=31):
        layers += event_marks(day, x, ink)
    chart = alt.layer(*layers).properties(width="container", height=280 + legend_room(part, ink))
    return dress(chart, title, subtitle, ink, _told(frame, is_share=is_share, step=step))


def _told(frame: pd.DataFrame, *, is_share: bool, step: Step) -> str:
    """The whole periods before the day and after it, and those that stand out."""
    whole, say = frame[~frame["is_partial"].astype(bool)], percent if is_share else count
    sides = [
        f"{str(when).capitalize()}: {over_time(rows['label'], rows['value'], say, f'{step}s')}"
        for when, rows in whole.groupby("when", sort=False)
    ]
    return (" ".join(sides) or NOTHING) + marked_out(whole["label"], whole["signal"])


def _whiskers(frame: pd.DataFrame, x: alt.X, colour: str) -> list[Any]:
    """Interval of each whole period's value."""
    if "upper" not in frame:
        return []
    told = frame[~frame["is_partial"].astype(bool) & (frame["upper"] > frame["lower"]) & frame["value"].notna()]
    if told.empty:
        return []
    rules = alt.Chart(told[["period", "lower", "upper"]]).mark_rule(color=colour, strokeWidth=1.5, opacity=0.6)
    return [rules.encode(x=x, y="lower:Q", y2="upper:Q")]


def _scale(frame: pd.DataFrame, target: float | None, part: pd.DataFrame) -> alt.Scale:
    """From 0, or a lower limit below 0, to far enough above all marks for the day's name."""
    ends = [frame[name] for name in ("value", "low", "high", "upper") if name in frame]
    if has_disputed(part):
        ends.append(part["to_share"])
    drawn = pd.concat([*ends, pd.Series([target, 0.0], dtype="float64")])
    lowest = float(drawn[np.isfinite(drawn)].min())
    return alt.Scale(domain=[lowest, _HEADROOM * longest(drawn)], nice=False)


def disputed_in_periods(frame: pd.DataFrame, *, is_share: bool = False) -> float:
    """Disputed amount of a frame in `before_and_after`, which draws only whole periods."""
    part = _disputed(frame, is_share)
    return float(part["disputed"].sum()) if has_disputed(part) else 0.0


def _disputed(frame: pd.DataFrame, is_share: bool) -> pd.DataFrame:
    """Whole periods with anything disputed, and the ends of their broken lines."""
    frame = frame[~frame["is_partial"].astype(bool)].dropna(subset=["value"])
    if is_share:
        return spans(frame) if has_disputed(frame) else frame.head(0)
    if "disputed_value" not in frame:
        return frame.head(0)
    frame = frame.assign(disputed=frame["disputed_value"])
    undisputed = frame["value"] - frame["disputed"]
    return only_disputed(frame.assign(from_share=undisputed, to_share=frame["value"]), "value")


def _disputed_lines(part: pd.DataFrame, x: alt.X, y: alt.Y, ink: Ink) -> list[Any]:
    if not has_disputed(part):
        return []
    base = alt.Chart(part).encode(x=x, tooltip=[alt.Tooltip("label:N", title="period"), TOOLTIP])
    low = y.copy()
    low.shorthand = "from_share:Q"
    rules = base.mark_rule(**broken(ink)).encode(y=low, y2="to_share:Q", stroke=legend(ink, "stroke"))
    stars = base.mark_text(text="*", color=ink.text, fontSize=ink.title_size, fontWeight=600, dy=-10)
    return [rules, stars.encode(y="to_share:Q")]
