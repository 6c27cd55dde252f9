"""What the frontline carries and what is handed on, counted by hand in stores of a few rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from etl.marts.core.filters import Filters
from etl.marts.core.formatting import parts_words
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.core.periods import DAYS_A_MONTH
from etl.marts.frames import bounce_backs, cost_by_cause, lenses, teams, workload_distribution
from etl.marts.frames.by_column import measures_by
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from etl.marts.shares.stays import NOBODY
from tests.store_rows import Row, laid, moved, store, taxonomy, ticket

WEDNESDAY = datetime(2026, 3, 4, 12)
"""Noon in Amsterdam, 11:00 UTC; `moved` changes teams from then on, an hour apart."""


def told(
    question: Callable[..., Any], filters: Filters | None = None, *, rows: dict[str, list[Row]], **more: Any
) -> Any:
    with store(**rows) as connection:
        return question(Scope(connection, filters or Filters(), taxonomy()), **more)


def measured(filters: Filters | None = None, **rows: list[Row]) -> dict[str, Measured]:
    with store(**rows) as connection:
        return compute(Scope(connection, filters or Filters(), taxonomy()))


def as_of_many(found: dict[str, Measured]) -> dict[str, Measured]:
    """The measures of a few rows as if they were of thirty, where there are any: of fewer no page has a finding."""
    return found | {"complaints": Measured(30.0, "complaints")} if found["complaints"].value else found


def gone_and_back() -> dict[str, list[Row]]:
    """Ticket 1 goes to the warehouse for an hour and comes back unsolved; 2 is solved there; 3 never leaves."""
    known = {"is_solved": True, "minutes_basis": "logged", "handle_minutes": 30.0}
    return {
        "tickets": [
            ticket("1", count_stations=3, team="First line", solved_at=datetime(2026, 3, 4, 14), **known),
            ticket("2", count_stations=2, team="Warehouse", solved_at=datetime(2026, 3, 4, 15), **known),
            ticket("3", count_stations=1, team="First line", solved_at=datetime(2026, 3, 4, 12), **known),
        ],
        "attributions": [laid("1", "Logistics", issue="Late"), laid("2", "Logistics"), laid("3", "Finance")],
        "events": [
            *moved("1", "First line", "Warehouse", "First line", start=datetime(2026, 3, 4, 12)),
            *moved("2", "First line", "Warehouse", start=datetime(2026, 3, 4, 13)),
        ],
    }


def test_a_team_waits_from_arrival_to_the_next_team_or_the_solution() -> None:
    frame = told(teams.by_team, rows=gone_and_back()).set_index("team")
    # 1: an hour until it leaves, an hour after it is back; 2: two hours; 3: an hour.
    assert frame.loc["First line", "held_hours"] == 5
    assert frame.loc["Warehouse", "held_hours"] == 3
    assert frame.loc["Warehouse", "held_business_hours"] == 3
    assert frame["handle_hours"].to_dict() == {
        "First line": pytest.approx(65 / 60),
        "Warehouse": pytest.approx(25 / 60),
    }
    assert not frame["is_estimated"].any()


def test_waiting_over_night_counts_the_departments_own_hours_only() -> None:
    rows: dict[str, list[Row]] = {
        "tickets": [
            ticket("1", datetime(2026, 3, 4, 16), team="Warehouse", count_stations=1, solved_at=datetime(2026, 3, 5, 9))
        ],
        "attributions": [laid("1", "Logistics")],
    }
    found = told(teams.by_team, rows=rows).iloc[0]
    assert (found["held_hours"], found["held_business_hours"]) == (18, 2)


def test_time_before_the_first_team_is_nobodys() -> None:
    rows: dict[str, list[Row]] = {
        "tickets": [ticket("1", count_stations=1, team="Warehouse", solved_at=datetime(2026, 3, 4, 14))],
        "attributions": [],
        "events": moved("1", None, "Warehouse", start=datetime(2026, 3, 4, 13)),
    }
    frame = told(teams.by_team, rows=rows).set_index("team")
    assert frame["held_hours"].to_dict() == {NOBODY: 2, "Warehouse": 1}


def test_an_open_ticket_is_held_until_the_last_moment_that_the_store_knows() -> None:
    rows: dict[str, list[Row]] = {
        "tickets": [
            ticket("1", count_stations=1, team="Warehouse", is_solved=False),
            ticket("2", WEDNESDAY + timedelta(hours=7)),
            ticket("3", count_stations=1, team="Billing"),
        ]
    }
    frame = told(teams.by_team, rows=rows).set_index("team")
    assert frame.loc["Warehouse", "open_hours"] == 7
    assert pd.isna(frame.loc["Warehouse", "held_hours"])  # that is for what has been solved
    assert frame.loc["Billing", ["held_hours", "open_hours"]].isna().all()  # nobody says whether it is solved


def test_days_that_teams_held_are_the_days_that_customers_waited_with_the_open_apart() -> None:
    """One page said 14,850 days for all, the other 67,049 for one team: open tickets were in the second, unsaid."""
    rows = gone_and_back()
    rows["tickets"] += [
        ticket("4", WEDNESDAY - timedelta(days=300), count_stations=1, team="First line", is_solved=False),
        ticket("5", count_stations=1, team="Billing", is_solved=True, kind="request", solved_at=datetime(2026, 3, 9)),
    ]
    frame, found = told(teams.by_team, rows=rows), measured(**rows)
    assert frame["held_hours"].sum() / 24 == pytest.approx(found["waiting_days"].value) == pytest.approx(8 / 24)
    assert frame["open_hours"].sum() / 24 == pytest.approx(found["open_waiting_days"].value)
    assert found["open_waiting_days"].value > 300
    assert note_words(found["waiting_days"].notes).startswith("3 solved, 0.1 days each. 1 still open has waited 30")
    carried = told(cost_by_cause.burden, rows=rows)
    assert carried["open_waiting_days"].sum() == pytest.approx(found["open_waiting_days"].value)
    said = teams.waiting_words(frame, frame.head(1), found)
    assert said.startswith("Drawn: 0.2 of the 0.3 days that customers waited for a solution. Not drawn: 30")


def test_hours_of_a_month_stand_beside_the_money_of_a_month() -> None:
    """A cause read "25.3 h a month · EUR 15,638": the money was that of fourteen months."""
    rows = gone_and_back()
    rows["tickets"] += [ticket("8", WEDNESDAY + timedelta(days=30)), ticket("9", WEDNESDAY + timedelta(days=60))]
    frame = told(cost_by_cause.burden, rows=rows).set_index("department")
    months = 61 / DAYS_A_MONTH
    late = frame.loc["Logistics"]
    assert late["cost_a_month"] == pytest.approx(late["cost"] / months)
    assert late["text"] == f"{late['hours_a_month']:.1f} h and EUR {late['cost'] / months:,.0f} a month"
    absorbed = measured(**rows)["frontline_cost_elsewhere"]
    assert note_words(absorbed.notes).startswith(f"EUR {absorbed.value / months:,.0f} a month in 2 months.")
    assert told(cost_by_cause.burden, rows=gone_and_back())["text"].str.endswith("in all").all()


def test_minutes_of_teams_that_no_change_names_are_unknown_and_not_lost() -> None:
    known = {"minutes_basis": "estimated", "handle_minutes": 60.0, "first_team": "First line", "team": "Warehouse"}
    frame = told(teams.by_team, rows={"tickets": [ticket("1", count_stations=4, **known)]}).set_index("team")
    assert frame["handle_hours"].to_dict() == {"First line": 0.25, "Warehouse": 0.25, "Unknown team": 0.5}
    assert frame["is_estimated"].all()


def test_time_lost_runs_from_handing_over_to_having_it_back_unsolved() -> None:
    frame = told(bounce_backs.time_lost, rows=gone_and_back()).set_index(["from_department", "to_department"])
    there = frame.loc[("Support", "Logistics")]
    assert (there["handoffs"], there["returned"], there["lost_hours"]) == (2, 1, 1)
    assert (there["lost_business_hours"], there["hours_each"]) == (1, 1)
    assert pd.isna(frame.loc[("Logistics", "Support"), "hours_each"])


def test_hours_while_open_are_known_of_every_pair_whatever_department_is_chosen() -> None:
    every = told(bounce_backs.time_lost, rows=gone_and_back())
    rows = gone_and_back()
    for row in rows["attributions"]:
        row["department"] = "Support"
    chosen = told(bounce_backs.time_lost, Filters(department=("Support",)), rows=rows)
    assert chosen["lost_business_hours"].tolist() == every["lost_business_hours"].tolist()
    assert chosen["lost_business_hours"].sum() == 1


def test_what_came_home_is_listed_with_where_it_came_from() -> None:
    found = told(bounce_backs.came_home, rows=gone_and_back())
    assert found[["ticket_id", "departments", "returns", "hours"]].to_numpy().tolist() == [["1", "Logistics", 1, 1.0]]


def test_coming_home_counts_a_ticket_once_and_by_any_way() -> None:
    def went(name: str, *way: str) -> list[Row]:
        return moved(name, *way)

    open_ = {"is_solved": False, "count_stations": 9}
    rows: dict[str, list[Row]] = {
        "tickets": [ticket(name, **open_) for name in "1234"],
        "events": [
            *went("1", "First line", "Warehouse", "First line", "Billing", "Second line"),
            *went("2", "First line", "Warehouse", "Billing", "First line"),
            *went("3", "First line", "Warehouse"),
            *went("4", "Billing", "First line"),
        ],
    }
    found = measured(**rows)["came_home"]
    assert (found.numerator, found.denominator) == (2, 3)
    assert measured(**rows)["bounce_back"].numerator == 3


def test_what_came_home_solved_did_not_come_home() -> None:
    rows = gone_and_back()
    rows["tickets"][0]["solved_at"] = datetime(2026, 3, 4, 12, 30)
    assert measured(**rows)["came_home"].numerator == 0
    assert told(bounce_backs.came_home, rows=rows).empty


def test_the_pages_number_of_hours_lost_is_the_measure() -> None:
    rows = gone_and_back()
    frame = told(bounce_backs.time_lost, rows=rows)
    assert measured(**rows)["lost_hours"].value == frame["lost_hours"].sum() == 1


def test_the_burden_of_a_cause_is_hours_money_touches_waiting_reopens_and_hand_offs() -> None:
    rows = gone_and_back()
    rows["tickets"][0] |= {"count_replies": 4, "count_reopens": 2, "goodwill_amount": 10.0}
    frame = told(cost_by_cause.burden, rows=rows, is_by_issue=True)
    late = frame[frame["issue"] == "Late"].iloc[0]
    assert late["frontline_hours"] == pytest.approx(1 / 3)
    assert late["cost"] == pytest.approx(20.0)
    assert (late["touches"], late["reopens"], late["handoffs"]) == (4, 2, 2)
    assert late["waiting_days"] == pytest.approx(3 / 24)
    assert frame["hours_a_month"].isna().all()  # one day of data isn't stretched to a month


def test_a_mended_cause_gives_back_its_hours_by_month() -> None:
    rows = gone_and_back()
    rows["tickets"] += [ticket("8", WEDNESDAY + timedelta(days=30)), ticket("9", WEDNESDAY + timedelta(days=60))]
    months = 61 / DAYS_A_MONTH
    found = measured(**rows)["hours_given_back"]
    assert found.value == pytest.approx((20 + 15 + 30) / 60 / months)
    assert note_words(found.notes).startswith("1.1 h in 2 months.")  # as the card of the hours says them
    frame = told(cost_by_cause.burden, rows=rows)
    elsewhere = frame[~frame["is_frontline"] & ~frame["is_unattributed"]]
    assert elsewhere["hours_a_month"].sum() == pytest.approx(found.value)


def test_parts_of_the_burden_are_the_measures_of_each_department() -> None:
    rows = gone_and_back()
    rows["tickets"][1] |= {"count_replies": 3, "count_reopens": 1}
    frame = told(cost_by_cause.burden, rows=rows).set_index("department")
    for name, by_hand in (("touches", 3 + 3 + 1), ("reopens", 1), ("waiting_days", 8 / 24)):
        whole = measured(**rows)[name]
        assert frame[name].sum() == pytest.approx(whole.value) == by_hand
        own = measured(Filters(department=("Logistics",)), **rows)[name]
        assert frame.loc["Logistics", name] == pytest.approx(own.value)
    assert measured(**rows)["touches"].is_estimated


def test_money_absorbed_is_frontline_hours_at_their_cost_and_goodwill_for_others() -> None:
    rows = gone_and_back()
    rows["tickets"][2]["goodwill_amount"] = 7.0
    found = measured(**rows)["frontline_cost_elsewhere"]
    assert found.value == pytest.approx((20 + 15 + 30) / 60 * 30 + 7)


@pytest.mark.parametrize("name", ["department", "issue", "channel", "product"])
def test_absorption_by_a_dimension_is_the_measure_of_each_group(name: str) -> None:
    rows = gone_and_back()
    rows["tickets"][0] |= {"channel": "email", "product": "Lamp"}
    frame = told(lenses.absorption_by, rows=rows, name=name)
    with store(**rows) as connection:
        expected = measures_by(Scope(connection, Filters(), taxonomy()), name, lenses.LENSES)
    pairs = frame.merge(expected, left_on=["group", "lens"], right_on=["group", "measure"])
    assert len(pairs) == len(frame) > 0
    for number in ("value", "numerator", "denominator", "low", "high"):
        pd.testing.assert_series_equal(pairs[f"{number}_x"], pairs[f"{number}_y"], check_names=False)


def test_absorption_by_month_is_the_measure_of_each_month() -> None:
    rows = gone_and_back()
    rows["tickets"].append(ticket("9", datetime(2026, 1, 31, 23, 59), count_stations=1, team="Warehouse"))
    rows["attributions"].append(laid("9", "Finance"))
    frame = told(lenses.absorption_by, rows=rows, name="month")
    assert frame["group"].drop_duplicates().tolist() == ["Jan 2026", "Mar 2026"]
    march = Filters(date_from=date(2026, 3, 1), date_to=date(2026, 3, 31))
    for row in frame[frame["group"] == "Mar 2026"].to_dict("records"):
        own = measured(march, **rows)[row["lens"]]
        assert (row["value"], row["low"], row["high"]) == pytest.approx((own.value, own.low, own.high))


def test_a_shift_counts_what_arrived_while_it_lasted() -> None:
    # Support is open from 8 to 22: turns from 8:00, 12:45 (rounded), ... of about four hours.
    arrivals = [(7, 59), (8, 0), (11, 29), (11, 30), (21, 59), (22, 0)]
    tickets = [ticket(str(n), datetime(2026, 3, 4, *at)) for n, at in enumerate(arrivals)]
    frame = told(workload_distribution.load_by_shift, rows={"tickets": tickets})
    assert frame["hours"].tolist() == ["08:00–11:30", "11:30–15:00", "15:00–18:30", "18:30–22:00"]
    assert frame["load"].tolist() == [2, 1, 0, 1]


def people(count: int, weeks: int = 5) -> list[Row]:
    monday = datetime(2026, 3, 2, 12)
    return [
        ticket(
            f"{person}-{week}-{number}", monday + timedelta(days=7 * week), agent=f"agent-{person}", team="First line"
        )
        for person in range(count)
        for week in range(weeks)
        for number in range(person + 1)
    ]


def test_the_load_of_people_is_a_distribution_and_names_nobody() -> None:
    frame = told(
        workload_distribution.person_spread, rows={"tickets": [*people(5), ticket("end", datetime(2026, 4, 5, 12))]}
    )
    march = frame.iloc[0]
    assert (march["median"], march["lower"], march["upper"], march["people"]) == (3, 2, 4, 5)
    assert "agent" not in frame.to_csv()


def test_fewer_than_five_people_are_not_shown() -> None:
    assert told(workload_distribution.person_spread, rows={"tickets": people(4)}).empty


def test_weeks_that_the_data_cuts_are_no_load_of_a_person() -> None:
    tickets = [ticket("1", datetime(2026, 3, 4, 12), agent="a", team="First line")]
    assert told(workload_distribution.load_by_person, rows={"tickets": tickets}).empty


def test_people_off_the_frontline_are_not_counted() -> None:
    rows = [row | {"team": "Warehouse"} for row in people(6)]
    assert told(workload_distribution.person_spread, rows={"tickets": rows}).empty


@pytest.mark.parametrize(
    "question",
    [teams.by_team, bounce_backs.time_lost, bounce_backs.came_home, bounce_backs.returned,
    workload_distribution.shift_spread, workload_distribution.person_spread,
     workload_distribution.hours_spread, cost_by_cause.burden],
)  # fmt: skip
def test_an_empty_store_gives_no_rows(question: Callable[..., pd.DataFrame]) -> None:
    frame = told(question, rows={})
    assert frame.empty
    assert len(frame.columns) > 3


@pytest.mark.parametrize(
    ("rows", "finding"),
    [
        ({}, "There are no complaints"),
        ({"tickets": [ticket("1")]}, "isn't known yet"),
        (gone_and_back(), "The frontline spent 1.1 h on what other departments caused."),
    ],
)
def test_the_headline_of_the_load_is_computed(rows: dict[str, list[Row]], finding: str) -> None:
    assert finding in cost_by_cause.frontline_finding(as_of_many(measured(**rows)))


def test_the_headline_says_at_least_where_origins_are_unknown() -> None:
    rows = gone_and_back()
    rows["attributions"] = [laid("1", "Logistics"), laid("2", "Unattributed"), laid("3", "Unattributed")]
    found = measured(**rows)
    assert "spent at least 0.3 h" in cost_by_cause.frontline_finding(as_of_many(found))
    assert "–1.1 h" in parts_words(found["frontline_hours_elsewhere"])


@pytest.mark.parametrize(
    ("rows", "finding"),
    [
        ({}, "There are no complaints"),
        ({"tickets": [ticket("1")]}, "No hand-off between departments is known"),
        (gone_and_back(), "1 of 2 complaints that the frontline handed on came back unsolved"),
    ],
)
def test_the_headline_of_deflection_is_computed(rows: dict[str, list[Row]], finding: str) -> None:
    assert finding in bounce_backs.deflection_finding(as_of_many(measured(**rows)))
