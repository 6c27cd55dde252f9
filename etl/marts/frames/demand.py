"""Failure demand by where it starts."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from etl.estimates import Estimate
from etl.marts.core.ratios import TOLERANCE
from etl.marts.frames.departments import origins_told
from etl.marts.measures.bounds import Key, Moved, moved_sums
from etl.marts.measures.totals import group_rows
from etl.marts.shares.scope import Scope


def demand_by_department(
    scope: Scope,
    *,
    seed: int = 0,
) -> pd.DataFrame:
    """Failure demand by originating department.

    Parameters
    ----------
    seed
        Seed of the bootstrap that intervals come from.

    Returns
    -------
    DataFrame
        One row per department with any, the most first: department (str; ``Unattributed`` among them), complaints,
        chasing, repeat_contacts, failure_demand (float, tickets in shares; the last counts each ticket once), and
        low_<name>, high_<name> (float: interval of each of these four).
    """
    names = {"complaints": "complaints", "chasing": "chasing", "repeat": "repeat_contacts",
             "failure_demand": "failure_demand"}  # fmt: skip

    def by(part: Any) -> dict[str, Any]:
        return {"department": part["department"]}

    rows = group_rows(scope, by, names)
    moved, complaints = moved_sums(scope, by, seed, names, whole=rows), origins_told(scope)
    frame = rows.rename(columns=names).astype({"department": "str"} | dict.fromkeys(names.values(), "float64"))
    for name, column in names.items():
        found = [_interval(row, name, moved, complaints) for row in rows.to_dict("records")]
        frame[f"low_{column}"] = pd.Series([each.low for each in found], index=frame.index, dtype="float64")
        frame[f"high_{column}"] = pd.Series([each.high for each in found], index=frame.index, dtype="float64")
    ends = [f"{end}_{column}" for column in names.values() for end in ("low", "high")]
    frame = frame.loc[frame["failure_demand"] > TOLERANCE, ["department", *names.values(), *ends]]
    return frame.sort_values(["failure_demand", "department"], ascending=[False, True], ignore_index=True)


def _interval(
    row: Mapping[Hashable, Any], name: str, moved: Mapping[Key, Moved], complaints: Mapping[Key, Estimate]
) -> Estimate:
    """One sum of a department with its interval; that of its complaints is the one that bars show."""
    value, key = float(row[name]), (str(row["department"]),)
    if name == "complaints" and key in complaints:
        return complaints[key].around(value)
    return moved[key].of({name: 1.0}, value) if key in moved else Estimate(value, value, value)
