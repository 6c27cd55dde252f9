"""Opens a place with tables, recognises the product, and writes the tickets to a JSON file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.errors import InputError
from etl.sources.landed.address import backend_of
from etl.sources.landed.connectors import connector_of
from etl.sources.landed.databases import opened
from etl.sources.landed.joined import Joined
from etl.sources.landed.joining import join
from etl.sources.landed.landing import Landing
from etl.sources.landed.places import Folder, Place
from etl.sources.landed.product import Product
from etl.sources.landed.records import write_records
from etl.sources.landed.registry import choose_schema, lacking, listed, product_named, recognised, refuse
from etl.sources.landed.scope import literal
from etl.system.permissions import temporary_folder

_MEMORY, _THREADS = "1GB", 2


@dataclass(frozen=True)
class Landed:
    """A file made from a helpdesk's tables, in a folder that is deleted with the context.

    Attributes
    ----------
    path
        The file.
    name
        As it is shown and stored.
    format
        Name of its format.
    notes
        Sentences for people about the tables.
    """

    path: Path
    name: str
    format: str
    notes: tuple[str, ...]


@contextmanager
def landed(
    given: str, tables: str | None = None, schema: str | None = None, *, time_zone: str | None = None
) -> Iterator[Landed | None]:
    """Make a file from the tables of a place; None where `given` is an ordinary export.

    Parameters
    ----------
    given
        A folder, or a database by its address or file, as on the command line.
    tables
        Name of the product; None to recognise it.
    schema
        Schema of a database.
    time_zone
        Zone of times that state none, as the person gave it; None for UTC, which connectors write.

    Raises
    ------
    InputError
        If the place can't be read, or doesn't hold the given tables or schema.
    """
    product = product_named(tables) if tables else None
    with ExitStack() as held:
        with ExitStack() as reading:  # disconnect from the database before the load begins
            found = _find(reading, given, product, schema)
            if found is not None:
                folder = held.enter_context(temporary_folder())
                written = _write(*found, folder, is_utc=time_zone is None)
        yield written if found else None


def _find(stack: ExitStack, given: str, product: Product | None, schema: str | None) -> tuple[Place, Product] | None:
    """A place and its product; None where `given` is an ordinary export."""
    if backend_of(given):
        return choose_schema(stack.enter_context(opened(given)), product, schema)
    if schema is not None:
        raise InputError("--schema names a schema of a database, and this is none. Leave it out.")
    path = Path(given)
    try:
        is_folder, is_there = path.is_dir(), path.exists()
    except OSError:  # invalid file name: reported where it is opened
        return None
    if not is_folder:
        if product is not None and is_there:
            raise InputError(
                f"{path.name} holds one table. With --tables, name the folder or the database of all of them."
            )
        return None
    place = Folder(path)
    if product is None:
        product = recognised(place)
        return (place, product) if product else None
    if missing := lacking(place, product):
        raise refuse(place, product, missing)
    return place, product


def _write(place: Place, product: Product, folder: Path, *, is_utc: bool) -> Landed:
    path, connection = folder / "tickets.json", duckdb.connect(str(folder / "tables.duckdb"))
    try:
        connection.execute(f"set memory_limit = '{_MEMORY}'; set threads = {_THREADS}; set TimeZone = 'UTC'")
        connection.execute(f"set temp_directory = {literal(str(folder))}")
        landing = Landing(connection, place, product)
        joined = Joined(landing, is_utc=is_utc)
        columns = join(joined)
        if not joined.count_whole:
            raise _nothing_to_read(place, product, joined)
        write_records(connection, columns, product, path)
    finally:
        connection.close()
    connector = connector_of(landing.columns(product.tickets))
    by = f", landed by {connector.label}" if connector else ""
    told = f"Tables of {product.label}{by}: {listed(landing.used())}."
    return Landed(path, place.name, product.format, (told, *joined.notes))


def _nothing_to_read(place: Place, product: Product, joined: Joined) -> InputError:
    if not joined.count_rows:
        why = "it has no rows"
    elif joined.count_rows == joined.count_deleted:
        why = f"all {joined.count_deleted:,} of them are deleted"
    else:
        needed = f"{' or '.join(product.key)} and {' or '.join(product.created)}"
        why = f"no row of it has {needed}"
    return InputError(f"{place.name} has a table of {product.label} tickets, but {why}. Check what was landed.")
