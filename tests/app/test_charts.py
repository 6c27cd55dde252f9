"""Charts by what they show."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any, Literal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.marts.core.colours import OTHER, OTHER_LABEL
from pages.ui.charts.bars import bars_by_cause, bars_by_department
from pages.ui.charts.base import order_departments
from pages.ui.charts.handoff_bars import handoff_bars
from pages.ui.charts.hours_to_frontline import hours_to_frontline, place
from pages.ui.charts.hundred_squares import hundred_squares, squares_in_column
from pages.ui.charts.months_with_limits import months_with_limits
from pages.ui.charts.ticket_timeline import ticket_timeline
from pages.ui.charts.weekday_hour_grid import outline, weekday_hour_grid
from pages.ui.theme import DARK, LIGHT
from tests.app.chart_frames import departments_frame, layers, months_frame, squares_frame
from tests.app.shown import Mark, shown

COLOURS = {"Support": "#009988", "Logistics": "#4477AA", "Unattributed": "#a3a3a3"}


def fills(marks: list[Mark], entry: str) -> dict[str, str]:
    """Colour of each mark by what one entry of its description says."""
    return {
        said.removeprefix(f"{entry}: "): mark.fill for mark in marks for said in mark.says if said.startswith(entry)
    }


def downwards(marks: list[Mark]) -> list[Mark]:
    return sorted(marks, key=lambda mark: mark.box.top)


@pytest.mark.parametrize("key", ["beside", "below"])
@pytest.mark.parametrize("width", [150, 340, 700])
def test_squares_are_true_squares_in_columns_of_any_width_and_their_key_lies_clear_of_them(
    key: Literal["beside", "below"], width: int
) -> None:
    chart = squares_in_column(squares_frame(70), COLOURS, "t", "s", LIGHT, key=key)
    picture = shown(chart, width)
    boxes = [mark.box for mark in picture.of_kind("rect")]
    assert all(box.width == pytest.approx(box.height) for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    assert right - min(box.left for box in boxes) == pytest.approx(bottom - min(box.top for box in boxes))
    assert right - min(box.left for box in boxes) <= width
    named = [mark.box for mark in picture.of_kind("text")]
    assert len(named) == 2
    is_beside = key == "beside" and width > 150  # a column too narrow for squares and words has them below
    assert all(box.left > right if is_beside else box.top > bottom for box in named)


@pytest.mark.parametrize("width", [300, 340, 432, 700])
def test_long_names_in_the_key_of_squares_stand_whole_on_lines_that_fit(width: int) -> None:
    name = "Credit Reporting and Data Quality"
    squares = squares_frame(70).replace("Logistics", name).assign(limits="13–33 %", disputed=0.0)
    picture = shown(squares_in_column(squares, COLOURS, "t", "s", LIGHT), width)
    assert " ".join(picture.words).replace("\u00a0", " ") == f"70  {name} (13–33 %) 30  Unattributed (13–33 %)"
    texts = picture.of_kind("text")
    letters = LIGHT.size * 0.52  # as DejaVu Sans has them, the widest of the usual fonts
    assert all(mark.box.left + letters * len(mark.words) <= width for mark in texts)
    assert len(picture.of_kind("square")) == 2
    tops = [mark.box.top for mark in texts]
    assert tops == sorted(tops)
    assert min(after - before for before, after in pairwise(tops)) >= LIGHT.size


def test_squares_grow_with_the_window_and_their_key_goes_along() -> None:
    sizes = {}
    for height in (720, 1080):
        chart = squares_in_column(squares_frame(70), COLOURS, "t", "s", LIGHT, key="below")
        spec = json.loads(json.dumps(chart.to_dict()).replace("windowSize()", f"[1, {height}]"))
        picture = shown(spec, 700)
        boxes = [mark.box for mark in picture.of_kind("rect")]
        sizes[height] = max(box.right for box in boxes) - min(box.left for box in boxes)
        bottom = max(box.bottom for box in boxes)
        assert all(mark.box.top > bottom for mark in picture.of_kind("text"))
        assert all(mark.box.top < bottom + 60 for mark in picture.of_kind("text"))
    assert sizes[720] == pytest.approx(180, abs=4)
    assert sizes[1080] > 2 * sizes[720]


def test_a_line_of_the_key_without_room_ends_in_dots_and_not_at_the_edge() -> None:
    squares = squares_frame(70).replace("Unattributed", "None of these departments, long as they are")
    chart = squares_in_column(squares, COLOURS, "t", "s", LIGHT)
    whole = ["70  Logistics", "30  None of these departments,", "long as they are"]
    assert shown(chart, 340).words == whole
    first, second, _ = shown(chart, 150).words
    assert first == whole[0]
    assert second.startswith("30  None")
    assert second.endswith("…")


def test_squares_are_true_squares_and_fill_row_by_row_in_the_departments_colours() -> None:
    picture = shown(hundred_squares(squares_frame(70), COLOURS, "What the frontline sees", "100 complaints", LIGHT))
    squares = picture.of_kind("rect")
    assert all(square.box.width == pytest.approx(square.box.height, abs=0.01) for square in squares)
    in_order = sorted(squares, key=lambda square: (round(square.box.top), square.box.left))
    assert [square.fill for square in in_order] == ["#4477AA"] * 70 + ["#a3a3a3"] * 30
    assert (
        len({round(square.box.top) for square in squares}) == len({round(square.box.left) for square in squares}) == 10
    )
    assert picture.title == "What the frontline sees"


def test_a_square_without_a_department_is_ink_for_a_complaint_and_pale_for_an_order_that_went_well() -> None:
    squares = squares_frame(90)
    squares["meaning"] = ["without a complaint"] * 90 + ["with a complaint"] * 10
    squares["department"] = pd.Series([None] * 100, dtype="str")
    squares["is_complaint"] = [False] * 90 + [True] * 10
    picture = shown(hundred_squares(squares, COLOURS, "What the company sees", "100 orders", DARK))
    assert fills(picture.of_kind("rect"), "part") == {"without a complaint": DARK.rule, "with a complaint": DARK.text}


def test_the_key_of_the_squares_stands_under_them_or_beside() -> None:
    for is_beside in (False, True):
        chart = hundred_squares(squares_frame(70), COLOURS, "t", "s", LIGHT, is_key_beside=is_beside)
        picture = shown(chart)
        named = picture.word("70  Logistics").box
        squares = picture.of_kind("rect")
        assert (named.left >= max(square.box.right for square in squares)) == is_beside
        assert (named.top >= max(square.box.bottom for square in squares)) != is_beside


def test_hand_offs_are_bars_in_the_receivers_colour_and_a_thin_line_of_what_came_back() -> None:
    frame = pd.DataFrame(
        {"from_department": ["Support", "Support"], "to_department": ["Logistics", "Unattributed"],
         "handoffs": [40.0, 10.0], "returned": [20.0, 0.0], "text": ["40, 50 % came back", "10, 0 of 10 came back"]}
    )  # fmt: skip
    picture = shown(handoff_bars(frame, COLOURS, "Hand-offs", "thin line: came back", LIGHT))
    bars = [bar for bar in picture.of_kind("bar") if bar.fill != LIGHT.text]
    assert [bar.fill for bar in downwards(bars)] == ["#4477AA", "#a3a3a3"]
    back = [bar for bar in picture.of_kind("bar") if bar.fill == LIGHT.text]
    whole, half = (max(each, key=lambda bar: bar.box.width).box for each in (bars, back))
    assert half.width == pytest.approx(whole.width / 2, rel=0.02)
    assert half.height < whole.height / 2
    assert {"40, 50 % came back", "10, 0 of 10 came back"} <= set(picture.words)


def test_a_list_of_causes_never_says_the_same_twice() -> None:
    frame = pd.DataFrame({"department": ["Logistics", "Finance", "Logistics"], "issue": [None, None, "Late delivery"]})
    frame = frame.assign(complaints=[3.0, 2.0, 1.0], text=["3", "2", "1"])
    picture = shown(bars_by_cause(frame, COLOURS, "t", "s", LIGHT))
    bars = fills(downwards(picture.of_kind("bar")), "cause")
    assert list(bars) == ["Logistics", "Finance", "Late delivery|Logistics"]


def test_squares_of_departments_that_share_a_colour_are_one_named_part() -> None:
    names = ["Logistics"] * 60 + ["Legal"] * 10 + ["Support"] * 10 + ["Facilities"] * 20
    squares = squares_frame(60).assign(department=names, meaning=names, disputed=0.0)
    squares["limits"] = ["58–62 %"] * 60 + ["9–11 %"] * 40
    colours = {**COLOURS, "Legal": OTHER, "Facilities": OTHER, OTHER_LABEL: OTHER}
    picture = shown(hundred_squares(squares, colours, "t", "s", LIGHT))
    assert picture.words == ["60  Logistics (58–62 %)", f"30  {OTHER_LABEL}", "10  Support (9–11 %)"]
    in_order = sorted(picture.of_kind("rect"), key=lambda square: (round(square.box.top), square.box.left))
    assert [square.fill for square in in_order] == ["#4477AA"] * 60 + [OTHER] * 30 + ["#009988"] * 10


def test_the_key_of_the_squares_counts_to_a_hundred() -> None:
    picture = shown(hundred_squares(squares_frame(37), COLOURS, "t", "s", LIGHT))
    assert picture.words == ["37  Logistics", "63  Unattributed"]
    assert fills(picture.of_kind("square"), "part") == {"Logistics": "#4477AA", "Unattributed": "#a3a3a3"}


def test_anything_but_a_hundred_squares_is_refused() -> None:
    with pytest.raises(ValueError, match="99 squares given"):
        hundred_squares(squares_frame(50).head(99), COLOURS, "t", "s", LIGHT)


def test_bars_keep_the_order_given_start_at_zero_and_are_labelled_at_their_ends() -> None:
    picture = shown(bars_by_department(departments_frame(), COLOURS, "Complaints by origin", "2026", LIGHT))
    bars = downwards(picture.of_kind("bar"))
    assert list(fills(bars, "department")) == ["Logistics", "Support", "Unattributed"]
    assert {bar.box.left for bar in bars} == {picture.plot.left}
    assert [bar.box.width for bar in bars] == pytest.approx([400 * part / 90 for part in (60, 10, 30)], abs=0.5)
    assert picture.words == ["60 · 60 %", "10 · 10 %", "30 · 30 %"]
    assert all(picture.word(said).box.left > bar.box.right for said, bar in zip(picture.words, bars, strict=True))
    assert picture.legend == ()
    assert (picture.title, picture.subtitle) == ("Complaints by origin", ("2026",))


def test_only_bars_that_can_grow_carry_a_whisker() -> None:
    picture = shown(bars_by_department(departments_frame(), COLOURS, "t", "s", LIGHT))
    whiskers = {whisker.says[1]: whisker.box for whisker in picture.of_kind("rule")}
    assert list(whiskers) == ["department: Logistics", "department: Support"]
    assert whiskers["department: Logistics"].width == pytest.approx(400 * 30 / 90, abs=0.5)


def test_causes_carry_their_departments_name_and_colour() -> None:
    frame = pd.DataFrame(
        {
            "department": ["Logistics", "Support"],
            "issue": ["Late", "Rude"],
            "complaints": [5.0, 2.0],
            "text": ["5", "2"],
        }
    )
    picture = shown(bars_by_cause(frame, COLOURS, "t", "s", LIGHT))
    bars = downwards(picture.of_kind("bar"))
    assert fills(bars, "cause") == {"Late|Logistics": "#4477AA", "Rude|Support": "#009988"}
    assert {"Late\nLogistics", "Rude\nSupport"} <= set(picture.texts)


def test_a_partial_month_is_hollow_apart_from_the_line() -> None:
    picture = shown(months_with_limits(months_frame(9), "#4477AA", "t", "s", LIGHT))
    points = picture.of_kind("circle")
    assert len(points) == 8
    (hollow,) = picture.of_kind("point")
    assert "month: m8" in hollow.says
    assert hollow.fill == ""
    assert hollow.stroke == "#4477AA"
    (line,) = (line for line in picture.of_kind("line") if not line.is_broken)
    assert line.box.right == pytest.approx(max(point.box.middle[0] for point in points), abs=0.5)
    assert picture.word("not complete").box.left == pytest.approx(hollow.box.middle[0], abs=0.5)


def test_months_are_drawn_in_utc_so_that_no_browser_moves_them() -> None:
    spec = months_with_limits(months_frame(9), "#4477AA", "t", "s", LIGHT).to_dict()
    scales = [part["encoding"]["x"]["scale"]["type"] for part in layers(spec)]
    assert set(scales) == {"utc"}


def test_without_limits_no_band_is_drawn() -> None:
    frame = months_frame(3).assign(low=None, high=None, mean=None)
    picture = shown(months_with_limits(frame, "#4477AA", "t", "s", LIGHT))
    assert picture.of_kind("area") == []
    assert not {"upper limit", "mean", "lower limit"} & set(picture.words)


def test_a_signal_gets_a_ring() -> None:
    frame = months_frame(9)
    frame.loc[3, "is_signal"] = True
    picture = shown(months_with_limits(frame, "#4477AA", "t", "s", LIGHT))
    (point,) = (point for point in picture.of_kind("circle") if "month: m3" in point.says)
    (ring,) = (ring for ring in picture.of_kind("point") if "month: m3" in ring.says)
    assert ring.fill == ""
    assert ring.stroke == LIGHT.text
    assert ring.box.middle == pytest.approx(point.box.middle, abs=0.5)
    assert ring.box.width > point.box.width


def test_the_outline_of_two_open_cells_side_by_side_has_six_edges() -> None:
    frame = pd.DataFrame({"weekday": [0, 0, 1], "hour": [9, 10, 9], "is_open": [True, True, None]})
    edges = outline(frame)
    assert len(edges) == 6
    assert (edges["hour"].min(), edges["hour_end"].max()) == (9, 11)


def test_nothing_open_has_no_outline() -> None:
    frame = pd.DataFrame({"weekday": [0], "hour": [9], "is_open": pd.Series([None], dtype="boolean")})
    assert outline(frame).empty


def test_hours_grid_deepens_the_departments_colour_from_zero_and_outlines_its_hours() -> None:
    frame = pd.DataFrame(
        {"weekday": [0] * 3, "weekday_name": ["Monday"] * 3, "hour": [9, 10, 11], "complaints": [4.0, 2.0, 0.0],
         "is_open": [True, True, False], "text": [""] * 3}
    )  # fmt: skip
    picture = shown(weekday_hour_grid(frame, "#4477AA", "When", "s", LIGHT))
    cells = picture.of_kind("rect")
    assert {cell.fill for cell in cells} == {"#4477AA"}
    most, half, *none = (cell.opacity for cell in cells)
    assert most > half > max(none, default=0.0)
    edges = [edge.box for edge in picture.of_kind("rule")]
    assert min(edge.left for edge in edges) == pytest.approx(cells[0].box.left, abs=0.5)
    assert max(edge.right for edge in edges) == pytest.approx(cells[1].box.right, abs=0.5)


def test_ribbons_name_each_origin_with_its_hours_and_the_bar_with_their_sum() -> None:
    frame = pd.DataFrame({"origin": ["Logistics", "Support", "Logistics"], "hours": [30.0, 10.0, 20.0]})
    picture = shown(hours_to_frontline(frame, COLOURS, ["Support"], "Where the hours come from", "h", LIGHT))
    assert picture.words == ["Logistics  50 h", "Support  10 h", "60 h"]
    assert fills(picture.of_kind("area"), "department") == {"Logistics": "#4477AA", "Support": "#009988"}
    (bar,) = picture.of_kind("rect")
    assert bar.fill == "#009988"


def test_a_whisker_at_a_ribbons_lower_edge_is_as_long_as_its_interval() -> None:
    ends = {"low": [40.0, 10.0], "high": [62.0, 10.0]}
    frame = pd.DataFrame({"origin": ["Logistics", "Support"], "hours": [50.0, 10.0], **ends})
    picture = shown(hours_to_frontline(frame, COLOURS, ["Support"], "Where the hours come from", "h", LIGHT))
    (whisker,) = picture.of_kind("rule")  # where nothing is open there is no whisker
    (bar,) = picture.of_kind("rect")
    an_hour = bar.box.height / 60
    assert whisker.box.height == pytest.approx(22 * an_hour, abs=1)
    (ribbon,) = picture.saying("origin: Logistics")
    # The ribbon begins at the top, and comes down a little on the way.
    assert 0 <= whisker.box.top - (ribbon.box.top + 40 * an_hour) <= 2 * an_hour
    assert "words: 50 h (40–62 h)" in whisker.says


@given(st.lists(st.floats(0.1, 1e6), min_size=1, max_size=12))
def test_a_ribbon_is_as_wide_on_the_right_as_on_the_left_and_leaves_no_gap_there(hours: list[float]) -> None:
    spans = place(pd.Series(hours, index=[f"D{number}" for number in range(len(hours))]))
    left, right = spans["left_end"] - spans["left_start"], spans["right_end"] - spans["right_start"]
    assert left.to_numpy() == pytest.approx(hours)
    assert right.to_numpy() == pytest.approx(hours)
    assert spans["right_start"].iloc[1:].to_numpy() == pytest.approx(spans["right_end"].iloc[:-1].to_numpy())
    assert spans["left_end"].iloc[-1] - spans["left_start"].iloc[0] >= sum(hours) * 0.999


def test_frontline_and_unattributed_stand_last_whatever_their_size() -> None:
    order = order_departments(["Unattributed", "Support", "Logistics", "IT"], [99.0, 50.0, 1.0, 2.0], ["Support"])
    assert order == ["IT", "Logistics", "Support", "Unattributed"]


def test_a_timeline_shows_stations_in_the_order_in_which_they_held_the_ticket() -> None:
    moments = pd.to_datetime(["2026-01-05 10:00", "2026-01-05 12:00", "2026-01-06 09:00", "2026-01-06 10:00"])
    stations = pd.DataFrame(
        {
            "team": ["Tier 1", "Depot", "Tier 1"],
            "department": ["Support", "Logistics", None],
            "from_at": moments[:3],
            "until_at": [*moments[1:3], pd.NaT],
        }
    )
    picture = shown(ticket_timeline(stations, moments[3], COLOURS, "Who held it", "3 stations", LIGHT))
    bars = downwards(picture.of_kind("bar"))
    assert list(fills(bars, "station")) == ["1  Tier 1", "2  Depot", "3  Tier 1"]
    first, second, third = (bar.box for bar in bars)
    assert first.right == pytest.approx(second.left, abs=0.5)
    assert second.right == pytest.approx(third.left, abs=0.5)
    assert bars[1].fill == "#4477AA"
    assert "until, UTC: 6 Jan 2026, 10:00" in bars[2].says


@pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])
def test_a_copied_chart_takes_title_period_and_paper_along(ink: Any) -> None:
    picture = shown(bars_by_department(departments_frame(), COLOURS, "Complaints", "2026\nchannel chat", ink))
    assert picture.title == "Complaints"
    assert picture.subtitle == ("2026", "channel chat")
    assert picture.paper == ink.paper
