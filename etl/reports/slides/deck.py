"""The frame of every slide: size, title, letters for the back row, and a stamp at the foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from etl.reports.slides import letters
from etl.reports.slides.masters import Master
from etl.reports.slides.paper import BODY, FOOT, MARGIN, MUTED, PAPER, SMALL, TITLES, Box, Words, clean

LINK = "Open this view"
_GAP = 0.25
_FOOT_ROOM, _FOOT_HIGH = 0.52, 0.42
"""Height of the foot, and of the stamp's two lines, in inches."""
_SUBJECT = 0.34
_NUMBER = 0.6


@dataclass(frozen=True)
class Page:
    """A slide, and the room below its title."""

    slide: Slide
    body: Box


class Deck:
    """Slides on a master, each with a subject, a finding as its title, a stamp at its foot, and the same in its notes.

    Parameters
    ----------
    stamp
        Text at the foot of every slide: filters, period, date of the data, version.
    link
        Address of the view that the slides show; empty where unknown.
    """

    def __init__(self, master: Master, stamp: str, subject: str, author: str, link: str = "") -> None:
        self._master, self._stamp, self._link = master, stamp, link
        properties = master.presentation.core_properties
        properties.title, properties.subject, properties.author = subject, clean(stamp)[:255], author
        properties.last_modified_by, properties.created, properties.modified = author, datetime.now(), datetime.now()

    @property
    def count(self) -> int:
        """Number of slides so far."""
        return len(self._master.presentation.slides)

    def cover(self, title: str, lines: Sequence[str], notes: Sequence[str]) -> None:
        """Add the first slide: its title, and the data behind the slides.

        Raises
        ------
        ValueError
            If its layout has no title.
        """
        slide = self._master.presentation.slides.add_slide(self._master.cover)
        if slide.shapes.title is None:
            raise ValueError("the layout has no title")
        slide.shapes.title.text_frame.text = clean(title)
        under = next((each for each in slide.placeholders
                      if each.placeholder_format.type == PP_PLACEHOLDER.SUBTITLE), None)  # fmt: skip
        colour = MUTED if self._master.is_own else None
        # A long list of filters is whole in the notes.
        wide = 0.8 * self._master.title.width
        words = [Words(letters.cut(clean(line), wide, BODY, 2), BODY, colour=colour) for line in lines if line]
        if self._link:
            words.append(Words(LINK, BODY, colour=colour, link=self._link))
        if under is None:
            title_box = self._master.title
            top = title_box.top + title_box.height + _GAP
            box = Box(title_box.left, top, title_box.width, self._master.foot - top - _FOOT_ROOM)
            write(slide, box, words, name="Cover")
        else:
            under.name = "Cover"
            fill(under.text_frame, words)
        self._note(slide, title, [*lines, *notes])

    def add(self, subject: str, title: str, notes: Sequence[str]) -> Page:
        """Add a slide and put its notes under it: the title in full, `notes`, and the stamp."""
        slide = self._master.presentation.slides.add_slide(self._master.plain)
        for place in list(slide.placeholders):
            if place != slide.shapes.title and place.placeholder_format.idx != 0:
                place._element.getparent().remove(place._element)
        bottom = self._place_title(slide, title)
        at, colour = self._master.title, MUTED if self._master.is_own else None
        wide = self._master.width - 2 * MARGIN
        if self._master.is_own:
            write(slide, Box(MARGIN, 0.26, wide, _SUBJECT), [Words(subject, SMALL, colour=colour)], name="Subject")
        foot = self._master.foot - _FOOT_ROOM
        self._stamp_foot(slide, Box(MARGIN, foot, wide - _NUMBER, _FOOT_HIGH), colour)
        number = write(
            slide, Box(MARGIN + wide - _NUMBER, foot, _NUMBER, 0.3), [Words(str(self.count), FOOT, colour=colour)],
            name="Number",
        )  # fmt: skip
        number.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        self._note(slide, title, [*notes, self._stamp])
        left = MARGIN if self._master.is_own else min(MARGIN, at.left)
        body = Box(left, bottom + _GAP, self._master.width - 2 * left, foot - 0.12 - bottom - _GAP)
        if self._master.needs_sheet:
            sheet = rectangle(slide.shapes, body, PAPER)
            sheet.name = "Sheet"
            body = Box(body.left + 0.15, body.top + 0.1, body.width - 0.3, body.height - 0.2)
        return Page(slide, body)

    def to_bytes(self) -> bytes:
        """The whole file."""
        file = BytesIO()
        self._master.presentation.save(file)
        return file.getvalue()

    def _place_title(self, slide: Slide, title: str) -> float:
        """Write a finding as the slide's title, smaller where it is long, and return the inches down to its end."""
        shape, box = slide.shapes.title, self._master.title
        if shape is None:
            raise ValueError("the layout has no title")
        text, room = clean(title), box.height - 0.1 if not self._master.is_own else 2.0
        wide = box.width if self._master.is_own else box.width - 0.2
        largest = self._master.title_size
        sizes = [largest, *(size for size in (40, 36, 32, *TITLES, 22, 20, 18) if size < largest)]
        sizes = [size for size in sizes if self._master.is_own is False or size >= TITLES[-1]] or sizes[:1]
        size = next((s for s in sizes if letters.height_of(text, wide, s, is_bold=True) <= room), sizes[-1])
        lines = max(1, int(room / (size * letters.LINE_HEIGHT / 72) + 0.01))
        shape.text_frame.text = letters.cut(text, wide, size, lines, is_bold=True)
        shape.text_frame.word_wrap = True
        for run in shape.text_frame.paragraphs[0].runs:
            run.font.size = Pt(size)
        if not self._master.is_own:
            shape.left, shape.top, shape.width, shape.height = box.lengths
            return box.top + box.height
        frame = shape.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        high = letters.height_of(frame.text, wide, size, is_bold=True)
        shape.left, shape.top, shape.width, shape.height = Box(box.left, box.top, box.width, high).lengths
        return box.top + high

    def _stamp_foot(self, slide: Slide, box: Box, colour: str | None) -> None:
        """Add the stamp and the link back to the view; a long stamp is cut, and is whole in the notes."""
        words, wide = clean(self._stamp), box.width
        if self._link:
            wide -= letters.width_of(f"  {LINK}", FOOT)
        shape = write(
            slide, box, [Words(letters.cut(words, wide, FOOT, 2), FOOT, colour=colour)], name="Stamp"
        )  # fmt: skip
        if self._link:
            run = shape.text_frame.paragraphs[0].add_run()
            run.text, run.font.size, run.font.underline = f"  {LINK}".replace(" ", "\u00a0"), Pt(FOOT), True
            if colour is not None:
                run.font.color.rgb = paint(colour)
            # The link is on the shape and not on its words, which would take the theme's link colour, unreadable on
            # dark.
            shape.click_action.hyperlink.address = self._link

    def _note(self, slide: Slide, title: str, notes: Sequence[str]) -> None:
        told = slide.notes_slide.notes_text_frame
        if told is not None:
            link = [f"{LINK}; it says what has changed since: {self._link}"] if self._link else []
            told.text = "\n".join(clean(line) for line in (title, *notes, *link) if line)


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
        if words.colour is not None:
            run.font.color.rgb = paint(words.colour)
        if words.link:
            run.hyperlink.address = words.link


def rectangle(shapes: Any, box: Box, shade: str) -> Any:
    """Draw a rectangle in one colour, without the template's outline and shadow."""
    shape = shapes.add_shape(MSO_SHAPE.RECTANGLE, *box.lengths)
    shape._element.remove(shape._element.find(qn("p:style")))
    shape.fill.solid()
    shape.fill.fore_color.rgb = paint(shade)
    return shape


def describe(shape: Any, text: str) -> None:
    """Give a shape its alternative text."""
    shape._element.xpath("./*[1]/p:cNvPr")[0].set("descr", clean(text))


def paint(name: str) -> RGBColor:
    """Colour of a name such as "#009988"."""
    return RGBColor.from_string(name.lstrip("#").upper())
