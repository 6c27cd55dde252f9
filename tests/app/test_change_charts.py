"""Charts of changes, by what they show."""

from __future__ import annotations

from urllib.parse import parse_qs

import numpy as np
import pandas as pd
import pytest

from etl.marts.core.filter_kinds import UNKNOWN
from etl.marts.core.mark_filters import ARROW
from pages.ui.charts.change_bars import change_bars
from pages.ui.charts.months_with_limits import months_with_limits
from pages.ui.charts.opening import rows_that_open
from pages.ui.theme import LIGHT
from tests.app.chart_frames import months_frame
from tests.app.shown import shown

COLOURS = {"Support": "#009988", "Logistics": "#4477AA"}


def test_months_around_those_that_are_chosen_are_pale() -> None:
    frame = months_frame(9).assign(is_within=[False] * 6 + [True] + [False] * 2)
    picture = shown(months_with_limits(frame, "#4477AA", "t", "s", LIGHT))
    points = {mark.says[0]: mark for mark in picture.of_kind("circle") if mark.fill == "#4477AA"}
    assert len(points) == 8
    strong = [mark for mark in points.values() if mark.opacity == 1]
    assert len(strong) == 1
    assert picture.word("10").box.middle[0] == pytest.approx(strong[0].box.middle[0], abs=1)
    alone = shown(months_with_limits(months_frame(9), "#4477AA", "t", "s", LIGHT))
    assert {mark.opacity for mark in alone.of_kind("circle")} == {1.0}


def limits(name: str, low: list[float], high: list[float]) -> dict[str, list[float]]:
    return {f"low_{name}": low, f"high_{name}": high}


def test_what_drove_a_change_goes_to_either_side_of_none() -> None:
    frame = pd.DataFrame(
        {
            "department": ["Logistics", "Support", "Other causes"],
            "issue": ["Late", "Other issues", None],
            "issues": [("Late",), ("Rude", None), ()],
            "total": [30.0, -10.0, 5.0],
            "now": [90.0, 5.0, 9.0],
            "by_amount": [20.0, -10.0, 5.0],
            "by_rate": [10.0, 0.0, 0.0],
            **limits("total", [12.0, -22.0, np.nan], [48.0, 2.0, np.nan]),
            **limits("by_amount", [9.0, -20.0, np.nan], [31.0, 0.5, np.nan]),
            **limits("by_rate", [3.0, 0.0, np.nan], [17.0, 0.0, np.nan]),
            "text": ["+30 (90, was 60)", "−10 (5, was 15)", "+5 (9, was 4)"],
        }
    )
    drawn = change_bars(frame, COLOURS, "t", "s", LIGHT)
    picture = shown(drawn)
    bars = picture.of_kind("bar")
    none = picture.of_kind("rule")[0].box.left
    late, rude, others = (bar.box for bar in bars)
    assert late.left == rude.right == others.left == pytest.approx(none, abs=1)
    assert late.width == pytest.approx(3 * rude.width, rel=0.02)
    assert [bar.fill for bar in bars[:2]] == ["#4477AA", "#009988"]
    assert picture.word("−10 (5, was 15)").box.left > none
    whiskers = [rule.box for rule in picture.of_kind("rule")[1:]]
    assert [box.width for box in whiskers] == pytest.approx([36 / 30 * late.width, 24 / 30 * late.width], rel=0.03)
    assert picture.word("+30 (90, was 60)").box.left > whiskers[0].right
    assert any("+30.0, between +12.0 and +48.0" in each for each in bars[0].says)
    opened = [parse_qs(said.removeprefix("?"), keep_blank_values=True) for said in rows_that_open(drawn)]
    assert opened == [
        {"department": ["Logistics"], "issue": ["Late"]}, {"department": ["Support"], "issue": ["Rude", UNKNOWN]},
        {"besides": [f"Logistics{ARROW}Late", f"Support{ARROW}Rude", f"Support{ARROW}{UNKNOWN}"]},
    ]  # fmt: skip
    assert any(each == "+5.0" or each.endswith(": +5.0") for each in bars[2].says)


def test_the_band_of_months_breaks_off_where_there_are_no_data() -> None:
    frame = months_frame(9).assign(least=lambda each: each["complaints"] - 5, most=lambda each: each["complaints"] + 5)
    gaps = frame.assign(is_empty=[number in (1, 2, 3) for number in range(9)])
    for drawn, pieces in ((frame, 1), (gaps, 2)):
        picture = shown(months_with_limits(drawn, "#4477AA", "t", "s", LIGHT))
        (band,) = [mark for mark in picture.of_kind("area") if mark.fill == "#4477AA"]
        (line,) = [mark for mark in picture.of_kind("line") if mark.stroke == "#4477AA"]
        assert (band.pieces, line.pieces) == (pieces, pieces)
