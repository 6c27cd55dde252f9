"""Native tables, number cards, quotations and squares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import shorten
from typing import Any

import pandas as pd
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Inches, Pt

from etl.marts.core.colours import OTHER, OTHER_LABEL
from etl.reports.slides.deck import (
    BODY,
    INK,
    LINE,
    MUTED,
    PANEL,
    RULE,
    Box,
    Words,
    colour,
    describe,
    fill,
    letters_in,
    lines_of,
    write,
)

_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""The table style without lines and fills."""

_NUMBER = 48
_SIDE, _GAP = 10, 0.12
_WIDEST = 3.1
_MOST_NAMES = 11
_WIDER = 0.85
"""Of a key's width: where Arial is missing, letters are wider and must not run over the name below."""


def card(slide: Any, box: Box, label: str, number: str, lines: Sequence[str]) -> None:
    """A number with its label above and what it is made of below, in one shape."""
    shape = panel(slide, box)
    shape.name = f"Card: {label}"
    shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    small = [Words(line, BODY, colour=MUTED) for line in lines if line]
    fill(shape.text_frame, [Words(label, BODY, is_bold=True), Words(number, _NUMBER, is_bold=True), *small])


def missing(slide: Any, box: Box, what: str, reason: str) -> None:
    """In a picture's place: what would stand there, and why it can't."""
    shape = panel(slide, Box(box.left, box.top, box.width, min(box.height, 1.8)))
    shape.name = f"Missing: {what}"
    shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    fill(shape.text_frame, [Words(what, BODY, is_bold=True), Words(f"–  {reason}", BODY, colour=MUTED)])


def panel(slide: Any, box: Box) -> Any:
    """A quiet field that holds text."""
    shape = _rectangle(slide.shapes, box, PANEL)
    shape.line.color.rgb = colour(RULE)
    shape.line.width = Pt(0.75)
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = Inches(0.16)
    frame.margin_top = frame.margin_bottom = Inches(0.12)
    return shape


def _rectangle(shapes: Any, box: Box, shade: str) -> Any:
    """A rectangle in one colour, without the template's outline and shadow."""
    shape = shapes.add_shape(MSO_SHAPE.RECTANGLE, *box.lengths)
    shape._element.remove(shape._element.find(qn("p:style")))
    shape.fill.solid()
    shape.fill.fore_color.rgb = colour(shade)
    return shape


def quotation(slide: Any, box: Box, text: str, issue: str, shade: str) -> None:
    """A customer's words beside a line in the department's colour, its issue below."""
    _rectangle(slide.shapes, Box(box.left, box.top, 0.06, box.height - 0.2), shade).name = "Line"
    said = [Words(f"“{text}”", BODY), Words(issue, BODY - 2, colour=MUTED)]
    write(slide, Box(box.left + 0.2, box.top, box.width - 0.2, box.height), said, name="Customer's words")


def table(
    slide: Any,
    box: Box,
    widths: Sequence[float],
    head: Sequence[str],
    rows: Sequence[Sequence[Sequence[Words]]],
    alt: str,
) -> Any:
    """A table with a head and thin lines.

    Parameters
    ----------
    widths
        Inches, one per column.
    rows
        Cells of paragraphs.
    """
    row_height = Inches(0.45)
    frame = slide.shapes.add_table(len(rows) + 1, len(widths), *box.lengths)
    describe(frame, alt)
    drawn = frame.table
    frame._element.xpath(".//a:tableStyleId")[0].text = _NO_STYLE
    for place, width in enumerate(widths):
        drawn.columns[place].width = Inches(width)
    cells = [[[Words(name, BODY, is_bold=True, colour=MUTED)] for name in head], *rows]
    for number, row in enumerate(cells):
        drawn.rows[number].height = row_height
        for place, paragraphs in enumerate(row):
            _cell(drawn.cell(number, place), paragraphs, is_head=number == 0)
    return drawn


def _cell(cell: Any, paragraphs: Sequence[Words], *, is_head: bool) -> None:
    cell.margin_left = cell.margin_right = Inches(0.1)
    cell.margin_top = cell.margin_bottom = Inches(0.05)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    fill(cell.text_frame, paragraphs)
    properties = cell._tc.get_or_add_tcPr()
    line, solid, shade = (OxmlElement(tag) for tag in ("a:lnB", "a:solidFill", "a:srgbClr"))
    line.set("w", "9525")
    shade.set("val", RULE[1:].upper())
    solid.append(shade)
    line.append(solid)
    properties.append(line)
    if is_head:
        cell.fill.solid()
        cell.fill.fore_color.rgb = colour(PANEL)


def hundred(slide: Any, box: Box, squares: pd.DataFrame, colours: Mapping[str, str], title: str, unit: str) -> None:
    """Ten by ten true squares in one group, filled row by row, with their parts named and counted beside them.

    Parameters
    ----------
    squares
        One view of ``etl.marts.frames.breakdowns.two_views``.
    colours
        By department; a square without one is ink when it is a complaint, else as pale as a rule.
    """
    write(slide, Box(box.left, box.top, box.width, 0.4), [Words(title, BODY, is_bold=True)], name=title)
    short = shorten(unit, letters_in(box.width, BODY), placeholder=" …")
    write(slide, Box(box.left, box.top + 0.38, box.width, 0.4), [Words(short, BODY, colour=MUTED)], name="Unit")
    top = box.top + 0.95
    side = min(box.height - 0.95, _WIDEST)
    parts = _parts(squares, colours)
    step = side / (_SIDE - _GAP)
    drawn = []
    for place, shade in enumerate(shade for _, count, shade in parts for _ in range(count)):
        row, column = divmod(place, _SIDE)
        at = Box(box.left + column * step, top + row * step, step * (1 - _GAP), step * (1 - _GAP))
        drawn.append(_rectangle(slide.shapes, at, shade))
    # Grouped at once: a group that grows measures itself anew with every square.
    group = slide.shapes.add_group_shape(drawn)
    group.name = f"{title}: a hundred squares"
    describe(group, f"{unit}: " + ", ".join(f"{count} {name}" for name, count, _ in parts))
    _key(slide, Box(box.left + side + 0.25, top, box.width - side - 0.25, box.top + box.height - top), parts)


def _parts(squares: pd.DataFrame, colours: Mapping[str, str]) -> list[tuple[str, int, str]]:
    """Name, squares and colour of each part, in order; departments that share a colour are one part."""
    found: dict[str, tuple[int, str]] = {}
    named = squares.sort_values("square")
    for department, meaning, is_complaint in zip(
        named["department"], named["meaning"], named["is_complaint"], strict=True
    ):
        plain = INK if is_complaint else RULE
        name, shade = (meaning, plain) if pd.isna(department) else (department, colours.get(department, plain))
        name = OTHER_LABEL if shade == OTHER else name
        found[name] = (found.get(name, (0, shade))[0] + 1, shade)
    return [(name, count, shade) for name, (count, shade) in found.items()]


def _key(slide: Any, box: Box, parts: Sequence[tuple[str, int, str]]) -> None:
    if len(parts) > _MOST_NAMES:
        named, rest = parts[: _MOST_NAMES - 1], parts[_MOST_NAMES - 1 :]
        parts = [*named, (f"in {len(rest)} more", sum(count for _, count, _ in rest), rest[0][2])]
    width = box.width - 0.34
    texts = [f"{count}  {name}" for name, count, _ in parts]
    heights = [_height(text, _WIDER * width) for text in texts]
    if sum(heights) > box.height:
        heights = [_height(text, width) for text in texts]
    if sum(heights) > box.height:
        texts = [_cut(text, letters_in(_WIDER * width, BODY)) for text in texts]
        heights = [_height(text, width) for text in texts]
    top = box.top
    for text, high, (_, _, shade) in zip(texts, heights, parts, strict=True):
        _rectangle(slide.shapes, Box(box.left, top + 0.03, 0.22, 0.22), shade).name = "Key"
        write(slide, Box(box.left + 0.34, top, width, high), [Words(text)], name="Key")
        top += high


def _cut(text: str, letters: int) -> str:
    """A name cut within a word, where it must be: cut between words, "17  Unattributed" would have no name left."""
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"


def _height(text: str, width: float) -> float:
    return lines_of(text, width) * LINE + 0.06
