"""The engine's probabilities of each ticket's outcomes, under present names, and the strata that they form."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause

from etl import model
from etl.marts.core.aliases import named_now
from etl.marts.shares.selection import Selection
from etl.model import NONE_OF_THESE, NOT_A_COMPLAINT

COLUMNS = ("run_id", "source", "ticket_id", "department", "issue", "share", "confidence", "best_department")
"""Columns of the table attributions."""


KEYS = ("run_id", "source", "ticket_id")


MEANS = {"stratum_group": sa.Integer, "department": sa.Text, "pull": sa.Double, "mean": sa.Double}
"""Columns of the mean rulings of each group."""


ISSUES_TOLD = {"department": sa.Text, "told": sa.Text, "issue": sa.Text, "part": sa.Double}
"""Columns of the confusion matrices of issues: department, issue that the engine named, issue as ruled."""


NO_ISSUE = "(none)"
"""Stands for a missing issue in them."""


UNTOLD = (sa.cast(sa.null(), sa.Double).label("confidence"), sa.cast(sa.null(), sa.Text).label("best_department"))


NO_GROUP = sa.cast(sa.null(), sa.Integer).label("stratum_group")


_UNITS = 10_000
"""Resolution of probabilities where they are kept as whole numbers."""


_PLACES = 1_000
"""A number larger than that of the classes."""


def classes_of(scope: Selection) -> tuple[str, ...]:
    """Possible outcomes: departments, none of them, not a complaint."""
    return (*scope.taxonomy.names, NONE_OF_THESE, NOT_A_COMPLAINT)


def probabilities(scope: Selection) -> sa.Select[Any]:
    """The engine's probabilities under present names; a department that the taxonomy has lost is none of these."""
    o, names = model.outcomes.c, classes_of(scope)
    department, issue = named_now(scope.connection, scope.taxonomy, o.outcome, o.issue)
    known = sa.case((department.in_(names), department), else_=NONE_OF_THESE)
    return sa.select(
        o.run_id, o.source, o.ticket_id, known.label("department"), issue.label("issue"), o.probability.label("share"),
        *UNTOLD, NO_GROUP,
    )  # fmt: skip


def with_tickets(shares: Any) -> sa.Join:
    """Shares joined to their tickets by `KEYS`."""
    t = model.tickets
    joined: sa.Join = shares.join(t, sa.and_(*(t.c[name] == shares.c[name] for name in KEYS)))
    return joined


def in_force(scope: Selection) -> FromClause:
    """Probabilities of the tickets that no rule excludes and that don't count as judged.

    Columns as in `expected`, and kind (before rulings).
    """

    def told() -> sa.Select[Any]:
        p, t = probabilities(scope).subquery("told"), model.tickets
        rows = sa.select(*p.c, t.c.kind).select_from(with_tickets(p))
        return rows.where(t.c.excluded_as.is_(None), ~scope.counts_as_judged(t.c))

    return scope.kept("in_force", told)


def first_choices(scope: Selection) -> FromClause:
    """Most probable origin of each ticket that counts as a complaint; for others "not a complaint".

    Of equal ones the first is taken. Rulings on complaints say nothing about the other tickets, so these form strata of
    their own.

    Returns
    -------
    FromClause
        run_id, source, ticket_id, place (of the class), units (probability, in `_UNITS`).
    """
    return scope.kept("first_choices", lambda: _first_choices(classes_of(scope), in_force(scope)))


def _first_choices(names: tuple[str, ...], p: FromClause) -> sa.Select[Any]:
    places, last = {name: place for place, name in enumerate(names)}, len(names) - 1
    counts, is_none = p.c.kind == "complaint", p.c.department == NOT_A_COMPLAINT
    place = sa.case((~counts, last), (is_none, last - 1), else_=sa.case(places, value=p.c.department, else_=last - 1))
    units = sa.case((counts == is_none, 0), else_=sa.cast(sa.func.round(p.c.share * _UNITS), sa.Integer))
    keys = [p.c[name] for name in KEYS]
    best = sa.func.max(units * _PLACES + (_PLACES - 1 - place))  # one maximum for both, and ties go to the first class
    coded = sa.select(*keys, best.label("code")).group_by(*keys).subquery("coded")
    rest = coded.c.code % _PLACES
    return sa.select(
        *(coded.c[name] for name in KEYS), (_PLACES - 1 - rest).label("place"),
        ((coded.c.code - rest) / float(_PLACES)).label("units"),
    )  # fmt: skip


def stratum_of(chosen: Any, medians: pd.Series) -> ColumnElement[int]:
    """SQL: number of a ticket's stratum, numbered as by `etl.estimates.form_strata`.

    It is 2 * class, plus 1 if the ticket's probability is above the median of that class.

    Parameters
    ----------
    chosen
        Columns of `first_choices`.
    medians
        Median units of each class, by place.
    """
    middles = dict(zip(medians.index.tolist(), medians.tolist(), strict=True))
    number: ColumnElement[int] = 2 * chosen.place + sa.case(
        (chosen.units > sa.case(middles, value=chosen.place, else_=0.0), 1), else_=0
    )
    return number
