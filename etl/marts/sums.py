"""The sums behind the measures: each is one SQL expression, computed for the whole filter or for each of its groups.

Everything that can be summed over parts comes from one pass over the store; a measure only divides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Subquery

from etl import model
from etl.marts.base import Scope

Expressions = dict[str, ColumnElement[Any]]


def _sum(value: Any, *conditions: ColumnElement[bool]) -> ColumnElement[Any]:
    """Sum of a value over the rows for which all conditions hold; 0 where there are none."""
    chosen = sa.case((sa.and_(*conditions), value), else_=0.0) if conditions else value
    return sa.func.coalesce(sa.func.sum(sa.cast(chosen, sa.Double)), 0.0)


def part_sums(scope: Scope, p: Subquery) -> Expressions:
    """Sums over parts: counts, origins, minutes, who met the customer first."""
    counted, complaint = p.c.excluded_as.is_(None), p.c.is_complaint
    elsewhere, unattributed = p.c.origin == "elsewhere", p.c.origin == "unattributed"
    sums = {
        "tickets_read": _sum(p.c.share),
        "tickets": _sum(p.c.share, counted),
        "complaints": _sum(p.c.share, complaint),
        "elsewhere": _sum(p.c.share, complaint, elsewhere),
        "frontline": _sum(p.c.share, complaint, p.c.origin == "frontline"),
        "unattributed": _sum(p.c.share, complaint, unattributed),
        "disputed": _sum(p.c.share, complaint, p.c.is_disputed),
        "ruled": _sum(p.c.share, complaint, p.c.is_ruled),
        "confidence": _sum(p.c.share * p.c.confidence, complaint, ~unattributed),
    }
    for kind in model.KINDS[1:]:
        sums[f"kind_{kind}"] = _sum(p.c.share, counted, p.c.kind == kind)
    for reason in model.EXCLUSIONS:
        sums[f"excluded_{reason}"] = _sum(p.c.share, p.c.excluded_as == reason)
    return sums | _met_sums(scope, p) | _minute_sums(p) | _service_sums(p)


def _met_sums(scope: Scope, p: Subquery) -> Expressions:
    met = scope.is_frontline_team(first_team(p))
    sums = {}
    for origin in ("elsewhere", "unattributed"):
        mine = (p.c.is_complaint, p.c.origin == origin)
        sums[f"met_yes_{origin}"] = _sum(p.c.share, *mine, met == 1)
        sums[f"met_no_{origin}"] = _sum(p.c.share, *mine, met == 0)
        sums[f"met_unknown_{origin}"] = _sum(p.c.share, *mine, met.is_(None))
    return sums


def first_team(p: Subquery) -> ColumnElement[Any]:
    """SQL for the first team with a human handler; a ticket that one team alone held was first held by it."""
    return sa.func.coalesce(p.c.first_team, sa.case((p.c.count_stations == 1, p.c.team)))


def _minute_sums(p: Subquery) -> Expressions:
    minutes, complaint = p.c.share * sa.func.coalesce(p.c.handle_minutes, 0.0), p.c.is_complaint
    return {
        "minutes": _sum(minutes, complaint),
        "minutes_estimated": _sum(minutes, complaint, p.c.minutes_basis == "estimated"),
        "minutes_elsewhere": _sum(minutes, complaint, p.c.origin == "elsewhere"),
        "timed": _sum(p.c.share, complaint, p.c.handle_minutes.is_not(None)),
        "goodwill": _sum(p.c.share * sa.func.coalesce(p.c.goodwill_amount, 0.0), complaint),
        "goodwill_known": _sum(p.c.share, complaint, p.c.goodwill_amount.is_not(None)),
    }


def _service_sums(p: Subquery) -> Expressions:
    complaint = p.c.is_complaint
    replies, reopens = p.c.count_replies, p.c.count_reopens
    return {
        "solved": _sum(p.c.share, complaint, p.c.is_solved),
        "solved_known": _sum(p.c.share, complaint, p.c.is_solved.is_not(None)),
        "one_touch": _sum(p.c.share, complaint, p.c.is_solved, replies == 1),
        "one_touch_known": _sum(p.c.share, complaint, p.c.is_solved, replies.is_not(None)),
        "reopened": _sum(p.c.share, complaint, reopens > 0),
        "reopened_known": _sum(p.c.share, complaint, reopens.is_not(None)),
        "content": _sum(p.c.share, complaint, p.c.satisfaction == "good"),
        "discontent": _sum(p.c.share, complaint, p.c.satisfaction == "bad"),
    }
