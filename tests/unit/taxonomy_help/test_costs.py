"""Hours, costs and orders: what holds, and whether somebody stated it."""

from __future__ import annotations

import pytest

from etl.errors import InputError
from etl.taxonomy import parse_taxonomy
from etl.taxonomy_help.costs import Said, costs_finding, hours_table, minutes_table, settled
from tests.store_rows import TAXONOMY, taxonomy


def test_hours_and_minutes_say_whether_they_are_defaults() -> None:
    text = TAXONOMY.replace('    hours: {mon-fri: "09:30-17:00"}\n', "").replace(
        "hourly_cost", "minutes_per_touch: {phone: 9}\nhourly_cost"
    )
    edited = parse_taxonomy(text)
    assert hours_table(edited).to_numpy().tolist() == [
        ["Support", "mon-sun 08:00-22:00", "", "the taxonomy"],
        ["Logistics", "mon-fri 09:00-17:00", "NL", "the taxonomy"],
        ["Finance", "mon-fri 09:00-17:00", "", "default"],
    ]
    shown = minutes_table(edited).set_index("channel")
    assert shown.loc["phone"].tolist() == [9.0, "the taxonomy"]
    assert shown.loc["email"].tolist() == [6.0, "default"]
    assert (
        costs_finding(edited)
        == "The taxonomy gives the hours of 2 of 3 departments; office hours are assumed for the others"
    )
    assert costs_finding(taxonomy()) == "The taxonomy gives the hours of all 3 departments"


def test_everything_that_was_said_holds_afterwards() -> None:
    said = Said({"hourly_cost": 50.0, "orders_a_month": 900.0}, {"chat": 4.0}, {"Finance": "24/7"}, {"Logistics": ""})
    after = parse_taxonomy(settled(taxonomy(), said))
    assert (after.hourly_cost, after.orders_a_month, after.minutes_per_touch["chat"]) == (50, 900, 4)
    assert after.departments[2].hours.minutes_a_week == 7 * 24 * 60
    assert after.departments[1].holidays is None


def test_what_cannot_be_used_is_refused_in_plain_words() -> None:
    with pytest.raises(InputError, match="Nothing is changed"):
        settled(taxonomy(), Said())
    with pytest.raises(InputError, match="three capital letters"):
        settled(taxonomy(), Said({"currency": "euro"}))
