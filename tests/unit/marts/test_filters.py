"""Each filter is declared once, and its SQL, English, URL and command-line option say the same."""

from __future__ import annotations

import argparse
from dataclasses import fields
from datetime import date, datetime
from typing import Any

import pytest

from etl.errors import InputError
from etl.marts.core.filter_kinds import OF_MARKS
from etl.marts.core.filters import FILTERS, UNKNOWN, Filters, add_options, declaration
from etl.marts.frames.breakdowns import count_tickets
from etl.marts.shares.scope import Scope
from tests.store_rows import laid, store, taxonomy, ticket

CHOSEN: dict[str, dict[str, Any]] = {
    "date_from": {"date_from": date(2026, 3, 1), "date_to": date(2026, 3, 31)},
    "department": {"department": ("Logistics",)},
    "issue": {"issue": ("Late",)},
    "kind": {"kind": ("praise",)},
    "channel": {"channel": ("email", "chat")},
    "product": {"product": ("Lamp & shade",)},
    "team": {"team": ("Warehouse",)},
    "language": {"language": ("nl",)},
    "source": {"source": ("other",)},
    "priority": {"priority": ("high",)},
    "weekday": {"weekday": (2,)},
    "hour": {"hour": (12, 23)},
    "requester": {"requester": ("p1",)},
    "order": {"order": ("A-1",)},
    "excluded": {"excluded": ("spam",)},
    "counted": {"counted": ("complaint",)},
    "origin": {"origin": ("elsewhere", "outside")},
    "besides": {"besides": ("Logistics → Late", "Logistics → (unknown)")},
    "took_part": {"took_part": ("yes",)},
    "closed": {"closed": ("without",)},
    "off_hours": {"off_hours": ("yes",)},
    "met": {"met": ("frontline",)},
    "worked": {"worked": ("frontline",)},
    "passed_on": {"passed_on": ("yes",)},
    "reopened": {"reopened": ("yes",)},
    "rated": {"rated": ("good",)},
    "handed": {"handed": ("Support → Logistics",)},
    "asked": {"asked": ("Logistics",)},
    "returned": {"returned": ("Logistics",)},
    "waited": {"waited": ("Warehouse",)},
    "during": {"during": ("08:00–12:00",)},
    "agent": {"agent": ("named",)},
    "judged": {"judged": ("Logistics → Finance",)},
    "coded": {"coded": ("Other → Finance",)},
    "search": {"search": "50% Of"},
    "own": {"own": (("Region", ("Nord & Süd", "West")),)},
}
WORDS = {
    "date_from": "1 Mar to 31 Mar 2026",
    "department": "department Logistics",
    "issue": "issue Late",
    "kind": "kind praise",
    "channel": "channel email or chat",
    "product": "product Lamp & shade",
    "team": "team Warehouse",
    "language": "language nl",
    "source": "source other",
    "priority": "priority high",
    "weekday": "weekday Wednesday",
    "hour": "hour 12:00 or 23:00",
    "requester": "requester p1",
    "order": "order A-1",
    "excluded": "excluded as spam",
    "counted": "counted as a complaint",
    "origin": "caused elsewhere or caused outside the organisation",
    "besides": "from causes besides Logistics → Late, Logistics → (unknown)",
    "took_part": "its origin took part",
    "closed": "solved without its origin",
    "off_hours": "arrived while its origin was closed",
    "met": "met first by the frontline",
    "worked": "worked on by the frontline",
    "passed_on": "handed on",
    "reopened": "reopened",
    "rated": "rated good",
    "handed": "handed Support → Logistics",
    "asked": "handed by the frontline to Logistics",
    "returned": "back unsolved from Logistics",
    "waited": "held by Warehouse before it was solved",
    "during": "arrived in the shift 08:00–12:00",
    "agent": "handled by somebody named",
    "judged": "the engine and people said Logistics → Finance",
    "coded": "declared and ruled Other → Finance",
    "search": "text “50% Of”",
    "own": "Region: Nord & Süd or West",
}
KEYS = {"own": {"col.Region"}}
"""Keys in the address that aren't the options of the command line."""

every_filter = pytest.mark.parametrize("name", [each.names[0] for each in FILTERS])
of_a_column = pytest.mark.parametrize("name", [each.names[0] for each in FILTERS if each.place != OF_MARKS])


def test_every_declared_filter_and_every_field_is_tested() -> None:
    assert set(CHOSEN) == set(WORDS) == {each.names[0] for each in FILTERS}
    assert {field.name for field in fields(Filters)} == {name for each in FILTERS for name in each.names}


@every_filter
def test_a_filter_says_itself_in_english(name: str) -> None:
    assert Filters(**CHOSEN[name]).words() == [WORDS[name]]
    assert Filters().words() == []
    assert declaration(name).label
    assert declaration(name).help


@every_filter
def test_a_filter_goes_through_the_url_and_back(name: str) -> None:
    filters = Filters(**CHOSEN[name])
    query = filters.to_query()
    assert set(query) == KEYS.get(name, set(declaration(name).keys))
    assert Filters.from_query(query) == filters
    assert Filters.from_query({"page": "overview", **query}) == filters


@every_filter
def test_a_filter_is_an_option_of_the_command_line(name: str) -> None:
    parser = argparse.ArgumentParser()
    add_options(parser)
    filters = Filters(**CHOSEN[name])
    texts = [(key, text) for key, texts in filters.to_query().items() for text in texts]
    if name == "own":
        texts = [("col", f"{key.removeprefix('col.')}={text}") for key, text in texts]
    words = [word for key, text in texts for word in (f"--{key}", text)]
    assert Filters.from_namespace(parser.parse_args(words)) == filters
    assert Filters.from_namespace(parser.parse_args([])) == Filters()


@of_a_column
def test_a_filter_keeps_what_matches_and_drops_the_rest(name: str) -> None:
    far = datetime(2025, 7, 6, 9)
    matching: dict[str, Any] = {
        "kind": "praise", "channel": "chat", "product": "Lamp & shade", "team": "Warehouse", "language": "nl",
        "source": "other", "priority": "high", "requester": "p1", "order_ref": "A-1", "body": "give 50% off",
        "fields": '{"Region": "Nord & Süd"}',
    }  # fmt: skip
    tickets = [
        ticket("yes", **matching, excluded_as="spam" if name == "excluded" else None),
        ticket("no", far, subject="50 of"),
    ]
    shares = [laid("yes", "Logistics", issue="Late", source="other"), laid("no", "Finance")]
    with store(tickets=tickets, attributions=shares) as connection:
        found = count_tickets(Scope(connection, Filters(**CHOSEN[name]), taxonomy()))
        assert found.tickets == 1
        everything = count_tickets(Scope(connection, Filters(), taxonomy()))
    assert everything.tickets == (1 if name == "excluded" else 2)


def test_a_missing_value_can_be_chosen_beside_others() -> None:
    tickets = [ticket("1", channel="email"), ticket("2"), ticket("3", channel="phone")]
    with store(tickets=tickets) as connection:
        found = count_tickets(Scope(connection, Filters(channel=("email", UNKNOWN)), taxonomy()))
    assert found.tickets == 2
    assert Filters(channel=("email", UNKNOWN)).words() == ["channel email or unknown"]


def test_both_ends_of_a_period_belong_to_it_by_the_local_day() -> None:
    tickets = [ticket("first", datetime(2026, 3, 29, 0, 10)), ticket("last", datetime(2026, 3, 29, 23, 30))]
    with store(tickets=tickets) as connection:
        day = Filters(date_from=date(2026, 3, 29), date_to=date(2026, 3, 29))
        assert count_tickets(Scope(connection, day, taxonomy())).tickets == 2
        before = Filters(date_to=date(2026, 3, 28))
        assert count_tickets(Scope(connection, before, taxonomy())).tickets == 0
    assert day.words() == ["29 Mar 2026"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"from": "31-03-2026"}, "2026-03-31"),
        ({"hour": "noon"}, "whole number"),
        ({"col": "Region"}, "write --col Column=Value"),
        ({"col": "Region="}, "unknown"),
        ({"from": "2026-04-01", "to": "2026-03-01"}, "Swap"),
    ],
)
def test_a_url_that_cannot_be_read_says_what_to_mend(query: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        Filters.from_query(query)


def test_open_periods_and_cleared_filters_read_well() -> None:
    assert Filters(date_from=date(2026, 1, 1)).sentence() == "from 1 Jan 2026"
    assert Filters(date_to=date(2026, 1, 1)).sentence() == "until 1 Jan 2026"
    filters = Filters(date_from=date(2025, 12, 1), date_to=date(2026, 1, 1), channel=("a", "b", "c"))
    assert filters.sentence() == "1 Dec 2025 to 1 Jan 2026 · channel a, b or c"
    assert filters.without("date_from", "date_to").chosen == ("channel",)
    assert filters.without(*filters.chosen).sentence() == "no filters"
