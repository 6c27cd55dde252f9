"""A month that is chosen stands among the months around it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import sqlalchemy as sa

from etl.marts.core.filters import Filters
from etl.marts.frames.breakdowns import by_month, department_summary, months_around
from etl.marts.frames.over_time import months_words
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from tests.store_rows import Row, laid, store, taxonomy, ticket

COUNTS = (10, 12, 11, 9, 13, 10, 12, 11, 30)
"""Complaints of nine months, January to September 2026."""


@pytest.fixture(scope="module")
def connection() -> Iterator[sa.Connection]:
    tickets: list[Row] = [ticket("end", datetime(2026, 9, 30, 12), excluded_as="spam")]
    attributions: list[Row] = []
    for month, count in enumerate(COUNTS, start=1):
        for number in range(count):
            tickets.append(ticket(f"{month}-{number}", datetime(2026, month, 1 + number % 28, 12)))
            attributions.append(laid(f"{month}-{number}", "Logistics", issue="Late"))
    with store(tickets=tickets, attributions=attributions) as opened:
        yield opened


def _scope(connection: sa.Connection, **chosen: date) -> Scope:
    return Scope(connection, Filters(**chosen), taxonomy())


def test_one_month_has_the_limits_and_the_months_of_all(connection: sa.Connection) -> None:
    chosen = {"date_from": date(2026, 9, 1), "date_to": date(2026, 9, 30)}
    found, every = months_around(_scope(connection, **chosen)), by_month(_scope(connection))
    assert found["complaints"].tolist() == list(COUNTS)
    assert found["label"][found["is_within"]].tolist() == ["Sep 2026"]
    assert found["high"].tolist() == every["high"].tolist()
    assert found["is_signal"].tolist() == every["is_signal"].tolist()
    assert "pale: months outside the dates chosen" in _words(connection, found)


def test_a_week_marks_its_month_and_tells_it_whole(connection: sa.Connection) -> None:
    found = months_around(_scope(connection, date_from=date(2026, 3, 9), date_to=date(2026, 3, 15)))
    (march,) = found[found["is_within"]].to_dict("records")
    assert (march["label"], march["complaints"], march["is_partial"]) == ("Mar 2026", 11.0, False)
    assert found["is_whole"].all()


@pytest.mark.parametrize("chosen", [{}, {"date_from": date(2026, 7, 1)}], ids=["everything", "three months"])
def test_more_than_two_months_are_drawn_alone(connection: sa.Connection, chosen: dict[str, date]) -> None:
    scope = _scope(connection, **chosen)
    found = months_around(scope)
    assert found["is_within"].all()
    assert found.drop(columns=["is_within", "is_whole"]).equals(by_month(scope))
    assert "pale" not in _words(connection, found)


def test_dates_outside_of_the_data_have_no_months(connection: sa.Connection) -> None:
    assert months_around(_scope(connection, date_from=date(2027, 1, 1))).empty


def test_the_finding_of_a_department_is_about_the_month_chosen(connection: sa.Connection) -> None:
    """Of September alone nobody could say that it stands out; of August that nothing does."""
    september = _scope(connection, date_from=date(2026, 9, 1), date_to=date(2026, 9, 30))
    assert "Sep 2026: above the limits" in department_summary(september, "Logistics").finding
    august = _scope(connection, date_from=date(2026, 7, 1), date_to=date(2026, 8, 31))
    assert "limits" not in department_summary(august, "Logistics").finding


def _words(connection: sa.Connection, frame: object) -> str:
    return months_words(frame, compute(_scope(connection), ("complaints",))["complaints"])  # type: ignore[arg-type]
