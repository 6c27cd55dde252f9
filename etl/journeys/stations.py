"""Stations: which team held a ticket, in turn, from when until when, and who handed it over.

They are folded from the changes of team once, when a load brings them; whatever asks who held what reads the table.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from etl import model
from etl.taxonomy import Taxonomy

_e, _t, _s = model.events.c, model.tickets.c, model.stations.c
_KEYS = ("source", "ticket_id")


def write(connection: sa.Connection, taxonomy: Taxonomy, load_id: int | None = None) -> None:
    """Write the stations of a load's tickets, in place of those that they had; None: of all tickets."""
    own = sa.exists().where(_t.source == _s.source, _t.ticket_id == _s.ticket_id, _t.load_id == load_id)
    connection.execute(sa.delete(model.stations).where(*([] if load_id is None else [own])))
    rows = folded(departments(connection, taxonomy), load_id)
    connection.execute(sa.insert(model.stations).from_select(list(_s.keys()), rows))


def name_anew(connection: sa.Connection, taxonomy: Taxonomy) -> None:
    """Give every station the department that its team has under a taxonomy that has changed."""
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


def folded(department_by_team: dict[str, str], load_id: int | None = None) -> sa.Select[Any]:
    """Rows of the table stations, from the changes of team and what the tickets say themselves.

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
    c = told.c
    is_untold = ~sa.exists().where(c.source == _t.source, c.ticket_id == _t.ticket_id)
    since = sa.case((_t.count_stations == 1, _t.created_at))
    held = sa.union_all(
        _held(c, c.new_value, c.place, c.changed_at, c.actor).where(
            sa.or_(c.came_from.is_(None), c.came_from != c.new_value)
        ),
        _held(c, c.old_value, 0, c.created_at).where(c.place == 1),
        _held(_t, _t.team, 1, since).where(_t.count_stations >= 1, _t.team.is_not(None), is_untold, *own),
        _held(_t, _t.first_team, 0, sa.cast(sa.null(), sa.DateTime)).where(
            _t.count_stations > 1, _t.first_team.is_not(None), is_untold, *own
        ),
    ).subquery("held")
    h = held.c
    in_turn: dict[str, Any] = {"partition_by": (h.source, h.ticket_id), "order_by": h.place}
    position = sa.func.sum(sa.case((h.team.is_not(None), 1), else_=0)).over(**in_turn)
    return sa.select(
        h.source,
        h.ticket_id,
        sa.cast(position, sa.Integer).label("position"),
        h.team,
        department_of(h.team, department_by_team).label("department"),
        h.from_at,
        sa.func.lead(h.from_at).over(**in_turn).label("until_at"),
        h.handed_by,
    )


def _held(of: Any, team: Any, place: Any, since: Any, handed_by: Any = None) -> sa.Select[Any]:
    keys = (of[name] for name in _KEYS)
    place = sa.literal(place) if isinstance(place, int) else place
    by = sa.cast(sa.null(), sa.Text) if handed_by is None else handed_by
    return sa.select(*keys, team.label("team"), place.label("place"), since.label("from_at"), by.label("handed_by"))
