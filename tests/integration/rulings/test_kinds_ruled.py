"""What a ticket is can be ruled: it takes the place of the kind that was told at once, on every database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from etl import model
from etl.errors import InputError
from etl.ledger.rulings import (
    By,
    Ruling,
    Standing,
    assign,
    cannot_tell,
    decisions,
    import_rulings,
    read_rulings,
    record,
    rule_kind,
    rulings_text,
    rulings_to_learn_from,
    withdraw,
)
from etl.marts.core.filters import Filters
from etl.marts.frames.sampling_plan import queue
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from etl.settings import Settings
from etl.store import Ledger, open_ledger
from tests.store_rows import laid, moved, store, taxonomy, ticket

STANDING = Standing("shop", "1", (), (), 1)


@pytest.fixture(params=["duckdb", pytest.param("postgres", marks=pytest.mark.database)])
def connection(request: pytest.FixtureRequest) -> Iterator[sa.Connection]:
    url = "duckdb:///:memory:" if request.param == "duckdb" else request.getfixturevalue("postgres_url")
    tickets = [ticket("1"), ticket("2"), ticket("3", kind="request"), ticket("4", kind="praise", excluded_as="spam")]
    with store(
        url, tickets=tickets, attributions=[laid(one, "Logistics") for one in "1234"],
        events=moved("3", "First line", "Warehouse"),
    ) as opened:  # fmt: skip
        yield opened


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return open_ledger(Settings(home=tmp_path))


def by(author: str = "Ann", day: int = 1, **more: Any) -> By:
    return By(author, at=datetime(2026, 3, day), **more)


def on(ticket_id: str) -> Standing:
    return replace(STANDING, ticket_id=ticket_id)


def told(connection: sa.Connection, ledger: Ledger, *rulings: Ruling, filters: Filters | None = None) -> dict[str, Any]:
    record(ledger, *rulings)
    scope = Scope(connection, filters or Filters(), taxonomy(), decisions(ledger).overrides)
    found = compute(scope, ["complaints", "tickets", "caused_elsewhere", "handoffs"])
    return {name: each.value for name, each in found.items()}


def test_a_ruled_kind_takes_the_place_of_the_one_that_was_told(connection: sa.Connection, ledger: Ledger) -> None:
    assert told(connection, ledger)["complaints"] == 2
    found = told(connection, ledger, rule_kind(on("1"), "praise", by()))
    assert (found["complaints"], found["tickets"], found["caused_elsewhere"]) == (1, 3, 1)
    found = told(connection, ledger, rule_kind(on("3"), "complaint", by()))
    assert (found["complaints"], found["caused_elsewhere"]) == (2, 2)
    only = told(connection, ledger, filters=Filters(kind=("praise",)))
    assert only["tickets"] == 1


def test_what_does_not_count_still_does_not_when_it_is_ruled_a_complaint(
    connection: sa.Connection, ledger: Ledger
) -> None:
    assert told(connection, ledger, rule_kind(on("4"), "complaint", by()))["complaints"] == 2


def test_a_ticket_attributed_to_a_department_is_a_complaint_and_one_that_nobody_can_tell_stays_what_it_was(
    connection: sa.Connection, ledger: Ledger
) -> None:
    assert told(connection, ledger, cannot_tell(on("3"), by()))["complaints"] == 2
    assert told(connection, ledger, assign(on("3"), "Finance", by(day=2)))["complaints"] == 3


def test_the_later_word_holds_and_a_word_taken_back_does_not_count(connection: sa.Connection, ledger: Ledger) -> None:
    first = rule_kind(on("1"), "request", by(day=1))
    told(connection, ledger, first, rule_kind(on("1"), "complaint", by("Ben", day=2)))
    assert told(connection, ledger)["complaints"] == 2
    found = decisions(ledger).conflicts[["earlier_department", "later_department"]].to_numpy().tolist()
    assert found == [["request", "complaint"]]
    again = rule_kind(on("1"), "other", by(day=3))
    assert told(connection, ledger, again)["complaints"] == 1
    assert told(connection, ledger, withdraw(on("1"), again, by(day=4)))["complaints"] == 2


def test_a_kind_alone_leaves_where_it_started_as_it_was_ruled(connection: sa.Connection, ledger: Ledger) -> None:
    record(ledger, assign(on("1"), "Finance", by(day=1)), rule_kind(on("1"), "complaint", by(day=2)))
    shares = decisions(ledger).overrides
    assert shares is not None
    assert shares[["department", "kind", "is_ruled"]].to_numpy().tolist() == [["Finance", "complaint", True]]


def test_the_moves_of_a_ticket_ruled_a_complaint_count(connection: sa.Connection, ledger: Ledger) -> None:
    connection.execute(sa.update(model.tickets).where(model.tickets.c.ticket_id == "3").values(count_stations=2))
    assert told(connection, ledger, rule_kind(on("3"), "complaint", by()))["handoffs"] == 1
    assert told(connection, ledger, filters=Filters(kind=("complaint",)))["handoffs"] == 1


def test_a_ticket_ruled_no_complaint_teaches_no_department_and_does_not_come_back_in_the_random_sample(
    ledger: Ledger, tmp_path: Path
) -> None:
    record(
        ledger, assign(on("1"), "Finance", by(day=1)), rule_kind(on("1"), "praise", by(day=2)),
        rule_kind(on("2"), "complaint", by(is_random=True)),
    )  # fmt: skip
    taught = rulings_to_learn_from(Settings(home=tmp_path))
    assert taught is not None
    assert taught["department"].isna().all()
    assert taught[["ticket_id", "kind"]].to_numpy().tolist() == [["1", "praise"], ["2", "complaint"]]
    found = decisions(ledger)
    drawn = pd.DataFrame({"source": ["shop"], "ticket_id": ["2"]})
    assert queue(drawn, found.judged, found.skipped, "Ann").empty
    assert queue(drawn, found.judged, found.skipped, "Ben")["ticket_id"].tolist() == ["2"]


def test_kinds_come_in_by_a_file_and_the_whole_record_goes_out_and_in_again(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "kinds.csv"
    path.write_text(
        "ticket_id,kind,department,ruled_at\n1,Praise,,2026-03-01\n2,complaint,,2026-03-01\n"
        "3,complaint,Logistics,2026-03-01\n",
        encoding="utf-8",
    )
    assert import_rulings(ledger, read_rulings(path), taxonomy()) == 3
    assert import_rulings(ledger, read_rulings(path), taxonomy()) == 0
    shares = decisions(ledger).overrides
    assert shares is not None
    rows = shares.astype(object).where(shares.notna(), None).sort_values("ticket_id")
    assert rows[["ticket_id", "department", "kind", "is_ruled"]].to_numpy().tolist() == [
        ["1", None, "praise", False], ["2", None, "complaint", False], ["3", "Logistics", "complaint", True],
    ]  # fmt: skip
    path.write_text(rulings_text(ledger.read(sa.select(model.rulings))), encoding="utf-8")
    other = open_ledger(Settings(home=tmp_path / "other"))
    assert import_rulings(other, read_rulings(path), taxonomy()) == 3
    assert decisions(other).overrides.equals(shares)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("1,rant,", "the kind 'rant' is unknown; write complaint, request, praise, other"),
        ("1,request,Logistics", "only a complaint starts in a department"),
        ("1,,", "ticket_id and department must both be filled in"),
    ],
)
def test_a_line_that_says_nothing_or_too_much_is_refused(tmp_path: Path, line: str, why: str) -> None:
    path = tmp_path / "kinds.csv"
    path.write_text(f"ticket_id,kind,department\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=f"line 2: {why}"):
        read_rulings(path)


def test_a_kind_that_does_not_exist_is_not_recorded() -> None:
    with pytest.raises(InputError, match="A ticket can be complaint"):
        rule_kind(STANDING, "unknown", by())
