"""Charts of the load and of handing on, by what they show."""

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
from tests.app.shown import Mark, Shown, shown

COLOURS = {"Support": "#009988", "Logistics": "#4477AA", "Finance": "#CCBB44", "Unattributed": "#b0b0b0"}


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


def boxes_of(marks: list[Mark], entry: str) -> list[Mark]:
    """Marks of which an entry such as "row: Logistics" is said, from the top down."""
    return sorted((mark for mark in marks if entry in mark.says), key=lambda mark: mark.box.top)


def picture(name: str, ink: Any = LIGHT) -> Shown:
    return shown(drawn(name, ink))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ink", [LIGHT, DARK, LIGHT.larger()], ids=["light", "dark", "meeting"])
def test_each_chart_explains_itself_on_any_paper(name: str, ink: Any) -> None:
    spec = drawn(name, ink).to_dict()
    assert spec["title"]["text"] == "Title"
    assert spec["title"]["subtitle"] == ["Subtitle", "Period"]
    assert spec["background"] == ink.paper
    assert spec["title"]["fontSize"] == ink.title_size


def test_hours_by_cause_carry_their_departments_colours_and_words() -> None:
    found = picture("hours_by_cause")
    late, other = sorted(found.of_kind("bar"), key=lambda bar: bar.box.top)
    assert (late.fill, other.fill) == ("#4477AA", "#CCBB44")
    assert {"Late\nLogistics", "Finance"} <= set(found.texts)
    assert found.words == ["2 h a month", "0.5 h a month"]
    assert found.word("2 h a month").box.left > late.box.right


@pytest.mark.parametrize(("a_month", "hours"), [(2.0, (2, 2)), (None, (24, 6))])
def test_hours_by_cause_are_a_months_where_that_can_be_told(a_month: float | None, hours: tuple[int, int]) -> None:
    found = shown(hours_by_cause(causes(a_month), COLOURS, "Title", "Period", LIGHT))
    late, other = sorted(found.of_kind("bar"), key=lambda bar: bar.box.top)
    assert (late.says[0], other.says[0]) == (f"hours: {hours[0]}", f"hours: {hours[1]}")
    assert other.box.width / late.box.width == pytest.approx(hours[1] / hours[0], abs=0.01)


def test_the_off_hours_grid_outlines_the_own_hours_and_colours_what_came_outside_them() -> None:
    found = picture("off_hours_grid")
    at_home = [cell for cell in found.of_kind("rect") if cell.fill == "#4477AA"]
    assert len([cell for cell in found.of_kind("rect") if cell.fill == LIGHT.muted]) == 7 * 24
    assert {cell.says[0] for cell in at_home} == {f"hour: {hour}" for hour in range(18, 24)}
    edges = [edge.box for edge in found.of_kind("rule")]
    nine, five = (next(c for c in found.of_kind("rect") if c.says[0] == f"hour: {hour}").box for hour in (9, 17))
    assert min(edge.left for edge in edges) == pytest.approx(nine.left, abs=0.5)
    assert max(edge.right for edge in edges) == pytest.approx(five.left, abs=0.5)


def test_a_spread_by_month_shows_tenths_quarters_and_the_middle() -> None:
    found = picture("spread_by_month")
    eight_of_ten, half = found.of_kind("area")
    (middle,) = found.of_kind("line")
    assert eight_of_ten.box.top < half.box.top < middle.box.top < half.box.bottom < eight_of_ten.box.bottom
    assert found.words == ["busiest tenth above", "half above"]


def test_a_spread_by_hours_shows_tenths_quarters_and_the_middle() -> None:
    found = picture("spread_by_hours")
    for number in range(3):
        eight_of_ten, half, middle = (found.of_kind(kind)[number].box for kind in ("rule", "bar", "tick"))
        assert eight_of_ten.left < half.left < middle.middle[0] < half.right < eight_of_ten.right


@pytest.mark.parametrize("name", ["spread_by_month", "spread_by_hours"])
def test_a_spread_names_no_person(name: str) -> None:
    found = picture(name)
    assert not [said for said in (*found.texts, *(s for mark in found.marks for s in mark.says)) if "person" in said]


def test_a_lens_that_cannot_be_told_has_words_and_no_point() -> None:
    found = shown(lens_by_group(lens(None), COLOURS, "#009988", "Title", "Period", LIGHT))
    assert found.words == ["– not known"]
    assert found.of_kind("circle") == found.of_kind("rule") == []


@pytest.mark.parametrize(
    ("name", "beside"), [("lens_by_group", "Logistics\n8 of 10"), ("participation_bars", "Logistics\n4 of 10")]
)
def test_a_percentage_names_what_it_is_of_beside_it(name: str, beside: str) -> None:
    assert beside in picture(name).texts


def test_a_percentage_that_cannot_be_told_names_nothing_beside_it() -> None:
    found = shown(lens_by_group(lens(None).assign(parts=""), COLOURS, "#009988", "Title", "Period", LIGHT))
    assert "Logistics" in found.texts


def test_the_matrix_counts_hand_offs_with_the_frontline_last_both_ways() -> None:
    found = picture("handing_matrix")
    (to_frontline,) = boxes_of(found.of_kind("rect"), "from: Logistics")
    (to_logistics,) = boxes_of(found.of_kind("rect"), "from: Support")
    assert to_frontline.box.top < to_logistics.box.top
    assert to_frontline.box.left > to_logistics.box.left
    assert to_logistics.opacity > to_frontline.opacity
    assert found.words == ["10", "4", "↩ 5 of 10", ""]  # of ten no percentage is told


def test_a_lens_draws_no_point_for_a_group_too_small_for_a_percentage() -> None:
    frame = pd.concat([lens(0.8), lens(1.0).assign(group="Finance", is_plain=False, text="2 of 2")], ignore_index=True)
    found = shown(lens_by_group(frame, COLOURS, "#000", "Title", "Subtitle", LIGHT))
    (point,) = found.of_kind("circle")
    assert "group: Logistics" in point.says
    assert set(found.words) == {"80 %, 70–90 %", "2 of 2"}
    months = shown(lens_by_month(frame, "#000", "T", "S", LIGHT))
    assert [point.says[0] for point in months.of_kind("circle")] == ["group: Logistics"]


def test_a_range_without_a_point_has_its_words_where_it_is() -> None:
    frame = lens(1.0).assign(is_plain=False, low=0.993, high=1.0, text="99.3–100 %")
    found = shown(lens_by_group(frame, COLOURS, "#000", "Title", "Subtitle", LIGHT))
    (bounds,) = found.of_kind("rule")
    assert found.word("99.3–100 %").box.left == pytest.approx(bounds.box.left, abs=1)
    few = shown(lens_by_group(frame.assign(low=1.0), COLOURS, "#000", "Title", "Subtitle", LIGHT))
    assert few.word("99.3–100 %").box.left == few.plot.left


@pytest.mark.parametrize("ink", [LIGHT, LIGHT.larger()], ids=["desk", "meeting"])
def test_a_name_beside_the_matrix_has_room_in_letters_of_any_size(ink: Ink) -> None:
    long = matrix().replace("Logistics", "Buying and Quality")
    assert "Buying and Quality" in shown(handing_matrix(long, ("Support",), "Title", "Period", ink)).texts


@pytest.mark.parametrize("ink", [LIGHT, LIGHT.larger()], ids=["desk", "meeting"])
def test_a_name_beside_bars_has_room_in_letters_of_any_size(ink: Ink) -> None:
    long = causes().replace("Late", "Delivered to the wrong address")
    texts = shown(hours_by_cause(long, COLOURS, "Title", "Period", ink)).texts
    assert "Delivered to the wrong address\nLogistics" in texts


def test_waiting_is_drawn_in_days_whole_and_within_the_own_hours() -> None:
    found = picture("waiting_by_team")
    whole, within = boxes_of(found.of_kind("bar"), "team: Tier 1")
    assert (whole.says[0], within.says[0]) == ("held_days: 2", "open_days: 1")
    assert within.box.width == pytest.approx(whole.box.width / 2, abs=0.5)
    assert within.opacity > whole.opacity
    assert found.words == ["2", "1"]
