"""The store's views as a DuckDB file, at a path that stays the same from load to load."""

from __future__ import annotations

from pathlib import Path

import duckdb

from etl.errors import InputError
from etl.store import Reader
from etl.store.views import VIEWS, views
from etl.taxonomy import Taxonomy

ENDING = (".duckdb",)


def write_views(reader: Reader, taxonomy: Taxonomy, path: Path) -> int:
    """Write each view as a table into a file; an existing file is replaced whole or not at all.

    The tables are called tickets, origins and measures_by_month; times are in UTC.

    Parameters
    ----------
    taxonomy
        Taxonomy in force.

    Returns
    -------
    int
        Number of rows of tickets.

    Raises
    ------
    InputError
        If the file can't be written.
    """
    part = path.with_name(f"{path.name}.part")
    count = 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with duckdb.connect(str(part)) as database:
            for name, select in zip(VIEWS, views(taxonomy).values(), strict=True):
                frame = reader.read(select)
                database.register("rows_read", frame)
                database.execute(f'CREATE TABLE "{name.removeprefix("view_")}" AS SELECT * FROM rows_read')
                database.unregister("rows_read")
                count = count or len(frame)
        part.replace(path)
    except (OSError, duckdb.IOException) as error:
        part.unlink(missing_ok=True)
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise InputError(f"{path} can't be written: {reason}. Choose another place with --out.") from error
    return count
