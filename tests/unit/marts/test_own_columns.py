"""The export's own columns: which are offered, what they hold, and groups by them, counted by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from etl.errors import InputError
from etl.marts.core.filters import UNKNOWN, Filters
from etl.marts.cube.own_columns import MOST_VALUES, SMALL, has_column, own_columns, own_values
from etl.marts.frames.breakdowns import by_column, count_tickets, measures_by
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from tests.store_rows import Row, laid, orders, store, taxonomy, ticket

NAMES = [
    "Région", "a/b", "a~b", "~1", "$x", "/y", "*", "[0]", 'q"uote', "o'clock", "back\\slash", "100% :x", "channel",
    "**bold** <b>x</b>", "Customer organisation of the order, long", "new\nline", "{}", "?", "col.Region",
]  # fmt: skip


def rows(column: str, values: list[str | None], **changes: Any) -> list[Row]:
    """A complaint for each value; of a missing one the ticket has other columns only."""
    fields = [{column: value, "Other": "x"} if value is not None else {"Other": "x"} for value in values]
    return [
        ticket(str(number), fields=json.dumps(each, ensure_ascii=False), **changes)
        for number, each in enumerate(fields)
    ]


def scope(connection: Any, **chosen: Any) -> Scope:
    return Scope(connection, Filters(**chosen), taxonomy())


def offered(values: dict[str, list[str | None]], **changes: Any) -> list[str]:
    """Names of the columns that a store of these columns offers."""
    cells = [{name: value for name, value in zip(values, row, strict=True) if value is not None}
             for row in zip(*values.values(), strict=True)]  # fmt: skip
    tickets = [ticket(str(number), fields=json.dumps(each), **changes) for number, each in enumerate(cells)]
    with store(tickets=tickets) as connection:
        return own_columns(scope(connection))["column"].tolist()


@pytest.mark.parametrize("name", NAMES)
def test_a_column_of_any_name_is_filtered_by(name: str) -> None:
    with store(tickets=rows(name, ["Nord", "it's 5 > 3 & more", None, "Nord"])) as connection:
        for value, count in (("Nord", 2), ("it's 5 > 3 & more", 1), (UNKNOWN, 1), ("nord", 0)):
            chosen = Filters(own=((name, (value,)),))
            assert count_tickets(Scope(connection, chosen, taxonomy())).tickets == count, value
            assert Filters.from_query(chosen.to_query()) == chosen
        assert has_column(scope(connection), name)
        assert not has_column(scope(connection), f"{name} not")


def test_columns_are_narrowed_together_and_values_widen() -> None:
    fields = [{"A": "1", "B": "x"}, {"A": "1", "B": "y"}, {"A": "2", "B": "x"}]
    tickets = [ticket(str(n), fields=json.dumps(each)) for n, each in enumerate(fields)]
    with store(tickets=tickets) as connection:
        both = scope(connection, own=(("A", ("1",)), ("B", ("x", "y"))))
        assert count_tickets(both).tickets == 2
    assert both.filters.sentence() == "A: 1 · B: x or y"
    assert both.filters.without("own").sentence() == "no filters"
    assert Filters.from_query({"col.B": ["y", "x", "y"], "col.A": "1"}).own == (("A", ("1",)), ("B", ("y", "x")))


def test_measures_are_of_the_chosen_values_and_rates_are_off() -> None:
    tickets = rows("Region", ["North"] * 3 + ["South"])
    shares = [laid(str(number), "Logistics" if number else "Support") for number in range(4)]
    volumes = [orders(tickets[0]["created_date"], 50.0)]
    with store(tickets=tickets, attributions=shares, volumes=volumes) as connection:
        found = compute(scope(connection, own=(("Region", ("North",)),)), ["share_elsewhere", "contact_rate_gross"])
        everything = compute(scope(connection), ["contact_rate_gross"])
    assert found["share_elsewhere"].numerator == 2
    assert found["share_elsewhere"].denominator == 3
    assert everything["contact_rate_gross"].value == 8
    assert found["contact_rate_gross"].value is None


def test_values_of_few_tickets_are_one_group_and_not_listed() -> None:
    values: list[str | None] = ["North"] * 6 + ["South"] * 5 + ["Mayor's office"] * 4 + ["Palace"] + [None] * 5
    shares = [laid(str(number), "Logistics" if number % 2 else "Support") for number in range(len(values))]
    with store(tickets=rows("Region", values), attributions=shares) as connection:
        listed = own_values(scope(connection), "Region")
        found = by_column(scope(connection), "col.Region").set_index("value")
        measured = measures_by(scope(connection), "col.Region", ["share_elsewhere"]).set_index("group")
        # A filter moves no value to another group.
        within = by_column(scope(connection, department=("Logistics",)), "col.Region").set_index("value")
    assert listed.to_dict("list") == {
        "value": ["North", "South", UNKNOWN], "tickets": [6, 5, 5], "complaints": [6, 5, 5],
    }  # fmt: skip
    assert found["complaints"].to_dict() == {"North": 6, "South": 5, UNKNOWN: 5, SMALL: 5}
    assert found["elsewhere"].to_dict() == {"North": 3, "South": 2, UNKNOWN: 2, SMALL: 3}
    assert measured["numerator"].to_dict() == found["elsewhere"].to_dict()
    assert within["complaints"].to_dict() == found["elsewhere"].to_dict()


def test_no_more_than_two_hundred_values_are_listed() -> None:
    values: list[str | None] = [f"R{number}" for number in range(MOST_VALUES + 50) for _ in range(5)]
    with store(tickets=rows("Region", values)) as connection:
        assert len(own_values(scope(connection), "Region")) == MOST_VALUES


def test_excluded_tickets_are_in_no_group() -> None:
    tickets = rows("Region", ["North"] * 9)
    for each in tickets[:6]:
        each["excluded_as"] = "spam"
    with store(tickets=tickets) as connection:
        assert own_values(scope(connection), "Region").empty


def test_columns_that_part_the_tickets_most_evenly_come_first() -> None:
    found = offered(
        {
            "VIP": ["yes"] * 5 + [None] * 35,
            "Region": ["North", "South", "East", "West"] * 10,
            "Store": [f"{100 + number // 10}" for number in range(40)],
            "Half": ["a", "b"] * 20,
        }
    )
    assert found == ["Region", "Half", "Store", "VIP"]


@pytest.mark.parametrize(
    "values",
    [
        ["same"] * 40,
        [f"id {number}" for number in range(40)],
        [f"{day % 28 + 1:02}/03/2026" for day in range(40)],
        [f"{day % 14 + 1} Mar 2026 10:00" for day in range(40)],
        [f"{number % 15}.5" for number in range(40)],
        [f"{number % 15}" for number in range(40)],
        ["a"] * 38 + ["b", "c"],
    ],
    ids=["constant", "ids", "days", "times", "money", "minutes", "too few"],
)
def test_what_makes_no_groups_is_not_offered(values: list[str | None]) -> None:
    assert offered({"Column": values, "Region": ["North", "South"] * 20}) == ["Region"]


def test_more_than_two_hundred_values_are_not_offered() -> None:
    values: list[str | None] = [f"R{number}" for number in range(MOST_VALUES + 1)] * 3
    assert offered({"Column": values, "Region": ["North", "South", "East"] * (MOST_VALUES + 1)}) == ["Region"]
    assert offered({"Column": [f"R{number}" for number in range(MOST_VALUES)] * 5}) == ["Column"]


def test_what_a_filter_or_a_measure_has_already_is_not_offered_again() -> None:
    via = ["E-mail", "Phone"] * 20
    fields = [json.dumps({"Via": way, "Replies": str(n % 3), "Brand": "AB"[n % 4 // 2]}) for n, way in enumerate(via)]
    tickets = [
        ticket(str(n), fields=fields[n], channel=way[0].lower(), count_replies=n % 3) for n, way in enumerate(via)
    ]
    with store(tickets=tickets) as connection:
        assert own_columns(scope(connection))["column"].tolist() == ["Brand"]


def test_a_store_without_own_columns_offers_none() -> None:
    with store(tickets=[ticket("1")]) as connection:
        assert own_columns(scope(connection)).empty
        assert own_values(scope(connection), "Region").empty
        assert by_column(scope(connection), "col.Region")["value"].tolist() == [UNKNOWN]


def test_groups_by_nothing_known_say_what_there_is() -> None:
    with store(tickets=[ticket("1")]) as connection, pytest.raises(InputError, match=r"col\.Region"):
        by_column(scope(connection), "nothing")
