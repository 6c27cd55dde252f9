"""The sums behind the measures: each is one SQL expression, computed for the whole filter or for each of its groups.

Everything that can be summed over parts comes from one pass over the store; a measure only divides.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Subquery

from etl import model
from etl.marts.base import Scope
from etl.marts.hours import is_off_hours
from etl.marts.journeys import holders

Expressions = dict[str, ColumnElement[Any]]

_WHOSE = ("elsewhere", "unattributed")
"""Origins that a lens looks at: what was caused elsewhere, and what may have been."""


def sum_of(value: Any, *conditions: Any) -> ColumnElement[Any]:
    """Sum of a value over the rows for which all conditions hold; 0 where there are none."""
    chosen = sa.case((sa.and_(*conditions), value), else_=0.0) if conditions else value
    return sa.func.coalesce(sa.func.sum(sa.cast(chosen, sa.Double)), 0.0)


def part_sums(scope: Scope, p: Subquery) -> Expressions:
    """Sums that need no journey, by name.

    Parameters
    ----------
    p
        ``scope.parts``, or what has its columns.
    """
    return _count_sums(p) | _minute_sums(p) | _service_sums(p) | _off_hours_sums(scope, p)


def journey_sums(p: Subquery) -> Expressions:
    """Sums that look at who held a ticket, by name.

    Parameters
    ----------
    p
        ``etl.marts.journeys.travelled(scope)``.
    """
    return _met_sums(p) | _effort_sums(p) | _closure_sums(p) | _handing_sums(p)


def holder_sums(scope: Scope, p: Subquery) -> Expressions:
    """Minutes of complaints by the department that held them: minutes_0, minutes_1, ... as in `holders`, and
    minutes_unknown.
    """
    minutes = p.c.share * sa.func.coalesce(p.c.handle_minutes, 0.0)
    by_holder = {
        f"minutes_{number}": sum_of(minutes * p.c[f"part_{number}"], p.c.is_complaint)
        for number in range(len(holders(scope)))
    }
    return by_holder | {"minutes_unknown": sum_of(minutes * p.c.part_unknown, p.c.is_complaint)}


def _count_sums(p: Subquery) -> Expressions:
    counted, complaint = p.c.excluded_as.is_(None), p.c.is_complaint
    attributed = p.c.origin != "unattributed"
    sums = {
        "tickets_read": sum_of(p.c.share),
        "tickets": sum_of(p.c.share, counted),
        "complaints": sum_of(p.c.share, complaint),
        "elsewhere": sum_of(p.c.share, complaint, p.c.origin == "elsewhere"),
        "frontline": sum_of(p.c.share, complaint, p.c.origin == "frontline"),
        "unattributed": sum_of(p.c.share, complaint, p.c.origin == "unattributed"),
        "disputed": sum_of(p.c.share, complaint, p.c.is_disputed),
        "ruled": sum_of(p.c.share, complaint, p.c.is_ruled),
        "confidence": sum_of(p.c.share * p.c.confidence, complaint, attributed),
    }
    sums |= {f"kind_{kind}": sum_of(p.c.share, counted, p.c.kind == kind) for kind in model.KINDS}
    return sums | {f"excluded_{why}": sum_of(p.c.share, p.c.excluded_as == why) for why in model.EXCLUSIONS}


def _met_sums(p: Subquery) -> Expressions:
    met, sums = p.c.is_met_first, {}
    for origin in _WHOSE:
        mine = (p.c.is_complaint, p.c.origin == origin)
        sums[f"met_yes_{origin}"] = sum_of(p.c.share, *mine, met == 1)
        sums[f"met_no_{origin}"] = sum_of(p.c.share, *mine, met == 0)
        sums[f"met_unknown_{origin}"] = sum_of(p.c.share, *mine, met.is_(None))
    return sums


def _minutes(p: Subquery) -> ColumnElement[Any]:
    return p.c.share * sa.func.coalesce(p.c.handle_minutes, 0.0)


def _minute_sums(p: Subquery) -> Expressions:
    minutes, complaint = _minutes(p), p.c.is_complaint
    return {
        "minutes": sum_of(minutes, complaint),
        "minutes_estimated": sum_of(minutes, complaint, p.c.minutes_basis == "estimated"),
        "timed": sum_of(p.c.share, complaint, p.c.handle_minutes.is_not(None)),
        "goodwill": sum_of(p.c.share * sa.func.coalesce(p.c.goodwill_amount, 0.0), complaint),
    }


def _effort_sums(p: Subquery) -> Expressions:
    minutes, complaint = _minutes(p), p.c.is_complaint
    sums = {
        "frontline_minutes": sum_of(minutes * p.c.part_frontline, complaint),
        "frontline_minutes_all": sum_of(minutes * p.c.part_frontline, p.c.excluded_as.is_(None)),
    }
    for origin in _WHOSE:
        mine = (complaint, p.c.origin == origin)
        sums[f"effort_yes_{origin}"] = sum_of(minutes * p.c.part_frontline, *mine)
        sums[f"effort_no_{origin}"] = sum_of(minutes * p.c.part_other, *mine)
        sums[f"effort_unknown_{origin}"] = sum_of(minutes * p.c.part_unknown, *mine)
    return sums


def _closure_sums(p: Subquery) -> Expressions:
    """Closed without the origin, and took part: both ask whether the originating department held the ticket."""
    elsewhere = (p.c.is_complaint, p.c.origin == "elsewhere")
    unattributed = (p.c.is_complaint, p.c.origin == "unattributed")
    held, solved = p.c.is_held_by_origin, p.c.is_solved
    may_be_solved = sa.func.coalesce(solved, sa.true())
    is_open_question = sa.and_(may_be_solved, sa.or_(held.is_(None), solved.is_(None)))
    return {
        "solved_elsewhere": sum_of(p.c.share, *elsewhere, solved),
        "closure_yes_elsewhere": sum_of(p.c.share, *elsewhere, solved, held == 0),
        "closure_no_elsewhere": sum_of(p.c.share, *elsewhere, solved, held == 1),
        "closure_unknown_elsewhere": sum_of(p.c.share, *elsewhere, is_open_question),
        "closure_yes_unattributed": sum_of(0.0, *unattributed),
        "closure_no_unattributed": sum_of(0.0, *unattributed),
        "closure_unknown_unattributed": sum_of(p.c.share, *unattributed, may_be_solved),
        "part_yes_elsewhere": sum_of(p.c.share, *elsewhere, held == 1),
        "part_no_elsewhere": sum_of(p.c.share, *elsewhere, held == 0),
        "part_unknown_elsewhere": sum_of(p.c.share, *elsewhere, held.is_(None)),
    }


def _handing_sums(p: Subquery) -> Expressions:
    complaint, handoffs, pingpong = p.c.is_complaint, p.c.handoffs, p.c.pingpong
    return {
        "handoffs": sum_of(p.c.share * handoffs, complaint, handoffs.is_not(None)),
        "handed_on": sum_of(p.c.share, complaint, handoffs > 0),
        "handoffs_known": sum_of(p.c.share, complaint, handoffs.is_not(None)),
        "came_back": sum_of(p.c.share, complaint, pingpong > 0),
        "pingpong": sum_of(p.c.share * pingpong, complaint, pingpong.is_not(None)),
        "pingpong_known": sum_of(p.c.share, complaint, pingpong.is_not(None)),
    }


def _service_sums(p: Subquery) -> Expressions:
    complaint, replies, reopens = p.c.is_complaint, p.c.count_replies, p.c.count_reopens
    return {
        "solved": sum_of(p.c.share, complaint, p.c.is_solved),
        "solved_known": sum_of(p.c.share, complaint, p.c.is_solved.is_not(None)),
        "one_touch": sum_of(p.c.share, complaint, p.c.is_solved, replies == 1),
        "one_touch_known": sum_of(p.c.share, complaint, p.c.is_solved, replies.is_not(None)),
        "reopened": sum_of(p.c.share, complaint, reopens > 0),
        "reopened_known": sum_of(p.c.share, complaint, reopens.is_not(None)),
        "content": sum_of(p.c.share, complaint, p.c.satisfaction == "good"),
        "rated": sum_of(p.c.share, complaint, p.c.satisfaction.in_(("good", "bad"))),
    }


def _off_hours_sums(scope: Scope, p: Subquery) -> Expressions:
    elsewhere, off = (p.c.is_complaint, p.c.origin == "elsewhere"), is_off_hours(scope, p)
    return {
        "off_hours": sum_of(p.c.share, *elsewhere, off == 1),
        "off_hours_known": sum_of(p.c.share, *elsewhere, off.is_not(None)),
    }
