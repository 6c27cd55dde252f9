"""Sums under a scope's filters from kept parts; each is None where they can't tell it, and the database is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement

from etl.estimates.arrays import Booleans, Floats, Integers
from etl.marts.core.ratios import rounded
from etl.marts.cube.aggregates import ADDENDS
from etl.marts.cube.cells import By, Columns
from etl.marts.cube.gathered import Gathered, gathered
from etl.marts.cube.part import PART
from etl.marts.shares.scope import Scope

_OF_SHARES = frozenset({"share", "timed", "waited_known", "reopens", "handoffs"})
"""Columns of `etl.marts.cube.aggregates.CELL` that come from shares alone."""


def group_sums(scope: Scope, by: By, names: Collection[str]) -> pd.DataFrame | None:
    """Sums in `names` for each group of the parts, as `etl.marts.measures.totals.group_rows` returns them.

    None where they can't be had from kept parts.
    """
    columns = by(PART.c)
    needed = {column for name in names for column in ADDENDS[name].columns}
    found = gathered(scope, columns, is_light=needed <= _OF_SHARES)
    if found is None:
        return None
    rows, keys = found
    group, told = rows.group(keys)
    masks = rows.kept.masks(scope)
    sums = [_sum(rows, masks[name], ADDENDS[name].columns, group, len(told)) for name in names]
    records = [[*values, *(rounded(float(each[place])) for each in sums)] for place, values in enumerate(told)]
    return pd.DataFrame.from_records(records, columns=[*columns, *names])


def _sum(rows: Gathered, mask: Booleans, columns: Iterable[str], group: Integers, count: int) -> Floats:
    here = np.flatnonzero(mask[rows.cell])
    total = np.zeros(count)
    for column in columns:
        number, factor = rows.kept.factor(column)
        amounts = rows.numbers[number][here]
        if factor is not None:
            amounts = amounts * factor[rows.cell[here]]
        total += np.bincount(group[here], amounts, minlength=count)
    return total


def returns(scope: Scope) -> dict[str, float] | None:
    """Sums of `etl.marts.cube.aggregates.return_sums`; None where they can't be had from kept parts."""
    found = gathered(scope, {}, is_light=True)
    if found is None:
        return None
    rows, _ = found
    meant = rows.only(rows.kept.is_meant(scope))
    times = rows.kept.frame["pingpong"].to_numpy(np.float64, na_value=np.nan)[meant.cell]
    share, is_known = meant.numbers["share"], ~np.isnan(times)
    sums = {"pingpong": (share * np.where(is_known, times, 0.0)).sum(), "came_back": share[times > 0].sum(),
            "pingpong_known": share[is_known].sum()}  # fmt: skip
    return {name: float(each) for name, each in sums.items()}


def meant_shares(scope: Scope, condition: ColumnElement[bool]) -> tuple[float, float] | None:
    """Shares of the parts that `Scope.is_meant` includes: those for which a condition over `PART` holds, and all.

    None where they can't be had from kept parts.
    """
    found = gathered(scope, {"holds": condition}, is_light=True)
    if found is None:
        return None
    rows, keys = found
    rows = rows.only(rows.kept.is_meant(scope))
    group, told = rows.group(keys)
    sums = np.bincount(group, rows.numbers["share"], minlength=len(told))
    holds = sum(each for (value,), each in zip(told, sums, strict=True) if value)
    return float(holds), float(sums.sum())


def share_rows(scope: Scope, columns: Columns) -> pd.DataFrame | None:
    """Shares of the tickets that no rule excludes, added up for each group of `columns` (over `PART`).

    Returns
    -------
    DataFrame or None
        One row per group: the columns, then share; None where they can't be had from kept parts.
    """
    found = gathered(scope, columns, is_light=True)
    if found is None:
        return None
    rows, keys = found
    rows = rows.only(rows.kept.coded("excluded_as").where(lambda value: value is None))
    group, told = rows.group(keys)
    share = np.bincount(group, rows.numbers["share"], minlength=len(told))
    records = [[*values, rounded(float(each))] for values, each in zip(told, share, strict=True)]
    return pd.DataFrame.from_records(records, columns=[*columns, "share"])
