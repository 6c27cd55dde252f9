"""How a file would be read, without loading it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from etl.commands.request import parse_mapping
from etl.errors import InputError
from etl.settings import load_settings
from etl.sources import open_export, read_head, remembered_mappings
from etl.system.remote_files import Copy, local_copy


def survey_file(options: argparse.Namespace) -> None:
    """``survey FILE``: print a file's format, columns and mapping; or why it can't be used."""
    with local_copy(options.file) as copy:
        _survey(copy, options)


def _survey(copy: Copy, options: argparse.Namespace) -> None:
    path = Path(copy.given)
    found: dict[str, Any]
    try:
        export = open_export(
            path,
            source=options.source,
            mapping=parse_mapping(options.map),
            date_order=options.date_order,
            name=copy.name,
            remembered=remembered_mappings(load_settings().home),
        )
    except InputError as error:
        if options.json:
            found = {"problem": str(error), **_head(path, options.source)}
            print(json.dumps(found, ensure_ascii=False))
        raise
    found = {
        "label": export.format.label,
        "kind": export.kind,
        "findings": export.findings,
        "columns": export.columns,
        "mapping": export.mapping,
        "reasons": export.mapping_reasons,
        "is_ambiguous": export.is_date_order_ambiguous,
        "count_rows": export.count_rows,
        "rows": export.first_rows(),
    }
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
        return
    print(f"{export.name}: {export.format.label}")
    print("\n".join(f"  {finding}" for finding in export.findings))
    reasons = export.mapping_reasons
    print("\n".join(f"  {field}: {column} ({reasons[field]})" for field, column in export.mapping.items()))


def _head(path: Path, source: str | None) -> dict[str, Any]:
    """Columns and first rows of a file whose fields weren't recognised, so that a person can map them."""
    try:
        rows = read_head(path, source=source)
    except InputError:
        return {"columns": ()}
    return {"columns": tuple(rows), "rows": rows}
