"""Outcomes of single tickets as people ruled them: a ruled ticket counts wholly by its ruling."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from etl.marts.shares.overrides import RULING_COLUMNS, rows_of
from etl.marts.shares.probabilities import in_force
from etl.marts.shares.selection import Selection
from etl.model import NONE_OF_THESE, NOT_A_COMPLAINT, UNATTRIBUTED

_TICKET = ["source", "ticket_id"]
_TYPES = {"source": "str", "ticket_id": "str", "department": "str", "issue": "str", "share": "float64",
          "is_ruled": "bool", "is_disputed": "bool"}  # fmt: skip


def told_outcome(rulings: pd.DataFrame) -> pd.Series:
    """Whether each row states an outcome: a department, none of these, or that the ticket is no complaint (bool).

    False where nobody can tell, and where a ruling says complaint and no department.
    """
    is_named = rulings["is_ruled"].astype(bool) & (rulings["department"] != UNATTRIBUTED)
    return is_named | _is_no_complaint(rulings)


def ruled_outcomes(scope: Selection) -> pd.DataFrame | None:
    """Rulings in force as outcomes: `RULING_COLUMNS`; None where there are none. Computed once.

    A ticket ruled to be no complaint has that outcome alone. If nobody can tell one part of a split, the other parts
    make up the whole. A ticket ruled only to be a complaint keeps its probabilities, without that of being none. Where
    nobody can tell, the ticket keeps its expected shares. A department that the taxonomy doesn't have becomes none of
    these.
    """
    return scope.once("ruled", lambda: _ruled_outcomes(scope))


def _ruled_outcomes(scope: Selection) -> pd.DataFrame | None:
    rulings = scope.rulings
    if rulings is None or rulings.empty:
        return None
    is_none = _is_no_complaint(rulings)
    no_complaint = rulings[is_none].drop_duplicates(_TICKET)
    no_complaint = no_complaint.assign(department=NOT_A_COMPLAINT, issue=None, share=1.0, is_ruled=True)
    named = rulings[told_outcome(rulings) & ~is_none]
    known = named["department"].isin([*scope.taxonomy.names, NONE_OF_THESE])
    whole = named.groupby(_TICKET, dropna=False)["share"].transform("sum")
    named = named.assign(
        department=named["department"].where(known, NONE_OF_THESE),
        share=named["share"] / whole.where(whole > 0, 1.0),
    )[whole > 0]
    marks = rulings[~rulings["is_ruled"].astype(bool) & rulings["is_disputed"].astype(bool) & ~is_none]
    frames = [each.loc[:, list(RULING_COLUMNS)] for each in (named, no_complaint, marks, _complaints(scope, rulings))]
    found = pd.concat([each.astype(_TYPES) for each in frames if len(each)] or [frames[0].astype(_TYPES)])
    return found.reset_index(drop=True) if len(found) else None


def _is_no_complaint(rulings: pd.DataFrame) -> pd.Series:
    if "kind" not in rulings:
        return pd.Series(False, index=rulings.index)
    return rulings["kind"].notna() & (rulings["kind"] != "complaint")


def _complaints(scope: Selection, rulings: pd.DataFrame) -> pd.DataFrame:
    """Probabilities of tickets that were only ruled to be complaints, given that they are."""

    nothing = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _TYPES.items()})
    if "kind" not in rulings:
        return nothing
    asked = rulings[(rulings["kind"] == "complaint") & ~told_outcome(rulings)].drop_duplicates(_TICKET)
    if asked.empty:
        return nothing
    p, keys = in_force(scope), rows_of(asked, {"source": sa.Text, "ticket_id": sa.Text}, name="asked")
    about = sa.and_(p.c.ticket_id == keys.c.ticket_id, sa.or_(keys.c.source.is_(None), keys.c.source == p.c.source))
    columns = (p.c.source, p.c.ticket_id, p.c.department, p.c.issue, p.c.share)
    rows = scope.frame(sa.select(*columns).select_from(p.join(keys, about)))
    rows["share"] = rows["share"].astype("float64").where(rows["department"] != NOT_A_COMPLAINT, 0.0)
    whole = rows.groupby(_TICKET)["share"].transform("sum")
    unsaid = rows[whole <= 0].drop_duplicates(_TICKET).assign(department=NONE_OF_THESE, issue=None, share=1.0)
    rows = rows.assign(share=rows["share"] / whole.where(whole > 0, 1.0))
    rows = pd.concat([rows[(whole > 0) & (rows["share"] > 0)], unsaid])
    return rows.assign(is_ruled=True, is_disputed=False)
