"""Where no export says who held tickets, something is assumed, and each lens says how much rests on it."""

from __future__ import annotations

from typing import Any

from etl.marts.core.filters import Filters
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.frames.assumptions import stated_assumptions
from etl.marts.frames.findings import overview_finding
from etl.marts.frames.hours_sankey import hours_by_origin
from etl.marts.frames.hypothesis import Verdict, verdict
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from tests.store_rows import Row, laid, moved, store, taxonomy, ticket

LENSES = ("absorption_contact", "absorption_effort", "absorption_closure")
DONE = {"is_solved": True, "handle_minutes": 60.0, "minutes_basis": "logged"}
DESK = "an export that names no team is the frontline's own desk"
ALONE = "where an export names one team and tells no hand-offs, that team held it alone"


def measured(**rows: list[Row]) -> dict[str, Measured]:
    with store(**rows) as connection:
        return compute(Scope(connection, Filters(), taxonomy()))


def tickets(count: int, **changes: Any) -> list[Row]:
    return [ticket(f"{changes.get('source', 'shop')}{number}", **DONE, **changes) for number in range(count)]


def of(rows: list[Row], department: str = "Logistics") -> list[Row]:
    return [laid(row["ticket_id"], department, source=row["source"]) for row in rows]


def test_an_export_that_names_no_team_is_the_frontlines_own_desk_and_each_lens_says_how_much_rests_on_it() -> None:
    rows = tickets(40)
    found = measured(tickets=rows, attributions=of(rows))
    for name, unit in zip(LENSES, ("of them", "h of it", "of them"), strict=True):
        assert (found[name].value, found[name].assumed) == (1.0, 40.0)
        assert note_words(found[name].notes) == f"40 {unit} by assumption: {DESK}."
        assert verdict(found[name]) is Verdict.ASSUMED
    assert found["frontline_hours_elsewhere"].value == 40
    assert DESK in note_words(found["frontline_hours_elsewhere"].notes)
    assert "handled" not in overview_finding(found, taxonomy())  # what is assumed is no finding


def test_what_is_assumed_is_no_hand_off_and_no_participation() -> None:
    rows = tickets(3)
    found = measured(tickets=rows, attributions=of(rows))
    assert found["handoffs"].value is None
    assert found["participation"].value is None


def test_what_the_frontline_caused_itself_was_held_by_its_origin() -> None:
    rows = tickets(2)
    found = measured(tickets=rows, attributions=of(rows[:1], "Support") + of(rows[1:]))
    assert (found["absorption_closure"].numerator, found["absorption_closure"].denominator) == (1.0, 1.0)


def test_a_source_that_names_a_team_somewhere_is_not_assumed_to_be_the_desk() -> None:
    rows = [*tickets(2), ticket("other", team="Warehouse", **DONE)]
    found = measured(tickets=rows, attributions=of(rows))
    contact = found["absorption_contact"]
    assert (contact.numerator, contact.denominator, contact.assumed) == (0.0, 1.0, 1.0)
    assert note_words(contact.notes) == f"1 of them by assumption: {ALONE}. Not known for 2 more complaints."


def test_where_hand_offs_are_told_or_counted_nothing_is_assumed() -> None:
    for more in ({"count_stations": 2}, {"first_team": "First line"}):
        rows = [ticket("1", team="Warehouse", **DONE), ticket("2", team="Warehouse", **DONE, **more)]
        assert measured(tickets=rows, attributions=of(rows))["absorption_contact"].assumed == 0
    rows = tickets(1)
    found = measured(tickets=rows, attributions=of(rows), events=moved("shop0", None, "First line"))
    assert (found["absorption_contact"].value, found["absorption_contact"].assumed) == (None, 0)


def test_sources_are_assumed_one_by_one() -> None:
    desk, known = tickets(2, source="desk"), tickets(3, team="First line", count_stations=1)
    found = measured(tickets=desk + known, attributions=of(desk + known))
    assert (found["absorption_contact"].value, found["absorption_contact"].assumed) == (1.0, 2.0)
    assert note_words(found["absorption_contact"].notes) == f"2 of them by assumption: {DESK}."
    alone = measured(tickets=known, attributions=of(known))
    assert verdict(alone["absorption_contact"]) is not Verdict.ASSUMED


def test_the_hours_drawn_follow_the_assumption() -> None:
    rows = tickets(2)
    with store(tickets=rows, attributions=of(rows)) as connection:
        drawn = hours_by_origin(Scope(connection, Filters(), taxonomy()))
    assert drawn[["origin", "hours"]].to_numpy().tolist() == [["Logistics", 2.0]]


def test_the_assumptions_are_listed_with_their_tickets() -> None:
    rows = [*tickets(3, source="desk"), *tickets(2, team="Pool"), *tickets(1, team="Warehouse", source="depot")]
    with store(tickets=rows, attributions=of(rows)) as connection:
        listed = stated_assumptions(Scope(connection, Filters(), taxonomy()))
    assert listed[["assumption", "name", "tickets"]].to_numpy().tolist() == [
        ["own_desk", "desk", 3], ["alone", "shop", 2], ["not_assigned", "Pool", 2], ["alone", "depot", 1],
    ]  # fmt: skip
    assert listed["sentence"].iloc[2] == "Pool is not assigned to a department: nobody knows who held its 2 tickets."
