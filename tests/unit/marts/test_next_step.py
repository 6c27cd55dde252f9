"""What next: counted in the store, chosen by how much a step would tell."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from etl.marts.core.filters import Filters
from etl.marts.frames.export_coverage import Told, told
from etl.marts.frames.next_step import causes_finding, lines, misfits, steps, steps_finding
from etl.marts.shares.scope import Scope
from tests.store_rows import laid, moved, orders, store, taxonomy, ticket

GOOD = Told(
    tickets=200, with_text=200, complaints=100, attributed=90, with_reason=80, reason_known=70, teams=4, teamed=200,
    journeys=200, timed=200, logged=150, checked=40, has_orders=True,
)  # fmt: skip


def test_the_counts_are_those_of_tickets_that_count() -> None:
    minutes = {"handle_minutes": 5}
    tickets = [
        ticket("1", team="First line", count_handoffs=1, body="late", reason="Late", minutes_basis="logged", **minutes),
        ticket("2", team="Depot", subject="x", reason="Foo", minutes_basis="estimated", **minutes),
        ticket("3", team="Billing", first_team="Depot", kind="request"),
        ticket("4", team="Depot", excluded_as="spam", body="y"),
    ]  # fmt: skip
    seen = {"run_id": 1, "source": "shop", "ticket_id": "1", "signal": "declared", "department": "Logistics"}
    evidence = [seen | {"issue": None, "weight": 1.0, "field": "reason", "detail": "Late"}]
    attributions = [laid("1", "Logistics"), laid("2", "Unattributed"), laid("3", "Finance")]
    judged = pd.DataFrame({"source": ["shop", "shop"], "ticket_id": ["1", "1"], "author": ["a", "b"]})
    with store(
        tickets=tickets, attributions=attributions, evidence=evidence, events=moved("1", "Depot", "Hub")
    ) as found:
        counted = told(Scope(found, Filters(), taxonomy(), judged=judged))
    assert counted == Told(
        tickets=3, with_text=2, complaints=2, attributed=1, with_reason=2, reason_known=1, teams=4, strangers=2,
        teamed=3, strange=2, journeys=1, timed=2, logged=1, checked=1, has_orders=False,
    )  # fmt: skip


def test_orders_are_seen() -> None:
    tickets = [ticket("1")]
    with store(tickets=tickets, volumes=[orders(tickets[0]["created_date"], 5)]) as found:
        assert told(Scope(found, Filters(), taxonomy())).has_orders


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({"strangers": 5, "strange": 180}, "teams"),
        ({"attributed": 20, "strangers": 1, "strange": 30}, "causes"),
        ({"attributed": 20, "reason_known": 0}, "reasons"),
        ({"checked": 0}, "rulings"),
        ({"journeys": 0}, "history"),
        ({"has_orders": False}, "orders"),
        ({"checked": 0, "strangers": 1, "strange": 1, "has_orders": False, "journeys": 0}, "rulings"),
    ],
)
def test_the_step_that_would_tell_most_comes_first(changes: dict[str, int], first: str) -> None:
    assert steps(replace(GOOD, **changes))[0].name == first


def test_where_all_is_told_there_is_nothing_to_do() -> None:
    assert [step.name for step in steps(GOOD)] == ["reasons"]
    assert steps(replace(GOOD, reason_known=80)) == []
    assert misfits(GOOD) == ()
    assert all(line.is_told for line in lines(GOOD))


def test_each_step_says_its_numbers_and_where_it_is_done() -> None:
    found = {step.name: step for step in steps(replace(GOOD, checked=12, strangers=1, strange=50))}
    assert found["rulings"].text.startswith("Rule on 18 complaints drawn at random, some 6 minutes")
    assert found["rulings"].query == {"queue": "Random sample"}
    assert found["teams"].text.startswith("Assign 1 team: it held 50 of the 200 tickets that name a team")
    assert found["teams"].page == "setup"
    assert found["reasons"].query == {"part": "what", "about": "reasons"}
    causes = next(step for step in steps(replace(GOOD, attributed=0)) if step.name == "causes")
    assert causes.query == {"part": "what", "about": "suggestions"}


def test_words_are_no_step_where_no_ticket_has_any() -> None:
    silent = replace(GOOD, attributed=0, with_text=0)
    assert "causes" not in [step.name for step in steps(silent)]
    assert "causes" in [step.name for step in steps(replace(silent, with_text=100))]


def test_no_more_rulings_are_asked_for_than_there_are_complaints() -> None:
    found = {step.name: step for step in steps(replace(GOOD, complaints=8, attributed=8, checked=0))}
    assert found["rulings"].label == "Rule on 8"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"strangers": 1, "strange": 20}, ("teams",)),
        ({"strangers": 1, "strange": 19}, ()),
        ({"reason_known": 39}, ("reasons",)),
        ({"attributed": 49}, ("texts",)),
        ({"attributed": 49, "with_text": 0}, ()),
        ({"complaints": 9, "attributed": 0}, ()),
    ],
)
def test_what_does_not_fit_is_named(changes: dict[str, int], expected: tuple[str, ...]) -> None:
    assert misfits(replace(GOOD, **changes)) == expected


def test_what_an_export_could_not_tell_is_said() -> None:
    said = {line.name: line for line in lines(Told(tickets=5, with_text=5, complaints=5))}
    assert not any(line.is_told for line in said.values())
    assert said["Teams"].text == "No file names a team."
    assert said["Origins"].text.startswith("0 of 5 complaints")


def test_the_titles_count_what_is_clear_and_what_is_left_to_do() -> None:
    assert causes_finding(GOOD) == "90 of 100 complaints show clearly where they start"
    assert causes_finding(Told()) == "There are no complaints"
    assert steps_finding(GOOD) == "1 step would show more"
    assert steps_finding(replace(GOOD, reason_known=80)) == "0 steps would show more"
