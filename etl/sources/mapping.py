"""Maps columns to fields: by the format's own names, overridden by the user's mapping."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from etl.errors import InputError
from etl.model.fields import FIELDS
from etl.sources.anytable import TABLE
from etl.sources.format import Format
from etl.sources.guessing import TEXT_FIELDS, Guessed, guess, may_lack_time, tells_of_tickets
from etl.sources.names import find_column, normalise, without_kind
from etl.sources.volumes import volume_columns

VOLUME_FIELDS = ("day", "value", "order_ref", "channel", "product")
"""Fields of a volumes file; order_ref if each row is an order or item to count."""


_SHOWN_COLUMNS, _SHOWN_LETTERS = 60, 80


def fields_of(format_: Format) -> tuple[str, ...]:
    """Fields that a format's columns can be mapped to."""
    return VOLUME_FIELDS if format_.kind == "volumes" else FIELDS


def candidate_columns(format_: Format, columns: Sequence[str], guessed: Guessed | None = None) -> dict[str, list[str]]:
    """Field to the columns that could hold it by name, in the format's order of preference."""
    if format_ is TABLE:
        return dict((guessed or guess(columns)).candidates)
    if format_.kind == "volumes":
        return volume_columns(columns)
    by_name = {normalise(without_kind(column)): column for column in reversed(columns)}
    by_name |= {normalise(column): column for column in reversed(columns)}
    found = {
        field: [by_name[normalise(name)] for name in names if normalise(name) in by_name]
        for field, names in format_.columns.items()
    }
    return {field: list(dict.fromkeys(hits)) for field, hits in found.items() if hits}


def map_columns(
    format_: Format,
    columns: Sequence[str],
    given: Mapping[str, str],
    shown: str,
    filled: Container[str] | None = None,
    guessed: Guessed | None = None,
) -> dict[str, str]:
    """Find the column of each field.

    Parameters
    ----------
    format_
        Format of the file.
    columns
        Its header.
    given
        Field to column, as given by the user; an empty column leaves the field unmapped.
    shown
        Name of the file in messages.
    filled
        Columns that hold anything: of several candidates for a field, the first of these is used. None if not known
        yet.
    guessed
        Guessed mapping of a table of no known format.

    Returns
    -------
    dict
        Field to column, in the order of the fields. For an event log without a creation time, its first change is used.

    Raises
    ------
    InputError
        If a field or column is unknown, or a required field has no column.
    """
    mapping = {
        field: next((column for column in found if filled is None or column in filled), found[0])
        for field, found in candidate_columns(format_, columns, guessed).items()
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
    if "value" in given and "value" in mapping:
        mapping.pop("order_ref", None)  # counted already
    if "order_ref" in given and format_.kind == "volumes":
        mapping.pop("value", None)
    _require(format_, mapping, columns, given, shown, guessed or Guessed())
    if "changed_at" in mapping:
        # The first change of a log is the creation, the last one the latest update.
        spare = "updated_at" if "created_at" in mapping else "created_at"
        mapping.setdefault(spare, mapping["changed_at"])
    return {field: mapping[field] for field in fields_of(format_) if field in mapping}


def list_columns(columns: Sequence[str]) -> str:
    """Names of columns for a message, long ones cut."""
    listed = ", ".join(shorten(column) for column in columns[:_SHOWN_COLUMNS])
    count_more = len(columns) - _SHOWN_COLUMNS
    return f"{listed} and {count_more} more" if count_more > 0 else listed


def shorten(name: str) -> str:
    """Column name cut for a message: in a file that is no table it may be the whole text."""
    return name if len(name) <= _SHOWN_LETTERS else f"{name[:_SHOWN_LETTERS]}…"


def _require(
    format_: Format,
    mapping: dict[str, str],
    columns: Sequence[str],
    given: Mapping[str, str],
    shown: str,
    guessed: Guessed,
) -> None:
    missing = _missing(format_, mapping)
    is_timeless = given.get("created_at") == "" or (format_ is TABLE and may_lack_time(mapping, guessed))
    if not missing or (missing == ["created_at"] and is_timeless):
        return
    if format_ is TABLE:
        raise InputError(
            f"{shown} fits no known format, and no column of it holds {_listed(missing)}. "
            f"It has: {list_columns(columns)}.\n{_way_out(mapping, missing, given)}"
        )
    example = " ".join(f'--map "{field}=COLUMN"' for field in missing)
    raise InputError(
        f"{shown} ({format_.label}) has no column for {' and '.join(missing)}; it has: {list_columns(columns)}.\n"
        f"Say which one holds it: {example}"
    )


def _missing(format_: Format, mapping: dict[str, str]) -> list[str]:
    if format_.kind == "volumes":
        missing = [] if "day" in mapping else ["day"]
        return missing if "order_ref" in mapping or "value" in mapping else [*missing, "value"]
    is_log = "changed_at" in mapping
    if is_log:
        return [] if "ticket_id" in mapping else ["ticket_id"]
    if format_.kind == "events":
        return ["changed_at"]
    needed = ("created_at",) if format_.may_lack_ids else ("ticket_id", "created_at")
    missing = [field for field in needed if field not in mapping]
    has_text = any(field in mapping for field in TEXT_FIELDS)
    if not has_text and not format_.text_is_optional and not (format_ is TABLE and tells_of_tickets(mapping)):
        missing.append("body")
    return missing


_SHOWN = {
    "ticket_id": "the id of a ticket",
    "created_at": "the date or time at which a ticket came",
    "body": "the text of a ticket",
    "changed_at": "the time of a change",
    "day": "the day",
    "value": "a number to add up",
}


def _listed(missing: Sequence[str]) -> str:
    return " and ".join(_SHOWN[field] for field in missing)


def _way_out(mapping: Mapping[str, str], missing: Sequence[str], given: Mapping[str, str]) -> str:
    """Advice: a ``--map`` example with the known columns, and the fields that are missing."""
    known = [
        f'--map "{field}={shorten(mapping[field])}"'
        for field in ("ticket_id", "created_at", "body")
        if field in mapping and field not in given
    ]
    asked = [f'--map "{field}=…"' for field in missing]
    without = ' (or "created_at=" where the export has no times)' if list(missing) == ["created_at"] else ""
    return (
        "A row has to be one ticket: if each is a sum, or is no ticket, export the tickets themselves. "
        f"Else say which columns hold it: {' '.join([*known, *asked])}{without}"
    )
