"""Teams assigned to departments: the taxonomy's text keeps every line that isn't about them."""

from __future__ import annotations

import difflib

import pytest

from etl.errors import InputError
from etl.taxonomy import SHIPPED, load_taxonomy, parse_taxonomy
from etl.taxonomy.assigning import with_teams

TEXT = """version: 1
name: Shop
departments:
  # the desk
  Support: {frontline: true, teams: [First line, "Second: line"]}
  Depot:
    teams:      # as the export words them
      - Night    # after ten
      - Day
  Finance:
    teams: Billing
    issues: {Refund: {phrases: [refund]}}   # money
  Legal:
"""


def changed_lines(before: str, after: str) -> list[str]:
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


@pytest.mark.parametrize("team", ["first LINE", "Second: line", "Night", "Day", "Billing", "Brand: new", "404", "yes"])
@pytest.mark.parametrize("department", ["Support", "Depot", "Finance", "Legal", "Quality"])
def test_a_team_goes_to_any_department_however_both_are_written(team: str, department: str) -> None:
    before, after = parse_taxonomy(TEXT), parse_taxonomy(with_teams(TEXT, {team: department}))
    assert after.department_of_team(team) == department
    for other in ("First line", "Second: line", "Night", "Day", "Billing"):
        if other.casefold() != team.casefold():
            assert after.department_of_team(other) == before.department_of_team(other)


@pytest.mark.parametrize("team", ["First line", "Night", "Billing"])
def test_a_team_assigned_to_nobody_is_listed_nowhere(team: str) -> None:
    assert parse_taxonomy(with_teams(TEXT, {team: None})).department_of_team(team) is None


def test_what_is_assigned_and_taken_back_leaves_the_text_as_it_was() -> None:
    there = with_teams(TEXT, {"Returns": "Support", "Pickers": "Depot"})
    assert with_teams(there, {"Returns": None, "Pickers": None}) == TEXT


def test_only_the_lines_of_the_teams_change() -> None:
    after = with_teams(TEXT, {"Day": "Finance"})
    assert changed_lines(TEXT, after) == ["-       - Day", "-     teams: Billing", "+     teams: [Day, Billing]"]


@pytest.mark.parametrize("name", SHIPPED)
def test_of_a_shipped_taxonomy_one_line_changes_and_it_comes_back_to_the_letter(name: str) -> None:
    taxonomy = load_taxonomy(name)
    for department in taxonomy.departments:
        there = with_teams(taxonomy.text, {"Binnendienst": department.name})
        assert parse_taxonomy(there).department_of_team("binnendienst") == department.name
        assert len(changed_lines(taxonomy.text, there)) <= 4  # a line before and after, and what points at the change
        if department.teams:
            assert with_teams(there, {"Binnendienst": None}) == taxonomy.text


def test_a_new_department_stands_last() -> None:
    after = parse_taxonomy(with_teams(TEXT, {"Pickers": "Warehouse", "Packers": "warehouse"}))
    assert after.names[-1] == "Warehouse"
    assert after.departments[-1].teams == ("Packers", "Pickers")


def test_a_team_that_bears_a_departments_name_can_move_and_cannot_belong_to_nobody() -> None:
    assert parse_taxonomy(with_teams(TEXT, {"legal": "Finance"})).department_of_team("Legal") == "Finance"
    with pytest.raises(InputError, match="bears the name of the department Legal"):
        with_teams(TEXT, {"Legal": None})


def test_a_name_that_is_kept_is_no_department() -> None:
    with pytest.raises(InputError, match="can't be the name"):
        with_teams(TEXT, {"Night": "unattributed"})
