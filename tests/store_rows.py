"""Small stores written row by row, for tests of what is read from them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from etl import model
from etl.journeys import stations
from etl.taxonomy import Taxonomy, parse_taxonomy

TAXONOMY = """
version: 1
name: Test shop
timezone: Europe/Amsterdam
currency: EUR
hourly_cost: 30
departments:
  Support:
    frontline: true
    teams: [First line, Second line]
    hours: {mon-sun: "08:00-22:00"}
  Logistics:
    teams: [Warehouse]
    hours: {mon-fri: "09:00-17:00"}
    holidays: NL
    issues: {Late: {phrases: [late]}, Broken: {phrases: [broken]}}
  Finance:
    teams: [Billing]
    hours: {mon-fri: "09:30-17:00"}
    issues: {Refund: {phrases: [refund]}}
"""

Row = dict[str, Any]
_parsed = lru_cache(parse_taxonomy)


@lru_cache
def taxonomy() -> Taxonomy:
    """Support as the frontline, with Logistics and Finance behind it."""
    return parse_taxonomy(TAXONOMY)


def ticket(ticket_id: str, at: datetime = datetime(2026, 3, 4, 12), **changes: Any) -> Row:
    """A counted complaint that arrived at a time in Amsterdam: on Wednesday 4 March 2026 at noon unless told."""
    utc = at.replace(tzinfo=ZoneInfo("Europe/Amsterdam")).astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
    row: Row = dict.fromkeys(column.name for column in model.tickets.columns)
    row |= {"source": "shop", "ticket_id": ticket_id, "row_hash": ticket_id, "load_id": 1, "run_id": 1}
    row |= {"created_at": utc, "created_date": at.date(), "created_hour": at.hour, "created_weekday": at.weekday()}
    return row | {"kind": "complaint"} | changes


def laid(ticket_id: str, department: str, share: float = 1.0, issue: str | None = None, **changes: Any) -> Row:
    """Attribution of a ticket's share to a department."""
    row: Row = {"run_id": 1, "source": "shop", "ticket_id": ticket_id, "department": department, "issue": issue}
    return row | {"share": share, "confidence": 0.9, "best_department": department} | changes


def run(run_id: int = 1, **changes: Any) -> Row:
    """An attribution run."""
    row: Row = {"run_id": run_id, "load_id": 1, "started_at": datetime(2026, 4, 1), "engine_version": "1"}
    row |= {"taxonomy_name": "Shop", "taxonomy_hash": "", "taxonomy_text": TAXONOMY, "learnt": "{}"}
    return row | changes


def moved(ticket_id: str, *teams: str | None, start: datetime = datetime(2026, 3, 4, 11)) -> list[Row]:
    """Changes of team, an hour apart; the first name is where it came from, None where it was assigned at first."""
    return [
        {
            "source": "shop",
            "ticket_id": ticket_id,
            "sequence": number,
            "changed_at": start + timedelta(hours=number),
            "field": "team",
            "old_value": teams[number],
            "new_value": teams[number + 1],
            "actor": None,
        }
        for number in range(len(teams) - 1)
    ]


def orders(day: date, value: float, **changes: Any) -> Row:
    """Orders of one day."""
    return {"day": day, "unit": "orders", "channel": "", "product": "", "value": value, "load_id": 1} | changes


def fill(connection: sa.Connection, **rows: list[Row]) -> None:
    """Put rows into the tables of the warehouse by name, and write stations as a load does."""
    for name, table_rows in rows.items():
        if table_rows:
            connection.execute(sa.insert(model.warehouse.tables[name]), table_rows)
    if rows.get("tickets"):
        runs = rows.get("runs")
        stations.write(connection, _parsed(runs[-1]["taxonomy_text"]) if runs else taxonomy())


@lru_cache
def _engine(url: str) -> sa.Engine:
    """One engine for all stores of an address: it keeps what it compiled. In memory each connection is a store."""
    # A few rows need no threads beside: starting and joining them took more than the work.
    told = {"config": {"threads": 1}} if url.startswith("duckdb") else {}
    return sa.create_engine(url, poolclass=NullPool, query_cache_size=5_000, connect_args=told)


@lru_cache
def _tables_of_duckdb() -> str:
    """Makes the empty tables in one go: without the comments on columns that takes a tenth of the time."""
    made: list[str] = []

    def note(statement: Any, *_: Any, **__: Any) -> None:
        made.append(str(statement.compile(dialect=engine.dialect)).strip())

    engine = sa.create_mock_engine("duckdb://", note)
    model.warehouse.create_all(engine, checkfirst=False)
    return ";".join(each for each in made if not each.startswith("COMMENT"))


@contextmanager
def store(url: str = "duckdb:///:memory:", **rows: list[Row]) -> Iterator[sa.Connection]:
    """A store that holds the given rows by table name; it is gone afterwards."""
    with _engine(url).connect() as connection:
        if connection.dialect.name == "duckdb":
            connection.exec_driver_sql(_tables_of_duckdb())
        else:
            model.warehouse.create_all(connection)
        fill(connection, **rows)
        yield connection
        connection.rollback()
