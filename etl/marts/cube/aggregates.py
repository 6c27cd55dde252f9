"""The sums behind the measures, by name: each is one SQL expression over the cells, for the whole or for each group."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.sql.visitors import iterate

from etl import model

Expressions = dict[str, ColumnElement[Any]]

OFF_FRONTLINE = ("elsewhere", "outside")
"""Origins off the frontline, which sums call elsewhere: in the company's other departments, or outside the company."""

_WHOSE = {"elsewhere": OFF_FRONTLINE, "unattributed": ("unattributed",)}
"""Origins that a lens covers: what was caused elsewhere, and what may have been."""

WHATEVER_KIND = frozenset(
    {
        "tickets_read", "tickets", "chasing", "repeat", "repeat_known", "frontline_minutes_all",
        *(f"kind_{kind}" for kind in model.KINDS), *(f"excluded_{why}" for why in model.EXCLUSIONS),
    }
)  # fmt: skip
"""Sums that count tickets whether they are complaints or not: their origin makes no difference."""


COUNTS = frozenset(
    {
        "tickets_read", "tickets", "complaints", "elsewhere", "outside", "none", "load", "load_elsewhere", "frontline",
        "unattributed", "disputed", "ruled", *(f"kind_{kind}" for kind in model.KINDS),
    }
)  # fmt: skip
"""Sums that need no journeys, hours or times: together they take a fraction of the time of all."""


def sum_of(value: Any, *conditions: Any) -> ColumnElement[Any]:
    """Sum of a value over the rows for which all conditions hold; 0 where there are none."""
    chosen = sa.case((sa.and_(*conditions), value), else_=0.0) if conditions else value
    return sa.func.coalesce(sa.func.sum(sa.cast(chosen, sa.Double)), 0.0)


def part_sums(c: Any) -> Expressions:
    """Sums that need no journey, by name; `c` has the columns of `CELL`."""
    return _count_sums(c) | _minute_sums(c) | _wait_sums(c) | _service_sums(c)


def journey_sums(c: Any) -> Expressions:
    """Sums that look at who held a ticket, by name; `c` has the columns of `CELL`."""
    return _met_sums(c) | _effort_sums(c) | _closure_sums(c) | _handing_sums(c)


def _count_sums(c: Any) -> Expressions:
    counted, complaint = c.c.excluded_as.is_(None), c.c.is_complaint
    sums = {
        "tickets_read": sum_of(c.c.share),
        "tickets": sum_of(c.c.share, counted),
        "complaints": sum_of(c.c.share, complaint),
        "elsewhere": sum_of(c.c.share, complaint, c.c.origin.in_(OFF_FRONTLINE)),
        "outside": sum_of(c.c.share, complaint, c.c.origin == "outside"),
        "none": sum_of(c.c.share, complaint, c.c.origin == "none"),
        "load": sum_of(c.c.share, c.c.is_load),
        "load_elsewhere": sum_of(c.c.share, c.c.is_load, c.c.origin.in_(OFF_FRONTLINE)),
        "frontline": sum_of(c.c.share, complaint, c.c.origin == "frontline"),
        "unattributed": sum_of(c.c.share, complaint, c.c.origin == "unattributed"),
        "disputed": sum_of(c.c.share, complaint, c.c.is_disputed),
        "ruled": sum_of(c.c.share, complaint, c.c.is_ruled),
        "confidence": sum_of(c.c.confidence, complaint, c.c.origin != "unattributed"),
    }
    is_failure = sa.or_(complaint, c.c.is_chasing, sa.func.coalesce(c.c.is_repeat, sa.false()))
    sums |= {
        "chasing": sum_of(c.c.share, counted, c.c.is_chasing),
        "repeat": sum_of(c.c.share, counted, c.c.is_repeat),
        "repeat_known": sum_of(c.c.share, counted, c.c.is_repeat.is_not(None)),
        "failure_demand": sum_of(c.c.share, counted, is_failure),
    }
    sums |= {f"kind_{kind}": sum_of(c.c.share, counted, c.c.kind == kind) for kind in model.KINDS}
    return sums | {f"excluded_{why}": sum_of(c.c.share, c.c.excluded_as == why) for why in model.EXCLUSIONS}


def _minute_sums(c: Any) -> Expressions:
    load = c.c.is_load
    return {
        "minutes": sum_of(c.c.minutes, load),
        "minutes_estimated": sum_of(c.c.minutes, load, c.c.is_estimated),
        "timed": sum_of(c.c.timed, load),
        "goodwill": sum_of(c.c.goodwill, load),
        "goodwill_elsewhere": sum_of(c.c.goodwill, load, c.c.origin.in_(OFF_FRONTLINE)),
        "touches": sum_of(c.c.touches, load),
        "touches_counted": sum_of(c.c.touches_counted, load),
        "reopens": sum_of(c.c.reopens, load),
    }


def _wait_sums(c: Any) -> Expressions:
    """Hours waited and numbers of tickets, separately for solved and open ones."""
    load, is_waiting = c.c.is_load, sa.func.coalesce(c.c.is_open, sa.false())
    return {
        "waited": sum_of(c.c.waited, load, ~is_waiting),
        "waited_known": sum_of(c.c.waited_known, load, ~is_waiting),
        "waited_open": sum_of(c.c.waited, load, is_waiting),
        "waiting": sum_of(c.c.waited_known, load, is_waiting),
    }


def _service_sums(c: Any) -> Expressions:
    meant, load, elsewhere = c.c.is_meant, c.c.is_load, c.c.origin.in_(OFF_FRONTLINE)
    return {
        "solved": sum_of(c.c.share, meant, c.c.is_solved),
        "solved_known": sum_of(c.c.share, meant, c.c.is_solved.is_not(None)),
        "one_touch": sum_of(c.c.share, meant, c.c.is_solved, c.c.is_one_touch == 1),
        "one_touch_known": sum_of(c.c.share, meant, c.c.is_solved, c.c.is_one_touch.is_not(None)),
        "reopened": sum_of(c.c.share, meant, c.c.is_reopened == 1),
        "reopened_known": sum_of(c.c.share, meant, c.c.is_reopened.is_not(None)),
        "rescued": sum_of(c.c.share, meant, c.c.is_reopened == 1, c.c.is_content == 1),
        "rescued_known": sum_of(c.c.share, meant, c.c.is_reopened == 1, c.c.is_content.is_not(None)),
        "content": sum_of(c.c.share, meant, c.c.is_content == 1),
        "rated": sum_of(c.c.share, meant, c.c.is_content.is_not(None)),
        "off_hours": sum_of(c.c.share, load, elsewhere, c.c.is_off_hours == 1),
        "off_hours_known": sum_of(c.c.share, load, elsewhere, c.c.is_off_hours.is_not(None)),
    }


def _met_sums(c: Any) -> Expressions:
    met, sums = c.c.is_met_first, {}
    for origin in _WHOSE:
        mine = (c.c.is_load, c.c.origin.in_(_WHOSE[origin]))
        sums[f"met_yes_{origin}"] = sum_of(c.c.share, *mine, met == 1)
        sums[f"met_no_{origin}"] = sum_of(c.c.share, *mine, met == 0)
        sums[f"met_unknown_{origin}"] = sum_of(c.c.share, *mine, met.is_(None))
    theirs = (c.c.is_load, c.c.origin.in_(OFF_FRONTLINE))
    sums["met_own_desk"] = sum_of(c.c.share, *theirs, c.c.is_own_desk)
    sums["met_alone"] = sum_of(c.c.share, *theirs, c.c.is_alone, met.is_not(None))
    sums["met_unassigned"] = sum_of(c.c.share, *theirs, c.c.is_unassigned, met.is_(None))
    return sums


def _effort_sums(c: Any) -> Expressions:
    sums = {
        "frontline_minutes": sum_of(c.c.minutes_frontline, c.c.is_load),
        "unknown_minutes": sum_of(c.c.minutes_unknown, c.c.is_load),
        "frontline_minutes_complaints": sum_of(c.c.minutes_frontline, c.c.is_complaint),
        "frontline_minutes_all": sum_of(c.c.minutes_frontline, c.c.excluded_as.is_(None)),
    }
    for origin in _WHOSE:
        mine = (c.c.is_load, c.c.origin.in_(_WHOSE[origin]))
        sums[f"effort_yes_{origin}"] = sum_of(c.c.minutes_frontline, *mine)
        sums[f"effort_no_{origin}"] = sum_of(c.c.minutes_other, *mine)
        sums[f"effort_unknown_{origin}"] = sum_of(c.c.minutes_unknown, *mine)
    theirs = (c.c.is_load, c.c.origin.in_(OFF_FRONTLINE))
    sums["effort_own_desk"] = sum_of(c.c.minutes_frontline, *theirs, c.c.is_own_desk)
    sums["effort_alone"] = sum_of(c.c.minutes_frontline + c.c.minutes_other, *theirs, c.c.is_alone)
    sums["effort_unassigned"] = sum_of(c.c.minutes_unknown, *theirs, c.c.is_unassigned)
    return sums


def _closure_sums(c: Any) -> Expressions:
    """Sums for "closed without the origin" and "took part", which depend on whether the origin held the ticket."""
    elsewhere = (c.c.is_load, c.c.origin.in_(OFF_FRONTLINE))
    unattributed = (c.c.is_load, c.c.origin == "unattributed")
    held, solved = c.c.is_held_by_origin, c.c.is_solved
    may_be_solved = sa.func.coalesce(solved, sa.true())
    assumed = sa.or_(c.c.is_own_desk, c.c.is_alone)
    is_open_question = sa.and_(may_be_solved, sa.or_(held.is_(None), solved.is_(None)))
    return {
        "solved_elsewhere": sum_of(c.c.share, *elsewhere, solved),
        "closure_yes_elsewhere": sum_of(c.c.share, *elsewhere, solved, held == 0),
        "closure_no_elsewhere": sum_of(c.c.share, *elsewhere, solved, held == 1),
        "closure_unknown_elsewhere": sum_of(c.c.share, *elsewhere, is_open_question),
        "closure_unknown_unattributed": sum_of(c.c.share, *unattributed, may_be_solved),
        "closure_own_desk": sum_of(c.c.share, *elsewhere, solved, c.c.is_own_desk, held.is_not(None)),
        "closure_alone": sum_of(c.c.share, *elsewhere, solved, c.c.is_alone, held.is_not(None)),
        "closure_unassigned": sum_of(c.c.share, *elsewhere, is_open_question, c.c.is_unassigned),
        "part_yes_elsewhere": sum_of(c.c.share, *elsewhere, held == 1, ~assumed),
        "part_no_elsewhere": sum_of(c.c.share, *elsewhere, held == 0, ~assumed),
        "part_unknown_elsewhere": sum_of(c.c.share, *elsewhere, sa.or_(held.is_(None), assumed)),
    }


def _handing_sums(c: Any) -> Expressions:
    meant, handed = c.c.is_meant, c.c.is_handed_on
    return {
        "handoffs": sum_of(c.c.handoffs, meant),
        "handed_on": sum_of(c.c.share, meant, handed == 1),
        "handoffs_known": sum_of(c.c.share, meant, handed.is_not(None)),
    }


def return_sums(t: Any) -> Expressions:
    """Sums over returns to an earlier team; `t` is ``etl.marts.cube.journeys.travelled(scope)``.

    Kept separate: finding the teams of each ticket is the slowest query.
    """
    meant, back = t.c.is_meant, t.c.pingpong
    return {
        "pingpong": sum_of(t.c.share * back, meant, back.is_not(None)),
        "came_back": sum_of(t.c.share, meant, back > 0),
        "pingpong_known": sum_of(t.c.share, meant, back.is_not(None)),
    }


_FLAGS = ("is_complaint", "is_load", "is_meant", "is_chasing", "is_repeat", "is_disputed", "is_ruled", "is_solved",
          "is_open", "is_estimated", "is_own_desk", "is_alone", "is_unassigned")  # fmt: skip
_NUMBERED = (
    "is_content",
    "is_one_touch",
    "is_reopened",
    "is_off_hours",
    "is_met_first",
    "is_held_by_origin",
    "is_handed_on",
)
_SUMMED = ("share", "timed", "minutes", "goodwill", "touches", "touches_counted", "reopens", "waited", "waited_known",
           "confidence", "minutes_frontline", "minutes_other", "minutes_unknown", "handoffs")  # fmt: skip

CELL = sa.table(
    "cell",
    *(sa.column(name, sa.Text()) for name in ("origin", "excluded_as", "kind")),
    *(sa.column(name, sa.Boolean()) for name in _FLAGS),
    *(sa.column(name, sa.Integer()) for name in _NUMBERED),
    *(sa.column(name, sa.Double()) for name in _SUMMED),
)
"""Columns of `etl.marts.cube.cells.cells`, by name: sums are written once, for any cells."""

PART_SUMS: Expressions = part_sums(CELL)
"""Sums that need no journey."""

SUMS: Expressions = PART_SUMS | journey_sums(CELL)
"""All sums."""

READ: dict[str, frozenset[str]] = {
    name: frozenset(str(part.name) for part in iterate(value) if isinstance(part, sa.ColumnClause))
    for name, value in SUMS.items()
}
"""Columns of `CELL` that each sum reads."""
