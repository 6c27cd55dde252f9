"""What the loaded exports contain and lack: the counts from which the next step is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from etl import model
from etl.marts.shares.scope import Scope
from etl.model import UNATTRIBUTED
from etl.taxonomy_help.teams import teams_table


@dataclass(frozen=True)
class Told:
    """Counts over the whole store, of tickets that count.

    Attributes
    ----------
    tickets, with_text
        Tickets, and those that have a text.
    complaints, attributed
        Complaints by the engine's judgement alone, and those of them that it attributes to a department.
    with_reason, reason_known
        Complaints with a declared reason, and those of them for which a declared value is evidence.
    teams, strangers
        Named teams, and those of them without a department.
    teamed, strange
        Tickets with a named first or present team, and those of them whose team has no department.
    journeys
        Tickets with a known number of hand-offs.
    timed, logged
        Tickets whose minutes are known, and those of them whose minutes were logged, not estimated.
    checked
        Distinct tickets of the random sample that people ruled on.
    has_orders
        Whether orders (or customers, journeys, calls) are loaded, or their number was typed in.
    sells
        Whether there are orders to count.
    """

    tickets: int = 0
    with_text: int = 0
    complaints: int = 0
    attributed: int = 0
    with_reason: int = 0
    reason_known: int = 0
    teams: int = 0
    strangers: int = 0
    teamed: int = 0
    strange: int = 0
    journeys: int = 0
    timed: int = 0
    logged: int = 0
    checked: int = 0
    has_orders: bool = False
    sells: bool = True


def told(scope: Scope) -> Told:
    """Count what the store contains, whatever the filters."""
    t = model.tickets.c
    is_complaint = t.kind == "complaint"
    of_departments = [*scope.department_by_team]
    first = sa.func.coalesce(t.first_team, t.team)
    sums = {
        "tickets": sa.true(),
        "with_text": sa.func.coalesce(t.body, t.subject).is_not(None),
        "complaints": is_complaint,
        "attributed": sa.and_(is_complaint, _is_attributed()),
        "with_reason": sa.and_(is_complaint, t.reason.is_not(None)),
        "reason_known": sa.and_(is_complaint, t.reason.is_not(None), _is_declared()),
        "teamed": first.is_not(None),
        "strange": sa.or_(*(_is_strange(column, of_departments) for column in (t.first_team, t.team))),
        "journeys": t.count_handoffs.is_not(None),
        "timed": t.handle_minutes.is_not(None),
        "logged": t.minutes_basis == "logged",
    }
    select = sa.select(*(sa.func.sum(sa.case((what, 1), else_=0)).label(name) for name, what in sums.items()))
    row = scope.connection.execute(select.where(t.excluded_as.is_(None))).one()
    teams = teams_table(scope.connection, scope.taxonomy.text)
    checked = 0 if scope.judged is None else len(scope.judged[["source", "ticket_id"]].drop_duplicates())
    has_orders = scope.connection.execute(sa.select(model.volumes.c.day).limit(1)).first() is not None
    has_orders |= scope.taxonomy.orders_a_month is not None
    return Told(
        **{name: int(value or 0) for name, value in row._mapping.items()},
        teams=len(teams),
        strangers=int((teams["department"] == "").sum()),
        checked=checked,
        has_orders=has_orders,
        sells=scope.taxonomy.sells,
    )


def _is_strange(team: sa.Column[Any], known: list[str]) -> sa.ColumnElement[bool]:
    return sa.and_(team.is_not(None), team.not_in(known)) if known else team.is_not(None)


def _is_attributed() -> sa.ColumnElement[bool]:
    t, a = model.tickets.c, model.attributions.c
    same = (a.run_id == t.run_id, a.source == t.source, a.ticket_id == t.ticket_id)
    return sa.exists().where(*same, a.department != UNATTRIBUTED)


def _is_declared() -> sa.ColumnElement[bool]:
    t, e = model.tickets.c, model.evidence.c
    return sa.exists().where(
        e.run_id == t.run_id, e.source == t.source, e.ticket_id == t.ticket_id, e.signal == "declared"
    )
