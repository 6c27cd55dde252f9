"""Disputed shares are drawn on the charts that they touch, and a split may name the issues."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from etl.marts import breakdowns
from etl.marts.filters import Filters
from etl.marts.squares import hundred
from pages.ui import charts, start, theme
from tests.store_rows import laid, store, taxonomy, ticket

COLOURS = {"Logistics": "#4477aa", "Finance": "#66ccee"}


def drawn(chart: Any) -> str:
    return json.dumps(chart.to_dict(), ensure_ascii=False)


def months(disputed: float) -> pd.DataFrame:
    days = pd.date_range("2026-01-01", periods=9, freq="MS")
    frame = pd.DataFrame({"period": days, "label": [f"{day:%b %Y}" for day in days], "complaints": 100.0})
    return frame.assign(
        mean=100.0, low=99.0, high=101.0, is_partial=False, is_signal=False, signal="", disputed=[0.0] * 8 + [disputed]
    )


def test_the_disputed_part_of_a_month_is_a_broken_line_with_an_asterisk() -> None:
    said = drawn(charts.months_with_limits(months(12.0), "#000", "Months", "s", theme.LIGHT))
    assert "12 disputed*" in said
    assert '"settled": 88.0' in said
    assert "disputed*" not in drawn(charts.months_with_limits(months(0.0), "#000", "Months", "s", theme.LIGHT))


def test_names_of_limits_that_lie_close_stand_apart() -> None:
    spec = charts.months_with_limits(months(0.0), "#000", "Months", "s", theme.LIGHT).to_dict()
    marks = [layer["mark"] for layer in spec["layer"]]
    shifts = {mark["text"]: mark["dy"] for mark in marks if mark.get("text") in ("upper limit", "mean", "lower limit")}
    assert shifts["upper limit"] < -8 < shifts["mean"] == 0 < 8 < shifts["lower limit"]


def test_the_disputed_strip_of_a_ribbon_is_drawn_and_named() -> None:
    frame = pd.DataFrame({"origin": ["Logistics", "Finance"], "hours": [10.0, 5.0], "disputed": [2.0, 0.0]})
    said = drawn(charts.hours_to_frontline(frame, COLOURS, ("Support",), "Hours", "s", theme.LIGHT))
    assert "Logistics  10 h · 2 h*" in said
    assert '"settled"' in said
    calm = frame.assign(disputed=0.0)
    assert "settled" not in drawn(charts.hours_to_frontline(calm, COLOURS, ("Support",), "Hours", "s", theme.LIGHT))


def squares(disputed: float) -> pd.DataFrame:
    names = [name for name, size in hundred({"Logistics": 60, "Finance": 40}).items() for _ in range(size)]
    frame = pd.DataFrame({"square": range(100), "meaning": names, "department": names, "is_complaint": True})
    frame = frame.assign(row=frame["square"] // 10, column=frame["square"] % 10)
    return frame.assign(disputed=[disputed if name == "Logistics" else 0.0 for name in names])


def test_disputed_squares_are_outlined_and_less_than_one_is_said() -> None:
    three = drawn(charts.hundred_squares(squares(3.2), COLOURS, "Squares", "s", theme.LIGHT))
    few = drawn(charts.hundred_squares(squares(0.2), COLOURS, "Squares", "s", theme.LIGHT))
    assert "60  Logistics · 3 disputed*" in three
    assert "strokeDash" in three
    assert "60  Logistics · under 1 disputed*" in few
    assert "strokeDash" not in few
    assert "disputed" not in drawn(charts.hundred_squares(squares(0.0), COLOURS, "S", "s", theme.LIGHT)).replace(
        '"disputed": 0.0', ""
    )


def test_hours_and_squares_know_what_is_disputed() -> None:
    known = {"handle_minutes": 60.0, "minutes_basis": "logged", "team": "First line"}
    ruled = {"source": "shop", "ticket_id": "1", "issue": None, "share": 1.0, "is_ruled": False, "is_disputed": True}
    rulings = pd.DataFrame([{**ruled, "department": "Logistics"}])
    with store(
        tickets=[ticket("1", **known), ticket("2", **known)],
        attributions=[laid("1", "Logistics"), laid("2", "Logistics")],
    ) as connection:
        rulings["source"] = ticket("1")["source"]
        flow = breakdowns.flow(connection, Filters(), taxonomy(), rulings=rulings)
        views = breakdowns.two_views(connection, Filters(), taxonomy(), rulings=rulings)
    assert flow[["hours", "disputed"]].to_numpy().tolist() == [[2.0, 1.0]]
    assert views.frontline["disputed"].unique().tolist() == [50.0]


def test_a_subtitle_counts_what_is_disputed() -> None:
    assert [start.disputed_words(number) for number in (None, 0.0, 1.0, 2.5)] == [
        [], [], ["1 complaint disputed*"], ["2.5 complaints disputed*"],
    ]  # fmt: skip


def test_words_at_a_bar_break_and_a_marks_name_is_limited_so_that_the_bars_keep_their_room() -> None:
    frame = pd.DataFrame({"issue": ["Late"], "complaints": [10.0], "disputed": [3.0], "text": ["10 · 100 %"]})
    bars = charts.bars_by_issue(frame, "#000", "Bars", "s", theme.LIGHT)
    assert '"10 · 100 %|3 disputed*"' in drawn(bars)
    assert '"lineBreak": "|"' in drawn(bars)
    marks = pd.DataFrame({"day": [pd.Timestamp("2026-03-01")], "text": ["A sentence " * 9], "mark": ["event"]})
    spec = charts.months_with_limits(months(0.0), "#000", "Months", "s", theme.LIGHT, marks=marks).to_dict()
    names = [layer["mark"] for layer in spec["layer"] if layer["mark"].get("baseline") == "top"]
    assert [mark["limit"] for mark in names] == [150]
