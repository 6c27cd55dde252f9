"""One ticket's state when somebody rules on it: its attribution now, and the engine's answer."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from etl import model
from etl.ledger.rulings import Share, Standing
from etl.marts.core.filters import Filters
from etl.marts.shares.scope import Scope
from etl.model import UNATTRIBUTED


def standing(scope: Scope, source: str, ticket_id: str) -> Standing | None:
    """Shares in force and the engine's own of a ticket, whatever the filters; None where there is no such ticket."""
    t, a = model.tickets.c, model.attributions.c
    run_id = scope.connection.execute(
        sa.select(t.run_id).where(t.source == source, t.ticket_id == ticket_id)
    ).scalar_one_or_none()
    if run_id is None:
        return None
    p = scope.with_filters(Filters()).as_judged().parts.c
    laid = sa.select(p.department, p.issue, p.share).where(p.source == source, p.ticket_id == ticket_id)
    said = sa.select(a.department, a.issue, a.share).where(
        a.run_id == run_id, a.source == source, a.ticket_id == ticket_id
    )
    return Standing(
        source=source,
        ticket_id=ticket_id,
        laid=_shares(scope, laid.order_by(p.share.desc(), p.department)),
        engine=_shares(scope, said.order_by(a.share.desc(), a.department)),
        run_id=int(run_id),
    )


def _shares(scope: Scope, select: sa.Select[Any]) -> tuple[Share, ...]:
    """Shares of a ticket; wholly Unattributed where the store has none."""
    rows = scope.connection.execute(select)
    return tuple(Share(department, issue, float(share)) for department, issue, share in rows) or (Share(UNATTRIBUTED),)
