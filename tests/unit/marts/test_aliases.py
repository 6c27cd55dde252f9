"""A renamed department or issue keeps its history where the taxonomy says what it was called."""

from __future__ import annotations

import pandas as pd
import pytest
import sqlalchemy as sa

from etl.marts.core.aliases import followed
from etl.marts.core.filters import Filters
from etl.marts.frames import breakdowns
from etl.marts.frames.unknown_names import unknown_names
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from etl.taxonomy import Taxonomy, parse_taxonomy
from tests.store_rows import Row, laid, store, taxonomy, ticket
from tests.unit.marts.renamings import MERGED, RENAMED


def rows() -> dict[str, list[Row]]:
    shares = [
        laid("1", "Logistics", issue="Late"),
        laid("2", "Logistics", 0.5, "Broken"),
        laid("2", "Finance", 0.5, "Refund"),
        laid("3", "Support"),
        laid("4", "Unattributed", best_department="Logistics"),
    ]
    return {"tickets": [ticket(number) for number in "1234"], "attributions": shares}


def values(connection: sa.Connection, filters: Filters, under: Taxonomy) -> dict[str, float | None]:
    return {name: found.value for name, found in compute(Scope(connection, filters, under)).items()}


def test_a_renaming_with_an_alias_changes_no_measure() -> None:
    with store(**rows()) as connection:
        now = parse_taxonomy(RENAMED)
        assert values(connection, Filters(), now) == values(connection, Filters(), taxonomy())


@pytest.mark.parametrize("name", ["Logistics", "Delivery"])
@pytest.mark.parametrize("issue", ["Late", "Not on time"])
def test_old_and_new_names_filter_alike(name: str, issue: str) -> None:
    with store(**rows()) as connection:
        before = values(connection, Filters(department=("Logistics",), issue=("Late",)), taxonomy())
        found = Filters(department=(name,), issue=(issue,))
        assert values(connection, found, parse_taxonomy(RENAMED)) == before


def test_charts_bear_the_new_name_alone() -> None:
    with store(**rows()) as connection:
        now = parse_taxonomy(RENAMED)
        departments = breakdowns.by_department(Scope(connection, Filters(), now)).set_index("department")["complaints"]
        assert departments.to_dict() == {"Delivery": 1.5, "Finance": 0.5, "Support": 1.0, "Unattributed": 1.0}
        issues = breakdowns.by_issue(Scope(connection, Filters(department=("Logistics",)), now))["issue"]
        assert set(issues) == {"Not on time", "Broken"}
        listed = breakdowns.tickets_page(Scope(connection, Filters(department=("Logistics",)), now))
        assert set(listed["department"]) == {"Delivery"}


def test_two_departments_that_became_one_have_their_shares_added_up() -> None:
    with store(**rows()) as connection:
        scope = Scope(connection, Filters(department=("Finance",)), parse_taxonomy(MERGED))
        p = scope.parts.c
        parts = scope.frame(sa.select(p.ticket_id, p.share).order_by(p.ticket_id))
        assert parts.to_dict("list") == {"ticket_id": ["1", "2"], "share": [1.0, 1.0]}


def test_a_ruling_under_the_old_name_counts_under_the_new_one() -> None:
    ruled = {"source": None, "ticket_id": "3", "department": "Delivery", "issue": None, "share": 1.0}
    rulings = pd.DataFrame([ruled | {"is_ruled": True, "is_disputed": False}])
    with store(**rows()) as connection:
        found = breakdowns.by_department(Scope(connection, Filters(), parse_taxonomy(RENAMED), rulings))
        assert found.set_index("department")["complaints"]["Delivery"] == 2.5


def test_a_renaming_without_an_alias_leaves_the_old_name_in_sight() -> None:
    now = parse_taxonomy(RENAMED.replace("    aliases: [Logistics]\n", ""))
    with store(**rows()) as connection:
        departments = set(breakdowns.by_department(Scope(connection, Filters(), now))["department"])
        assert "Logistics" in departments
        unknown = unknown_names(Scope(connection, Filters(), now))
        assert unknown.to_dict("records") == [{"department": "Logistics", "tickets": 2, "ruled": 0}]


def test_nothing_is_unknown_while_names_are_those_of_the_taxonomy_or_aliases() -> None:
    with store(**rows()) as connection:
        assert unknown_names(Scope(connection, Filters(), taxonomy())).empty
        assert unknown_names(Scope(connection, Filters(), parse_taxonomy(RENAMED))).empty


def test_a_name_that_an_issue_bears_now_is_not_taken_for_an_earlier_one() -> None:
    text = RENAMED.replace("Refund: {phrases: [refund]}", "Late: {phrases: [refund]}")
    assert followed(Filters(issue=("Late",)), parse_taxonomy(text)).issue == ("Late",)
    assert followed(Filters(issue=("Late", "Broken")), parse_taxonomy(RENAMED)).issue == ("Not on time", "Broken")


def test_filters_that_name_nothing_known_stay_as_they_are() -> None:
    given = Filters(department=("Elsewhere",), issue=("Nothing",), channel=("email",))
    assert followed(given, parse_taxonomy(RENAMED)) == given
