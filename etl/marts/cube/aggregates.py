"""The sums behind the measures, by name: each is one SQL expression over the cells, for the whole or for each group."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Addend:
    """What a sum adds up over cells.

    Attributes
    ----------
    value
        Column of `CELL` that holds sums, or several of them added.
    conditions
        Cells that count: all of these hold.
    """

    value: Any
    conditions: tuple[Any, ...]

    @classmethod
    def of(cls, value: Any, *conditions: Any) -> Addend:
        """The value where all conditions hold."""
        return cls(value, conditions)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that are added."""
        return tuple(str(part.name) for part in iterate(self.value) if isinstance(part, sa.ColumnClause))


Addends = dict[str, Addend]


def sum_of(value: Any, *conditions: Any) -> ColumnElement[Any]:
    """Sum of a value over the rows for which all conditions hold; 0 where there are none."""
    chosen = sa.case((sa.and_(*conditions), value), else_=0.0) if conditions else value
    return sa.func.coalesce(sa.func.sum(sa.cast(chosen, sa.Double)), 0.0)


def _part_sums(c: Any) -> Addends:
    """Sums that need no journey, by name."""
    return _count_sums(c) | _minute_sums(c) | _wait_sums(c) | _service_sums(c)


def _journey_sums(c: Any) -> Addends:
    """Sums that look at who held a ticket, by name."""
    return _met_sums(c) | _effort_sums(c) | _closure_sums(c) | _handing_sums(c)


def _count_sums(c: Any) -> Addends:
    counted, complaint = c.c.excluded_as.is_(None), c.c.is_complaint
    sums = {
        "tickets_read": Addend.of(c.c.share),
        "tickets": Addend.of(c.c.share, counted),
        "complaints": Addend.of(c.c.share, complaint),
        "elsewhere": Addend.of(c.c.share, complaint, c.c.origin.in_(OFF_FRONTLINE)),
        "outside": Addend.of(c.c.share, complaint, c.c.origin == "outside"),
        "none": Addend.of(c.c.share, complaint, c.c.origin == "none"),
        "load": Addend.of(c.c.share, c.c.is_load),
        "load_elsewhere": Addend.of(c.c.share, c.c.is_load, c.c.origin.in_(OFF_FRONTLINE)),
        "frontline": Addend.of(c.c.share, complaint, c.c.origin == "frontline"),
        "unattributed": Addend.of(c.c.share, complaint, c.c.origin == "unattributed"),
        "disputed": Addend.of(c.c.share, complaint, c.c.is_disputed),
        "ruled": Addend.of(c.c.share, complaint, c.c.is_ruled),
        "confidence": Addend.of(c.c.confidence, complaint, c.c.origin != "unattributed"),
    }
    is_failure = sa.or_(complaint, c.c.is_chasing, sa.func.coalesce(c.c.is_repeat, sa.false()))
    sums |= {
        "chasing": Addend.of(c.c.share, counted, c.c.is_chasing),
        "repeat": Addend.of(c.c.share, counted, c.c.is_repeat),
        "repeat_known": Addend.of(c.c.share, counted, c.c.is_repeat.is_not(None)),
        "failure_demand": Addend.of(c.c.share, counted, is_failure),
    }
    sums |= {f"kind_{kind}": Addend.of(c.c.share, counted, c.c.kind == kind) for kind in model.KINDS}
    return sums | {f"excluded_{why}": Addend.of(c.c.share, c.c.excluded_as == why) for why in model.EXCLUSIONS}


def _minute_sums(c: Any) -> Addends:
    load = c.c.is_load
    return {
        "minutes": Addend.of(c.c.minutes, load),
        "minutes_estimated": Addend.of(c.c.minutes, load, c.c.is_estimated),
        "timed": Addend.of(c.c.timed, load),
        "goodwill": Addend.of(c.c.goodwill, load),
        "goodwill_elsewhere": Addend.of(c.c.goodwill, load, c.c.origin.in_(OFF_FRONTLINE)),
        "touches": Addend.of(c.c.touches, load),
        "touches_counted": Addend.of(c.c.touches_counted, load),
        "reopens": Addend.of(c.c.reopens, load),
    }


def _wait_sums(c: Any) -> Addends:
    """Hours waited and numbers of tickets, separately for solved and open ones."""
    load, is_waiting = c.c.is_load, sa.func.coalesce(c.c.is_open, sa.false())
    return {
        "waited": Addend.of(c.c.waited, load, ~is_waiting),
        "waited_known": Addend.of(c.c.waited_known, load, ~is_waiting),
        "waited_open": Addend.of(c.c.waited, load, is_waiting),
        "waiting": Addend.of(c.c.waited_known, load, is_waiting),
    }


def _service_sums(c: Any) -> Addends:
    meant, load, elsewhere = c.c.is_meant, c.c.is_load, c.c.origin.in_(OFF_FRONTLINE)
    return {
        "solved": Addend.of(c.c.share, meant, c.c.is_solved),
        "solved_known": Addend.of(c.c.share, meant, c.c.is_solved.is_not(None)),
        "one_touch": Addend.of(c.c.share, meant, c.c.is_solved, c.c.is_one_touch == 1),
        "one_touch_known": Addend.of(c.c.share, meant, c.c.is_solved, c.c.is_one_touch.is_not(None)),
        "reopened": Addend.of(c.c.share, meant, c.c.is_reopened == 1),
        "reopened_known": Addend.of(c.c.share, meant, c.c.is_reopened.is_not(None)),
        "rescued": Addend.of(c.c.share, meant, c.c.is_reopened == 1, c.c.is_content == 1),
        "rescued_known": Addend.of(c.c.share, meant, c.c.is_reopened == 1, c.c.is_content.is_not(None)),
        "content": Addend.of(c.c.share, meant, c.c.is_content == 1),
        "rated": Addend.of(c.c.share, meant, c.c.is_content.is_not(None)),
        "off_hours": Addend.of(c.c.share, load, elsewhere, c.c.is_off_hours == 1),
        "off_hours_known": Addend.of(c.c.share, load, elsewhere, c.c.is_off_hours.is_not(None)),
    }


def _met_sums(c: Any) -> Addends:
    met, sums = c.c.is_met_first, {}
    for origin in _WHOSE:
        mine = (c.c.is_load, c.c.origin.in_(_WHOSE[origin]))
        sums[f"met_yes_{origin}"] = Addend.of(c.c.share, *mine, met == 1)
        sums[f"met_no_{origin}"] = Addend.of(c.c.share, *mine, met == 0)
        sums[f"met_unknown_{origin}"] = Addend.of(c.c.share, *mine, met.is_(None))
    theirs = (c.c.is_load, c.c.origin.in_(OFF_FRONTLINE))
    sums["met_own_desk"] = Addend.of(c.c.share, *theirs, c.c.is_own_desk)
    sums["met_alone"] = Addend.of(c.c.share, *theirs, c.c.is_alone, met.is_not(None))
    sums["met_unassigned"] = Addend.of(c.c.share, *theirs, c.c.is_unassigned, met.is_(None))
    return sums


def _effort_sums(c: Any) -> Addends:
    sums = {
        "frontline_minutes": Addend.of(c.c.minutes_frontline, c.c.is_load),
        "unknown_minutes": Addend.of(c.c.minutes_unknown, c.c.is_load),
        "frontline_minutes_complaints": Addend.of(c.c.minutes_frontline, c.c.is_complaint),
        "frontline_minutes_all": Addend.of(c.c.minutes_frontline, c.c.excluded_as.is_(None)),
    }
    for origin in _WHOSE:
        mine = (c.c.is_load, c.c.origin.in_(_WHOSE[origin]))
        sums[f"effort_yes_{origin}"] = Addend.of(c.c.minutes_frontline, *mine)
        sums[f"effort_no_{origin}"] = Addend.of(c.c.minutes_other, *mine)
        sums[f"effort_unknown_{origin}"] = Addend.of(c.c.minutes_unknown, *mine)
    theirs = (c.c.is_load, c.c.origin.in_(OFF_FRONTLINE))
    sums["effort_own_desk"] = Addend.of(c.c.minutes_frontline, *theirs, c.c.is_own_desk)
    sums["effort_alone"] = Addend.of(c.c.minutes_frontline + c.c.minutes_other, *theirs, c.c.is_alone)
    sums["effort_unassigned"] = Addend.of(c.c.minutes_unknown, *theirs, c.c.is_unassigned)
    return sums


def _closure_sums(c: Any) -> Addends:
    """Sums for "closed without the origin" and "took part", which depend on whether the origin held the ticket."""
    elsewhere = (c.c.is_load, c.c.origin.in_(OFF_FRONTLINE))
    unattributed = (c.c.is_load, c.c.origin == "unattributed")
    held, solved = c.c.is_held_by_origin, c.c.is_solved
    may_be_solved = sa.func.coalesce(solved, sa.true())
    assumed = sa.or_(c.c.is_own_desk, c.c.is_alone)
    is_open_question = sa.and_(may_be_solved, sa.or_(held.is_(None), solved.is_(None)))
    return {
        "solved_elsewhere": Addend.of(c.c.share, *elsewhere, solved),
        "closure_yes_elsewhere": Addend.of(c.c.share, *elsewhere, solved, held == 0),
        "closure_no_elsewhere": Addend.of(c.c.share, *elsewhere, solved, held == 1),
        "closure_unknown_elsewhere": Addend.of(c.c.share, *elsewhere, is_open_question),
        "closure_unknown_unattributed": Addend.of(c.c.share, *unattributed, may_be_solved),
        "closure_own_desk": Addend.of(c.c.share, *elsewhere, solved, c.c.is_own_desk, held.is_not(None)),
        "closure_alone": Addend.of(c.c.share, *elsewhere, solved, c.c.is_alone, held.is_not(None)),
        "closure_unassigned": Addend.of(c.c.share, *elsewhere, is_open_question, c.c.is_unassigned),
        "part_yes_elsewhere": Addend.of(c.c.share, *elsewhere, held == 1, ~assumed),
        "part_no_elsewhere": Addend.of(c.c.share, *elsewhere, held == 0, ~assumed),
        "part_unknown_elsewhere": Addend.of(c.c.share, *elsewhere, sa.or_(held.is_(None), assumed)),
    }


def _handing_sums(c: Any) -> Addends:
    meant, handed = c.c.is_meant, c.c.is_handed_on
    return {
        "handoffs": Addend.of(c.c.handoffs, meant),
        "handed_on": Addend.of(c.c.share, meant, handed == 1),
        "handoffs_known": Addend.of(c.c.share, meant, handed.is_not(None)),
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

_OF_PARTS = _part_sums(CELL)

ADDENDS: Addends = _OF_PARTS | _journey_sums(CELL)
"""What each sum adds up."""

PART_SUMS = frozenset(_OF_PARTS)
"""Names of the sums that need no journey."""

SUMS: Expressions = {name: sum_of(each.value, *each.conditions) for name, each in ADDENDS.items()}
"""All sums."""

READ: dict[str, frozenset[str]] = {
    name: frozenset(str(part.name) for part in iterate(value) if isinstance(part, sa.ColumnClause))
    for name, value in SUMS.items()
}
"""Columns of `CELL` that each sum reads."""
