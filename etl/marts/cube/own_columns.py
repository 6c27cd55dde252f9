"""Own columns of the export that are offered as filters and breakdowns, and the values of each.

Chosen by rule, on a sample of the store: two to `MOST_VALUES` values, at least two groups of `SMALLEST_GROUP` tickets
(those without a value are one), neither unique nor times nor amounts, and not a copy of what a filter or a measure has
already. Columns of people aren't kept by a load in the first place.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import ColumnElement

from etl import model
from etl.errors import InputError
from etl.marts.core.filter_kinds import UNKNOWN, Values
from etl.marts.core.filters import FILTERS, Filters
from etl.marts.core.own_columns import PREFIX, is_own, own_value
from etl.marts.cube.aggregates import sum_of
from etl.marts.shares.scope import Scope
from etl.values.times import read_times

MOST_VALUES = 200
SMALLEST_GROUP = 5
"""Fewest tickets with which a value is a group of its own: a customer type with one ticket would name its customer."""
SMALL = "(smaller groups)"
"""The values below `SMALLEST_GROUP`, and those beyond the `MOST_VALUES` most frequent, together."""

_SAMPLE = 3_000
_MOST_UNLIKE = 0.5
"""Most values per ticket that has one: beyond it they are ids, not groups."""
_MOSTLY, _ALIKE = 0.9, 0.95
_MOST_SIZES = 12
"""Most different whole numbers of differing lengths that are levels; more of them are amounts."""
_MOST_READ = 20
_SAME_AS = ("channel", "product", "team", "language", "priority", "source")
_COUNTED = ("count_replies", "count_reopens", "count_stations", "count_handoffs", "handle_minutes", "goodwill_amount")

_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T,].*)?")
_NUMBER = re.compile(r"[+\-]?\d+(?:[.,]\d+)*")


def own_columns(scope: Scope) -> pd.DataFrame:
    """Columns of the export that are offered, the most useful first: those whose values divide the tickets most evenly.

    Parameters
    ----------
    scope
        Its filters don't matter: the whole store is looked at.

    Returns
    -------
    DataFrame
        One row per column: column (str, as the export names it), name (str: as filters name it), values (int, in a
        sample of the tickets).
    """
    found: pd.DataFrame = scope.once("own_columns", lambda: _offered(_sample(scope)))
    return found


def own_values(scope: Scope, column: str) -> pd.DataFrame:
    """Values of a column in the whole store that are groups of their own, the most complaints first.

    Returns
    -------
    DataFrame
        One row per value: value (str; "(unknown)" for the tickets without one), tickets, complaints (int, as judged).
        Values of fewer than `SMALLEST_GROUP` tickets, and those beyond the `MOST_VALUES` most frequent, are left out.
    """

    def counted() -> pd.DataFrame:
        t = scope.with_filters(Filters()).tickets
        value = own_value(t.c.fields, column).label("value")
        rows = sa.select(value, t.c.kind).where(t.c.excluded_as.is_(None)).subquery("valued")
        tickets = sa.func.count().label("tickets")
        complaints = sum_of(1.0, rows.c.kind == "complaint").label("complaints")
        by = [complaints.desc(), tickets.desc(), rows.c.value]
        select = sa.select(rows.c.value, tickets, complaints).group_by(rows.c.value)
        told = scope.frame(select.having(tickets >= SMALLEST_GROUP).order_by(*by).limit(MOST_VALUES + 1))
        values = told["value"].astype("str").fillna(UNKNOWN)
        found = pd.DataFrame({"value": values, "tickets": told["tickets"], "complaints": told["complaints"]})
        return found.astype({"value": "str", "tickets": "int64", "complaints": "int64"}).head(MOST_VALUES)

    answer: pd.DataFrame = scope.once(("own_values", column), counted)
    return answer


def value_of(scope: Scope, part: Any, name: str) -> ColumnElement[Any]:
    """SQL over columns of parts or tickets: the value behind a filter with values, or of an own column ("col.Region").

    Values of an own column that aren't groups of their own become `SMALL`.

    Raises
    ------
    InputError
        If there is no such filter.
    """
    if not is_own(name):
        column: ColumnElement[Any] = part[column_of(name)]
        return column
    column_name = name.removeprefix(PREFIX)
    value, groups = own_value(part["fields"], column_name), own_values(scope, column_name)["value"]
    known = groups[groups != UNKNOWN].tolist()
    return sa.case((value.is_(None), sa.null()), (value.in_(known), value), else_=SMALL)


def column_of(name: str) -> str:
    """Column of the parts behind a filter with values.

    Raises
    ------
    InputError
        If the filter has no values to group by.
    """
    names = {each.names[0]: each.column_name for each in FILTERS if isinstance(each, Values)}
    if name not in names:
        raise InputError(
            f"There are no groups by {name!r}; choose one of {', '.join(names)}, or a column of the export such as "
            f"{PREFIX}Region."
        )
    return names[name]


def has_column(scope: Scope, column: str) -> bool:
    """Whether any ticket of the store has a value in a column of its export."""
    t = model.tickets.c
    found = sa.select(sa.literal(1)).where(own_value(t.fields, column).is_not(None)).limit(1)
    return scope.connection.execute(found).first() is not None


def _sample(scope: Scope) -> dict[str, list[Any]]:
    """Cells by column of a sample of tickets, ordered by a hash: random, and the same each time."""
    t = model.tickets.c
    columns = [t.fields, *(t[name] for name in (*_SAME_AS, *_COUNTED))]
    select = sa.select(*columns).where(t.fields.is_not(None), t.excluded_as.is_(None))
    found = scope.connection.execute(select.order_by(t.row_hash, t.ticket_id).limit(_SAMPLE))
    names = list(found.keys())
    return dict(zip(names, map(list, zip(*found, strict=True)), strict=False)) or {name: [] for name in names}


def _offered(sample: dict[str, list[Any]]) -> pd.DataFrame:
    fields = [json.loads(text) for text in sample["fields"]]
    columns: dict[str, list[str | None]] = {}
    for place, row in enumerate(fields):
        for name, value in row.items():
            columns.setdefault(name, [None] * len(fields))[place] = value
    worth = {name: _worth(cells) for name, cells in columns.items() if name.strip()}
    names = sorted((name for name in worth if worth[name] > 0), key=lambda name: (-worth[name], name))
    names = [name for name in names if not _is_known(columns[name], sample)]
    counts = [len({cell for cell in columns[name] if cell is not None}) for name in names]
    frame = pd.DataFrame({"column": names, "name": [f"{PREFIX}{name}" for name in names], "values": counts})
    return frame.astype({"column": "str", "name": "str", "values": "int64"})


def _worth(cells: list[str | None]) -> float:
    """Probability that two tickets differ in it (Gini, Simpson), halved for numbers; 0 where it isn't offered."""
    sizes = Counter(cells)
    values = [value for value in sizes if value is not None]
    filled = len(cells) - sizes[None]
    if not 1 <= len(values) <= MOST_VALUES or len(values) > _MOST_UNLIKE * filled:
        return 0.0
    if sum(size >= SMALLEST_GROUP for size in sizes.values()) < 2 or _are_times(values):
        return 0.0
    are_numbers = all(_NUMBER.fullmatch(value) for value in values)
    if are_numbers and _are_amounts(values):
        return 0.0
    unlike = 1 - sum((size / len(cells)) ** 2 for size in sizes.values())
    return unlike / 2 if are_numbers else unlike


def _are_times(values: list[str]) -> bool:
    if sum(bool(_DATE.fullmatch(value)) for value in values) >= _MOSTLY * len(values):
        return True
    some = [value for value in values if not _NUMBER.fullmatch(value)][:_MOST_READ]
    if not some or sum(any(map(str.isdigit, value)) for value in some) < _MOSTLY * len(some):
        return False
    return int(read_times(pd.Series(some, dtype="str"), None, "UTC", "UTC").utc.notna().sum()) >= _MOSTLY * len(some)


def _are_amounts(values: list[str]) -> bool:
    """Whether values are amounts: decimals, or whole numbers of differing lengths; codes of shops have one length."""
    return any(not value.isdigit() for value in values) or (
        len(values) > _MOST_SIZES and len({len(value) for value in values}) > 1
    )


def _is_known(cells: list[str | None], sample: dict[str, list[Any]]) -> bool:
    """Whether a column repeats, value for value, what a filter or a measure has already."""
    if all(cell is None or _NUMBER.fullmatch(cell) for cell in cells):
        numbers = [None if cell is None else float(cell.replace(",", ".")) if cell.count(",") < 2 else None
                   for cell in cells]  # fmt: skip
        if any(_are_equal(numbers, sample[name]) for name in _COUNTED):
            return True
    return any(_say_the_same(cells, sample[name]) for name in _SAME_AS)


def _are_equal(numbers: list[float | None], counted: list[Any]) -> bool:
    given = [(one, other) for one, other in zip(numbers, counted, strict=True) if one is not None]
    alike = sum(bool(one == other) for one, other in given)
    return alike >= _ALIKE * len(given)


def _say_the_same(own: list[str | None], other: list[str | None]) -> bool:
    """Whether values of two columns correspond one to one on nearly all tickets that have either."""
    either = [(one, two) for one, two in zip(own, other, strict=True) if one is not None or two is not None]
    both = [pair for pair in either if None not in pair]
    if not both or len(both) < _ALIKE * len(either):
        return False
    return len(set(both)) == len({one for one, _ in both}) == len({two for _, two in both})
