"""Before and after a day: only what is more than ordinary variation is called a change."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.errors import InputError
from etl.ledger.annotations import Event
from etl.ledger.commitments import Commitment
from etl.marts.core.filters import Filters
from etl.marts.core.process_limits import laney_p, xmr
from etl.marts.frames.commitments import Outcome, commitments_finding, listing, marks, outcome, under_names_now
from etl.marts.frames.effects import Effect, effect, values_over_time
from etl.marts.frames.shadow import FIGURES, figures_since
from etl.marts.measures.catalogue import measures
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from etl.taxonomy import parse_taxonomy
from tests.store_rows import TAXONOMY, Row, laid, moved, orders, store, taxonomy, ticket

BEFORE = (20, 22, 19, 21, 20, 18, 22, 21, 19, 20)


def months(*counts: int, minutes: float = 30.0) -> dict[str, list[Row]]:
    """Complaints of Logistics a month from January 2025 on, and one on the last day of the last month."""
    tickets, shares = [], []
    for number, count in enumerate(counts):
        first = datetime(2025 + number // 12, number % 12 + 1, 1, 10)
        following = datetime(first.year + first.month // 12, first.month % 12 + 1, 1)
        days = [first, *(first + timedelta(hours=12 * step) for step in range(1, count - 1))]
        days.append(following - timedelta(hours=4))
        for place, at in enumerate(days):
            name = f"{number}-{place}"
            tickets.append(ticket(name, at, handle_minutes=minutes, minutes_basis="logged", team="First line"))
            shares.append(laid(name, "Logistics", issue="Late"))
    return {"tickets": tickets, "attributions": shares}


def complaints(start: date, *counts: int) -> Effect:
    with store(**months(*counts)) as connection:
        return effect(Scope(connection, Filters(), taxonomy()), "complaints", start)


NOVEMBER = date(2025, 11, 1)


def test_a_drop_below_the_limits_of_before_is_a_change() -> None:
    found = complaints(NOVEMBER, *BEFORE, 6, 5)
    assert (found.verdict, found.step, found.count_before, found.count_after) == ("lower", "month", 10, 2)
    assert (found.before, found.after) == (pytest.approx(20.2), 5.5)
    assert found.words.startswith("Lower than before, by more than ordinary variation: Nov 2025, below")


def test_a_change_can_not_widen_the_limits_that_it_is_judged_by() -> None:
    found = complaints(NOVEMBER, *BEFORE, 6, 5)
    alone = complaints(NOVEMBER, *BEFORE, 20, 20)
    assert np.allclose(found.frame[["mean", "low", "high"]], alone.frame[["mean", "low", "high"]])


def test_what_lies_within_the_limits_is_ordinary_variation() -> None:
    found = complaints(NOVEMBER, *BEFORE, 18, 21)
    assert (found.verdict, found.is_change) == ("ordinary variation", False)
    assert "don't differ clearly from before" in found.words


def test_seven_in_a_row_below_the_mean_of_before_are_a_change() -> None:
    found = complaints(NOVEMBER, *BEFORE, 19, 18, 19, 18, 19, 18, 19)
    assert found.verdict == "lower"
    assert "7 or more in a row below" in found.words


def test_no_data_yet_is_said_while_no_whole_month_lies_after() -> None:
    found = complaints(date(2026, 1, 1), *BEFORE, 18, 21)
    assert (found.verdict, found.after) == ("no data yet", None)
    assert found.words == "No data yet: no whole month with data lies after 1 Jan 2026."


def test_the_month_in_which_it_starts_is_neither_before_nor_after() -> None:
    found = complaints(date(2025, 11, 10), *BEFORE, 2, 20)
    assert found.frame["when"].tolist()[-2:] == ["between", "after"]
    assert (found.count_before, found.count_after, found.after) == (10, 1, 20)


def test_weeks_are_taken_where_too_few_months_lie_before() -> None:
    found = complaints(date(2025, 4, 1), 20, 22, 19, 21, 20)
    assert found.step == "week"
    assert found.per_month(2.0) == pytest.approx(8.7, abs=0.01)


def test_too_short_a_past_says_so() -> None:
    found = complaints(date(2025, 2, 1), 20, 22)
    assert found.verdict == "no data yet"
    assert "8 are needed" in found.words


def test_a_signal_against_the_mean_is_no_steady_change() -> None:
    found = complaints(NOVEMBER, *BEFORE, 27, 16, 16)
    assert found.verdict == "mixed"
    assert found.words.startswith("No steady change: Nov 2025, above the limits")


def test_one_peak_that_carries_the_mean_is_no_steady_change() -> None:
    found = complaints(NOVEMBER, *BEFORE, 60, *[18] * 7)
    assert found.after is not None
    assert found.before is not None
    assert found.after > found.before
    assert found.verdict == "mixed"
    assert "7 or more in a row below the average, yet the average since is higher" in found.words


def test_one_peak_does_not_hide_what_most_months_say() -> None:
    found = complaints(NOVEMBER, *BEFORE, 30, *[6] * 7)
    assert found.verdict == "lower"
    assert found.words.startswith("Lower than before, by more than ordinary variation: Dec 2025, below")


def test_an_empty_store_has_no_data_yet() -> None:
    with store() as connection:
        found = effect(Scope(connection, Filters(), taxonomy()), "complaints", NOVEMBER)
    assert (found.verdict, found.before, found.after, len(found.frame)) == ("no data yet", None, None, 0)


def test_an_unknown_measure_is_refused() -> None:
    with store() as connection, pytest.raises(InputError, match="no measure"):
        effect(Scope(connection, Filters(), taxonomy()), "luck", NOVEMBER)


def test_a_measure_that_is_not_told_for_groups_is_told_month_by_month() -> None:
    with store(**months(3, 4, 5)) as connection:
        found = values_over_time(Scope(connection, Filters(), taxonomy()), "gestures", "month")
    assert found["value"].isna().all()
    rows = months(3, 4, 5)
    for number, row in enumerate(rows["tickets"]):
        row["goodwill_amount"] = 5.0 * (number % 2)
    with store(**rows) as connection:
        found = values_over_time(Scope(connection, Filters(), taxonomy()), "gestures", "month")
    assert found["value"].tolist() == [1.0, 2.0, 3.0]


def test_a_measure_is_asked_by_period_for_what_it_is_and_not_for_how_its_note_is_worded() -> None:
    """Contact rates gave no value by month: their note for groups was another sentence."""
    rows = months(4, 6) | {"volumes": [orders(date(2025, 1, 5), 100), orders(date(2025, 2, 5), 100)]}
    rows["tickets"] = [row | {"created_date": row["created_date"].replace(day=5)} for row in rows["tickets"]]
    ungrouped = [each for each in measures() if not each.is_grouped]
    assert {"contact_rate_gross", "company_view", "bounce_back", "median_hours_to_solve"} <= {n.name for n in ungrouped}
    with store(**rows) as connection:
        scope = Scope(connection, Filters(), taxonomy())
        for each in ungrouped:
            for row in values_over_time(scope, each.name, "month").to_dict("records"):
                days = Filters(date_from=row["period"].date(), date_to=row["period"].date().replace(day=28))
                alone = compute(Scope(connection, days, taxonomy()), [each.name])[each.name].value
                assert row["value"] == pytest.approx(alone, nan_ok=True) or (alone is None and np.isnan(row["value"]))
        rates = values_over_time(scope, "contact_rate_gross", "month")["value"].tolist()
    assert rates == [4.0, 6.0]


def test_bounce_back_by_month_is_the_measure_of_each_month() -> None:
    rows = months(*[3] * 10)
    at = [row["created_at"] for row in rows["tickets"]]
    rows["tickets"] = [row | {"count_stations": 3, "first_team": "First line"} for row in rows["tickets"]]
    rows["events"] = [
        row
        for one, moment in zip(rows["tickets"], at, strict=True)
        for row in moved(one["ticket_id"], "First line", "Warehouse", "First line", start=moment)
    ]
    with store(**rows) as connection:
        found = figures_since(Scope(connection, Filters(), taxonomy()), department="Logistics", start=date(2025, 9, 1))
    assert [each.name for each in found] == list(FIGURES)
    bounced = found[-1]
    assert bounced.frame["value"].tolist() == [1.0] * 10
    assert bounced.frame["denominator"].sum() == 30
    with store(**rows) as connection:
        march = Filters(department=("Logistics",), date_from=date(2025, 3, 1), date_to=date(2025, 3, 31))
        said = compute(Scope(connection, march, taxonomy()), ["bounce_back"])["bounce_back"]
    assert bounced.frame.loc[2, ["value", "numerator", "denominator"]].tolist() == [1.0, said.numerator, 3.0]
    assert bounced.verdict == "ordinary variation"


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(st.integers(0, 40), min_size=8, max_size=20), after=st.lists(st.integers(0, 40), max_size=6))
def test_later_periods_never_teach_the_limits(values: list[int], after: list[int]) -> None:
    every = np.array([*values, *after], dtype="float64")
    whole, teaches = np.full(len(every), True), np.arange(len(every)) < len(values)
    alone = xmr(every[teaches], whole[teaches])
    held = xmr(every, whole, teaches)
    assert np.allclose(held.high, alone.high[0])
    parts, n = every, np.full(len(every), 40.0)
    shares = laney_p(parts, n, whole, teaches)
    assert np.allclose(shares.mean, laney_p(parts[teaches], n[teaches], whole[teaches]).mean[0])


def became(*counts: int, target: float | None = 10.0, minutes: float = 30.0, start: date = NOVEMBER) -> Outcome:
    with store(**months(*counts, minutes=minutes)) as connection:
        everything = Scope(connection, Filters(department=("Finance",)), taxonomy())
        return outcome(everything, department="Logistics", issue="Late", start=start, target=target)


def test_hours_are_given_back_only_where_complaints_really_fell() -> None:
    fallen = became(*BEFORE, 6, 5)
    assert fallen.hours_a_month == pytest.approx((20.2 - 5.5) / 2)
    assert fallen.hours_words == "Hours given back: 7.3 h a month."
    assert became(*BEFORE, 18, 21).hours_words == "Hours given back: none can be claimed."
    assert became(*BEFORE, 18, start=date(2026, 1, 1)).hours_words == "Hours given back: no data yet."


def test_a_target_is_reached_missed_or_met_by_ordinary_variation() -> None:
    assert became(*BEFORE, 6, 5).target_words == "Target: 10 complaints a month; 5.5 since 1 Nov 2025, reached."
    missed = became(*BEFORE, 18, 21)
    assert (missed.is_target_met, missed.target_words.endswith("not reached yet.")) == (False, True)
    assert became(*BEFORE, 18, 21, target=30).target_words.endswith("within ordinary variation.")
    assert became(*BEFORE, 6, target=None).is_target_met is None


def commitment(**changes: object) -> Commitment:
    told = {
        "commitment": "a", "department": "Logistics", "issue": "Late", "owner": "Head", "what": "Second courier",
        "start": date(2026, 3, 1), "due": date(2026, 4, 1), "target": None,
    }  # fmt: skip
    return Commitment(**(told | changes))  # type: ignore[arg-type]


def test_a_commitment_stands_on_the_charts_of_its_cause_and_on_no_others() -> None:
    given = [commitment(), commitment(commitment="b", issue=None, what="x" * 80), commitment(state="withdrawn")]
    logistics = marks(given, [], Filters(department=("Logistics",)))
    assert logistics["text"].tolist()[0] == "Agreed: Second courier"
    assert logistics["text"].str.len().max() <= 34
    assert len(logistics) == 2
    assert len(marks(given, [], Filters(department=("Logistics",), issue=("Broken",)))) == 1
    assert marks(given, [], Filters()).empty
    assert marks(given, [], Filters(department=("Finance",))).empty


def test_events_stand_on_all_charts_or_their_departments_within_the_period() -> None:
    events = [
        Event(1, date(2026, 3, 5), "Strike", "Ann"),
        Event(2, date(2026, 3, 2), "New van", "Ann", "Logistics"),
    ]
    assert marks([], events, Filters())["text"].tolist() == ["Strike"]
    assert marks([], events, Filters(department=("Logistics",)))["text"].tolist() == ["New van", "Strike"]
    assert marks([], events, Filters(date_from=date(2026, 3, 6))).empty


def test_a_commitment_follows_its_departments_and_issues_new_names() -> None:
    now = parse_taxonomy(
        TAXONOMY.replace("  Logistics:", "  Delivery:\n    aliases: [Logistics]").replace(
            "{Late: {phrases: [late]}", "{Too late: {phrases: [late], aliases: [Late]}"
        )
    )
    (found,) = under_names_now([commitment()], now)
    assert found.cause == "Too late (Delivery)"


def test_the_page_says_how_many_are_open_and_late() -> None:
    today = date(2026, 4, 2)
    assert commitments_finding([], today).startswith("No commitments yet")
    assert commitments_finding([commitment()], today) == "One commitment is open, and it is past its date."
    assert commitments_finding([commitment(due=today)], today) == "One commitment is open, and it is not past its date."
    assert commitments_finding([commitment(state="done")], today) == "No commitment is open; 1 has been kept."
    assert listing([commitment()], today)["state"].tolist() == ["agreed, due 1 day ago"]


def test_open_commitments_are_listed_in_front_of_what_was_kept_or_given_up() -> None:
    states = [commitment(state=state) for state in ("withdrawn", "agreed", "done", "agreed")]
    assert [state.partition(",")[0] for state in listing(states, NOVEMBER)["state"]] == [
        "agreed", "agreed", "withdrawn", "done",
    ]  # fmt: skip
