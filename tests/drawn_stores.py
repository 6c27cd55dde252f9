"""Stores drawn at random, for what holds in any store whatever its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from hypothesis import strategies as st

from etl import model
from etl.marts.core.filters import Filters
from etl.marts.core.measured import Measured
from etl.marts.shares.scope import Scope
from tests.store_rows import Row, fill, laid, moved, ticket

DEPARTMENTS = ("Support", "Logistics", "Finance", "Unattributed", "Renamed long ago")
TEAMS = ("First line", "Second line", "Warehouse", "Billing", "Night watch", None)
FILTERS = (
    Filters(),
    Filters(department=("Logistics",)),
    Filters(department=("Logistics", "Unattributed"), channel=("email",)),
    Filters(issue=("Late",)),
    Filters(date_from=datetime(2026, 3, 8).date()),
    Filters(search="BROKEN"),
)


@dataclass(frozen=True)
class Drawn:
    """A store that was drawn, and filters.

    Attributes
    ----------
    scope
        The store under the filters.
    everything, within
        Every measure, of the whole store and under the filters.
    """

    rows: dict[str, list[Row]]
    scope: Scope
    everything: Mapping[str, Measured]
    within: Mapping[str, Measured]


@st.composite
def tickets_with_origins(draw: st.DrawFn) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {"tickets": [], "attributions": [], "events": []}
    for number in range(draw(st.integers(0, 7))):
        name = str(number)
        at = datetime(2026, 3, 2) + timedelta(minutes=draw(st.integers(0, 14 * 24 * 60)))
        drawn = {
            "kind": draw(st.sampled_from(model.KINDS[:2])),
            "excluded_as": draw(st.sampled_from([None, None, None, "spam"])),
            "channel": draw(st.sampled_from(["email", "phone", None])),
            "team": draw(st.sampled_from(TEAMS)),
            "first_team": draw(st.sampled_from(TEAMS)),
            "count_stations": draw(st.sampled_from([None, 1, 1, 2, 3])),
            "is_solved": draw(st.sampled_from([True, False, None])),
            "handle_minutes": draw(st.sampled_from([None, 6.0, 12.5])),
            "count_replies": draw(st.sampled_from([None, 1, 2])),
            "satisfaction": draw(st.sampled_from([None, "good", "bad"])),
            "body": draw(st.sampled_from(["it is broken", "late again", None])),
        }
        rows["tickets"].append(ticket(name, at, minutes_basis="estimated", **drawn))
        origins = draw(st.lists(st.sampled_from(DEPARTMENTS), min_size=1, max_size=3, unique=True))
        issue = draw(st.sampled_from(["Late", "Broken", None]))
        rows["attributions"] += [laid(name, origin, 1 / len(origins), issue) for origin in origins]
        if draw(st.booleans()):
            rows["events"] += moved(name, *draw(st.lists(st.sampled_from(TEAMS), min_size=2, max_size=5)))
    return rows


def put(connection: sa.Connection, rows: dict[str, list[Row]]) -> None:
    for name in ("tickets", "attributions", "events"):
        connection.execute(sa.delete(model.warehouse.tables[name]))
    fill(connection, **rows)
