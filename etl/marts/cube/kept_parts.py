"""Parts of the whole store, kept narrow for as long as a view is open: filters and sums then read a few numbers a part.

All that measures distinguish a part by is one number, its *cell*; all that filters know of its ticket from a short list
of values is another, its *slice*. A sum under a filter is a pass over these numbers, without a join.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from typing import Any, cast

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause, Subquery

from etl import model
from etl.estimates.arrays import Booleans, Floats, Integers
from etl.marts.core.filters import Filters
from etl.marts.cube.aggregates import ADDENDS, CELL
from etl.marts.cube.cells import Columns, part_keys, part_sums, travelled_keys
from etl.marts.cube.journeys import travelled
from etl.marts.cube.off_hours import with_off_hours
from etl.marts.cube.part import PART
from etl.marts.shares.scope import Scope
from etl.marts.shares.waiting import waited_hours
from etl.store.base import read_frame

SLICED = ("channel", "product", "team", "language", "source", "priority")
"""Columns of tickets with few values, which filters choose from."""
PLACED = ("created_date", "created_hour", "created_weekday")
"""Columns of tickets that are kept beside each part as they are."""
ORIGIN = ("department", "issue")
"""What a part is of; with the rest of its keys it is a cell."""
NUMBERS = ("share", "minutes", "goodwill", "touches", "waited", "confidence")
"""What is added up over the parts of a cell; other sums are these, times what all parts of the cell have in common."""

MOST_CELLS = 400_000
"""With more cells than these the narrow table saves nothing: parts are then summed in the database as they are."""

_FACTORS = {
    "timed": ("share", "is_timed"), "touches_counted": ("touches", "is_counted"),
    "reopens": ("share", "times_reopened"),
    "waited_known": ("share", "is_waited"), "minutes_frontline": ("minutes", "part_frontline"),
    "minutes_other": ("minutes", "part_other"), "minutes_unknown": ("minutes", "part_unknown"),
    "handoffs": ("share", "times_handed"),
}  # fmt: skip
"""Columns of `CELL` that are a number times a key."""


@dataclass(frozen=True)
class Coded:
    """A column of the cells as numbers.

    Attributes
    ----------
    codes
        Number of each cell's value, shape (cells,).
    told
        The values; None where it is missing.
    """

    codes: Integers
    told: list[Any]

    @classmethod
    def of(cls, column: pd.Series) -> Coded:
        """Number the values of a column."""
        codes, values = pd.factorize(column, use_na_sentinel=False)
        return cls(codes.astype(np.int64), [None if pd.isna(value) else value for value in values.tolist()])

    def where(self, wanted: Any) -> Booleans:
        """Whether each cell's value is wanted, by a function of the value."""
        return np.array([bool(wanted(value)) for value in self.told], dtype=bool)[self.codes]


@dataclass(frozen=True)
class KeptParts:
    """Parts of the whole store.

    Attributes
    ----------
    rows
        One row per part: cell, slice, ticket (its number in `tickets`), `PLACED`, `NUMBERS` (each times the share).
    cells
        One row per cell, numbered by the column cell from 0: its keys.
    slices
        One row per slice: slice, `SLICED`.
    tickets
        One row per ticket: ticket, source, ticket_id, slice.
    frame
        Rows of `cells`, in their order.
    """

    rows: FromClause
    cells: FromClause
    slices: FromClause
    tickets: FromClause
    frame: pd.DataFrame
    _coded: dict[str, Coded] = field(default_factory=dict, repr=False)
    _masks: dict[Hashable, dict[str, Booleans]] = field(default_factory=dict, repr=False)

    def coded(self, name: str) -> Coded:
        """A key of the cells as numbers."""
        if name not in self._coded:
            self._coded[name] = Coded.of(self.frame[name])
        return self._coded[name]

    def factor(self, column: str) -> tuple[str, Floats | None]:
        """Number that a column of `CELL` comes from, and by how much it is multiplied in each cell; None: by one."""
        number, key = _FACTORS.get(column, (column, None))
        return number, None if key is None else self.frame[key].to_numpy(np.float64)

    def masks(self, scope: Scope) -> dict[str, Booleans]:
        """Cells that count in each sum of `ADDENDS`, by its name, shape (cells,)."""
        kinds = scope.filters.kind  # they say which cells are meant
        if kinds not in self._masks:
            self._masks[kinds] = self._asked_masks(scope)
        return self._masks[kinds]

    def is_meant(self, scope: Scope) -> Booleans:
        """Cells that `Scope.is_meant` includes, shape (cells,)."""
        kinds = scope.filters.kind
        if not kinds:
            return self.frame["is_load"].to_numpy(bool)
        is_counted = self.coded("excluded_as").where(lambda value: value is None)
        return np.asarray(is_counted & self.coded("kind").where(lambda value: value in kinds))

    def of_tickets(self, scope: Scope, column: ColumnElement[Any], name: str) -> FromClause:
        """What a column over `PART` that only tickets' columns tell is for each ticket: ticket, value.

        Parameters
        ----------
        name
            Tells the column from others.
        """

        def told() -> sa.Select[Any]:
            t, mine = model.tickets, self.tickets
            part = sa.select(mine.c.ticket, *t.c).select_from(mine.join(t, _same_ticket(mine, t))).cte("part")
            return sa.select(sa.column("ticket"), column.label("value")).select_from(PART).add_cte(part)

        return scope.kept(("of_tickets", name), told)

    def _asked_masks(self, scope: Scope) -> dict[str, Booleans]:
        k = self.cells.c
        meant = scope.is_meant(k) if scope.filters.kind else k.is_load
        known = [c for c in self.cells.c if c.name in CELL.c]
        cell = sa.select(k.cell, *known, meant.label("is_meant")).cte("cell")
        asked = [
            sa.func.coalesce(sa.and_(sa.true(), *each.conditions), sa.false()).label(name)
            for name, each in ADDENDS.items()
        ]
        select = sa.select(*asked).select_from(CELL).add_cte(cell).order_by(sa.column("cell"))
        found = read_frame(scope.connection, cast("sa.Select[Any]", select))
        return {name: found[name].to_numpy(bool) for name in ADDENDS}


def kept_parts(scope: Scope) -> KeptParts | None:
    """Narrow parts of a scope's store, made when first asked for; None where they can't be kept or aren't worth it."""
    if not scope.keeps_tables or (scope.is_whole and not scope.is_corrected):
        return None
    how = scope.how_shared
    found: KeptParts | None = scope.once(("kept_parts", how), lambda: _made(scope, how))
    return found


def _made(scope: Scope, how: Hashable) -> KeptParts | None:
    # A filter on issues distinguishes them, too.
    whole: Scope = replace(scope, filters=Filters(), disputed=None, is_by_issue=scope.distinguishes_issues)
    slices, tickets = _slices(scope), _numbered(scope)
    p = with_off_hours(whole, travelled(whole))
    keys = _keys(whole, p)

    def cells() -> sa.Select[Any]:
        told = sa.select(*(key.label(name) for name, key in keys.items())).distinct().subquery("told")
        number = sa.cast(sa.func.row_number().over() - 1, sa.Integer).label("cell")
        return sa.select(number, *told.c)

    made = scope.kept(("cells", how), cells)
    frame = read_frame(scope.connection, sa.select(made).order_by(made.c.cell))
    if len(frame) > MOST_CELLS:
        return None

    def rows() -> sa.Select[Any]:
        told = sa.select(
            p.c.source, p.c.ticket_id, *(p.c[name] for name in PLACED), *(key.label(n) for n, key in keys.items()),
            *(value.label(f"number_{name}") for name, value in _numbers(whole, p).items()),
        ).subquery("told")  # fmt: skip
        same = sa.and_(*(told.c[name].is_not_distinct_from(made.c[name]) for name in keys))
        its = _same_ticket(told, tickets)
        small = (sa.cast(told.c[name], sa.SmallInteger).label(name) for name in PLACED[1:])
        numbers = (sa.cast(told.c[f"number_{name}"], sa.Double).label(name) for name in NUMBERS)
        columns = (made.c.cell, tickets.c.slice, tickets.c.ticket, told.c.created_date, *small, *numbers)
        return sa.select(*columns).select_from(told.join(made, same).join(tickets, its))

    return KeptParts(scope.kept(("rows", how), rows), made, slices, tickets, frame)


def _keys(scope: Scope, p: Subquery) -> Columns:
    """What measures distinguish parts by, except what filters change."""
    keys = part_keys(scope, p) | travelled_keys(p)
    del keys["is_meant"]
    own = {name: p.c[name] for name in (*ORIGIN, "stratum_group", "part_frontline", "part_other", "part_unknown")}
    waited = waited_hours(scope, p.c)
    factors: dict[str, ColumnElement[Any]] = {
        "is_timed": _flag(p.c.handle_minutes.is_not(None)),
        "is_counted": _flag(p.c.count_replies.is_not(None)),
        "is_waited": _flag(waited.is_not(None)),
        "times_reopened": sa.func.coalesce(p.c.count_reopens, 0),
        "times_handed": sa.func.coalesce(p.c.handoffs, 0),
        "pingpong": p.c.pingpong,
    }
    return own | keys | factors


def _numbers(scope: Scope, p: Subquery) -> Columns:
    sums = part_sums(scope, p)
    return {name: sums[name] for name in NUMBERS}


def _same_ticket(one: Any, other: Any) -> ColumnElement[bool]:
    return sa.and_(one.c.source == other.c.source, one.c.ticket_id == other.c.ticket_id)


def _flag(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return sa.case((condition, 1), else_=0)


def _slices(scope: Scope) -> FromClause:
    def told() -> sa.Select[Any]:
        found = sa.select(*(model.tickets.c[name] for name in SLICED)).distinct().subquery("told")
        return sa.select(sa.cast(sa.func.row_number().over(), sa.Integer).label("slice"), *found.c)

    return scope.kept("slices", told)


def _numbered(scope: Scope) -> FromClause:
    def told() -> sa.Select[Any]:
        t, slices = model.tickets, _slices(scope)
        same = sa.and_(*(t.c[name].is_not_distinct_from(slices.c[name]) for name in SLICED))
        number = sa.cast(sa.func.row_number().over(), sa.Integer).label("ticket")
        return sa.select(number, t.c.source, t.c.ticket_id, slices.c.slice).select_from(t.join(slices, same))

    return scope.kept("numbered_tickets", told)
