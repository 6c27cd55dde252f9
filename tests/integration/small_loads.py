"""Loads of a few rows straight into a warehouse, and what it holds after them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.store import Warehouse, Writer, incoming
from etl.store.parts import as_part


def ticket(ticket_id: str, line: int, **more: object) -> dict[str, object]:
    """A ticket as it stands on a line of an export."""
    row: dict[str, object] = {
        "source": "shop",
        "ticket_id": ticket_id,
        "row_hash": f"hash-{ticket_id}",
        "line": line,
        "created_at": datetime(2026, 3, 1, 12),
        "created_date": datetime(2026, 3, 1).date(),
        "created_hour": 13,
        "created_weekday": 6,
        "kind": "complaint",
    }
    return row | more


def frame(*rows: dict[str, object]) -> pd.DataFrame:
    """Rows in the shape of the table of incoming tickets."""
    columns = {c.name: model.pandas_type(c) for c in incoming.rows.columns}
    made = pd.DataFrame([{"count_rows": 1, **row} for row in rows]).reindex(columns=list(columns))
    return made.astype(columns)


def bring(writer: Writer, *rows: dict[str, object], events: pd.DataFrame | None = None) -> None:
    """Make rows a writer's incoming ones."""
    of_events = [] if events is None else [as_part(incoming.events, events)]
    incoming.take_in(writer, [as_part(incoming.rows, frame(*rows))], of_events)


def load(warehouse: Warehouse, *rows: dict[str, object]) -> tuple[int, int, list[int]]:
    """Load rows and publish them. Gives loaded and already known rows, and the lines refused as repeated."""
    with warehouse.write() as writer:
        load_id = writer.next_id(model.tickets.c.load_id)
        bring(writer, *rows)
        repeated = incoming.take_repeated(writer)
        known = incoming.drop_already_known(writer)
        loaded = incoming.merge(writer, load_id, run_id=load_id)
        incoming.drop(writer)
        writer.publish()
    return loaded, known, repeated["line"].tolist()


def ids(warehouse: Warehouse) -> list[str]:
    """Ids of all tickets of the current snapshot."""
    with warehouse.reader() as reader:
        return sorted(reader.read(sa.select(model.tickets.c.ticket_id))["ticket_id"])


def sql(warehouse: Warehouse, home: Path, statement: str) -> None:
    """Change the current snapshot as no version of this one would."""
    url = warehouse._engine.url if hasattr(warehouse, "_engine") else ""
    engine = sa.create_engine(url or f"duckdb:///{home / 'warehouse' / warehouse.current()}.duckdb")
    place = warehouse.current() if url else "main"
    with engine.begin() as connection:
        connection.exec_driver_sql(statement.format(place))
    engine.dispose()
