"""Recognise damage in a snapshot: a query may fail on a damaged block long after the file was opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb
import sqlalchemy as sa

from etl.errors import InputError

_SIGNS = (
    "corrupt database file",
    "checksum",
    "not a valid duckdb database",
    "database has been invalidated",
    "could not read enough bytes",
    "failed to deserialize",
    "serialization error",
)

_UNWRITTEN = "could not write"
"""DuckDB's words when the disk is full; it repeats them as the reason why its unfinished part file is invalid."""


def is_damage(error: BaseException) -> bool:
    """Whether DuckDB says that the file itself can't be trusted."""
    said = str(getattr(error, "orig", error)).casefold()
    return _UNWRITTEN not in said and any(sign in said for sign in _SIGNS)


@contextmanager
def damage_told(told: Callable[[], InputError]) -> Iterator[None]:
    """Raise the error that `told` makes in place of one that means damage."""
    try:
        yield
    except (sa.exc.DBAPIError, duckdb.Error) as error:
        if is_damage(error):
            raise told() from error
        raise


def tell_damage(engine: sa.Engine, told: Callable[[], InputError]) -> None:
    """Do the same for every statement that an engine runs."""

    @sa.event.listens_for(engine, "handle_error")
    def _tell(context: sa.engine.ExceptionContext) -> None:
        if is_damage(context.original_exception):
            raise told() from context.original_exception
