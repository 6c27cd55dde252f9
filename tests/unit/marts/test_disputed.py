"""What of each figure is disputed, counted by hand in a store of a few rows; the figures themselves stay the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from etl.marts.core.filters import Filters
from etl.marts.estimates.reviewer_agreement import confusion
from etl.marts.frames import breakdowns, cost_by_cause, effects, lenses, replay, teams, workload_distribution
from etl.marts.frames.bounce_backs import time_lost
from etl.marts.measures import goodwill, response_times
from etl.marts.shares.overrides import RULING_COLUMNS
from etl.marts.shares.scope import Scope
from tests.store_rows import Row, laid, moved, orders, store, taxonomy, ticket

NOON = datetime(2026, 3, 4, 12)


def marked(*pairs: tuple[str, str]) -> pd.DataFrame:
    """Disputes that wait: ticket and the department that disputes its share."""
    rows = [("shop", ticket_id, department, None, 1.0, False, True) for ticket_id, department in pairs]
    return pd.DataFrame(rows, columns=list(RULING_COLUMNS))


DISPUTED = marked(("1", "Logistics"), ("3", "Finance"))


def rows() -> dict[str, list[Row]]:
    """1 comes home unsolved from the warehouse; 2 is solved there; 3 is halved; 4 nobody disputes. An hour each."""
    known = {"is_solved": True, "minutes_basis": "logged", "handle_minutes": 60.0, "agent": "a"}
    return {
        "tickets": [
            ticket("1", count_stations=3, team="First line", solved_at=NOON + timedelta(hours=2), **known),
            ticket("2", count_stations=2, team="Warehouse", solved_at=NOON + timedelta(hours=3), **known),
            ticket("3", count_stations=1, team="First line", solved_at=NOON, **known),
            ticket("4", count_stations=1, team="First line", solved_at=NOON, **known),
        ],
        "attributions": [
            laid("1", "Logistics", issue="Late"), laid("2", "Logistics", issue="Late"),
            laid("3", "Logistics", 0.5), laid("3", "Finance", 0.5), laid("4", "Support"),
        ],
        "events": [
            *moved("1", "First line", "Warehouse", "First line", start=NOON),
            *moved("2", "First line", "Warehouse", start=NOON + timedelta(hours=1)),
        ],
        "volumes": [orders(NOON.date(), 10)],
    }  # fmt: skip


def told(
    question: Callable[..., Any], rulings: pd.DataFrame | None = DISPUTED, filters: Filters | None = None, **more: Any
) -> Any:
    with store(**rows()) as connection:
        return question(Scope(connection, filters or Filters(), taxonomy(), rulings), **more)


def test_the_disputed_shares_and_the_others_are_all_of_them() -> None:
    with store(**rows()) as connection:
        every = Scope(connection, Filters(), taxonomy(), DISPUTED)
        sums = [
            cost_by_cause.burden(scope)["complaints"].sum()
            for scope in (every, every.with_disputed(True), every.with_disputed(False))
        ]
    assert sums == [4.0, 1.5, 2.5]


def test_a_part_stays_disputed_under_other_filters() -> None:
    with store(**rows()) as connection:
        alone = Scope(connection, Filters(), taxonomy(), DISPUTED).with_disputed(True)
        found = cost_by_cause.burden(alone.with_filters(Filters(department=("Finance",))))
    assert found["complaints"].tolist() == [0.5]


QUESTIONS: dict[str, Callable[..., pd.DataFrame]] = {
    "hours by cause": lambda rulings: told(cost_by_cause.burden, rulings, is_by_issue=True),
    "lenses": lambda rulings: told(lenses.absorption_by, rulings, name="department"),
    "lenses by month": lambda rulings: told(lenses.absorption_by, rulings, name="month"),
    "participation": lambda rulings: told(
        breakdowns.measures_by, rulings, name="department", wanted=("participation",)
    ).sort_values("group", ignore_index=True),
    "matrix": lambda rulings: told(time_lost, rulings),
    "teams": lambda rulings: told(teams.by_team, rulings),
    "grid": lambda rulings: told(breakdowns.weekday_hour, rulings),
    "day": lambda rulings: told(replay.replay, rulings, day=NOON.date()).origins,
    "shifts": lambda rulings: told(workload_distribution.shift_spread, rulings),
    "hours of shifts": lambda rulings: told(workload_distribution.hours_spread, rulings),
    "answers": lambda rulings: told(response_times.answer_times, rulings),
    "company": lambda rulings: told(breakdowns.two_views, rulings).company,
    "over time": lambda rulings: told(breakdowns.measure_over_time, rulings, name="participation"),
    "bounced back": lambda rulings: told(effects.values_over_time, rulings, name="bounce_back", step="month"),
    "came back": lambda rulings: told(effects.values_over_time, rulings, name="came_home", step="month"),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_dispute_changes_no_figure_and_is_told_beside_it(name: str) -> None:
    calm, disputed = QUESTIONS[name](None), QUESTIONS[name](DISPUTED)
    told_beside = [column for column in calm if str(column).startswith(("disputed", "undisputed"))]
    assert "disputed" in {str(column).partition("_")[0] for column in told_beside}
    pd.testing.assert_frame_equal(calm.drop(columns=told_beside), disputed.drop(columns=told_beside))
    parts = [column for column in told_beside if not str(column).startswith("undisputed")]
    assert not calm[parts].to_numpy().any()
    assert disputed[parts].to_numpy().any()


def test_disputed_hours_are_told_by_cause() -> None:
    found = QUESTIONS["hours by cause"](DISPUTED).set_index(["department", "issue"])
    assert found.loc[("Logistics", "Late"), ["complaints", "disputed"]].tolist() == [2.0, 1.0]
    # Of 1's hour two of three stations are the frontline's; of 2's one of two.
    assert found.loc[("Logistics", "Late"), "disputed_hours"] == pytest.approx(2 / 3)
    assert found.loc[("Logistics", "Late"), "frontline_hours"] == pytest.approx(2 / 3 + 1 / 2)
    logistics = found.loc["Logistics"]
    assert logistics.loc[logistics.index.isna(), "disputed"].tolist() == [0.0]


def test_disputed_parts_of_a_share_stand_over_and_under_the_line() -> None:
    found = QUESTIONS["participation"](DISPUTED).set_index("group")
    told_of = ["numerator", "denominator", "disputed_part", "disputed"]
    assert found.loc["Logistics", told_of].tolist() == [2.0, 2.5, 1.0, 1.0]
    assert found.loc["Finance", told_of].tolist() == [0.0, 0.5, 0.0, 0.5]
    lens = QUESTIONS["lenses"](DISPUTED).set_index(["group", "lens"])
    assert lens.loc[("Finance", "absorption_contact"), told_of].tolist() == [0.5, 0.5, 0.5, 0.5]
    month = QUESTIONS["lenses by month"](DISPUTED).set_index("lens")
    assert month.loc["absorption_closure", told_of].tolist() == [1.0, 3.0, 0.5, 1.5]


def test_disputed_hand_offs_and_waiting_are_told() -> None:
    pairs = QUESTIONS["matrix"](DISPUTED).set_index(["from_department", "to_department"])
    assert pairs.loc[("Support", "Logistics"), ["handoffs", "disputed"]].tolist() == [2.0, 1.0]
    assert pairs.loc[("Logistics", "Support"), ["handoffs", "disputed"]].tolist() == [1.0, 1.0]
    waited = QUESTIONS["teams"](DISPUTED).set_index("team")
    assert waited.loc["Warehouse", "disputed_hours"] == 1.0
    asked_for = QUESTIONS["answers"](DISPUTED)
    assert asked_for[["asked", "disputed"]].to_numpy().tolist() == [[2.0, 1.0]]


def test_disputed_arrivals_are_told_by_hour_and_by_department() -> None:
    grid = QUESTIONS["grid"](DISPUTED)
    arrived = grid[grid["complaints"] > 0]
    assert arrived[["weekday", "hour", "complaints", "disputed"]].to_numpy().tolist() == [[2, 12, 4.0, 1.5]]
    origins = QUESTIONS["day"](DISPUTED).set_index("department")["disputed"]
    assert origins.to_dict() == {"Logistics": 1.0, "Finance": 0.5, "Support": 0.0}


def test_of_orders_the_disputed_complaints_are_told() -> None:
    company = QUESTIONS["company"](DISPUTED)
    # Four of ten orders: 40 squares, of which 1.5 ÷ 4.
    assert company.groupby("is_complaint")["disputed"].first().to_dict() == {False: 0.0, True: 15.0}


def test_disputed_parts_of_a_month_are_told_for_counts_and_shares() -> None:
    count = told(breakdowns.measure_over_time, name="complaints")
    assert count[["value", "disputed_value"]].to_numpy().tolist() == [[4.0, 1.5]]
    bounced = QUESTIONS["bounced back"](DISPUTED)
    told_of = ["numerator", "denominator", "disputed_part", "disputed"]
    assert bounced[told_of].to_numpy().tolist() == [[1.0, 2.0, 1.0, 1.0]]
    assert QUESTIONS["came back"](DISPUTED)[told_of].to_numpy().tolist() == [[1.0, 2.0, 1.0, 1.0]]


def test_an_effect_tells_what_of_its_periods_is_disputed() -> None:
    found = told(effects.effect, name="complaints", start=date(2026, 3, 1)).frame
    assert found["disputed_value"].tolist() == [1.5]


def test_a_middle_is_told_without_the_disputed_tickets_too() -> None:
    shifts = QUESTIONS["hours of shifts"](DISPUTED)
    noon = shifts[shifts["load"] > 0]
    assert noon[["median", "undisputed", "load", "disputed"]].to_numpy().tolist() == [[4.0, 2.5, 4.0, 1.5]]
    calm = QUESTIONS["hours of shifts"](None)
    assert (calm["undisputed"] == calm["median"]).all()
    assert not calm["disputed"].any()


def several(count: int, hours: int, disputed: int) -> tuple[dict[str, list[Row]], pd.DataFrame]:
    """Complaints that wait so many hours at the warehouse each, and so many disputed among them, twice as long."""
    ids = [str(number) for number in range(count)]
    waits = {each: hours * (2 if number < disputed else 1) for number, each in enumerate(ids)}
    start = datetime(2026, 3, 4, 8)
    solved = {each: start + timedelta(hours=waits[each]) for each in ids}
    found = {
        "tickets": [ticket(each, count_stations=2, team="Warehouse", solved_at=solved[each]) for each in ids],
        "attributions": [laid(each, "Logistics", issue="Late") for each in ids],
        "events": [row for each in ids for row in moved(each, "First line", "Warehouse", start=start)],
    }
    return found, marked(*((each, "Logistics") for each in ids[:disputed]))


def test_an_answer_time_is_told_without_the_disputed_complaints_too() -> None:
    found, rulings = several(11, hours=2, disputed=6)
    with store(**found) as connection:
        told_of = response_times.answer_times(Scope(connection, Filters(), taxonomy(), rulings)).iloc[0]
    assert told_of[["asked", "disputed", "median_hours", "undisputed_hours"]].tolist() == [11, 6.0, 4.0, 2.0]


def test_an_answer_time_is_missing_where_too_few_are_left_without_the_disputed() -> None:
    found, rulings = several(6, hours=2, disputed=3)
    with store(**found) as connection:
        told_of = response_times.answer_times(Scope(connection, Filters(), taxonomy(), rulings)).iloc[0]
    assert told_of["median_hours"] == 3.0
    assert pd.isna(told_of["undisputed_hours"])


def test_a_difference_is_told_without_the_disputed_complaints_too() -> None:
    ids = [str(number) for number in range(24)]
    given = {each: {"goodwill_amount": 5.0} if number < 12 else {} for number, each in enumerate(ids)}
    good = {each: "good" if number % 12 < 6 else "bad" for number, each in enumerate(ids)}
    found = {
        "tickets": [ticket(each, channel="email", satisfaction=good[each], **given[each]) for each in ids],
        "attributions": [laid(each, "Logistics", issue="Late") for each in ids],
    }
    # Disputed: four content ones with a gesture.
    rulings = marked(*((each, "Logistics") for each in ids[:4]))
    with store(**found) as connection:
        every = goodwill.differences(Scope(connection, Filters(), taxonomy())).iloc[0]
        told_of = goodwill.differences(Scope(connection, Filters(), taxonomy(), rulings)).iloc[0]
    assert every[["difference", "compared", "disputed", "undisputed"]].tolist() == [0.0, 24.0, 0.0, 0.0]
    assert told_of[["difference", "compared", "disputed"]].tolist() == [0.0, 24.0, 4.0]
    assert told_of["undisputed"] == pytest.approx(100 * (2 / 8 - 6 / 12))


def test_of_compared_complaints_only_the_disputed_themselves_count_and_not_what_stood_beside_them() -> None:
    # Late: five gestures beside five. Broken: one, disputed, beside twenty that compare with nothing without it.
    # Lost: one, disputed too, that compares with nothing at all.
    issues = {**{f"late {number}": "Late" for number in range(10)}, **{f"x {number}": "Broken" for number in range(21)}}
    issues["lost"] = "Lost"
    gifts = {*list(issues)[:5], "x 0", "lost"}
    given = {each: {"goodwill_amount": 5.0} if each in gifts else {} for each in issues}
    found = {
        "tickets": [ticket(each, channel="email", satisfaction="good", **given[each]) for each in issues],
        "attributions": [laid(each, "Logistics", issue=issue) for each, issue in issues.items()],
    }
    rulings = marked(*((each, "Logistics") for each in ("x 0", "late 9", "lost")))
    with store(**found) as connection:
        told_of = goodwill.differences(Scope(connection, Filters(), taxonomy(), rulings)).iloc[0]
    assert told_of[["compared", "disputed"]].tolist() == [31.0, 2.0]


def test_what_people_said_of_the_random_sample_holds_nothing_disputed() -> None:
    judged = pd.DataFrame(
        {"source": ["shop"], "ticket_id": ["1"], "author": ["Ann"], "department": ["Logistics"],
         "engine_department": ["Logistics"], "engine_run_id": [1], "ruled_at": [NOON], "probability": [0.5]}
    )  # fmt: skip
    with store(**rows()) as connection:
        frames = [confusion(Scope(connection, Filters(), taxonomy(), ruled, judged)) for ruled in (None, DISPUTED)]
    pd.testing.assert_frame_equal(*frames)
    assert frames[0]["tickets"].tolist() == [1]
