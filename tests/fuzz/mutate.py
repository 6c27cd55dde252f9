"""Ways to damage a file or to make it do harm. Each takes bytes and chances, and gives bytes."""

from __future__ import annotations

import csv
import gzip
import io
import json
import warnings
import zipfile
import zlib
from collections.abc import Callable
from random import Random
from typing import Any

from tests.fuzz.seeds import Seed

Mutation = Callable[[bytes, Random], bytes]

TOKENS = [
    '"', "'", ",", ";", "\t", "\n", "\r", "\r\n", "\0", "\x1b[31m", "\x1b]0;x\x07", "\u202e", "\ufeff", "\x85",
    "9" * 4_301, "-" * 300, "1e999", "-1e15", "1e15", "NaN", "null", "?", "0", "00:00", "0000-00-00", "31/02/2024",
    "9999-12-31", "1/1/1", "2024-03-01T10:00:00+99:99", "=1+1", "\\", "\\ud800", "[" * 990, "{" * 80, "]", "}",
    "🙈" * 40, "\u2028", "a" * 40_000, "<script>", "$x$", "PK\x03\x04", "sep=;\n", "é", ";" * 3_000, "minus " * 50,
]  # fmt: skip
VALUES: list[Any] = [
    5, -1, 0.5, 1e308, float("inf"), True, None, "", [], {}, [5], [[]], {"id": 1}, "\ud800", "\0", "9" * 4_301,
    10**4_000, [{"id": 1, "value": 2}], [{"body": 3}], [{"events": 5}], "2024-03-01", "x" * 50_000,
    {"a": {"b": {"c": {}}}},
]  # fmt: skip


def mutated(seed: Seed, chances: Random) -> bytes:
    """A seed after one to three mutations that fit its kind."""
    content = seed.content
    for _ in range(chances.choice([1, 1, 2, 3])):
        content = chances.choice(_fitting(seed.name))(content, chances)
    return content


def _fitting(name: str) -> list[Mutation]:
    if name.endswith(".xlsx"):
        return [damage_bytes, damage_part, damage_part, change_cell, change_cell, change_cell, drop_part]
    if name.endswith(".gz"):
        return [damage_bytes, _inside_gzip, _inside_gzip]
    if name.endswith(".zip"):
        return [damage_bytes, _inside_zip, _inside_zip]
    if name.endswith((".parquet", ".bz2", ".zst")):
        return [damage_bytes]
    if name.endswith(".xls"):
        return [damage_bytes, insert_token, insert_token, recode]
    if name.endswith((".json", ".ndjson")):
        return [damage_bytes, insert_token, recode, change_node, change_node, change_node]
    return [damage_bytes, insert_token, insert_token, recode, change_table, change_table, change_table]


def damage_bytes(content: bytes, chances: Random) -> bytes:
    """Flip, cut, drop, double or swap some bytes."""
    data = bytearray(content) or bytearray(b" ")
    start = chances.randrange(len(data))
    end = min(len(data), start + chances.choice([1, 2, 8, 64, 1_000]))
    kind = chances.choice(["flip", "cut", "drop", "double", "noise", "zero"])
    if kind == "flip":
        data[start] ^= 1 << chances.randrange(8)
    elif kind == "cut":
        del data[start:]
    elif kind == "drop":
        del data[start:end]
    elif kind == "double":
        data[start:start] = data[start:end] * chances.choice([1, 3, 200])
    else:
        data[start:end] = bytes(end - start) if kind == "zero" else chances.randbytes(end - start)
    return bytes(data)


def insert_token(content: bytes, chances: Random) -> bytes:
    """Put in what means something to a reader of text."""
    data = bytearray(content)
    for _ in range(chances.choice([1, 1, 3])):
        start = chances.randrange(len(data) + 1)
        data[start:start] = chances.choice(TOKENS).encode()
    return bytes(data)


def recode(content: bytes, chances: Random) -> bytes:
    """Another encoding, sometimes cut by a byte."""
    codec = chances.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "cp1252", "latin-1", "cp437"])
    recoded = content.decode("utf-8", "replace").encode(codec, "replace")
    return recoded[: len(recoded) - chances.choice([0, 0, 1, 3])]


def change_table(content: bytes, chances: Random) -> bytes:
    """Change the columns, the rows or the cells of a delimited text."""
    text = content.decode("utf-8", "replace").replace("\0", "")
    try:
        rows = list(csv.reader(io.StringIO(text)))
    except csv.Error:
        return content
    if not rows or not rows[0]:
        return content
    rows = _changed_rows(rows, chances)
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=chances.choice(",,,;\t|"), lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode("utf-8", "replace")


def _changed_rows(rows: list[list[str]], chances: Random) -> list[list[str]]:
    width, spot = len(rows[0]), chances.randrange(len(rows[0]))
    kind = chances.choice(["drop", "double", "rename", "shuffle", "widen", "cells", "cells", "cells", "header", "rows"])
    if kind == "drop":
        return [row[:spot] + row[spot + 1 :] for row in rows]
    if kind == "double":
        return [row + row[spot : spot + 1] for row in rows]
    if kind == "rename":
        rows[0][spot] = chances.choice([*TOKENS, *rows[0]])
    elif kind == "shuffle":
        order = chances.sample(range(width), width)
        return [[row[place] for place in order if place < len(row)] for row in rows]
    elif kind == "widen":
        more = chances.choice([1, 90, 600, 1_900, 3_000, 50_000])
        rows = [row + [""] * more for row in rows[: 2 + 20_000 // more]]
    elif kind == "cells":
        for row in rows[1:]:
            if row and chances.random() < 0.4:
                row[spot % len(row)] = chances.choice(TOKENS)
    elif kind == "header":
        return rows[1:] if chances.random() < 0.5 else [*rows, rows[0], *rows[1:]]
    else:
        return [rows[0], *(row[: chances.randrange(len(row) + 2)] * chances.choice([1, 1, 2]) for row in rows[1:])]
    return rows


def change_node(content: bytes, chances: Random) -> bytes:
    """Change a value somewhere in JSON, or a name."""
    lines = content.decode("utf-8", "replace").splitlines()
    place = chances.randrange(len(lines)) if lines else 0
    try:
        document = json.loads(lines[place]) if lines else {}
    except (ValueError, RecursionError):
        return insert_token(content, chances)
    target: Any = document
    while isinstance(target, dict | list) and target:
        key = chances.choice(list(target)) if isinstance(target, dict) else chances.randrange(len(target))
        if chances.random() < 0.4 or not isinstance(target[key], dict | list):
            _change_at(target, key, chances)
            break
        target = target[key]
    lines[place : place + 1] = [json.dumps(document, ensure_ascii=chances.random() < 0.5)]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _change_at(target: Any, key: Any, chances: Random) -> None:
    if isinstance(target, dict) and chances.random() < 0.2:
        target[chances.choice(["audits", "\udc00", "a\nb", "", "ticket", *target])] = target.pop(key)
    else:
        target[key] = chances.choice(VALUES)


def _inside_gzip(content: bytes, chances: Random) -> bytes:
    try:
        inner = gzip.decompress(content)
    except (OSError, EOFError, ValueError, zlib.error):
        return damage_bytes(content, chances)
    return gzip.compress(chances.choice([insert_token, change_table, recode])(inner, chances), mtime=0)


def _inside_zip(content: bytes, chances: Random) -> bytes:
    change = chances.choice([insert_token, change_table, recode])
    return with_parts(content, chances, lambda name, inner: (name, change(inner, chances)))


def damage_part(content: bytes, chances: Random) -> bytes:
    """Damage the XML of one part of a workbook."""
    change = chances.choice([insert_token, damage_bytes])
    spot = chances.randrange(12)
    return with_parts(content, chances, lambda name, inner: (name, change(inner, chances)), only=spot)


def drop_part(content: bytes, chances: Random) -> bytes:
    """Leave out a part of a workbook, or call it something else."""
    name = chances.choice(["", "xl/workbook.xml", "../../etc/x", "a\x1b[31m"])
    return with_parts(content, chances, lambda _, inner: (name, inner), only=chances.randrange(12))


def change_cell(content: bytes, chances: Random) -> bytes:
    """Change what a sheet says of its cells: where they stand, their kind and their value."""
    far = chances.choice(
        ["XFD1048576", "XFD3000", "ZZ9", "A1048576", "AAA70", "A0", "XFE1", "A99999999999", "a1", "1", ""]
    )
    changes: list[tuple[bytes, bytes]] = [
        (b'r="B2"', f'r="{far}"'.encode()),
        (b'r="A3"', f'r="{far}"'.encode()),
        (b't="n"', chances.choice([b't="d"', b't="s"', b't="b"', b't="e"', b't="?"', b's="1"', b's="999"'])),
        (b"<v>", b"<v>" + chances.choice([b"-", b"1e15", b"-1e15", b"99999999", b"&x;", b"\xff"])),
        (b"</c>", chances.choice([b"", b"</c></c>", b"<f>1</f></c>"])),
        (b'numFmtId="0"', chances.choice([b'numFmtId="46"', b'numFmtId="22"', b'numFmtId="21"'])),
    ]
    old, new = chances.choice(changes)
    count = chances.choice([1, 1, 5, -1])
    return with_parts(content, chances, lambda name, inner: (name, inner.replace(old, new, count)))


def with_parts(
    content: bytes, chances: Random, change: Callable[[str, bytes], tuple[str, bytes]], only: int | None = None
) -> bytes:
    """A zip with its parts changed, all or the one at a place; damaged elsewhere where it can't be unpacked."""
    buffer = io.BytesIO()
    warnings.filterwarnings("ignore", "Duplicate name", UserWarning)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(buffer, "w") as target:
            entries = archive.infolist()
            for place, entry in enumerate(entries):
                name, inner = entry.filename, archive.read(entry)
                if only is None or place == only % len(entries):
                    name, inner = change(name, inner)
                target.writestr(zipfile.ZipInfo(name), inner, zipfile.ZIP_DEFLATED)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error):
        return damage_bytes(content, chances)
    return buffer.getvalue()
