"""Views of a snapshot for other programs: few, stable, and read only. What they hold is documented in docs/views.md.

They show the engine's judgements in the run in force. People's rulings are in the ledger and not in the snapshot: only
the pages, `measures` and `export` count them.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from etl import model
from etl.model import NONE_OF_THESE, NOT_A_COMPLAINT, UNATTRIBUTED
from etl.store.in_force import last_taxonomy
from etl.taxonomy import Taxonomy

VIEWS = ("view_tickets", "view_origins", "view_measures_by_month")

ORIGINS = ("elsewhere", "outside", "frontline", "none", "unattributed")
"""Where a share of a complaint started, as in `etl.marts.shares.scope.ORIGINS`."""

_TICKET_COLUMNS = (
    "source", "ticket_id", "created_at", "created_date", "solved_at", "subject", "body", "language", "channel",
    "status", "is_solved", "priority", "team", "first_team", "agent", "requester", "order_ref", "product", "tags",
    "reason", "satisfaction", "count_replies", "count_reopens", "count_handoffs", "handle_minutes", "minutes_basis",
    "goodwill_amount", "kind", "excluded_as",
)  # fmt: skip


def create_views(connection: sa.Connection, schema: str | None = None) -> None:
    """Create the views in the snapshot being written, in place of those of its forerunner.

    Parameters
    ----------
    schema
        Where the database keeps them; None for the plain names.
    """
    taxonomy = last_taxonomy(connection)
    for name, select in views(taxonomy).items():
        connection.execute(sa.schema.CreateView(select, name, schema=schema, or_replace=True))


def views(taxonomy: Taxonomy | None) -> dict[str, sa.Select[Any]]:
    """Select of each view, by its name.

    Parameters
    ----------
    taxonomy
        Taxonomy in force, which says which departments are the frontline; None before anything was attributed.
    """
    return dict(zip(VIEWS, (_tickets(), _origins(taxonomy), _by_month(taxonomy)), strict=True))


def _tickets() -> sa.Select[Any]:
    """One row per ticket, with the department of its largest share."""
    t, a = model.tickets.c, model.attributions.c
    place = sa.func.row_number().over(
        partition_by=[a.run_id, a.source, a.ticket_id], order_by=[a.share.desc(), a.department]
    )
    ranked = sa.select(model.attributions, place.label("place")).subquery("ranked")
    r = ranked.c
    joined = model.tickets.outerjoin(ranked, sa.and_(*_same(t, r), r.place == 1))
    return sa.select(
        *(t[name] for name in _TICKET_COLUMNS), _is_complaint(t).label("is_complaint"),
        r.department, r.issue, r.share, r.confidence, r.best_department, *_in_force(),
    ).select_from(joined)  # fmt: skip


def _origins(taxonomy: Taxonomy | None) -> sa.Select[Any]:
    """One row per complaint and department; the shares of a complaint sum to 1."""
    t, a = model.tickets.c, model.attributions.c
    department = sa.func.coalesce(a.department, UNATTRIBUTED)
    joined = model.tickets.outerjoin(model.attributions, sa.and_(*_same(t, a)))
    return (
        sa.select(
            t.source, t.ticket_id, t.created_date, t.channel, t.product, t.team, department.label("department"),
            a.issue, sa.func.coalesce(a.share, 1.0).label("share"), a.confidence,
            _origin(department, taxonomy).label("origin"), *_in_force(),
        )
        .select_from(joined)
        .where(_is_complaint(t))
    )  # fmt: skip


def _by_month(taxonomy: Taxonomy | None) -> sa.Select[Any]:
    """One row per month with tickets: how many there were, complaints by origin, minutes, goodwill and orders."""
    t = model.tickets.c
    month = _month(t.created_date).label("month")
    counted = (
        sa.select(
            month,
            sa.func.count().label("contacts"),
            sa.func.sum(sa.case((t.kind == "complaint", 1), else_=0)).label("complaints"),
            sa.func.sum(sa.case((t.kind == "complaint", t.handle_minutes))).label("complaint_minutes"),
            sa.func.sum(sa.case((t.kind == "complaint", t.goodwill_amount))).label("goodwill_amount"),
        )
        .where(t.excluded_as.is_(None))
        .group_by(month)
        .subquery("counted")
    )
    shares = _origins(taxonomy).subquery("shares")
    begun = _month(shares.c.created_date).label("month")
    sums = [sa.func.sum(sa.case((shares.c.origin == o, shares.c.share), else_=0.0)).label(o) for o in ORIGINS]
    origins = sa.select(begun, *sums).group_by(begun).subquery("origins")
    v = model.volumes.c
    day = _month(v.day).label("month")
    orders = (
        sa.select(day, sa.func.sum(v.value).label("orders")).where(v.unit == "orders").group_by(day).subquery("orders")
    )
    joined = counted.outerjoin(origins, origins.c.month == counted.c.month)
    joined = joined.outerjoin(orders, orders.c.month == counted.c.month)
    return sa.select(
        *counted.c, *(sa.func.coalesce(origins.c[o], 0.0).label(o) for o in ORIGINS), orders.c.orders, *_in_force()
    ).select_from(joined)


def _month(day: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """First day of a day's month."""
    return sa.cast(sa.func.date_trunc("month", day), sa.Date)


def _same(ticket: Any, other: Any) -> tuple[sa.ColumnElement[bool], ...]:
    return (other.run_id == ticket.run_id, other.source == ticket.source, other.ticket_id == ticket.ticket_id)


def _is_complaint(ticket: Any) -> sa.ColumnElement[bool]:
    return sa.and_(ticket.excluded_as.is_(None), ticket.kind == "complaint")


def _origin(department: sa.ColumnElement[Any], taxonomy: Taxonomy | None) -> sa.ColumnElement[str]:
    frontline, outside = (taxonomy.frontline, taxonomy.outside) if taxonomy else ((), ())
    named = ((frontline, "frontline"), (outside, "outside"), ((NONE_OF_THESE, NOT_A_COMPLAINT), "none"))
    told = [(department.in_(names), origin) for names, origin in named if names]
    return sa.case((department == UNATTRIBUTED, "unattributed"), *told, else_="elsewhere")


def _in_force() -> list[sa.ColumnElement[Any]]:
    """Name and hash of the taxonomy of the last run."""
    r = model.runs.c
    last = sa.select(sa.func.max(r.run_id)).scalar_subquery()
    return [
        sa.select(column).where(r.run_id == last).scalar_subquery().label(name)
        for column, name in ((r.taxonomy_name, "taxonomy"), (r.taxonomy_hash, "taxonomy_hash"))
    ]
