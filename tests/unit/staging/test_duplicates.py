"""Duplicates: the same words of the same requester within a day, whatever chunk or load they came with."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from etl import model
from etl.staging.duplicates import duplicates

START = datetime(2026, 2, 3, 10)


def found(*rows: dict[str, object]) -> list[str]:
    plain = {
        "source": "zendesk",
        "row_hash": "0",
        "load_id": 1,
        "run_id": 1,
        "created_at": START,
        "kind": "complaint",
        "created_date": START.date(),
        "created_hour": 10,
        "created_weekday": 1,
        "subject": "Late",
        "body": "Where is it?",
        "requester": "requester-1",
        "excluded_as": None,
    }
    engine = sa.create_engine("duckdb:///:memory:")
    with engine.begin() as connection:
        model.tickets.create(connection)
        connection.execute(
            sa.insert(model.tickets), [{**plain, "ticket_id": str(n), **row} for n, row in enumerate(rows, start=1)]
        )
        return [row.ticket_id for row in connection.execute(duplicates().order_by("ticket_id"))]


def test_the_later_of_two_like_tickets_is_the_duplicate() -> None:
    assert found({"created_at": START.replace(hour=12)}, {}) == ["1"]


def test_case_and_outer_blanks_make_no_difference() -> None:
    assert found({}, {"body": " where IS it? "}) == ["2"]


def test_after_more_than_a_day_it_is_a_new_ticket() -> None:
    assert found({}, {"created_at": START.replace(day=4)}) == ["2"]
    assert found({}, {"created_at": START.replace(day=4, minute=1)}) == []


def test_other_people_words_or_sources_are_no_duplicates() -> None:
    assert found({}, {"requester": "requester-2"}, {"subject": "Broken"}, {"source": "freshdesk"}) == []


def test_without_requester_or_text_nothing_is_told() -> None:
    assert found({"requester": None}, {"requester": None}) == []
    assert found({"subject": None, "body": None}, {"subject": None, "body": " "}) == []


def test_a_ticket_does_not_repeat_one_that_does_not_count() -> None:
    assert found({"excluded_as": "spam"}, {}) == []


def test_of_a_row_of_repeats_the_first_counts() -> None:
    assert found({}, {"created_at": START.replace(hour=20)}, {"created_at": START.replace(day=4, hour=9)}) == ["2", "3"]
