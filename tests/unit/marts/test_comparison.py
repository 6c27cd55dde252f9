"""Comparisons of groups, counted by hand, and what is said of them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import numpy as np
import pytest

from etl.marts.core.filters import Filters
from etl.marts.core.funnel_limits import INNER, OUTER, funnel
from etl.marts.frames.comparison import RATE, choices, compared, finding, limits_words
from etl.marts.shares.scope import Scope
from tests.store_rows import Row, laid, moved, orders, store, taxonomy, ticket

BY = "col.Region"


def regions(counted: dict[str, tuple[int, int]]) -> dict[str, list[Row]]:
    """Complaints of each region: how many are reopened, of how many."""
    tickets, shares = [], []
    for region, (part, whole) in counted.items():
        for number in range(whole):
            name = f"{region}{number}"
            reopened = int(number < part)
            tickets.append(ticket(name, fields=json.dumps({"Region": region}), count_reopens=reopened))
            shares.append(laid(name, "Logistics"))
    return {"tickets": tickets, "attributions": shares}


def scope(connection: Any, **chosen: Any) -> Scope:
    return Scope(connection, Filters(**chosen), taxonomy())


def test_groups_have_their_counts_and_the_limits_for_their_size() -> None:
    counted = {"North": (4, 40), "South": (20, 60), "East": (6, 50)}
    with store(**regions({**counted, "Tiny": (1, 3)})) as connection:
        found = compared(scope(connection), BY, "reopened")
    groups = found.groups.set_index("group")
    assert groups.index.tolist() == ["South", "East", "North"]
    assert found.left_out == 3  # fewer than five are no group
    assert found.funnel is not None
    assert found.funnel.overall == pytest.approx(30 / 150)
    for name, (part, whole) in counted.items():
        assert (groups.loc[name, "numerator"], groups.loc[name, "denominator"]) == (part, whole)
        assert groups.loc[name, "value"] == pytest.approx(part / whole)
    made = funnel(np.array([20.0, 6.0, 4.0]), np.array([60.0, 50.0, 40.0]), is_proportion=True)
    assert groups["high_95"].to_numpy() == pytest.approx(made.limits(np.array([60.0, 50.0, 40.0]), INNER)[1])
    assert groups["low_998"].to_numpy() == pytest.approx(made.limits(np.array([60.0, 50.0, 40.0]), OUTER)[0])
    # 20 of 60 where a fifth is usual: 2.6 standard errors up.
    assert groups["beyond"].to_dict() == {"South": "95 %", "East": "", "North": ""}
    assert groups.loc["South", ["way", "rate", "of"]].tolist() == ["higher", "33 %", "20 of 60"]
    assert "no Region differs more than chance explains; overall it is 20" in finding(found, "Region")
    assert "Fewer than eight groups" in limits_words(found)


@pytest.mark.parametrize(
    ("counted", "is_telling"),
    [
        ({"North": (4, 40), "South": (20, 60), "Tiny": (1, 3)}, True),
        ({"North": (0, 40), "South": (0, 60)}, False),
        ({"North": (40, 40), "South": (60, 60)}, False),
        ({"North": (4, 5), "South": (2, 6), **{f"Tiny {n}": (1, 3) for n in range(4)}}, False),
    ],
    ids=["some", "none", "all", "groups that hold less than half"],
)
def test_groups_that_could_differ_are_telling(counted: dict[str, tuple[int, int]], is_telling: bool) -> None:
    with store(**regions(counted)) as connection:
        found = compared(scope(connection), BY, "reopened")
    assert found.funnel is not None
    assert found.is_telling is is_telling


def test_a_group_outside_the_outer_limits_is_the_finding() -> None:
    with store(**regions({"North": (10, 100), "South": (60, 100), "East": (10, 100)})) as connection:
        found = compared(scope(connection), BY, "reopened")
    assert found.groups.set_index("group").loc["South", "beyond"] == "99.8 %"
    said = finding(found, "Region")
    assert said.startswith("Reopened: South (60 %) differs more than chance explains; overall it is 27")
    assert "So do 2 more of 3." in said  # the others lie as far below


def test_filters_narrow_what_is_compared() -> None:
    with store(**regions({"North": (4, 40), "South": (20, 60)})) as connection:
        found = compared(scope(connection, own=(("Region", ("North",)),)), BY, "reopened")
        nothing = compared(scope(connection, channel=("fax",)), BY, "reopened")
    assert found.groups.empty
    assert found.why == "There is only one Region to compare here."
    assert nothing.why
    assert finding(nothing, "Region") == "There is nothing to compare by Region here."


def test_rates_are_to_the_orders_of_each_product() -> None:
    day = date(2026, 3, 4)
    tickets = [ticket(f"{product}{n}", product=product) for product, many in (("Lamp", 8), ("Chair", 2), ("Rug", 1))
               for n in range(many)]  # fmt: skip
    volumes = [orders(day, 100.0, product="Lamp"), orders(day, 50.0, product="Chair")]
    with store(tickets=tickets, volumes=volumes) as connection:
        found = compared(scope(connection), "product", RATE)
        without = compared(scope(connection), "channel", RATE)
    groups = found.groups.set_index("group")
    assert groups["value"].to_dict() == {"Lamp": 0.08, "Chair": 0.04}
    assert found.funnel is not None
    assert found.funnel.overall == pytest.approx(10 / 150)
    assert not found.funnel.is_proportion
    assert found.per == "100 orders"
    assert groups["rate"].to_dict() == {"Lamp": "8.0", "Chair": "4.0"}
    assert "overall it is 6.7 per 100 orders" in finding(found, "product")
    assert without.funnel is None
    assert "load a table of days, channels and numbers" in without.why


def test_departments_are_compared_by_what_they_send_back() -> None:
    tickets, events, shares = [], [], []
    for department, team, back, handed in (("Logistics", "Warehouse", 3, 6), ("Finance", "Billing", 1, 4)):
        for number in range(handed):
            name = f"{department}{number}"
            tickets.append(ticket(name, team="First line", is_solved=True))
            shares.append(laid(name, department))
            way = ["First line", team, "First line"] if number < back else ["First line", team]
            events += moved(name, *way)
    with store(tickets=tickets, attributions=shares, events=events) as connection:
        found = compared(scope(connection), "department", "bounce_back").groups.set_index("group")
    assert found["numerator"].to_dict() == {"Logistics": 3, "Finance": 1}
    assert found["denominator"].to_dict() == {"Logistics": 6, "Finance": 4}
    assert found["rate"].to_dict() == {"Logistics": "3 of 6", "Finance": "1 of 4"}


def test_what_is_of_no_department_is_not_compared() -> None:
    tickets = [ticket(str(number), count_reopens=number % 2) for number in range(9)]
    names = ["Logistics", "Finance", "Unattributed"]
    shares = [laid(str(number), names[number % 3]) for number in range(9)]
    with store(tickets=tickets, attributions=shares) as connection:
        found = compared(scope(connection), "department", "reopened")
    assert sorted(found.groups["group"]) == ["Finance", "Logistics"]


@pytest.mark.parametrize("by", ["department", "product", "channel", "team", BY])
def test_each_choice_is_a_measure_with_a_label(by: str) -> None:
    with store(tickets=[]) as connection:
        for measure, label in choices(by).items():
            found = compared(scope(connection), by, measure)
            assert found.label == label
            assert found.funnel is None
            assert found.why
