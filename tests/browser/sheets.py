"""What stands on the sheets of a PDF that Chromium printed: enough of the format to read that back, and no more."""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass

_ENTRY = re.compile(rb"(\d{10}) \d{5} n")
_STREAM = re.compile(rb"/Length (\d+).*?>>\s*stream\r?\n", re.DOTALL)
_BOX = re.compile(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]")
_SHOWN = re.compile(rb"/(\S+) [\d.-]+ Tf|<([0-9a-fA-F]+)>|\b(Tj|TJ|ET)\b")
_PAIR = re.compile(rb"<([0-9a-fA-F]+)> <([0-9a-fA-F]+)>")
_RANGE = re.compile(rb"<([0-9a-fA-F]+)> <([0-9a-fA-F]+)> <([0-9a-fA-F]+)>")


@dataclass(frozen=True)
class Sheet:
    """One sheet: its text, a line for each piece that was drawn in one go, and its size in points."""

    text: str
    width: float
    height: float


def sheets(content: bytes) -> list[Sheet]:
    """The sheets in their order.

    Raises
    ------
    ValueError
        If there are none: it isn't a PDF as Chromium writes it.
    """
    objects = _objects(content)
    found = [_sheet(body, objects) for body in objects.values() if re.search(rb"/Type /Page\b", body)]
    if not found:
        raise ValueError("no sheet found")
    return found


def _objects(content: bytes) -> dict[int, bytes]:
    """Objects by their number, each up to where the next begins."""
    starts = sorted(int(start) for start in _ENTRY.findall(content[content.rfind(b"\nxref") :]))
    bodies = (content[start:end] for start, end in zip(starts, [*starts[1:], len(content)], strict=True))
    return {int(body.split(maxsplit=1)[0]): body for body in bodies}


def _sheet(page: bytes, objects: dict[int, bytes]) -> Sheet:
    box = _BOX.search(page)
    drawn = b"\n".join(_unpacked(objects[number]) for number in _numbers(rb"/Contents", page))
    width, height = map(float, box.groups()) if box else (0.0, 0.0)
    return Sheet(unicodedata.normalize("NFKC", _drawn(page, drawn, objects)), width, height)


def _drawn(body: bytes, drawn: bytes, objects: dict[int, bytes]) -> str:
    """Text of a page, or of a part of one that is drawn as a whole: pale letters are."""
    fonts = {name: _letters(objects[number], objects) for name, number in _named(rb"/Font", body, objects)}
    parts = (objects[number] for _, number in _named(rb"/XObject", body, objects))
    within = [_drawn(part, _unpacked(part), objects) for part in parts if b"/Subtype /Form" in part]
    return "\n".join(filter(None, [_text(drawn, fonts), *within]))


def _numbers(key: bytes, body: bytes) -> list[int]:
    """Numbers of the objects that a key names: one, or a list of them."""
    found = re.search(key + rb" (\[[^\]]*\]|\d+ 0 R)", body)
    return [int(number) for number in re.findall(rb"(\d+) 0 R", found.group(1))] if found else []


def _named(key: bytes, body: bytes, objects: dict[int, bytes]) -> list[tuple[bytes, int]]:
    """Names and objects of one kind among the resources."""
    numbers = _numbers(rb"/Resources", body)
    found = re.search(key + rb" <<(.*?)>>", objects[numbers[0]] if numbers else body, re.DOTALL)
    pairs = re.findall(rb"/(\S+) (\d+) 0 R", found.group(1)) if found else []
    return [(name, int(number)) for name, number in pairs]


def _letters(font: bytes, objects: dict[int, bytes]) -> dict[int, str]:
    """Letters by the number of their glyph."""
    found: dict[int, str] = {}
    for number in _numbers(rb"/ToUnicode", font):
        table = _unpacked(objects[number])
        for part in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
            found |= {int(glyph, 16): _decoded(letter) for glyph, letter in _PAIR.findall(part)}
        for part in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
            for first, last, letter in _RANGE.findall(part):
                start = int(letter, 16)
                glyphs = range(int(first, 16), int(last, 16) + 1)
                found |= {glyph: chr(start + place) for place, glyph in enumerate(glyphs)}
    return found


def _decoded(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")


def _unpacked(body: bytes) -> bytes:
    found = _STREAM.search(body)
    if found is None:
        return b""
    held = body[found.end() : found.end() + int(found.group(1))]
    return zlib.decompress(held) if b"/FlateDecode" in body[: found.end()] else held


def _text(drawn: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    lines, line, letters = list[str](), "", dict[int, str]()
    for font, digits, operator in _SHOWN.findall(drawn):
        if font:
            letters = fonts.get(font, {})
        elif digits:
            glyphs = (int(digits[at : at + 4], 16) for at in range(0, len(digits), 4))
            line += "".join(letters.get(glyph, "\ufffd") for glyph in glyphs)
        elif operator == b"ET":
            lines.append(line)
            line = ""
    return "\n".join(filter(None, [*lines, line]))
