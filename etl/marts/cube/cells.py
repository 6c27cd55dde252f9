"""Parts grouped into cells, one per combination of what measures distinguish, so that sums run over few rows.

Dozens of conditional sums over a million parts take seconds; one grouping and sums over its few hundred cells don't.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Subquery
from sqlalchemy.sql.visitors import iterate

from etl.journeys.touches import touches
from etl.marts.cube.journeys import travelled
from etl.marts.cube.off_hours import with_off_hours
from etl.marts.cube.part import PART
from etl.marts.shares.scope import Scope
from etl.marts.shares.waiting import is_open, waited_hours

By = Callable[[Any], dict[str, ColumnElement[Any]]]
"""Maps the columns of parts to the columns to group by."""

Columns = dict[str, ColumnElement[Any]]


def nothing(_: Any) -> Columns:
    """Group by nothing: the whole."""
    return {}


def as_read(scope: Scope, by: By) -> Scope:
    """Scope to take columns from: one that tells issues apart where `by` reads them."""
    reads = any(column is PART.c.issue for value in by(PART.c).values() for column in iterate(value))
    return scope.by_issue() if reads else scope


def cells(scope: Scope, by: By = nothing, *, is_travelled: bool, needed: Collection[str] | None = None) -> sa.CTE:
    """Group parts into cells.

    Parameters
    ----------
    by
        Further columns to distinguish by.
    is_travelled
        Whether to distinguish who held the tickets too; costs a pass over the changes of team.
    needed
        Columns that are read besides those of `by`; the others are null and don't distinguish cells. None: all are
        read.

    Returns
    -------
    CTE
        ``cell`` (`etl.marts.cube.aggregates.CELL`), one row per cell: the columns of `by`; origin, excluded_as, kind,
        is_complaint, is_load, is_meant, is_chasing, is_repeat (null unknown), is_disputed, is_ruled, is_solved,
        is_open, is_estimated, is_content, is_one_touch, is_reopened, is_off_hours (1, 0, null unknown), and sums over
        its parts: share, timed (share with known minutes), minutes, goodwill, touches, touches_counted (of tickets
        whose replies are counted), reopens, waited (hours, `etl.marts.shares.waiting`: of open tickets to the end of
        the data), waited_known (share with both times), confidence (each weighted by the share).
        With `is_travelled` also is_met_first, is_held_by_origin, is_own_desk, is_alone, is_unassigned, is_handed_on,
        and the sums minutes_frontline, minutes_other, minutes_unknown, handoffs.
    """
    p = travelled(scope) if is_travelled else scope.parts
    if needed is None or "is_off_hours" in needed:
        p = with_off_hours(scope, p)
    keys, sums = part_keys(scope, p), part_sums(scope, p)
    if is_travelled:
        keys, sums = keys | travelled_keys(p), sums | _travelled_sums(p)
    # Columns that aren't read aren't computed either.
    unread = {name: key for name, key in keys.items() if needed is not None and name not in needed}
    apart = by(p.c) | {name: key for name, key in keys.items() if name not in unread}
    columns = [value.label(name) for name, value in (apart | sums).items()]
    told = sa.select(*columns).select_from(p).subquery("told")  # so that keys are columns where they are grouped by
    summed = [sa.func.sum(sa.cast(told.c[name], sa.Double)).label(name) for name in sums]
    nulls = [sa.cast(sa.null(), key.type).label(name) for name, key in unread.items()]
    keyed = [told.c[name] for name in apart]
    return sa.select(*keyed, *nulls, *summed).group_by(*keyed).cte("cell")


def part_keys(scope: Scope, p: Subquery) -> Columns:
    """What measures distinguish parts by, besides who held their ticket."""
    return {
        "origin": p.c.origin,
        "excluded_as": p.c.excluded_as,
        "kind": p.c.kind,
        "is_complaint": p.c.is_complaint,
        "is_load": p.c.is_load,
        "is_meant": p.c.is_meant,
        "is_chasing": sa.func.coalesce(p.c.is_chasing, sa.false()),
        "is_repeat": p.c.is_repeat,
        "is_disputed": p.c.is_disputed,
        "is_ruled": p.c.is_ruled,
        "is_solved": p.c.is_solved,
        "is_open": is_open(p.c),
        "is_estimated": p.c.minutes_basis == "estimated",
        "is_content": sa.case((p.c.satisfaction == "good", 1), (p.c.satisfaction == "bad", 0)),
        "is_one_touch": sa.case((p.c.count_replies == 1, 1), (p.c.count_replies.is_not(None), 0)),
        "is_reopened": sa.case((p.c.count_reopens > 0, 1), (p.c.count_reopens.is_not(None), 0)),
        "is_off_hours": p.c.is_off_hours if "is_off_hours" in p.c else sa.cast(sa.null(), sa.Integer),
    }


def part_sums(scope: Scope, p: Subquery) -> Columns:
    """What is summed over the parts of a cell, besides what comes from journeys."""
    waited = waited_hours(scope, p.c)
    return {
        "share": p.c.share,
        "timed": sa.case((p.c.handle_minutes.is_not(None), p.c.share), else_=0.0),
        "minutes": _minutes(p),
        "goodwill": p.c.share * sa.func.coalesce(p.c.goodwill_amount, 0.0),
        "touches": p.c.share * touches(p.c),
        "touches_counted": sa.case((p.c.count_replies.is_not(None), p.c.share * touches(p.c)), else_=0.0),
        "reopens": p.c.share * sa.func.coalesce(p.c.count_reopens, 0),
        "waited": p.c.share * sa.func.coalesce(waited, 0.0),
        "waited_known": sa.case((waited.is_not(None), p.c.share), else_=0.0),
        "confidence": p.c.share * sa.func.coalesce(p.c.confidence, 0.0),
    }


def travelled_keys(p: Subquery) -> Columns:
    """What measures distinguish parts by in who held their ticket."""
    return {
        "is_met_first": p.c.is_met_first,
        "is_held_by_origin": p.c.is_held_by_origin,
        "is_own_desk": p.c.is_own_desk,
        "is_alone": p.c.is_alone,
        "is_unassigned": p.c.is_unassigned,
        "is_handed_on": sa.case((p.c.handoffs > 0, 1), (p.c.handoffs == 0, 0)),
    }


def _travelled_sums(p: Subquery) -> Columns:
    minutes = {f"minutes_{kind}": _minutes(p) * p.c[f"part_{kind}"] for kind in ("frontline", "other", "unknown")}
    return minutes | {"handoffs": p.c.share * sa.func.coalesce(p.c.handoffs, 0)}


def _minutes(p: Subquery) -> ColumnElement[Any]:
    return p.c.share * sa.func.coalesce(p.c.handle_minutes, 0.0)
