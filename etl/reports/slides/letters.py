"""Width of text on any machine, estimated with a wide typeface, because it isn't known which machine opens the file.

Arial is missing on many machines, and its substitute is up to a fifth wider. So lines are counted with widths that no
usual sans-serif exceeds by much (those of DejaVu Sans, rounded up): text that fits by them fits everywhere.
"""

from __future__ import annotations

_WIDTHS = (
    (0.30, "ijlIJ'|"),
    (0.36, ".,:;!/\\ ·‘’\u00a0-f"),
    (0.42, "()[]tr"),
    (0.53, '*`–"sz?c“”'),
    (0.62, "_kFLxyvaoePTY"),
    (0.66, "bdghnpquESK{}0123456789$€£"),
    (0.72, "ABCRVXZ"),
    (0.80, "UHNDGOQ&w"),
    (1.00, "mMW%@#+<=>^~—…−"),
)
"""Widths of regular letters, in ems."""

_EMS = {letter: width for width, letters in _WIDTHS for letter in letters}
_OTHERS, _WIDE = 0.66, 1.1
"""Widths of letters that aren't listed, in ems: with accents, and from Cyrillic on."""
_FROM_WIDE = "\u0370"
_BOLDER = 1.13
_CLOSE = 1e-6
LINE_HEIGHT = 1.2
"""Height of a line, in letter sizes."""


def width_of(text: str, size: float, *, is_bold: bool = False) -> float:
    """Width of a text on one line, in inches."""
    ems = sum(_EMS.get(letter, _WIDE if letter >= _FROM_WIDE else _OTHERS) for letter in text)
    return ems * size * (_BOLDER if is_bold else 1.0) / 72


def wrapped(text: str, width: float, size: float, lines: int) -> list[str]:
    """Break a text between words into a number of lines at most; what doesn't fit is cut off the last."""
    found, words = [""], text.split(" ")
    for place, word in enumerate(words):
        longer = f"{found[-1]} {word}".strip()
        if width_of(longer, size) <= width + _CLOSE or not found[-1]:
            found[-1] = longer
        elif len(found) < lines:
            found.append(word)
        else:
            found[-1] = cut(f"{found[-1]} {' '.join(words[place:])}", width, size)
            break
    return [cut(line, width, size) for line in found]


def lines_of(text: str, width: float, size: float, *, is_bold: bool = False) -> int:
    """Number of lines of a text at a width in inches, broken between words; too long words are broken themselves."""
    lines, free = 1, width
    space = width_of(" ", size, is_bold=is_bold)
    for word in text.split(" "):
        wide = width_of(word, size, is_bold=is_bold)
        if wide > free + _CLOSE and free < width:
            lines, free = lines + 1, width
        if wide > width + _CLOSE:
            more = int(wide // width)
            lines, wide = lines + more, wide - more * width
        free -= wide + space
    return lines


def breaks_words(text: str, width: float, size: float) -> bool:
    """Whether a word of the text is longer than a line."""
    return any(width_of(word, size) > width + _CLOSE for word in text.split(" "))


def height_of(text: str, width: float, size: float, *, is_bold: bool = False) -> float:
    """Height of a text's lines, in inches."""
    return lines_of(text, width, size, is_bold=is_bold) * size * LINE_HEIGHT / 72


def cut(text: str, width: float, size: float, lines: int = 1, *, is_bold: bool = False) -> str:
    """Shorten a text to fit a number of lines, between words and with an ellipsis; a single word is cut within."""
    if lines_of(text, width, size, is_bold=is_bold) <= lines:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if lines_of(f"{text[:middle].rstrip()} …", width, size, is_bold=is_bold) <= lines:
            low = middle
        else:
            high = middle - 1
    kept = text[:low].rstrip()
    between = kept.rpartition(" ")[0] if low < len(text) and text[low] != " " else kept
    return f"{between} …" if len(between) > len(kept) / 2 else f"{kept}…"
