"""Opening a place with tables: what it is, whose tables it holds, and a file of JSON made of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.errors import InputError
from etl.private import temporary_folder
from etl.sources.landed.connectors import connector_of
from etl.sources.landed.joined import Joined
from etl.sources.landed.joining import join
from etl.sources.landed.landing import Landing
from etl.sources.landed.places import Folder, Place
from etl.sources.landed.product import Product
from etl.sources.landed.records import write_records
from etl.sources.landed.registry import lacking, listed, product_named, recognised, refuse

_MEMORY = "512MB"


@dataclass(frozen=True)
class Landed:
    """A file made of a helpdesk's tables, in a folder that goes with the context.

    Attributes
    ----------
    path
        The file.
    name
        As it is shown and stored.
    format
        Name of its format.
    notes
        Plain sentences on the tables.
    """

    path: Path
    name: str
    format: str
    notes: tuple[str, ...]


@contextmanager
def landed(
    given: str, tables: str | None = None, schema: str | None = None, *, time_zone: str | None = None
) -> Iterator[Landed | None]:
    """A file made of the tables of a place; None where `given` is an ordinary export.

    Parameters
    ----------
    given
        A folder, as on the command line.
    tables
        Name of the product; None to recognise it.
    schema
        Schema of a database.
    time_zone
        Zone of times that state none, as the person said; by default they are UTC, as connectors write them.

    Raises
    ------
    InputError
        If the place can't be read, or doesn't hold what it was said to hold.
    """
    place = _place(given, tables, schema)
    if place is None:
        yield None
        return
    product = product_named(tables) if tables else recognised(place)
    if product is None:
        yield None
        return
    if missing := lacking(place, product):
        raise refuse(place, product, missing)
    with temporary_folder() as folder:
        path = folder / "tickets.json"
        notes = _write(place, product, folder, path, is_utc=time_zone is None)
        yield Landed(path, place.name, product.format, notes)


def _place(given: str, tables: str | None, schema: str | None) -> Place | None:
    path = Path(given)
    if path.is_dir():
        if schema is not None:
            raise InputError("--schema names a schema of a database; a folder has none. Leave it out.")
        return Folder(path)
    if tables is not None:
        raise InputError(f"{path.name} is no folder of tables. With --tables, name the folder that holds them.")
    return None


def _write(place: Place, product: Product, folder: Path, path: Path, *, is_utc: bool) -> tuple[str, ...]:
    connection = duckdb.connect(str(folder / "tables.duckdb"))
    try:
        connection.execute(f"set memory_limit = '{_MEMORY}'; set temp_directory = '{folder}'; set TimeZone = 'UTC'")
        landing = Landing(connection, place, product)
        joined = Joined(landing, is_utc=is_utc)
        columns = join(joined)
        count = write_records(connection, columns, product, path)
    finally:
        connection.close()
    if not count:
        why = f"all {joined.count_deleted:,} of them are deleted" if joined.count_rows else "it has no rows"
        raise InputError(f"{place.name} has a table of {product.label} tickets, but {why}. Check what was landed.")
    connector = connector_of(landing.columns(product.tickets))
    by = f", landed by {connector.label}" if connector else ""
    told = f"Tables of {product.label}{by}: {listed(landing.used())}."
    return (told, *joined.notes)
