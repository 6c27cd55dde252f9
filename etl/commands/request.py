"""Turns the options of commands that read a file into a load request."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from etl.errors import InputError
from etl.settings import load_settings
from etl.sources import remembered_mappings

if TYPE_CHECKING:
    from etl.usecases.load import LoadRequest


def request_of(
    options: argparse.Namespace, path: Path, *, name: str | None = None, source: str | None = None
) -> LoadRequest:
    """Request to read a file.

    Parameters
    ----------
    path
        Where the file lies, or a copy of it.
    name
        Name to show instead of the path's.
    source
        Source if the options name none.

    Raises
    ------
    InputError
        If an option can't be read.
    """
    from etl.usecases.load import LoadRequest  # takes a second to import, which only loading needs
    from etl.usecases.stated_kinds import checked_every_row

    return LoadRequest(
        path=path,
        name=name,
        source=options.source or source,
        mapping=parse_mapping(options.map),
        taxonomy=options.taxonomy,
        date_order=options.date_order,
        time_zone=options.time_zone,
        every_row=checked_every_row(options.every_row),
        remembered=remembered_mappings(load_settings().home),
    )


def parse_mapping(pairs: list[str]) -> dict[str, str]:
    """``["ticket_id=Nr"]`` to ``{"ticket_id": "Nr"}``; an empty value leaves a field unmapped.

    Raises
    ------
    InputError
        If a pair has no equals sign, or a field is given twice.
    """
    mapping: dict[str, str] = {}
    for pair in pairs:
        name, equals, column = pair.partition("=")
        if not equals or not name.strip():
            raise InputError(f"--map {pair!r} can't be read; write --map field=Column, such as --map ticket_id=Nr.")
        if name.strip() in mapping:
            raise InputError(f"--map names the field {name.strip()} twice; keep one.")
        mapping[name.strip()] = column.strip()
    return mapping
