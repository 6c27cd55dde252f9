"""SQL for what marks of charts count and tickets have no column for, over the same rows that the measures count.

Filters of the kind `etl.marts.core.filter_kinds.Told` take their conditions from here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause

from etl import model
from etl.calendars.shifts import shifts_between
from etl.marts.core.filter_kinds import UNKNOWN, is_one_of
from etl.marts.core.mark_filters import ARROW
from etl.marts.shares.judged import judged_tickets, last_judgements
from etl.marts.shares.opening import off_hours, others
from etl.marts.shares.overrides import rows_of
from etl.marts.shares.ruled import ruled_outcomes, told_outcome
from etl.marts.shares.selection import Selection
from etl.marts.shares.stays import NOBODY, stays
from etl.marts.shares.ways import changes, has_events, holders, journeys

OF_PARTS = ("besides", "took_part", "closed", "off_hours")
"""Filters on where a part started, or on its originating department; the others of this kind are on the ticket."""

ANY_SHIFT = "any"

Condition = Callable[[Sequence[str]], ColumnElement[bool]]
_t = model.tickets.c


def told_of_tickets(scope: Selection, tickets: FromClause) -> dict[str, Condition]:
    """Conditions on tickets, by the name of their filter; each is a function from the chosen values to SQL.

    Parameters
    ----------
    tickets
        All tickets of the store, each with the kind in force.
    """
    asked = {
        "met": _met,
        "passed_on": _passed_on,
        "worked": _worked,
        "handed": _handed,
        "asked": _asked,
        "returned": _returned,
        "waited": _waited,
        "during": _during,
    }

    def among(question: Callable[[Selection, str], Any]) -> Condition:
        return lambda wanted: sa.or_(*(_is_among(tickets.c, question(scope, value)) for value in wanted))

    return {
        **{name: among(question) for name, question in asked.items()},
        "reopened": lambda wanted: sa.or_(*(_is_reopened(tickets.c.count_reopens, value) for value in wanted)),
        "rated": lambda wanted: tickets.c.satisfaction.in_(list(wanted)),
        "agent": lambda wanted: sa.or_(*(_is_named(tickets.c.agent, value) for value in wanted)),
        "judged": among(lambda here, pair: _judged(here, tickets, pair)),
        "coded": among(_coded),
    }


def told_of_parts(
    scope: Selection, columns: Any, department: ColumnElement[Any], issue: ColumnElement[Any]
) -> dict[str, Condition]:
    """Conditions on parts, as for `told_of_tickets`.

    Parameters
    ----------
    columns
        Has source, ticket_id and is_solved.
    department, issue
        Where the part started.
    """

    def of_origin(named: Sequence[str], condition: Callable[[int], Any]) -> ColumnElement[bool]:
        ways = [sa.and_(department == name, _is_among(columns, condition(n))) for n, name in enumerate(named)]
        return sa.or_(sa.false(), *ways)

    def took_part(value: str) -> ColumnElement[bool]:
        return of_origin(holders(scope), lambda n: _held(scope, n, value == "yes", is_assumed=False))

    def closed(value: str) -> ColumnElement[bool]:
        return sa.and_(columns.is_solved, of_origin(holders(scope), lambda n: _held(scope, n, value == "with")))

    def outside(value: str) -> ColumnElement[bool]:
        hours = off_hours(scope)
        is_wanted = 1 if value == "yes" else 0
        return of_origin(
            [each.name for each in others(scope)], lambda n: _keys(hours.c).where(hours.c[f"closed_{n}"] == is_wanted)
        )

    def besides(wanted: Sequence[str]) -> ColumnElement[bool]:
        issues: dict[str, list[str]] = {}
        for cause in wanted:
            name, _, own = cause.partition(ARROW)
            issues.setdefault(name, []).append(own)
        ways = [sa.and_(department == name, is_one_of(issue, own)) for name, own in issues.items()]
        return ~sa.func.coalesce(sa.or_(*ways), sa.false())

    return {
        "besides": besides,
        "took_part": lambda wanted: sa.or_(*map(took_part, wanted)),
        "closed": lambda wanted: sa.or_(*map(closed, wanted)),
        "off_hours": lambda wanted: sa.or_(*map(outside, wanted)),
    }


def _keys(columns: Any) -> sa.Select[Any]:
    return sa.select(columns.source, columns.ticket_id)


def _is_among(columns: Any, keys: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = sa.tuple_(columns.source, columns.ticket_id).in_(keys)
    return found


def _none() -> sa.Select[Any]:
    return _keys(_t).where(sa.false())


def _is_named(agent: ColumnElement[Any], value: str) -> ColumnElement[bool]:
    return agent.is_not(None) if value == "named" else agent.is_(None)


def _is_reopened(times: ColumnElement[Any], value: str) -> ColumnElement[bool]:
    return times > 0 if value == "yes" else times == 0


def _passed_on(scope: Selection, value: str) -> sa.Select[Any]:
    j = journeys(scope).c
    return _keys(j).where(j.handoffs > 0 if value == "yes" else j.handoffs == 0)


def _met(scope: Selection, value: str) -> sa.Select[Any]:
    j = journeys(scope).c
    return _keys(j).where(j.is_met_first == (1 if value == "frontline" else 0))


def _worked(scope: Selection, value: str) -> sa.Select[Any]:
    """Tickets on which the frontline spent time, or none."""
    j = journeys(scope)
    same = sa.and_(j.c.source == _t.source, j.c.ticket_id == _t.ticket_id)
    minutes = sa.func.coalesce(_t.handle_minutes, 0.0) * sa.func.coalesce(j.c.part_frontline, 0.0)
    is_some = minutes > 0
    return _keys(_t).join(j, same).where(is_some if value == "frontline" else ~is_some)


def _held(scope: Selection, number: int, is_held: bool, *, is_assumed: bool = True) -> sa.Select[Any]:
    """Tickets that a department of `holders` held at some point, or didn't."""
    j = journeys(scope).c
    found = _keys(j).where(j[f"is_held_{number}"] == int(is_held))
    return found if is_assumed else found.where(~sa.or_(j.is_own_desk, j.is_alone))


def _handed(scope: Selection, pair: str) -> sa.Select[Any]:
    before, _, after = pair.partition(ARROW)
    h = changes().c
    return _keys(h).where(h.from_department == before, h.to_department == after) if has_events(scope) else _none()


def _asked(scope: Selection, department: str) -> sa.Select[Any]:
    h = changes().c
    to = _keys(h).where(h.from_department.in_(scope.taxonomy.frontline), h.to_department == department)
    return to if has_events(scope) else _none()


def _returned(scope: Selection, department: str) -> sa.Select[Any]:
    h = changes().c
    same = sa.and_(h.source == _t.source, h.ticket_id == _t.ticket_id)
    is_unsolved = sa.or_(_t.solved_at.is_(None), _t.solved_at > h.next_at)
    back = (h.to_department == department, h.next_department.in_(scope.taxonomy.frontline), is_unsolved)
    return _keys(h).join(model.tickets, same).where(*back) if has_events(scope) else _none()


def _waited(scope: Selection, team: str) -> sa.Select[Any]:
    """Tickets that have been solved and that a team held for some time."""
    whole = sa.select(model.tickets, sa.literal(1.0).label("share")).subquery("whole")
    s = stays(scope, whole).c
    held = s.team.is_(None) if team == NOBODY else s.team == team
    return _keys(s).where(held, ~s.is_open, s.until_at > s.from_at)


def _during(scope: Selection, hours: str) -> sa.Select[Any]:
    """Tickets that arrived in a shift of the frontline with these hours; the hour of arrival is known."""
    found = shifts_between(scope.taxonomy, *scope.days) if scope.days else ()
    spans = [each for each in found if hours in (ANY_SHIFT, each.hours_words)]
    if not spans:
        return _none()
    told = pd.DataFrame({"starts": [each.starts_at for each in spans], "ends": [each.ends_at for each in spans]})
    shift = rows_of(told.astype("str"), {"starts": sa.DateTime, "ends": sa.DateTime}, name="shift")
    arrived = sa.and_(_t.created_at >= shift.c.starts, _t.created_at < shift.c.ends)
    return _keys(_t).join(shift, arrived).where(_t.created_hour.is_not(None))


def _judged(scope: Selection, tickets: FromClause, pair: str) -> sa.Select[Any]:
    """Tickets of the random sample on which the engine and people gave these answers."""
    engine, _, people = pair.partition(ARROW)
    last = last_judgements(judged_tickets(scope, tickets))
    mine = last[(last["engine_department"] == engine) & (last["department"] == people)]
    if mine.empty:
        return _none()
    return _keys(rows_of(mine, {"source": sa.Text, "ticket_id": sa.Text}, name="judged").c)


def _coded(scope: Selection, pair: str) -> sa.Select[Any]:
    """Tickets of the random sample for which agents declared a reason and people ruled a department."""
    reason, _, department = pair.rpartition(ARROW)
    sample, ruled = scope.sample, ruled_outcomes(scope)
    if sample.empty or ruled is None:
        return _none()
    keys = ["source", "ticket_id"]
    drawn = sample.loc[told_outcome(sample), keys].drop_duplicates().astype("str")
    mine = ruled[ruled["is_ruled"] & (ruled["department"] == department) & (ruled["share"] > 0)].merge(drawn, on=keys)
    if mine.empty:
        return _none()
    rows = rows_of(mine, {"source": sa.Text, "ticket_id": sa.Text}, name="coded")
    about = sa.and_(rows.c.ticket_id == _t.ticket_id, sa.or_(rows.c.source.is_(None), rows.c.source == _t.source))
    is_declared = _t.reason.is_(None) if reason == UNKNOWN else _t.reason == reason
    return _keys(_t).join(rows, about).where(is_declared)
