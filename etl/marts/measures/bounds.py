"""Bounds of every measure that is computed from sums: all sums move together, and the measure with them.

*With random rulings*: the seeded bootstrap over the strata of `etl.estimates.ratios` (Rao and Wu 1988), applied to a
whole measure: a ratio, hours, money. It shows how far other samples would have moved each group's mean ruling; times
the group's sum in each class, that is how far each sum would have moved.

*Without any*: the range of model error of `etl.estimates.model_error`. Each department's share, and that of all off the
frontline, moves to either end of its range while the others shrink or grow in proportion, and so does the number of
complaints; a measure's range goes from the smallest to the largest value that results. Complaints that move into a
department are assumed to be like those that the engine expects there (as many minutes, as often met first), so a ratio
within one department, such as its part of arrivals at night, has no range of its own.

Assumptions and limits are those of these two; unknown teams and times widen a measure on both sides as before. Measures
that aren't computed from sums (medians, distinct orders, judgements) have no bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy.sql.visitors import iterate

from etl.estimates.arrays import Floats
from etl.estimates.intervals import Estimate, quantile_of
from etl.marts.core.formatting import interval_of
from etl.marts.core.measured import Measured
from etl.marts.core.notes import remark
from etl.marts.cube.aggregates import WHATEVER_KIND
from etl.marts.cube.cells import By, Columns, nothing
from etl.marts.cube.part import PART
from etl.marts.estimates.issue_factors import factors_of_issues
from etl.marts.estimates.uncertainty import complaints_range, count_tickets, ranges_of
from etl.marts.measures.catalogue import measures
from etl.marts.measures.registry import Measure
from etl.marts.measures.totals import Totals, group_rows
from etl.marts.shares.checked import Checked
from etl.marts.shares.probabilities import classes_of
from etl.marts.shares.scope import Scope
from etl.model import NOT_A_COMPLAINT

RATIOS_COVER = remark("Its range covers how many complaints started where, not which of them.")
"""What the model-error range of a ratio leaves out."""

REPLICATES = 200
_FEWEST = 0.9
"""Part of the cases in which a measure must have a value."""
Key = tuple[Hashable, ...]


@dataclass(frozen=True)
class Moved:
    """Possible sums of a scope, or of a group in it.

    Attributes
    ----------
    names
        Names of the sums.
    rows
        Sums in each case, shape (cases, sums).
    reach
        Half-width of an interval in standard deviations; None where the outermost cases are the bounds.
    alone
        Factor by which the variation of few tickets widens the variance; `reach` includes its root.
    factors
        Further factors by which all sums together may be too small or too large: for issues, whose strata know only
        their department, those of their complaints.
    """

    names: Mapping[str, int]
    rows: Floats
    reach: float | None
    factors: tuple[float, float] = (1.0, 1.0)
    alone: float = 1.0

    def values(self, function: Callable[[Totals], Measured], of: Totals) -> Floats:
        """Value of a measure in each case; NaN where it has none."""
        told = [function(of.moved(_Row(self.names, row))).value for row in self.rows]
        return np.array([np.nan if value is None else value for value in told])

    def around(self, found: Measured, function: Callable[[Totals], Measured], of: Totals) -> Measured:
        """A measure with bounds that include its value and the bounds it already has.

        Parameters
        ----------
        found
            Result of `function` for `of`.
        """
        values = self.values(function, of)
        known = values[~np.isnan(values)]
        if found.value is None or not len(values) or len(known) < _FEWEST * len(values):
            return found
        low, high = self._between(found.value, known)
        if self.factors != (1.0, 1.0):
            ends = [function(of.moved({n: of[n] * factor for n in self.names})).value for factor in self.factors]
            low, high = (
                min(low, *(low if end is None else end for end in ends)),
                max(high, *(high if end is None else end for end in ends)),
            )
        first = low if found.low is None else found.low + low - found.value
        last = high if found.high is None else found.high + high - found.value
        most = 1.0 if found.unit == "share" else np.inf
        least = 0.0 if found.value >= 0 else -np.inf
        return replace(found, low=max(min(first, found.value), least), high=min(max(last, found.value), most))

    def of(self, weights: Mapping[str, float], value: float) -> Estimate:
        """A weighted sum of sums, such as hours and what they cost, with its bounds.

        Parameters
        ----------
        weights
            Weights by name of the sum.
        value
            Its value.
        """
        if not len(self.rows):
            return Estimate(value, value, value)
        places = [self.names[name] for name in weights]
        low, high = self._between(value, self.rows[:, places] @ np.array(list(weights.values())))
        low, high = min(low, value * self.factors[0]), max(high, value * self.factors[1])
        return Estimate(value, max(min(low, value), 0.0), max(high, value))

    def _between(self, value: float, values: Floats) -> tuple[float, float]:
        if self.reach is None:
            return float(min(values.min(), value)), float(max(values.max(), value))
        spread = self.reach * float(np.sqrt(((values - value) ** 2).mean()))
        return value - spread, value + spread


class _Row(Mapping[str, float]):
    """Sums by name over one row of numbers: making a dict for each case takes longer than the measures do."""

    def __init__(self, names: Mapping[str, int], row: Floats) -> None:
        self._names, self._row = names, row

    def __getitem__(self, name: str) -> float:
        return float(self._row[self._names[name]])

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def with_bounds(totals: Totals, found: dict[str, Measured], seed: int) -> dict[str, Measured]:
    """Add bounds to the measures that are computed from sums; where nothing was estimated they stay as they are.

    Parameters
    ----------
    found
        Measures over the totals, by name.
    seed
        Seed of the bootstrap; the same seed gives the same bounds.
    """
    asked = [each for each in measures() if _is_asked(each, found)]
    if not asked or not totals.scope.runs_with_outcomes:
        return found
    whole = pd.DataFrame([dict(totals.sums)])
    moved = moved_sums(totals.scope, nothing, seed, whole=whole).get(())
    if moved is None:
        return found
    around = {each.name: moved.around(found[each.name], each.function, totals) for each in asked}
    if moved.reach is not None:
        return found | around
    return found | {name: _saying_its_cover(each, totals.volume.unit) for name, each in around.items()}


def _saying_its_cover(found: Measured, unit_of_volumes: str) -> Measured:
    """Add to a ratio the note that its range covers other totals, but not other tickets.

    A ratio to orders gets none: there it makes no difference which complaints they are.
    """
    is_to_orders = found.is_rate or found.parts_unit == unit_of_volumes
    if found.numerator is None or is_to_orders or not interval_of(found):
        return found
    return replace(found, notes=(*found.notes, RATIOS_COVER()))


def _is_asked(each: Measure, found: dict[str, Measured]) -> bool:
    """Whether a measure is computed from sums and has no interval of its own."""
    mine = found.get(each.name)
    return mine is not None and each.is_summed and mine.value is not None and not mine.method


def moved_sums(
    scope: Scope, by: By, seed: int, names: Iterable[str] | None = None, whole: pd.DataFrame | None = None
) -> dict[Key, Moved]:
    """Possible sums of each group; empty for a store whose runs kept no probabilities.

    Parameters
    ----------
    by
        Columns to group by, as in `etl.marts.measures.totals.group_rows`.
    seed
        Seed of the bootstrap.
    names
        Sums that are needed; None: all.
    whole
        Result of `group_rows` for them, where it is known.
    """
    if not scope.runs_with_outcomes:
        return {}
    wanted = None if names is None else list(names)
    sums = group_rows(scope, by, wanted) if whole is None else whole
    made, keys = scope.checked, list(by(PART.c))
    told = [name for name in sums.columns if name not in keys]
    if made is not None and made.correction.is_covered:
        moved = _in_other_samples(scope, made, by, seed, wanted)
    else:
        moved = _within_model_error(scope, by, wanted)
    places = {name: place for place, name in enumerate(told)}
    factors = factors_of_issues(scope, by)
    result: dict[Key, Moved] = {}
    for row in sums.to_dict("records"):
        key = key_of(row[name] for name in keys)
        found = moved(key, told)
        if found is not None:
            here = np.array([row[name] for name in told], dtype=np.float64)
            result[key] = Moved(places, here + found[0], found[1], factors(key), found[2])
    return result


Cases = Callable[[Key, list[str]], tuple[Floats, float | None, float] | None]
"""For a group and names of sums: how far the sums lie off in each case, shape (cases, sums), the reach, and `alone`."""


def _in_other_samples(scope: Scope, made: Checked, by: By, seed: int, names: list[str] | None) -> Cases:
    also = None if names is None else sorted({*names, "tickets"})
    groups = _by_class(scope.as_whole_tickets(), by, also, is_by_group=True)
    deviations = made.replicates(seed, REPLICATES)
    ruled = float(made.correction.count_ruled.sum())
    quantile = quantile_of(max(ruled - len(made.correction.mean), 1.0))

    def moved(key: Key, told: list[str]) -> tuple[Floats, float | None, float] | None:
        rows = groups.get(key)
        if rows is None:
            return None
        group = rows["group"].to_numpy(np.int64)
        place = [made.classes.index(name) for name in rows["class"]]
        kept = 1.0 - made.correction.pull[group]
        amounts = kept[:, None] * rows[told].to_numpy(np.float64)
        # Few tickets vary by themselves. Each has one row per class.
        tickets = float(rows.groupby("class")["tickets"].sum().max())
        own = 1.0 + ruled / tickets if tickets > 0 else 1.0
        return deviations[:, group, place] @ amounts, quantile * float(np.sqrt(own)), own

    return moved


def _within_model_error(scope: Scope, by: By, names: list[str] | None) -> Cases:
    groups, factors = _by_class(scope, by, names), _factors(scope)
    is_chosen = bool(scope.filters.department or scope.filters.issue) or _distinguishes_origins(scope, by)

    def moved(key: Key, told: list[str]) -> tuple[Floats, float | None, float] | None:
        rows = groups.get(key)
        if rows is None or not factors:
            return None
        stay = np.array([name in WHATEVER_KIND and not is_chosen for name in told])
        amounts = np.where(stay, 0.0, rows[told].to_numpy(np.float64))
        cases = np.array([[case.get(name, 1.0) - 1.0 for name in rows["class"]] for case in factors])
        return cases @ amounts, None, 1.0

    return moved


def _distinguishes_origins(scope: Scope, by: By) -> bool:
    """Whether groups are distinguished by origin: then tickets of any kind move between them."""
    p = PART.c
    return any(column is p.department or column is p.issue for value in by(p).values() for column in iterate(value))


def _factors(scope: Scope) -> list[dict[str, float]]:
    """Factors of the sums of each outcome in each case of model error."""
    every, names = complaints_range(scope), [name for name in classes_of(scope) if name != NOT_A_COMPLAINT]
    away = frozenset(name for name in names if scope.origin_of(name) in ("elsewhere", "outside"))
    families = list(dict.fromkeys([*(frozenset({name}) for name in names), away]))
    if every.value <= 0:
        return []
    result = []
    for whole in dict.fromkeys((every.low / every.value, every.high / every.value)):
        rest = count_tickets(scope) - every.value
        others = max(rest + every.value * (1.0 - whole), 0.0) / rest if rest > 0 else 1.0
        result.append({**dict.fromkeys(names, whole), NOT_A_COMPLAINT: others})
        for mine, share in zip(families, ranges_of(scope, families), strict=True):
            if not 0 < share.value < 1:
                continue
            for end in dict.fromkeys((share.low, share.high)):
                inside, outside = end / share.value, (1 - end) / (1 - share.value)
                moved = {name: whole * (inside if name in mine else outside) for name in names}
                result.append({**moved, NOT_A_COMPLAINT: others})
    return result


def _by_class(scope: Scope, by: By, names: list[str] | None, *, is_by_group: bool = False) -> dict[Key, pd.DataFrame]:
    """Sums of each group by outcome (class), and where wanted by the group of strata (group)."""

    def apart(p: Any) -> Columns:
        return by(p) | {"class": p.department} | ({"group": p.stratum_group} if is_by_group else {})

    rows = group_rows(scope, apart, names)
    keys = list(by(PART.c))
    if not keys:
        return {(): rows} if len(rows) else {}
    found = rows.groupby(keys, dropna=False, sort=False)
    return {key_of(key): mine for key, mine in found}


def key_of(values: Iterable[Hashable]) -> Key:
    """Values that name a group; missing ones as None, because NaN doesn't equal itself."""
    return tuple(None if pd.isna(value) else value for value in values)  # type: ignore[call-overload]
