"""The sentence at the head of a page is computed, and plain when nothing stands out."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from etl.marts.core.formatting import value_words
from etl.marts.core.measured import Measured
from etl.marts.core.ratios import ratio
from etl.marts.frames.findings import (
    department_finding,
    list_finding,
    load_finding,
    method_finding,
    overview_finding,
    trend_finding,
)
from tests.store_rows import taxonomy


def shares(
    complaints: float, unattributed: float, elsewhere: float, met: float | None, contact: float = 1000
) -> dict[str, Measured]:
    """Measures of so many complaints, of which so many started elsewhere and met a frontline team first."""
    known = complaints - unattributed
    low, high = (ratio(part, complaints) for part in (elsewhere, elsewhere + unattributed))
    return {
        "complaints": Measured(complaints, "complaints"),
        "unattributed": Measured(unattributed, "complaints"),
        "share_unattributed": Measured(ratio(unattributed, complaints), "share", unattributed, complaints),
        "share_elsewhere": Measured(ratio(elsewhere, known), "share", elsewhere, known, low, high),
        "absorption_contact": Measured(met, "share", (met or 0) * contact, contact, met, met),
    }


@pytest.mark.parametrize(
    ("measured", "sentence"),
    [
        (shares(100, 0, 92, 1.0), "92 % of complaints start outside Support. Support handled all of them first."),
        (shares(100, 0, 92, 0.81), "92 % of complaints start outside Support. Support handled 81 % of them first."),
        (shares(100, 0, 92, None), "92 % of complaints start outside Support."),
        (shares(100, 0, 100, 0.0), "All complaints start outside Support. Support handled none of them first."),
        (shares(100, 20, 40, None), "50 % of the complaints whose origin is known start outside Support."),
        (shares(100, 0, 0, None), "None of the complaints starts outside Support."),
        (shares(100, 100, 0, None), "Too few to say: 0 of 100 complaints could be attributed."),
        (shares(0, 0, 0, None), "There are no complaints within these filters."),
    ],
)
def test_the_overview_says_where_complaints_start(measured: dict[str, Measured], sentence: str) -> None:
    assert overview_finding(measured, taxonomy()) == sentence


def estimated(
    complaints: float,
    value: float,
    low: float,
    high: float,
    checked: tuple[int, int] = (0, 0),
    correction: str = "none",
    outside: int = 0,
    untold: int | None = None,
) -> dict[str, Measured]:
    """The same as estimates, of which so many random complaints were checked by so many people."""
    share = Measured(
        value, "share", value * complaints, complaints, low, high, method="how it comes about", correction=correction,
        checked_on=checked[0], checked_by=checked[1], checked_outside=outside, checked_untold=untold,
    )  # fmt: skip
    return shares(complaints, 0, value * complaints, None) | {"share_elsewhere": share}


@pytest.mark.parametrize(
    ("measured", "sentence"),
    [
        (
            estimated(5000, 0.61, 0.53, 0.69, (100, 2), "overall"),
            "61 % of complaints (between 53 and 69 %) "
            "start outside Support; checked on 100 random complaints by 2 people.",
        ),
        (
            estimated(2827, 0.921, 0.828, 1.0),
            "92 % of complaints (between 83 and 100 %) "
            "start outside Support: the engine's estimate, not yet checked by people.",
        ),
        (
            estimated(41, 0.8, 0.334, 1.0),
            "Too little is known to say where complaints start.",
        ),
        (
            estimated(500, 1.0, 0.9, 1.0, (3, 1)),
            "99.9 % of complaints (between 90 and 100 %) "
            "start outside Support: the engine's estimate, checked on 3 random "
            "complaints by one person only, too few to correct it.",
        ),
        (
            estimated(5000, 0.61, 0.53, 0.69, (100, 2), "overall", outside=1, untold=0),
            "61 % of complaints (between 53 and 69 %) "
            "start outside Support; checked on 100 random complaints by 2 people, "
            "one of them outside Support.",
        ),
        (
            estimated(5000, 0.61, 0.53, 0.69, (100, 3), "overall", untold=0),
            "61 % of complaints (between 53 and 69 %) "
            "start outside Support; checked on 100 random complaints by 3 people, "
            "all from Support.",
        ),
        (
            estimated(5000, 0.61, 0.53, 0.69, (100, 3), "overall", untold=1),
            "61 % of complaints (between 53 and 69 %) "
            "start outside Support; checked on 100 random complaints by 3 people.",
        ),
        (
            estimated(5000, 0.61, 0.53, 0.69, (100, 1), "overall", outside=1, untold=0),
            "61 % of complaints (between 53 and 69 %) "
            "start outside Support; checked on 100 random complaints by one person "
            "only, outside Support.",
        ),
        (estimated(20, 0.6, 0.5, 0.7, (40, 2), "overall"), "Too few to say: 20 complaints within these filters."),
    ],
)
def test_an_estimated_headline_says_its_bounds_and_who_checked_it(measured: dict[str, Measured], sentence: str) -> None:
    assert overview_finding(measured, taxonomy()) == sentence


@pytest.mark.parametrize(
    ("measured", "sentence"),
    [
        (shares(1, 0, 1, 1.0), "Too few to say: 1 of 1 complaint could be attributed."),
        (shares(29, 0, 29, 1.0), "Too few to say: 29 of 29 complaints could be attributed."),
        (shares(44, 41, 3, 1.0), "Too few to say: 3 of 44 complaints could be attributed."),
        (shares(2827, 2771, 56, None), "Too few to say: 56 of 2,827 complaints could be attributed."),
        (shares(100, 20, 80, None), "80–100 % of complaints start outside Support."),
        (shares(100, 20, 0, None), "0–20 % of complaints start outside Support."),
    ],
)
def test_a_headline_never_speaks_of_all_where_few_or_a_part_is_known(
    measured: dict[str, Measured], sentence: str
) -> None:
    """A huge 100 % stood over 3 of 44 and 56 of 2,827, and "All complaints start outside" over one ticket."""
    assert overview_finding(measured, taxonomy()) == sentence
    assert "100 %" not in value_words(measured["share_elsewhere"]).replace("–100 %", "")


def test_a_headline_tells_no_percentage_of_few_that_the_frontline_met() -> None:
    assert (
        overview_finding(shares(100, 0, 92, 1.0, contact=7), taxonomy()) == "92 % of complaints start outside Support."
    )


def test_a_frontline_of_two_departments_is_called_the_frontline() -> None:
    first, second, third = taxonomy().departments
    two = replace(taxonomy(), departments=(first, replace(second, is_frontline=True), third))
    said = overview_finding(shares(100, 0, 50, 1.0), two)
    assert said == "50 % of complaints start outside the frontline. The frontline handled all of them first."


def months(*signals: str, partial: bool = False) -> pd.DataFrame:
    last = [False] * (len(signals) - 1) + [partial]
    labels = [f"month {number}" for number in range(len(signals))]
    rows = {"label": labels, "is_partial": last, "is_signal": [bool(s) for s in signals], "signal": list(signals)}
    return pd.DataFrame(rows).assign(mean=1.0)


def issues(*sizes: tuple[str | None, float]) -> pd.DataFrame:
    frame = pd.DataFrame({"issue": [name for name, _ in sizes], "share": [share for _, share in sizes]})
    return frame.assign(complaints=frame["share"] * 100)


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        (issues(("Late", 0.7), ("Broken", 0.3)), "70 % of what starts in Logistics is Late."),
        (issues(("Late", 0.4), ("Broken", 0.3), ("Lost", 0.3)),
         "What starts in Logistics is spread over 3 issues; the largest is Late."),
        (issues(("Late", 1.0)), "All that starts in Logistics is Late."),
        (issues((None, 1.0)), "No issue is named yet for what starts in Logistics."),
        (issues(), "Nothing within these filters starts in Logistics."),
    ],
)  # fmt: skip
def test_a_department_hears_what_it_can_mend(frame: pd.DataFrame, sentence: str) -> None:
    assert department_finding("Logistics", frame, months("", "")) == sentence


def test_a_department_with_few_complaints_hears_numbers_and_no_percentage() -> None:
    few = issues(("Late", 0.7), ("Broken", 0.3)).assign(complaints=[7.0, 3.0])
    said = department_finding("Logistics", few, months("", ""))
    assert said == "10 complaints start in Logistics; the most frequent issue is Late: 7."


def test_a_signal_in_the_last_whole_month_is_said() -> None:
    said = department_finding("Logistics", issues(("Late", 1.0)), months("", "above the limits", "", partial=True))
    assert said == "All that starts in Logistics is Late. month 1: above the limits."
    assert trend_finding(months("", "above the limits")) == "month 1: above the limits."
    assert trend_finding(months("below", "")) == "The last whole period lies within ordinary variation."
    assert "too few" in trend_finding(months("").assign(mean=float("nan")))


def test_lists_loads_and_the_method_have_plain_sentences() -> None:
    assert list_finding(0, ["channel email"]) == "No ticket matches these filters."
    assert list_finding(1, ["channel email"]) == "One ticket matches these filters."
    assert list_finding(1234, []) == "1,234 tickets are in the store."
    assert load_finding(None) == "Nothing has been loaded yet."
    load = pd.Series({"count_read": 1000, "count_rejected": 20, "file_name": "a.csv"})
    assert load_finding(load) == "20 of 1,000 rows of a.csv were refused, each with its reason."
    assert load_finding(load.replace(20, 0)) == "All 1,000 rows of a.csv were accepted."
    assert method_finding(shares(100, 25, 75, 1.0)).startswith("75 % of complaints are attributed;")
    assert method_finding(shares(8, 2, 6, 1.0)).startswith("6 of 8 complaints are attributed;")
