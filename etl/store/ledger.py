"""The ledger: what people decided. Small, precious, many writers."""

from __future__ import annotations

import sqlite3
import time
from bisect import bisect
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl import __version__, model
from etl.errors import WRITABLE_HOME, InputError
from etl.settings import Settings
from etl.store.ledger_shut import empty_in_memory, read_into_memory
from etl.store.steps import LEDGER, refuse_newer
from etl.system.permissions import keep_files_private

LEDGER_SCHEMA = "headwater_ledger"
_FUTURE_DATED = 2
"""Number of the step that dates rulings of the future."""
_TRIES = 20
"""Attempts at making the tables: two processes that open a new ledger may collide at each of them."""
_PAUSE = 0.05
"""Seconds."""
_MAY_NOT_WRITE = ("permission denied", "read-only transaction")
_MADE_MEANWHILE = ("already exists", "duplicate column")


class Ledger:
    """Rows are added, never changed; each addition is on disk before it returns.

    Attributes
    ----------
    shut
        Why nothing can be written, in plain words; empty where it can. Then it holds what was written before.
    """

    def __init__(self, engine: sa.Engine, name: str = "", shut: str = "") -> None:
        self._engine, self._name, self.shut = engine, name or str(engine.url), shut

    @contextmanager
    def _begin(self) -> Iterator[sa.Connection]:
        with self._engine.begin() as connection:
            yield connection

    def add(self, table: sa.Table, rows: list[dict[str, Any]]) -> None:
        """Add rows to a table of `etl.model.ledger`, all of them or none.

        Raises
        ------
        InputError
            If the database refuses to write: it is locked for too long, shut, or the disk is full.
        """
        if not rows:
            return
        if self.shut:
            raise InputError(f"{self.shut} Nothing was recorded.\n{WRITABLE_HOME}")
        try:
            with self._begin() as connection:
                connection.execute(sa.insert(table), rows)
        except sa.exc.OperationalError as error:
            told = f"The ledger can't be written ({error.orig}); nothing was recorded. Try again in a moment."
            raise InputError(f"{told}\n{WRITABLE_HOME}") from error

    def read(self, select: sa.Select[Any]) -> pd.DataFrame:
        """Rows of a select as a frame."""
        with self._engine.connect() as connection:
            result = connection.execute(select)
            return pd.DataFrame(result.fetchall(), columns=list(result.keys()))

    def row(self, select: sa.Select[Any]) -> tuple[Any, ...]:
        """The only row of a select, without the cost of a frame: pages call this for each answer that they show."""
        with self._engine.connect() as connection:
            return tuple(connection.execute(select).one())

    def state(self, table: sa.Table) -> str:
        """Key of a table's contents: the ledger's name and the last row, because rows are only ever added."""
        key = next(iter(table.primary_key))
        last = self.read(sa.select(table).order_by(key.desc()).limit(1))
        return f"{self._name}|{last.to_json(date_format='iso')}"

    def log_access(self, what: str, filters: str, count_rows: int) -> None:
        """Log that rows with customers' words left the store."""
        row = {"what": what, "filters": filters, "count_rows": count_rows, "happened_at": _now()}
        self.add(model.access_log, [row])

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def open_ledger(settings: Settings) -> Ledger:
    """Ledger that the settings name: a schema in PostgreSQL, or SQLite in WAL mode under `home`.

    If its file can't be written, it is read as it stands; adding a row then fails and says why.

    Raises
    ------
    InputError
        If it is damaged: without the rulings, the numbers would be different ones.
    """
    if settings.database_url:
        return _open_in_postgres(settings)
    path = settings.home / "ledger.sqlite"
    try:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)  # SQLite's files beside it take its mode
        keep_files_private(*settings.home.glob("ledger.sqlite*"))
        engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})
        sa.event.listen(engine, "connect", _make_durable)
        _prepare(engine, None)
    except (sa.exc.OperationalError, OSError) as error:
        if not settings.home.is_dir():
            raise  # a folder that can't be made is most likely mistyped, and no store to look at
        return _shut(path, str(getattr(error, "orig", error)), error)
    except sa.exc.DatabaseError as error:
        raise InputError(
            f"{path}, which holds rulings and other decisions, is damaged ({error.orig}).\n"
            "Put a copy in its place; without one move it away, and a new ledger begins."
        ) from error
    return Ledger(engine)


def _shut(path: Path, why: str, error: Exception) -> Ledger:
    engine = read_into_memory(path)
    if engine is None:
        raise InputError(f"{path} can be neither written nor read ({why}).\n{WRITABLE_HOME}") from error
    _prepare(engine, None)
    return Ledger(engine, str(path), f"{path} can't be written ({why}).")


def _open_in_postgres(settings: Settings) -> Ledger:
    from etl.store.postgres import connect

    bare: sa.Engine = connect(settings.database_url)
    engine = bare.execution_options(schema_translate_map={None: LEDGER_SCHEMA})
    try:
        if not sa.inspect(bare).has_schema(LEDGER_SCHEMA):
            with bare.begin() as connection:
                connection.execute(sa.schema.CreateSchema(LEDGER_SCHEMA, if_not_exists=True))
        _prepare(engine, LEDGER_SCHEMA)
    except sa.exc.DBAPIError as error:
        if not any(words in str(error.orig) for words in _MAY_NOT_WRITE):
            raise
        shut = f"The ledger in PostgreSQL can't be written ({str(error.orig).splitlines()[0]})."
        return Ledger(_copied_into_memory(engine), str(bare.url), shut)
    return Ledger(engine)


def _copied_into_memory(engine: sa.Engine) -> sa.Engine:
    """Copy of a PostgreSQL ledger that can't be written, in memory, where it takes the steps that it lacks."""
    memory, found = empty_in_memory(), sa.inspect(engine)
    model.ledger.create_all(memory)
    with engine.connect() as source, memory.begin() as target:
        for table in model.ledger.sorted_tables:
            if not found.has_table(table.name, schema=LEDGER_SCHEMA):
                continue
            there = {column["name"] for column in found.get_columns(table.name, schema=LEDGER_SCHEMA)}
            select = sa.select(*(column for column in table.columns if column.name in there))
            if rows := [dict(row) for row in source.execute(select).mappings()]:
                target.execute(sa.insert(table), rows)
    _prepare(memory, None)
    return memory


def _prepare(engine: sa.Engine, schema: str | None) -> None:
    """Take the steps that a ledger lacks, in place: there is only one ledger, and its rows are precious."""
    taken, written_by = _taken(engine, schema)
    refuse_newer("The ledger", taken, LEDGER, written_by)
    lacking = [step.number for step in LEDGER if step.number > taken]
    if not lacking:
        return
    _make_tables(engine, schema)
    if _FUTURE_DATED in lacking:
        _date_rulings_of_the_future(engine)
    rows = [{"number": number, "version": __version__, "taken_at": _now()} for number in lacking]
    with suppress(sa.exc.IntegrityError), engine.begin() as connection:  # another process may have taken them meanwhile
        connection.execute(sa.insert(model.ledger_steps), rows)


def _taken(engine: sa.Engine, schema: str | None) -> tuple[int, str]:
    """Number of a ledger's last step and the version that took it; 0 and "" where none is recorded."""
    if not sa.inspect(engine).has_table(model.ledger_steps.name, schema=schema):
        return 0, ""
    steps = model.ledger_steps.c
    with engine.connect() as connection:
        last = connection.execute(sa.select(steps.number, steps.version).order_by(steps.number.desc())).first()
    return (0, "") if last is None else (last.number, last.version)


def _make_tables(engine: sa.Engine, schema: str | None) -> None:
    """Make the tables and columns that are missing; another process may be making them at the same moment."""
    for left in reversed(range(_TRIES)):
        try:
            model.ledger.create_all(engine)
            _add_missing_columns(engine, schema)
            return
        except sa.exc.DatabaseError as error:
            if not left or not any(words in str(error) for words in _MADE_MEANWHILE):
                raise


def _add_missing_columns(engine: sa.Engine, schema: str | None) -> None:
    """Give a ledger of an earlier version the columns that it lacks."""
    found = sa.inspect(engine)
    for table in model.ledger.sorted_tables:
        present = {column["name"] for column in found.get_columns(table.name, schema=schema)}
        for column in table.columns:
            if column.name not in present:
                place = f'"{schema}"."{table.name}"' if schema else f'"{table.name}"'
                kind = column.type.compile(engine.dialect)
                with engine.begin() as connection:
                    connection.exec_driver_sql(f'ALTER TABLE {place} ADD COLUMN "{column.name}" {kind}')


def _date_rulings_of_the_future(engine: sa.Engine) -> None:
    """Record when rulings entered that an earlier version accepted although they are dated later than now.

    Rows are numbered as they enter, so such a ruling entered no earlier than the last one before it was made; with none
    before it, it counts as made with the first. This is stored because once the date has come, nothing shows that it
    was in the future.
    """
    table, now = model.rulings, _now()
    is_future = sa.and_(table.c.recorded_at.is_(None), table.c.ruled_at > now)
    with engine.connect() as connection:
        numbers = connection.scalars(sa.select(table.c.ruling_id).where(is_future)).all()
    if not numbers:
        return
    believed = sa.select(table.c.ruling_id, table.c.ruled_at).where(table.c.ruled_at <= now)
    with engine.begin() as connection:
        known = connection.execute(believed.order_by(table.c.ruling_id)).all()
        before, latest = [number for number, _ in known], list(accumulate((made for _, made in known), max))
        for number in numbers:
            place = bisect(before, number)
            entered = latest[place - 1] if place else min((made for _, made in known), default=now)
            connection.execute(sa.update(table).where(table.c.ruling_id == number).values(recorded_at=entered))


def _make_durable(connection: Any, _record: Any) -> None:
    """Write-ahead log, so readers don't wait; full sync, so that what returned is on disk."""
    cursor = connection.cursor()
    for left in reversed(range(_TRIES)):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError as error:  # a new file that another process is setting up: SQLite doesn't wait
            if not left or "locked" not in str(error):
                raise
            time.sleep(_PAUSE)
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
