"""Every chart over frames that say little: nothing, one row, no numbers or endless ones, zeros, other hours."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from pages.ui import charts
from pages.ui.theme import LIGHT
from tests.app.test_charts import _departments, _months, _squares
from tests.app.test_frontline_charts import effect_frame
from tests.app.test_load_charts import causes, lens, matrix, spread

COLOURS = {"Support": "#009988", "Logistics": "#4477AA", "Unattributed": "#a3a3a3"}
TITLE = ("Title", "Subtitle", LIGHT)
FRONTLINE = ["Support"]

ISSUES = pd.DataFrame({"department": ["Logistics"], "issue": ["Late"], "complaints": [5.0], "text": ["5"]})
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
    {"group": ["Logistics"], "value": [0.4], "low": [0.3], "high": [0.6], "figure": ["40 %"], "parts": ["4 of 10"]}
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
DRAWN: dict[str, tuple[pd.DataFrame, Draw]] = {
    "bars_by_department": (_departments(), lambda f: charts.bars_by_department(f, COLOURS, *TITLE)),
    "bars_by_issue": (ISSUES, lambda f: charts.bars_by_issue(f, "#4477AA", *TITLE)),
    "bars_by_cause": (ISSUES, lambda f: charts.bars_by_cause(f, COLOURS, *TITLE)),
    "hours_by_cause": (causes(), lambda f: charts.hours_by_cause(f, COLOURS, *TITLE)),
    "off_hours_grid": (CELLS, lambda f: charts.off_hours_grid(f, "#4477AA", *TITLE)),
    "weekday_hour_grid": (CELLS, lambda f: charts.weekday_hour_grid(f, "#4477AA", *TITLE)),
    "confusion": (CONFUSION, lambda f: charts.confusion(f, *TITLE)),
    "day_by_hour": (ORIGINS, lambda f: charts.day_by_hour(f, HOURS, AT_WORK, 9, COLOURS, *TITLE)),
    "before_and_after": (
        effect_frame(), lambda f: charts.before_and_after(f, date(2026, 3, 1), "start", "#4477AA", *TITLE, target=3.0)
    ),
    "handing_matrix": (matrix(), lambda f: charts.handing_matrix(f, FRONTLINE, *TITLE)),
    "participation_bars": (TOOK, lambda f: charts.participation_bars(f, COLOURS, *TITLE)),
    "waiting_by_team": (TEAMS, lambda f: charts.waiting_by_team(f, COLOURS, *TITLE)),
    "lens_by_group": (lens(0.8), lambda f: charts.lens_by_group(f, COLOURS, "#009988", *TITLE)),
    "lens_by_month": (lens(0.8), lambda f: charts.lens_by_month(f, "#009988", *TITLE)),
    "months_with_limits": (_months(10), lambda f: charts.months_with_limits(f, "#4477AA", *TITLE)),
    "hours_to_frontline": (FLOW, lambda f: charts.hours_to_frontline(f, COLOURS, FRONTLINE, *TITLE)),
    "spread_by_hours": (SPREAD_HOURS, lambda f: charts.spread_by_hours(f, "#009988", *TITLE)),
    "spread_by_month": (spread(), lambda f: charts.spread_by_month(f, "#009988", *TITLE)),
    "ticket_timeline": (STATIONS, lambda f: charts.ticket_timeline(f, MOMENT, COLOURS, *TITLE)),
    "answer_times": (ANSWERS, lambda f: charts.answer_times(f, COLOURS, *TITLE)),
    "differences": (GESTURES, lambda f: charts.differences(f, "#009988", *TITLE)),
}  # fmt: skip
NO_CHARTS = {"about_disputed", "disputed_in_periods"}


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
    assert set(DRAWN) | NO_CHARTS | {"hundred_squares"} == set(charts.__all__)


@pytest.mark.parametrize("saying", SAYING)
@pytest.mark.parametrize("name", DRAWN)
def test_no_chart_writes_nan_or_infinity_for_a_frame_that_says_little(name: str, saying: str) -> None:
    frame, draw = DRAWN[name]
    _expect_drawable(draw(SAYING[saying](frame)))


def test_squares_without_departments_hold_no_nan() -> None:
    squares = _squares(70).assign(department=None, disputed=float("nan"))
    _expect_drawable(charts.hundred_squares(squares, COLOURS, *TITLE))


@pytest.mark.parametrize("hours", [[], [0], [23], [3, 4]])
def test_a_day_is_drawable_whatever_hours_something_arrived_in(hours: list[int]) -> None:
    origins = pd.DataFrame({"hour": hours, "department": "Support", "complaints": 1.0})
    missing = pd.DataFrame({"hour": [float("nan")], "department": ["Support"], "complaints": [25.0]})
    for frame in (origins, missing, pd.concat([origins, missing])):
        for spine in (HOURS, HOURS.head(0), HOURS.head(1)):
            _expect_drawable(charts.day_by_hour(frame, spine, AT_WORK, 9, COLOURS, *TITLE))


def test_a_month_that_is_not_complete_stands_alone_without_a_layer_that_holds_nothing() -> None:
    months = _months(10).tail(1)
    spec = charts.months_with_limits(months, "#4477AA", *TITLE).to_dict()
    assert [len(rows) for rows in spec["datasets"].values()] == [1]
