"""Kept parts under a scope's filters, added up by cell: one pass for each filter, whatever is asked of the cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause
from sqlalchemy.sql.visitors import iterate

from etl import model
from etl.estimates.arrays import Booleans, Floats, Integers
from etl.marts.core.filter_kinds import UNKNOWN
from etl.marts.core.filters import Filters
from etl.marts.cube.cells import Columns
from etl.marts.cube.kept_parts import NUMBERS, PLACED, SLICED, Coded, KeptParts, kept_parts
from etl.marts.cube.part import PART
from etl.marts.shares.scope import Scope
from etl.marts.shares.told import OF_PARTS, told_of_tickets
from etl.store.base import read_frame

_OF_CELLS = {"department": "department", "issue": "issue", "kind": "kind", "excluded": "excluded_as"}
"""Filters on keys of the cells, and the key of each."""


@dataclass(frozen=True)
class Gathered:
    """Parts within the filters, added up by cell and by what else was asked for.

    Attributes
    ----------
    kept
        The parts of the whole store.
    cell
        Cell of each row, shape (rows,).
    coded
        What else rows are told apart by, by name.
    numbers
        Sums over the parts of each row, by name, shape (rows,).
    """

    kept: KeptParts
    cell: Integers
    coded: Mapping[str, Coded]
    numbers: Mapping[str, Floats]

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        coded = (each.codes for each in self.coded.values())
        return self.cell.nbytes + sum(each.nbytes for each in (*coded, *self.numbers.values()))

    def only(self, chosen: Booleans) -> Gathered:
        """The rows of some cells; `chosen` has the shape (cells,)."""
        here = chosen[self.cell]
        if here.all():
            return self
        values = {name: Coded(each.codes[here], each.told) for name, each in self.coded.items()}
        numbers = {name: each[here] for name, each in self.numbers.items()}
        return Gathered(self.kept, self.cell[here], values, numbers)

    def group(self, columns: Iterable[tuple[str, str]]) -> tuple[Integers, list[list[Any]]]:
        """Number of each row's group, shape (rows,), and the values of each group.

        Parameters
        ----------
        columns
            Names of what is grouped by, and of the key of the cells for each; empty where it is one of `coded`.
        """
        group, told = np.zeros(len(self.cell), dtype=np.int64), list[Coded]()
        for name, key in columns:
            coded = self.kept.coded(key) if key else self.coded[name]
            codes = coded.codes[self.cell] if key else coded.codes
            group = group * len(coded.told) + codes
            told.append(coded)
        if not told:
            return group, [[]]
        numbers, group = np.unique(group, return_inverse=True)
        places = list[list[Any]]()
        for coded in reversed(told):
            numbers, place = np.divmod(numbers, len(coded.told))
            places.append([coded.told[each] for each in place])
        return group, [list(row) for row in zip(*reversed(places), strict=True)]


def gathered(scope: Scope, columns: Columns, *, is_light: bool) -> tuple[Gathered, list[tuple[str, str]]] | None:
    """Parts within the filters by cell and by `columns` (over `PART`), and what `Gathered.group` takes for these.

    None where the parts aren't kept, or a filter or column needs more than is kept of them.

    Parameters
    ----------
    is_light
        Whether shares alone are added up, which takes a fraction of the time.
    """
    placed = {name: _key_of(column) for name, column in columns.items()}
    if None in placed.values() or any(getattr(scope.filters, name) for name in OF_PARTS):
        return None
    kept = kept_parts(scope)
    if kept is None:
        return None
    more = {name: columns[name] for name, key in placed.items() if not key}
    rows = _within(scope, kept, more, is_light=is_light).only(_chosen(scope, kept))
    return rows, [(name, key or "") for name, key in placed.items()]


def _key_of(column: ColumnElement[Any]) -> str | None:
    """Key of the cells that a column is; empty where it is told by other columns of kept parts, None where it isn't."""
    if isinstance(column, sa.ColumnClause) and column.name in _KEYS:
        return str(column.name)
    read = _read_by(column)
    return "" if read and read <= _OF_TICKETS else None


_OF_TICKETS = frozenset(c.name for c in model.tickets.c) - {"kind"}  # the load's kind isn't the one in force
_KEYS = (
    "department",
    "issue",
    "stratum_group",
    "origin",
    "excluded_as",
    "kind",
    "is_complaint",
    "is_load",
    "is_disputed",
    "is_ruled",
)


def _chosen(scope: Scope, kept: KeptParts) -> Booleans:
    """Cells that the filters on their keys choose, shape (cells,)."""
    chosen = np.ones(len(kept.frame), dtype=bool)
    for name, key in _OF_CELLS.items():
        wanted = frozenset(getattr(scope.filters, name))
        if wanted:
            chosen &= kept.coded(key).where(lambda value, w=wanted: (UNKNOWN if value is None else value) in w)
    if scope.disputed is not None:
        chosen &= kept.frame["is_disputed"].to_numpy(bool) == scope.disputed
    return np.asarray(chosen)


def _within(scope: Scope, kept: KeptParts, more: Columns, *, is_light: bool) -> Gathered:
    """Parts of the tickets within the filters; those on cells aren't applied, so that others can share the answer."""
    of_tickets = scope.filters.without(*_OF_CELLS, "counted", "origin")
    told = tuple((name, _text(scope, each)) for name, each in more.items())
    key = ("gathered", scope.how_shared, of_tickets, told)
    full: Gathered | None = scope.under_filters((*key, False))
    if full is not None and is_light:
        return full
    names = NUMBERS[:1] if is_light else NUMBERS
    found: Gathered = scope.once_under((*key, is_light), lambda: _asked(scope, kept, of_tickets, more, names))
    return found


def _read_by(column: ColumnElement[Any]) -> frozenset[str]:
    return frozenset(str(part.name) for part in iterate(column) if isinstance(part, sa.ColumnClause))


def _text(scope: Scope, column: ColumnElement[Any]) -> str:
    return str(column.compile(dialect=scope.connection.dialect, compile_kwargs={"literal_binds": True}))


def _asked(scope: Scope, kept: KeptParts, filters: Filters, more: Columns, names: Sequence[str]) -> Gathered:
    r, s = kept.rows, kept.slices
    read = {column: _read_by(column) for column in more.values()}
    sliced = [s.c[name] for name in SLICED if any(name in each for each in read.values())]
    source: FromClause = r.join(s, s.c.slice == r.c.slice) if sliced else r
    apart, told_of = list[Any](), list[Any]()
    for place, column in enumerate(more.values()):
        if read[column] <= {*PLACED, *SLICED}:
            apart.append(column.label(f"by_{place}"))
        else:
            t = kept.of_tickets(scope, column, _text(scope, column))
            source = source.join(t, t.c.ticket == r.c.ticket)
            told_of.append(t.c.value.label(f"told_{place}"))
            apart.append(sa.column(f"told_{place}").label(f"by_{place}"))
    part = (
        sa.select(r.c.cell, *(r.c[name] for name in (*PLACED, *names)), *sliced, *told_of)
        .select_from(source)
        .where(*conditions(scope, kept, filters, kept.rows))
        .cte("part")
    )
    columns = [*apart, sa.column("cell"), *(PART.c[name] if name in PART.c else sa.column(name) for name in names)]
    told = sa.select(*columns).select_from(PART).add_cte(part).subquery("told")
    keyed = [*(told.c[each.name] for each in apart), told.c.cell]
    sums = (sa.func.sum(told.c[name]).label(name) for name in names)
    found = read_frame(scope.connection, sa.select(*keyed, *sums).group_by(*keyed))
    values = {name: Coded.of(found[f"by_{place}"]) for place, name in enumerate(more)}
    numbers = {name: found[name].to_numpy(np.float64) for name in names}
    return Gathered(kept, found["cell"].to_numpy(np.int64), values, numbers)


def conditions(scope: Scope, kept: KeptParts, filters: Filters, r: FromClause) -> list[ColumnElement[bool]]:
    """SQL over kept rows: what the filters on tickets say.

    Parameters
    ----------
    r
        Has ticket, slice, and `PLACED`, as the rows of `KeptParts`.
    """
    s, t = kept.slices, scope.all_tickets
    found = filters.where({name: r.c[name] for name in PLACED})
    if of_slices := filters.where({name: s.c[name] for name in SLICED}):
        found.append(r.c.slice.in_(sa.select(s.c.slice).where(*of_slices)))
    known = {column.name: column for column in t.c if column.name not in (*PLACED, *SLICED)}
    if of_tickets := filters.where({**known, **told_of_tickets(scope, t)}):
        same = sa.and_(kept.tickets.c.source == t.c.source, kept.tickets.c.ticket_id == t.c.ticket_id)
        numbers = sa.select(kept.tickets.c.ticket).select_from(kept.tickets.join(t, same)).where(*of_tickets)
        found.append(r.c.ticket.in_(numbers))
    return found
