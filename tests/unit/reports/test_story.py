"""The story's steps say what the measures say, and are left out where these data can't carry them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest

from etl.errors import InputError
from etl.ledger.commitments import Commitment
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import parts_words, percent, value_words
from etl.marts.core.measured import Measured
from etl.marts.frames.findings import origin_finding
from etl.marts.frames.first_screen import opening
from etl.marts.frames.hypothesis import CLAIM, headline_measures
from etl.marts.measures.catalogue import measures
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from etl.reports.story import Card, Picture, Proposal, Step, Story, tell
from etl.reports.story.tell import story_of
from tests.store_rows import Row, laid, moved, store, taxonomy, ticket
from tests.told_rows import ORDERS, WORK, some_complaints

LOGISTICS = Filters(department=("Logistics",))
TODAY = date(2026, 10, 1)
PROMISED = Commitment(
    "c1", "Logistics", "Late", "Ann", "A second van on Mondays", date(2026, 9, 1), date(2026, 9, 20), None
)


def handed() -> list[Row]:
    """Complaints of Finance, handed to Billing; two of three came back."""
    return [row for number in range(30, 42) for row in moved(
        str(number), *(["First line", "Billing"] + ["First line"] * bool(number % 3)),
        start=datetime(2026, 1 + number % 9, 1 + number % 28, 10),
    )]  # fmt: skip


def told(
    filters: Filters | None = None, commitments: tuple[Commitment, ...] = (), rows: dict[str, list[Row]] | None = None
) -> Story:
    with store(**(rows or some_complaints(volumes=ORDERS))) as connection:
        scope = Scope(connection, filters or Filters(), taxonomy())
        return tell(scope, seed=1, commitments=commitments, today=TODAY)


def named(story: Story, name: str) -> Step:
    return next(step for step in story.steps if step.name == name)


def test_steps_come_in_their_order_and_each_has_a_finding_and_its_definitions() -> None:
    story = told(LOGISTICS, (PROMISED,))
    assert [step.name for step in story.steps] == [
        "verdict", "views", "causes", "months", "quotes", "commitments", "ask",
    ]  # fmt: skip
    assert all(step.finding for step in story.steps)
    sentences = {each.name: each.sentence for each in measures()}
    notes = "\n".join(named(story, "verdict").notes)
    assert all(sentences[name] in notes for name in headline_measures(LOGISTICS))
    assert "\n".join(named(story, "views").notes).count("Defined as:") == 2


def test_the_verdict_is_the_pages_finding_its_cards_and_the_claim_as_a_sentence() -> None:
    story = told()
    with store(**some_complaints(volumes=ORDERS)) as connection:
        measured = compute(Scope(connection, Filters(), taxonomy()), seed=1)
    step = named(story, "verdict")
    assert step.finding == origin_finding(measured, taxonomy())
    assert isinstance(step.shown, tuple)
    assert [(card.number, card.under) for card in step.shown if isinstance(card, Card)] == [
        (value_words(measured[name]), parts_words(measured[name])) for name in headline_measures(Filters())
    ]
    hours = percent(measured["absorption_effort"].value)
    assert step.said[0].startswith("Claim not confirmed: Support puts in ")
    assert hours in step.said[0]
    assert step.said == opening_of(measured)
    assert any(CLAIM in note for note in step.notes)


def opening_of(measured: dict[str, Measured]) -> tuple[str, ...]:
    """What the page says below its title."""
    told = opening(measured, taxonomy(), Filters())
    return tuple(each for each in (told.claim.replace(" it puts", " Support puts"), told.basis) if each)


def test_causes_are_those_of_the_frontline_page_without_the_frontlines_own() -> None:
    step = named(told(), "causes")
    assert step.picture is Picture.CAUSES
    assert isinstance(step.shown, pd.DataFrame)
    assert step.shown[["department", "issue"]].to_numpy().tolist() == [
        ["Logistics", "Late"], ["Finance", "Refund"], ["Logistics", "Broken"],
    ]  # fmt: skip
    assert "of the frontline's time a month" in step.finding


def test_where_nobody_knows_whose_hours_they_took_causes_are_told_by_complaints() -> None:
    rows = some_complaints()
    for row in rows["tickets"]:
        row |= {"team": None, "first_team": None, "handle_minutes": None, "minutes_basis": None}
    story = told(rows=rows)
    step, proposal = named(story, "causes"), named(story, "ask").shown
    assert step.picture is Picture.COUNTS
    assert step.finding == "The largest cause is Late (Logistics): 20 complaints."
    assert isinstance(step.shown, pd.DataFrame)
    assert step.shown[["complaints", "low", "high", "text"]].to_numpy().tolist()[0] == [20, 20, 20, "20"]
    assert step.said[0].startswith("Whose hours they took isn't known.")
    assert isinstance(proposal, Proposal)
    assert (proposal.issue, proposal.worth) == ("Late", "")


def test_a_departments_story_speaks_of_that_department_alone() -> None:
    """A department's deck said 16 % of the hours go to complaints, and that every complaint is attributed."""
    story = told(LOGISTICS)
    with store(**some_complaints(volumes=ORDERS)) as connection:
        own = compute(Scope(connection, LOGISTICS, taxonomy()))
    assert named(story, "verdict").finding.startswith("30 of 51 complaints are attributed to Logistics: 59 %.")
    assert named(story, "verdict").said[0].startswith("Claim not confirmed: Support puts in 83 % of the hours")
    assert named(story, "views").finding == (
        f"{percent(own['company_view'].value)} of orders go without a complaint that is attributed to Logistics, yet "
        f"{percent(own['frontline_view'].value)} of the frontline's hours go to complaints that are attributed to "
        "Logistics."
    )
    assert named(story, "causes").finding.startswith("Fixing what is attributed to Logistics would free about")
    notes = "\n".join(named(story, "verdict").notes)
    assert "48 of 51 complaints (94 %) could be attributed one by one." in notes
    assert "caused elsewhere: 100 %" not in notes


def test_hand_offs_are_told_where_the_history_shows_them() -> None:
    rows = some_complaints(events=handed())
    for row in rows["tickets"][30:42]:
        row |= {"count_handoffs": 2, "count_stations": 3, "solved_at": datetime(2026, 10, 1)}
    story = told(rows=rows)
    step = named(story, "handoffs")
    assert step.finding.startswith("8 of 12 complaints that the frontline handed on came back unsolved")
    own = named(told(Filters(department=("Finance",)), rows=rows), "handoffs")
    assert own.finding == "8 of 12 complaints attributed to Finance that the frontline handed on came back unsolved."


def test_the_ask_is_the_largest_cause_that_nobody_has_taken_on() -> None:
    first = named(told(), "ask").shown
    assert isinstance(first, Proposal)
    assert (first.department, first.issue) == ("Logistics", "Late")
    assert first.worth.endswith("a month")
    story = told(commitments=(PROMISED,))
    second = named(story, "ask").shown
    assert isinstance(second, Proposal)
    assert (second.department, second.issue) == ("Finance", "Refund")
    assert named(story, "commitments").finding == "One commitment is open, and it is past its date."


def test_commitments_of_others_are_no_part_of_a_departments_story() -> None:
    assert "commitments" not in [step.name for step in told(Filters(department=("Finance",)), (PROMISED,)).steps]


def test_customers_are_quoted_only_where_exactly_one_department_is_chosen() -> None:
    for chosen in (Filters(), Filters(department=("Logistics", "Finance"))):
        assert "quotes" not in [step.name for step in told(chosen).steps]
    assert len(named(told(LOGISTICS), "quotes").shown) == 2  # type: ignore[arg-type]


def test_quotations_of_the_causes_ranked_first_come_first() -> None:
    figures = told(LOGISTICS).figures
    swapped = replace(figures, quotes=figures.quotes.iloc[::-1])
    largest = figures.causes.sort_values("complaints", ascending=False)["issue"].iloc[0]
    for each in (figures, swapped):
        step = named(story_of(each), "quotes")
        assert step.shown["issue"].iloc[0] == largest  # type: ignore[index]
        assert step.finding.endswith(f"most often: {largest}")


@pytest.mark.parametrize("known", [3, 12])
def test_too_little_is_said_in_place_of_a_story(known: int) -> None:
    rows: dict[str, list[Row]] = {
        "tickets": [ticket(str(number), **WORK) for number in range(40)],
        "attributions": [laid(str(number), "Logistics" if number < known else "Unattributed") for number in range(40)],
    }
    story = told(rows=rows)
    assert [step.name for step in story.steps] == ["thin", "next"]
    assert story.steps[0].finding == f"Too few to say: {known} of 40 complaints could be attributed."
    assert "Rule on 30 complaints drawn at random" in " ".join(map(str, story.steps[1].shown))  # type: ignore[arg-type]


def test_filters_without_a_complaint_say_so() -> None:
    story = told(LOGISTICS.with_(channel=("pigeon",)))
    assert story.steps[0].finding == "There are no complaints within these filters."


def test_an_empty_store_is_refused_in_plain_words() -> None:
    with store() as connection, pytest.raises(InputError, match="Nothing has been loaded yet"):
        tell(Scope(connection, Filters(), taxonomy()))
