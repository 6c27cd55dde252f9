"""Expected shares of every ticket: the probability of each outcome, corrected by random rulings.

A run of this version keeps outcomes. A ticket of a run that kept none (an earlier version's) counts as it was judged,
and so does one of unknown kind.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause, Subquery

from etl import model
from etl.marts.shares.checked import Checked
from etl.marts.shares.overrides import rows_of
from etl.marts.shares.probabilities import (
    COLUMNS,
    ISSUES_TOLD,
    KEYS,
    MEANS,
    NO_GROUP,
    NO_ISSUE,
    UNTOLD,
    first_choices,
    in_force,
    probabilities,
    stratum_of,
    with_tickets,
)
from etl.marts.shares.selection import Selection


def expected(scope: Selection, checked: Checked | None) -> FromClause:
    """Expected shares of tickets, before rulings on single tickets replace them.

    Parameters
    ----------
    checked
        Rulings of the random sample that correct them; None: the engine's probabilities as they are.

    Returns
    -------
    FromClause
        `COLUMNS`, and stratum_group (of the rulings that correct it; null where none do). Confidence and
        best_department are null except for tickets that count as judged.
    """
    if checked is not None:
        return _corrected(scope, checked)
    if not scope.has_tickets_as_judged:
        return probabilities(scope).subquery("expected")
    t = model.tickets
    mine = probabilities(scope).subquery("told")
    estimated = sa.select(*mine.c).select_from(with_tickets(mine)).where(~scope.counts_as_judged(t.c))
    return sa.union_all(estimated, _as_judged(scope)).subquery("expected")


def _as_judged(scope: Selection) -> sa.Select[Any]:
    """Judgements of the tickets that have no expected shares."""
    a = scope.engine_shares
    told = sa.select(*(a.c[name] for name in COLUMNS), NO_GROUP).select_from(with_tickets(a))
    return told.where(scope.counts_as_judged(model.tickets.c))


def _corrected(scope: Selection, checked: Checked) -> Subquery:
    """Expected shares of the tickets in force that don't count as judged; of whole ones if the scope wants those.

    A ticket gets ``pull * probability + (1 - pull) * mean ruling of its group``; without a group, its probabilities.
    Where issues are distinguished, a department's expected share is split by its confusion matrix for the issue named.
    """
    p = in_force(scope)
    chosen = first_choices(scope)
    group = sa.case(checked.group_of_stratum, value=stratum_of(chosen.c, checked.medians), else_=-1)
    grouped = sa.select(*(chosen.c[name] for name in KEYS), group.label("stratum_group")).cte()
    means = rows_of(checked.means, MEANS, name="mean")
    every = grouped.join(means, means.c.stratum_group == grouped.c.stratum_group)
    joined = every.outerjoin(p, sa.and_(_same(p, grouped), p.c.department == means.c.department))
    share: Any = means.c.pull * sa.func.coalesce(p.c.share, 0.0) + (1.0 - means.c.pull) * means.c.mean
    share = sa.literal(1.0) if scope.is_whole else share
    issue: ColumnElement[Any] = p.c.issue
    if scope.distinguishes_issues and len(checked.issues_told):
        told = rows_of(checked.issues_told, ISSUES_TOLD, name="issue_told")
        named = sa.func.coalesce(p.c.issue, NO_ISSUE)
        joined = joined.outerjoin(told, sa.and_(told.c.department == means.c.department, told.c.told == named))
        share = share * sa.func.coalesce(told.c.part, 1.0)
        issue = sa.case((told.c.issue.is_(None), p.c.issue), else_=sa.func.nullif(told.c.issue, NO_ISSUE))
    moved = sa.select(
        *(grouped.c[name] for name in KEYS), means.c.department, issue.label("issue"), share.label("share"), *UNTOLD,
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
