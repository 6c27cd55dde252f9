"""Answers waited for, customers who come back, and gestures beside comparable complaints: small stores, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from math import sqrt
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.marts.core.filters import Filters
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.core.notes import reason, reasons
from etl.marts.frames.frontline_origins import by_own_issue, own_rest_on, own_words
from etl.marts.frames.quotes import praise
from etl.marts.frames.worth import hours_kept, worth_finding
from etl.marts.measures import goodwill
from etl.marts.measures.compute import compute
from etl.marts.measures.goodwill import compare, differences, gestures
from etl.marts.measures.reorders import FOLLOW_DAYS, kept
from etl.marts.measures.response_times import answer_times, asked
from etl.marts.shares.scope import Scope
from tests.store_rows import Row, laid, moved, store, taxonomy, ticket

WEDNESDAY = datetime(2026, 3, 4, 11)  # UTC; noon in Amsterdam


def scope(connection: Any, filters: Filters | None = None) -> Scope:
    return Scope(connection, filters or Filters(), taxonomy())


def measured(name: str, filters: Filters | None = None, **rows: list[Row]) -> Measured:
    with store(**rows) as connection:
        return compute(Scope(connection, filters or Filters(), taxonomy()), [name])[name]


def test_an_answer_takes_the_opening_hours_of_the_department_asked() -> None:
    # Asked on Friday at 16:00 in Amsterdam, handed back on Monday at 10:00: an hour on each side of the weekend.
    friday = datetime(2026, 3, 6, 15)
    away = moved("1", "First line", "Warehouse", start=friday)
    back = moved("1", "Warehouse", "First line", start=datetime(2026, 3, 9, 9))[0] | {"sequence": 1}
    with store(tickets=[ticket("1", count_stations=3)], events=[*away, back]) as connection:
        (row,) = asked(scope(connection)).to_dict("records")
    assert (row["department"], row["business_hours"]) == ("Logistics", 2.0)


def test_a_solution_is_an_answer_and_a_move_within_the_department_is_none() -> None:
    solved = ticket("1", count_stations=3, solved_at=WEDNESDAY + timedelta(hours=3))
    shop = taxonomy()
    events = moved("1", "First line", "Warehouse", "Logistics", start=WEDNESDAY)
    with store(tickets=[solved], events=events) as connection:
        (row,) = asked(Scope(connection, Filters(), shop)).to_dict("records")
    assert row["business_hours"] == 3.0


def test_what_still_waits_is_counted_and_has_no_time() -> None:
    with store(tickets=[ticket("1", count_stations=2)], events=moved("1", "First line", "Billing")) as connection:
        (row,) = answer_times(scope(connection)).to_dict("records")
    assert (row["department"], row["asked"], row["answered"], row["waiting"]) == ("Finance", 1, 0, 1)
    assert pd.isna(row["median_hours"])
    assert row["text"] == "too few answers · 1 asked"


def asked_often(count: int) -> dict[str, list[Row]]:
    numbers = [str(number) for number in range(count)]
    events = [row for name in numbers for row in moved(name, "First line", "Warehouse", "First line", start=WEDNESDAY)]
    return {"tickets": [ticket(name, count_stations=3) for name in numbers], "events": events}


def test_answer_times_are_told_from_five_answers_on() -> None:
    assert measured("answer_hours", **asked_often(4)).value is None
    enough = measured("answer_hours", **asked_often(5))
    assert enough.value == 1.0
    assert note_words(enough.notes) == "5 answers; 0 hand-offs still wait."


def test_only_questions_of_the_frontline_count_and_only_those_to_the_chosen_department() -> None:
    rows = {
        "tickets": [ticket("1", count_stations=3), ticket("2", count_stations=2)],
        "attributions": [laid("1", "Logistics"), laid("2", "Logistics")],
        "events": moved("1", "First line", "Warehouse", "Billing") + moved("2", "First line", "Billing"),
    }
    with store(**rows) as connection:
        everyone = asked(scope(connection))["department"].tolist()
        logistics = asked(scope(connection, Filters(department=("Logistics",))))["department"].tolist()
    assert sorted(everyone) == ["Finance", "Logistics"]
    assert logistics == ["Logistics"]


def test_without_a_history_nothing_is_said_of_answers() -> None:
    found = measured("answer_hours", tickets=[ticket("1")])
    assert found.value is None
    assert reasons(found.notes)


def test_rescued_is_opened_again_and_content_at_the_end() -> None:
    rated = [("1", 1, "good"), ("2", 2, "bad"), ("3", 0, "good"), ("4", 1, None), ("5", None, "bad")]
    rows = [ticket(name, count_reopens=again, satisfaction=said) for name, again, said in rated]
    found = measured("rescued", tickets=rows)
    assert (found.value, found.numerator, found.denominator) == (0.5, 1.0, 2.0)
    never = note_words(measured("rescued", tickets=rows[2:]).notes)
    assert never.startswith("No complaint within the filters was opened again")


def customer(name: str, day: date, order: str | None, who: str | None = "p1", **changes: Any) -> Row:
    return ticket(name, datetime(day.year, day.month, day.day, 12), order_ref=order, requester=who, **changes)


def test_customers_are_kept_who_are_seen_with_another_order_in_time() -> None:
    start, later = date(2026, 1, 10), date(2026, 2, 1)
    late = start + timedelta(days=FOLLOW_DAYS + 1)
    rows = [
        customer("1", start, "A", "kept"), customer("2", later, "B", "kept", kind="request"),
        customer("3", start, "C", "same order"), customer("4", later, "C", "same order", kind="request"),
        customer("5", start, "D", "too late"), customer("6", late, "E", "too late", kind="request"),
        customer("7", start, "F", "spam"), customer("8", later, "G", "spam", excluded_as="spam"),
        customer("9", start, "H", None), customer("10", start, None, "no order"),
        customer("11", late, "I", "too new"),
    ]  # fmt: skip
    with store(tickets=rows) as connection:
        assert kept(scope(connection)) == (4, 1)
    found = measured("customers_back", tickets=rows)
    assert (found.value, found.numerator, found.denominator) == (0.25, 1, 4)
    assert note_words(found.notes).startswith("At least")


def test_nothing_is_said_of_customers_that_are_not_named() -> None:
    assert measured("customers_back", tickets=[customer("1", date(2026, 1, 1), None)]).value is None


def given_away(name: str, amount: float | None, said: str | None, **changes: Any) -> Row:
    return ticket(name, goodwill_amount=amount, satisfaction=said, channel="email", **changes)


def strata_of(*groups: tuple[int, int, int, int]) -> pd.DataFrame:
    names = ("content_with", "content_yes_with", "content_without", "content_yes_without")
    rows = [{**dict(zip(names, group, strict=True)), "content_disputed": 0} for group in groups]
    return pd.DataFrame(rows, dtype="float64")


def test_one_stratum_gives_the_plain_difference_and_its_textbook_interval() -> None:
    found = compare(strata_of((100, 60, 100, 40)), "content")
    assert found.difference == pytest.approx(0.2)
    half = 1.96 * sqrt(0.6 * 0.4 / 100 + 0.4 * 0.6 / 100)
    assert (found.low, found.high) == (pytest.approx(0.2 - half), pytest.approx(0.2 + half))


def test_a_difference_that_only_the_mix_makes_is_gone_within_strata() -> None:
    # Content nine in ten in one issue and one in ten in the other, with and without: gestures go to the happy one.
    found = compare(strata_of((90, 81, 10, 9), (10, 1, 90, 9)), "content")
    assert found.difference == pytest.approx(0.0, abs=1e-12)


def test_gestures_without_anything_comparable_are_counted_apart() -> None:
    found = compare(strata_of((10, 5, 10, 4), (7, 7, 0, 0), (0, 0, 9, 1)), "content")
    assert (found.count_with, found.count_without, found.count_unmatched) == (10, 10, 7)


group = st.integers(0, 12).flatmap(
    lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(0, 12)).flatmap(
        lambda told: st.tuples(*map(st.just, told), st.integers(0, told[2]))
    )
)


@given(groups=st.lists(group, max_size=8))
def test_a_comparison_counts_everybody_once_and_stays_within_its_bounds(
    groups: list[tuple[int, int, int, int]],
) -> None:
    found = compare(strata_of(*groups) if groups else strata_of((0, 0, 0, 0)), "content")
    assert found.count_with + found.count_unmatched == sum(with_ for with_, *_ in groups)
    if found.count_with < goodwill.LEAST:
        assert found.difference is None
        return
    assert found.share_with is not None
    assert found.share_without is not None
    assert found.difference is not None
    assert found.low is not None
    assert found.high is not None
    assert -1e-9 <= found.share_with <= 1 + 1e-9
    assert -1e-9 <= found.share_without <= 1 + 1e-9
    assert -1 <= found.low <= found.difference + 1e-9
    assert found.difference - 1e-9 <= found.high <= 1


def gesture_store(**changes: Any) -> dict[str, list[Row]]:
    names = [str(number) for number in range(12)]
    tickets = [
        given_away(name, 5.0 if number < 6 else None, "good" if number in (0, 1, 2, 6) else "bad", **changes)
        for number, name in enumerate(names)
    ]
    return {"tickets": tickets, "attributions": [laid(name, "Logistics", issue="Late") for name in names]}


def test_gestures_are_counted_summed_and_compared_within_issue_channel_and_month() -> None:
    rows = gesture_store()
    assert measured("gestures", **rows).value == 6
    assert measured("goodwill_given", **rows).value == 30.0
    content = measured("goodwill_content", **rows)
    assert content.value == pytest.approx(100 * (3 / 6 - 1 / 6))
    assert content.low is not None
    assert content.high is not None
    assert content.low < content.value < content.high
    assert "6 with a gesture, 6 comparable without" in note_words(content.notes)
    assert "Not an experiment" in note_words(content.notes)
    with store(**rows) as connection:
        (row,) = differences(scope(connection)).to_dict("records")
    assert (row["outcome"], row["text"]) == ("satisfied in the end", "50 % of 6 with · 17 % of 6 comparable without")


def test_a_complaint_of_two_causes_is_one_gesture_under_the_larger() -> None:
    rows = gesture_store()
    halves = [laid("0", "Logistics", 0.4, "Late"), laid("0", "Finance", 0.6, "Refund")]
    rows["attributions"] = [*rows["attributions"][1:], *halves]
    with store(**rows) as connection:
        found = gestures(scope(connection))
    assert found.count_gestures == 6
    assert (found.content.count_with, found.content.count_unmatched) == (5, 1)


def test_an_amount_of_nothing_is_no_gesture_and_no_amounts_at_all_say_why() -> None:
    assert measured("gestures", tickets=[given_away("1", 0.0, None)]).value == 0
    unknown = measured("gestures", tickets=[given_away("1", None, None)])
    assert unknown.value is None
    assert reasons(unknown.notes)


def test_complaints_about_ourselves_are_those_of_the_frontline() -> None:
    rows = {"tickets": [ticket("1"), ticket("2")], "attributions": [laid("1", "Support"), laid("2", "Logistics")]}
    with store(**rows) as connection:
        assert by_own_issue(scope(connection))["department"].tolist() == ["Support"]


def test_complaints_about_ourselves_leave_out_praise_and_say_what_they_rest_on() -> None:
    rows = {
        "tickets": [ticket("1"), ticket("2"), ticket("3"), ticket("4", kind="praise"), ticket("5")],
        "attributions": [laid(number, "Logistics" if number == "5" else "Support") for number in "12345"],
        "evidence": [
            {"run_id": 1, "source": "shop", "ticket_id": number, "signal": signal, "department": department,
             "issue": None, "weight": weight, "field": "body", "detail": "x"}
            for number, signal, department, weight in (
                ("1", "declared", "Support", 3.0), ("1", "phrases", "Support", 1.0), ("2", "phrases", "Support", 1.0),
                ("2", "declared", "Logistics", 9.0), ("4", "phrases", "Support", 1.0),
            )
        ],
    }  # fmt: skip
    with store(**rows) as connection:
        rests, counted = own_rest_on(scope(connection)), by_own_issue(scope(connection))["complaints"].sum()
    assert dict(zip(rests["basis"], rests["complaints"], strict=True)) == {
        "a reason picked in the export": 1, "the customer's words": 1, "not kept": 1,
    }  # fmt: skip
    assert rests["complaints"].sum() == counted == 3
    assert "attributed to Support, 3 of them; no requests, and no praise." in own_words(rests, "Support")
    assert own_words(rests.iloc[:0], "Support").startswith("No single complaint is attributed to Support;")


def test_praise_is_quoted_rated_good_first_and_nothing_else_is() -> None:
    words = "Thank you so much for the quick and friendly help with my lamp. "
    rows = [
        ticket("new", datetime(2026, 3, 9, 9), kind="praise", body=words + "N"),
        ticket("good", datetime(2026, 3, 2, 9), kind="praise", body=words + "\nG", satisfaction="good"),
        ticket("spam", kind="praise", body=words, excluded_as="spam"),
        ticket("short", kind="praise", body="Thanks"),
        ticket("complaint", body=words),
    ]
    with store(tickets=rows) as connection:
        found = praise(scope(connection))
    assert found["ticket_id"].tolist() == ["good", "new"]
    assert found["excerpt"].iloc[0] == (words + "G")


def test_a_request_or_a_complaint_that_begins_kindly_is_not_read_out_as_praise() -> None:
    kind = {"kind": "praise", "satisfaction": "good"}
    rows = [
        ticket("asks", body="First of all, a lovely shop. Please delete my account and all of it. Thanks!", **kind),
        ticket("wonders", body="What a lovely shop, thank you so much. Will it last outside in winter?", **kind),
        ticket("turns", body="The colour itself is lovely, thank you. The lamp arrived broken.", **kind),
        ticket("mild", body="Hello all, thanks, that is the message I wanted to leave here today.", **kind),
        ticket(
            "nett", body="Vierzig Minuten zur Filiale gefahren. Die Dame am Schalter war nett.", language="de", **kind
        ),
        ticket("theirs", body="Kiitos paljon, olette olleet todella ystävällisiä minulle.", language="fi", **kind),
        *(ticket(f"new {n}", kind="praise", body=f"Thank you so much for the friendly help {n}.") for n in range(8)),
    ]
    with store(tickets=rows) as connection:
        found = praise(scope(connection))["ticket_id"].tolist()
    assert found[0] == "theirs"  # whose source calls it praise, in words that nothing here knows
    assert len(found) == 6
    assert all(name.startswith("new") for name in found[1:])


def test_the_page_says_what_it_can() -> None:
    nothing, touch = Measured(None, "share", notes=(reason("why")(),)), Measured(0.47, "share", 47, 100)
    many = {"complaints": Measured(100.0, "complaints")}
    hours = Measured(5.0, "hours")
    assert worth_finding(many | {"answer_hours": nothing, "one_touch": nothing}).endswith(" the frontline's worth yet.")
    said = worth_finding(many | {"answer_hours": nothing, "one_touch": touch})
    assert said == "47 % of the solved complaints took one touch."
    assert worth_finding(many | {"answer_hours": hours, "one_touch": nothing}).startswith("Half of the answers")
    assert hours_kept({"frontline_hours_elsewhere": nothing}).endswith("why")
    assert "5 hours" in hours_kept({"frontline_hours_elsewhere": hours})
    assert hours_kept({"frontline_hours_elsewhere": replace(hours, assumed=5.0)}).endswith(", assumed.")
