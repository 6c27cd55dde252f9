"""Complaints by group with their bounds, from a store and what people ruled on it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from etl import model
from etl.ledger.rulings import By, Drawn, Share, Standing, assign, cannot_tell, decisions, record, rule_kind
from etl.marts.core.filters import Filters
from etl.marts.core.note_words import note_words
from etl.marts.estimates.by_group import GROUPINGS, grouped
from etl.marts.estimates.estimated import NO_VALUE
from etl.marts.estimates.headline import headline
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from etl.model import NONE_OF_THESE, NOT_A_COMPLAINT
from etl.reports.measures import measures_object
from etl.settings import Settings
from etl.store import Ledger, open_ledger
from tests.store_rows import Row, laid, store, taxonomy, ticket

COMPLAINTS, REQUESTS = [str(n) for n in range(1, 41)], [str(n) for n in range(41, 61)]


def outcome(ticket_id: str, name: str, probability: float, issue: str | None = None) -> Row:
    return {"run_id": 1, "source": "shop", "ticket_id": ticket_id, "outcome": name, "issue": issue,
            "probability": probability}  # fmt: skip


@pytest.fixture(params=["duckdb", pytest.param("postgres", marks=pytest.mark.database)])
def connection(request: pytest.FixtureRequest) -> Iterator[sa.Connection]:
    """Forty complaints, three quarters of each with Logistics, and twenty requests."""
    url = "duckdb:///:memory:" if request.param == "duckdb" else request.getfixturevalue("postgres_url")
    january = {"channel": "email", "at": datetime(2026, 1, 7, 12)}
    tickets = [ticket(one, **(january if int(one) <= 10 else {})) for one in COMPLAINTS]
    tickets += [ticket(one, kind="request") for one in REQUESTS] + [ticket("61", excluded_as="spam")]
    rows = [outcome(one, NOT_A_COMPLAINT, 1.0) for one in (*REQUESTS, "61")]
    for one in COMPLAINTS:
        rows += [outcome(one, "Logistics", 0.75, "Late"), outcome(one, "Support", 0.25)]
    with store(
        url, tickets=tickets, attributions=[laid(one, "Logistics") for one in COMPLAINTS], evidence=[]
    ) as opened:
        opened.execute(sa.insert(model.outcomes), rows)
        yield opened


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return open_ledger(Settings(home=tmp_path))


def told(connection: sa.Connection, ledger: Ledger, by: str = "department", filters: Filters | None = None) -> Any:
    found = decisions(ledger, taxonomy())
    scope = Scope(connection, filters or Filters(), taxonomy(), found.overrides, found.judged)
    return json.loads(json.dumps(grouped(scope, by, seed=1)))


def values(found: Any, measure: str = "complaints") -> dict[str, float]:
    return {name: round(group[measure]["value"], 6) for name, group in found["groups"].items()}


def here(ticket_id: str) -> Standing:
    return Standing("shop", ticket_id, (Share("Logistics"),), (Share("Logistics"),), 1)


def at_random(author: str = "Ann", probability: float | None = None) -> By:
    drawn = None if probability is None else Drawn("one", "Logistics, sure", probability, "000001")
    return By(author, is_random=True, drawn=drawn)


def test_without_random_rulings_groups_are_the_engines_sums_with_a_range_that_is_no_interval(
    connection: sa.Connection, ledger: Ledger
) -> None:
    found = told(connection, ledger)
    assert values(found) == {"Support": 10, "Logistics": 30, "Finance": 0, NONE_OF_THESE: 0}
    assert values(found, "share")["Logistics"] == 0.75
    assert (found["correction"], found["checked_on"], found["checked_by"]) == ("none", 0, 0)
    assert "95 %" not in found["method"]
    logistics = found["groups"]["Logistics"]["share"]
    assert logistics["low"] < 0.75 < logistics["high"]


def test_a_ruling_outside_the_sample_counts_wholly_and_moves_no_other(
    connection: sa.Connection, ledger: Ledger
) -> None:
    record(ledger, assign(here("1"), "Finance", By("Ann")), rule_kind(here("2"), "praise", By("Ann")),
           cannot_tell(here("3"), By("Ann")))  # fmt: skip
    assert values(told(connection, ledger)) == {"Support": 9.5, "Logistics": 28.5, "Finance": 1, NONE_OF_THESE: 0}


def test_random_rulings_correct_the_rest_and_say_on_what_and_by_whom(connection: sa.Connection, ledger: Ledger) -> None:
    for one in COMPLAINTS[:20]:
        department = "Finance" if int(one) % 4 == 0 else "Logistics"
        record(ledger, assign(here(one), department, at_random("Ann" if int(one) % 2 else "Bob")))
    record(ledger, cannot_tell(here("21"), at_random()))
    found = told(connection, ledger)
    assert (found["correction"], found["checked_on"], found["checked_by"]) == ("overall", 20, 2)
    assert "95 % interval" in found["method"]
    engine = 20 / (20 + 1 * 20)  # what the engine adds for Support: a ruling's worth of a quarter in each of two strata
    assert values(found)["Support"] < engine < values(found)["Finance"]
    assert sum(values(found).values()) == pytest.approx(40)
    assert sum(values(found, "share").values()) == pytest.approx(1)
    for group in found["groups"].values():
        for each in group.values():
            assert each["low"] <= each["value"] <= each["high"]


def test_a_drawn_ticket_counts_by_its_probability_and_requests_are_corrected_by_requests(
    connection: sa.Connection, ledger: Ledger
) -> None:
    record(ledger, *(assign(here(one), "Logistics", at_random(probability=0.25)) for one in COMPLAINTS[:10]))
    record(ledger, *(rule_kind(here(one), "request", at_random(probability=0.5)) for one in REQUESTS[:5]))
    record(ledger, *(assign(here(one), "Finance", at_random(probability=0.5)) for one in REQUESTS[5:10]))
    found = decisions(ledger, taxonomy())
    made = Scope(connection, Filters(), taxonomy(), found.overrides, found.judged).checked
    assert made is not None
    assert (len(made.drawn), list(made.people)) == (20, ["Ann"])
    by_ticket = made.drawn.set_index("ticket_id")["weight"].to_dict()
    assert by_ticket["1"] == 2 * by_ticket["41"] == 4
    assert values(told(connection, ledger))["Finance"] == pytest.approx(5 + 10 * 0.5, abs=0.6)  # half of the requests


@pytest.mark.parametrize("by", GROUPINGS)
def test_groups_of_every_kind_add_up_to_the_complaints(connection: sa.Connection, ledger: Ledger, by: str) -> None:
    record(ledger, *(assign(here(one), "Logistics", at_random(), issue="Broken") for one in COMPLAINTS[::3]))
    found = told(connection, ledger, by)
    assert sum(values(found).values()) == pytest.approx(40)
    assert sum(values(found, "share").values()) == pytest.approx(1)
    names = {
        "department": {"Support", "Logistics", "Finance", NONE_OF_THESE}, "issue": {"Late", "Broken", NO_VALUE},
        "channel": {"email", NO_VALUE}, "product": {NO_VALUE}, "month": {"2026-01", "2026-03"},
    }  # fmt: skip
    assert set(found["groups"]) == names[by]


def test_filters_hold_and_disjoint_ones_add_up(connection: sa.Connection, ledger: Ledger) -> None:
    record(ledger, *(assign(here(one), "Finance", at_random()) for one in COMPLAINTS[::4]))
    whole, january, march = (
        values(told(connection, ledger, filters=filters))
        for filters in (Filters(), Filters(date_to=date(2026, 1, 31)), Filters(date_from=date(2026, 2, 1)))
    )
    assert sum(january.values()) == pytest.approx(10)
    assert {name: january[name] + march[name] for name in whole} == pytest.approx(whole)
    late = told(connection, ledger, filters=Filters(issue=("Late",)))
    assert values(late)["Logistics"] == pytest.approx(whole["Logistics"])
    assert values(late)["Finance"] == 0
    only = told(connection, ledger, filters=Filters(department=("Finance",)))
    assert list(only["groups"]) == ["Finance"]
    assert values(only)["Finance"] == pytest.approx(whole["Finance"])


def test_the_headlines_four_parts_sum_to_the_complaints_and_to_what_groups_say(
    connection: sa.Connection, ledger: Ledger
) -> None:
    record(ledger, *(assign(here(one), "Finance", at_random("Ann")) for one in COMPLAINTS[::4]))
    record(ledger, assign(here("2"), NONE_OF_THESE, at_random("Bob")))
    found = decisions(ledger, taxonomy())
    made = headline(Scope(connection, Filters(), taxonomy(), found.overrides, found.judged))
    assert (made.checked_on, list(made.people), made.correction) == (11, ["Ann", "Bob"], "overall")
    assert sum(part["complaints"].value for part in made.parts.values()) == pytest.approx(made.complaints.value)
    by_department = values(told(connection, ledger), "share")
    assert made.parts["elsewhere"]["share"].value == pytest.approx(
        by_department["Logistics"] + by_department["Finance"]
    )
    assert made.parts["frontline"]["share"].value == pytest.approx(by_department["Support"], abs=1e-5)
    assert made.parts["none"]["share"].value == pytest.approx(by_department[NONE_OF_THESE], abs=1e-5)
    assert made.parts["outside"]["share"].value == 0
    share = made.parts["elsewhere"]["share"]
    assert share.low < share.value < share.high


def test_thirty_random_rulings_within_a_filter_say_their_own_share_beside_the_estimate(
    connection: sa.Connection, ledger: Ledger
) -> None:
    for one in COMPLAINTS:
        record(ledger, assign(here(one), "Support" if int(one) % 3 == 0 else "Logistics", at_random()))
    found = decisions(ledger, taxonomy())

    def note(**chosen: Any) -> str:
        told = compute(Scope(connection, Filters(**chosen), taxonomy(), found.overrides), ["share_elsewhere"])
        return note_words(told["share_elsewhere"].notes)

    assert (
        note(date_from=date(2026, 2, 1))
        == "The 30 random rulings on complaints here alone say 67 % (between 49 and 81 %)."
    )
    assert note(date_to=date(2026, 1, 31)) == ""  # ten are too few
    assert note() == ""  # they are all that the estimate rests on


def test_measures_that_sums_make_are_as_unsure_as_the_complaints_that_they_count(
    connection: sa.Connection, ledger: Ledger
) -> None:
    for one in COMPLAINTS[::2]:
        record(ledger, assign(here(one), "Finance" if int(one) % 3 == 0 else "Logistics", at_random()))
    found = decisions(ledger, taxonomy())
    scope = Scope(connection, Filters(department=("Finance",)), taxonomy(), found.overrides, found.judged)
    told = measures_object(scope, seed=1)["measures"]
    touches, complaints = told["touches"], told["complaints"]  # a touch for each ticket, as no reply is counted
    assert touches["value"] == pytest.approx(complaints["value"])
    assert touches["low"] < touches["value"] < touches["high"]
    width = (touches["high"] - touches["low"]) / (complaints["high"] - complaints["low"])
    assert 0.7 < width < 1.4  # by a bootstrap, and by a formula
    assert told == measures_object(scope, seed=1)["measures"]
    for name, measured in told.items():
        if measured["low"] is not None:
            assert measured["low"] <= measured["value"] <= measured["high"], name


def test_without_random_rulings_ranges_are_those_of_model_error(connection: sa.Connection, ledger: Ledger) -> None:
    told = measures_object(Scope(connection, Filters(), taxonomy()), seed=1)["measures"]
    for name in ("complaints", "touches"):  # the kinds are sure, and every complaint was touched once
        assert (told[name]["low"], told[name]["high"]) == pytest.approx((40, 40)), name
    assert told["share_elsewhere"]["low"] < 0.75 < told["share_elsewhere"]["high"]
    assert (told["share_elsewhere"]["checked_on"], told["share_elsewhere"]["correction"]) == (0, "none")
    assert "95 %" not in told["share_elsewhere"]["method"]


def test_an_empty_store_has_nothing_to_estimate(ledger: Ledger) -> None:
    with store("duckdb:///:memory:", tickets=[], attributions=[], evidence=[]) as opened:
        for by in GROUPINGS:
            assert sum(values(told(opened, ledger, by)).values()) == 0
