"""What is assumed about who held tickets where no export says so, and how much rests on it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl.marts.core.formatting import count
from etl.marts.shares.scope import Scope

OWN_DESK, ALONE, NOT_ASSIGNED = "own_desk", "alone", "not_assigned"


def stated_assumptions(scope: Scope) -> pd.DataFrame:
    """Each assumption that lenses and load rest on within the filters.

    Returns
    -------
    DataFrame
        One row per assumption and source or team, the most tickets first: assumption (`OWN_DESK`: a source that names
        no team, whose tickets count as held by the frontline's own desk; `ALONE`: a source that names a team and no
        hand-offs, whose tickets count as held by that team alone; `NOT_ASSIGNED`: a team that belongs to no department,
        about which nothing is assumed), name (str: the source, or the team), tickets (int: those of ``Scope.is_load``),
        sentence (str).
    """
    frame = pd.concat([_desks(scope), _alone(scope), _teams(scope)], ignore_index=True)
    texts = [_sentence(*row) for row in frame[["assumption", "name", "tickets"]].itertuples(index=False)]
    frame = frame.assign(sentence=pd.Series(texts, dtype="str"))
    by = ["tickets", "assumption", "name"]
    return frame.sort_values(by, ascending=[False, True, True], ignore_index=True)


def _desks(scope: Scope) -> pd.DataFrame:
    t = scope.tickets
    return _counted(scope, OWN_DESK, t.c.source, t.c.source.in_(_sources(scope, names_teams=False)))


def _alone(scope: Scope) -> pd.DataFrame:
    t = scope.tickets
    return _counted(scope, ALONE, t.c.source, t.c.source.in_(_sources(scope, names_teams=True)), t.c.team.is_not(None))


def _sources(scope: Scope, *, names_teams: bool) -> list[str]:
    return [source for source, named in scope.sources_without_history.items() if named is names_teams]


def _teams(scope: Scope) -> pd.DataFrame:
    team = sa.func.coalesce(scope.tickets.c.first_team, scope.tickets.c.team)
    return _counted(scope, NOT_ASSIGNED, team, team.is_not(None), scope.department_of(team).is_(None))


def _counted(scope: Scope, assumption: str, name: Any, *conditions: Any) -> pd.DataFrame:
    t = scope.tickets
    select = (
        sa.select(sa.literal(assumption).label("assumption"), name.label("name"), sa.func.count().label("tickets"))
        .where(scope.is_load(t.c), *conditions)
        .group_by(name)
    )
    return scope.frame(select).astype({"assumption": "str", "name": "str", "tickets": "int64"})


def _sentence(assumption: str, name: str, tickets: int) -> str:
    number = f"{count(tickets)} ticket{'' if tickets == 1 else 's'}"
    if assumption == OWN_DESK:
        return f"{name} names no team: its {number} count as held by the frontline's own desk."
    if assumption == ALONE:
        return f"{name} names one team and tells no hand-offs: its {number} count as held by that team alone."
    return f"{name} is not assigned to a department: nobody knows who held its {number}."
