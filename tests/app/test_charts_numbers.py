"""Every chart over frames that say little: nothing, one row, no numbers or endless ones, zeros, other hours."""

from __future__ import annotations

import inspect
import json
import pkgutil
import re
from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import Any

import pandas as pd
import pytest

from pages.ui import charts
from pages.ui.charts.answer_times import answer_times
from pages.ui.charts.bars import bars_by_cause, bars_by_department, bars_by_issue
from pages.ui.charts.base import dress
from pages.ui.charts.before_and_after import before_and_after
from pages.ui.charts.change_bars import change_bars
from pages.ui.charts.confusion import confusion
from pages.ui.charts.day_by_hour import day_by_hour
from pages.ui.charts.differences import differences
from pages.ui.charts.funnel import funnel_plot
from pages.ui.charts.handing_matrix import handing_matrix
from pages.ui.charts.handoff_bars import handoff_bars
from pages.ui.charts.hours_by_cause import hours_by_cause
from pages.ui.charts.hours_to_frontline import hours_to_frontline
from pages.ui.charts.hundred_squares import hundred_squares, squares_in_column
from pages.ui.charts.lens_by_group import lens_by_group
from pages.ui.charts.lens_by_month import lens_by_month
from pages.ui.charts.months_with_limits import months_with_limits
from pages.ui.charts.off_hours_grid import off_hours_grid
from pages.ui.charts.participation_bars import participation_bars
from pages.ui.charts.spread_by_hours import spread_by_hours
from pages.ui.charts.spread_by_month import spread_by_month
from pages.ui.charts.tagging_grid import tagging_grid
from pages.ui.charts.ticket_timeline import ticket_timeline
from pages.ui.charts.waiting_by_team import waiting_by_team
from pages.ui.charts.weekday_hour_grid import weekday_hour_grid
from pages.ui.theme import LIGHT
from tests.app.chart_frames import (
    causes,
    departments_frame,
    effect_frame,
    lens,
    matrix,
    months_frame,
    spread,
    squares_frame,
)

COLOURS = {"Support": "#009988", "Logistics": "#4477AA", "Unattributed": "#a3a3a3"}
TITLE = ("Title", "Subtitle", LIGHT)
FRONTLINE = ["Support"]

ISSUES = pd.DataFrame({"department": ["Logistics"], "issue": ["Late"], "complaints": [5.0], "text": ["5"]})
DRIVERS = ISSUES[["department", "issue"]].assign(now=5.0, total=2.0, by_amount=3.0, by_rate=-1.0, text="+2 (5, was 3)")
DRIVERS = DRIVERS.assign(
    issues=[(issue,) for issue in DRIVERS["issue"]],
    **{f"{end}_{part}": 1.0 for end in ("low", "high") for part in ("total", "by_amount", "by_rate")},
)
CELLS = pd.DataFrame(
    {"weekday": [0, 6], "weekday_name": "x", "hour": [0, 23], "complaints": [3.0, 1.0], "off_hours": [1.0, 0.0],
     "is_open": [True, False], "text": ""}
)  # fmt: skip
ORIGINS = pd.DataFrame({"hour": [9, 20], "department": ["Support", "Logistics"], "complaints": [1.0, 2.0]})
HOURS = pd.DataFrame({"hour": range(8, 22)})
AT_WORK = pd.DataFrame(
    {"department": ["Support", "Logistics"], "from_hour": [8.0, 9.0], "to_hour": [22.0, 17.0],
     "is_frontline": [True, False]}
)  # fmt: skip
CONFUSION = pd.DataFrame(
    {"engine_department": ["Logistics"], "department": ["Support"], "tickets": [2.0], "is_same": [False]}
)
FLOW = pd.DataFrame({"origin": ["Logistics", "Support"], "hours": [30.0, 10.0], "disputed": [1.0, 0.0]})
TEAMS = pd.DataFrame(
    {"team": ["Tier 1"], "department": ["Support"], "held_hours": [48.0], "held_business_hours": [24.0], "text": [""]}
)
TOOK = pd.DataFrame(
    {
        "group": ["Logistics"],
        "value": [0.4],
        "numerator": [4.0],
        "low": [0.3],
        "high": [0.6],
        "figure": ["40 %"],
        "parts": ["4 of 10"],
    }
)
ANSWERS = pd.DataFrame(
    {"department": ["Logistics"], "median_hours": [5.0], "slow_hours": [12.0], "waiting": [1], "text": ["5 h"]}
)
GESTURES = pd.DataFrame({"outcome": ["back"], "difference": [2.0], "low": [-4.0], "high": [8.0], "text": ["11 %"]})
MOMENT = pd.Timestamp("2026-01-05 10:00")
STATIONS = pd.DataFrame(
    {"team": ["Tier 1"], "department": ["Support"], "from_at": [MOMENT], "until_at": [MOMENT + pd.Timedelta(hours=2)]}
)
SPREAD_HOURS = spread().assign(hours=["08:00–12:00", "12:00–16:00", "16:00–20:00"])

Draw = Callable[[pd.DataFrame], Any]
GROUPS = pd.DataFrame(
    {
        "group": ["North", "South"], "value": [0.1, 0.3], "numerator": [3.0, 270.0], "denominator": [30.0, 900.0],
        "low": [0.05, 0.28], "high": [0.15, 0.32], "beyond": ["", "99.8 %"], "rate": ["10 %", "30 %"],
        "of": ["3 of 30", "270 of 900"], "limits": ["0–21 %", "8–12 %"],
    }
)  # fmt: skip
FUNNEL = pd.DataFrame(
    {
        "denominator": [25.0, 1000.0], "low_95": [0.0, 0.08], "high_95": [0.22, 0.12], "low_998": [0.0, 0.07],
        "high_998": [0.3, 0.13],
    }
)  # fmt: skip
TAGGED = pd.DataFrame(
    {
        "reason": ["Other", "Delivery"], "department": ["Logistics", "Logistics"], "share": [0.4, 0.7],
        "low": [0.3, 0.6], "high": [0.5, 0.8], "text": ["40 %, 30–50 %", "70 %, 60–80 %"], "is_meant": [False, True],
    }
)  # fmt: skip
AXES = {"size": "complaints", "rate": "share", "format": "%"}
DRAWN: dict[str, tuple[pd.DataFrame, Draw]] = {
    "bars_by_department": (departments_frame(), lambda f: bars_by_department(f, COLOURS, *TITLE)),
    "bars_by_issue": (ISSUES, lambda f: bars_by_issue(f, "#4477AA", *TITLE)),
    "bars_by_cause": (ISSUES, lambda f: bars_by_cause(f, COLOURS, *TITLE)),
    "change_bars": (DRIVERS, lambda f: change_bars(f, COLOURS, *TITLE)),
    "hours_by_cause": (causes(), lambda f: hours_by_cause(f, COLOURS, *TITLE)),
    "off_hours_grid": (CELLS, lambda f: off_hours_grid(f, "#4477AA", *TITLE)),
    "weekday_hour_grid": (CELLS, lambda f: weekday_hour_grid(f, "#4477AA", *TITLE)),
    "confusion": (CONFUSION, lambda f: confusion(f, *TITLE)),
    "day_by_hour": (ORIGINS, lambda f: day_by_hour(f, HOURS, AT_WORK, 9, COLOURS, *TITLE)),
    "before_and_after": (
        effect_frame(), lambda f: before_and_after(f, date(2026, 3, 1), "start", "#4477AA", *TITLE, target=3.0)
    ),
    "handing_matrix": (matrix(), lambda f: handing_matrix(f, FRONTLINE, *TITLE)),
    "handoff_bars": (matrix(), lambda f: handoff_bars(f, COLOURS, *TITLE)),
    "participation_bars": (TOOK, lambda f: participation_bars(f, COLOURS, *TITLE)),
    "waiting_by_team": (TEAMS, lambda f: waiting_by_team(f, COLOURS, *TITLE)),
    "lens_by_group": (lens(0.8), lambda f: lens_by_group(f, COLOURS, "#009988", *TITLE)),
    "lens_by_month": (lens(0.8), lambda f: lens_by_month(f, "#009988", *TITLE)),
    "months_with_limits": (months_frame(10), lambda f: months_with_limits(f, "#4477AA", *TITLE)),
    "hours_to_frontline": (FLOW, lambda f: hours_to_frontline(f, COLOURS, FRONTLINE, *TITLE)),
    "spread_by_hours": (SPREAD_HOURS, lambda f: spread_by_hours(f, "#009988", *TITLE)),
    "spread_by_month": (spread(), lambda f: spread_by_month(f, "#009988", *TITLE)),
    "ticket_timeline": (STATIONS, lambda f: ticket_timeline(f, MOMENT, COLOURS, *TITLE)),
    "answer_times": (ANSWERS, lambda f: answer_times(f, COLOURS, *TITLE)),
    "differences": (GESTURES, lambda f: differences(f, "#009988", *TITLE)),
    "tagging_grid": (TAGGED, lambda f: tagging_grid(f, ["Other", "Delivery"], *TITLE)),
    "funnel_plot": (GROUPS, lambda f: funnel_plot(f, FUNNEL, 0.1, COLOURS, AXES, *TITLE)),
}  # fmt: skip


TOLD = {
    "bars_by_department": "Most: Logistics (60 · 60 %), Unattributed (30 · 30 %), Support (10 · 10 %).",
    "bars_by_issue": "Only Late (5).",
    "bars_by_cause": "Only Late, Logistics (5).",
    "change_bars": "Only Late, Logistics (+2 (5, was 3)).",
    "hours_by_cause": "Most: Late, Logistics (2 h a month), Finance (0.5 h a month).",
    "off_hours_grid": "1 of 4 outside its hours. Only x from 0:00 (1).",
    "weekday_hour_grid": "Most: x from 0:00 (3), x from 23:00 (1). 1 of 4 outside the hours outlined.",
    "confusion": "Same answer on 0 of 2 complaints. Only the engine Logistics, people Support (2).",
    "day_by_hour": (
        "1 of 3 up to 10:00. Busiest hours: from 20:00 (2), from 9:00 (1). Most from: Logistics (2), Support (1)."
    ),
    "before_and_after": "Before: Between 10 (Jan) and 11 (Feb) in 2 months; latest 11 (Feb). After: Only 4 (Mar).",
    "handing_matrix": "Most: Support to Logistics (10, 5 of 10 came back), Logistics to Support (4).",
    "handoff_bars": "Most: Support to Logistics (10), Logistics to Support (4).",
    "participation_bars": "Only Logistics (40 %).",
    "waiting_by_team": "Only Tier 1 (2 days).",
    "lens_by_group": "Only Logistics (80 %, 70–90 %).",
    "lens_by_month": "Only 80 % (Logistics).",
    "months_with_limits": "10 in each of 9 months. No month is beyond ordinary variation.",
    "hours_to_frontline": "40 h in all. Most: Logistics (30 h), Support (10 h).",
    "spread_by_hours": "Highest middle: 08:00–12:00 (3), 12:00–16:00 (3), 16:00–20:00 (3).",
    "spread_by_month": "The middle: 3 in each of 3 months.",
    "ticket_timeline": "In turn: Tier 1. Only Tier 1 (2 h).",
    "answer_times": "Only Logistics (5 h).",
    "differences": "back: 11 %.",
    "tagging_grid": (
        "Declared “Other”: most in Logistics, 40 %, 30–50 %. Declared “Delivery”: most in Logistics, 70 %, 60–80 %."
    ),
    "funnel_plot": "Outside the 99.8 % limits, of 2 groups: South (30 %, above).",
}
"""What a chart of `DRAWN` says to somebody who doesn't see it."""


def all_charts() -> set[str]:
    """Functions that draw a chart: those of `pages.ui.charts` that are given a title and a theme's ink."""
    modules = [import_module(f"{charts.__name__}.{found.name}") for found in pkgutil.iter_modules(charts.__path__)]
    return {
        name
        for module in modules
        for name, function in vars(module).items()
        if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
        if {"title", "ink"} <= set(inspect.signature(function).parameters) and name != dress.__name__
    }


def _numbers(frame: pd.DataFrame, value: float) -> pd.DataFrame:
    return frame.assign(**dict.fromkeys(frame.select_dtypes("float64"), value))


SAYING: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "nothing": lambda frame: frame.head(0),
    "one row": lambda frame: frame.head(1),
    "missing numbers": lambda frame: _numbers(frame, float("nan")),
    "endless numbers": lambda frame: _numbers(frame, float("inf")),
    "zeros": lambda frame: _numbers(frame, 0.0),
}


def _domains(spec: Any) -> list[list[Any]]:
    if isinstance(spec, list):
        return [found for one in spec for found in _domains(one)]
    if not isinstance(spec, dict):
        return []
    here = [spec["domain"]] if isinstance(spec.get("domain"), list) else []
    return here + [found for name, one in spec.items() if name != "datasets" for found in _domains(one)]


def _expect_drawable(chart: Any) -> None:
    spec = chart.to_dict()
    json.dumps(spec, allow_nan=False)  # a browser reads no NaN and no Infinity
    for domain in _domains(spec):
        if len(domain) == 2 and all(isinstance(end, int | float) for end in domain):
            assert domain[0] != domain[1]  # a scale of no length labels one tick "0.000000"


def test_every_chart_is_held_against_frames_that_say_little() -> None:
    assert set(DRAWN) | {"hundred_squares", "squares_in_column"} == all_charts()


@pytest.mark.parametrize("saying", SAYING)
@pytest.mark.parametrize("name", DRAWN)
def test_no_chart_writes_nan_or_infinity_for_a_frame_that_says_little(name: str, saying: str) -> None:
    frame, draw = DRAWN[name]
    chart = draw(SAYING[saying](frame))
    _expect_drawable(chart)
    assert chart.description.endswith(".")
    assert not {"nan", "inf", "none"} & set(re.findall(r"[a-z]+", chart.description.lower().replace("none lies", "")))


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_says_what_it_shows(name: str) -> None:
    frame, draw = DRAWN[name]
    assert draw(frame).description == TOLD[name]


def test_squares_say_what_they_are_of() -> None:
    for draw in (hundred_squares, squares_in_column):
        assert draw(squares_frame(70), COLOURS, *TITLE).description == "Of 100: 70 Logistics, 30 Unattributed."


def test_squares_without_departments_hold_no_nan() -> None:
    squares = squares_frame(70).assign(department=None, disputed=float("nan"))
    _expect_drawable(hundred_squares(squares, COLOURS, *TITLE))
    _expect_drawable(squares_in_column(squares, COLOURS, *TITLE))


@pytest.mark.parametrize("hours", [[], [0], [23], [3, 4]])
def test_a_day_is_drawable_whatever_hours_something_arrived_in(hours: list[int]) -> None:
    origins = pd.DataFrame({"hour": hours, "department": "Support", "complaints": 1.0})
    missing = pd.DataFrame({"hour": [float("nan")], "department": ["Support"], "complaints": [25.0]})
    for frame in (origins, missing, pd.concat([origins, missing])):
        for spine in (HOURS, HOURS.head(0), HOURS.head(1)):
            _expect_drawable(day_by_hour(frame, spine, AT_WORK, 9, COLOURS, *TITLE))


def test_a_month_that_is_not_complete_stands_alone_without_a_layer_that_holds_nothing() -> None:
    months = months_frame(10).tail(1)
    spec = months_with_limits(months, "#4477AA", *TITLE).to_dict()
    assert [len(rows) for rows in spec["datasets"].values()] == [1]
