"""What moved between two runs, and why."""

from __future__ import annotations

import pandas as pd
import pytest
import sqlalchemy as sa

from etl.marts.core.filters import Filters
from etl.marts.frames.runs import all_runs, moved
from etl.marts.frames.taxonomy_changes import taxonomy_changes
from etl.marts.shares.scope import Scope
from etl.taxonomy import parse_taxonomy
from tests.store_rows import TAXONOMY, laid, store, taxonomy, ticket
from tests.unit.marts.two_runs import AFTER, rows, run


def whole(connection: sa.Connection) -> Scope:
    return Scope(connection, Filters(), taxonomy())


def test_only_complaints_that_both_answered_are_compared() -> None:
    with store(**rows()) as connection:
        found = moved(whole(connection), 2)
    assert (found.tickets, found.stayed) == (4, 2)
    assert found.text == "2 of 4 complaints have another department than before"


def test_each_change_of_department_is_counted_with_its_grounds() -> None:
    with store(**rows()) as connection:
        pairs = moved(whole(connection), 2).pairs
    assert pairs.to_dict("records") == [
        {"from": "Support", "to": "Logistics", "complaints": 1,
         "because": "phrases “in pieces” speaks for Logistics (1)"},
        {"from": "Unattributed", "to": "Logistics", "complaints": 1,
         "because": "the same evidence, weighed differently (1)"},
    ]  # fmt: skip


def test_what_changed_between_the_runs_is_said() -> None:
    with store(**rows()) as connection:
        reasons = moved(whole(connection), 2).reasons
    assert reasons == (
        "Departments renamed: Finance to Accounts.",
        "Logistics, Broken: phrases added: in pieces.",
        "The engine's version went from 2 to 3.",
        "The number of rulings that it learned from went from 0 to 12.",
    )


def test_a_newer_version_of_a_ticket_is_told_from_another_answer() -> None:
    tickets = [ticket("3", run_id=2, load_id=2), ticket("4", run_id=2)]
    with store(**rows(tickets=tickets, runs=[run(1), run(2)])) as connection:
        found = moved(whole(connection), 2)
    assert found.examples["because"].tolist() == ["a newer version of the ticket was loaded"]
    assert found.reasons == ("A newer version of 1 of these tickets came with the load.",)


def test_another_confidence_asked_is_said() -> None:
    with store(**rows(runs=[run(1), run(2, threshold=0.9)])) as connection:
        assert moved(whole(connection), 2).reasons == ("The confidence required of an answer went from 0.80 to 0.90.",)


def test_the_latest_answer_before_a_run_is_the_one_compared_with() -> None:
    third = [laid("1", "Accounts", run_id=3), laid("2", "Support", run_id=3)]
    more = rows(runs=[run(1), run(2, AFTER), run(3, AFTER)])
    more["attributions"] = more["attributions"] + third
    with store(**more) as connection:
        assert moved(whole(connection), 3).pairs[["from", "to"]].to_numpy().tolist() == [["Logistics", "Support"]]
        assert moved(whole(connection), 3, before=1).pairs.empty


def test_runs_that_differ_in_nothing_say_so() -> None:
    same = [laid(number, "Support", run_id=run_id) for number in "12" for run_id in (1, 2)]
    with store(**rows(attributions=same, runs=[run(1), run(2)])) as connection:
        found = moved(whole(connection), 2)
    assert found.reasons == ("The same taxonomy, engine version and number of rulings.",)
    assert found.pairs.empty


def test_a_first_run_has_nothing_to_compare_with() -> None:
    with store(**rows()) as connection:
        found = moved(whole(connection), 1)
    assert found.tickets == 0
    assert found.pairs.empty
    assert "nothing to compare" in found.reasons[0]


def test_runs_are_listed_newest_first_with_what_they_answered() -> None:
    with store(**rows()) as connection:
        found = all_runs(whole(connection))
    shown = found[["run_id", "engine_version", "tickets", "in_force", "threshold", "rulings"]]
    expected = pd.DataFrame(
        {"run_id": [2, 1], "engine_version": ["3", "2"], "tickets": [6, 5], "in_force": [6, 0],
         "threshold": [0.8, 0.8], "rulings": [12, 0]}
    )  # fmt: skip
    pd.testing.assert_frame_equal(shown, expected, check_dtype=False)


def test_an_empty_store_has_no_runs() -> None:
    with store() as connection:
        assert all_runs(whole(connection)).empty


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[late]", "[late]", []),
        ("teams: [Warehouse]", "teams: [Warehouse, Depot]", ["Logistics: teams added: Depot."]),
        ("Late: {phrases: [late]}, ", "", ["Logistics: issues taken out: Late."]),
        ("hourly_cost: 30", "hourly_cost: 31", ["Settings changed: hourly_cost."]),
        ("{phrases: [late]}", "{reasons: {Code: [x, y]}}",
         ["Logistics, Late: phrases taken out: late.", "Logistics, Late: reasons added: Code is x, Code is y."]),
        ("    holidays: NL\n", "", ["Logistics: other hours or holidays."]),
        ("  Finance:", "  Money:", ["Departments added: Money.", "Departments taken out: Finance."]),
        ("[late]", "[late, a, b, c, d, e, f, g]", ["Logistics, Late: phrases added: a, b, c, d, e, f and 1 more."]),
    ],
)  # fmt: skip
def test_changes_of_a_taxonomy_are_said_one_by_one(old: str, new: str, said: list[str]) -> None:
    after = parse_taxonomy(TAXONOMY.replace(old, new, 1))
    assert list(taxonomy_changes(parse_taxonomy(TAXONOMY), after)) == said
