"""Native charts: whoever opens the slides can change them and finds the numbers in the sheet behind them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from textwrap import shorten
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt

from etl.reports.slides.deck import BODY, INK, MUTED, PAPER, RULE, SMALL, Box, clean, colour, describe, letters_in

_RUN_BY_EXCEL = ("=", "+", "-", "@", "{", "http:", "https:", "ftp:", "ftps:", "mailto:", "internal:", "external:")
"""Starts that Excel, or the writer of the sheet, takes for a formula or a link."""

_MOST_LABELS = 13
"""Months named on an axis: of more, every second or third is."""

_PLOT = {"layoutTarget": "inner", "xMode": "edge", "yMode": "edge", "x": "0.07", "y": "0.17", "w": "0.76", "h": "0.70"}
"""Where the lines stand in their frame: the room at the right is for their names."""

_BARS = 0.66
"""About the part of a chart's width that its bars have beside their names."""

Between = tuple[float, float, float]
"""A value, its lower and its upper bound."""


def harmless(text: str) -> str:
    """Text that is only text in the sheet behind a chart: what would be run or linked gets a leading apostrophe."""
    text = clean(text)
    return f"'{text}" if text.lower().startswith(_RUN_BY_EXCEL) else text


def number_format(values: Sequence[float]) -> str:
    """Whole where all are, or where all are large; else one decimal below 100, for shared complaints."""
    is_whole = all(abs(value - round(value)) < 0.05 or value >= 100 for value in values)
    return "#,##0" if is_whole else "[>=100]#,##0;0.0"


def room_for(count_bars: int, box: Box) -> Box:
    """The upper part of a place, where a few bars would be made too thick by all of it."""
    return Box(box.left, box.top, box.width, min(box.height, 1.0 + 0.7 * count_bars))


def bars(
    slide: Any,
    box: Box,
    names: Sequence[str],
    values: Sequence[Between],
    colours: Sequence[str],
    title: str,
    alt: str,
) -> Any:
    """Horizontal bars, the first on top, each with its number behind it and a whisker where it is uncertain.

    Parameters
    ----------
    values
        Complaints and their bounds.
    colours
        One per bar.
    title
        Unit, period and filters: they stay with a chart that is copied.
    """
    numbers = [value for value, _, _ in values]
    form = number_format(numbers)
    data = CategoryChartData(number_format=form)
    data.categories = [harmless(name) for name in names]
    data.add_series("Complaints", numbers)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *box.lengths, data)
    describe(frame, alt)
    chart = frame.chart
    _dress(chart, title, box)
    plot = chart.plots[0]
    plot.gap_width, plot.vary_by_categories, plot.has_data_labels = 40, False, True
    labels = plot.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, form, False
    labels.position, labels.font.size, labels.font.bold = XL_LABEL_POSITION.OUTSIDE_END, Pt(BODY), True
    labels.font.color.rgb = colour(INK)
    for place, shade in enumerate(colours):
        shape = plot.series[0].points[place].format.fill
        shape.solid()
        shape.fore_color.rgb = colour(shade)
    chart.category_axis.reverse_order = True
    _quiet(chart.category_axis, BODY, INK)
    chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
    end = max(high for _, _, high in values) * 1.18
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, end
    if _whiskers(plot.series[0], values, is_bar=True):
        for place, (value, _, high) in enumerate(values):
            _move(plot.series[0].points[place].data_label, form, _BARS * (high - value) / end)
    return chart


def _move(label: Any, form: str, right: float) -> None:
    """Put a number behind its whisker: so much of the chart's width to the right of the bar's end."""
    label.position = XL_LABEL_POSITION.OUTSIDE_END
    label.font.size, label.font.bold = Pt(BODY), True
    label.font.color.rgb = colour(INK)
    element = label._dLbl
    manual, layout = OxmlElement("c:manualLayout"), OxmlElement("c:layout")
    manual.append(_with("c:x", f"{right:.4f}"))
    manual.append(_with("c:y", "0"))
    layout.append(manual)
    element.find(qn("c:idx")).addnext(layout)
    number = OxmlElement("c:numFmt")
    number.set("formatCode", form)
    number.set("sourceLinked", "0")
    layout.addnext(number)


def _whiskers(series: Any, values: Sequence[Between | None], *, is_bar: bool = False) -> bool:
    """Draw the bounds of a series as native error bars; whether there are any. Bars name no direction."""
    reach = [(0.0, 0.0) if each is None else (each[2] - each[0], each[0] - each[1]) for each in values]
    if not any(max(pair) > 0 for pair in reach):
        return False
    bars = OxmlElement("c:errBars")
    head = [("errDir", "y")] if not is_bar else []
    for tag, value in (*head, ("errBarType", "both"), ("errValType", "cust"), ("noEndCap", "0")):
        bars.append(_with(f"c:{tag}", value))
    for tag, lengths in (("c:plus", [up for up, _ in reach]), ("c:minus", [down for _, down in reach])):
        numbers, side = OxmlElement("c:numLit"), OxmlElement(tag)
        numbers.append(_with("c:ptCount", str(len(lengths))))
        for place, length in enumerate(lengths):
            point, value = OxmlElement("c:pt"), OxmlElement("c:v")
            point.set("idx", str(place))
            value.text = f"{length:.6g}"
            point.append(value)
            numbers.append(point)
        side.append(numbers)
        bars.append(side)
    shape, line, solid, shade = (OxmlElement(tag) for tag in ("c:spPr", "a:ln", "a:solidFill", "a:srgbClr"))
    line.set("w", str(Pt(2)))
    shade.set("val", INK[1:].upper())
    solid.append(shade)
    line.append(solid)
    shape.append(line)
    bars.append(shape)
    series._element.find(qn("c:cat")).addprevious(bars)
    return True


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
    """A line by month and its limits, dashed, each named at its end; whiskers where the line is uncertain.

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
        Of each month the value and its bounds, or None.
    """
    form = number_format([value for value in series[0][1] if value is not None])
    data = CategoryChartData(number_format=form)
    data.categories = list(starts)
    for name, values in series:
        data.add_series(harmless(name), values)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *box.lengths, data)
    describe(frame, alt)
    chart = frame.chart
    _dress(chart, title, box)
    _place_plot(chart)
    _month_axis(chart.category_axis, len(starts))
    chart.value_axis.minimum_scale = 0
    chart.value_axis.major_gridlines.format.line.color.rgb = colour(RULE)
    _quiet(chart.value_axis, SMALL, MUTED)
    chart.value_axis.tick_labels.number_format, chart.value_axis.tick_labels.number_format_is_linked = "#,##0", False
    line, *limits = chart.plots[0].series
    _whiskers(line, between)
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
    line.format.line.color.rgb = colour(INK)
    _marker(line, 8, INK)
    for place in told_points:
        _marker(line.points[place], 13, INK)
    for place in open_points:
        _marker(line.points[place], 10, PAPER)
        # LibreOffice fills every marker with the line's colour, so the words say it as well.
        _label(line.points[place].data_label, "not complete", XL_LABEL_POSITION.BELOW, MUTED)
    for place in told_points:
        here, around = values[place] or 0.0, [each[place] for each in limits]
        known = [limit for limit in around if limit is not None]
        if known and not min(known) <= here <= max(known):
            label = line.points[place].data_label
            label.position = XL_LABEL_POSITION.ABOVE
            label.font.size, label.font.bold = Pt(BODY), True
            label.font.color.rgb = colour(INK)


def _limit(line: Any, name: str, values: Sequence[float | None]) -> None:
    line.smooth = False
    line.format.line.width, line.format.line.dash_style = Pt(2), MSO_LINE.DASH
    line.format.line.color.rgb = colour(MUTED)
    line.marker.style = XL_MARKER_STYLE.NONE
    last = max(place for place, value in enumerate(values) if value is not None)
    _label(line.points[last].data_label, name, XL_LABEL_POSITION.RIGHT, MUTED)


def _label(label: Any, text: str, position: XL_LABEL_POSITION, shade: str) -> None:
    run = label.text_frame.paragraphs[0].add_run()
    run.text, run.font.size = clean(text), Pt(SMALL)
    run.font.color.rgb = colour(shade)
    label.position = position


def _marker(of: Any, size: int, shade: str) -> None:
    of.marker.style, of.marker.size = XL_MARKER_STYLE.CIRCLE, size
    of.marker.format.fill.solid()
    of.marker.format.fill.fore_color.rgb = colour(shade)
    of.marker.format.line.color.rgb = colour(INK)


def _dress(chart: Any, title: str, box: Box) -> None:
    chart.has_legend, chart.has_title = False, True
    chart.font.size = Pt(SMALL)
    chart.font.color.rgb = colour(MUTED)
    run = chart.chart_title.text_frame.paragraphs[0].add_run()
    # A title takes two lines at the most; all filters stand in the notes.
    short = shorten(clean(title), 2 * letters_in(0.75 * box.width, SMALL), placeholder=" …")
    run.text, run.font.size, run.font.bold = short, Pt(SMALL), False
    run.font.color.rgb = colour(MUTED)
    chart.chart_title.include_in_layout = False


def _quiet(axis: Any, size: int, shade: str) -> None:
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.tick_labels.font.size = Pt(size)
    axis.tick_labels.font.color.rgb = colour(shade)
    axis.format.line.color.rgb = colour(RULE)


def _month_axis(axis: Any, count_months: int) -> None:
    """Name months, and not every one where there are many; the file counts an axis of dates in days unless told."""
    _quiet(axis, SMALL, MUTED)
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "mmm yy", False
    element = axis._element
    for old in element.findall(qn("c:baseTimeUnit")):
        element.remove(old)
    step = str(-(-count_months // _MOST_LABELS))
    for tag, value in (("c:baseTimeUnit", "months"), ("c:majorUnit", step), ("c:majorTimeUnit", "months")):
        element.append(_with(tag, value))


def _place_plot(chart: Any) -> None:
    area = chart._chartSpace.find(qn("c:chart")).find(qn("c:plotArea"))
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    manual = OxmlElement("c:manualLayout")
    for tag, value in _PLOT.items():
        manual.append(_with(f"c:{tag}", value))
    layout = OxmlElement("c:layout")
    layout.append(manual)
    area.insert(0, layout)


def _with(tag: str, value: str) -> Any:
    element = OxmlElement(tag)
    element.set("val", value)
    return element
