"""Assigns the export's teams to departments in the taxonomy's text."""

from __future__ import annotations

from collections.abc import Mapping

from etl.errors import InputError
from etl.model import UNATTRIBUTED
from etl.taxonomy.editing import Addition, with_addition
from etl.taxonomy.items import with_item, without_item
from etl.taxonomy.loader import parse_taxonomy
from etl.taxonomy.spans import folded, member, pair_of, root


def with_teams(text: str, assigned: Mapping[str, str | None]) -> str:
    """Assign teams to departments in a taxonomy's text; everything else stays as written.

    Parameters
    ----------
    assigned
        Team to a department, which may be new; None takes the team out of the department that lists it.

    Raises
    ------
    InputError
        If a name isn't valid for a department, or a team with a department's name is to belong to none.
    """
    for team, department in assigned.items():
        before = parse_taxonomy(text)
        if before.department_of_team(team) == department:
            continue
        text = _without_team(text, team)
        if department is not None:
            text = _with_team(text, team, department)
        after = parse_taxonomy(text)
        if after.department_of_team(team) != department and department is None:
            owner = after.department_of_team(team)
            raise InputError(f"The team {team!r} bears the name of the department {owner}. Assign it to a department.")
    return text


def _without_team(text: str, team: str) -> str:
    for department in parse_taxonomy(text).departments:
        if folded(team) in map(folded, department.teams):
            listed = member(member(member(root(text), "departments"), department.name), "teams")
            text = without_item(text, listed, team)
    return text


def _with_team(text: str, team: str, department: str) -> str:
    name = " ".join(department.split())
    if not name or folded(name) == folded(UNATTRIBUTED):
        raise InputError(f"{department!r} can't be the name of a department. Choose another.")
    known = parse_taxonomy(text).department_named(name)
    if known is None:
        return with_addition(text, Addition(name, teams=(team,)))
    listed = pair_of(member(member(root(text), "departments"), known.name), "teams")
    if listed is None:
        return with_addition(text, Addition(known.name, teams=(team,)))
    return with_item(text, listed, team)
