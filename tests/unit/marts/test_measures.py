"""Measures equal what is counted by hand in a store of a few rows."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime
from typing import Any

import pytest

from etl.errors import InputError
from etl.marts.core.filters import Filters
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.core.notes import reasons
from etl.marts.measures.catalogue import measures
from etl.marts.measures.compute import as_json, compute
from etl.marts.shares.scope import Scope
from tests.store_rows import Row, laid, moved, orders, store, taxonomy, ticket

SOLO = {"count_stations": 1, "is_solved": True, "handle_minutes": 10.0, "minutes_basis": "logged"}


def measured(filters: Filters | None = None, **rows: list[Row]) -> dict[str, Measured]:
    with store(**rows) as connection:
        return compute(Scope(connection, filters or Filters(), taxonomy()))


def one(name: str, filters: Filters | None = None, **rows: list[Row]) -> Measured:
    with store(**rows) as connection:
        return compute(Scope(connection, filters or Filters(), taxonomy()), [name])[name]


def test_every_measure_is_defined_in_words() -> None:
    for each in measures():
        assert all((each.label, each.unit, each.grain, each.denominator)), each.name
        assert each.sentence.endswith("."), each.name


def test_an_empty_store_has_counts_of_none_and_reasons_for_the_rest() -> None:
    for name, result in measured().items():
        assert result.value == 0 or (result.value is None and reasons(result.notes)), name


def test_a_measure_that_is_not_there_is_named() -> None:
    with store() as connection, pytest.raises(InputError, match="no measure 'guilt'"):
        compute(Scope(connection, Filters(), taxonomy()), ["guilt"])


def test_the_json_has_the_keys_of_the_contract() -> None:
    result = as_json({"complaints": Measured(1.0, "complaints")}, Filters(channel=("email",)), datetime(2026, 3, 4))
    assert set(result) == {"measures", "filters", "as_of"}
    assert set(result["measures"]["complaints"]) == {
        "value", "unit", "numerator", "denominator", "low", "high", "note",
    }  # fmt: skip
    assert result["as_of"] == "2026-03-04T00:00:00"


def test_caused_elsewhere_has_the_bounds_that_the_unattributed_allow() -> None:
    shares = [laid("1", "Logistics"), laid("2", "Finance"), laid("3", "Support"), laid("4", "Unattributed")]
    result = measured(tickets=[ticket(name) for name in "1234"], attributions=shares)
    share = result["share_elsewhere"]
    assert (share.value, share.numerator, share.denominator) == (pytest.approx(2 / 3), 2, 3)
    assert (share.low, share.high) == (0.5, 0.75)
    assert (result["caused_by_frontline"].value, result["share_unattributed"].value) == (1, 0.25)


def test_a_shared_complaint_counts_in_parts_under_a_department() -> None:
    rows: dict[str, Any] = {
        "tickets": [ticket("1"), ticket("2")],
        "attributions": [laid("1", "Logistics", 0.5), laid("1", "Support", 0.5), laid("2", "Logistics")],
    }
    assert one("complaints", Filters(department=("Logistics",)), **rows).value == 1.5
    assert one("complaints", **rows).value == 2


def test_only_counted_complaints_are_complaints() -> None:
    tickets = [ticket("1"), ticket("2", kind="praise"), ticket("3", kind="request"), ticket("4", excluded_as="spam")]
    result = measured(tickets=[*tickets, ticket("5", excluded_as="merged", kind="request")])
    names = ("complaints", "tickets", "praise", "requests", "excluded", "excluded_spam", "excluded_merged")
    assert [result[name].value for name in names] == [1, 3, 1, 1, 2, 1, 1]


def test_a_ticket_without_attribution_is_unattributed_and_not_lost() -> None:
    result = measured(tickets=[ticket("1")])
    assert result["complaints"].value == result["unattributed"].value == 1


def test_only_the_run_in_force_counts() -> None:
    shares = [laid("1", "Finance"), laid("1", "Logistics", run_id=2)]
    rows: dict[str, Any] = {"tickets": [ticket("1", run_id=2)], "attributions": shares}
    assert one("complaints", Filters(department=("Finance",)), **rows).value == 0
    assert one("complaints", Filters(department=("Logistics",)), **rows).value == 1


def test_the_contact_lens_asks_who_was_first() -> None:
    tickets = [
        ticket("front", first_team="First line", team="Warehouse", count_stations=2),
        ticket("alone", team="Second line", count_stations=1),
        ticket("behind", first_team="Warehouse"),
        ticket("unknown", team="First line"),
        ticket("stranger", first_team="Night watch"),
        ticket("maybe", first_team="First line"),
        ticket("own", first_team="Warehouse"),
    ]
    shares = [laid(each["ticket_id"], "Logistics") for each in tickets[:5]]
    shares += [laid("maybe", "Unattributed"), laid("own", "Support")]
    result = one("absorption_contact", tickets=tickets, attributions=shares)
    assert (result.numerator, result.denominator) == (2, 3)
    assert result.value == pytest.approx(2 / 3)
    assert result.low == pytest.approx(2 / 5)  # both unknown weren't met first, the unattributed doesn't count
    assert result.high == pytest.approx(5 / 6)  # all that isn't known was met first and caused elsewhere
    assert note_words(result.notes) == (
        "Not known for 2 more complaints, for 1 of them because its team isn't assigned to a department."
    )


def test_the_effort_lens_spreads_minutes_over_the_stations() -> None:
    work = {"handle_minutes": 60.0, "minutes_basis": "estimated"}
    tickets = [
        ticket("alone", team="First line", count_stations=1, **work),
        ticket("handed", team="Warehouse", first_team="First line", count_stations=2, **work),
        ticket("far", team="Warehouse", first_team="First line", count_stations=3, **work),
        ticket("history", team="Billing", count_stations=4, **work),
    ]
    result = one(
        "absorption_effort",
        tickets=tickets,
        attributions=[laid(each["ticket_id"], "Logistics") for each in tickets],
        events=moved("history", None, "First line", "Warehouse", "First line", "Billing"),
    )
    # hours: 1; a half each; a third each and a third unknown; two of four stations
    assert result.numerator == pytest.approx(1 + 1 / 2 + 1 / 3 + 1 / 2)
    assert result.denominator == pytest.approx(4 - 1 / 3)
    assert result.low == pytest.approx((7 / 3) / 4)
    assert result.high == pytest.approx((7 / 3 + 1 / 3) / 4)
    assert result.is_estimated
    assert result.parts_unit == "h"


def test_the_closure_lens_asks_whether_the_origin_ever_held_it() -> None:
    tickets = [
        ticket("without", team="First line", **SOLO),
        ticket("with", team="First line", first_team="Warehouse", count_stations=2, is_solved=True),
        ticket("passed", team="First line", count_stations=3, is_solved=True),
        ticket("blurred", team="First line", count_stations=3, is_solved=True),
        ticket("open", team="First line", count_stations=1, is_solved=False),
        ticket("lost", team="First line", **SOLO),
    ]
    shares = [laid(each["ticket_id"], "Logistics") for each in tickets[:5]] + [laid("lost", "Unattributed")]
    events = moved("passed", None, "First line", "Warehouse", "First line")
    result = measured(tickets=tickets, attributions=shares, events=events)
    closure, participation = result["absorption_closure"], result["participation"]
    assert (closure.numerator, closure.denominator) == (1, 3)
    assert closure.low == pytest.approx(1 / 5)
    assert closure.high == pytest.approx(3 / 5)
    assert (participation.numerator, participation.denominator) == (2, 4)


def test_where_no_team_is_assigned_each_lens_says_so() -> None:
    result = measured(tickets=[ticket("1", team="Pool", is_solved=True)], attributions=[laid("1", "Logistics")])
    for name in ("absorption_contact", "absorption_closure"):
        assert result[name].value is None
        said = note_words(result[name].notes)
        assert said == "The teams that held 1 complaint aren't assigned to a department: say on Set-up whose they are."
    for name in ("absorption_effort", "participation", "handoffs"):
        assert result[name].value is None
        assert reasons(result[name].notes)


def test_stations_pass_over_unknown_teams_and_count_returns() -> None:
    events = moved("back", "First line", None, "First line", "Warehouse", "First line")
    events += moved("twice", None, "Warehouse", "Billing", "Warehouse", "Billing")
    tickets = [ticket("back"), ticket("twice"), ticket("still", team="First line", count_stations=1)]
    result = measured(tickets=tickets, attributions=[laid("back", "Logistics")], events=events)
    assert result["handoffs"].numerator == 2 + 3
    assert (result["pingpong"].numerator, result["pingpong"].denominator) == (2, 3)
    assert result["pingpong_returns"].value == 1 + 2
    assert result["handed_on"].numerator == 2


def test_what_bounces_back_returned_to_the_frontline_unsolved() -> None:
    noon = datetime(2026, 3, 4, 11)
    tickets = [
        ticket("returned"), ticket("kept"), ticket("mended", solved_at=noon.replace(hour=12)), ticket("onward"),
    ]  # fmt: skip
    path = (None, "First line", "Warehouse", "First line")
    events = moved("returned", *path) + moved("mended", *path) + moved("kept", *path[:3])
    events += moved("onward", None, "First line", "Warehouse", "Billing")
    result = one("bounce_back", tickets=tickets, events=events)
    assert (result.numerator, result.denominator) == (1, 5)


def test_the_companys_view_counts_only_days_that_have_volumes() -> None:
    tickets = [ticket("1"), ticket("2"), ticket("3", datetime(2026, 3, 5, 9)), ticket("4", kind="request")]
    volumes = [orders(date(2026, 3, 4), 20.0), orders(date(2026, 2, 1), 999.0)]
    result = measured(tickets=tickets, volumes=volumes)
    company = result["company_view"]
    assert (company.value, company.numerator, company.denominator) == (pytest.approx(0.9), 18, 20)
    assert result["contact_rate_gross"].value == pytest.approx(3 / 20 * 100)
    assert result["contact_rate_gross"].unit == "per 100 orders"


def test_net_contacts_count_an_order_or_a_requester_once() -> None:
    tickets = [
        ticket("1", order_ref="A"), ticket("2", order_ref="A"), ticket("3", requester="p"), ticket("4", requester="p"),
        ticket("5"), ticket("6"),
    ]  # fmt: skip
    result = one("contact_rate_net", tickets=tickets, volumes=[orders(date(2026, 3, 4), 100.0)])
    assert (result.numerator, result.value) == (4, 4)


def test_rates_follow_a_channel_that_the_volumes_know_and_are_off_elsewhere() -> None:
    day = date(2026, 3, 4)
    rows: dict[str, Any] = {
        "tickets": [ticket("1", channel="web"), ticket("2", channel="phone", language="nl")],
        "volumes": [orders(day, 10.0, channel="web"), orders(day, 30.0, channel="shop")],
    }
    assert one("contact_rate_gross", **rows).value == 5
    assert one("contact_rate_gross", Filters(channel=("web",)), **rows).value == 10
    off = one("contact_rate_gross", Filters(channel=("phone",)), **rows)
    assert (off.value, note_words(off.notes)) == (None, "Off under this filter: no orders for this channel.")
    off = one("company_view", Filters(language=("nl",)), **rows)
    assert (off.value, note_words(off.notes)) == (None, "Off under this filter: orders aren't known by language.")


def test_the_frontlines_view_keeps_all_its_hours_under_a_department() -> None:
    tickets = [
        ticket("1", team="First line", **SOLO),
        ticket("2", team="First line", **SOLO),
        ticket("3", team="Second line", kind="request", **SOLO),
        ticket("4", team="Warehouse", **SOLO),
    ]
    shares = [laid("1", "Logistics"), laid("2", "Finance"), laid("3", "Unattributed"), laid("4", "Logistics")]
    rows: dict[str, Any] = {"tickets": tickets, "attributions": shares}
    assert one("frontline_view", **rows).value == pytest.approx(20 / 30)
    assert one("frontline_view", Filters(department=("Logistics",)), **rows).value == pytest.approx(10 / 30)
    assert not one("frontline_view", **rows).is_estimated
    tickets[1] |= {"minutes_basis": "estimated"}
    assert one("frontline_view", **rows).is_estimated


def test_complaints_cost_their_minutes_and_the_goodwill() -> None:
    work = {"handle_minutes": 30.0, "minutes_basis": "estimated"}
    result = one("external_failure_cost", tickets=[ticket("1", goodwill_amount=10.0, **work), ticket("2", **work)])
    assert (result.value, result.unit) == (30 * 1 + 10, "EUR")
    assert result.is_estimated


def test_off_hours_are_those_of_the_origin_while_the_frontline_is_at_work() -> None:
    arrivals = {
        "office": datetime(2026, 3, 4, 12, 0),
        "opening": datetime(2026, 3, 4, 9, 29),  # Logistics opens at 9:00, Finance at 9:30
        "evening": datetime(2026, 3, 4, 20, 0),
        "saturday": datetime(2026, 3, 7, 12, 0),
        "night": datetime(2026, 3, 4, 23, 0),  # the frontline is closed too
        "easter": datetime(2026, 4, 6, 12, 0),  # a Monday, Dutch holiday
    }
    tickets = [ticket(name, at) for name, at in arrivals.items()]
    for department, expected in (("Logistics", 3), ("Finance", 3), ("Support", None)):
        shares = [laid(name, department) for name in arrivals]
        result = one("off_hours", tickets=tickets, attributions=shares)
        assert result.numerator == (expected or 0)
        assert result.denominator == (0 if expected is None else 6)


def test_the_service_measures_divide_by_what_is_known() -> None:
    tickets = [
        ticket("1", is_solved=True, count_replies=1, count_reopens=0, satisfaction="good"),
        ticket("2", is_solved=True, count_replies=3, count_reopens=2, satisfaction="bad"),
        ticket("3", is_solved=False, count_replies=1, satisfaction="offered"),
        ticket("4"),
    ]
    result = measured(tickets=tickets)
    told = {
        name: (result[name].numerator, result[name].denominator)
        for name in ("solved", "one_touch", "reopened", "satisfied")
    }
    assert told == {"solved": (2, 3), "one_touch": (1, 2), "reopened": (1, 2), "satisfied": (1, 2)}


def test_the_median_time_to_solve_counts_each_ticket_once() -> None:
    start = datetime(2026, 3, 4, 11)
    tickets = [ticket(str(hours), solved_at=start.replace(hour=11 + hours)) for hours in (1, 2, 9)]
    shares = [laid("1", "Logistics", 0.5), laid("1", "Finance", 0.5)]
    rows: dict[str, Any] = {"tickets": tickets, "attributions": shares}
    assert one("median_hours_to_solve", **rows).value == 2
    assert one("median_hours_to_solve", Filters(department=("Finance",)), **rows).value == 1


def test_a_filter_on_kinds_puts_those_tickets_in_the_complaints_place() -> None:
    tickets = [ticket("1", kind="other", is_solved=True), ticket("2", kind="request", is_solved=False), ticket("3")]
    events = moved("1", None, "First line", "Warehouse", "First line")
    rows: dict[str, Any] = {"tickets": tickets, "events": events}
    with store(**rows) as connection:
        everything, others = (
            compute(Scope(connection, each, taxonomy())) for each in (Filters(), Filters(kind=("other",)))
        )
    assert everything["handed_on"].value is None
    assert (others["handed_on"].value, others["pingpong"].value, others["bounce_back"].value) == (1, 1, 1)
    assert (others["solved"].denominator, others["complaints"].value) == (1, 0)


def test_measures_come_in_the_order_of_their_families_whichever_is_imported_first() -> None:
    asked = "import etl.marts.measures.worth; from etl.marts.measures.catalogue import measures; "
    asked += "print(measures()[0].name, measures()[-1].name)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["complaints", "goodwill_back"]
