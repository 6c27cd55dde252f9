"""Writes joined tickets and their changes as JSON objects for the ordinary JSON reader."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

from etl.sources.landed.joining import KEY, LINE
from etl.sources.landed.product import Product
from etl.sources.landed.scope import quoted

_AUDITED = {"team": "group_id", "assignee": "assignee_id", "status": "status"}
"""Field of the events -> its name in an audit."""
_ROWS = 2_000
Row = tuple[Any, ...]


def write_records(connection: Any, columns: list[str], product: Product, path: Path) -> None:
    """Write the tables ``tickets`` and ``changes``, one object per line, in the order of the table."""
    texts = {"subject", product.body, product.reply}
    listed = ", ".join(quoted(name) for name in columns)
    tickets = connection.cursor().execute(f"select {LINE}, {listed} from tickets order by 1")
    changes = _grouped(
        connection.cursor().execute(
            f"select t.{LINE}, c.told_at, c.field, c.old, c.new, c.actor from changes as c join tickets as t "
            f"on t.{KEY} = c.key order by 1, moment(c.told_at), c.place"
        )
    )
    line, events = -1.0, list[Row]()
    path.touch(mode=0o600)
    with path.open("w", encoding="utf-8") as file:
        for row in _rows(tickets):
            while line < row[0]:
                line, events = next(changes, (float("inf"), []))
            record = dict(zip(columns, row[1:], strict=True))
            for name, cell in record.items():
                if name not in texts:
                    record[name] = _unpacked(cell)
                elif cell and product.has_html:
                    record[name] = _without_marks(cell)
            if line == row[0]:
                record["audits"] = [_audit(event) for event in events]
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def _rows(cursor: Any) -> Iterator[Row]:
    while block := cursor.fetchmany(_ROWS):
        yield from block


def _grouped(cursor: Any) -> Iterator[tuple[float, list[Row]]]:
    """Changes, grouped by ticket."""
    line, held = -1.0, list[Row]()
    for row in _rows(cursor):
        if row[0] != line and held:
            yield line, held
            held = []
        line = row[0]
        held.append(row[1:])
    if held:
        yield line, held


def _audit(event: Row) -> dict[str, Any]:
    at, field, old, new, actor = event
    change = {"type": "Change", "field_name": _AUDITED[field], "previous_value": old, "value": new}
    return {"created_at": at, "author_id": actor, "events": [change]}


def _unpacked(cell: str | None) -> Any:
    """Parsed value of a JSON cell; other cells unchanged."""
    if cell and cell[0] in "{[":
        try:
            return json.loads(cell)
        except (ValueError, RecursionError):
            return cell
    return cell


def _without_marks(text: str) -> str:
    """HTML as plain text: without tags, with a line end after each paragraph."""
    lined = re.sub(r"(?i)<\s*(?:br|/p|/div|/li)\b[^<>]*>", "\n", text)
    return unescape(re.sub(r"<[^<>]*>", "", lined)).strip()
