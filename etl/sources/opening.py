"""Opens an export: detects compression and format, and surveys the whole file once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.errors import InputError
from etl.sources.anytable import TABLE, title_among
from etl.sources.bounds import MAX_LOG_COLUMNS, refuse_many_columns
from etl.sources.changes import MAPPED_EVENTS
from etl.sources.dates import ORDERS, DateOrder
from etl.sources.derived import Derived, derive
from etl.sources.export import Export, first_cells
from etl.sources.findings import findings
from etl.sources.format import Format
from etl.sources.guessing import Guessed, guess
from etl.sources.layout import Layout, lay_out
from etl.sources.mapping import candidate_columns, list_columns, map_columns
from etl.sources.messages import Messages, find_messages
from etl.sources.names import find_column
from etl.sources.opened import Opened, choose_format, open_source
from etl.sources.other_kinds import refuse_headless
from etl.sources.registry import format_named
from etl.sources.remembered import SOURCE, Remembered, header_mark
from etl.sources.survey import WORD_FIELDS, Survey, survey_table
from etl.sources.table import Cell, Table
from etl.sources.volumes import VOLUMES, channel_columns
from etl.sources.why_taken import mapping_reasons

_GUESSED_FROM = 200
"""First rows used to guess the mapping."""


def open_export(
    path: Path,
    *,
    source: str | None = None,
    mapping: Mapping[str, str] | None = None,
    date_order: str | None = None,
    name: str | None = None,
    remembered: Remembered | None = None,
) -> Export:
    """Survey a file and return it as an export.

    Parameters
    ----------
    path
        The file.
    source
        Name of its format; None to recognise it.
    mapping
        Field to column, overriding the format's own; an empty column leaves the field unmapped.
    date_order
        "dmy", "mdy" or "ymd"; overrides the detected order.
    name
        Name to show for the file.
    remembered
        Earlier mappings by header, overridden by `mapping`.

    Raises
    ------
    InputError
        If the file can't be used; the message says why and how to fix it.
    """
    if date_order is not None and date_order not in ORDERS:
        raise InputError(f"The date order {date_order!r} is unknown; known are {', '.join(ORDERS)}.")
    seen = _recognise(path, source, mapping or {}, name, remembered or {})
    container, table, format_ = seen.opened.container, seen.opened.table, seen.format
    survey, messages = _survey(seen)
    specimens = survey.specimens.by_column(seen.layout)
    fields, title = _fields(seen, survey, specimens)
    columns = seen.layout.columns
    if "field" in format_.roles:
        _require_roles(format_, columns, seen.shown)
        # Fields whose changes the file records become columns of the folded tickets.
        fields |= MAPPED_EVENTS
        columns = tuple(dict.fromkeys((*columns, *MAPPED_EVENTS.values())))
    if "changed_at" in fields:
        refuse_many_columns(len(columns), container.name, MAX_LOG_COLUMNS)
    derived = derive(columns, fields, seen.guessed.clocks, messages) if format_.may_lack_ids else Derived()
    order = _date_order(survey, fields, format_, date_order)
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
        columns=(*columns, *derived.columns),
        mapping=fields,
        findings=(
            seen.reason,
            *_told_before(seen.before),
            *findings(container, table, format_, fields, order, survey, seen.guessed, derived),
        ),
        coded=_coded(format_, fields, survey),
        count_rows=survey.count_rows,
        file_hash=seen.opened.file_hash,
        files=seen.opened.files,
        _table=table,
        _layout=seen.layout,
        _derived=derived,
        specimens=derived.extend_cells(specimens),
        has_texts=any(fields.get(name) in {*survey.filled, title} - {None} for name in ("subject", "body")),
        habits=survey.columns.conclude(fields),
        channels=_channels(format_, seen.layout.columns, fields, seen.given),
        header_mark=header_mark(table.header),
        mapping_reasons=mapping_reasons(
            fields, format_, seen.guessed, derived, told=mapping or {}, told_before=seen.before
        ),
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is known of a file from its header and first rows.

    Attributes
    ----------
    reason
        Why this format was chosen.
    before, given
        Field to column, as a person mapped an earlier file with this header; and the same overridden by the current
        mapping.
    head
        First cells by column, for a table of no known format.
    shown
        How messages call the file.
    """

    opened: Opened
    format: Format
    reason: str
    layout: Layout
    before: Mapping[str, str]
    given: Mapping[str, str]
    head: Mapping[str, list[Cell]]
    guessed: Guessed
    shown: str


def _recognise(
    path: Path, source: str | None, mapping: Mapping[str, str], name: str | None, remembered: Remembered
) -> _Seen:
    stated = format_named(source) if source else None
    opened = open_source(Path(path), dict(mapping), stated, name)
    header = opened.table.header
    known = remembered.get(header_mark(header), {})
    before = {field: column for field, column in known.items() if field not in mapping and field != SOURCE}
    given = {**before, **mapping}
    format_, reason = choose_format(header, stated, given)
    layout = lay_out(header, format_)
    head = _first_rows(opened.table, layout) if format_ is TABLE else {}
    guessed = guess(layout.columns, head) if format_ is TABLE else Guessed()
    if format_ is TABLE and not given and not guessed.is_enough:
        refuse_headless(header, opened.container.name)
    shown = opened.container.name + getattr(opened.table, "place", "")
    return _Seen(opened, format_, reason, layout, before, given, head, guessed, shown)


def _survey(seen: _Seen) -> tuple[Survey, Messages | None]:
    """One pass over all rows; and how the rows are messages, where each is one."""
    columns, given = seen.layout.columns, seen.given
    fields = map_columns(seen.format, columns, given, seen.shown, guessed=seen.guessed)
    messages = find_messages(seen.head, fields)
    candidates = candidate_columns(seen.format, columns, seen.guessed)
    candidates |= {field: [fields[field]] for field in given if given[field]}
    candidates |= {"changed_at": [messages.time]} if messages else {}
    survey = survey_table(seen.opened.table, seen.layout, seen.format, candidates)
    if survey.count_rows == 0:
        raise InputError(f"{seen.opened.container.name} has a header and no rows. Export it again.")
    return survey, messages


def _fields(seen: _Seen, survey: Survey, specimens: Mapping[str, Sequence[Cell]]) -> tuple[dict[str, str], str | None]:
    """Field to column by the cells; and the column whose cells read like titles, if none is named so."""
    fields = map_columns(seen.format, seen.layout.columns, seen.given, seen.shown, survey.filled, seen.guessed)
    lacks_subject = seen.format is TABLE and "subject" not in fields and "subject" not in seen.given
    title = title_among(specimens) if lacks_subject else None
    if title is not None and title not in fields.values():
        fields["subject"] = title
    return fields, title


def _date_order(survey: Survey, fields: Mapping[str, str], format_: Format, stated: str | None) -> DateOrder:
    """Date order: as given by a person, else as detected."""
    if stated is not None:
        return DateOrder(stated, False, f"Dates are read as {ORDERS[stated]}, as you said.")
    order = survey.dates.conclude(format_.date_hint)
    return (survey.columns.date_order(fields) or order) if order.is_ambiguous else order


def read_head(path: Path, *, source: str | None = None, name: str | None = None) -> dict[str, list[Cell]]:
    """First cells of each column, even for a file whose fields can't be found, so that a person can map them.

    Returns
    -------
    dict
        Column (as in `Export.columns`) to at most `etl.sources.export.FIRST_ROWS` cells.

    Raises
    ------
    InputError
        If the file isn't a table.
    """
    table = open_source(Path(path), {}, None, name).table
    format_, _ = choose_format(table.header, format_named(source) if source else None, {})
    return first_cells(table, lay_out(table.header, format_))


def _told_before(before: Mapping[str, str]) -> list[str]:
    """Mapping remembered from an earlier file with this header."""
    if not before:
        return []
    told = ", ".join(f"{field} from {column}" if column else f"no {field}" for field, column in before.items())
    return [f"As you said for an earlier file with these columns: {told}; --map overrides this."]


def _first_rows(table: Table, layout: Layout) -> dict[str, list[Cell]]:
    """Cells of a table's first rows by column."""
    return {column: _given(cells) for column, cells in first_cells(table, layout, _GUESSED_FROM).items()}


def _given(cells: Sequence[Cell]) -> list[Cell]:
    """Cells without markers of missing values and of times that haven't come; 0 may be a number."""
    missing = TABLE.missing.union(*TABLE.missing_in.values()) - {"0"}
    return [None if cell in missing else cell for cell in cells]


def _channels(
    format_: Format, columns: Sequence[str], fields: Mapping[str, str], given: Mapping[str, str]
) -> dict[str, str]:
    """Columns that count one channel each, unless a person mapped the value column."""
    if format_ is not VOLUMES or "channel" in fields or {"value", "order_ref"} & set(given):
        return {}
    return channel_columns(columns)


def _require_roles(format_: Format, columns: Sequence[str], shown: str) -> None:
    """Raise InputError if a stated field history lacks the columns of the field or its new value."""
    missing = [
        role for role in ("field", "new_value") if not any(find_column(name, columns) for name in format_.roles[role])
    ]
    if missing:
        lacking = " and no column ".join(missing)
        raise InputError(
            f"{shown} ({format_.label}) has no column {lacking}; it has: {list_columns(columns)}.\n"
            f"Leave --source out, or export the history with {' and '.join(missing)}."
        )


def _coded(format_: Format, fields: Mapping[str, str], survey: Survey) -> frozenset[str]:
    """Fields that hold ids where words are expected; a field history may hold either."""
    is_history = "field" in format_.roles
    return frozenset(name for name in WORD_FIELDS if is_history or survey.has_internal_ids(fields.get(name, "")))
