"""Opens a path, one file or those of a folder or pattern as one table, and chooses its format."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from etl.errors import InputError
from etl.sources.anytable import TABLE
from etl.sources.arrowtable import ArrowTable
from etl.sources.container import Container, file_hash, open_container
from etl.sources.delimited import DelimitedTable
from etl.sources.folder import JoinedTable, files_of, hash_of, is_many
from etl.sources.format import Format
from etl.sources.guessing import guess
from etl.sources.htmltable import HtmlTable
from etl.sources.jsontable import JsonTable, looks_like_json
from etl.sources.mapping import VOLUME_FIELDS, list_columns
from etl.sources.names import find_column
from etl.sources.object_cells import part_objects
from etl.sources.other_kinds import is_web_page, refuse_markup
from etl.sources.pivot import without_pivot
from etl.sources.registry import recognise
from etl.sources.sheet import SheetTable
from etl.sources.table import Table
from etl.sources.volumes import VOLUMES
from etl.sources.xmlsheet import XmlSheetTable, is_xml_spreadsheet

_HEAD = 4096
_SHOWN = 4


@dataclass(frozen=True)
class Opened:
    """An opened source: one file, or several of one format as one table.

    Attributes
    ----------
    container
        The file; for several, the first under their common name.
    files
        Names of the files.
    file_hash
        SHA-256 of the file as given, or of the files' hashes.
    """

    container: Container
    table: Table
    files: tuple[str, ...]
    file_hash: str


def open_source(path: Path, given: Mapping[str, str], stated: Format | None, name: str | None = None) -> Opened:
    """Open a file, or the files of a folder or pattern as one table.

    Raises
    ------
    InputError
        If a file can't be used, or the files have different formats.
    """
    if not is_many(path):
        container = open_container(path, name)
        return Opened(container, open_table(container, given), (container.name,), file_hash(path))
    files = files_of(path)
    containers = [open_container(file) for file in files]
    tables = {each.name: open_table(each, given) for each in containers}
    shown = name or path.name or str(path)
    _refuse_different_kinds(tables, given, stated, shown)
    table = next(iter(tables.values())) if len(tables) == 1 else JoinedTable(tables, shown)
    container = replace(containers[0], name=shown, compression="none", member="")
    return Opened(container, table, tuple(tables), hash_of([file_hash(file) for file in files]))


def _refuse_different_kinds(
    tables: Mapping[str, Table], given: Mapping[str, str], stated: Format | None, shown: str
) -> None:
    """Raise InputError if the files have different formats, or no known format and different columns."""
    kinds = {name: choose_format(table.header, stated, given)[0] for name, table in tables.items()}
    headers = [set(table.header) for table in tables.values()]
    widest = max(headers, key=len)
    # Monthly exports of one helpdesk may differ by a column.
    is_alike = all(2 * len(header & widest) > len(header | widest) for header in headers)
    if len({format_.name for format_ in kinds.values()}) == 1 and (is_alike or TABLE not in kinds.values()):
        return
    by_kind = dict[str, str]()
    for name, format_ in kinds.items():
        columns = list_columns(tables[name].header[:_SHOWN])
        by_kind.setdefault(f"a table of {columns}" if format_ is TABLE else f"of {format_.label}", name)
    told = "; ".join(f"{name} is {label}" for label, name in list(by_kind.items())[:_SHOWN])
    raise InputError(
        f"{shown} holds files of different kinds: {told}.\n"
        "Load each kind by itself. If they are one helpdesk's tables, load them with --tables zendesk, freshdesk, "
        "jira, servicenow, hubspot or intercom."
    )


def open_table(container: Container, given: Mapping[str, str]) -> Table:
    """Open a file as a table; `given` maps field to column, as named by the person.

    Columns of objects are split, except those that the person names and those that identify a format.
    """
    table = without_pivot(open_as_it_stands(container, given))
    named = {find_column(column, table.header) for column in given.values() if column}
    parted = part_objects(table, [name for name in named if name])
    known = recognise(table.header)
    is_lost = bool(known) and known[0].format not in [guess.format for guess in recognise(parted.header)]
    return table if is_lost else parted


def open_as_it_stands(container: Container, given: Mapping[str, str]) -> Table:
    """Open a file as a table without splitting columns of objects."""
    if container.is_workbook:
        return SheetTable(container, partial(_fit_of_sheet, given))
    if container.columnar:
        return ArrowTable(container)
    with container.open() as stream:
        head = stream.read(_HEAD)
    if is_web_page(head):
        return HtmlTable(container, partial(_fit_of_sheet, given))
    if is_xml_spreadsheet(head):
        return XmlSheetTable(container, partial(_fit_of_sheet, given))
    refuse_markup(head, container.name)
    is_wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if looks_like_json(head.decode("utf-16" if is_wide else "utf-8", "ignore")):
        return JsonTable(container)
    return DelimitedTable(container, _fit)


def _fit(header: list[str]) -> float:
    guesses = recognise(header)
    return guesses[0].score if guesses else 0.0


def _fit_of_sheet(given: Mapping[str, str], header: list[str]) -> float:
    """As `_fit`, with tables of no known format but convincing columns ranked after known formats.

    The sheet with the most columns that the person named ranks first.
    """
    named = sum(find_column(column, header) is not None for column in given.values() if column)
    return named + (_fit(header) or (0.25 if guess(header).is_enough else 0.0))


def choose_format(header: list[str], stated: Format | None, given: Mapping[str, str]) -> tuple[Format, str]:
    """Format of a header, and a sentence that says why: the stated one, else by the columns."""
    if stated is not None:
        return stated, f"Read as {stated.label}, as you said."
    if {"day", "value"} & set(given):
        return VOLUMES, f"Read as {VOLUMES.label}: its columns are named."
    is_told = bool(set(given) - set(VOLUME_FIELDS))  # a mapping of ticket fields means that the rows are tickets
    guesses = [guess for guess in recognise(header) if not (is_told and guess.format is VOLUMES)]
    if not guesses:
        return TABLE, "Unknown format: columns are matched by their names and by --map."
    best = guesses[0]
    return best.format, f"Recognised as {best.format.label}: {' and '.join(best.reasons)}."
