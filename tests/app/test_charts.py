"""Charts by their encodings and titles, not their pixels."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.marts.core.colours import OTHER, OTHER_LABEL
from pages.ui.charts.bars import bars_by_cause, bars_by_department
from pages.ui.charts.base import order_departments
from pages.ui.charts.hours_to_frontline import hours_to_frontline, place
from pages.ui.charts.hundred_squares import hundred_squares
from pages.ui.charts.months_with_limits import months_with_limits
from pages.ui.charts.ticket_timeline import ticket_timeline
from pages.ui.charts.weekday_hour_grid import outline, weekday_hour_grid
from pages.ui.theme import DARK, LIGHT
from tests.app.chart_frames import departments_frame, domain_and_range, layers, months_frame, squares_frame, with_mark

COLOURS = {"Support": "#009988", "Logistics": "#4477AA", "Unattributed": "#a3a3a3"}


def test_squares_are_true_squares_and_fill_row_by_row_in_the_departments_colours() -> None:
    spec = hundred_squares(squares_frame(70), COLOURS, "What the frontline sees", "100 complaints", LIGHT).to_dict()
    drawn = with_mark(spec, "rect")[0]
    assert drawn["width"] == drawn["height"]
    assert drawn["encoding"]["x"]["field"] == "column"
    assert drawn["encoding"]["y"]["field"] == "row"
    assert domain_and_range(drawn) == {"Logistics": "#4477AA", "Unattributed": "#a3a3a3"}
    assert spec["title"]["text"] == "What the frontline sees"


def test_a_square_without_a_department_is_ink_for_a_complaint_and_pale_for_an_order_that_went_well() -> None:
    squares = squares_frame(90)
    squares["meaning"] = ["without a complaint"] * 90 + ["with a complaint"] * 10
    squares["department"] = pd.Series([None] * 100, dtype="str")
    squares["is_complaint"] = [False] * 90 + [True] * 10
    spec = hundred_squares(squares, COLOURS, "What the company sees", "100 orders", DARK).to_dict()
    shades = domain_and_range(with_mark(spec, "rect")[0])
    assert shades == {"without a complaint": DARK.rule, "with a complaint": DARK.text}


def test_a_list_of_causes_never_says_the_same_twice() -> None:
    frame = pd.DataFrame({"department": ["Logistics", "Finance", "Logistics"], "issue": [None, None, "Late delivery"]})
    frame = frame.assign(complaints=[3.0, 2.0, 1.0], text=["3", "2", "1"])
    spec = bars_by_cause(frame, COLOURS, "t", "s", LIGHT).to_dict()
    named = [row["cause"] for rows in spec["datasets"].values() for row in rows]
    assert list(dict.fromkeys(named)) == ["Logistics", "Finance", "Late delivery|Logistics"]


def test_squares_of_departments_that_share_a_colour_are_one_named_part() -> None:
    names = ["Logistics"] * 60 + ["Legal"] * 10 + ["Support"] * 10 + ["Facilities"] * 20
    squares = squares_frame(60).assign(department=names, meaning=names, disputed=0.0)
    squares["limits"] = ["58–62 %"] * 60 + ["9–11 %"] * 40
    colours = {**COLOURS, "Legal": OTHER, "Facilities": OTHER}
    spec = hundred_squares(squares, colours, "t", "s", LIGHT).to_dict()
    drawn = with_mark(spec, "rect")[0]
    shades = domain_and_range(drawn)
    assert len(set(shades.values())) == len(shades) == 3
    words = [row["words"] for rows in spec["datasets"].values() for row in rows if "words" in row]
    assert words == ["60  Logistics (58–62 %)", f"30  {OTHER_LABEL}", "10  Support (9–11 %)"]
    placed = {(row["row"], row["column"]): row["part"] for row in spec["datasets"][drawn["data"]["name"]]}
    in_order = [placed[divmod(number, 10)] for number in range(100)]
    assert in_order == ["Logistics"] * 60 + [OTHER_LABEL] * 30 + ["Support"] * 10


def test_the_key_of_the_squares_counts_to_a_hundred() -> None:
    spec = hundred_squares(squares_frame(37), COLOURS, "t", "s", LIGHT).to_dict()
    key = with_mark(spec, "text")[0]
    rows = (
        spec["datasets"][key["data"]["name"]] if "data" in key else spec["datasets"][spec["vconcat"][1]["data"]["name"]]
    )
    assert [row["words"] for row in rows] == ["37  Logistics", "63  Unattributed"]


def test_anything_but_a_hundred_squares_is_refused() -> None:
    with pytest.raises(ValueError, match="99 squares given"):
        hundred_squares(squares_frame(50).head(99), COLOURS, "t", "s", LIGHT)


def test_bars_keep_the_order_given_and_start_at_zero() -> None:
    spec = bars_by_department(departments_frame(), COLOURS, "Complaints by origin", "2026", LIGHT).to_dict()
    bar = with_mark(spec, "bar")[0]
    assert bar["encoding"]["y"]["sort"] == ["Logistics", "Support", "Unattributed"]
    assert bar["encoding"]["x"]["scale"]["domain"] == [0, 90.0]
    assert (spec["title"]["text"], spec["title"]["subtitle"]) == ("Complaints by origin", ["2026"])


def test_bars_are_labelled_at_their_ends_and_have_no_legend() -> None:
    spec = bars_by_department(departments_frame(), COLOURS, "t", "s", LIGHT).to_dict()
    assert with_mark(spec, "text")[0]["encoding"]["text"]["field"] == "text"
    assert with_mark(spec, "bar")[0]["encoding"]["color"]["legend"] is None


def test_only_bars_that_can_grow_carry_a_whisker() -> None:
    spec = bars_by_department(departments_frame(), COLOURS, "t", "s", LIGHT).to_dict()
    rule = with_mark(spec, "rule")[0]
    names = [row["department"] for row in spec["datasets"][rule["data"]["name"]]]
    assert names == ["Logistics", "Support"]


def test_causes_carry_their_departments_name_and_colour() -> None:
    frame = pd.DataFrame(
        {
            "department": ["Logistics", "Support"],
            "issue": ["Late", "Rude"],
            "complaints": [5.0, 2.0],
            "text": ["5", "2"],
        }
    )
    spec = bars_by_cause(frame, COLOURS, "t", "s", LIGHT).to_dict()
    bar = with_mark(spec, "bar")[0]
    assert bar["encoding"]["y"]["sort"] == ["Late|Logistics", "Rude|Support"]
    assert domain_and_range(bar) == {"Logistics": "#4477AA", "Support": "#009988"}


def test_a_partial_month_is_hollow_apart_from_the_line() -> None:
    spec = months_with_limits(months_frame(9), "#4477AA", "t", "s", LIGHT).to_dict()
    line = next(layer for layer in with_mark(spec, "line") if layer["encoding"]["y"]["field"] == "complaints")
    hollow = with_mark(spec, "point")[0]
    assert len(spec["datasets"][line["data"]["name"]]) == 8
    assert [row["label"] for row in spec["datasets"][hollow["data"]["name"]]] == ["m8"]


def test_months_are_drawn_in_utc_so_that_no_browser_moves_them() -> None:
    spec = months_with_limits(months_frame(9), "#4477AA", "t", "s", LIGHT).to_dict()
    scales = [layer["encoding"]["x"]["scale"]["type"] for layer in layers(spec)]
    assert set(scales) == {"utc"}


def test_without_limits_no_band_is_drawn() -> None:
    frame = months_frame(3).assign(low=None, high=None, mean=None)
    spec = months_with_limits(frame, "#4477AA", "t", "s", LIGHT).to_dict()
    assert with_mark(spec, "area") == []


def test_a_signal_gets_a_ring() -> None:
    frame = months_frame(9)
    frame.loc[3, "is_signal"] = True
    spec = months_with_limits(frame, "#4477AA", "t", "s", LIGHT).to_dict()
    ringed = [spec["datasets"][layer["data"]["name"]] for layer in with_mark(spec, "point")]
    assert [[row["label"] for row in rows] for rows in ringed] == [["m3"], ["m8"]]


def test_the_outline_of_two_open_cells_side_by_side_has_six_edges() -> None:
    frame = pd.DataFrame({"weekday": [0, 0, 1], "hour": [9, 10, 9], "is_open": [True, True, None]})
    edges = outline(frame)
    assert len(edges) == 6
    assert (edges["hour"].min(), edges["hour_end"].max()) == (9, 11)


def test_nothing_open_has_no_outline() -> None:
    frame = pd.DataFrame({"weekday": [0], "hour": [9], "is_open": pd.Series([None], dtype="boolean")})
    assert outline(frame).empty


def test_hours_grid_deepens_the_departments_colour_from_zero() -> None:
    frame = pd.DataFrame(
        {"weekday": [0], "weekday_name": ["Monday"], "hour": [9], "complaints": [3.0], "is_open": [True], "text": [""]}
    )
    spec = weekday_hour_grid(frame, "#4477AA", "When", "s", LIGHT).to_dict()
    heat = with_mark(spec, "rect")[0]
    assert heat["mark"]["color"] == "#4477AA"
    assert heat["encoding"]["opacity"]["scale"]["domainMin"] == 0


def test_ribbons_name_each_origin_with_its_hours_and_the_bar_with_their_sum() -> None:
    frame = pd.DataFrame({"origin": ["Logistics", "Support", "Logistics"], "hours": [30.0, 10.0, 20.0]})
    spec = hours_to_frontline(frame, COLOURS, ["Support"], "Where the hours come from", "h", LIGHT).to_dict()
    words = [row["label"] for layer in with_mark(spec, "text") for row in spec["datasets"][layer["data"]["name"]]]
    assert words == ["Logistics  50 h", "Support  10 h", "60 h"]
    assert with_mark(spec, "rect")[0]["mark"]["color"] == "#009988"


def test_a_whisker_at_a_ribbons_lower_edge_is_as_long_as_its_interval() -> None:
    ends = {"low": [40.0, 10.0], "high": [62.0, 10.0]}
    frame = pd.DataFrame({"origin": ["Logistics", "Support"], "hours": [50.0, 10.0], **ends})
    spec = hours_to_frontline(frame, COLOURS, ["Support"], "Where the hours come from", "h", LIGHT).to_dict()
    (rule,) = with_mark(spec, "rule")
    (row,) = spec["datasets"][rule["data"]["name"]]  # where nothing is open there is no whisker
    assert row["most"] - row["least"] == pytest.approx(22.0)
    assert 40.0 <= row["least"] <= 42.0  # the first ribbon begins at the top, and comes down a little on the way
    assert row["words"] == "50 h (40–62 h)"


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
    spec = ticket_timeline(stations, moments[3], COLOURS, "Who held it", "3 stations", LIGHT).to_dict()
    bar = layers(spec)[0]
    assert bar["encoding"]["y"]["sort"] == ["1  Tier 1", "2  Depot", "3  Tier 1"]
    assert domain_and_range(bar)["Logistics"] == "#4477AA"
    assert [row["until_words"] for row in spec["datasets"][bar["data"]["name"]]][-1] == "06 Jan 2026 10:00"


@pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])
def test_a_copied_chart_takes_title_period_and_paper_along(ink: Any) -> None:
    spec = bars_by_department(departments_frame(), COLOURS, "Complaints by origin", "2026\nchannel chat", ink).to_dict()
    assert spec["title"]["subtitle"] == ["2026", "channel chat"]
    assert spec["background"] == ink.paper
    assert spec["title"]["color"] == ink.text
