"""Which column holds which field: the format's own names, with what the user says laid over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from etl import model
from etl.errors import InputError
from etl.sources.anytable import TABLE, is_sure, suggest_mapping
from etl.sources.format import Format
from etl.sources.names import find_column, normalise

VOLUME_FIELDS = ("day", "value", "unit", "channel", "product")
"""What a column of a volumes file can be mapped to."""

_TEXT_FIELDS = ("subject", "body")
_SHOWN_COLUMNS = 60


def fields_of(format_: Format) -> tuple[str, ...]:
    """Fields that a format's columns can be mapped to."""
    return VOLUME_FIELDS if format_.kind == "volumes" else model.FIELDS


def map_columns(format_: Format, columns: Sequence[str], given: Mapping[str, str], shown: str) -> dict[str, str]:
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

    Returns
    -------
    dict
        Field to column, in the order of the fields.

    Raises
    ------
    InputError
        If a field or a column is unknown, or if one that is needed isn't found.
    """
    mapping = suggest_mapping(columns) if format_ is TABLE else _own_mapping(format_, columns)
    if format_ is TABLE and "changed_at" not in given and "created_at" in given:
        mapping.pop("changed_at", None)
    for field, column in given.items():
        known = fields_of(format_)
        if field not in known:
            raise InputError(f"--map knows no field {field!r}; known are {', '.join(known)}.")
        if column == "":
            mapping.pop(field, None)
            continue
        found = find_column(column, columns)
        if found is None:
            raise InputError(f"{shown} has no column {column!r} for {field}; it has: {list_columns(columns)}.")
        mapping[field] = found
    mapping = {field: mapping[field] for field in fields_of(format_) if field in mapping}
    _require(format_, mapping, columns, given, shown)
    return mapping


def list_columns(columns: Sequence[str]) -> str:
    """Names of columns for a message."""
    listed = ", ".join(columns[:_SHOWN_COLUMNS])
    count_more = len(columns) - _SHOWN_COLUMNS
    return f"{listed} and {count_more} more" if count_more > 0 else listed


def _own_mapping(format_: Format, columns: Sequence[str]) -> dict[str, str]:
    by_name = {normalise(column): column for column in reversed(columns)}
    found = {
        field: next((by_name[normalise(name)] for name in names if normalise(name) in by_name), None)
        for field, names in format_.columns.items()
    }
    return {field: column for field, column in found.items() if column is not None}


def _require(
    format_: Format, mapping: dict[str, str], columns: Sequence[str], given: Mapping[str, str], shown: str
) -> None:
    if format_ is TABLE and not given and not is_sure(columns) and "changed_at" not in mapping:
        raise InputError(
            f"{shown} fits no known format. Its columns: {list_columns(columns)}.\n"
            f"Say which is which, for example: --map {_example(columns)}"
        )
    missing = _missing(format_, mapping)
    if missing:
        example = " ".join(f'"{field.split(" or ")[0]}=COLUMN"' for field in missing)
        raise InputError(
            f"{shown} ({format_.label}) has no column for {' and '.join(missing)}; it has: {list_columns(columns)}.\n"
            f"Say which one holds it: --map {example}"
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
    return " ".join(f'"{field}={guess.get(field, "COLUMN")}"' for field in fields)
