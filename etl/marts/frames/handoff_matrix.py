"""Hand-offs between departments."""

from __future__ import annotations

import pandas as pd

from etl.marts.core.formatting import count, part_of
from etl.marts.core.ratios import ratio
from etl.marts.cube.handoffs import COLUMNS, between
from etl.marts.shares.disputed import with_disputed
from etl.marts.shares.scope import Scope


def handoff_matrix(scope: Scope) -> pd.DataFrame:
    """Hand-offs of complaints by pair of departments.

    Returns
    -------
    DataFrame
        One row per pair of departments with hand-offs in complaints within the filters: from_department, to_department
        (str; "Unknown team" for teams that the taxonomy doesn't know), handoffs (float, weighted by the shares within
        the filters), returned (float, those that came back to the frontline unsolved), lost_hours (float, calendar
        hours until they were back), disputed (float, hand-offs of disputed shares), share_returned (0 to 1; null where
        to_department is the frontline), text (str), back (str: "34 %", or "1 of 3" where there are too few for a
        percentage; empty where none came back).
    """
    frame = with_disputed(scope, between(scope), between, COLUMNS[:2], {"handoffs": "disputed"})
    frontline = frame["to_department"].isin(scope.taxonomy.frontline)
    shares = [ratio(r, h) for r, h in zip(frame["returned"], frame["handoffs"], strict=True)]
    frame["share_returned"] = pd.Series(shares, index=frame.index, dtype="float64").mask(frontline)
    texts, back = [], []
    for handed, returned, is_front in zip(frame["handoffs"], frame["returned"], frontline, strict=True):
        back.append("" if is_front or not returned else part_of(returned, handed))
        texts.append(count(handed) if is_front else f"{count(handed)}, {part_of(returned, handed)} came back")
    frame["text"] = pd.Series(texts, index=frame.index, dtype="str")
    frame["back"] = pd.Series(back, index=frame.index, dtype="str")
    return frame.sort_values(["handoffs", *COLUMNS[:2]], ascending=[False, True, True], ignore_index=True)
