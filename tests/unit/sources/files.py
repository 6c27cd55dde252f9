"""Small export files written by the tests that read them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from etl.model.chunks import RawChunk
from etl.sources import Export

HEADER = ("ticket_id", "created_at", "body")


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


def read(export: Export, rows: int = 10_000) -> pd.DataFrame:
    """Every row of an export."""
    return pd.concat([chunk.frame for chunk in export.chunks(rows)])


def only_chunk(export: Export) -> RawChunk:
    """The one chunk of a small export."""
    (chunk,) = export.chunks()
    return chunk
