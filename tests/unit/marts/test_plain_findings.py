"""Headlines and cards that could be read for more than the data says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from etl.marts.core.filters import Filters
from etl.marts.core.formatting import parts_words
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.core.notes import reason, reasons, remark
from etl.marts.frames import bounce_backs, cost_by_cause, replay, worth
from etl.marts.frames.findings import overview_finding
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from tests.store_rows import Row, laid, store, taxonomy, ticket

DAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        (Filters(department=("Logistics",)), "40 of 60 complaints are attributed to Logistics: 67 %."),
        (
            Filters(department=("Logistics", "Finance")),
            "50 of 60 complaints are attributed to the departments chosen: 83 %.",
        ),
        (Filters(issue=("Late",)), "40 of 60 complaints are attributed to the issue Late: 67 %."),
        (Filters(department=("Unattributed",)), "10 of 60 complaints are unattributed: 17 %."),
        (Filters(channel=("email",)), "83–100 % of complaints start outside Support."),
    ],
)  # fmt: skip
def test_what_a_filter_on_origins_says_is_no_finding(chosen: Filters, sentence: str) -> None:
    origins = ["Logistics"] * 40 + ["Finance"] * 10 + ["Unattributed"] * 10
    issues = {"Logistics": "Late", "Finance": "Refund"}
    rows = {
        "tickets": [ticket(str(number), channel="email") for number in range(60)],
        "attributions": [laid(str(n), origin, issue=issues.get(origin)) for n, origin in enumerate(origins)],
    }
    with store(**rows) as connection:
        found = compute(Scope(connection, chosen, taxonomy()))
    assert overview_finding(found, taxonomy(), chosen) == sentence
    if not chosen.channel:
        assert found["share_elsewhere"].value is None
        assert note_words(found["share_elsewhere"].notes).startswith("The filter chooses where complaints start")


@pytest.mark.parametrize(
    "page", [cost_by_cause.frontline_finding, bounce_backs.deflection_finding, worth.worth_finding]
)
def test_no_page_has_a_finding_of_a_few_complaints(page: Callable[[dict[str, Measured]], str]) -> None:
    minutes = {"handle_minutes": 30.0, "minutes_basis": "logged", "team": "First line", "count_stations": 1}
    rows = {"tickets": [ticket(str(n), **minutes) for n in range(29)], "attributions": [laid("1", "Logistics")]}
    with store(**rows) as connection:
        found = compute(Scope(connection, Filters(), taxonomy()))
    assert page(found) == "Too few to say: 29 complaints within these filters."


def test_a_number_that_cannot_be_computed_shows_its_reason_and_no_parts() -> None:
    assert parts_words(Measured(None, "share", 0.0, 0.0, notes=(reason("why")(),))) == ""


def test_a_number_that_is_estimated_in_part_is_not_called_estimated() -> None:
    said = remark("{hours} h of them, in any words")(hours=235)
    partly = Measured(637.0, "hours", notes=(said,), is_estimated=True, is_partly_estimated=True)
    assert parts_words(partly) == ""
    assert parts_words(Measured(637.0, "hours", is_estimated=True)) == "estimated"


def test_days_lost_stand_beside_what_came_home_and_not_after_it() -> None:
    measured = {
        "complaints": Measured(100.0, "complaints"),
        "came_home": Measured(0.36, "share", 36, 100),
        "lost_hours": Measured(480.0, "hours"),
    }
    said = bounce_backs.deflection_finding(measured)
    few = measured | {"came_home": Measured(1.0, "share", 3, 3)}
    assert bounce_backs.deflection_finding(few).startswith(
        "3 of 3 complaints that the frontline handed on came back unsolved;"
    )
    assert said == "36 % of what the frontline handed on came back unsolved; that cost 20 days in all."


def test_hours_that_no_known_team_handled_are_not_0_hours() -> None:
    rows: dict[str, list[Row]] = {
        "tickets": [ticket("1", team="Night desk", handle_minutes=30.0, minutes_basis="logged")],
        "attributions": [laid("1", "Logistics")],
    }
    with store(**rows) as connection:
        found = compute(Scope(connection, Filters(), taxonomy()))
        replayed = replay.replay(Scope(connection, Filters(), taxonomy()), day=DAY)
    for name in ("frontline_hours_elsewhere", "hours_given_back", "frontline_cost_elsewhere"):
        assert found[name].value is None, name
        assert reasons(found[name].notes), name
    assert "isn't known yet" in cost_by_cause.frontline_finding(found | {"complaints": Measured(30.0, "complaints")})
    assert replayed.complaints == 1


def test_a_day_whose_origins_are_unknown_does_not_say_that_everybody_was_at_work() -> None:
    rows: dict[str, list[Row]] = {"tickets": [ticket("1")], "attributions": [laid("1", "Unattributed")]}
    with store(**rows) as connection:
        found = replay.replay(Scope(connection, Filters(), taxonomy()), day=DAY)
    assert found.finding.endswith(
        "1 complaint arrived, none of them known to be caused by a department that was closed."
    )
