"""Parts of native charts: titles, axes, whiskers, labels, and cells that are safe in the sheet behind a chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_MARK
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt

from etl.reports.slides.deck import paint
from etl.reports.slides.letters import cut, height_of
from etl.reports.slides.paper import BODY, INK, MUTED, RULE, SMALL, Box, clean

_RUN_BY_EXCEL = ("=", "+", "-", "@", "{", "http:", "https:", "ftp:", "ftps:", "mailto:", "internal:", "external:")
"""Starts of text that Excel, or the writer of the sheet, takes for a formula or a link."""

_BEYOND = 0.012
"""Part of a chart's width between a whisker and its number: closer, the whisker would look like a minus."""

_NO_LEADERS = (
    '<c:extLst xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart">'
    '<c:ext uri="{CE6537A1-D6FC-4f65-9D91-7224C49458BB}" '
    'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"><c15:showLeaderLines val="0"/>'
    "</c:ext></c:extLst>"
)

_TITLE = 0.75
"""Part of a chart's width at which its title is broken."""

Between: TypeAlias = tuple[float, float, float]
"""A value, its lower and its upper bound."""


def harmless(text: str) -> str:
    """Text that is only text in the sheet behind a chart: a formula or link gets a leading apostrophe."""
    text = clean(text)
    return f"'{text}" if text.lower().startswith(_RUN_BY_EXCEL) else text


def number_format(values: Sequence[float]) -> str:
    """Number format: whole if all values are whole, or all are large; else one decimal below 100, for parts."""
    is_whole = all(abs(value - round(value)) < 0.05 or value >= 100 for value in values)
    return "#,##0" if is_whole else "[>=100]#,##0;0.0"


def number_with(value: float, words: str) -> str:
    """Number format that shows one number as `etl.marts.core.formatting.count` does, followed by words."""
    is_whole = abs(value - round(value)) < 0.05 or abs(value) >= 100
    # No ordinary space, where a line could end: LibreOffice breaks long labels.
    quoted = words.replace(" ", "\u00a0").replace('"', "").replace("\\", "")
    return f'{"#,##0" if is_whole else "0.0"}"{quoted}"'


def dress(chart: Any, title: str, box: Box) -> float:
    """Give a chart its title: unit, period and filters, on two lines at most; the notes have all filters.

    Returns its height in inches.
    """
    chart.has_legend, chart.has_title = False, True
    chart.font.size = Pt(SMALL)
    chart.font.color.rgb = paint(MUTED)
    run = chart.chart_title.text_frame.paragraphs[0].add_run()
    told = cut(clean(title), _TITLE * box.width, SMALL, 2)
    run.text, run.font.size, run.font.bold = told, Pt(SMALL), False
    run.font.color.rgb = paint(MUTED)
    chart.chart_title.include_in_layout = False
    return height_of(told, _TITLE * box.width, SMALL) + 0.3


def place_plot(chart: Any, left: float, top: float, width: float, height: float) -> None:
    """Place a chart's inner plot, in parts of its width and height; the names beside it take the rest."""
    area = chart._chartSpace.find(qn("c:chart")).find(qn("c:plotArea"))
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    manual, layout = OxmlElement("c:manualLayout"), OxmlElement("c:layout")
    told = {"layoutTarget": "inner", "xMode": "edge", "yMode": "edge"}
    told |= {"x": f"{left:.3f}", "y": f"{top:.3f}", "w": f"{width:.3f}", "h": f"{height:.3f}"}
    for tag, value in told.items():
        manual.append(with_value(f"c:{tag}", value))
    layout.append(manual)
    area.insert(0, layout)


def quiet(axis: Any, size: float, shade: str) -> None:
    """Draw an axis without ticks, its letters in the given points and colour."""
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.tick_labels.font.size = Pt(size)
    axis.tick_labels.font.color.rgb = paint(shade)
    axis.format.line.color.rgb = paint(RULE)


def whiskers(series: Any, values: Sequence[Between | None], *, is_bar: bool = False) -> bool:
    """Draw the bounds of a series as native error bars; returns whether there are any. Bars name no direction."""
    reach = [(0.0, 0.0) if each is None else (each[2] - each[0], each[0] - each[1]) for each in values]
    if not any(max(pair) > 0 for pair in reach):
        return False
    bars = OxmlElement("c:errBars")
    head = [("errDir", "y")] if not is_bar else []
    for tag, value in (*head, ("errBarType", "both"), ("errValType", "cust"), ("noEndCap", "0")):
        bars.append(with_value(f"c:{tag}", value))
    for tag, lengths in (("c:plus", [up for up, _ in reach]), ("c:minus", [down for _, down in reach])):
        numbers, side = OxmlElement("c:numLit"), OxmlElement(tag)
        numbers.append(with_value("c:ptCount", str(len(lengths))))
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


def number_behind(label: Any, form: str, right: float) -> None:
    """Show a bar's number in its own format, moved right of the bar's end by a part of the chart's width."""
    label.position = XL_LABEL_POSITION.OUTSIDE_END
    label.font.size, label.font.bold = Pt(BODY), True
    label.font.color.rgb = paint(INK)
    element = label._dLbl
    for body in element.xpath("./c:txPr/a:bodyPr"):
        body.set("wrap", "none")  # LibreOffice breaks it within words otherwise
    layout = shift(label, right + _BEYOND)
    number = OxmlElement("c:numFmt")
    number.set("formatCode", form)
    number.set("sourceLinked", "0")
    layout.addnext(number)


def shift(label: Any, right: float) -> Any:
    """Move a label right by a part of the chart's width, and return its layout."""
    manual, layout = OxmlElement("c:manualLayout"), OxmlElement("c:layout")
    manual.append(with_value("c:x", f"{right:.4f}"))
    manual.append(with_value("c:y", "0"))
    layout.append(manual)
    label._dLbl.find(qn("c:idx")).addnext(layout)
    return layout


def without_leaders(series: Any) -> None:
    """Draw no line from a bar or point to a label that was moved: LibreOffice draws one by default."""
    labels = series._element.find(qn("c:dLbls"))
    if labels is None:
        return
    for old in labels.findall(qn("c:extLst")):
        labels.remove(old)
    labels.append(parse_xml(_NO_LEADERS))


def label_point(label: Any, text: str, position: XL_LABEL_POSITION, shade: str) -> None:
    """Write words beside a point."""
    run = label.text_frame.paragraphs[0].add_run()
    run.text, run.font.size = clean(text), Pt(SMALL)
    run.font.color.rgb = paint(shade)
    label.position = position


def mark(of: Any, size: int, shade: str) -> None:
    """Draw a round marker."""
    of.marker.style, of.marker.size = XL_MARKER_STYLE.CIRCLE, size
    of.marker.format.fill.solid()
    of.marker.format.fill.fore_color.rgb = paint(shade)
    of.marker.format.line.color.rgb = paint(INK)


def with_value(tag: str, value: str) -> Any:
    """XML element with a value."""
    element = OxmlElement(tag)
    element.set("val", value)
    return element
