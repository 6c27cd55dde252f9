"""Recognises text files that aren't tables of tickets by their beginning, and says what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from etl.errors import InputError
from etl.values.numbers import take_apart
from etl.values.times import parse_times

_WEB_PAGE = re.compile(
    r"(?:<\?xml[^<>]*\?>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype html|html|head|body|table|meta|style)\b",
    re.IGNORECASE | re.DOTALL,
)
_KINDS = (
    (
        re.compile(r"version https://git-lfs"),
        "is a pointer of Git LFS: it stands for the file, which wasn't downloaded. Fetch it with git lfs pull, or "
        "download the file itself.",
    ),
    (
        re.compile(r"<\?xml|<[a-z][\w:.\-]*(?:\s[^<>]*)?>", re.IGNORECASE),
        "is XML, which isn't read. Export the tickets as CSV, JSON or XLSX; a spreadsheet in XML can be saved as XLSX.",
    ),
    (
        re.compile(
            r"(?:-- |/\*|#).{0,40}\b(?:SQL|dump)\b|(?:INSERT INTO|CREATE TABLE|SET NAMES|DROP TABLE)\b",
            re.IGNORECASE,
        ),
        "is a dump of a database (SQL). Export the table of tickets as CSV, JSON or XLSX.",
    ),
    (
        re.compile(
            r"(?:From \S+@\S+ |(?:Received|Return-Path|Delivered-To|MIME-Version|X-[A-Za-z-]+): )", re.IGNORECASE
        ),
        "is an e-mail or a mailbox. Export the tickets as CSV, JSON or XLSX.",
    ),
    (re.compile(r"\{\\rtf"), "is a text document (RTF). Save the table in it as XLSX or CSV."),
)
_LEAST_CELLS = 2
_LONG_TEXT = 6
_SHOWN_CELLS, _SHOWN_LETTERS = 4, 30


def is_web_page(head: bytes) -> bool:
    """Whether a file begins as HTML; `head` as for `refuse_markup`."""
    return _WEB_PAGE.match(_start(head)) is not None


def refuse_markup(head: bytes, shown: str) -> None:
    """Raise InputError if a file begins as XML, or as another known kind, such as SQL or a Git LFS pointer.

    Parameters
    ----------
    head
        First bytes, in any encoding: only ASCII is searched.
    """
    start = _start(head)
    for shape, message in _KINDS:
        if shape.match(start):
            raise InputError(f"{shown} {message}")


def _start(head: bytes) -> str:
    return head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").decode("ascii", "ignore").lstrip()


def refuse_headless(header: Sequence[str], shown: str) -> None:
    """Raise InputError if a table's first row holds a ticket's values instead of column names."""
    times = parse_times(pd.Series(list(header), dtype="str")).notna()
    count_values = sum(is_time or _is_value(cell) for cell, is_time in zip(header, times, strict=True))
    if count_values < _LEAST_CELLS:
        return
    listed = ", ".join(cell[:_SHOWN_LETTERS] for cell in header[:_SHOWN_CELLS])
    raise InputError(
        f"{shown} has no header: its first row is a ticket, no names of columns ({listed}, …).\n"
        "Put a row of names above it, such as id, created at, subject, description, or export it with its header."
    )


def _is_value(cell: str) -> bool:
    """Whether a cell is a number, an address or a long text, and so no column name."""
    return take_apart(cell) is not None or "@" in cell or len(cell.split()) >= _LONG_TEXT
