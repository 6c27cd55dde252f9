"""What the reading of each export fixture comes to, as plain data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from etl.sources import Export, open_export

HERE = Path(__file__).resolve().parent
FIXTURES = HERE.parents[1] / "fixtures" / "exports"


def fixtures() -> list[Path]:
    """Every export fixture."""
    return sorted(path for path in FIXTURES.iterdir() if path.suffix != ".md")


def golden_of(fixture: Path) -> Path:
    """Where a fixture's golden lies."""
    return HERE / f"{fixture.name}.json"


def describe(fixture: Path) -> dict[str, Any]:
    """Format, findings, mapping and every row by field, as read."""
    export = open_export(fixture)
    chunks = list(export.chunks(4))
    return {
        "format": export.format.name,
        "kind": export.kind,
        "encoding": export.encoding,
        "delimiter": export.delimiter,
        "date_order": export.date_order,
        "is_date_order_ambiguous": export.is_date_order_ambiguous,
        "columns": list(export.columns),
        "mapping": export.mapping,
        "findings": list(export.findings),
        "count_rows": export.count_rows,
        "rows": [row for chunk in chunks for row in _rows(chunk.frame, export)],
        "malformed": [row for chunk in chunks for row in chunk.malformed.to_dict("records")],
        "events": [event for chunk in chunks for event in _records(chunk.events)],
    }


def update() -> list[Path]:
    """Write every golden anew, and take away those whose fixture is gone."""
    written = []
    for fixture in fixtures():
        text = json.dumps(describe(fixture), indent=1, ensure_ascii=False, default=int) + "\n"
        golden_of(fixture).write_text(text, encoding="utf-8")
        written.append(golden_of(fixture))
    for path in HERE.glob("*.json"):
        if path not in written:
            path.unlink()
    return written


def _rows(frame: pd.DataFrame, export: Export) -> list[dict[str, Any]]:
    return [
        {"line": line, **{field: row[column] for field, column in export.mapping.items() if not pd.isna(row[column])}}
        for line, row in frame.iterrows()
    ]


def _records(events: pd.DataFrame | None) -> list[dict[str, Any]]:
    if events is None:
        return []
    return [{name: value for name, value in event.items() if not pd.isna(value)} for event in events.to_dict("records")]
