"""Hours, costs and orders changed: the rest of the taxonomy's text stays as it was written."""

from __future__ import annotations

import difflib

import pytest

from etl.errors import InputError
from etl.taxonomy import SHIPPED, load_taxonomy, parse_taxonomy
from etl.taxonomy.hours import weekly_hours
from etl.taxonomy.settling import hours_said, is_stated, with_holidays, with_hours, with_minutes, with_settings

TEXT = """version: 1
name: Shop
hourly_cost: 38.0    # with overheads
departments:
  # the desk
  Support: {frontline: true, hours: "24/7"}
  Depot:
    hours: {mon-fri: "09:00-17:00"}   # in the hall
    holidays: NL
  Finance:
"""


def changed_lines(before: str, after: str) -> list[str]:
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


def test_costs_zone_and_orders_are_said_and_the_comments_stay() -> None:
    after = with_settings(TEXT, {"hourly_cost": 41.5, "orders_a_month": 12000.0, "timezone": "Europe/Lisbon"})
    assert changed_lines(TEXT, after) == [
        "- hourly_cost: 38.0    # with overheads",
        "+ hourly_cost: 41.5    # with overheads",
        "+ orders_a_month: 12000",
        "+ timezone: Europe/Lisbon",
    ]
    found = parse_taxonomy(after)
    assert (found.hourly_cost, found.orders_a_month, found.timezone) == (41.5, 12000.0, "Europe/Lisbon")


def test_no_orders_are_none_typed_in() -> None:
    there = with_settings(TEXT, {"orders_a_month": 500.0})
    assert parse_taxonomy(with_settings(there, {"orders_a_month": 0.0})).orders_a_month is None


def test_orders_typed_in_are_part_of_what_a_taxonomy_means_and_none_leave_its_hash() -> None:
    typed = with_settings(TEXT, {"orders_a_month": 500.0})
    assert parse_taxonomy(typed).hash != parse_taxonomy(TEXT).hash
    assert parse_taxonomy(with_settings(typed, {"orders_a_month": 0.0})).hash == parse_taxonomy(TEXT).hash


@pytest.mark.parametrize("department", ["Support", "Depot", "Finance"])
@pytest.mark.parametrize("said", ["24/7", "mon-fri 08:00-12:00,13:00-17:30; sat 10:00-14:00", "mon-sun closed"])
def test_hours_are_said_however_the_department_is_written_and_read_back_as_said(department: str, said: str) -> None:
    found = parse_taxonomy(with_hours(TEXT, department, said)).department_named(department)
    assert found is not None
    assert hours_said(found.hours) == said


def test_hours_that_cannot_be_read_are_refused_with_the_mend() -> None:
    with pytest.raises(InputError, match=r'Hours of Depot: .* write "09:00-17:00"'):
        with_hours(TEXT, "Depot", "mon-fri nine to five")


def test_a_night_shift_is_said_with_its_two_parts() -> None:
    assert hours_said(weekly_hours([("fri", "22:00-02:00")])) == "fri 22:00-24:00; sat 00:00-02:00"


def test_holidays_are_said_and_taken_back() -> None:
    assert parse_taxonomy(with_holidays(TEXT, "Finance", "de-by")).departments[2].holidays == "DE-BY"
    assert parse_taxonomy(with_holidays(TEXT, "Depot", "")).departments[1].holidays is None
    with pytest.raises(InputError, match="no country's code"):
        with_holidays(TEXT, "Depot", "XX")


def test_minutes_of_a_channel_are_said_beside_the_others() -> None:
    once = with_minutes(TEXT, {"phone": 7.5})
    assert parse_taxonomy(with_minutes(once, {"default": 5.0})).minutes_per_touch == {"phone": 7.5, "default": 5.0}


def test_what_holds_by_default_is_told_from_what_is_stated() -> None:
    assert is_stated(TEXT, "hourly_cost")
    assert not is_stated(TEXT, "timezone")
    assert [is_stated(TEXT, "hours", name) for name in ("Support", "Depot", "Finance")] == [True, True, False]


@pytest.mark.parametrize("name", SHIPPED)
def test_of_a_shipped_taxonomy_only_the_named_lines_change(name: str) -> None:
    text = load_taxonomy(name).text
    last = load_taxonomy(name).names[-1]
    after = with_hours(with_settings(text, {"orders_a_month": 900.0, "hourly_cost": 40.0}), last, "mon-fri 07:00-15:00")
    assert len([line for line in changed_lines(text, after) if line[0] == "-"]) <= 2
    assert hours_said(parse_taxonomy(after).departments[-1].hours) == "mon-fri 07:00-15:00"
