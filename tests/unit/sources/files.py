"""Small export files written by the tests that read them, and how they are read or refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from etl.errors import InputError
from etl.model.chunks import RawChunk
from etl.sources import Export, open_export

HEADER = ("ticket_id", "created_at", "body")
GOOD = "ticket_id,created_at,body\n1,2025-03-01,late\n"


def write_table(
    path: Path,
    rows: Sequence[Sequence[str]],
    header: Sequence[str] = HEADER,
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> Path:
    """Write a table as delimited text."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows([header, *rows])
    path.write_bytes(buffer.getvalue().encode(encoding))
    return path


def write_text(path: Path, text: str) -> Path:
    """Write a text as it stands."""
    path.write_bytes(text.encode())
    return path


def workbook_of(path: Path, *sheets: list[list[object]]) -> Path:
    """Write a workbook with a sheet for each list of rows."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for number, rows in enumerate(sheets):
        sheet = workbook.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


def read(export: Export, rows: int = 10_000) -> pd.DataFrame:
    """Every row of an export."""
    return pd.concat([chunk.frame for chunk in export.chunks(rows)])


def only_chunk(export: Export) -> RawChunk:
    """The one chunk of a small export."""
    (chunk,) = export.chunks()
    return chunk


def refusal(path: Path, **keywords: object) -> str:
    """What is said of a file that can't be read: one line or two."""
    with pytest.raises(InputError) as caught:
        for _ in open_export(path, **keywords).chunks():  # type: ignore[arg-type]
            pass
    message = str(caught.value)
    assert 1 <= len(message.splitlines()) <= 2
    return message
