"""The charts of a day, of before and after, and of the frontline's worth, by what they show."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from pages.ui.charts.answer_times import answer_times
from pages.ui.charts.before_and_after import before_and_after
from pages.ui.charts.day_by_hour import day_by_hour
from pages.ui.charts.differences import differences
from pages.ui.charts.months_with_limits import months_with_limits
from pages.ui.theme import DARK, LIGHT, Ink
from tests.app.chart_frames import effect_frame, months_frame
from tests.app.shown import Shown, shown

COLOURS = {"Support": "#009988", "Logistics": "#4477AA"}


def marks(*texts: str) -> pd.DataFrame:
    days = pd.date_range("2026-02-03", periods=len(texts), freq="7D")
    kinds = ["commitment" if text.startswith("Agreed") else "event" for text in texts]
    return pd.DataFrame({"day": days, "text": list(texts), "mark": kinds})


def test_a_whisker_is_as_long_as_the_interval_of_its_period() -> None:
    frame = effect_frame().assign(lower=[9.0, 11.0, 3.0], upper=[12.0, 11.0, 6.0])
    picture = shown(before_and_after(frame, date(2026, 3, 1), "start", "#4477AA", "t", "s", LIGHT))
    (band,) = (mark.box for mark in picture.of_kind("area"))  # from 8 to 13
    whiskers = [mark.box for mark in picture.of_kind("rule") if mark.stroke == "#4477AA"]
    ends = [(13 - 5 * (end - band.top) / band.height) for box in whiskers for end in (box.bottom, box.top)]
    assert ends == pytest.approx([9.0, 12.0, 3.0, 6.0], abs=1e-3)
    points = [mark.box.middle[0] for mark in picture.of_kind("circle")]
    assert [box.left for box in whiskers] == pytest.approx([points[0], points[2]])


def test_without_intervals_no_whisker_is_drawn() -> None:
    picture = shown(before_and_after(effect_frame(), date(2026, 3, 1), "start", "#4477AA", "t", "s", LIGHT))
    assert [mark.stroke for mark in picture.of_kind("rule")] == [LIGHT.text]  # the day


def day(now: int, department: str | None = "Logistics") -> Shown:
    origins = pd.DataFrame({"hour": [9, 20], "department": ["Support", "Logistics"], "complaints": [1.0, 2.0]})
    hours = pd.DataFrame({"hour": range(8, 22)})
    at_work = pd.DataFrame({"department": ["Support"], "from_hour": [8.0], "to_hour": [22.0], "is_frontline": [True]})
    if department:
        own = pd.DataFrame({"department": [department], "from_hour": [9.0], "to_hour": [17.0], "is_frontline": [False]})
        at_work = pd.concat([at_work, own])
    return shown(day_by_hour(origins, hours, at_work, now, COLOURS, "Complaints by hour", "4 Mar 2026", LIGHT))


def test_a_day_is_stacked_columns_in_the_departments_colours_with_later_hours_pale() -> None:
    picture = day(now=9)
    assert picture.title == "Complaints by hour"
    assert picture.legend == ("Support", "Logistics")
    early, late = picture.of_kind("bar")
    assert [early.fill, late.fill] == list(COLOURS.values())
    assert early.opacity == 1 > 0.5 > late.opacity
    hour = picture.plot.width / 14  # from 8 to 22
    assert [(mark.box.left - picture.plot.left) / hour for mark in (early, late)] == pytest.approx([1, 12], abs=0.1)
    assert early.box.bottom == late.box.bottom == picture.plot.bottom
    assert late.box.height == pytest.approx(2 * early.box.height)


def test_only_the_hours_of_the_department_chosen_are_shaded_and_named() -> None:
    picture = day(9)
    (shade,) = picture.of_kind("rect")
    ends = [(end - picture.plot.left) / picture.plot.width * 14 + 8 for end in (shade.box.left, shade.box.right)]
    assert ends == pytest.approx([9.0, 17.0])
    assert picture.words == ["Logistics at work"]
    assert not [mark for mark in day(9, department=None).marks if mark.kind in ("rect", "text")]


@pytest.mark.parametrize("ink", [LIGHT, DARK])
def test_before_and_after_draws_the_limits_the_day_and_the_target(ink: Ink) -> None:
    picture = shown(
        before_and_after(
            effect_frame("below"), date(2026, 3, 1), "Second courier", "#4477AA", "Late", "complaints", ink, target=5.0
        )
    )
    (ten, eleven, four), (band,) = picture.of_kind("circle"), picture.of_kind("area")
    unit = ten.box.middle[1] - eleven.box.middle[1]
    assert ten.box.middle[1] - band.box.top == pytest.approx(3 * unit, abs=0.01)
    assert band.box.bottom - ten.box.middle[1] == pytest.approx(2 * unit, abs=0.01)
    target, start = picture.of_kind("rule")
    assert four.box.middle[1] - target.box.top == pytest.approx(unit)
    assert start.box.left == pytest.approx(four.box.middle[0])
    (signal,) = picture.of_kind("point")
    assert signal.box.middle == pytest.approx(four.box.middle)
    assert set(picture.words) == {"Second courier", "target"}
    assert picture.paper == ink.paper


def test_the_words_over_before_and_after_stand_clear_of_what_is_drawn() -> None:
    frame = effect_frame("above")
    for target in (None, 3 * 13.0):
        picture = shown(
            before_and_after(frame, date(2026, 3, 1), "start", "#4477AA", "Late", "complaints", LIGHT, target=target)
        )
        drawn = [mark.box.top for kind in ("area", "line", "circle", "point") for mark in picture.of_kind(kind)]
        drawn += [mark.box.top for mark in picture.of_kind("rule") if mark.box.width]  # the target
        assert picture.word("start").box.bottom < min(drawn)
        assert picture.plot.bottom - min(drawn) < picture.plot.height / 1.1
        assert "0" in picture.texts
    assert picture.word("target").box.left > picture.plot.right
    assert picture.word("target").box.middle[1] == pytest.approx(min(drawn), abs=LIGHT.size)


def test_without_limits_no_band_is_drawn_and_a_share_reads_as_a_percentage() -> None:
    frame = effect_frame().assign(value=[0.1, 0.2, 0.3], mean=float("nan"), low=float("nan"), high=float("nan"))
    picture = shown(
        before_and_after(frame, date(2027, 1, 1), "first visit", "#4477AA", "It took part", "", LIGHT, is_share=True)
    )
    assert {mark.kind for mark in picture.marks} == {"line", "circle"}
    assert {"0\u00a0%", "10\u00a0%", "20\u00a0%", "30\u00a0%"} <= set(picture.texts)


def test_commitments_are_solid_lines_and_events_broken_ones_with_names_on_lines_of_their_own() -> None:
    named = marks("Agreed: courier", "Strike", "Portal", "Sale")
    picture = shown(months_with_limits(months_frame(9), "#4477AA", "Title", "sub", LIGHT, marks=named))
    rules = picture.of_kind("rule")
    assert [mark.is_broken for mark in rules] == [False, True, True, True]
    names = [picture.word(words).box for words in named["text"]]
    assert [box.left for box in names] == pytest.approx([mark.box.left + 5 for mark in rules])
    assert names[0].top < names[1].top < names[2].top
    assert names[3].top == names[0].top


def test_without_marks_the_months_are_drawn_as_ever() -> None:
    plain, marked = (
        shown(months_with_limits(months_frame(9), "#4477AA", "Title", "sub", LIGHT, marks=given))
        for given in (None, marks())
    )
    assert plain == marked


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
    picture = shown(answer_times(frame, COLOURS, "Waiting for answers", "opening hours", LIGHT))
    bar, tick = (next(mark for mark in picture.of_kind(kind)) for kind in ("bar", "tick"))
    assert bar.fill == COLOURS["Logistics"]
    assert bar.box.left == picture.plot.left
    assert (tick.box.middle[0] - bar.box.left) / bar.box.width == pytest.approx(12 / 5)
    known, unknown = (picture.word(words).box for words in frame["text"])
    assert bar.box.top < known.top < bar.box.bottom < unknown.top
    assert picture.title == "Waiting for answers"


def test_differences_are_points_with_their_intervals_about_none() -> None:
    frame = pd.DataFrame(
        {"outcome": ["ordered again"], "difference": [2.0], "low": [-4.0], "high": [8.0], "text": ["11 % · 9 %"]}
    )
    picture = shown(differences(frame, "#009988", "After a gesture", "95 %", LIGHT))
    (point,), (none, interval) = picture.of_kind("circle"), picture.of_kind("rule")
    places = (point.box.middle[0], interval.box.left, interval.box.right, none.box.left)
    # The axis goes as far to either side as the interval reaches.
    points = [(place - picture.plot.left) / picture.plot.width * 16 - 8 for place in places]
    assert points == pytest.approx([2.0, -4.0, 8.0, 0.0])
    assert none.is_broken
    assert picture.words == ["11 % · 9 %"]
