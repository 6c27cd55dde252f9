"""What Overview's first screen says in words, by numbers made up for it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from etl.marts.core.filters import Filters
from etl.marts.core.formatting import unbroken
from etl.marts.core.measured import Measured
from etl.marts.core.notes import reason
from etl.marts.frames.findings import TOO_OPEN
from etl.marts.frames.first_screen import beneath, first_measures, largest_causes, opening
from etl.marts.frames.hypothesis import LENSES, claim_words
from etl.marts.measures.workload import OF_MONTHS
from tests.store_rows import taxonomy

_WHY = reason("No minutes are known.")()
EFFORT, CONTACT, CLOSURE = "absorption_effort", "absorption_contact", "absorption_closure"


def lens(value: float | None, low: float | None = None, high: float | None = None, **more: Any) -> Measured:
    if value is None:
        return Measured(None, "share", notes=(_WHY,))
    whole = more.pop("denominator", 1000.0)
    return Measured(value, "share", value * whole, whole, low, high, **more)


def lenses(effort: Measured, contact: Measured, closure: Measured) -> dict[str, Measured]:
    return {EFFORT: effort, CONTACT: contact, CLOSURE: closure}


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            lenses(lens(0.78, 0.7, 0.81), lens(0.97), lens(1.0)),
            "Claim not confirmed: Support puts in 78 % (between 70 and 81 %) of the hours spent on them, not 100 %.",
        ),
        (
            lenses(lens(None), lens(0.97), lens(1.0)),
            "Claim not confirmed: Support handles 97 % of them first, not 100 %.",
        ),
        (
            lenses(lens(1.0), lens(1.0), lens(0.6)),
            "Claim not confirmed: Support solves 60 % of them without the department where they started, not 100 %.",
        ),
        (
            lenses(lens(0.5, 0.2, 0.9), lens(1.0), lens(1.0)),
            "Claim not confirmed: Support puts in between 20 and 90 % of the hours spent on them, not 100 %.",
        ),
        (
            lenses(lens(1.0, 0.8, 1.0), lens(1.0), lens(1.0)),
            "Claim confirmed as far as is known: Support puts in between 80 and 100 % of the hours spent on them.",
        ),
        (
            lenses(lens(1.0), lens(1.0), lens(1.0)),
            "Claim confirmed: Support puts in 100 % of the hours spent on them.",
        ),
        (
            lenses(lens(None), lens(1.0), lens(None)),
            "Claim confirmed: Support handles 100 % of them first; not everything that would test it is known.",
        ),
        (
            lenses(lens(1.0, assumed=900.0), lens(None), lens(None)),
            "Claim not tested: the export doesn't show which team did the work.",
        ),
        (
            lenses(lens(1.0, denominator=12.0), lens(None), lens(None)),
            "Claim not tested: there are too few complaints.",
        ),
        (lenses(lens(None), lens(None), lens(None)), "Claim not tested: no minutes are known."),
    ],
)
def test_the_claim_is_judged_in_a_sentence_with_its_number(found: dict[str, Measured], sentence: str) -> None:
    assert claim_words(found, "Support") == sentence


def figures(**changes: Measured) -> dict[str, Measured]:
    estimate = {
        "method": "rulings", "correction": "overall", "checked_on": 200, "checked_by": 3, "checked_outside": 0,
    }  # fmt: skip
    found = {
        "complaints": Measured(5000.0, "complaints", **estimate),  # type: ignore[arg-type]
        "tickets": Measured(9000.0, "tickets"),
        "unattributed": Measured(400.0, "complaints"),
        "kind_unknown": Measured(0.0, "tickets"),
        "share_elsewhere": Measured(0.89, "share", 4450.0, 5000.0, 0.88, 0.9, **estimate),  # type: ignore[arg-type]
        "share_of_all": Measured(0.24, "share", 1200.0, 5000.0, 0.23, 0.25, **estimate),  # type: ignore[arg-type]
        "company_view": Measured(0.93, "share", 93000.0, 100000.0, parts_unit="orders"),
        "frontline_view": Measured(0.76, "share", 760.0, 1000.0, parts_unit="h", rests_on=5000.0),
        **lenses(lens(0.78, 0.7, 0.81), lens(0.97), lens(0.72)),
        "hours_given_back": Measured(182.0, "hours a month"),
        "cost_given_back": Measured(7916.0, "EUR"),
        "frontline_hours_elsewhere": Measured(2549.0, "hours"),
        "frontline_cost_elsewhere": Measured(110793.0, "EUR"),
    }
    return found | changes


def test_the_title_sets_orders_that_go_well_beside_the_hours_that_go_to_complaints() -> None:
    told = opening(figures(), taxonomy(), Filters())
    assert told.title == (
        "93 % of orders go without a complaint. 76 % of the hours that Support spends on tickets go to complaints."
    )
    assert told.origin == "89 % of complaints (between 88 and 90 %) start outside Support."
    assert told.claim.startswith("Claim not confirmed: it puts in 78 % (between 70 and 81 %) of the hours")
    assert told.basis == "Checked on 200 random complaints by 3 people."


@pytest.mark.parametrize(
    "changes",
    [
        {"company_view": Measured(None, "share", notes=(_WHY,))},
        {"frontline_view": Measured(None, "share", notes=(_WHY,))},
        {"frontline_view": Measured(1.0, "share", 900.0, 900.0, rests_on=5000.0)},
        {"frontline_view": Measured(0.5, "share", 6.0, 12.0, rests_on=12.0)},
    ],
    ids=["no orders", "no hours", "a register of complaints alone", "too few"],
)
def test_where_the_two_views_say_nothing_the_title_says_where_complaints_start(changes: dict[str, Measured]) -> None:
    told = opening(figures(**changes), taxonomy(), Filters())
    assert told.title == "89 % of complaints (between 88 and 90 %) start outside Support."
    assert told.origin == ""
    assert told.claim.startswith("Claim not confirmed: Support puts in")


def test_with_a_department_chosen_the_title_says_its_part() -> None:
    told = opening(figures(), taxonomy(), Filters(department=("Logistics",)))
    assert told.title == "About 1,200 of 5,000 complaints start in Logistics: 24 % (between 23 and 25 %)."
    assert (told.origin, told.basis) == ("", "Checked on 200 random complaints by 3 people.")
    assert first_measures(figures(), Filters(department=("Logistics",)))[0] == "share_of_all"


def test_an_estimate_that_nobody_has_checked_says_so_without_the_word_engine() -> None:
    unchecked = Measured(0.9, "share", 90.0, 100.0, 0.7, 0.95, method="estimate", correction="none")
    told = opening(figures(share_elsewhere=unchecked), taxonomy(), Filters())
    assert told.basis == "An estimate that nobody has checked yet."


def test_of_too_few_complaints_nothing_is_claimed() -> None:
    few = Measured(12.0, "complaints", method="estimate")
    share = Measured(0.5, "share", 6.0, 12.0, 0.1, 0.9, method="estimate")
    told = opening(figures(complaints=few, share_elsewhere=share), taxonomy(), Filters())
    assert told.title == "Too few to say: 12 complaints within these filters."
    assert (told.origin, told.claim, told.basis) == ("", "", "")


def loose(low: float, checked_on: int = 0, **changes: Measured) -> dict[str, Measured]:
    share = Measured(0.8, "share", 36.0, 45.0, low, 1.0, method="estimate", correction="none", checked_on=checked_on)
    few = {"complaints": Measured(45.0, "complaints", method="estimate"), "tickets": Measured(50.0, "tickets")}
    return figures(share_elsewhere=share, **few, **changes)


def test_an_interval_that_leaves_more_open_than_it_says_is_no_headline_and_what_would_narrow_it_is_said() -> None:
    told = opening(loose(0.34), taxonomy(), Filters())
    assert told.title == TOO_OPEN
    assert told.origin == (
        "As far as can be told, between 34 and 100 % of 45 complaints start outside Support. "
        "Rule on 30 of them, drawn at random, on Review: then it is known to within 9 points."
    )
    assert told.claim == ""  # of what starts elsewhere, which isn't known
    untold = opening(loose(0.34, **lenses(lens(None), lens(None), lens(None))), taxonomy(), Filters())
    assert untold.claim == "Claim not tested: no minutes are known."


def test_at_half_of_the_scale_an_interval_is_still_a_headline() -> None:
    assert opening(loose(0.5), taxonomy(), Filters()).title.startswith("93 % of orders go without a complaint.")
    assert opening(loose(0.49), taxonomy(), Filters()).title == TOO_OPEN


def test_no_more_rulings_are_asked_for_than_there_are_tickets() -> None:
    assert "Rule on all on Review: then it is known." in opening(loose(0.3, 20), taxonomy(), Filters()).origin
    assert "Rule on" not in opening(loose(0.3, 50), taxonomy(), Filters()).origin


def test_with_a_department_chosen_an_open_share_of_all_takes_no_words_away() -> None:
    told = opening(loose(0.3), taxonomy(), Filters(department=("Logistics",)))
    assert told.title.startswith("About 1,200 of 5,000 complaints start in Logistics")


def test_under_a_number_stands_what_it_was_made_of_and_how_it_is_known() -> None:
    hours, money = OF_MONTHS
    assert beneath(figures()["share_elsewhere"]) == "4,450 of 5,000 · 88–90 %"
    effort = Measured(0.78, "share", 2549.0, 3265.0, parts_unit="h", is_estimated=True, rests_on=5000.0)
    assert beneath(effort) == "2,549 of 3,265 h · estimated"
    assumed = Measured(1.0, "share", 521.0, 521.0, parts_unit="h", is_estimated=True, rests_on=900.0, assumed=521.0)
    assert beneath(assumed) == "521 of 521 h · assumed"
    monthly = Measured(182.0, "hours a month", low=180.0, high=184.0, notes=(hours(hours=2549.0, months=14.0), _WHY))
    assert beneath(monthly) == "2,549 h in 14 months · 180–184 h"
    cost = Measured(7916.0, "EUR", notes=(money(currency="EUR", amount=110793.0, months=14.0),), is_estimated=True)
    assert beneath(cost) == "EUR 110,793 in 14 months · estimated"
    assert beneath(Measured(None, "share", 0.0, 0.0, notes=(_WHY,))) == ""


def test_hours_and_money_are_those_of_a_month_and_in_all_where_a_month_is_not_told() -> None:
    assert first_measures(figures(), Filters()) == ("share_elsewhere", EFFORT, "hours_given_back", "cost_given_back")
    short = figures(hours_given_back=Measured(None, "hours a month"), cost_given_back=Measured(None, "EUR"))
    assert first_measures(short, Filters())[2:] == ("frontline_hours_elsewhere", "frontline_cost_elsewhere")


def burden(**changes: Any) -> pd.DataFrame:
    hours = [50.0, 280.0, 140.0, 90.0, 70.0, 300.0]
    frame = pd.DataFrame(
        {
            "department": ["Logistics", "Logistics", "Finance", "Finance", "Unattributed", "Support"],
            "issue": ["Lost", "Late", "Refund", None, "Late", "Rude"],
            "frontline_hours": hours, "low_frontline_hours": hours, "high_frontline_hours": hours,
            "hours_a_month": [each / 14 for each in hours],
            "low_hours_a_month": [each / 16 for each in hours],
            "high_hours_a_month": [each / 14 for each in hours],
            "cost": [each * 40 for each in hours], "cost_a_month": [each * 40 / 14 for each in hours],
            "is_frontline": [False, False, False, False, False, True],
            "is_unattributed": [False, False, False, False, True, False],
        }
    )  # fmt: skip
    return frame.assign(**changes)


def test_the_largest_causes_are_named_issues_of_other_departments_with_what_fixing_each_would_free() -> None:
    found = largest_causes(burden(), "EUR")
    assert list(found.itertuples(index=False, name=None)) == [
        ("Logistics", "Late", "20 h", "17.5–20 h", "EUR 800", "a month"),
        ("Finance", "Refund", "10 h", "8.8–10 h", "EUR 400", "a month"),
        ("Logistics", "Lost", "3.6 h", "3.1–3.6 h", "EUR 143", "a month"),
    ]


def test_of_a_short_time_the_causes_say_what_they_cost_in_all() -> None:
    found = largest_causes(burden(hours_a_month=float("nan")), "EUR")
    assert found["amount"].tolist() == ["280 h", "140 h", "50 h"]
    assert set(found["span"]) == {"in all"}
    assert found["money"].tolist() == ["EUR 11,200", "EUR 5,600", "EUR 2,000"]
    assert set(found["limits"]) == {""}


def test_where_nobody_knows_whose_hours_they_took_the_causes_with_most_complaints_are_named() -> None:
    complaints = [30.0, 80.0, 120.0, 90.0, 70.0, 300.0]
    low, high = [25.0, 60.0, 120.0, 80.0, 60.0, 290.0], [35.0, 95.0, 120.0, 99.0, 80.0, 310.0]
    rows = burden(complaints=complaints, low_complaints=low, high_complaints=high)
    found = largest_causes(rows, "EUR", by_hours=False)
    assert list(found.itertuples(index=False, name=None)) == [
        ("Finance", "Refund", "120 complaints", "", "", ""),
        ("Logistics", "Late", "80 complaints", "60–95", "", ""),
        ("Logistics", "Lost", "30 complaints", "25–35", "", ""),
    ]


def test_where_no_issue_is_named_there_is_no_largest_cause() -> None:
    assert largest_causes(burden(issue=None), "EUR").empty


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("estimated · 2,523–2,576 h", "estimated · 2,523–\u20602,576\u00a0h"),
        ("EUR 109,656–111,931", "EUR\u00a0109,656–\u2060111,931"),
        ("89 % of complaints", "89\u00a0% of complaints"),
        ("7 hours a month, 12 days", "7\u00a0hours a month, 12\u00a0days"),
        ("12 hats, A 4, THE 4 of us", "12 hats, A 4, THE\u00a04 of us"),
    ],
)
def test_a_number_and_its_unit_stand_on_one_line(text: str, kept: str) -> None:
    assert unbroken(text) == kept
    assert unbroken(unbroken(text)) == kept


def test_every_lens_has_its_words() -> None:
    for name in LENSES:
        found = {each: lens(None) for each in LENSES} | {name: lens(0.5)}
        assert claim_words(found, "Support").startswith("Claim not confirmed: Support ")
