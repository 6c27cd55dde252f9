"""Explains to people why each field is read from its column."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from etl.model.fields import names
from etl.sources.anytable import TABLE
from etl.sources.column_names import NAMINGS, name_score, readings_of
from etl.sources.contents import Contents
from etl.sources.derived import Derived
from etl.sources.format import Format
from etl.sources.guessing import Guessed
from etl.sources.names import normalise, without_kind

_MOST_LEFT_OUT = 3
_MOST_OF_A_LIST = 30


def mapping_reasons(
    fields: Mapping[str, str],
    format_: Format,
    guessed: Guessed,
    derived: Derived,
    *,
    told: Container[str],
    told_before: Container[str],
) -> dict[str, str]:
    """Explain for each field why its column was chosen, and which others were likely.

    Parameters
    ----------
    fields
        Field to column in use.
    guessed
        Guessed mapping of a table of no known format; empty for others.
    told, told_before
        Fields that a person mapped: now, and for an earlier file with this header.

    Returns
    -------
    dict
        Field to reason, such as "named like 'ticket id'; every cell is different".
    """
    return {
        field: "; ".join(
            ["as you said"] if field in told
            else ["as you said before"] if field in told_before
            else _guessed(field, column, fields, guessed, derived) if format_ is TABLE
            else [f"its name in {format_.label}"]
        )
        for field, column in fields.items()
    }  # fmt: skip


def _guessed(field: str, column: str, fields: Mapping[str, str], guessed: Guessed, derived: Derived) -> Iterator[str]:
    if column in derived.columns:
        yield "made of the row's other cells" if column not in derived.clocks else "the day and its time of day, joined"
        return
    yield _of_the_name(field, column, guessed)
    if column in guessed.contents and (seen := _of_the_cells(field, guessed.contents[column])):
        yield seen
    left_out = [c for c in guessed.candidates.get(field, ()) if c not in fields.values()][:_MOST_LEFT_OUT]
    if left_out:
        yield f"also likely: {', '.join(left_out)}"


def _of_the_name(field: str, column: str, guessed: Guessed) -> str:
    if field in guessed.by_cells:
        return "by its contents: no column has that name"
    name = normalise(without_kind(column))
    if name in map(normalise, TABLE.columns.get(field, ())) or not name_score(field, column):
        return f"named '{name}'"
    meant = {meaning for _, core in NAMINGS[field].cores for meaning in core}
    words = list(dict.fromkeys(word for word, meanings in readings_of(column) if meanings & meant))
    return f"named like '{' '.join(words)}'"


def _of_the_cells(field: str, contents: Contents) -> str:
    """Description of the first cells, if it supports the field."""
    if contents.is_empty:
        return "its first cells are empty"
    if field in names(is_time=True):
        return f"{contents.times:.0%} of the cells are times"
    if field == "ticket_id":
        return "every cell is different" if contents.distinct == 1 else f"{contents.distinct:.0%} of the cells differ"
    if field in ("subject", "body"):
        count = round(contents.words)
        return "one word in a cell" if count == 1 else f"{count} words in a cell"
    if field in names(is_list=True) and contents.count_values <= _MOST_OF_A_LIST:
        return f"{contents.count_values} different value{'' if contents.count_values == 1 else 's'}"
    return ""
