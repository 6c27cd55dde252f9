"""The charts of a day, of before and after, and of the frontline's worth, by their encodings and titles."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from pages.ui.charts.answer_times import answer_times
from pages.ui.charts.before_and_after import before_and_after
from pages.ui.charts.day_by_hour import day_by_hour
from pages.ui.charts.differences import differences
from pages.ui.charts.months_with_limits import months_with_limits
from pages.ui.theme import DARK, LIGHT
from tests.app.chart_frames import effect_frame, months_frame, with_mark

COLOURS = {"Support": "#009988", "Logistics": "#4477AA"}


def marks(*texts: str) -> pd.DataFrame:
    days = pd.date_range("2026-02-03", periods=len(texts), freq="7D")
    kinds = ["commitment" if text.startswith("Agreed") else "event" for text in texts]
    return pd.DataFrame({"day": days, "text": list(texts), "mark": kinds})


def test_a_whisker_is_as_long_as_the_interval_of_its_period() -> None:
    frame = effect_frame().assign(lower=[9.0, 11.0, 3.0], upper=[12.0, 11.0, 6.0])
    spec = before_and_after(frame, date(2026, 3, 1), "start", "#4477AA", "t", "s", LIGHT).to_dict()
    rules = [layer for layer in spec["layer"] if layer["encoding"].get("y2", {}).get("field") == "upper"]
    drawn = spec["datasets"][rules[0]["data"]["name"]]
    assert [(row["lower"], row["upper"]) for row in drawn] == [(9.0, 12.0), (3.0, 6.0)]
    bare = before_and_after(effect_frame(), date(2026, 3, 1), "start", "#4477AA", "t", "s", LIGHT).to_dict()
    assert len(bare["layer"]) == len(spec["layer"]) - 1


def day_spec(now: int, department: str | None = "Logistics") -> dict[str, Any]:
    origins = pd.DataFrame({"hour": [9, 20], "department": ["Support", "Logistics"], "complaints": [1.0, 2.0]})
    hours = pd.DataFrame({"hour": range(8, 22)})
    at_work = pd.DataFrame({"department": ["Support"], "from_hour": [8.0], "to_hour": [22.0], "is_frontline": [True]})
    if department:
        own = pd.DataFrame({"department": [department], "from_hour": [9.0], "to_hour": [17.0], "is_frontline": [False]})
        at_work = pd.concat([at_work, own])
    drawn = day_by_hour(origins, hours, at_work, now, COLOURS, "Complaints by hour", "4 Mar 2026", LIGHT)
    found: dict[str, Any] = drawn.to_dict()
    return found


def test_a_day_is_stacked_columns_in_the_departments_colours_with_later_hours_pale() -> None:
    spec = day_spec(now=9)
    bars = with_mark(spec, "bar")[0]["encoding"]
    assert (bars["x"]["field"], bars["x"]["bin"], bars["y"]["stack"]) == ("hour", "binned", "zero")
    assert dict(zip(bars["color"]["scale"]["domain"], bars["color"]["scale"]["range"], strict=True)) == COLOURS
    assert bars["opacity"]["condition"]["test"] == "datum.is_here"
    rows = next(rows for rows in spec["datasets"].values() if "is_here" in rows[0])
    assert [row["is_here"] for row in rows] == [True, False]
    assert spec["title"]["text"] == "Complaints by hour"


def test_only_the_hours_of_the_department_chosen_are_shaded_and_named() -> None:
    assert len(with_mark(day_spec(9), "rect")) == 1
    assert any("Logistics at work" in str(rows) for rows in day_spec(9)["datasets"].values())
    assert with_mark(day_spec(9, department=None), "rect") == []


@pytest.mark.parametrize("ink", [LIGHT, DARK])
def test_before_and_after_draws_the_limits_the_day_and_the_target(ink: Any) -> None:
    drawn = before_and_after(
        effect_frame("below"), date(2026, 3, 1), "Second courier", "#4477AA", "Late", "complaints", ink, target=5.0
    ).to_dict()
    band = with_mark(drawn, "area")[0]["encoding"]
    assert (band["y"]["field"], band["y2"]["field"]) == ("low", "high")
    assert len(with_mark(drawn, "rule")) == 2  # the target and the day
    assert len(with_mark(drawn, "point")) == 1  # the signal
    assert {"Second courier", "target"} <= {
        str(value)
        for layer in with_mark(drawn, "text")
        for value in (layer["mark"].get("text"), *(row.get("text") for row in drawn["datasets"][layer["data"]["name"]]))
    }
    assert drawn["background"] == ink.paper


def test_the_words_over_before_and_after_stand_clear_of_what_is_drawn() -> None:
    frame = effect_frame("above")
    top = float(frame[["value", "high"]].max().max())
    for target, highest in ((None, top), (3 * top, 3 * top)):
        drawn = before_and_after(
            frame, date(2026, 3, 1), "start", "#4477AA", "Late", "complaints", LIGHT, target=target
        ).to_dict()
        low, high = with_mark(drawn, "line")[-1]["encoding"]["y"]["scale"]["domain"]
        assert low <= 0
        assert high > 1.1 * highest
    (name,) = (layer for layer in with_mark(drawn, "text") if layer["mark"].get("text") == "target")
    assert [row["label"] for row in drawn["datasets"][name["data"]["name"]]] == [frame["label"].iloc[-1]]


def test_without_limits_no_band_is_drawn_and_a_share_reads_as_a_percentage() -> None:
    frame = effect_frame().assign(mean=float("nan"), low=float("nan"), high=float("nan"))
    drawn = before_and_after(
        frame, date(2027, 1, 1), "first visit", "#4477AA", "It took part", "", LIGHT, is_share=True
    ).to_dict()
    assert with_mark(drawn, "area") == []
    assert with_mark(drawn, "rule") == []
    assert with_mark(drawn, "line")[0]["encoding"]["y"]["axis"]["format"] == ".0%"


def test_commitments_are_solid_lines_and_events_broken_ones_with_names_on_lines_of_their_own() -> None:
    named = marks("Agreed: courier", "Strike", "Portal", "Sale")
    drawn = months_with_limits(months_frame(9), "#4477AA", "Title", "sub", LIGHT, marks=named).to_dict()
    rule = with_mark(drawn, "rule")[0]["encoding"]
    assert rule["strokeDash"]["scale"] == {"domain": ["commitment", "event"], "range": [[1, 0], [4, 3]]}
    assert rule["x"]["field"] == "day"
    names = [layer for layer in with_mark(drawn, "text") if layer["encoding"].get("text", {}).get("field") == "text"]
    assert len(names) == 3
    assert len({layer["mark"]["dy"] for layer in names}) == 3


@pytest.mark.parametrize("none", [None, marks()])
def test_without_marks_the_months_are_drawn_as_ever(none: pd.DataFrame | None) -> None:
    plain, marked = (
        months_with_limits(months_frame(9), "#4477AA", "Title", "sub", LIGHT, marks=given).to_dict()
        for given in (None, none)
    )
    assert len(plain["layer"]) == len(marked["layer"])


def test_answer_times_end_at_the_median_and_tick_where_nine_in_ten_have_come() -> None:
    frame = pd.DataFrame(
        {
            "department": ["Logistics", "Finance"],
            "median_hours": [5.0, float("nan")],
            "slow_hours": [12.0, float("nan")],
            "waiting": [1, 0],
            "text": ["5.0 h · 40 asked", "too few answers · 2 asked"],
        }
    )
    drawn = answer_times(frame, COLOURS, "Waiting for answers", "opening hours", LIGHT).to_dict()
    assert with_mark(drawn, "bar")[0]["encoding"]["x"]["field"] == "median_hours"
    assert with_mark(drawn, "tick")[0]["encoding"]["x"]["field"] == "slow_hours"
    assert with_mark(drawn, "bar")[0]["encoding"]["y"]["sort"] == ["Logistics", "Finance"]
    assert drawn["title"]["text"] == "Waiting for answers"


def test_differences_are_points_with_their_intervals_about_none() -> None:
    frame = pd.DataFrame(
        {"outcome": ["ordered again"], "difference": [2.0], "low": [-4.0], "high": [8.0], "text": ["11 % · 9 %"]}
    )
    drawn = differences(frame, "#009988", "After a gesture", "95 %", LIGHT).to_dict()
    point = with_mark(drawn, "circle")[0]["encoding"]["x"]
    assert (point["field"], point["scale"]["domain"]) == ("difference", [-8.0, 8.0])
    fields = [
        (rule["encoding"]["x"]["field"], rule["encoding"].get("x2", {}).get("field"))
        for rule in with_mark(drawn, "rule")
    ]
    assert ("low", "high") in fields
    assert ("difference", None) in fields
