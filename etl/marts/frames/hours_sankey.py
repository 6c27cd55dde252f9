"""The frontline's hours by the department that caused them."""

from __future__ import annotations

import pandas as pd

from etl.marts.core.formatting import count
from etl.marts.frames.cost_by_cause import burden
from etl.marts.shares.scope import Scope
from etl.model import NONE_OF_THESE, UNATTRIBUTED
from etl.taxonomy import Taxonomy


def hours_by_origin(scope: Scope, *, seed: int = 0) -> pd.DataFrame:
    """Hours of handling that the frontline spent on complaints of each department, as in the load table.

    Parameters
    ----------
    seed
        Seed of the bootstrap that intervals come from.

    Returns
    -------
    DataFrame
        One row per department with any, the most hours first: origin (str), hours, low, high (float, h: with their
        interval), disputed (float: hours on shares that are disputed), is_estimated (bool: some of the minutes are).
    """
    names = {"department": "origin", "frontline_hours": "hours", "low_frontline_hours": "low",
             "high_frontline_hours": "high", "disputed_hours": "disputed", "is_estimated": "is_estimated"}  # fmt: skip
    found = burden(scope, seed=seed)
    found = found.loc[found["frontline_hours"] > 0, list(names)].rename(columns=names)
    return found.sort_values(["hours", "origin"], ascending=[False, True], ignore_index=True)


def hours_words(frontline: pd.DataFrame, taxonomy: Taxonomy) -> str:
    """The frontline's hours in all, and those for others, in two lines: a lens counts only the latter.

    Parameters
    ----------
    frontline
        Frame of `hours_by_origin`.
    """
    elsewhere = ~frontline["origin"].isin([*taxonomy.frontline, NONE_OF_THESE, UNATTRIBUTED])
    others = frontline.loc[elsewhere, "hours"].sum()
    basis = "estimated" if frontline["is_estimated"].any() else "logged"
    return f"{count(frontline['hours'].sum())} h of handling, {basis}\n{count(others)} h of them caused elsewhere"
