"""Where the hours come from: from the departments that caused complaints to those that held them."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from etl.marts.base import Scope
from etl.marts.filters import Filters
from etl.marts.journeys import holders, travelled
from etl.marts.ratios import ratio
from etl.marts.sums import holder_sums, sum_of
from etl.marts.words import count, percent
from etl.taxonomy import Taxonomy

UNKNOWN_HOLDER = "Unknown team"
"""Holds the hours for which the export names no team that the taxonomy knows."""


def flow(
    connection: sa.Connection, filters: Filters, taxonomy: Taxonomy, *, rulings: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Hours of handling from each originating department to each department that held the tickets.

    Returns
    -------
    DataFrame
        One row per pair with any hours, the most first: origin, holder (str, departments; `UNKNOWN_HOLDER`),
        hours (float), share (of all hours, 0 to 1), is_estimated (bool: some of the minutes are), is_frontline
        (bool, of the holder), text (str: "Logistics → Customer Support: 120 h, 34 %").
    """
    scope = Scope(connection, filters, taxonomy, rulings)
    p, names = travelled(scope), [*holders(scope), UNKNOWN_HOLDER]
    sums = [value.label(name) for name, value in holder_sums(scope, p).items()]
    estimated = sum_of(p.c.share * p.c.handle_minutes, p.c.is_complaint, p.c.minutes_basis == "estimated")
    select = sa.select(p.c.department, estimated.label("estimated"), *sums).group_by(p.c.department)
    wide = scope.frame(select)
    wide = wide.rename(columns=dict(zip((column.name for column in sums), names, strict=True)))
    wide["is_estimated"] = wide.pop("estimated") > 0
    long = wide.melt(["department", "is_estimated"], names, "holder", "minutes")
    long = long[long["minutes"] > 0]
    hours = long["minutes"].astype("float64") / 60
    frame = pd.DataFrame(
        {
            "origin": long["department"].astype("str"),
            "holder": long["holder"].astype("str"),
            "hours": hours,
            "share": hours / hours.sum(),
            "is_estimated": long["is_estimated"].astype("bool"),
            "is_frontline": long["holder"].isin(taxonomy.frontline),
        }
    ).sort_values(["hours", "origin", "holder"], ascending=[False, True, True], ignore_index=True)
    texts = [
        f"{origin} → {holder}: {count(hours)} h, {percent(ratio(share, 1.0))}"
        for origin, holder, hours, share in frame[["origin", "holder", "hours", "share"]].to_numpy().tolist()
    ]
    return frame.assign(text=pd.Series(texts, dtype="str"))
