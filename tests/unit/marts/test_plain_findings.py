"""Headlines and cards that could be read for more than the data says."""

from __future__ import annotations

from datetime import date

import pytest

from etl.marts import burden, day, lost
from etl.marts.base import Scope
from etl.marts.filters import Filters
from etl.marts.findings import overview_finding
from etl.marts.registry import Measured, compute
from etl.marts.words import parts_words
from tests.store_rows import Row, laid, store, taxonomy, ticket

DAY = date(2026, 3, 4)


def shares(complaints: float, unattributed: float, known: float, elsewhere: float) -> dict[str, Measured]:
    return {
        "complaints": Measured(complaints, "complaints"),
        "share_unattributed": Measured(unattributed, "share"),
        "share_elsewhere": Measured(elsewhere / known, "share", elsewhere, known),
        "absorption_contact": Measured(0.97, "share"),
    }


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        (Filters(department=("Logistics",)), "2,367 complaints start in Logistics. Support met 97 % of them first."),
        (
            Filters(department=("Logistics", "Finance")),
            "2,367 complaints start in the departments chosen. Support met 97 % of them first.",
        ),
        (
            Filters(issue=("Late delivery",)),
            "2,367 complaints start in the issue Late delivery. Support met 97 % of them first.",
        ),
        (Filters(channel=("email",)), "All complaints start outside Support. Support met 97 % of them first."),
    ],
)
def test_what_a_filter_on_origins_says_is_no_finding(chosen: Filters, sentence: str) -> None:
    assert overview_finding(shares(2367, 0.0, 2367, 2367), taxonomy(), chosen) == sentence


def test_where_most_origins_are_unknown_the_headline_says_that_first() -> None:
    said = overview_finding(shares(24918, 24915 / 24918, 3, 3), taxonomy())
    assert said == "Of 24,918 complaints only 3 could be laid to a department; 3 of these start outside Support."


def test_a_number_that_cannot_be_computed_shows_its_reason_and_no_parts() -> None:
    assert parts_words(Measured(None, "share", 0.0, 0.0, note="why")) == ""


def test_a_number_that_is_estimated_in_part_is_not_called_estimated() -> None:
    assert parts_words(Measured(637.0, "hours", note="235 h of them are estimated.", is_estimated=True)) == ""
    assert parts_words(Measured(637.0, "hours", is_estimated=True)) == "estimated"


def test_days_lost_stand_beside_what_came_home_and_not_after_it() -> None:
    measured = {
        "complaints": Measured(10.0, "complaints"),
        "came_home": Measured(0.36, "share", 36, 100),
        "lost_hours": Measured(480.0, "hours"),
    }
    said = lost.deflection_finding(measured)
    assert said == "36 % of what the frontline handed on came home unsolved; what bounced back lost 20 days in all."


def test_hours_that_no_known_team_handled_are_not_0_hours() -> None:
    rows: dict[str, list[Row]] = {
        "tickets": [ticket("1", team="Night desk", handle_minutes=30.0, minutes_basis="logged")],
        "attributions": [laid("1", "Logistics")],
    }
    with store(**rows) as connection:
        found = compute(connection, Filters(), taxonomy())
        replayed = day.replay(Scope(connection, Filters(), taxonomy()), day=DAY)
    for name in ("frontline_hours_elsewhere", "hours_given_back", "frontline_cost_elsewhere"):
        assert found[name].value is None, name
        assert found[name].note, name
    assert "can't be told yet" in burden.frontline_finding(found)
    assert replayed.complaints == 1


def test_a_day_whose_origins_are_unknown_does_not_say_that_everybody_was_at_work() -> None:
    rows: dict[str, list[Row]] = {"tickets": [ticket("1")], "attributions": [laid("1", "Unattributed")]}
    with store(**rows) as connection:
        found = day.replay(Scope(connection, Filters(), taxonomy()), day=DAY)
    assert found.finding.endswith("1 complaint arrived, none of them known to come from a department that was closed.")
