"""What is expected of every ticket: how probable each outcome is, corrected by random rulings, in the shape of shares.

A run of this version keeps outcomes. A ticket of a run that kept none (an earlier version's) counts as it was judged,
and so does one of unknown kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause, Subquery

from etl import model
from etl.marts.core.aliases import named_now
from etl.marts.shares.overrides import rows_of
from etl.model import NONE_OF_THESE, NOT_A_COMPLAINT, UNKNOWN_KIND

if TYPE_CHECKING:
    from etl.marts.shares.checked import Checked
    from etl.marts.shares.scope import Scope

COLUMNS = ("run_id", "source", "ticket_id", "department", "issue", "share", "confidence", "best_department")
"""Those of the table attributions."""
KEYS = ("run_id", "source", "ticket_id")
MEANS = {"stratum_group": sa.Integer, "department": sa.Text, "pull": sa.Double, "mean": sa.Double}
"""Columns of the mean rulings of each group."""
ISSUES_TOLD = {"department": sa.Text, "told": sa.Text, "issue": sa.Text, "part": sa.Double}
"""Columns of what the issue that the engine names of a department stands for."""
NO_ISSUE = "(none)"
"""Stands for a missing issue there."""
_UNTOLD = (sa.cast(sa.null(), sa.Double).label("confidence"), sa.cast(sa.null(), sa.Text).label("best_department"))
_NO_GROUP = sa.cast(sa.null(), sa.Integer).label("stratum_group")
_UNITS = 10_000
"""Probabilities are kept to so many parts of one."""
_PLACES = 1_000
"""More than there are classes."""


def classes_of(scope: Scope) -> tuple[str, ...]:
    """Outcomes that there can be: departments, none of them, not a complaint."""
    return (*scope.taxonomy.names, NONE_OF_THESE, NOT_A_COMPLAINT)


def runs_with_outcomes(connection: sa.Connection) -> frozenset[int]:
    """Runs that kept outcomes."""
    return frozenset(connection.execute(sa.select(model.outcomes.c.run_id).distinct()).scalars())


def counts_as_judged(scope: Scope, columns: Any) -> ColumnElement[bool]:
    """SQL over tickets, of the kind that was told: nothing is expected of the ticket beyond what was judged."""
    return sa.or_(columns.kind == UNKNOWN_KIND, columns.run_id.not_in(sorted(scope.runs_with_outcomes)))


def has_tickets_as_judged(scope: Scope) -> bool:
    """Whether some ticket of the store counts as it was judged."""
    t = model.tickets
    found = sa.select(t.c.ticket_id).where(counts_as_judged(scope, t.c)).limit(1)
    return scope.connection.execute(found).first() is not None


def expected(scope: Scope, checked: Checked | None) -> FromClause:
    """Shares that are expected of tickets, before what was ruled of single ones.

    Parameters
    ----------
    checked
        Rulings of the random sample that correct them; None: the engine's probabilities as they are.

    Returns
    -------
    FromClause
        `COLUMNS`, and stratum_group (of the rulings that correct it; null where none do). Confidence and
        best_department are null but for tickets that count as judged.
    """
    if checked is not None:
        return _corrected(scope, checked)
    if not scope.has_tickets_as_judged:
        return _probabilities(scope).subquery("expected")
    t = model.tickets
    mine = _probabilities(scope).subquery("told")
    estimated = sa.select(*mine.c).select_from(_with_tickets(mine)).where(~counts_as_judged(scope, t.c))
    return sa.union_all(estimated, _as_judged(scope)).subquery("expected")


def _probabilities(scope: Scope) -> sa.Select[Any]:
    """The engine's probabilities under the names of now; a department of an earlier taxonomy is none of these."""
    o, names = model.outcomes.c, classes_of(scope)
    department, issue = named_now(scope.connection, scope.taxonomy, o.outcome, o.issue)
    known = sa.case((department.in_(names), department), else_=NONE_OF_THESE)
    return sa.select(
        o.run_id, o.source, o.ticket_id, known.label("department"), issue.label("issue"), o.probability.label("share"),
        *_UNTOLD, _NO_GROUP,
    )  # fmt: skip


def _as_judged(scope: Scope) -> sa.Select[Any]:
    """What was judged of the tickets of which nothing else is expected."""
    a = scope.engine_shares
    told = sa.select(*(a.c[name] for name in COLUMNS), _NO_GROUP).select_from(_with_tickets(a))
    return told.where(counts_as_judged(scope, model.tickets.c))


def _with_tickets(shares: Any) -> sa.Join:
    t = model.tickets
    joined: sa.Join = shares.join(t, sa.and_(*(t.c[name] == shares.c[name] for name in KEYS)))
    return joined


def in_force(scope: Scope) -> sa.CTE:
    """Probabilities of the tickets that no rule excludes and that don't count as judged: columns as in `expected`, and
    kind (as it was told).
    """
    p, t = _probabilities(scope).subquery("told"), model.tickets
    rows = sa.select(*p.c, t.c.kind).select_from(_with_tickets(p))
    return rows.where(t.c.excluded_as.is_(None), ~counts_as_judged(scope, t.c)).cte()


def first_choices(scope: Scope, p: Any) -> Subquery:
    """The most probable origin of each ticket that counts as a complaint, the first of equal ones; of the others, that
    they are none. What was ruled of complaints alone says nothing of the others, so they stand in strata apart.

    Parameters
    ----------
    p
        Result of `in_force`.

    Returns
    -------
    Subquery
        run_id, source, ticket_id, place (of the class), units (how probable, in `_UNITS`).
    """
    names = classes_of(scope)
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
    ).subquery("first_choice")  # fmt: skip


def stratum_of(chosen: Any, medians: pd.Series) -> ColumnElement[int]:
    """SQL: number of a ticket's stratum, as `etl.estimates.form_strata` numbers them: 2 * class + whether it is surer
    than the median of that class.

    Parameters
    ----------
    chosen
        Columns of `first_choices`.
    medians
        Of the units, by place.
    """
    middles = dict(zip(medians.index.tolist(), medians.tolist(), strict=True))
    number: ColumnElement[int] = 2 * chosen.place + sa.case(
        (chosen.units > sa.case(middles, value=chosen.place, else_=0.0), 1), else_=0
    )
    return number


def _corrected(scope: Scope, checked: Checked) -> Subquery:
    """``pull * probability + (1 - pull) * mean ruling of the group`` of the tickets whose group has one; the others of
    the tickets in force that don't count as judged by their probabilities. Whole tickets where the scope asks for them.

    Where issues are told apart, what is expected of a department is split by what the issue that the engine names
    stands for.
    """
    p = in_force(scope)
    chosen = first_choices(scope, p)
    group = sa.case(checked.group_of_stratum, value=stratum_of(chosen.c, checked.medians), else_=-1)
    grouped = sa.select(*(chosen.c[name] for name in KEYS), group.label("stratum_group")).cte()
    means = rows_of(checked.means, MEANS, name="mean")
    every = grouped.join(means, means.c.stratum_group == grouped.c.stratum_group)
    joined = every.outerjoin(p, sa.and_(_same(p, grouped), p.c.department == means.c.department))
    share: Any = means.c.pull * sa.func.coalesce(p.c.share, 0.0) + (1.0 - means.c.pull) * means.c.mean
    share = sa.literal(1.0) if scope.is_whole else share
    issue: ColumnElement[Any] = p.c.issue
    if scope.tells_issues and len(checked.issues_told):
        told = rows_of(checked.issues_told, ISSUES_TOLD, name="issue_told")
        named = sa.func.coalesce(p.c.issue, NO_ISSUE)
        joined = joined.outerjoin(told, sa.and_(told.c.department == means.c.department, told.c.told == named))
        share = share * sa.func.coalesce(told.c.part, 1.0)
        issue = sa.case((told.c.issue.is_(None), p.c.issue), else_=sa.func.nullif(told.c.issue, NO_ISSUE))
    moved = sa.select(
        *(grouped.c[name] for name in KEYS), means.c.department, issue.label("issue"), share.label("share"), *_UNTOLD,
        grouped.c.stratum_group,
    ).select_from(joined)  # fmt: skip
    columns = [p.c[name] for name in (*COLUMNS, "stratum_group")]
    uncovered = sa.select(*columns).select_from(p.join(grouped, _same(p, grouped)))
    selects = [moved if scope.is_whole else moved.where(share > 0), uncovered.where(grouped.c.stratum_group < 0)]
    if scope.has_tickets_as_judged:
        selects.append(_as_judged(scope))
    return sa.union_all(*selects).subquery("corrected")


def _same(one: Any, other: Any) -> ColumnElement[bool]:
    return sa.and_(*(one.c[name] == other.c[name] for name in KEYS))
