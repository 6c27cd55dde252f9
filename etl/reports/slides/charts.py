"""Native charts: they can be edited in the slides, and their numbers are in the sheet behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.util import Pt

from etl.reports.slides.chart_parts import (
    Between,
    dress,
    harmless,
    label_point,
    mark,
    number_behind,
    number_format,
    number_with,
    place_plot,
    quiet,
    shift,
    whiskers,
    with_value,
    without_leaders,
)
from etl.reports.slides.deck import describe, paint
from etl.reports.slides.letters import LINE_HEIGHT, width_of, wrapped
from etl.reports.slides.paper import BODY, INK, MUTED, PAPER, RULE, SMALL, Box, clean

_MOST_LABELS = 13
"""Most months named on an axis: with more, only every second or third is."""

_BESIDE = 0.015
"""Part of a chart's width between the last month and the name of a limit, which its marker would cover."""

_NAMES = 0.46
"""Largest part of a chart's width for the names beside its bars."""
_TOP, _BAR_ROW = 0.85, 0.75
"""Inches at most of a chart's title, and of a bar."""
_NUMBER = 0.15
"""Inches above a plot for the number of its highest point, which would touch the title."""


@dataclass(frozen=True)
class Bar:
    """One bar.

    Attributes
    ----------
    name, under
        Two lines beside it.
    between
        Its value and bounds.
    words
        Words after its number: " h · EUR 880".
    """

    name: str
    under: str
    between: Between
    words: str
    shade: str


def room_for(names: Sequence[tuple[str, str]], box: Box) -> tuple[Box, int]:
    """Upper part of a box that bars need, and the number of bars that fit with all lines of their names.

    LibreOffice drops names that would touch.
    """
    for many in range(len(names), 1, -1):
        row = _row(names[:many], box.width)
        if _TOP + row * many <= box.height:
            return Box(box.left, box.top, box.width, min(box.height, _TOP + max(row, _BAR_ROW) * many)), many
    return Box(box.left, box.top, box.width, min(box.height, _TOP + 2 * _BAR_ROW)), 1


def _row(names: Sequence[tuple[str, str]], width: float) -> float:
    """Inches per bar that the lines of its name need."""
    most = max(name.count("\n") + 1 for name in _names(names, width)[1])
    return most * SMALL * LINE_HEIGHT / 72 + 0.08


def bars(slide: Any, box: Box, shown: Sequence[Bar], unit: str, title: str, alt: str) -> Any:
    """Draw horizontal bars, the first on top, each followed by its number, with a whisker where it is uncertain.

    Parameters
    ----------
    unit
        Name of the series.
    title
        Unit, period and filters: they stay with a chart that is copied.
    """
    numbers = [each.between[0] for each in shown]
    data = CategoryChartData(number_format=number_format(numbers))
    room, names = _names([(each.name, each.under) for each in shown], box.width)
    data.categories = names
    data.add_series(unit, numbers)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *box.lengths, data)
    describe(frame, alt)
    chart = frame.chart
    plot = chart.plots[0]
    plot.gap_width, plot.vary_by_categories, plot.has_data_labels = 60, False, True
    labels = plot.data_labels
    labels.show_value, labels.position = True, XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size, labels.font.bold = Pt(BODY), True
    labels.font.color.rgb = paint(INK)
    for place, each in enumerate(shown):
        shape = plot.series[0].points[place].format.fill
        shape.solid()
        shape.fore_color.rgb = paint(each.shade)
    behind = max(width_of(f"1,000{each.words}", BODY, is_bold=True) for each in shown) + 0.15
    part = _dress_bars(chart, title, box, room)
    longest = max(each.between[2] for each in shown)
    # The axis extends beyond the longest bar or whisker, far enough for its number.
    end = longest / max(0.25, 1 - behind / (part * box.width))
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, end
    whiskers(plot.series[0], [each.between for each in shown], is_bar=True)
    for place, each in enumerate(shown):
        value, _, high = each.between
        form = number_with(value, each.words)
        number_behind(plot.series[0].points[place].data_label, form, part * (high - value) / end)
    without_leaders(plot.series[0])
    return chart


def stacked(
    slide: Any, box: Box, names: Sequence[tuple[str, str]], series: Sequence[tuple[str, Sequence[float], str]],
    title: str, alt: str,
) -> Any:  # fmt: skip
    """Draw horizontal stacked bars, the first on top.

    Parameters
    ----------
    names
        Two lines beside each bar.
    series
        Name, values and colour of each part.
    """
    data = CategoryChartData(number_format="#,##0")
    room, told = _names(names, box.width)
    data.categories = told
    for name, values, _ in series:
        data.add_series(harmless(name), values)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *box.lengths, data)
    describe(frame, alt)
    plot = frame.chart.plots[0]
    plot.gap_width, plot.overlap = 60, 100
    for each, (_, _, shade) in zip(plot.series, series, strict=True):
        each.format.fill.solid()
        each.format.fill.fore_color.rgb = paint(shade)
    _dress_bars(frame.chart, title, box, room)
    frame.chart.value_axis.minimum_scale = 0
    return frame.chart


def _names(names: Sequence[tuple[str, str]], width: float) -> tuple[float, list[str]]:
    """Inches for the names beside the bars, and the names, each part of them on two lines at most."""
    pairs = [(clean(name), clean(under)) for name, under in names]
    widest = max(width_of(text, SMALL) for pair in pairs for text in pair)
    room = min(widest, _NAMES * width)
    told = [[line for text in pair if text for line in wrapped(text, room, SMALL, 2)] for pair in pairs]
    return room + 0.2, ["\n".join([harmless(first), *more]) for first, *more in told]


def _dress_bars(chart: Any, title: str, box: Box, room: float) -> float:
    """Draw title and axes of bars whose names take `room` inches; returns the names' part of the width."""
    high = dress(chart, title, box)
    chart.category_axis.reverse_order = True
    quiet(chart.category_axis, SMALL, INK)
    chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
    left = room / box.width
    top = high / box.height
    place_plot(chart, left, top, 0.99 - left, 0.99 - top)
    return 0.99 - left


def months(
    slide: Any,
    box: Box,
    starts: Sequence[date],
    series: Sequence[tuple[str, Sequence[float | None]]],
    open_points: Sequence[int],
    told_points: Sequence[int],
    title: str,
    alt: str,
    between: Sequence[Between | None] = (),
) -> Any:
    """Draw a line by month and its limits, dashed, each named at its end; whiskers where the line is uncertain.

    Parameters
    ----------
    starts
        First day of each month.
    series
        Name and values; the first is the line itself, the rest are its limits. None leaves a gap.
    open_points, told_points
        Places of the months that are cut short (drawn hollow, and named so), and of the signals (drawn large; with
        their number where they lie outside the limits).
    between
        Value and bounds of each month, or None.
    """
    form = number_format([value for value in series[0][1] if value is not None])
    data = CategoryChartData(number_format=form)
    data.categories = list(starts)
    for name, values in series:
        data.add_series(harmless(name), values)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *box.lengths, data)
    describe(frame, alt)
    chart = frame.chart
    top = dress(chart, title, box) + _NUMBER
    names = max(width_of(name, SMALL) for name, _ in series) + 0.15 + _BESIDE * box.width
    place_plot(chart, 0.8 / box.width, top / box.height, 1 - (0.8 + names) / box.width, 1 - (top + 0.5) / box.height)
    _month_axis(chart.category_axis, len(starts))
    chart.value_axis.minimum_scale = 0
    chart.value_axis.major_gridlines.format.line.color.rgb = paint(RULE)
    quiet(chart.value_axis, SMALL, MUTED)
    chart.value_axis.tick_labels.number_format, chart.value_axis.tick_labels.number_format_is_linked = "#,##0", False
    line, *limits = chart.plots[0].series
    whiskers(line, between)
    for each, (name, values) in zip(limits, series[1:], strict=True):
        _limit(each, name, values)
    _line(line, series[0][1], [values for _, values in series[1:]], open_points, told_points)
    return chart


def _line(
    line: Any,
    values: Sequence[float | None],
    limits: Sequence[Sequence[float | None]],
    open_points: Sequence[int],
    told_points: Sequence[int],
) -> None:
    line.smooth = False
    line.format.line.width = Pt(3)
    line.format.line.color.rgb = paint(INK)
    mark(line, 8, INK)
    for place in told_points:
        mark(line.points[place], 13, INK)
    for place in open_points:
        mark(line.points[place], 10, PAPER)
        # LibreOffice fills every marker with the line's colour, so the words say it as well.
        label_point(line.points[place].data_label, "not complete", XL_LABEL_POSITION.BELOW, MUTED)
    for place in told_points:
        here, around = values[place] or 0.0, [each[place] for each in limits]
        known = [limit for limit in around if limit is not None]
        if known and not min(known) <= here <= max(known):
            label = line.points[place].data_label
            label.position = XL_LABEL_POSITION.ABOVE
            label.font.size, label.font.bold = Pt(BODY), True
            label.font.color.rgb = paint(INK)


def _limit(line: Any, name: str, values: Sequence[float | None]) -> None:
    line.smooth = False
    line.format.line.width, line.format.line.dash_style = Pt(2), MSO_LINE.DASH
    line.format.line.color.rgb = paint(MUTED)
    line.marker.style = XL_MARKER_STYLE.NONE
    last = max(place for place, value in enumerate(values) if value is not None)
    label = line.points[last].data_label
    label_point(label, name, XL_LABEL_POSITION.RIGHT, MUTED)
    shift(label, _BESIDE)
    without_leaders(line)


def _month_axis(axis: Any, count_months: int) -> None:
    """Name months on an axis, some of them where there are many; a date axis in the file counts days by default."""
    quiet(axis, SMALL, MUTED)
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "mmm yy", False
    element = axis._element
    for old in element.findall(qn("c:baseTimeUnit")):
        element.remove(old)
    step = str(-(-count_months // _MOST_LABELS))
    for tag, value in (("c:baseTimeUnit", "months"), ("c:majorUnit", step), ("c:majorTimeUnit", "months")):
        element.append(with_value(tag, value))
