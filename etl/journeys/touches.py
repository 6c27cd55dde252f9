"""Estimates the work on tickets without logged time: touches, and minutes per touch."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from etl import model
from etl.taxonomy import Taxonomy


def touches(columns: Any) -> ColumnElement[Any]:
    """SQL: public replies, at least one, and at least one by each team that held the ticket."""
    replies, stations = (sa.func.coalesce(n, 1) for n in (columns.count_replies, columns.count_stations))
    most = sa.case((replies > stations, replies), else_=stations)
    return sa.case((most > 1, most), else_=1)


def estimate(connection: sa.Connection, taxonomy: Taxonomy, load_id: int | None = None) -> None:
    """Estimate minutes that weren't logged: touches × minutes per touch of the channel.

    Parameters
    ----------
    load_id
        Load whose tickets are meant; None: all tickets.
    """
    t, per_touch = model.tickets.c, taxonomy.minutes_per_touch
    each = sa.case(*((t.channel == name, n) for name, n in sorted(per_touch.items())), else_=per_touch["default"])
    own = [] if load_id is None else [t.load_id == load_id]
    statement = sa.update(model.tickets).where(t.minutes_basis == "estimated", *own)
    connection.execute(statement.values(handle_minutes=touches(t) * each))
