"""Copies the tables of a place into a temporary database on disk, which joins them in bounded memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from etl.sources.landed.connectors import CONNECTORS, DATA, PARENT, ROW, is_own, spelt
from etl.sources.landed.naming import bare, table_named
from etl.sources.landed.places import Place
from etl.sources.landed.product import At, Names, Product
from etl.sources.landed.scope import Part, Scope, elements, literal, quoted

_FALSE = "('false', 'f', '0', 'no', 'n')"
_TRUE = "('true', 't', '1', 'yes', 'y')"


class Landing:
    """The product's tables that exist, each copied when first asked for.

    Parameters
    ----------
    connection
        Connection to the temporary database.
    """

    def __init__(self, connection: Any, place: Place, product: Product) -> None:
        self.connection = connection
        self.product = product
        self._place = place
        self._tables = place.tables()
        self._paths = {bare(each) for path in _texts(asdict(product)) for each in path.split("+")}
        self._brought: dict[str, Part] = {}
        self._aliases = 0

    def named(self, names: Names) -> str | None:
        """Table with one of some names; None if there is none."""
        return table_named(names, self._tables, self.product.prefixes)

    def rest(self, table: str) -> str | None:
        """Table with the other columns of the table of tickets."""
        found = self.named(self.product.rest) if self.product.rest else None
        return found if found != table else None

    def columns(self, names: Names) -> list[str]:
        """Columns of such a table; empty if there is no table."""
        table = self.named(names)
        return self._place.columns(table) if table else []

    def scope(self, at: At, deleted: Names = ()) -> Scope | None:
        """A table with its lists unnested; None if it doesn't exist.

        Parameters
        ----------
        deleted
            The product's own columns that mark a row as deleted.
        """
        table = self.named(at.names)
        if table is None:
            return None
        alias = self._alias()
        parts = [self._part(table, alias)]
        source, order = f"{self._sql_name(table)} as {alias}", f"{alias}.rowid"
        gone = _gone(parts[0], deleted)
        if at.names == self.product.tickets and not at.inside and (rest := self.rest(table)):
            alias = self._alias()
            part = self._part(rest, alias)
            source += f" left join {self._sql_name(rest)} as {alias} on {part.find(self.product.key[0])} = "
            source += parts[0].find(self.product.key[0]) or "null"
            parts.append(part)
        for name in at.inside:
            table = f"{table}__{name}"
            child = next((each for each in self._tables if bare(each) == bare(table)), None)
            alias = self._alias()
            if child is not None and parts[0].row:
                part = self._part(child, alias)
                parent = part.columns.get(bare(PARENT))
                if parent is None:
                    return None
                source += f" join {self._sql_name(child)} as {alias} on {parent} = {parts[0].row}"
            elif (column := parts[0].find(name)) is not None:
                scope = self._unpacked(Scope(source, tuple(parts), order, gone), column, alias)
                source, order, gone, parts = scope.source, scope.order, scope.gone, list(scope.parts)
                continue
            else:
                return None
            parts.insert(0, part)
        return Scope(source, tuple(parts), order, gone)

    def _unpacked(self, scope: Scope, column: str, alias: str) -> Scope:
        """A table with a row for each element of a JSON list, and the columns around it."""
        name = quoted(f"list {alias}")
        cells, parts = list[str](), [Part({}, f"{alias}.element")]
        for place, part in enumerate(scope.parts):
            asked = {each: sql for each, sql in part.columns.items() if self._is_asked_for(each)}
            cells += [f"{sql} as {quoted(f'{place} {each}')}" for each, sql in asked.items()]
            cells += [f"{part.data} as {quoted(f'{place} .')}"] if part.data else []
            kept = {each: f"{alias}.{quoted(f'{place} {each}')}" for each in asked}
            parts.append(Part(kept, f"{alias}.{quoted(f'{place} .')}" if part.data else ""))
        self.connection.execute(
            f"create table {name} as select {', '.join([*cells, ''])}{scope.order} as place, {scope.gone} as gone, "
            f"{elements(column)} as element from {scope.source}"
        )
        return Scope(f"{name} as {alias}", tuple(parts), f"{alias}.place", f"{alias}.gone")

    def _part(self, table: str, alias: str) -> Part:
        if table not in self._brought:
            self._brought[table] = self._bring(table)
        kept = self._brought[table]
        columns = {name: f"{alias}.{column}" for name, column in kept.columns.items()}
        data = f"{alias}.{kept.data}" if kept.data else ""
        return Part(columns, data, columns.get(bare(ROW), ""))

    def _bring(self, table: str) -> Part:
        """Copy the requested columns of a table; the table of tickets as a whole."""
        tickets = self.named(self.product.tickets) or ""
        is_tickets = table in (tickets, self.rest(tickets))
        header = [c for c in self._place.columns(table) if is_tickets or self._is_asked_for(c)]
        header = list({bare(column): column for column in reversed(header)}.values())[::-1]
        names = [f"c{place}" for place in range(len(header))]
        made = ", ".join(f"{name} varchar" for name in names) or "nothing varchar"
        self.connection.execute(f"create table {self._sql_name(table)} ({made})")
        for block in self._place.rows(table, header) if header else ():
            if not block:
                continue
            cells = [pa.array([cell or None for cell in column], pa.large_string()) for column in zip(*block)]  # noqa: B905
            self.connection.register("block", pa.table(cells, names=names))
            self.connection.execute(f"insert into {self._sql_name(table)} select * from block")
            self.connection.unregister("block")
        data = spelt(DATA, header)
        columns = {bare(column): name for column, name in zip(header, names, strict=True)}
        return Part(columns, columns[bare(data)] if data else "")

    def used(self) -> list[str]:
        """Names of the tables that were asked for."""
        return list(self._brought)

    def spelling(self, table: str) -> Mapping[str, str]:
        """Bare name of each column of a table to the column as it spells it."""
        return {bare(column): column for column in self._place.columns(table)}

    def _is_asked_for(self, column: str) -> bool:
        name = bare(column)
        return is_own(column) or any(path == name or path.startswith(name) for path in self._paths)

    def _sql_name(self, table: str) -> str:
        return quoted(f"landed {table}")

    def _alias(self) -> str:
        self._aliases += 1
        return f"t{self._aliases}"


def _gone(part: Part, deleted: Collection[str]) -> str:
    """SQL condition for a deleted row, by the connector's columns and the product's."""
    names = (*(each for connector in CONNECTORS for each in connector.deleted), *deleted)
    # A flag, or the time of deletion.
    tests = [
        f"lower({column}) in {_TRUE} or try_cast({column} as timestamptz) is not null"
        for name in names
        if (column := part.columns.get(bare(name))) is not None
    ]
    # An outdated version of a row; of a deleted row no version is current.
    current = (part.columns.get(bare(each)) for connector in CONNECTORS for each in connector.current)
    tests += [f"lower({column}) in {_FALSE}" for column in current if column is not None]
    return f"coalesce({' or '.join(tests)}, false)" if tests else "false"


def newest_first(part: Part, updated: Names) -> str:
    """SQL ordering of the versions of a row, the current one first."""
    current = [each for connector in CONNECTORS for each in connector.current]
    fresh = [*updated, *(each for connector in CONNECTORS for each in connector.fresh)]
    there = part.columns
    told = [f"lower({there[bare(name)]}) in {_TRUE} desc nulls last" for name in current if bare(name) in there]
    told += [f"{there[bare(name)]} desc nulls last" for name in fresh if bare(name) in there]
    return ", ".join(told) or literal("")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
