"""The sentence at the head of a page is computed, and plain when nothing stands out."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from etl.marts.findings import (
    department_finding,
    list_finding,
    load_finding,
    method_finding,
    overview_finding,
    trend_finding,
)
from etl.marts.registry import Measured
from tests.store_rows import taxonomy


def shares(
    complaints: float, unattributed: float | None, elsewhere: float | None, met: float | None
) -> dict[str, Measured]:
    return {
        "complaints": Measured(complaints, "complaints"),
        "share_unattributed": Measured(unattributed, "share"),
        "share_elsewhere": Measured(elsewhere, "share"),
        "absorption_contact": Measured(met, "share"),
    }


@pytest.mark.parametrize(
    ("measured", "sentence"),
    [
        (shares(10, 0.0, 0.92, 1.0), "92 % of complaints start outside Support. Support met all of them."),
        (shares(10, 0.0, 0.92, 0.81), "92 % of complaints start outside Support. Support met 81 % of them first."),
        (shares(10, 0.0, 0.92, None), "92 % of complaints start outside Support."),
        (shares(10, 0.0, 1.0, 0.0), "All complaints start outside Support. Support met none of them first."),
        (shares(10, 0.01, 0.5, None), "50 % of the complaints whose origin is known start outside Support."),
        (shares(10, 0.0, 0.0, None), "None of the complaints starts outside Support."),
        (shares(10, 1.0, None, None), "Where these complaints start can't be told yet."),
        (shares(0, None, None, None), "There are no complaints within these filters."),
    ],
)
def test_the_overview_says_where_complaints_start(measured: dict[str, Measured], sentence: str) -> None:
    assert overview_finding(measured, taxonomy()) == sentence


def test_a_frontline_of_two_departments_is_called_the_frontline() -> None:
    first, second, third = taxonomy().departments
    two = replace(taxonomy(), departments=(first, replace(second, is_frontline=True), third))
    said = overview_finding(shares(10, 0.0, 0.5, 1.0), two)
    assert said == "50 % of complaints start outside the frontline. The frontline met all of them."


def months(*signals: str, partial: bool = False) -> pd.DataFrame:
    last = [False] * (len(signals) - 1) + [partial]
    labels = [f"month {number}" for number in range(len(signals))]
    rows = {"label": labels, "is_partial": last, "is_signal": [bool(s) for s in signals], "signal": list(signals)}
    return pd.DataFrame(rows).assign(mean=1.0)


def issues(*sizes: tuple[str | None, float]) -> pd.DataFrame:
    return pd.DataFrame({"issue": [name for name, _ in sizes], "share": [share for _, share in sizes]})


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        (issues(("Late", 0.7), ("Broken", 0.3)), "70 % of what starts in Logistics is Late."),
        (issues(("Late", 0.4), ("Broken", 0.3), ("Lost", 0.3)),
         "What starts in Logistics is spread over 3 issues; the largest is Late."),
        (issues(("Late", 1.0)), "What starts in Logistics is Late."),
        (issues((None, 1.0)), "What starts in Logistics has no issue named yet."),
        (issues(), "Nothing within these filters started in Logistics."),
    ],
)  # fmt: skip
def test_a_department_hears_what_it_can_mend(frame: pd.DataFrame, sentence: str) -> None:
    assert department_finding("Logistics", frame, months("", "")) == sentence


def test_a_signal_in_the_last_whole_month_is_said() -> None:
    said = department_finding("Logistics", issues(("Late", 1.0)), months("", "above the limits", "", partial=True))
    assert said == "What starts in Logistics is Late. month 1: above the limits."
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
    assert method_finding(shares(10, 0.25, 1.0, 1.0)).startswith("75 % of complaints are laid to a department")
