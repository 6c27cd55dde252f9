"""Disputed shares are drawn on the charts that they touch, and a split may name the issues."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest
import vl_convert

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
from tests.store_rows import laid, store, taxonomy, ticket

COLOURS = {"Logistics": "#4477aa", "Finance": "#66ccee"}


def drawn(chart: Any) -> str:
    return json.dumps(chart.to_dict(), ensure_ascii=False)


def months(disputed: float) -> pd.DataFrame:
    days = pd.date_range("2026-01-01", periods=9, freq="MS")
    frame = pd.DataFrame({"period": days, "label": [f"{day:%b %Y}" for day in days], "complaints": 100.0})
    return frame.assign(
        mean=100.0, low=99.0, high=101.0, is_partial=False, is_empty=False, is_signal=False, signal="",
        disputed=[0.0] * 8 + [disputed],
    )  # fmt: skip


def test_the_disputed_part_of_a_month_is_a_broken_line_with_an_asterisk() -> None:
    said = drawn(months_with_limits(months(12.0), "#000", "Months", "s", theme.LIGHT))
    assert '"said": "12 of 100"' in said
    assert '"undisputed": 88.0' in said
    assert "disputed*" not in drawn(months_with_limits(months(0.0), "#000", "Months", "s", theme.LIGHT))


def test_names_of_limits_that_lie_close_stand_apart() -> None:
    spec = months_with_limits(months(0.0), "#000", "Months", "s", theme.LIGHT).to_dict()
    marks = [layer["mark"] for layer in spec["layer"]]
    shifts = {mark["text"]: mark["dy"] for mark in marks if mark.get("text") in ("upper limit", "mean", "lower limit")}
    assert shifts["upper limit"] < -8 < shifts["mean"] == 0 < 8 < shifts["lower limit"]


def test_the_disputed_strip_of_a_ribbon_is_drawn_and_named() -> None:
    frame = pd.DataFrame({"origin": ["Logistics", "Finance"], "hours": [10.0, 5.0], "disputed": [2.0, 0.0]})
    said = drawn(hours_to_frontline(frame, COLOURS, ("Support",), "Hours", "s", theme.LIGHT))
    assert "Logistics  10 h · 2 h*" in said
    assert '"undisputed"' in said
    calm = frame.assign(disputed=0.0)
    assert "undisputed" not in drawn(hours_to_frontline(calm, COLOURS, ("Support",), "Hours", "s", theme.LIGHT))


def squares(disputed: float) -> pd.DataFrame:
    names = [name for name, size in hundred({"Logistics": 60, "Finance": 40}).items() for _ in range(size)]
    frame = pd.DataFrame({"square": range(100), "meaning": names, "department": names, "is_complaint": True})
    frame = frame.assign(row=frame["square"] // 10, column=frame["square"] % 10)
    return frame.assign(disputed=[disputed if name == "Logistics" else 0.0 for name in names])


def test_disputed_squares_are_outlined_and_less_than_one_in_its_part() -> None:
    three = drawn(hundred_squares(squares(3.2), COLOURS, "Squares", "s", theme.LIGHT))
    few = drawn(hundred_squares(squares(0.2), COLOURS, "Squares", "s", theme.LIGHT))
    least = drawn(hundred_squares(squares(0.02), COLOURS, "Squares", "s", theme.LIGHT))
    assert "60  Logistics · 3.2 disputed*" in three
    assert "60  Logistics · 0.2 disputed*" in few
    assert "60  Logistics · under 0.1 disputed*" in least
    assert all("strokeDash" in each for each in (three, few, least))
    assert "disputed" not in drawn(hundred_squares(squares(0.0), COLOURS, "S", "s", theme.LIGHT)).replace(
        '"disputed": 0.0', ""
    )


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
    bars = bars_by_issue(frame, "#000", "Bars", "s", theme.LIGHT)
    assert '"10 · 100 %|3 disputed*"' in drawn(bars)
    assert '"lineBreak": "|"' in drawn(bars)
    marks = pd.DataFrame({"day": [pd.Timestamp("2026-03-01")], "text": ["A sentence " * 9], "mark": ["event"]})
    spec = months_with_limits(months(0.0), "#000", "Months", "s", theme.LIGHT, marks=marks).to_dict()
    names = [layer["mark"] for layer in spec["layer"] if layer["mark"].get("baseline") == "top"]
    assert [mark["limit"] for mark in names] == [150]


def test_a_mark_outside_the_months_drawn_does_not_stretch_their_axis() -> None:
    days = ["2025-12-31", "2026-01-01", "2026-09-30", "2026-10-01"]
    marks = pd.DataFrame({"day": pd.to_datetime(days), "text": ["a", "b", "c", "d"], "mark": "event"})
    said = drawn(months_with_limits(months(0.0), "#000", "Months", "s", theme.LIGHT, marks=marks))
    assert [day for day in days if f'"day": "{day}' in said] == days[1:3]


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
    told = {"mean": 0.5, "signal": "", "is_partial": False, "period": DAYS[0], "label": "Jan 2026"}
    if is_share:
        frame = shares(disputed, **told)
    else:
        more = {"value": 10.0, "low": 1.0, "high": 20.0, "denominator": float("nan"), "disputed_value": disputed}
        frame = rows(0.0, **told, **more)
    return before_and_after(frame, date(2026, 1, 5), "day", "#000", "Title", "Subtitle", theme.LIGHT, is_share=is_share)


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
            lens_by_month, shares(part, group="Jan 2026", position=0, unit="", is_plain=True), "#000"
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
            spread_by_month, rows(part, period=DAYS[0], label="Jan", counted=9, text="x", **SPREAD), "#000"
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


def entries(spec: Any) -> list[str]:
    """Names in the legend of disputed parts."""
    if isinstance(spec, list):
        return [name for part in spec for name in entries(part)]
    if not isinstance(spec, dict):
        return []
    own = (
        spec["stroke"]["scale"]["domain"] if isinstance(spec.get("stroke"), dict) and "scale" in spec["stroke"] else []
    )
    return [*own, *(name for part in spec.values() for name in entries(part))]


def tooltips(spec: Any) -> list[dict[str, Any]]:
    if isinstance(spec, list):
        return [each for part in spec for each in tooltips(part)]
    if not isinstance(spec, dict):
        return []
    own = spec["tooltip"] if isinstance(spec.get("tooltip"), list) else []
    return [*own, *(each for part in spec.values() for each in tooltips(part))]


@pytest.mark.parametrize("name", DRAWN)
def test_each_chart_draws_what_is_disputed_with_its_legend_and_n_of_n(name: str) -> None:
    draw, said = DRAWN[name]
    spec = draw(3.0).to_dict()
    written = json.dumps(spec, ensure_ascii=False)
    assert set(entries(spec)) <= {WAITING, WITHOUT}
    # The squares have a key of their own in place of a legend.
    assert entries(spec) or name == "squares"
    assert f'"said": "{said}"' in written
    assert any(each.get("title") == "disputed" and each.get("field") == "said" for each in tooltips(spec))
    assert "strokeDash" in written
    assert "*" in written


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_without_anything_disputed_says_nothing_of_it(name: str) -> None:
    spec = DRAWN[name][0](0.0).to_dict()
    assert not entries(spec)
    assert not any(each.get("title") == "disputed" for each in tooltips(spec))
    assert "disputed*" not in json.dumps(spec)


@pytest.mark.parametrize("part", [0.0, 3.0])
@pytest.mark.parametrize("name", DRAWN)
def test_the_browser_can_draw_each_chart(name: str, part: float) -> None:
    # Vega-Lite joins axes and legends of layers; what it can't join is a fault in the browser and nowhere before.
    spec = DRAWN[name][0](part).to_dict()
    for panel in spec.get("vconcat", [spec]):
        if panel.get("width") == "container":
            panel["width"] = 400
    assert vl_convert.vegalite_to_vega(spec)


def test_named_events_and_what_is_disputed_share_no_legend() -> None:
    marks = pd.DataFrame({"day": [DAYS[1]], "text": ["Agreed"], "mark": ["commitment"]})
    chart = months_with_limits(months(3.0), "#000", "Months", "s", theme.LIGHT, marks=marks).to_dict()
    # Vega-Lite joins the legends of two channels that read one column.
    fields = {
        channel: {layer["encoding"][channel]["field"] for layer in chart["layer"] if channel in layer["encoding"]}
        for channel in ("stroke", "strokeDash")
    }
    assert fields["stroke"]
    assert fields["strokeDash"]
    assert not fields["stroke"] & fields["strokeDash"]


def part_of(name: str) -> dict[str, Any]:
    """The row of what is disputed."""
    rows_drawn = [row for each in DRAWN[name][0](3.0).to_dict()["datasets"].values() for row in each]
    return next(row for row in rows_drawn if row.get("said"))


def test_the_disputed_part_of_a_bar_ends_where_the_bar_does() -> None:
    bar, hours, waited = part_of("bars"), part_of("hours by cause"), part_of("waiting")
    assert (bar["undisputed"], bar["complaints"]) == (7.0, 10.0)
    # Three of twenty hours of the frontline: as much of the two a month.
    assert (hours["undisputed"], hours["hours"]) == pytest.approx((1.7, 2.0))
    assert (waited["undisputed"], waited["held_days"]) == (7.0, 10.0)


def test_a_lens_names_the_hours_that_are_disputed_and_too_little_isnt_called_none() -> None:
    frame = shares(0.0, group="Logistics", note="", unit="h", is_plain=True)
    said = {part: drawn(title(lens_by_group, frame.assign(disputed=part), COLOURS, "#000")) for part in (3.0, 0.01)}
    assert "50 % · 3 h disputed*" in said[3.0]
    assert "50 % · under 0.1 h disputed*" in said[0.01]
    assert '"said": "under 0.1 of 10 h"' in said[0.01]


@pytest.mark.parametrize("name", ["lenses", "lenses by month", "participation", "before and after, shares"])
def test_the_disputed_part_of_a_share_lies_around_it_as_long_as_it_is(name: str) -> None:
    part = part_of(name)
    # One of the three counts for the share, two against it.
    assert (part["from_share"], part["to_share"]) == pytest.approx((0.4, 0.7))


def test_the_disputed_part_of_a_cell_fills_it_from_its_edge() -> None:
    for name in ("weekday and hour", "off hours"):
        cell = part_of(name)
        assert (cell["weekday"], cell["weekday_end"]) == (2.25, 3)
        assert 12 < cell["hour"] < cell["hour_end"] < 13
    assert part_of("matrix")["part"] == 0.25
    assert '"number": "12*"' in drawn(DRAWN["matrix"][0](3.0))
    assert '"number": "12"' in drawn(DRAWN["matrix"][0](0.0))


def test_the_disputed_strip_of_a_ribbon_arrives_in_the_frontlines_bar() -> None:
    ends = [
        layer["encoding"] for layer in DRAWN["ribbons"][0](3.0).to_dict()["layer"]
        if layer["encoding"].get("stroke") and layer["mark"]["type"] == "rect"
    ]  # fmt: skip
    assert [(each["y"]["field"], each["y2"]["field"]) for each in ends] == [("undisputed", "right_end")]


def test_the_disputed_parts_of_an_hour_lie_at_the_upper_ends_of_their_departments() -> None:
    spec = DRAWN["day"][0](3.0).to_dict()
    found = [row for each in spec["datasets"].values() for row in each if row.get("said")]
    # Stacked in the order of the colours, Logistics lowest.
    assert {row["department"]: (row["undisputed"], row["top"]) for row in found} == {
        "Logistics": (1.0, 2.0), "Finance": (3.0, 5.0),
    }  # fmt: skip


def test_a_square_that_is_disputed_in_part_is_pale_in_part() -> None:
    spec = hundred_squares(squares(3.2), COLOURS, "Squares", "s", theme.LIGHT).to_dict()
    found = [row for each in spec["datasets"].values() for row in each if row.get("said")]
    wide = [round((row["column_end"] - row["column"]) / 0.88, 2) for row in found]
    assert wide == [0.2, 1.0, 1.0, 1.0]


def test_a_broken_mark_stands_where_a_figure_would_be_without_the_disputed() -> None:
    for name, field in (
        ("spread by month", "undisputed"), ("spread by hours", "undisputed"), ("answer times", "undisputed_hours"),
        ("gestures", "undisputed"),
    ):  # fmt: skip
        spec = DRAWN[name][0](3.0).to_dict()
        assert set(entries(spec)) == {WITHOUT}
        assert f'"field": "{field}"' in json.dumps(spec)
