"""Which steps a snapshot has taken: an older one is shown as if it had taken them all, a newer one is refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from etl import __version__, model
from etl.errors import InputError
from etl.journeys import stations
from etl.store.in_force import last_taxonomy
from etl.store.steps import FIRST, STATIONS, WAREHOUSE, refuse_newer, version


@dataclass(frozen=True)
class Edition:
    """Version of a snapshot, as it states it, and the columns that it lacks.

    Attributes
    ----------
    schema_version
        The last of `etl.store.steps.WAREHOUSE` that it has taken.
    version
        Version of Headwater that wrote it; empty where unknown.
    key_mark
        Fingerprint of the key that its pseudonyms were made with; empty where unknown.
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


def read_edition(connection: sa.Connection, schema: str) -> Edition:
    """Read a snapshot's edition, and check that this version can show it.

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
    refuse_newer("The store", said.schema_version, WAREHOUSE, said.version)
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


def show_as_now(connection: sa.Connection, place: str, edition: Edition) -> None:
    """Show a snapshot as if it had taken every step, by views of this connection alone.

    Columns that it lacks are empty; its stations are computed from its changes at each query.

    Parameters
    ----------
    place
        Database and schema of the snapshot's tables, quoted.
    """
    is_folded = edition.schema_version < STATIONS
    for table in model.warehouse.sorted_tables:
        if is_folded and table is model.stations:
            continue
        shown = ", ".join(
            f'CAST(NULL AS {c.type.compile(connection.dialect)}) AS "{c.name}"'
            if c in edition.lacking or table.name not in edition.tables else f'"{c.name}"'
            for c in table.columns
        )  # fmt: skip
        rows = f'FROM {place}."{table.name}"' if table.name in edition.tables else "WHERE FALSE"
        connection.exec_driver_sql(f'CREATE TEMPORARY VIEW "{table.name}" AS SELECT {shown} {rows}')
    if is_folded:
        place_of_views = {"schema_translate_map": {None: "pg_temp"}} if connection.dialect.name == "postgresql" else {}
        view = sa.schema.CreateView(stations.folded(_departments(connection)), model.stations.name, temporary=True)
        connection.execute(view, execution_options=place_of_views)
    connection.commit()


def add_missing_columns(connection: sa.Connection, place: str, edition: Edition) -> None:
    """Give a copy of a snapshot the columns that its tables lack, empty."""
    for column in edition.lacking:
        if column.table.name in edition.tables:
            kind = column.type.compile(connection.dialect)
            table = f'{place}."{column.table.name}"'
            connection.exec_driver_sql(f'ALTER TABLE {table} ADD COLUMN "{column.name}" {kind}')


def take_steps(connection: sa.Connection, edition: Edition) -> None:
    """Fill what the missing steps added to a copy, once it has all tables and columns."""
    if edition.schema_version < STATIONS and (taxonomy := last_taxonomy(connection)) is not None:
        stations.write(connection, taxonomy)


def _departments(connection: sa.Connection) -> dict[str, str]:
    taxonomy = last_taxonomy(connection)
    return {} if taxonomy is None else stations.departments(connection, taxonomy)


def sign(connection: sa.Connection, edition: Edition) -> None:
    """Record in a copy which versions of the tables and of Headwater wrote it."""
    now = {"schema_version": version(WAREHOUSE), "version": __version__, "key_mark": edition.key_mark}
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
