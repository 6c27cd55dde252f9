"""Sizes and colours of slides, and places on them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pptx.util import Inches, Length

INK, MUTED, RULE, PAPER, PANEL = "#1d2733", "#55606c", "#d9d5cc", "#fdfcfa", "#f3f1ec"
"""The pages' light theme; a test holds them to it."""

FONT = "Arial"
"""On every machine that opens slides, or measured alike there."""

TITLE, BODY, SMALL, FOOT = 30, 18, 16, 12
"""Points: body is what the back row reads, small is units and axes, the foot is for who holds the file."""

TITLES = (30, 28, 26, 24)
"""Points of a title, the largest that fits."""

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.5

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile("[ \t\r\n\u2028\u2029]+")
_UNIT = re.compile(r"(?<=\d) (?=(?:%|h)(?!\w))|(?<=\b[A-Z]{3}) (?=\d)")
"""Between a number and its unit, which no line may part."""


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

    def columns(self, number: int, gap: float) -> list[Box]:
        """So many places beside each other, of one width."""
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
    """Text on one line, without the characters that a file of slides can't hold; numbers keep to their units."""
    return _UNIT.sub("\u00a0", _BLANKS.sub(" ", _NOT_TEXT.sub("", text)).strip())
