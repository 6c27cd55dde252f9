"""Orders that a person typed in: spread over the days of the data, and marked wherever they are used."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from etl.marts.core.filters import Filters
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.frames.breakdowns import two_views
from etl.marts.frames.export_coverage import told
from etl.marts.frames.next_step import lines, steps
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from tests.store_rows import laid, orders, store, taxonomy, ticket

TYPED = replace(taxonomy(), orders_a_month=3043.75)  # 100 a day
TICKETS = [ticket(str(number), datetime(2026, 3, 1 + number % 10, 12)) for number in range(70)]


def measured(name: str, filters: Filters = Filters(), **rows: list[dict[str, object]]) -> Measured:  # noqa: B008
    with store(tickets=TICKETS, **rows) as connection:
        return compute(Scope(connection, filters, TYPED), [name])[name]


def test_ninety_three_of_a_hundred_go_well() -> None:
    view = measured("company_view")
    assert (view.denominator, view.numerator) == (pytest.approx(1000), pytest.approx(930))
    assert view.value == pytest.approx(0.93)
    assert note_words(view.notes) == "Orders typed in: about 3,044 a month."
    attributed = [laid(row["ticket_id"], "Logistics") for row in TICKETS]
    with store(tickets=TICKETS, attributions=attributed) as connection:
        drawn = two_views(Scope(connection, Filters(), TYPED))
    assert drawn.company_title == "100 orders (number typed in)"
    assert drawn.company["is_complaint"].sum() == 7


def test_a_period_narrows_the_orders_as_it_narrows_the_complaints() -> None:
    rate = measured("contact_rate_gross", Filters(date_from=date(2026, 3, 1), date_to=date(2026, 3, 2)))
    assert (rate.numerator, rate.denominator) == (14, pytest.approx(200))
    assert "typed in" in note_words(rate.notes)
    net = measured("contact_rate_net", Filters(date_from=date(2026, 3, 9), date_to=date(2026, 5, 1)))
    assert (net.numerator, net.denominator) == (14, pytest.approx(200))


def test_where_nothing_is_ordered_nobody_is_asked_for_orders() -> None:
    with store(tickets=TICKETS) as connection:
        scopes = [Scope(connection, Filters(), replace(taxonomy(), sells=sells)) for sells in (True, False)]
        reasons = [note_words(compute(scope, ["company_view"])["company_view"].notes) for scope in scopes]
        asked = [[one.name for one in steps(told(scope))] for scope in scopes]
        named = [[one.name for one in lines(told(scope))] for scope in scopes]
    assert reasons[0].startswith("No orders are loaded: ")
    assert reasons[1].startswith("Nothing is ordered here. ")
    assert ["orders" in each for each in asked] == [True, False]
    assert ["Orders" in each for each in named] == [True, False]


def test_what_is_counted_where_nothing_is_ordered_is_used() -> None:
    calls = [orders(date(2026, 3, 1), 50.0) | {"unit": "calls"}]
    with store(tickets=TICKETS, volumes=calls) as connection:
        scope = Scope(connection, Filters(), replace(taxonomy(), sells=False))
        view = compute(scope, ["company_view"])["company_view"]
        assert (view.denominator, view.parts_unit) == (50, "calls")
        assert "Orders" in [one.name for one in lines(told(scope))]


def test_what_is_typed_in_knows_no_channels() -> None:
    off = measured("company_view", Filters(channel=("web",)))
    assert off.value is None
    assert note_words(off.notes) == "Off under this filter: orders that were typed in aren't known by channel."


def test_orders_that_are_loaded_take_the_place_of_what_was_typed_in() -> None:
    view = measured("company_view", volumes=[orders(date(2026, 3, 1), 50.0)])
    assert (view.denominator, view.notes) == (50, ())


def test_what_was_typed_in_is_no_step_any_more() -> None:
    with store(tickets=TICKETS) as connection:
        assert told(Scope(connection, Filters(), TYPED)).has_orders
        assert not told(Scope(connection, Filters(), taxonomy())).has_orders
