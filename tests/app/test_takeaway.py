"""What charts say in words, piece by piece."""

from __future__ import annotations

import pandas as pd

from etl.marts.core.formatting import percent
from pages.ui.charts.change_bars import change_bars
from pages.ui.charts.months_with_limits import months_with_limits
from pages.ui.charts.takeaway import NOTHING, listed, marked_out, over_time, ranked
from pages.ui.theme import LIGHT
from tests.app.chart_frames import months_frame

MISSING = float("nan")


def test_the_largest_three_are_named_and_the_smallest_of_more() -> None:
    names, values = ["A|x", "B", "C", "D", "E"], [1.0, 9.0, 1234.0, MISSING, 4.0]
    assert ranked(names, values) == "Most: C (1,234), B (9), E (4). Least of 4: A, x (1)."
    assert ranked(names, values, least="") == "Most: C (1,234), B (9), E (4)."
    assert ranked(names[:3], values[:3], ["1 h", "9 h", ""], "Longest") == "Longest: C, B (9 h), A, x (1 h)."
    assert ranked(["D"], [MISSING]) == NOTHING


def test_a_span_over_time_names_its_ends_and_the_latest() -> None:
    assert over_time(["Jan", "Feb", "Mar", "Apr"], [3.0, 8.0, MISSING, 5.0]) == (
        "Between 3 (Jan) and 8 (Feb) in 3 months; latest 5 (Apr)."
    )
    assert over_time(["Jan", "Feb"], [0.501, 0.502], percent) == "50 % in each of 2 months."
    assert over_time([], []) == NOTHING


def test_what_stands_out_is_told_the_latest_three_of_more() -> None:
    assert marked_out(["Jan", "Feb"], ["", "below"], "Calm.") == " Not ordinary: Feb, below."
    assert marked_out(["Jan"], [""], "Calm.") == " Calm."
    assert marked_out(["Jan"], [""]) == ""
    assert marked_out(list("abcde"), ["up"] * 5) == " Not ordinary, the latest 3 of 5: c, up; d, up; e, up."


def test_a_list_tells_each_of_its_names() -> None:
    assert listed(["back"], ["11 %|of 3"]) == "back: 11 %, of 3."
    assert listed([], []) == NOTHING


def test_a_month_that_stands_out_is_told_and_one_that_is_not_complete_takes_no_part() -> None:
    months = months_frame(10)
    months.loc[4, ["complaints", "is_signal", "signal"]] = [40.0, True, "above the limits"]
    months.loc[9, "complaints"] = 1.0
    assert months_with_limits(months, "#4477AA", "t", "s", LIGHT).description == (
        "Between 10 (m0) and 40 (m4) in 9 months; latest 10 (m8). Not ordinary: m4, above the limits."
    )


def test_what_grew_and_what_shrank_are_told_apart() -> None:
    frame = pd.DataFrame({"department": ["A", "B", "C"], "issue": ["x", "y", None], "total": [5.0, -7.0, -2.0]})
    frame = frame.assign(now=9.0, issues=[("x",), ("y",), (None,)], by_amount=0.0, by_rate=0.0, text=["+5", "−7", "−2"])
    frame = frame.assign(
        **{f"{end}_{part}": 0.0 for end in ("low", "high") for part in ("by_amount", "by_rate", "total")}
    )
    assert change_bars(frame, {}, "t", "s", LIGHT).description == "Only x, A (+5). Down most: y, B (−7), C (−2)."
