"""Frames by department and by issue."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from etl.marts.base import Scope
from etl.marts.filters import Filters
from etl.marts.ratios import ratio
from etl.marts.totals import group_rows
from etl.marts.words import count, percent
from etl.model import UNATTRIBUTED
from etl.taxonomy import Taxonomy


def by_department(
    connection: sa.Connection, filters: Filters, taxonomy: Taxonomy, *, rulings: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Complaints by originating department, the largest first, the frontline and Unattributed last.

    Returns
    -------
    DataFrame
        One row per department that has complaints within the filters:
        department (str), complaints (float, shares), share (of the complaints within the filters, 0 to 1),
        low, high (float, complaints: as laid, and with all that is unattributed), hours (float, of handling),
        disputed (float, complaints), is_frontline, is_unattributed (bool), position (int, order on a chart),
        text (str: "1,234 · 23 %").
    """
    scope = Scope(connection, filters, taxonomy, rulings)
    rows = group_rows(scope, lambda part: {"department": part.department})
    rows = rows[rows["complaints"] > 0]
    total, open_part = rows["complaints"].sum(), rows.loc[rows["department"] == UNATTRIBUTED, "complaints"].sum()
    frame = pd.DataFrame(
        {
            "department": rows["department"].astype("str"),
            "complaints": rows["complaints"],
            "share": rows["complaints"] / total,
            "low": rows["complaints"],
            "high": rows["complaints"] + open_part,
            "hours": rows["minutes"] / 60,
            "disputed": rows["disputed"],
            "is_frontline": rows["department"].isin(taxonomy.frontline),
            "is_unattributed": rows["department"] == UNATTRIBUTED,
        }
    )
    frame.loc[frame["is_unattributed"], "high"] = frame["complaints"]
    return _arranged(frame)


def _arranged(frame: pd.DataFrame) -> pd.DataFrame:
    order = ["is_unattributed", "is_frontline", "complaints", "department"]
    frame = frame.sort_values(order, ascending=[True, True, False, True], ignore_index=True)
    frame["position"] = range(len(frame))
    shares = [ratio(part, 1.0) for part in frame["share"]]
    texts = [f"{count(c)} · {percent(s)}" for c, s in zip(frame["complaints"], shares, strict=True)]
    frame["text"] = pd.Series(texts, index=frame.index, dtype="str")
    return frame
