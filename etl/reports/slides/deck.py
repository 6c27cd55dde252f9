"""The paper that slides are drawn on: one size, one title, letters for the back row, a stamp at every foot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from textwrap import shorten
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Inches, Length, Pt

INK, MUTED, RULE, PAPER, PANEL = "#1d2733", "#55606c", "#d9d5cc", "#fdfcfa", "#f3f1ec"
"""The pages' light theme; a test holds them to it."""

FONT = "Arial"
"""On every machine that opens slides, or measured alike there."""

TITLE, SMALLER_TITLE, BODY, SMALL, FOOT = 30, 28, 18, 16, 12
"""Points: body is what the back row reads, small is units and axes, the foot is for who holds the file."""

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.5
BODY_WIDTH = WIDTH - 2 * MARGIN
LINE = 0.3
"""Inches of a line of body text."""

_EM, _BOLD_EM = 0.48, 0.53
"""Mean width of Arial's letters in ems, a little generous so that text rather ends early than runs over."""

_TITLE_TOP, _TITLE_LINE, _TITLE_LINES = 0.62, 0.46, 3
_BODY_BOTTOM = 6.85
_FOOT_CHARACTERS = 140
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FROM_DEFAULT_THEME = {
    b'<a:sysClr val="windowText" lastClr="000000"/>': f'<a:srgbClr val="{INK[1:]}"/>',
    b'<a:sysClr val="window" lastClr="FFFFFF"/>': f'<a:srgbClr val="{PAPER[1:]}"/>',
    b'<a:latin typeface="Calibri"/>': f'<a:latin typeface="{FONT}"/>',
}


@dataclass(frozen=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def lengths(self) -> tuple[Length, Length, Length, Length]:
        """Left, top, width and height as the file counts them."""
        return Inches(self.left), Inches(self.top), Inches(self.width), Inches(self.height)

    def below(self, height: float) -> Box:
        """What is left under so many inches."""
        return Box(self.left, self.top + height, self.width, self.height - height)


@dataclass(frozen=True)
class Page:
    """A slide, and what its title leaves of it."""

    slide: Slide
    body: Box


@dataclass(frozen=True)
class Words:
    """A paragraph: its text, points, weight and colour."""

    text: str
    size: int = BODY
    is_bold: bool = False
    colour: str = INK
    is_italic: bool = False


class Deck:
    """Slides of 16:9, each with a subject, a finding as its title, a stamp at its foot, and the same in its notes.

    Parameters
    ----------
    stamp
        What every slide says of itself: filters, period, date of the data, version.
    """

    def __init__(self, stamp: str, subject: str, author: str) -> None:
        self._stamp = stamp
        self._presentation = Presentation()
        self._presentation.slide_width, self._presentation.slide_height = Inches(WIDTH), Inches(HEIGHT)
        _prepare_master(self._presentation)
        properties = self._presentation.core_properties
        properties.title, properties.subject, properties.author = subject, clean(stamp)[:255], author
        properties.last_modified_by, properties.created, properties.modified = author, datetime.now(), datetime.now()

    @property
    def count(self) -> int:
        """Slides so far."""
        return len(self._presentation.slides)

    def add(self, subject: str, title: str, notes: Sequence[str]) -> Page:
        """Add a slide and put its notes under it: the title in full, `notes`, and the stamp."""
        slide = self._presentation.slides.add_slide(self._presentation.slide_layouts[0])
        lines = _place_title(slide, title)
        write(slide, Box(MARGIN, 0.28, BODY_WIDTH, 0.36), [Words(subject, SMALL, colour=MUTED)], name="Subject")
        number = [Words(str(self.count), FOOT, colour=MUTED)]
        foot = shorten(clean(self._stamp), _FOOT_CHARACTERS, placeholder=" …")
        write(slide, Box(MARGIN, 7.0, 11.7, 0.32), [Words(foot, FOOT, colour=MUTED)], name="Stamp")
        page = write(slide, Box(WIDTH - MARGIN - 0.6, 7.0, 0.6, 0.32), number, name="Number")
        page.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        told = slide.notes_slide.notes_text_frame
        if told is not None:
            told.text = "\n".join(clean(line) for line in (title, *notes, self._stamp) if line)
        top = _TITLE_TOP + lines * _TITLE_LINE + 0.3
        return Page(slide, Box(MARGIN, top, BODY_WIDTH, _BODY_BOTTOM - top))

    def to_bytes(self) -> bytes:
        """The whole file."""
        file = BytesIO()
        self._presentation.save(file)
        return file.getvalue()


def _place_title(slide: Slide, title: str) -> int:
    """Put a finding into the slide's title, smaller or cut between words where it is long; gives its lines."""
    shape = slide.shapes.title
    if shape is None:
        raise ValueError("the layout has no title")
    lines = lines_of(title, BODY_WIDTH, TITLE, is_bold=True)
    size = TITLE if lines < _TITLE_LINES else SMALLER_TITLE
    longest = _TITLE_LINES * letters_in(BODY_WIDTH, SMALLER_TITLE, is_bold=True)
    shape.text_frame.text = shorten(clean(title), longest, placeholder=" …")
    for run in shape.text_frame.paragraphs[0].runs:
        run.font.size = Pt(size)
    return min(lines, _TITLE_LINES)


def write(slide: Any, box: Box, paragraphs: Sequence[Words], *, name: str, anchor: MSO_ANCHOR = MSO_ANCHOR.TOP) -> Any:
    """Add a text box without margins."""
    shape = slide.shapes.add_textbox(*box.lengths)
    shape.name = name
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = anchor
    fill(frame, paragraphs)
    return shape


def fill(frame: Any, paragraphs: Sequence[Words]) -> None:
    """Put paragraphs into the text frame of a shape or a cell."""
    frame.word_wrap = True
    for place, words in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = clean(words.text)
        run.font.size, run.font.bold, run.font.italic = Pt(words.size), words.is_bold, words.is_italic
        run.font.color.rgb = colour(words.colour)


def describe(shape: Any, text: str) -> None:
    """Give a shape its text for people who don't see it."""
    shape._element.xpath("./*[1]/p:cNvPr")[0].set("descr", clean(text))


def colour(name: str) -> RGBColor:
    """A colour from "#009988"."""
    return RGBColor.from_string(name.lstrip("#").upper())


def clean(text: str) -> str:
    """Text on one line, without the characters that a file of slides can't hold."""
    return " ".join(_NOT_TEXT.sub("", text).split())


def letters_in(width: float, size: int, *, is_bold: bool = False) -> int:
    """Letters on a line of so many inches."""
    return max(1, int(width * 72 / ((_BOLD_EM if is_bold else _EM) * size)))


def lines_of(text: str, width: float, size: int = BODY, *, is_bold: bool = False) -> int:
    """Lines that a text takes, at least one."""
    return max(1, -(-len(text) // letters_in(width, size, is_bold=is_bold)))


def _prepare_master(presentation: Any) -> None:
    """Make the library's blank 4:3 template ours: paper, ink, letters, one layout, a title at the upper left."""
    master = presentation.slide_master
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    for old, new in _FROM_DEFAULT_THEME.items():
        theme._blob = theme.blob.replace(old, new.encode())
    for layout in [each for each in presentation.slide_layouts if each.name != "Title Only"]:
        presentation.slide_layouts.remove(layout)
    for place in [*master.placeholders, *presentation.slide_layouts[0].placeholders]:
        if place.placeholder_format.type is not None and "TITLE" in place.placeholder_format.type.name:
            place.left, place.top, place.width, place.height = Box(
                MARGIN, _TITLE_TOP, BODY_WIDTH, _TITLE_LINES * _TITLE_LINE
            ).lengths
            frame = place.text_frame
            frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
            frame.vertical_anchor = MSO_ANCHOR.TOP
        elif place.placeholder_format.type is not None and "BODY" in place.placeholder_format.type.name:
            place.left, place.top, place.width, place.height = Box(MARGIN, 2.0, BODY_WIDTH, 4.8).lengths
        else:
            # Date, footer and number of the template: the stamp stands in their place.
            place._element.getparent().remove(place._element)
    style = master._element.xpath("./p:txStyles/p:titleStyle/a:lvl1pPr")[0]
    style.set("algn", "l")
    letters = style.find(qn("a:defRPr"))
    letters.set("sz", str(TITLE * 100))
    letters.set("b", "1")
    package = presentation.part.package
    for key, relation in list(package._rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            package.drop_rel(key)
