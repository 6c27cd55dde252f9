"""Opening an export: what wraps it, what it is, and one survey pass over all of it."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from etl.errors import InputError
from etl.sources.anytable import TABLE, is_sure
from etl.sources.changes import MAPPED_EVENTS
from etl.sources.container import Container, file_hash, open_container
from etl.sources.dates import ORDERS, DateOrder
from etl.sources.delimited import DELIMITERS, DelimitedTable
from etl.sources.export import Export
from etl.sources.format import Format
from etl.sources.jsontable import JsonTable, looks_like_json
from etl.sources.layout import lay_out
from etl.sources.mapping import candidate_columns, map_columns
from etl.sources.names import find_column
from etl.sources.registry import format_named, recognise
from etl.sources.sheet import SheetTable
from etl.sources.survey import WORD_FIELDS, Survey, survey_table
from etl.sources.table import Table

_HEAD = 4096


def open_export(
    path: Path,
    *,
    source: str | None = None,
    mapping: Mapping[str, str] | None = None,
    date_order: str | None = None,
    name: str | None = None,
) -> Export:
    """Survey a file and say what it is.

    Parameters
    ----------
    path
        The file.
    source
        Name of its format; None to recognise it.
    mapping
        Field to column, laid over the format's own; an empty column leaves the field unmapped.
    date_order
        "dmy", "mdy" or "ymd": overrules what the dates say.
    name
        Name to show for the file.

    Raises
    ------
    InputError
        If the file can't be used; says why and how to mend it.
    """
    if date_order is not None and date_order not in ORDERS:
        raise InputError(f"The date order {date_order!r} is unknown; known are {', '.join(ORDERS)}.")
    stated = format_named(source) if source else None
    given = dict(mapping or {})
    container = open_container(Path(path), name)
    table = _open_table(container, given)
    format_, reason = _choose_format(table.header, stated)
    layout = lay_out(table.header, format_)
    shown = container.name + (table.place if isinstance(table, SheetTable) else "")
    fields = map_columns(format_, layout.columns, given, shown)
    candidates = candidate_columns(format_, layout.columns) | {
        field: [fields[field]] for field in given if given[field]
    }
    survey = survey_table(table, layout, format_, candidates)
    if survey.count_rows == 0:
        raise InputError(f"{container.name} has a header and no rows. Export it again.")
    fields = map_columns(format_, layout.columns, given, shown, survey.filled)
    columns = layout.columns
    if "field" in format_.roles:
        # The fields whose changes the file tells become columns of the folded tickets.
        fields |= MAPPED_EVENTS
        columns = tuple(dict.fromkeys((*columns, *MAPPED_EVENTS.values())))
    order = survey.dates.conclude(format_.date_hint)
    if date_order is not None:
        order = DateOrder(date_order, False, f"Dates are read as {ORDERS[date_order]}, as told.")
    return Export(
        path=container.path,
        name=container.name,
        format=format_,
        kind="events" if "changed_at" in fields else format_.kind,
        encoding=table.encoding,
        delimiter=table.delimiter,
        compression=container.compression,
        date_order=order.order,
        is_date_order_ambiguous=order.is_ambiguous,
        columns=columns,
        mapping=fields,
        findings=(reason, *_findings(container, table, format_, fields, order, survey)),
        coded=_coded(format_, fields, survey),
        count_rows=survey.count_rows,
        file_hash=file_hash(container.path),
        _table=table,
        _layout=layout,
    )


def read_header(path: Path, *, source: str | None = None, name: str | None = None) -> tuple[str, ...]:
    """Columns of a file, as `Export.columns`, also of one whose fields can't be found: so that they can be mapped.

    Raises
    ------
    InputError
        If the file isn't a table.
    """
    table = _open_table(open_container(Path(path), name), {})
    format_, _ = _choose_format(table.header, format_named(source) if source else None)
    return lay_out(table.header, format_).columns


def _open_table(container: Container, given: Mapping[str, str]) -> Table:
    if container.is_workbook:
        return SheetTable(container, partial(_fit_of_sheet, given))
    with container.open() as stream:
        head = stream.read(_HEAD)
    is_wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if looks_like_json(head.decode("utf-16" if is_wide else "utf-8", "ignore")):
        return JsonTable(container)
    return DelimitedTable(container, _fit)


def _fit(header: list[str]) -> float:
    guesses = recognise(header)
    return guesses[0].score if guesses else 0.0


def _fit_of_sheet(given: Mapping[str, str], header: list[str]) -> float:
    """As `_fit`; a table of no known format whose columns speak for themselves comes after those.

    Before them comes the sheet with the most of the columns that the person named.
    """
    named = sum(find_column(column, header) is not None for column in given.values() if column)
    return named + (_fit(header) or (0.25 if is_sure(header) else 0.0))


def _choose_format(header: list[str], stated: Format | None) -> tuple[Format, str]:
    if stated is not None:
        return stated, f"Read as {stated.label}, as told."
    guesses = recognise(header)
    if not guesses:
        return TABLE, "No known format: its columns are taken by their names and as told."
    best = guesses[0]
    return best.format, f"Recognised as {best.format.label}: {' and '.join(best.reasons)}."


def _coded(format_: Format, fields: Mapping[str, str], survey: Survey) -> frozenset[str]:
    """Fields that hold ids where words are expected; a field history may hold either."""
    is_history = "field" in format_.roles
    return frozenset(name for name in WORD_FIELDS if is_history or survey.has_internal_ids(fields.get(name, "")))


def _findings(
    container: Container, table: Table, format_: Format, fields: Mapping[str, str], order: DateOrder, survey: Survey
) -> list[str]:
    wrapping = {"none": "", "gzip": ", unpacked from gzip", "zip": f", unpacked from zip ({container.member})"}
    delimiter = f", parted by {DELIMITERS[table.delimiter]}" if table.delimiter else ""
    findings = [
        f"{table.encoding}{delimiter}{wrapping[container.compression]}; {survey.count_rows:,} rows.",
        *table.notes,
        order.finding,
    ]
    if survey.count_misfits:
        findings.append(f"{survey.count_misfits:,} rows don't fit the header and are refused.")
    if format_ is TABLE:
        findings.append("Taken as: " + ", ".join(f"{field} from {column}" for field, column in fields.items()) + ".")
    if "changed_at" in fields:
        findings.append("An event log: its rows are folded to one ticket per id and its changes.")
    elif format_.kind == "tickets" and "subject" not in fields and "body" not in fields:
        findings.append("No text: complaints are told and traced by declared reasons and facts alone.")
    if survey.has_internal_ids(fields.get("team", "")):
        findings.append(f"{fields['team']} holds internal ids in place of names; export it with names to read them.")
    return [finding for finding in findings if finding]
