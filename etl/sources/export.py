"""Opening an export: one survey pass over the whole file says what it is; then it can be read in chunks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from etl.chunks import RawChunk
from etl.errors import InputError
from etl.sources.anytable import TABLE
from etl.sources.container import Container, file_hash, open_container
from etl.sources.dates import ORDERS, DateOrder, DateSurvey
from etl.sources.delimited import DELIMITERS, DelimitedTable
from etl.sources.format import Format
from etl.sources.layout import Layout, lay_out
from etl.sources.mapping import map_columns
from etl.sources.registry import format_named, recognise
from etl.sources.table import MISFIT, Block, Table, misfit_reason, to_frame, to_rejects

DATE_FIELDS = ("created_at", "solved_at", "updated_at", "changed_at", "day")
_SURVEY_ROWS = 10_000


@dataclass(frozen=True)
class Export:
    """An export file after the survey of all of it.

    Attributes
    ----------
    path, name
        The file, and the name to show for it.
    format
        Its format.
    kind
        "tickets", "events" (one row per change) or "volumes" (one row per day and dimension values).
    encoding, delimiter, compression
        As found; the delimiter is empty where the file has none.
    date_order
        "dmy", "mdy" or "ymd"; None when no date can be read in two ways.
    is_date_order_ambiguous
        Whether the file leaves open which number is the day.
    columns
        The header: repeated names suffixed " #2", or joined where the format says so.
    mapping
        Field to column.
    findings
        Plain sentences.
    count_rows
        Rows of the file, those included that don't fit the header.
    file_hash
        SHA-256 of the file as given.
    """

    path: Path
    name: str
    format: Format
    kind: str
    encoding: str
    delimiter: str
    compression: str
    date_order: str | None
    is_date_order_ambiguous: bool
    columns: tuple[str, ...]
    mapping: dict[str, str]
    findings: tuple[str, ...]
    count_rows: int
    file_hash: str
    _table: Table = field(repr=False)
    _layout: Layout = field(repr=False)

    def chunks(self, rows: int = 10_000) -> Iterator[RawChunk]:
        """Read the file from its start.

        Parameters
        ----------
        rows
            Most input rows in a chunk.
        """
        missing = [self._missing_values(column) for column in self.columns]
        for block in self._table.blocks(rows):
            frame = to_frame(block.lines, self.columns, self._layout.arrange(block), missing)
            width = len(self._table.header)
            reasons = [misfit_reason(len(cells), width) for _, cells in block.misfits]
            chunk = RawChunk(frame, to_rejects(block.misfits, MISFIT, reasons))
            yield self.format.prepare(chunk) if self.format.prepare else chunk

    def _missing_values(self, column: str) -> frozenset[str]:
        fields = [name for name, mapped in self.mapping.items() if mapped == column]
        return self.format.missing.union(*(self.format.missing_in.get(name, frozenset()) for name in fields))


@dataclass
class _Survey:
    dates: DateSurvey = field(default_factory=DateSurvey)
    count_rows: int = 0
    count_misfits: int = 0


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
        Field to column, laid over the format's own.
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
    path = Path(path)
    stated = format_named(source) if source else None
    container = open_container(path, name)
    table = DelimitedTable(container, _fit)
    format_, reasons = _choose_format(table.header, stated)
    layout = lay_out(table.header, format_)
    fields = map_columns(format_, layout.columns, dict(mapping or {}), container.name)
    survey = _survey(table, layout, fields)
    if survey.count_rows == 0:
        raise InputError(f"{container.name} has a header and no rows. Export it again.")
    order = survey.dates.conclude(format_.date_hint)
    if date_order is not None:
        order = DateOrder(date_order, False, f"Dates are read as {ORDERS[date_order]}, as told.")
    return Export(
        path=path,
        name=container.name,
        format=format_,
        kind="events" if "changed_at" in fields else format_.kind,
        encoding=table.encoding,
        delimiter=table.delimiter,
        compression=container.compression,
        date_order=order.order,
        is_date_order_ambiguous=order.is_ambiguous,
        columns=layout.columns,
        mapping=fields,
        findings=_findings(container, table, reasons, order, survey),
        count_rows=survey.count_rows,
        file_hash=file_hash(path),
        _table=table,
        _layout=layout,
    )


def _fit(header: list[str]) -> float:
    guesses = recognise(header)
    return guesses[0].score if guesses else 0.0


def _choose_format(header: list[str], stated: Format | None) -> tuple[Format, str]:
    if stated is not None:
        return stated, f"Read as {stated.label}, as told."
    guesses = recognise(header)
    if not guesses:
        return TABLE, "No known format; its columns are mapped by their names."
    best = guesses[0]
    return best.format, f"Recognised as {best.format.label}: {' and '.join(best.reasons)}."


def _survey(table: Table, layout: Layout, fields: Mapping[str, str]) -> _Survey:
    survey = _Survey()
    spots = [layout.positions[layout.columns.index(fields[name])][0] for name in DATE_FIELDS if name in fields]
    for block in table.blocks(_SURVEY_ROWS):
        survey.count_rows += len(block)
        survey.count_misfits += len(block.misfits)
        for spot in spots:
            survey.dates.take(_heads(block, spot))
    return survey


def _heads(block: Block, spot: int) -> set[str]:
    return {cell[:12] for row in block.rows if (cell := row[spot])}


def _findings(container: Container, table: Table, reason: str, order: DateOrder, survey: _Survey) -> tuple[str, ...]:
    wrapping = {"none": "", "gzip": ", unpacked from gzip", "zip": f", unpacked from zip ({container.member})"}
    delimiter = f", parted by {DELIMITERS[table.delimiter]}" if table.delimiter else ""
    findings = [
        reason,
        f"{table.encoding}{delimiter}{wrapping[container.compression]}; {survey.count_rows:,} rows.",
        *table.notes,
        order.finding,
    ]
    if survey.count_misfits:
        findings.append(f"{survey.count_misfits:,} rows have more or fewer cells than the header and are refused.")
    return tuple(finding for finding in findings if finding)
