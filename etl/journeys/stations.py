"""Stations: which team held a ticket, in turn, from when until when, and who handed it over.

They are computed from the changes of team once, at load; every question about who held a ticket reads the table.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from etl import model
from etl.taxonomy import Taxonomy

_e, _t, _s = model.events.c, model.tickets.c, model.stations.c
_NEVER = sa.cast(sa.null(), sa.DateTime)
_NOBODY = sa.cast(sa.null(), sa.Text).label("handed_by")


def write(connection: sa.Connection, taxonomy: Taxonomy, load_id: int | None = None) -> None:
    """Write the stations of a load's tickets, replacing earlier ones; None: of all tickets."""
    if connection.execute(sa.select(_s.ticket_id).limit(1)).first():
        own = sa.exists().where(_t.source == _s.source, _t.ticket_id == _s.ticket_id, _t.load_id == load_id)
        connection.execute(sa.delete(model.stations).where(*([] if load_id is None else [own])))
    rows = folded(departments(connection, taxonomy), load_id)
    connection.execute(sa.insert(model.stations).from_select(list(_s.keys()), rows))


def name_anew(connection: sa.Connection, taxonomy: Taxonomy) -> None:
    """Update every station's department under a changed taxonomy."""
    named = department_of(_s.team, departments(connection, taxonomy))
    connection.execute(sa.update(model.stations).values(department=named))


def departments(connection: sa.Connection, taxonomy: Taxonomy) -> dict[str, str]:
    """Department of each team that the store names; a team that the taxonomy doesn't know is left out."""
    named = sa.union(
        sa.select(_t.team.label("team")),
        sa.select(_t.first_team),
        *(sa.select(column).where(_e.field == "team") for column in (_e.new_value, _e.old_value)),
    ).subquery("named")
    teams = connection.execute(sa.select(named.c.team).where(named.c.team.is_not(None))).scalars()
    found = ((team, taxonomy.department_of_team(team)) for team in teams)
    return {team: department for team, department in found if department is not None}


def department_of(team: ColumnElement[Any], department_by_team: dict[str, str]) -> ColumnElement[Any]:
    """SQL for the department of a team; null where `department_by_team` doesn't have it."""
    teams: dict[str, list[str]] = {}
    for name, department in department_by_team.items():
        teams.setdefault(department, []).append(name)
    if not teams:
        return sa.cast(sa.null(), sa.Text)
    return sa.case(*((team.in_(names), department) for department, names in sorted(teams.items())))


def folded(department_by_team: dict[str, str], load_id: int | None = None) -> sa.CompoundSelect[Any]:
    """Rows of the table stations, from the changes of team and the tickets' own columns.

    A change to an unknown team is left out, so from one team over an unknown one back to the first is no change. A
    ticket without known changes was held by its one team since it came; of one with more stations, the first team and
    the last are known, and nobody knows when they had it.

    Parameters
    ----------
    load_id
        Load whose tickets are meant; None: all tickets.
    """
    own = [] if load_id is None else [_t.load_id == load_id]
    over: dict[str, Any] = {"partition_by": (_e.source, _e.ticket_id), "order_by": _e.sequence}
    told = (
        sa.select(
            _e.source, _e.ticket_id, _e.new_value, _e.old_value, _e.changed_at, _e.actor, _t.created_at,
            sa.func.coalesce(sa.func.lag(_e.new_value).over(**over), _e.old_value).label("came_from"),
            sa.func.row_number().over(**over).label("place"),
        )
        .join_from(model.events, model.tickets, sa.and_(_t.source == _e.source, _t.ticket_id == _e.ticket_id))
        .where(_e.field == "team", _e.new_value.is_not(None), *own)
        .cte("told")
    )  # fmt: skip
    c, named = told.c, department_by_team
    began = sa.select(c.source, c.ticket_id, c.old_value.label("team"), sa.literal(0).label("place"),
                      c.created_at.label("from_at"), _NOBODY).where(c.place == 1)  # fmt: skip
    is_arrival = sa.or_(c.came_from.is_(None), c.came_from != c.new_value)
    h = began.union_all(
        sa.select(c.source, c.ticket_id, c.new_value, c.place, c.changed_at, c.actor).where(is_arrival)
    ).subquery("held").c  # fmt: skip
    in_turn: dict[str, Any] = {"partition_by": (h.source, h.ticket_id), "order_by": h.place}
    position = sa.func.sum(sa.case((h.team.is_not(None), 1), else_=0)).over(**in_turn)
    until = sa.func.lead(h.from_at).over(**in_turn)
    is_untold = ~sa.exists().where(c.source == _t.source, c.ticket_id == _t.ticket_id)
    since = sa.case((_t.count_stations == 1, _t.created_at))
    last = sa.case((sa.and_(_t.count_stations > 1, _t.first_team.is_not(None)), 2), else_=1)
    first_and_last = (
        _row(_t, named, _t.team, last, since).where(_t.count_stations >= 1, _t.team.is_not(None), is_untold, *own),
        _row(_t, named, _t.first_team, sa.literal(1), _NEVER).where(
            _t.count_stations > 1, _t.first_team.is_not(None), is_untold, *own
        ),
    )
    return sa.union_all(_row(h, named, h.team, position, h.from_at, until, h.handed_by), *first_and_last)


def _row(
    of: Any, named: dict[str, str], team: Any, position: Any, since: Any, until: Any = _NEVER, handed_by: Any = _NOBODY
) -> sa.Select[Any]:
    department = department_of(team, named).label("department")
    return sa.select(
        of.source, of.ticket_id, sa.cast(position, sa.Integer).label("position"), team.label("team"), department,
        since.label("from_at"), until.label("until_at"), handed_by.label("handed_by"),
    )  # fmt: skip
