"""Why complaints have no issue: no words in them name one, or people ruled where they started and named none."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from etl.marts.core.notes import Notes, remark
from etl.marts.cube.aggregates import sum_of
from etl.marts.cube.kept_sums import share_rows
from etl.marts.cube.part import PART
from etl.marts.shares.scope import Scope
from etl.model import UNATTRIBUTED

_NO_ISSUE = "{unnamed:count} of {every:count} {every:count/complaint|complaints} {unnamed:count/has|have} no issue: "
_NAME_NONE = _NO_ISSUE + "{without:count} of {ruled:count} {ruled:count/ruling|rulings} {without:count/names|name} none"
_EXPECTED_TO_HAVE_NONE = remark(_NAME_NONE + ", so some of the complaints without a ruling are expected to have none.")
_RULED_TO_HAVE_NONE = remark(_NAME_NONE + ", and nothing in the other complaints speaks of an issue.")
_NOTHING_SPEAKS = remark(_NO_ISSUE + "no word, reason or fact in them speaks of an issue of the taxonomy.")


def unnamed_notes(scope: Scope) -> Notes:
    """Why some complaints within the filters have no issue; none where all have one.

    Rulings are counted by tickets, in the departments chosen, else all: the other tickets' issues are estimated from
    them.
    """
    every, unnamed = _complaints(scope.by_issue())
    if unnamed < 0.5:
        return ()
    ruled, without = _rulings_without(scope)
    if not without:
        return (_NOTHING_SPEAKS(unnamed=unnamed, every=every),)
    is_estimated = scope.checked is not None and scope.checked.correction.is_covered
    kind = _EXPECTED_TO_HAVE_NONE if is_estimated else _RULED_TO_HAVE_NONE
    return (kind(unnamed=unnamed, every=every, ruled=ruled, without=without),)


def _complaints(scope: Scope) -> tuple[float, float]:
    """Complaints within the filters, and those of them without an issue."""
    kept = share_rows(scope, {name: PART.c[name] for name in ("department", "issue", "is_complaint")})
    if kept is not None:
        mine = kept[kept["is_complaint"].astype(bool)]
        without = mine[mine["issue"].isna() & (mine["department"] != UNATTRIBUTED)]
        return float(mine["share"].sum()), float(without["share"].sum())
    p = scope.parts
    is_named = sa.or_(p.c.issue.is_not(None), p.c.department == UNATTRIBUTED)
    sums = (sum_of(p.c.share, p.c.is_complaint), sum_of(p.c.share, p.c.is_complaint, ~is_named))
    every, unnamed = scope.connection.execute(sa.select(*sums)).one()
    return float(every), float(unnamed)


def alone_words(drawn: pd.DataFrame) -> str:
    """Line of a chart's subtitle that explains a department without an issue; empty where none is drawn.

    Parameters
    ----------
    drawn
        Rows of the chart: column issue (missing where none is named).
    """
    return "\na department's name alone: no issue named" if drawn["issue"].isna().any() else ""


def _rulings_without(scope: Scope) -> tuple[int, int]:
    """Number of tickets that people ruled on, and of those for which no issue was named."""
    rulings = scope.rulings
    if rulings is None or rulings.empty:
        return 0, 0
    ruled = rulings[rulings["is_ruled"].astype(bool)]
    if "kind" in ruled:  # a ticket that is no complaint has no issue to name
        ruled = ruled[ruled["kind"].isna() | (ruled["kind"] == "complaint")]
    if scope.filters.department:
        ruled = ruled[ruled["department"].isin(scope.filters.department)]
    named = ruled.groupby(["source", "ticket_id"], dropna=False)["issue"].count()
    return len(named), int((named == 0).sum())
