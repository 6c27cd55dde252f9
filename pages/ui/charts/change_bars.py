"""What drove a change: bars to either side of zero, one per cause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from etl.locales import number
from etl.marts.core.filter_kinds import UNKNOWN
from etl.marts.core.kitagawa import PARTS
from etl.marts.core.mark_filters import ARROW
from etl.marts.frames.driver_sums import OTHERS
from pages.ui.charts.bars import causes
from pages.ui.charts.base import colour_scale, dress, names_axis
from pages.ui.charts.disputed import TOOLTIP, amounts, has_disputed, legend, only_disputed, pale
from pages.ui.charts.lines import by_width, most_lines, raised, rows_height
from pages.ui.charts.opening import COLUMN, Opens, marked
from pages.ui.charts.takeaway import ranked
from pages.ui.theme import Ink

OPENS = {"change_bars": Opens({"department": "within", "issue": "issues", "besides": "besides"}, some="now")}
"""A bar is what the cause added since the period before; behind it are its tickets now. "Other causes" has issues of
several departments: its tickets are those of all causes but the bars above it."""


def change_bars(
    frame: pd.DataFrame, colours: Mapping[str, str], title: str, subtitle: str, ink: Ink, *, is_share: bool = False
) -> Any:
    """Parts of a change by cause, in its department's colour: to the right more than before, to the left less.

    Parameters
    ----------
    frame
        ``etl.marts.frames.change_drivers.change_drivers``: columns department, issue, issues, total, by_amount,
        by_rate, text, in its order; low_… and high_… of the three, drawn as whiskers; disputed (of now), where there is
        any a pale end to where the bar would end without it.
    is_share
        Whether the measure is a share: the axis then counts percentage points.
    """
    is_one = frame["department"] != OTHERS
    listed_alone = tuple(
        f"{name}{ARROW}{UNKNOWN if issue is None else issue}"
        for name, issues in zip(frame.loc[is_one, "department"], frame.loc[is_one, "issues"], strict=True)
        for issue in issues
    )
    besides = pd.Series([() if one else listed_alone for one in is_one], index=frame.index, dtype="object")
    frame = marked(frame.assign(within=frame["department"].where(is_one, None), besides=besides), OPENS["change_bars"])
    per = 100.0 if is_share else 1.0
    numbers = [name for part in PARTS for name in (part, f"low_{part}", f"high_{part}")]
    frame = frame.assign(cause=causes(frame), **{name: frame[name] * per for name in numbers})
    frame = frame.assign(**{f"told_{part}": _with_limits(frame, part) for part in PARTS})
    # Text of bars to the left is to the right of the zero line: on their side it would overlap the names.
    frame = frame.assign(end=frame[["total", "high_total"]].max(axis=1).clip(lower=0.0))
    order = frame["cause"].tolist()
    most = most_lines(order, 2)
    axis = names_axis(ink, most)
    frame = _with_disputed(frame)
    reached = frame[["undisputed", "total", "low_total", "high_total"]].to_numpy(np.float64)
    reached = reached[np.isfinite(reached)]
    span = [min([0.0, *reached]), max([0.0, *reached])]
    scale = alt.Scale(domain=span if np.ptp(span) > 0 else [0.0, 1.0], nice=False)
    told = [f"told_{part}" for part in PARTS]
    base = alt.Chart(frame[["cause", "department", "now", *PARTS, *told, "end", "text", "narrow", COLUMN]]).encode(
        y=alt.Y("cause:N", sort=order, title=None, axis=axis)
    )
    unit = "points" if is_share else "in all"
    titles = {"total": unit, "by_amount": "by how many there are", "by_rate": "by how each is handled"}
    tooltip = [
        alt.Tooltip("cause:N"), *(alt.Tooltip(f"told_{part}:N", title=words) for part, words in titles.items())
    ]  # fmt: skip
    colour = alt.Color(
        "department:N", scale=colour_scale(list(dict.fromkeys(frame["department"])), colours), legend=None
    )
    x = alt.X("total:Q", axis=None, scale=scale)
    bars = base.mark_bar(size=ink.size + 6).encode(x=x, color=colour, tooltip=tooltip)
    none = alt.Chart(pd.DataFrame({"total": [0.0]})).mark_rule(color=ink.muted).encode(x=x)
    said = by_width("text", "narrow")
    texts = base.mark_text(
        align="left", baseline="middle", dx=7, color=ink.text, text=alt.ExprRef(said),
        dy=alt.ExprRef(raised(said, ink.size)),
    )  # fmt: skip
    layers: list[Any] = [bars]
    if has_disputed(frame):
        part = only_disputed(frame[["cause", "now", "total", "disputed", "undisputed"]], "now")
        named = [alt.Tooltip("cause:N"), TOOLTIP]
        over = alt.Chart(part).mark_bar(**pale(ink, size=ink.size + 6)).encode(y=alt.Y("cause:N", sort=order))
        layers.append(over.encode(x="undisputed:Q", x2="total:Q", stroke=legend(ink), tooltip=named))
    layers += [none, *_whiskers(frame, order, scale, ink)]
    layers.append(texts.encode(x=alt.X("end:Q", scale=scale, axis=None)))
    chart = alt.layer(*layers).properties(width="container", height=alt.Step(rows_height(ink.size, 2, most)))
    return dress(chart, title, subtitle, ink, _told(frame))


def _told(frame: pd.DataFrame) -> str:
    """Which causes grew most, and which shrank most."""
    up, down = frame[frame["total"] > 0], frame[frame["total"] < 0]
    sides = [
        ranked(rows["cause"], rows["total"].abs(), rows["text"], most, "")
        for rows, most in ((up, "Up most"), (down, "Down most"))
        if not rows.empty
    ]
    return " ".join(sides) or "No cause changed."


def _whiskers(frame: pd.DataFrame, order: list[str], scale: alt.Scale, ink: Ink) -> list[Any]:
    """Layers that draw the interval of each bar; empty if no row has one."""
    bounded = frame.loc[frame["high_total"] > frame["low_total"], ["cause", "low_total", "high_total"]]
    if bounded.empty:
        return []
    base = alt.Chart(bounded).encode(y=alt.Y("cause:N", sort=order))
    first, last = (alt.X(f"{end}_total:Q", axis=None, scale=scale) for end in ("low", "high"))
    ticks = base.mark_tick(color=ink.text, thickness=1.5, size=ink.size - 4)
    rule = base.mark_rule(color=ink.text, strokeWidth=1.5).encode(x=first, x2="high_total:Q")
    return [rule, ticks.encode(x=first), ticks.encode(x=last)]


def _with_limits(frame: pd.DataFrame, part: str) -> pd.Series:
    """A part of the change with its interval, if it has one: "+5.4, between −3.2 and +14.0"."""
    said = []
    for value, low, high in zip(frame[part], frame[f"low_{part}"], frame[f"high_{part}"], strict=True):
        limits = f", between {number(low, '+,.1f')} and {number(high, '+,.1f')}" if low < high else ""
        said.append(number(value, "+,.1f") + limits)
    return pd.Series(said, index=frame.index, dtype="str")


def _with_disputed(frame: pd.DataFrame) -> pd.DataFrame:
    """Where each bar would end without what is disputed, and how much that is in its words."""
    frame = frame.assign(disputed=frame.get("disputed", pd.Series(0.0, index=frame.index)))
    narrow = frame["text"].str.replace(" (", "|", regex=False).str.removesuffix(")") + amounts(frame, "|")
    wide = frame["text"] + amounts(frame, " · ")
    return frame.assign(undisputed=frame["total"] - frame["disputed"], text=wide, narrow=narrow)
