"""State shared by the steps of a join: the tables, the SQL of each column of the flat export, and the notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from etl.sources.landed.landing import Landing
from etl.sources.landed.product import At, Paths, Product
from etl.sources.landed.scope import Scope, quoted

MACROS = r"""
create macro id_text(x) as regexp_replace(trim(x), '^(-?\d+)\.0+$', '\1');
create macro is_true(x) as lower(trim(x)) in ('true', 't', '1', 'yes', 'y');
create macro with_zone(x) as case when regexp_full_match(x, '\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d([.,]\d+)?)?')
    then x || 'Z' else x end;
create macro moment(x) as case
    when regexp_full_match(x, '\d{10}') then to_timestamp(cast(x as bigint))
    when regexp_full_match(x, '\d{13}') then to_timestamp(cast(x as bigint) / 1000)
    else coalesce(try_cast(with_zone(x) as timestamptz), try_cast(x as timestamptz)) end;
"""
"""SQL macros. `id_text` undoes ids that became floats because one was missing; times without a zone are read as UTC,
which connectors write without saying so.
"""


class _Declared(Protocol):
    @property
    def at(self) -> At: ...
    @property
    def key(self) -> Paths: ...


_Any = TypeVar("_Any", bound=_Declared)


@dataclass
class Joined:
    """A join in progress, over the table ``base``, one row per ticket, and tables that steps add, keyed by ticket id.

    Attributes
    ----------
    is_utc
        Whether times that state no zone are UTC.
    found
        Column of the flat export to the SQL of its possible sources; the first non-empty one is used.
    joins
        Clauses that join the steps' tables to ``base``.
    notes
        Sentences for people about what was found and what is missing.
    count_rows, count_deleted, count_whole
        Number of rows in the table of tickets, of tickets marked as deleted, and of others with an id and a creation
        time.
    """

    landing: Landing
    is_utc: bool = True
    found: dict[str, list[str]] = field(default_factory=dict)
    joins: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    count_rows: int = 0
    count_deleted: int = 0
    count_whole: int = 0

    def __post_init__(self) -> None:
        """Create the SQL macros that the steps use."""
        self.run(MACROS)
        self.run(f"create macro utc(x) as {'with_zone(x)' if self.is_utc else 'x'}")

    @property
    def product(self) -> Product:
        """The helpdesk product of the tables."""
        return self.landing.product

    def run(self, query: str) -> Any:
        """Run a query and return its cursor."""
        return self.landing.connection.execute(query)

    def make(self, table: str, query: str) -> None:
        """Create a table from a query."""
        self.run(f"create table {table} as {query}")

    def attach(self, table: str, cells: dict[str, str], *, is_last: bool = False) -> None:
        """Join a table by the ticket's id.

        Parameters
        ----------
        cells
            Column of the flat export to a column of the table.
        is_last
            Whether to use it only where nothing else is found.
        """
        self.joins.append(f"left join {table} on {table}.key = base.key")
        for name, column in cells.items():
            kept = self.found.setdefault(name, [])
            kept.insert(len(kept) if is_last else 0, f"{table}.{quoted(column)}")

    def there(self, declared: Sequence[_Any]) -> Iterator[tuple[_Any, Scope]]:
        """Alternatives whose table exists and has the ticket's id."""
        for each in declared:
            scope = self.landing.scope(each.at)
            if scope is not None and scope.has(each.key):
                yield each, scope


def names_of(lookup: str) -> str:
    """Name of the table with a lookup's names."""
    return quoted(f"names {lookup}")
