"""Detects a file's character encoding over the whole file."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import BinaryIO

from etl.errors import InputError

MAX_LINE = 16_000_000
"""Maximum bytes of a line: sixteen texts of a million letters. No export has a longer one."""

_BLOCK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LABELS = {"utf-8-sig": "UTF-8 with a mark", "utf-8": "UTF-8", "cp1252": "Windows-1252"}
_GOOD_FOR_BAD = 4
"""Well-formed non-ASCII characters per malformed one from which a file counts as damaged UTF-8: in Windows-1252,
non-ASCII letters hardly ever form valid UTF-8 by chance.
"""


@dataclass(frozen=True)
class Encoding:
    """How to decode a file.

    Attributes
    ----------
    codec, errors
        Arguments for Python's decoders.
    label
        Name to show.
    notes
        Sentences about oddities, for people.
    """

    codec: str
    errors: str
    label: str
    notes: tuple[str, ...] = ()


def detect_encoding(stream: BinaryIO, shown: str, limits_lines: bool = True) -> Encoding:
    """Detect the encoding of a whole file.

    Parameters
    ----------
    stream
        Bytes from the start.
    shown
        Name of the file in messages.
    limits_lines
        Whether a line longer than MAX_LINE refuses the file (JSON may well be one line).

    Raises
    ------
    InputError
        If the file has NUL bytes, a line longer than MAX_LINE, or no known encoding.
    """
    start = stream.read(_BLOCK)
    codec = next((name for mark, name in _MARKS if start.startswith(mark)), None) or _wide_without_mark(start)
    scan = _Scan(shown, limits_lines, is_wide=codec is not None and codec.startswith(("utf-16", "utf-32")))
    block = start
    while block:
        scan.take(block)
        block = stream.read(_BLOCK)
    scan.finish()
    if codec is not None and scan.is_wide:
        return Encoding(codec, "strict", codec[:6].upper())
    return scan.narrow_encoding(codec == "utf-8-sig")


class _Scan:
    def __init__(self, shown: str, limits_lines: bool, is_wide: bool) -> None:
        self.shown = shown
        self.limits_lines = limits_lines
        self.is_wide = is_wide
        self.count_lines = 0
        self.line_length = 0
        self.count_good = 0
        self.count_bad = 0
        self.first_bad_line = 0
        self.fits_windows = True
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def take(self, block: bytes) -> None:
        if not self.is_wide:
            self._refuse_nul(block)
            self._count_characters(block, is_last=False)
        self._measure_lines(block)
        self.count_lines += block.count(b"\n")

    def finish(self) -> None:
        if not self.is_wide:
            self._count_characters(b"", is_last=True)

    def narrow_encoding(self, has_mark: bool) -> Encoding:
        utf8 = "utf-8-sig" if has_mark else "utf-8"
        if not self.count_bad:
            return Encoding(utf8, "strict", _LABELS[utf8])
        if has_mark or self.count_good >= _GOOD_FOR_BAD * self.count_bad:
            note = (
                f"{self.count_bad:,} characters are damaged (the first near line {self.first_bad_line:,}); "
                "they are shown as \N{REPLACEMENT CHARACTER}."
            )
            return Encoding(utf8, "replace", _LABELS[utf8], (note,))
        if self.fits_windows:
            return Encoding("cp1252", "strict", _LABELS["cp1252"])
        raise InputError(
            f"{self.shown} is not text in UTF-8, UTF-16 or Windows-1252 "
            f"(see line {self.first_bad_line:,}). Save it as CSV in UTF-8."
        )

    def _refuse_nul(self, block: bytes) -> None:
        position = block.find(b"\0")
        if position >= 0:
            line = self.count_lines + block.count(b"\n", 0, position) + 1
            raise InputError(
                f"{self.shown} has a NUL byte on line {line:,}: it is damaged or no text. Export it again as CSV."
            )

    def _count_characters(self, block: bytes, is_last: bool) -> None:
        pending = self.decoder.getstate()[0]
        if block.isascii() and not pending and not is_last:
            return
        text = self.decoder.decode(block, is_last)
        count_bad = text.count("\N{REPLACEMENT CHARACTER}") - (pending + block).count(b"\xef\xbf\xbd")
        if count_bad > 0 and not self.count_bad:
            self.first_bad_line = self.count_lines + text.count("\n", 0, text.find("\N{REPLACEMENT CHARACTER}")) + 1
        self.count_bad += max(count_bad, 0)
        self.count_good += len(text) - len(text.encode("ascii", "ignore")) - max(count_bad, 0)
        if self.fits_windows and any(byte in block for byte in b"\x81\x8d\x8f\x90\x9d"):
            self.fits_windows = False

    def _measure_lines(self, block: bytes) -> None:
        if not self.limits_lines:
            return
        last = max(block.rfind(b"\n"), block.rfind(b"\r"))
        self.line_length = self.line_length + len(block) if last < 0 else len(block) - last - 1
        if self.line_length > MAX_LINE:
            raise InputError(
                f"{self.shown} has a line of more than {MAX_LINE // 1_000_000} MB (line {self.count_lines + 1:,}): "
                "that is no row of an export. Export it again with its line ends."
            )


def _wide_without_mark(start: bytes) -> str | None:
    # Mostly Latin text in UTF-16 has a zero in every second byte.
    head = start[: 4096 - 4096 % 2]
    if len(head) < 4:
        return None
    half = len(head) // 2
    if head[1::2].count(0) > half * 0.6 and head[0::2].count(0) < half * 0.1:
        return "utf-16-le"
    if head[0::2].count(0) > half * 0.6 and head[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return None
