"""What is mutated: small exports of every format, as CSV, JSON, NDJSON, XLSX, Parquet, HTML, packed and not."""

from __future__ import annotations

import bz2
import csv
import gzip
import html
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from tests.conftest import ROOT, real_data_folder

_TABLES_OF_OTHER_THINGS = {"olist", "warehouse_shapes"}
_IN_EVERY_KIND = {"zendesk", "table-german", "volumes"}
"""Tables that are also mutated as kinds that come less often."""
_ROWS = 30
"""Rows that are kept of a long file: a mutation of one is as good as of another."""


@dataclass(frozen=True)
class Seed:
    """A file before it is mutated: its name, its bytes, and whether it is an export that loads as it is."""

    name: str
    content: bytes
    is_export: bool


def seeds(*, with_real: bool = True) -> list[Seed]:
    """Every seed, in the same order wherever the same files lie: everywhere, without the real exports."""
    found: list[Seed] = []
    for path in _files(with_real):
        name, content = path.name.removesuffix(".gz"), _content(path)
        kinds = {name: content}
        if name.endswith((".csv", ".tsv", ".txt")):
            kinds |= _other_kinds(Path(name).stem, content)
        is_export = not _TABLES_OF_OTHER_THINGS & set(path.parts)
        found += (Seed(each, inner, is_export) for each, inner in kinds.items())
    return found


def _files(with_real: bool) -> Iterator[Path]:
    folders = [ROOT / "tests" / "fixtures" / "exports", real_data_folder() if with_real else None]
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder else ():
            if path.is_file() and path.suffix in {".csv", ".gz", ".json", ".ndjson", ".xlsx"}:
                yield path


def _content(path: Path) -> bytes:
    if path.suffix == ".xlsx":
        return path.read_bytes()
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        if path.suffix in {".csv", ".gz"}:
            return b"".join(line for line, _ in zip(file, range(_ROWS), strict=False))
        return file.read()


def _other_kinds(stem: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The same table in other kinds of file."""
    text = content.decode("utf-8-sig", "replace")
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    header, body = rows[0], rows[1:]
    records = [dict(zip(header, row, strict=False)) for row in body]
    yield f"{stem}.json", json.dumps({"tickets": records}, ensure_ascii=False).encode()
    yield f"{stem}.ndjson", "\n".join(json.dumps(record) for record in records).encode()
    yield f"{stem}.csv.gz", gzip.compress(content, mtime=0)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"{stem}.csv"), content)
    yield f"{stem}.zip", packed.getvalue()
    yield f"{stem}.xlsx", as_workbook(rows)
    if stem in _IN_EVERY_KIND:
        yield f"{stem}.csv.bz2", bz2.compress(content)
        yield f"{stem}.csv.zst", pa.compress(content, codec="zstd", asbytes=True)
        yield f"{stem}.parquet", as_parquet(header, body)
        yield f"{stem}.xls", as_page(rows)


def as_parquet(header: list[str], body: list[list[str]]) -> bytes:
    """A Parquet file of texts; rows that don't fit the header are cut or filled."""
    names = [f"{name} {place}" if header.count(name) > 1 else name for place, name in enumerate(header)]
    filled = [[*row, *[None] * len(header)][: len(header)] for row in body]
    columns = dict(zip(names, zip(*filled, strict=True), strict=True))
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


def as_page(rows: list[list[str]]) -> bytes:
    """A web page with one table."""
    lines = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows)
    return f"<html><body><table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table></body></html>".encode()


def as_workbook(rows: list[list[str]]) -> bytes:
    """A workbook of texts, and of numbers where a cell is one."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in rows:
        clean = [openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", cell)[:32_000] for cell in row]
        sheet.append([int(cell) if cell.isdecimal() and len(cell) < 15 else cell for cell in clean])
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()
