"""How long customers wait: from arrival to solution, or for open tickets to the last moment of the data.

The two are never added up: an open ticket's wait has no end yet, and in old data these outweigh all solved ones.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from etl.marts.shares.selection import Selection


def is_open(columns: Any) -> ColumnElement[bool]:
    """SQL: the ticket is known not to be solved, and was never solved."""
    return sa.and_(columns.is_solved.is_(False), columns.solved_at.is_(None))


def end_of_wait(scope: Selection, columns: Any) -> ColumnElement[Any]:
    """SQL: when a ticket's wait ended: at its last solution, or with the data while it is open; null if unknown."""
    last = sa.cast(sa.null(), sa.DateTime) if scope.last_moment is None else sa.literal(scope.last_moment)
    return sa.case((columns.solved_at.is_not(None), columns.solved_at), (is_open(columns), last))


def waited_hours(scope: Selection, columns: Any) -> ColumnElement[Any]:
    """SQL: calendar hours from a ticket's arrival to `end_of_wait`; null where one is unknown or they are reversed.

    Parameters
    ----------
    columns
        Has created_at, solved_at (UTC) and is_solved.
    """
    end = end_of_wait(scope, columns)
    hours = sa.cast(sa.extract("epoch", end - columns.created_at), sa.Double) / 3600.0
    return sa.case((end >= columns.created_at, hours))
