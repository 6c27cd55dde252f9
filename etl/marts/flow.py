"""Where the hours come from: from the departments that caused complaints to those that held them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl.marts.base import Scope
from etl.marts.filters import Filters
from etl.marts.journeys import holders, part_held, travelled
from etl.marts.ratios import ratio
from etl.marts.sums import sum_of
from etl.marts.words import count, percent
from etl.model import NONE_OF_THESE, UNATTRIBUTED
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
        (bool, of the holder), disputed (float: hours on shares that are disputed), text (str: "Logistics → Customer
        Support: 120 h, 34 %").
    """
    scope = Scope(connection, filters, taxonomy, rulings)
    wide = scope.frame(_hours_by_holder(scope))
    names = [*holders(scope), UNKNOWN_HOLDER]
    wide.columns = pd.Index(["department", "is_disputed", "estimated", *names])
    long = wide.melt(["department", "is_disputed", "estimated"], names, "holder", "minutes")
    long = long.assign(disputed=long["minutes"].where(long["is_disputed"].astype("bool"), 0.0) / 60)
    long = long.groupby(["department", "holder"], sort=False)[["estimated", "minutes", "disputed"]].sum().reset_index()
    long = long[long["minutes"] > 0].assign(is_estimated=long["estimated"] > 0)
    hours = long["minutes"].astype("float64") / 60
    frame = pd.DataFrame(
        {
            "origin": long["department"].astype("str"),
            "holder": long["holder"].astype("str"),
            "hours": hours,
            "share": hours / hours.sum(),
            "is_estimated": long["is_estimated"].astype("bool"),
            "is_frontline": long["holder"].isin(taxonomy.frontline),
            "disputed": long["disputed"].astype("float64"),
        }
    ).sort_values(["hours", "origin", "holder"], ascending=[False, True, True], ignore_index=True)
    texts = [
        f"{origin} → {holder}: {count(hours)} h, {percent(ratio(share, 1.0))}"
        for origin, holder, hours, share in frame[["origin", "holder", "hours", "share"]].to_numpy().tolist()
    ]
    return frame.assign(text=pd.Series(texts, dtype="str"))


def hours_words(frontline: pd.DataFrame, taxonomy: Taxonomy) -> str:
    """What the frontline's hours add up to, and what of them was for others, in two lines: a lens counts these alone.

    Parameters
    ----------
    frontline
        Rows of `flow` whose holder is the frontline.
    """
    elsewhere = ~frontline["origin"].isin([*taxonomy.frontline, NONE_OF_THESE, UNATTRIBUTED])
    others = frontline.loc[elsewhere, "hours"].sum()
    basis = "estimated" if frontline["is_estimated"].any() else "logged"
    return f"{count(frontline['hours'].sum())} h of handling, {basis}\n{count(others)} h of them caused elsewhere"


def _hours_by_holder(scope: Scope) -> sa.Select[Any]:
    """Minutes of complaints by origin, disputed or not: estimated, then by each of `holders`, then by unknown teams."""
    p = travelled(scope)
    minutes = p.c.share * sa.func.coalesce(p.c.handle_minutes, 0.0)
    parts = [part_held(scope, p, number, name) for number, name in enumerate(holders(scope))]
    sums = [
        sum_of(minutes, p.c.minutes_basis == "estimated"),
        *(sum_of(minutes * part) for part in (*parts, p.c.part_unknown)),
    ]
    labelled = [value.label(f"minutes_{number}") for number, value in enumerate(sums)]
    by = (p.c.department, p.c.is_disputed)
    return sa.select(*by, *labelled).where(p.c.is_load).group_by(*by)
