"""Disputed shares are drawn on the charts that they touch, and a split may name the issues."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd
import pytest

from etl.marts.core.filters import Filters
from etl.marts.frames import breakdowns
from etl.marts.frames.hours_sankey import hours_by_origin
from etl.marts.frames.waffle import hundred
from etl.marts.shares.scope import Scope
from pages.ui import start, theme
from pages.ui.charts.answer_times import answer_times
from pages.ui.charts.bars import bars_by_issue
from pages.ui.charts.before_and_after import before_and_after
from pages.ui.charts.day_by_hour import day_by_hour
from pages.ui.charts.differences import differences
from pages.ui.charts.disputed import WAITING, WITHOUT
from pages.ui.charts.handing_matrix import handing_matrix
from pages.ui.charts.handoff_bars import handoff_bars
from pages.ui.charts.hours_by_cause import hours_by_cause
from pages.ui.charts.hours_to_frontline import hours_to_frontline
from pages.ui.charts.hundred_squares import hundred_squares
from pages.ui.charts.lens_by_group import lens_by_group
from pages.ui.charts.lens_by_month import lens_by_month
from pages.ui.charts.months_with_limits import months_with_limits
from pages.ui.charts.off_hours_grid import off_hours_grid
from pages.ui.charts.participation_bars import participation_bars
from pages.ui.charts.spread_by_hours import spread_by_hours
from pages.ui.charts.spread_by_month import spread_by_month
from pages.ui.charts.waiting_by_team import waiting_by_team
from pages.ui.charts.weekday_hour_grid import weekday_hour_grid
from tests.app.shown import Box, Shown, shown
from tests.store_rows import laid, store, taxonomy, ticket

COLOURS = {"Logistics": "#4477aa", "Finance": "#66ccee"}


def says_disputed(picture: Shown) -> bool:
    """Whether a word or a tooltip of the chart speaks of anything disputed."""
    told = [*picture.texts, *(entry for mark in picture.marks for entry in mark.says)]
    return any("disputed" in words for words in told)


def months(disputed: float) -> pd.DataFrame:
    days = pd.date_range("2026-01-01", periods=9, freq="MS")
    frame = pd.DataFrame({"period": days, "label": [f"{day:%b %Y}" for day in days], "complaints": 100.0})
    return frame.assign(
        mean=100.0, low=99.0, high=101.0, is_partial=False, is_empty=False, is_signal=False, signal="",
        disputed=[0.0] * 8 + [disputed],
    )  # fmt: skip


def test_the_disputed_part_of_a_month_is_a_broken_line_with_an_asterisk() -> None:
    picture = shown(months_with_limits(months(12.0), "#000", "Months", "s", theme.LIGHT))
    line, star = picture.saying("disputed: 12 of 100")
    assert (line.kind, line.is_broken, star.words) == ("rule", True, "*")
    # The axis begins at none; the line goes up to the month's point.
    assert line.box.height / (picture.plot.bottom - line.box.top) == pytest.approx(0.12)
    assert line.box.top == pytest.approx(picture.of_kind("circle")[-1].box.middle[1])
    assert star.box.bottom < line.box.top
    assert not says_disputed(drawn("months", 0.0))


def test_names_of_limits_that_lie_close_stand_apart() -> None:
    picture = drawn("months", 0.0)
    upper, mean, lower = (picture.word(name).box.top for name in ("upper limit", "mean", "lower limit"))
    assert upper + 8 < mean < lower - 8


def test_the_disputed_strip_of_a_ribbon_is_drawn_and_named() -> None:
    frame = pd.DataFrame({"origin": ["Logistics", "Finance"], "hours": [10.0, 5.0], "disputed": [2.0, 0.0]})
    picture = shown(hours_to_frontline(frame, COLOURS, ("Support",), "Hours", "s", theme.LIGHT))
    assert {"Logistics  10 h · 2 h*", "Finance  5 h"} <= set(picture.words)
    (strip,) = (mark for mark in picture.of_kind("area") if mark.is_broken)
    assert {"origin: Logistics", "disputed: 2 of 10 h"} <= set(strip.says)
    assert not any(mark.is_broken for mark in drawn("ribbons", 0.0).marks)


def squares(disputed: float) -> pd.DataFrame:
    names = [name for name, size in hundred({"Logistics": 60, "Finance": 40}).items() for _ in range(size)]
    frame = pd.DataFrame({"square": range(100), "meaning": names, "department": names, "is_complaint": True})
    frame = frame.assign(row=frame["square"] // 10, column=frame["square"] % 10)
    return frame.assign(disputed=[disputed if name == "Logistics" else 0.0 for name in names])


def test_disputed_squares_are_outlined_and_less_than_one_in_its_part() -> None:
    for disputed, words, outlined in ((3.2, "3.2", 4), (0.2, "0.2", 1), (0.02, "under 0.1", 1)):
        picture = shown(hundred_squares(squares(disputed), COLOURS, "Squares", "s", theme.LIGHT))
        assert f"60  Logistics · {words} disputed*" in picture.words
        assert sum(mark.is_broken for mark in picture.of_kind("rect")) == outlined
        # A square of which a part is disputed is pale in that part.
        width = picture.of_kind("rect")[0].box.width
        wide = [mark.box.width / width for mark in picture.of_kind("rect") if mark.is_broken]
        assert wide == pytest.approx([disputed % 1, *[1.0] * (outlined - 1)])
    calm = drawn("squares", 0.0)
    assert calm.words == ["60  Logistics", "40  Finance"]
    assert not any(mark.is_broken for mark in calm.marks)


def test_hours_and_squares_know_what_is_disputed() -> None:
    known = {"handle_minutes": 60.0, "minutes_basis": "logged", "team": "First line"}
    ruled = {"source": "shop", "ticket_id": "1", "issue": None, "share": 1.0, "is_ruled": False, "is_disputed": True}
    half = [{**ruled, "ticket_id": str(number), "department": "Logistics"} for number in range(15)]
    rulings = pd.DataFrame(half)
    with store(
        tickets=[ticket(str(number), **known) for number in range(30)],
        attributions=[laid(str(number), "Logistics") for number in range(30)],
    ) as connection:
        rulings["source"] = ticket("1")["source"]
        flow = hours_by_origin(Scope(connection, Filters(), taxonomy(), rulings))
        views = breakdowns.two_views(Scope(connection, Filters(), taxonomy(), rulings))
    assert flow[["hours", "disputed"]].to_numpy().tolist() == [[30.0, 15.0]]
    assert views.frontline["disputed"].unique().tolist() == [50.0]


def test_a_subtitle_counts_what_is_disputed() -> None:
    assert [start.disputed_words(number) for number in (None, 0.0, 1.0, 2.5)] == [
        [], [], ["1 complaint disputed*"], ["2.5 complaints disputed*"],
    ]  # fmt: skip


def test_words_at_a_bar_break_and_a_marks_name_is_limited_so_that_the_bars_keep_their_room() -> None:
    frame = pd.DataFrame({"issue": ["Late"], "complaints": [10.0], "disputed": [3.0], "text": ["10 · 100 %"]})
    bars = shown(bars_by_issue(frame, "#000", "Bars", "s", theme.LIGHT))
    assert bars.words == ["10 · 100 %\n3 disputed*"]
    marks = pd.DataFrame({"day": [pd.Timestamp("2026-03-01")], "text": ["A sentence " * 9], "mark": ["event"]})
    picture = shown(months_with_limits(months(0.0), "#000", "Months", "s", theme.LIGHT, marks=marks))
    (name,) = (words for words in picture.words if words.startswith("A sentence"))
    assert name.endswith("…")
    assert len(name) < 30


def test_a_mark_outside_the_months_drawn_does_not_stretch_their_axis() -> None:
    days = ["2025-12-31", "2026-01-01", "2026-09-30", "2026-10-01"]
    marks = pd.DataFrame({"day": pd.to_datetime(days), "text": ["a", "b", "c", "d"], "mark": "event"})
    picture = shown(months_with_limits(months(0.0), "#000", "Months", "s", theme.LIGHT, marks=marks))
    assert [words for words in picture.words if words in marks["text"].tolist()] == ["b", "c"]
    assert len(picture.of_kind("rule")) == 2
    # Each month stands at its first day: the axis goes on to the last day of September, and no further.
    assert "Jan 26" in picture.texts
    assert "Oct 26" not in picture.texts


DAYS = pd.date_range("2026-01-01", periods=3, freq="MS")
SHARE = {"value": 0.5, "numerator": 5.0, "denominator": 10.0, "low": 0.4, "high": 0.6, "disputed_part": 1.0}
"""Five of ten; where three are disputed, one of them is one of the five."""

SPREAD = {"low": 1.0, "lower": 2.0, "median": 3.0, "upper": 4.0, "high": 5.0, "undisputed": 2.5, "load": 40.0}


def rows(disputed: float, **columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"disputed": [disputed], **{name: [value] for name, value in columns.items()}})


def shares(disputed: float, **columns: Any) -> pd.DataFrame:
    part = 1.0 if disputed else 0.0
    return rows(disputed, **{**SHARE, "disputed_part": part}, parts="5 of 10", text="50 %", figure="50 %", **columns)


def title(draw: Callable[..., Any], frame: pd.DataFrame, *more: Any) -> Any:
    return draw(frame, *more, "Title", "Subtitle", theme.LIGHT)


def grid(disputed: float) -> pd.DataFrame:
    cell = {"weekday": 2, "weekday_name": "Wednesday", "hour": 12, "complaints": 4.0, "off_hours": 1.0, "is_open": True}
    return rows(disputed, **cell)


def day(disputed: float) -> Any:
    names = ["Finance", "Logistics"]
    origins = pd.DataFrame(
        {"hour": 12, "department": names, "complaints": [3.0, 2.0], "disputed": [disputed and 2.0, disputed and 1.0]}
    )
    at_work = pd.DataFrame({"department": ["Logistics"], "from_hour": [9.0], "to_hour": [17.0], "is_frontline": False})
    hours = pd.DataFrame({"hour": [12]})
    return day_by_hour(origins, hours, at_work, 12, COLOURS, "Title", "Subtitle", theme.LIGHT)


def effect(disputed: float, is_share: bool) -> Any:
    told = {"mean": 0.5, "signal": "", "is_partial": False, "period": DAYS[0], "label": "Jan 2026", "when": "after"}
    if is_share:
        frame = shares(disputed, **told)
    else:
        more = {"value": 10.0, "low": 1.0, "high": 20.0, "denominator": float("nan"), "disputed_value": disputed}
        frame = rows(0.0, **told, **more)
    return before_and_after(frame, date(2026, 1, 5), "day", "#000", "Title", "Subtitle", theme.LIGHT, is_share=is_share)


def test_the_asterisk_of_a_disputed_share_stands_within_the_plot() -> None:
    found = shown(effect(3.0, is_share=True))
    (star,) = [mark for mark in found.marks if mark.words == "*"]
    assert found.plot.top <= star.box.top <= found.plot.bottom


DRAWN: dict[str, tuple[Callable[[float], Any], str]] = {
    "bars": (
        lambda part: title(bars_by_issue, rows(part, issue="Late", complaints=10.0, text="10"), "#000"),
        "3 of 10",
    ),
    "months": (lambda part: title(months_with_limits, months(part), "#000"), "3 of 100"),
    "ribbons": (
        lambda part: title(
            hours_to_frontline, rows(part, origin="Logistics", hours=10.0), COLOURS, ("Support",)
        ),
        "3 of 10 h",
    ),
    "squares": (lambda part: title(hundred_squares, squares(part), COLOURS), "3 of 60"),
    "weekday and hour": (lambda part: title(weekday_hour_grid, grid(part), "#000"), "3 of 4"),
    "off hours": (lambda part: title(off_hours_grid, grid(part), "#000"), "3 of 4"),
    "hours by cause": (
        lambda part: title(
            hours_by_cause,
            rows(0.0, department="Logistics", issue="Late", complaints=4.0, frontline_hours=20.0, hours_a_month=2.0,
                 text="2 h", disputed_hours=part),
            COLOURS,
        ),
        "0.3 of 2 h",
    ),
    "lenses": (
        lambda part: title(
            lens_by_group, shares(part, group="Logistics", note="", unit="h", is_plain=True), COLOURS, "#000"
        ),
        "3 of 10 h",
    ),
    "lenses by month": (
        lambda part: title(
            lens_by_month,
            shares(part, group="Jan 2026", position=0, period=DAYS[0], unit="", is_plain=True),
            "#000",
        ),
        "3 of 10",
    ),
    "participation": (
        lambda part: title(participation_bars, shares(part, group="Logistics"), COLOURS), "3 of 10"
    ),
    "matrix": (
        lambda part: title(
            handing_matrix,
            rows(part, from_department="Support", to_department="Logistics", handoffs=12.0, returned=0.0,
                 share_returned=0.0, back="", lost_hours=0.0, lost_business_hours=0.0, text="12"),
            ("Support",),
        ),
        "3 of 12",
    ),
    "hand-offs": (
        lambda part: title(
            handoff_bars,
            rows(part, from_department="Support", to_department="Logistics", handoffs=12.0, returned=0.0, text="12"),
            COLOURS,
        ),
        "3 of 12",
    ),
    "waiting": (
        lambda part: title(
            waiting_by_team,
            rows(0.0, team="Warehouse", department="Logistics", held_hours=240.0, held_business_hours=24.0, text="x",
                 disputed_hours=72.0 if part else 0.0),
            COLOURS,
        ),
        "3 of 10 days",
    ),
    "day": (day, "2 of 3"),
    "spread by month": (
        lambda part: title(
            spread_by_month,
            rows(part, period=DAYS[0], first=DAYS[0], last=DAYS[1], label="Jan", counted=9, text="x", **SPREAD),
            "#000",
        ),
        "3 of 40 tickets",
    ),
    "spread by hours": (
        lambda part: title(
            spread_by_hours, rows(part, hours="08:00–12:00", counted=9, text="x", **SPREAD), "#000"
        ),
        "3 of 40 tickets",
    ),
    "before and after, counts": (lambda part: effect(part, is_share=False), "3 of 10"),
    "before and after, shares": (lambda part: effect(part, is_share=True), "3 of 10"),
    "answer times": (
        lambda part: title(
            answer_times,
            rows(part, department="Logistics", asked=20, median_hours=4.0, slow_hours=9.0, waiting=1,
                 undisputed_hours=3.0, text="4 h · 20 asked"),
            COLOURS,
        ),
        "3 of 20",
    ),
    "gestures": (
        lambda part: title(
            differences,
            rows(part, outcome="content", difference=2.0, low=-1.0, high=5.0, compared=30.0, undisputed=1.0, text="x"),
            "#000",
        ),
        "3 of 30",
    ),
}  # fmt: skip


@lru_cache
def drawn(name: str, disputed: float) -> Shown:
    """One of the charts above, drawn once."""
    return shown(DRAWN[name][0](disputed))


def part_of(name: str) -> Box:
    """Where the disputed part stands."""
    picture, said = drawn(name, 3.0), f"disputed: {DRAWN[name][1]}"
    return next(mark.box for mark in picture.saying(said) if mark.is_broken)


def whole_of(name: str, kind: str) -> Box:
    """Where the first mark of a kind stands."""
    return drawn(name, 3.0).of_kind(kind)[0].box


@pytest.mark.parametrize("name", DRAWN)
def test_each_chart_draws_what_is_disputed_with_its_legend_and_n_of_n(name: str) -> None:
    picture = drawn(name, 3.0)
    said = picture.saying(f"disputed: {DRAWN[name][1]}")
    assert said
    if name == "spread by month":  # one line through all months: an asterisk says it of each
        assert [mark.words for mark in said] == ["*"]
        assert [mark.is_broken for mark in picture.of_kind("line")] == [False, True]
    else:
        assert any(mark.is_broken for mark in said)
        assert all(mark.is_broken or mark.words == "*" for mark in said)
    if name == "squares":  # they have a key of their own in place of a legend
        assert picture.legend == ()
        assert picture.word(WAITING)
        assert any(mark.is_broken for mark in picture.of_kind("square"))
    else:
        assert len({WAITING, WITHOUT} & set(picture.legend)) == 1


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_without_anything_disputed_says_nothing_of_it(name: str) -> None:
    picture = drawn(name, 0.0)
    assert picture.marks
    assert not says_disputed(picture)
    assert "*" not in "".join(picture.texts)


def test_named_events_and_what_is_disputed_share_no_legend() -> None:
    marks = pd.DataFrame({"day": DAYS[1:3], "text": ["Agreed", "Strike"], "mark": ["commitment", "event"]})
    picture = shown(months_with_limits(months(3.0), "#000", "Months", "s", theme.LIGHT, marks=marks))
    # Vega-Lite joins the legends of two channels that read one column.
    assert picture.legend == (WAITING,)
    assert [mark.is_broken for mark in picture.of_kind("rule")] == [True, False, True]


def test_the_disputed_part_of_a_bar_ends_where_the_bar_does() -> None:
    # Three of ten; three of twenty hours of the frontline, as much of the two a month; three of ten days.
    for name, share in (("bars", 0.3), ("hours by cause", 0.15), ("waiting", 0.3)):
        bar, part = whole_of(name, "bar"), part_of(name)
        assert (part.right, part.top, part.bottom) == pytest.approx((bar.right, bar.top, bar.bottom))
        assert part.width / bar.width == pytest.approx(share)


def test_a_lens_names_the_hours_that_are_disputed_and_too_little_isnt_called_none() -> None:
    frame = shares(0.0, group="Logistics", note="", unit="h", is_plain=True)
    few = shown(title(lens_by_group, frame.assign(disputed=0.01), COLOURS, "#000"))
    assert drawn("lenses", 3.0).words == ["50 % · 3 h disputed*"]
    assert few.words == ["50 % · under 0.1 h disputed*"]
    assert few.saying("disputed: under 0.1 of 10 h")


@pytest.mark.parametrize("name", ["lenses", "participation"])
def test_the_disputed_part_of_a_share_lies_around_it_as_long_as_it_is(name: str) -> None:
    part, plot = part_of(name), drawn(name, 3.0).plot
    # One of the three counts for the share, two against it.
    ends = [(end - plot.left) / plot.width for end in (part.left, part.right)]
    assert ends == pytest.approx([0.4, 0.7])


@pytest.mark.parametrize("name", ["lenses by month", "before and after, shares"])
def test_the_disputed_part_of_a_share_over_time_lies_around_its_point(name: str) -> None:
    part, band = part_of(name), whole_of(name, "area")
    point = whole_of(name, "circle").middle[1]
    # The band goes from four to six of ten.
    ends = [(point - end) / band.height * 0.2 for end in (part.bottom, part.top)]
    assert ends == pytest.approx([-0.1, 0.2], abs=1e-4)


def test_the_disputed_part_of_a_cell_fills_it_from_its_edge() -> None:
    for name in ("weekday and hour", "off hours"):
        cell, part = whole_of(name, "rect"), part_of(name)
        assert part.bottom == pytest.approx(cell.bottom)
        assert part.height / cell.height == pytest.approx(0.75)
        assert cell.left < part.left < part.right < cell.right
    cell, part = whole_of("matrix", "rect"), part_of("matrix")
    assert (part.right, part.top, part.bottom) == pytest.approx((cell.right, cell.top, cell.bottom))
    assert part.width / cell.width == pytest.approx(0.25)
    assert drawn("matrix", 3.0).words[0] == "12*"
    assert drawn("matrix", 0.0).words[0] == "12"


def test_the_disputed_strip_of_a_ribbon_arrives_in_the_frontlines_bar() -> None:
    bar, end = drawn("ribbons", 3.0).of_kind("rect")
    assert not bar.is_broken
    assert end.is_broken
    assert (end.box.left, end.box.right, end.box.bottom) == pytest.approx((bar.box.left, bar.box.right, bar.box.bottom))
    assert end.box.height / bar.box.height == pytest.approx(0.3)


def test_the_disputed_parts_of_an_hour_lie_at_the_upper_ends_of_their_departments() -> None:
    bars = drawn("day", 3.0).of_kind("bar")
    # Stacked in the order of the colours, Logistics lowest.
    for name, share in (("Logistics", 1 / 2), ("Finance", 2 / 3)):
        whole, part = (mark.box for mark in bars if f"department: {name}" in mark.says)
        assert part.top == pytest.approx(whole.top)
        assert part.height / whole.height == pytest.approx(share)
    assert bars[0].box.bottom == pytest.approx(bars[1].box.top)


def test_a_broken_mark_stands_where_a_figure_would_be_without_the_disputed() -> None:
    for name in ("spread by month", "spread by hours", "answer times", "gestures"):
        assert drawn(name, 3.0).legend == (WITHOUT,)
    line, plot = drawn("spread by month", 3.0).of_kind("line")[1].box, drawn("spread by month", 3.0).plot
    assert (plot.bottom - line.top) / plot.height == pytest.approx(2.5 / 5)
    middle, plot = part_of("spread by hours").middle[0], drawn("spread by hours", 3.0).plot
    assert (middle - plot.left) / plot.width == pytest.approx(2.5 / 5)
    middle, bar = part_of("answer times").middle[0], whole_of("answer times", "bar")
    assert (middle - bar.left) / bar.width == pytest.approx(3 / 4)
    span = next(mark.box for mark in drawn("gestures", 3.0).of_kind("rule") if not mark.is_broken)
    assert (part_of("gestures").middle[0] - span.left) / span.width == pytest.approx((1 + 1) / (5 + 1))
