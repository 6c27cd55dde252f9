"""One ticket's state when somebody rules on it: its attribution now, and the engine's answer."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from etl import model
from etl.ledger.rulings import Share, Standing
from etl.marts.core.filters import Filters
from etl.marts.frames.objections import objected
from etl.marts.shares.scope import Scope
from etl.model import UNATTRIBUTED


def standing(scope: Scope, source: str, ticket_id: str) -> Standing | None:
    """A ticket's shares in force and the engine's own, whatever the filters; None where there is no such ticket."""
    t, a = model.tickets.c, model.attributions.c
    run_id = scope.connection.execute(
        sa.select(t.run_id).where(t.source == source, t.ticket_id == ticket_id)
    ).scalar_one_or_none()
    if run_id is None:
        return None
    p = scope.with_filters(Filters()).as_judged().parts.c
    attributed = sa.select(p.department, p.issue, p.share).where(p.source == source, p.ticket_id == ticket_id)
    said = sa.select(a.department, a.issue, a.share).where(
        a.run_id == run_id, a.source == source, a.ticket_id == ticket_id
    )
    return Standing(
        source=source,
        ticket_id=ticket_id,
        attributed=_shares(scope, attributed.order_by(p.share.desc(), p.department)),
        engine=_shares(scope, said.order_by(a.share.desc(), a.department)),
        run_id=int(run_id),
    )


def standings_open(scope: Scope, *, most: int) -> list[Standing]:
    """The same for at most `most` complaints within the filters that nobody has ruled on or disputed."""
    o = objected(scope)
    some = sa.select(o.c.source, o.c.ticket_id).where(o.c.is_open == 1).order_by(o.c.source, o.c.ticket_id).limit(most)
    return _standings(scope, some)


def standings_of(scope: Scope, *, tickets: tuple[tuple[str, str], ...]) -> list[Standing]:
    """The same for tickets by source and id, whatever the filters; those that the store doesn't have are left out."""
    t, wanted = model.tickets.c, set(tickets)
    some = sa.select(t.source, t.ticket_id).where(t.ticket_id.in_(sorted({ticket_id for _, ticket_id in wanted})))
    return [each for each in _standings(scope, some) if (each.source, each.ticket_id) in wanted]


def _standings(scope: Scope, some: sa.Select[Any]) -> list[Standing]:
    chosen, t, a = some.subquery("chosen"), model.tickets, model.attributions
    p = scope.with_filters(Filters()).as_judged().parts
    attributed = sa.select(p.c.source, p.c.ticket_id, p.c.department, p.c.issue, p.c.share).select_from(
        p.join(chosen, sa.and_(chosen.c.source == p.c.source, chosen.c.ticket_id == p.c.ticket_id))
    )
    here = sa.and_(chosen.c.source == t.c.source, chosen.c.ticket_id == t.c.ticket_id)
    same = sa.and_(a.c.run_id == t.c.run_id, a.c.source == t.c.source, a.c.ticket_id == t.c.ticket_id)
    said = sa.select(t.c.source, t.c.ticket_id, t.c.run_id, a.c.department, a.c.issue, a.c.share).select_from(
        t.join(chosen, here).outerjoin(a, same)
    )
    shares, engine, runs = _Gathered(), _Gathered(), dict[tuple[str, str], int]()
    for source, ticket_id, *share in scope.connection.execute(attributed.order_by(p.c.share.desc(), p.c.department)):
        shares.add((source, ticket_id), *share)
    for source, ticket_id, run_id, *share in scope.connection.execute(said.order_by(a.c.share.desc(), a.c.department)):
        runs[source, ticket_id] = int(run_id)
        engine.add((source, ticket_id), *share)
    return [Standing(*key, attributed=shares.of(key), engine=engine.of(key), run_id=runs[key]) for key in sorted(runs)]


class _Gathered:
    """Collects shares of tickets from rows."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], list[Share]] = {}

    def add(self, key: tuple[str, str], department: str | None, issue: str | None, share: float | None) -> None:
        if department is not None:
            self._found.setdefault(key, []).append(Share(department, issue, float(share or 0.0)))

    def of(self, key: tuple[str, str]) -> tuple[Share, ...]:
        return tuple(self._found.get(key, ())) or (Share(UNATTRIBUTED),)


def _shares(scope: Scope, select: sa.Select[Any]) -> tuple[Share, ...]:
    """Shares of a ticket; wholly Unattributed where the store has none."""
    rows = scope.connection.execute(select)
    return tuple(Share(department, issue, float(share)) for department, issue, share in rows) or (Share(UNATTRIBUTED),)
