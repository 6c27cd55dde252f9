"""Opening an export: what wraps it, what it is, and one survey pass over all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from etl.sources.messages import find_messages
from etl.sources.names import find_column
from etl.sources.opened import choose_format, open_source
from etl.sources.other_kinds import refuse_headless
from etl.sources.registry import format_named
from etl.sources.remembered import SOURCE, Remembered, header_mark
from etl.sources.survey import WORD_FIELDS, Survey, survey_table
from etl.sources.table import Cell, Table
from etl.sources.volumes import VOLUMES, channel_columns
from etl.sources.why_taken import mapping_reasons

_GUESSED_FROM = 200
"""First rows of a table from which it is guessed which column holds what."""


def open_export(
    path: Path,
    *,
    source: str | None = None,
    mapping: Mapping[str, str] | None = None,
    date_order: str | None = None,
    name: str | None = None,
    remembered: Remembered | None = None,
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
    remembered
        Mappings told before, by header: what is told now is laid over them.

    Raises
    ------
    InputError
        If the file can't be used; says why and how to mend it.
    """
    if date_order is not None and date_order not in ORDERS:
        raise InputError(f"The date order {date_order!r} is unknown; known are {', '.join(ORDERS)}.")
    stated = format_named(source) if source else None
    given = dict(mapping or {})
    opened = open_source(Path(path), given, stated, name)
    container, table = opened.container, opened.table
    mark = header_mark(table.header)
    known = (remembered or {}).get(mark, {})
    before = {name: column for name, column in known.items() if name not in given and name != SOURCE}
    given = {**before, **given}
    format_, reason = choose_format(table.header, stated, given)
    layout = lay_out(table.header, format_)
    shown = container.name + (getattr(table, "place", ""))
    head = _first_rows(table, layout) if format_ is TABLE else {}
    guessed = guess(layout.columns, head) if format_ is TABLE else Guessed()
    if format_ is TABLE and not given and not guessed.is_enough:
        refuse_headless(table.header, container.name)
    fields = map_columns(format_, layout.columns, given, shown, guessed=guessed)
    messages = find_messages(head, fields)
    candidates = candidate_columns(format_, layout.columns, guessed) | {
        field: [fields[field]] for field in given if given[field]
    }
    candidates |= {"changed_at": [messages.time]} if messages else {}
    survey = survey_table(table, layout, format_, candidates)
    if survey.count_rows == 0:
        raise InputError(f"{container.name} has a header and no rows. Export it again.")
    fields = map_columns(format_, layout.columns, given, shown, survey.filled, guessed)
    specimens = survey.specimens.by_column(layout)
    title = title_among(specimens) if format_ is TABLE and "subject" not in fields and "subject" not in given else None
    if title is not None and title not in fields.values():
        fields["subject"] = title
    columns = layout.columns
    if "field" in format_.roles:
        _require_roles(format_, layout.columns, shown)
        # The fields whose changes the file tells become columns of the folded tickets.
        fields |= MAPPED_EVENTS
        columns = tuple(dict.fromkeys((*columns, *MAPPED_EVENTS.values())))
    if "changed_at" in fields:
        refuse_many_columns(len(columns), container.name, MAX_LOG_COLUMNS)
    derived = derive(columns, fields, guessed.clocks, messages) if format_.may_lack_ids else Derived()
    columns = (*columns, *derived.columns)
    order = survey.dates.conclude(format_.date_hint)
    if order.is_ambiguous:
        order = survey.columns.date_order(fields) or order
    if date_order is not None:
        order = DateOrder(date_order, False, f"Dates are read as {ORDERS[date_order]}, as you said.")
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
        findings=(
            reason,
            *_told_before(before),
            *findings(container, table, format_, fields, order, survey, guessed, derived),
        ),
        coded=_coded(format_, fields, survey),
        count_rows=survey.count_rows,
        file_hash=opened.file_hash,
        files=opened.files,
        _table=table,
        _layout=layout,
        _derived=derived,
        specimens=derived.extend_cells(specimens),
        has_texts=any(fields.get(name) in {*survey.filled, title} - {None} for name in ("subject", "body")),
        habits=survey.columns.conclude(fields),
        channels=_channels(format_, layout.columns, fields, given),
        header_mark=mark,
        mapping_reasons=mapping_reasons(fields, format_, guessed, derived, told=mapping or {}, told_before=before),
    )


def read_head(path: Path, *, source: str | None = None, name: str | None = None) -> dict[str, list[Cell]]:
    """First cells of each column of a file, also of one whose fields can't be found: so that they can be mapped.

    Returns
    -------
    dict
        Column, as in `Export.columns`, to at most `etl.sources.export.FIRST_ROWS` cells.

    Raises
    ------
    InputError
        If the file isn't a table.
    """
    table = open_source(Path(path), {}, None, name).table
    format_, _ = choose_format(table.header, format_named(source) if source else None, {})
    return first_cells(table, lay_out(table.header, format_))


def _told_before(before: Mapping[str, str]) -> list[str]:
    """What is taken over from an earlier file with this header."""
    if not before:
        return []
    told = ", ".join(f"{field} from {column}" if column else f"no {field}" for field, column in before.items())
    return [f"As you said for an earlier file with these columns: {told}; --map overrides this."]


def _first_rows(table: Table, layout: Layout) -> dict[str, list[Cell]]:
    """Cells of a table's first rows by column."""
    return {column: _given(cells) for column, cells in first_cells(table, layout, _GUESSED_FROM).items()}


def _given(cells: Sequence[Cell]) -> list[Cell]:
    """Cells without what stands for a missing value, or for a time that hasn't come; 0 may be a number."""
    missing = TABLE.missing.union(*TABLE.missing_in.values()) - {"0"}
    return [None if cell in missing else cell for cell in cells]


def _channels(
    format_: Format, columns: Sequence[str], fields: Mapping[str, str], given: Mapping[str, str]
) -> dict[str, str]:
    """Columns that count a channel each, unless somebody names the column to be taken."""
    if format_ is not VOLUMES or "channel" in fields or {"value", "order_ref"} & set(given):
        return {}
    return channel_columns(columns)


def _require_roles(format_: Format, columns: Sequence[str], shown: str) -> None:
    """Refuse a file that was said to be a history of fields and doesn't name the field or its new value."""
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
