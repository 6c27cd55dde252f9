"""A day, answers, gestures, effects and praise say the same on DuckDB and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from etl.calendars.shifts import shifts_on
from etl.marts.core.filters import Filters
from etl.marts.frames.effects import effect
from etl.marts.frames.frontline_origins import by_own_issue, own_rest_on
from etl.marts.frames.quotes import praise
from etl.marts.frames.replay import replay, telling_day
from etl.marts.frames.replay_moves import moves_between
from etl.marts.measures.goodwill import differences, gestures, strata
from etl.marts.measures.reorders import kept
from etl.marts.measures.response_times import answer_times, asked
from etl.marts.shares.scope import Scope
from tests.integration.marts.alike import same
from tests.store_rows import Row, laid, moved, store, taxonomy, ticket

pytestmark = pytest.mark.database

DAY = date(2026, 3, 4)
WORDS = "My parcel has still not arrived and nobody tells me anything about it."


def rows() -> dict[str, list[Row]]:
    tickets, shares, events = [], [], []
    for number in range(60):
        name = str(number)
        at = datetime(2025, 6, 1, 8) + timedelta(days=number, hours=number % 15)
        given = {
            "goodwill_amount": 5.0 if number % 4 == 0 else None,
            "satisfaction": ("good", "bad", None)[number % 5 % 3],
        }
        who = {"requester": f"p{number % 12}", "order_ref": f"o{number % 33}", "channel": "email", "body": WORDS}
        solved = {"solved_at": at + timedelta(hours=30), "count_stations": 3, "handle_minutes": 12.0}
        tickets.append(ticket(name, at, kind="praise" if number % 17 == 5 else "complaint", **given, **who, **solved))
        shares.append(laid(name, ("Logistics", "Finance", "Support")[number % 3], issue="Late"))
        if number % 2:
            events += moved(name, "First line", ("Warehouse", "Billing")[number % 4 // 2], "First line", start=at)
    for number in range(4):
        name = f"day {number}"
        tickets.append(ticket(name, datetime(2026, 3, 4, 17 + number), body=WORDS))
        shares.append(laid(name, "Logistics"))
        events += moved(name, "First line", "Warehouse", "First line", start=datetime(2026, 3, 4, 9 + number))
    return {"tickets": tickets, "attributions": shares, "events": events}


@pytest.fixture(scope="module")
def both(postgres_url: str) -> Iterator[tuple[sa.Connection, sa.Connection]]:
    with store(**rows()) as duck, store(postgres_url, **rows()) as postgres:
        yield duck, postgres


QUESTIONS: dict[str, Callable[[Scope], Any]] = {
    "asked": lambda scope: asked(scope).sort_values(["ticket_id", "asked_at"], ignore_index=True),
    "answer_times": answer_times,
    "kept": kept,
    "gestures": gestures,
    "strata": lambda scope: strata(scope).sort_values(["department", "year", "month"], ignore_index=True),
    "differences": differences,
    "praise": praise,
    "own issues": by_own_issue,
    "what own issues rest on": own_rest_on,
    "telling_day": telling_day,
    "replay": lambda scope: sorted_replay(scope, None),
    "replay of a shift": lambda scope: sorted_replay(scope, -1),
    "moves": lambda scope: moves_between(scope, datetime(2026, 3, 4), datetime(2026, 3, 5)),
    "effect": lambda scope: effect(scope, "complaints", date(2026, 2, 1)),
}


def sorted_replay(scope: Scope, number: int | None) -> list[Any]:
    shift = None if number is None else shifts_on(scope.taxonomy, DAY)[number]
    found = replay(scope, day=DAY, shift=shift)
    origins = found.origins.sort_values(["hour", "department"], ignore_index=True)
    return [found.hours, origins, found.quotes, found.moves, found.complaints, found.off_hours, found.finding]


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize(
    "filters",
    [Filters(), Filters(department=("Logistics",)), Filters(date_from=date(2026, 1, 1), kind=("complaint",))],
    ids=lambda filters: filters.sentence(),
)
def test_both_databases_say_the_same(both: tuple[sa.Connection, sa.Connection], name: str, filters: Filters) -> None:
    duck, postgres = (QUESTIONS[name](Scope(each, filters, taxonomy())) for each in both)
    assert same(duck, postgres)


def test_the_questions_have_something_to_say(both: tuple[sa.Connection, sa.Connection]) -> None:
    scope = Scope(both[0], Filters(), taxonomy())
    assert len(asked(scope)) > 20
    assert kept(scope).seen_again > 0
    assert len(differences(scope)) > 0
    assert replay(scope, day=DAY).off_hours > 0
