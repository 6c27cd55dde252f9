"""Which column holds which field: the format's own names, with what the user says laid over them."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from etl import model
from etl.errors import InputError
from etl.sources.anytable import TABLE, candidates, is_sure, suggest_mapping
from etl.sources.format import Format
from etl.sources.names import find_column, normalise, without_kind

VOLUME_FIELDS = ("day", "value", "channel", "product")
"""What a column of a volumes file can be mapped to."""

_TEXT_FIELDS = ("subject", "body")
_SHOWN_COLUMNS = 60


def fields_of(format_: Format) -> tuple[str, ...]:
    """Fields that a format's columns can be mapped to."""
    return VOLUME_FIELDS if format_.kind == "volumes" else model.FIELDS


def candidate_columns(format_: Format, columns: Sequence[str]) -> dict[str, list[str]]:
    """Columns that could hold each field by their names, in the format's order of preference."""
    if format_ is TABLE:
        return candidates(columns)
    by_name = {normalise(without_kind(column)): column for column in reversed(columns)}
    by_name |= {normalise(column): column for column in reversed(columns)}
    found = {
        field: [by_name[normalise(name)] for name in names if normalise(name) in by_name]
        for field, names in format_.columns.items()
    }
    return {field: list(dict.fromkeys(hits)) for field, hits in found.items() if hits}


def map_columns(
    format_: Format, columns: Sequence[str], given: Mapping[str, str], shown: str, filled: Container[str] | None = None
) -> dict[str, str]:
    """Find the column of each field.

    Parameters
    ----------
    format_
        Format of the file.
    columns
        Its header.
    given
        Field to column, as the user has it; an empty column leaves the field unmapped.
    shown
        Name of the file in messages.
    filled
        Columns that hold anything: of several that could hold a field the first of these is taken. None when that
        isn't known yet.

    Returns
    -------
    dict
        Field to column, in the order of the fields. An event log without a time of creation has its first change.

    Raises
    ------
    InputError
        If a field or a column is unknown, or if one that is needed isn't found.
    """
    mapping = {
        field: next((column for column in found if filled is None or column in filled), found[0])
        for field, found in candidate_columns(format_, columns).items()
    }
    for field, column in given.items():
        known = fields_of(format_)
        if field not in known:
            raise InputError(f"--map knows no field {field!r}; known are {', '.join(known)}.")
        if column == "":
            mapping.pop(field, None)
            continue
        found_column = find_column(column, columns)
        if found_column is None:
            raise InputError(f"{shown} has no column {column!r} for {field}; it has: {list_columns(columns)}.")
        mapping[field] = found_column
    _require(format_, mapping, columns, given, shown)
    if "changed_at" in mapping:
        # Of a log's changes the first is the creation, the last the latest update.
        spare = "updated_at" if "created_at" in mapping else "created_at"
        mapping.setdefault(spare, mapping["changed_at"])
    return {field: mapping[field] for field in fields_of(format_) if field in mapping}


def list_columns(columns: Sequence[str]) -> str:
    """Names of columns for a message."""
    listed = ", ".join(columns[:_SHOWN_COLUMNS])
    count_more = len(columns) - _SHOWN_COLUMNS
    return f"{listed} and {count_more} more" if count_more > 0 else listed


def _require(
    format_: Format, mapping: dict[str, str], columns: Sequence[str], given: Mapping[str, str], shown: str
) -> None:
    if format_ is TABLE and not given and not is_sure(columns) and "changed_at" not in mapping:
        raise InputError(
            f"{shown} fits no known format. Its columns: {list_columns(columns)}.\n"
            f"Say which is which, for example: {_example(columns)}"
        )
    missing = _missing(format_, mapping)
    if missing:
        example = " ".join(f'--map "{field.split(" or ")[-1]}=COLUMN"' for field in missing)
        raise InputError(
            f"{shown} ({format_.label}) has no column for {' and '.join(missing)}; it has: {list_columns(columns)}.\n"
            f"Say which one holds it: {example}"
        )


def _missing(format_: Format, mapping: dict[str, str]) -> list[str]:
    if format_.kind == "volumes":
        return [field for field in ("day", "value") if field not in mapping]
    is_log = "changed_at" in mapping
    missing = [field for field in ("ticket_id", "created_at") if field not in mapping]
    if is_log and "created_at" in missing:
        missing.remove("created_at")
    if not is_log and not format_.text_is_optional and not any(field in mapping for field in _TEXT_FIELDS):
        missing.append("subject or body")
    return missing


def _example(columns: Sequence[str]) -> str:
    guess = suggest_mapping(columns)
    text = "subject" if "subject" in guess and "body" not in guess else "body"
    fields = ("ticket_id", "created_at", text)
    return " ".join(f'--map "{field}={guess.get(field, "COLUMN")}"' for field in fields)
