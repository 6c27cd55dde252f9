"""Charts of the load and of handing on, by their encodings and titles."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pages.ui.charts.handing_matrix import handing_matrix
from pages.ui.charts.hours_by_cause import hours_by_cause
from pages.ui.charts.lens_by_group import lens_by_group
from pages.ui.charts.lens_by_month import lens_by_month
from pages.ui.charts.off_hours_grid import off_hours_grid
from pages.ui.charts.participation_bars import participation_bars
from pages.ui.charts.spread_by_hours import spread_by_hours
from pages.ui.charts.spread_by_month import spread_by_month
from pages.ui.charts.waiting_by_team import waiting_by_team
from pages.ui.theme import DARK, LIGHT, Ink
from tests.app.chart_frames import causes, lens, matrix, spread

COLOURS = {"Support": "#009988", "Logistics": "#4477AA", "Finance": "#CCBB44", "Unattributed": "#b0b0b0"}


def layers(spec: dict[str, Any]) -> list[dict[str, Any]]:
    found = [layer for part in spec.get("layer", []) for layer in layers(part)]
    return [*found, spec] if "mark" in spec else found


def with_mark(chart: Any, kind: str) -> list[dict[str, Any]]:
    return [layer for layer in layers(chart.to_dict()) if layer["mark"]["type"] == kind]


def rows_of(chart: Any) -> list[dict[str, Any]]:
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def drawn(name: str, ink: Any = LIGHT) -> Any:
    title = ("Title", "Subtitle\nPeriod", ink)
    grid = pd.DataFrame(
        [
            {"weekday": day, "weekday_name": "x", "hour": hour, "complaints": 2.0, "off_hours": float(hour > 17),
             "is_open": 9 <= hour < 17}
            for day in range(7)
            for hour in range(24)
        ]
    )  # fmt: skip
    teams = pd.DataFrame(
        {"team": ["Tier 1", "Odd"], "department": ["Support", None], "held_hours": [48.0, 24.0],
         "held_business_hours": [24.0, float("nan")], "text": ["held 48 h", "held 24 h"]}
    )  # fmt: skip
    took = pd.DataFrame(
        {"group": ["Logistics"], "value": [0.4], "low": [0.3], "high": [0.6], "figure": ["40 %"], "parts": ["4 of 10"]}
    )
    hours = spread().assign(hours=["08:00–12:00", "12:00–16:00", "16:00–20:00"])
    return {
        "hours_by_cause": lambda: hours_by_cause(causes(), COLOURS, *title),
        "off_hours_grid": lambda: off_hours_grid(grid, "#4477AA", *title),
        "spread_by_month": lambda: spread_by_month(spread(), "#009988", *title),
        "spread_by_hours": lambda: spread_by_hours(hours, "#009988", *title),
        "lens_by_group": lambda: lens_by_group(lens(0.8), COLOURS, "#009988", *title),
        "lens_by_month": lambda: lens_by_month(lens(0.8), "#009988", *title),
        "handing_matrix": lambda: handing_matrix(matrix(), ("Support",), *title),
        "waiting_by_team": lambda: waiting_by_team(teams, COLOURS, *title),
        "participation_bars": lambda: participation_bars(took, COLOURS, *title),
    }[name]()


NAMES = (
    "hours_by_cause", "off_hours_grid", "spread_by_month", "spread_by_hours", "lens_by_group", "lens_by_month",
    "handing_matrix", "waiting_by_team", "participation_bars",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ink", [LIGHT, DARK, LIGHT.larger()], ids=["light", "dark", "meeting"])
def test_each_chart_explains_itself_on_any_paper(name: str, ink: Any) -> None:
    spec = drawn(name, ink).to_dict()
    assert spec["title"]["text"] == "Title"
    assert spec["title"]["subtitle"] == ["Subtitle", "Period"]
    assert spec["background"] == ink.paper
    assert spec["title"]["fontSize"] == ink.title_size


def test_hours_by_cause_carry_their_departments_colours_and_words() -> None:
    chart = drawn("hours_by_cause")
    scale = with_mark(chart, "bar")[0]["encoding"]["color"]["scale"]
    assert dict(zip(scale["domain"], scale["range"], strict=True)) == {"Logistics": "#4477AA", "Finance": "#CCBB44"}
    assert [row["cause"] for row in rows_of(chart)] == ["Late|Logistics", "Finance"]
    assert with_mark(chart, "text")[0]["encoding"]["text"]["field"] == "words"


@pytest.mark.parametrize(("a_month", "hours"), [(2.0, [2.0, 2.0]), (None, [24.0, 6.0])])
def test_hours_by_cause_are_a_months_where_that_can_be_told(a_month: float | None, hours: list[float]) -> None:
    chart = hours_by_cause(causes(a_month), COLOURS, "Title", "Period", LIGHT)
    assert [row["hours"] for row in rows_of(chart)] == hours


def test_the_off_hours_grid_outlines_the_own_hours_and_colours_what_came_outside_them() -> None:
    every, at_home = with_mark(drawn("off_hours_grid"), "rect")
    assert every["encoding"]["opacity"]["field"] == "complaints"
    assert at_home["mark"]["color"] == "#4477AA"
    assert at_home["encoding"]["opacity"]["field"] == "off_hours"
    assert len(with_mark(drawn("off_hours_grid"), "rule")) == 1


@pytest.mark.parametrize("name", ["spread_by_month", "spread_by_hours"])
def test_a_spread_shows_tenths_quarters_and_the_middle_and_no_person(name: str) -> None:
    encoded = str([layer["encoding"] for layer in layers(drawn(name).to_dict())])
    for column in ("low", "lower", "median", "upper", "high"):
        assert f"'{column}" in encoded
    assert "person" not in encoded


def test_a_lens_that_cannot_be_told_has_words_and_no_point() -> None:
    chart = lens_by_group(lens(None), COLOURS, "#009988", "Title", "Period", LIGHT)
    assert {row["words"] for row in rows_of(chart)} == {"– not known"}
    assert any("isValid(datum.value)" in str(layer.get("transform")) for layer in layers(chart.to_dict()))


@pytest.mark.parametrize("name", ["lens_by_group", "participation_bars"])
def test_a_percentage_names_what_it_is_of_beside_it(name: str) -> None:
    chart = drawn(name)
    of = {"lens_by_group": "Logistics|8 of 10", "participation_bars": "Logistics|4 of 10"}[name]
    rows = {layer["encoding"]["y"]["field"] for layer in layers(chart.to_dict())}
    assert rows == {"row"}
    assert {row["row"] for row in rows_of(chart)} == {of}


def test_a_percentage_that_cannot_be_told_names_nothing_beside_it() -> None:
    chart = lens_by_group(lens(None).assign(parts=""), COLOURS, "#009988", "Title", "Period", LIGHT)
    assert {row["row"] for row in rows_of(chart)} == {"Logistics"}


def test_the_matrix_counts_hand_offs_with_the_frontline_last_both_ways() -> None:
    chart = drawn("handing_matrix")
    cell = with_mark(chart, "rect")[0]["encoding"]
    assert cell["x"]["scale"]["domain"] == cell["y"]["scale"]["domain"] == ["Logistics", "Support"]
    assert cell["opacity"]["field"] == "handoffs"
    assert [row["back"] for row in rows_of(chart)] == ["↩ 5 of 10", ""]  # of ten no percentage is told


def test_a_lens_draws_no_point_for_a_group_too_small_for_a_percentage() -> None:
    frame = pd.concat([lens(0.8), lens(1.0).assign(group="Finance", is_plain=False, text="2 of 2")], ignore_index=True)
    chart = lens_by_group(frame, COLOURS, "#000", "Title", "Subtitle", LIGHT)
    (points,) = with_mark(chart, "circle")
    assert {"filter": "datum.is_plain"} in points["transform"]
    assert {row["words"] for row in rows_of(chart)} == {"80 %, 70–90 %", "2 of 2"}
    assert {row["group"] for row in rows_of(lens_by_month(frame, "#000", "T", "S", LIGHT))} == {"Logistics"}


@pytest.mark.parametrize("ink", [LIGHT, LIGHT.larger()], ids=["desk", "meeting"])
def test_a_name_beside_the_matrix_has_room_in_letters_of_any_size(ink: Ink) -> None:
    axis = handing_matrix(matrix(), ("Support",), "Title", "Period", ink).to_dict()["layer"][0]["encoding"]["y"]
    letters, of_an_em = len("Buying and Quality"), 0.6
    assert axis["axis"]["labelLimit"] >= letters * of_an_em * ink.size


@pytest.mark.parametrize("ink", [LIGHT, LIGHT.larger()], ids=["desk", "meeting"])
def test_a_name_beside_bars_has_room_in_letters_of_any_size(ink: Ink) -> None:
    chart = drawn("waiting_by_team", ink).to_dict()
    letters, of_an_em = len("Delivered to the wrong address"), 0.6
    assert chart["config"]["axis"]["labelLimit"] >= letters * of_an_em * ink.size


def test_waiting_is_drawn_in_days_whole_and_within_the_own_hours() -> None:
    chart = drawn("waiting_by_team")
    assert [bar["encoding"]["x"]["field"] for bar in with_mark(chart, "bar")] == ["held_days", "open_days"]
    assert [(row["held_days"], row["open_days"]) for row in rows_of(chart)] == [(2.0, 1.0), (1.0, 0.0)]
