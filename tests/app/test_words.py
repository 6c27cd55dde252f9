"""Sentences computed from measures, and text that stays as it is written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from etl.marts.registry import Measured
from etl.taxonomy import Department, Taxonomy
from pages.ui.words import department_finding, overview_finding, plain, verdict

TAXONOMY = Taxonomy(
    1, "T", "UTC", "EUR", 38.0, {"default": 6.0}, (Department("Support", is_frontline=True), Department("Logistics"))
)
TWO_FRONTS = replace(TAXONOMY, departments=(*TAXONOMY.departments, Department("Desk", is_frontline=True)))


def _measured(complaints: float, elsewhere: float | None, met: float | None) -> dict[str, Measured]:
    return {
        "complaints": Measured(complaints, "complaints"),
        "share_elsewhere": Measured(elsewhere, "share"),
        "absorption_contact": Measured(met, "share"),
    }


@pytest.mark.parametrize(
    ("complaints", "elsewhere", "met", "finding"),
    [
        (5420, 0.92, 1.0, "92 % of complaints start outside Support. Support met all of them first."),
        (5420, 0.92, 0.81, "92 % of complaints start outside Support. Support met 81 % of them first."),
        (5420, 0.92, None, "92 % of complaints start outside Support."),
        (10, 0.0, None, "0 % of complaints start outside Support."),
        (10, None, None, "None of these 10 complaints can be traced to a department yet."),
        (0, None, None, "No complaints within these filters."),
    ],
)
def test_the_overviews_title_is_computed(
    complaints: float, elsewhere: float | None, met: float | None, finding: str
) -> None:
    assert overview_finding(_measured(complaints, elsewhere, met), TAXONOMY) == finding


def test_a_frontline_of_two_departments_is_called_the_frontline() -> None:
    finding = overview_finding(_measured(10, 0.5, 1.0), TWO_FRONTS)
    assert finding == "50 % of complaints start outside the frontline. The frontline met all of them first."


@pytest.mark.parametrize(
    ("value", "low", "high", "told"),
    [
        (1.0, 1.0, 1.0, "Claim: holds."),
        (1.0, 0.8, 1.0, "Claim: holds for all that can be told."),
        (0.81, 0.7, 0.9, "Claim: falls short."),
        (None, None, None, "Claim: can't be told."),
    ],
)
def test_each_lens_says_what_becomes_of_the_claim(
    value: float | None, low: float | None, high: float | None, told: str
) -> None:
    assert verdict(Measured(value, "share", low=low, high=high)) == told


def test_a_departments_title_names_what_it_can_mend_first() -> None:
    told = department_finding(
        "Logistics", _measured(60, 1.0, 1.0), [("Late delivery", "40 · 67 %"), ("Lost", "20 · 33 %")]
    )
    assert told == "Late delivery is what Logistics can mend first: 40 of 60 complaints."


def test_a_department_without_complaints_or_issues_says_so() -> None:
    assert department_finding("IT", _measured(0, None, None), []) == "Nothing within these filters started in IT."
    assert (
        department_finding("IT", _measured(3, 1.0, None), [])
        == "3 complaints started in IT; their issues aren't known."
    )


@pytest.mark.parametrize(
    "text", ["**bold**", "$x$", ":smile:", "<b>", "[a](b)", "# h", "a_b_", "`c`", "1. x", ":red[x]"]
)
def test_every_sign_that_markdown_reads_is_escaped(text: str) -> None:
    shown = plain(text)
    assert shown.replace("\\", "") == text
    for place, sign in enumerate(shown):
        if sign in "*$:<>[]#_`.":
            assert shown[place - 1] == "\\"
