"""Which version of the tables a snapshot has: what an older one lacks reads as empty, a newer one is refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from etl import __version__, model
from etl.errors import InputError

FIRST = 1
"""Version of the tables of a snapshot that states none: the first release kept none."""


@dataclass(frozen=True)
class Edition:
    """What a snapshot says of itself, and what it lacks.

    Attributes
    ----------
    version
        Version of Headwater that wrote it; empty unknown.
    key_mark
        Mark of the pseudonym key that its people were named with; empty unknown.
    lacking
        Columns of `etl.model.warehouse` that it doesn't have, those of missing tables included.
    tables
        Tables that it has.
    """

    schema_version: int = FIRST
    version: str = ""
    key_mark: str = ""
    lacking: tuple[sa.Column[Any], ...] = ()
    tables: frozenset[str] = frozenset()

    @property
    def lacking_names(self) -> str:
        """Some of the lacking columns, for a sentence."""
        return _named(self.lacking)


def read_edition(connection: sa.Connection, schema: str) -> Edition:
    """What a snapshot says of itself, checked.

    Parameters
    ----------
    schema
        Schema of the database in which the snapshot's tables lie.

    Raises
    ------
    InputError
        If a newer Headwater wrote it, or it lacks a column that can't be empty.
    """
    there = _columns(connection, schema)
    row = None
    if model.editions.name in there:
        there_alone = {"schema_translate_map": {None: schema}}
        row = connection.execute(sa.select(model.editions), execution_options=there_alone).mappings().first()
    said = Edition() if row is None else Edition(row["schema_version"], row["version"], row["key_mark"])
    if said.schema_version > model.SCHEMA_VERSION:
        raise InputError(
            f"The store was written by a newer Headwater ({said.version}); this is {__version__}.\n"
            "Use that version or a later one, or name another folder with HEADWATER_HOME."
        )
    lacking = tuple(
        column
        for table in model.warehouse.sorted_tables
        for column in table.columns
        if table is not model.editions and column.name not in there.get(table.name, ())
    )
    if needed := [column for column in lacking if not column.nullable and column.table.name in there]:
        raise InputError(
            f"The snapshot lacks {_named(needed)}, without which its rows can't be used.\n"
            "Run `python -m etl undo` to go back to the snapshot before; or load the exports into another folder, "
            "named by HEADWATER_HOME."
        )
    return replace(said, lacking=lacking, tables=frozenset(there))


def show_as_empty(connection: sa.Connection, place: str, edition: Edition) -> None:
    """Show a snapshot that lacks columns as if it had them, empty, by views of this connection alone.

    Parameters
    ----------
    place
        Database and schema of the snapshot's tables, quoted.
    """
    for table in model.warehouse.sorted_tables:
        shown = ", ".join(
            f'CAST(NULL AS {c.type.compile(connection.dialect)}) AS "{c.name}"'
            if c in edition.lacking or table.name not in edition.tables else f'"{c.name}"'
            for c in table.columns
        )  # fmt: skip
        rows = f'FROM {place}."{table.name}"' if table.name in edition.tables else "WHERE FALSE"
        connection.exec_driver_sql(f'CREATE TEMPORARY VIEW "{table.name}" AS SELECT {shown} {rows}')
    connection.commit()


def add_missing_columns(connection: sa.Connection, place: str, edition: Edition) -> None:
    """Give a copy of a snapshot the columns that its tables lack, empty."""
    for column in edition.lacking:
        if column.table.name in edition.tables:
            kind = column.type.compile(connection.dialect)
            table = f'{place}."{column.table.name}"'
            connection.exec_driver_sql(f'ALTER TABLE {table} ADD COLUMN "{column.name}" {kind}')


def sign(connection: sa.Connection, edition: Edition) -> None:
    """Write down in a copy what wrote it."""
    now = {"schema_version": model.SCHEMA_VERSION, "version": __version__, "key_mark": edition.key_mark}
    connection.execute(sa.delete(model.editions))
    connection.execute(sa.insert(model.editions).values(**now))


def _named(columns: list[sa.Column[Any]] | tuple[sa.Column[Any], ...]) -> str:
    names = [f"{column.table.name}.{column.name}" for column in columns]
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more columns" if len(names) > 3 else "")


def _columns(connection: sa.Connection, schema: str) -> dict[str, set[str]]:
    """Columns of each table in a schema of the database."""
    known = sa.table(
        "columns", sa.column("table_schema"), sa.column("table_name"), sa.column("column_name"),
        schema="information_schema",
    )  # fmt: skip
    found: dict[str, set[str]] = {}
    select = sa.select(known.c.table_name, known.c.column_name).where(known.c.table_schema == schema)
    for table, column in connection.execute(select):
        found.setdefault(table, set()).add(column)
    return found
