"""Sizes and colours of slides, and boxes on them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pptx.util import Inches, Length

INK, MUTED, RULE, PAPER, PANEL = "#1d2733", "#55606c", "#d9d5cc", "#fdfcfa", "#f3f1ec"
"""The pages' light theme; a test keeps the two alike."""

FONT = "Arial"
"""Typeface that machines which open slides have, or replace by one of equal widths."""

TITLE, BODY, SMALL, FOOT = 30, 18, 16, 12
"""Points: body is for the back row, small for units and axes, foot for readers of the file."""

TITLES = (30, 28, 26, 24)
"""Sizes of a title in points; the largest that fits is used."""

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.5

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile("[ \t\r\n\u2028\u2029]+")
_UNIT = re.compile(r"(?<=\d) (?=(?:%|h)(?!\w))|(?<=\b[A-Z]{3}) (?=\d)")
"""Space between a number and its unit, where no line may break."""


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
        """The rest of the box, below so many inches."""
        return Box(self.left, self.top + height, self.width, self.height - height)

    def columns(self, number: int, gap: float) -> list[Box]:
        """Columns of equal width, side by side."""
        width = (self.width - gap * (number - 1)) / number
        return [Box(self.left + place * (width + gap), self.top, width, self.height) for place in range(number)]


@dataclass(frozen=True)
class Words:
    """A paragraph: its text, points, weight and colour; None is the colour that the master gives."""

    text: str
    size: float = BODY
    is_bold: bool = False
    colour: str | None = INK
    is_italic: bool = False
    link: str = ""


def clean(text: str) -> str:
    """Text on one line, without characters that a PowerPoint file can't hold; numbers stay with their units."""
    return _UNIT.sub("\u00a0", _BLANKS.sub(" ", _NOT_TEXT.sub("", text)).strip())
