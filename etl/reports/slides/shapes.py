"""Native tables, number cards, quotations and lines of text, each as large as its words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Inches, Pt

from etl.reports.slides.deck import describe, fill, paint, rectangle, write
from etl.reports.slides.letters import LINE_HEIGHT, cut, height_of, width_of
from etl.reports.slides.paper import BODY, MUTED, PANEL, RULE, SMALL, Box, Words, clean

_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""Id of the table style without lines and fills."""

_ACROSS, _DOWN = 0.16, 0.12
"""Inches between a panel's edge and its text."""
_NUMBERS = (48, 40, 34, 28, 24, 20)
_CELL = 0.1
_NARROWEST = 2.55
"""Least width of a card, in inches; cards that don't fit side by side go into two rows."""


def cards(slide: Any, box: Box, shown: Sequence[tuple[str, str, Sequence[str]]]) -> float:
    """Draw number cards of one height, label above and parts below, and return that height in inches.

    Parameters
    ----------
    shown
        Label, number and the lines under it.
    """
    gap = 0.2
    across = len(shown) if (box.width + gap) / max(len(shown), 1) - gap >= _NARROWEST else 2
    width = box.columns(across, gap)[0].width - 2 * _ACROSS
    rows = [shown[start : start + across] for start in range(0, len(shown), across)]
    most = (box.height - gap * (len(rows) - 1)) / len(rows)
    made = [[_card(width, most - 2 * _DOWN, *each) for each in row] for row in rows]
    high = min(most, max(_high(words, width) for row in made for words in row) + 2 * _DOWN + 0.05)
    for number, row in enumerate(made):
        places = Box(box.left, box.top + number * (high + gap), box.width, high).columns(across, gap)
        for place, words in zip(places, row, strict=False):
            _panel(slide, place, words, f"Card: {words[0].text}")
    return len(rows) * (high + gap) - gap


def _card(width: float, most: float, label: str, number: str, under: Sequence[str]) -> list[Words]:
    whole = [Words(label, BODY, is_bold=True), *(Words(line, SMALL) for line in under if line)]
    tight = most - _high(whole, width)
    size = next((each for each in _NUMBERS if width_of(clean(number), each, is_bold=True) <= width
                 and each * LINE_HEIGHT / 72 <= tight), _NUMBERS[-1])  # fmt: skip
    words = [Words(label, BODY, is_bold=True), Words(number, size, is_bold=True)]
    free = most - _high(words, width)
    for line in under:
        lines = int(free / (SMALL * LINE_HEIGHT / 72))
        if line and lines > 0:
            words.append(Words(cut(clean(line), width, SMALL, lines), SMALL, colour=MUTED))
            free -= _high(words[-1:], width)
    return words


def _high(paragraphs: Sequence[Words], width: float) -> float:
    return sum(height_of(clean(each.text), width, each.size, is_bold=each.is_bold) for each in paragraphs)


def lines(slide: Any, box: Box, texts: Sequence[str], size: float = BODY, *, name: str = "Text") -> float:
    """Write sentences below each other, each whole where there is room; returns their height in inches."""
    top, gap = box.top, 0.16
    for text in texts:
        free = int((box.top + box.height - top) / (size * LINE_HEIGHT / 72))
        if free < 1:
            break
        told = cut(clean(text), box.width, size, free)
        high = height_of(told, box.width, size)
        write(slide, Box(box.left, top, box.width, high), [Words(told, size)], name=name)
        top += high + gap
    return max(0.0, top - gap - box.top)


def missing(slide: Any, box: Box, what: str, reason: str) -> None:
    """Write in a picture's place what it would show, and why it can't."""
    width = box.width - 2 * _ACROSS
    words = [Words(what, BODY, is_bold=True), Words(f"–  {reason}", BODY, colour=MUTED)]
    high = min(box.height, _high(words, width) + 2 * _DOWN + 0.1)
    shape = _panel(slide, Box(box.left, box.top, box.width, high), words, f"Missing: {what}")
    shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE


def _panel(slide: Any, box: Box, words: Sequence[Words], name: str) -> Any:
    """Draw a plain panel that holds text."""
    shape = rectangle(slide.shapes, box, PANEL)
    shape.name = name
    shape.line.color.rgb = paint(RULE)
    shape.line.width = Pt(0.75)
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = Inches(_ACROSS)
    frame.margin_top = frame.margin_bottom = Inches(_DOWN)
    frame.vertical_anchor = MSO_ANCHOR.TOP
    fill(frame, words)
    return shape


def quotations(slide: Any, box: Box, said: Sequence[tuple[str, str]], shade: str) -> None:
    """Write customers' words below each other, each beside a line in the department's colour, its issue below."""
    step, left = min(box.height / max(len(said), 1), 1.9), box.left + 0.25
    width = box.width - 0.25
    for place, (text, issue) in enumerate(said):
        top = box.top + place * step
        under = height_of(clean(issue), width, SMALL)
        free = int((step - 0.25 - under) / (BODY * LINE_HEIGHT / 72))
        told = cut(f"“{clean(text)}", width - 0.15, BODY, max(1, free)) + "”"
        words = [Words(told, BODY), Words(issue, SMALL, colour=MUTED)]
        high = height_of(told, width, BODY) + under
        rectangle(slide.shapes, Box(box.left, top, 0.06, high), shade).name = "Line"
        write(slide, Box(left, top, width, high), words, name="Customer's words")


def fields(slide: Any, box: Box, shown: Sequence[tuple[str, str, str]]) -> float:
    """Draw fields for a meeting to fill in, side by side: label, value, small line; returns their height in inches.

    The first one is filled in, and as wide as the others together.
    """
    gap = 0.2
    unit = (box.width - gap * (len(shown) - 1)) / (len(shown) + 1)
    widths = [2 * unit, *([unit] * (len(shown) - 1))]
    made = []
    for width, (label, value, under) in zip(widths, shown, strict=True):
        inner = width - 2 * _ACROSS
        size = next((each for each in (32, 28, 24) if height_of(clean(value), inner, each, is_bold=True) < 1.4), 24)
        words = [Words(label, BODY, colour=MUTED), Words(cut(clean(value), inner, size, 3, is_bold=True), size,
                 is_bold=True), Words(cut(clean(under), inner, BODY, 4), BODY, colour=MUTED)]  # fmt: skip
        made.append([each for each in words if each.text])
    pairs = list(zip(made, widths, strict=True))
    high = min(box.height, max(_high(words, width - 2 * _ACROSS) for words, width in pairs) + 2 * _DOWN + 0.1)
    left = box.left
    for words, width in pairs:
        _panel(slide, Box(left, box.top, width, high), words, f"Field: {words[0].text}")
        left += width + gap
    return high


def table(
    slide: Any,
    box: Box,
    parts: Sequence[float],
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    alt: str,
) -> int:
    """Draw a table with a head and thin lines, and return the number of rows that fit.

    Parameters
    ----------
    parts
        Relative widths of the columns.
    """
    widths = [box.width * part / sum(parts) for part in parts]
    free, kept, highs = box.height, list[list[str]](), list[float]()
    for number, row in enumerate([head, *rows]):
        is_head = number == 0
        most = max(1, int((free - _CELL) / (SMALL * LINE_HEIGHT / 72)))
        texts = [clean(text) for text in row]
        if number <= 1:  # at least one row: the notes have what is cut
            texts = [cut(text, wide - 2 * _CELL, SMALL, most) for text, wide in zip(texts, widths, strict=True)]
        high = max(height_of(text, wide - 2 * _CELL, SMALL, is_bold=is_head)
                   for text, wide in zip(texts, widths, strict=True)) + _CELL  # fmt: skip
        if high > free and number > 1:
            break
        kept, highs, free = [*kept, texts], [*highs, high], free - high
    frame = slide.shapes.add_table(len(kept), len(widths), *Box(box.left, box.top, box.width, sum(highs)).lengths)
    describe(frame, alt)
    drawn = frame.table
    frame._element.xpath(".//a:tableStyleId")[0].text = _NO_STYLE
    for place, width in enumerate(widths):
        drawn.columns[place].width = Inches(width)
    for number, (texts, high) in enumerate(zip(kept, highs, strict=True)):
        drawn.rows[number].height = Inches(high)
        for place, text in enumerate(texts):
            _cell(drawn.cell(number, place), text, is_head=number == 0)
    return len(kept) - 1


def _cell(cell: Any, text: str, *, is_head: bool) -> None:
    cell.margin_left = cell.margin_right = Inches(_CELL)
    cell.margin_top = cell.margin_bottom = Inches(_CELL / 2)
    cell.vertical_anchor = MSO_ANCHOR.TOP
    words = Words(text, SMALL, is_bold=True, colour=MUTED) if is_head else Words(text, SMALL)
    fill(cell.text_frame, [words])
    properties = cell._tc.get_or_add_tcPr()
    line, solid, shade = (OxmlElement(tag) for tag in ("a:lnB", "a:solidFill", "a:srgbClr"))
    line.set("w", "9525")
    shade.set("val", RULE[1:].upper())
    solid.append(shade)
    line.append(solid)
    properties.append(line)
    if is_head:
        cell.fill.solid()
        cell.fill.fore_color.rgb = paint(PANEL)
