"""Bounds of every measure that sums make: in each replicate of the random sample all sums move, and it with them.

The seeded bootstrap over the strata of `etl.estimates.ratios` (Rao and Wu 1988), asked of a whole measure: a ratio,
hours, money. It says how far other samples would have moved each group's mean ruling; times what the group's tickets
amount to in each class, that is how far each sum would have moved. Assumptions and limits are those of
`etl.estimates.ratios`; what single tickets vary by is added as for a count, and what isn't known of a measure (a team,
a time) widens it on both sides as before. Measures that no sum makes (medians, distinct orders) have no bounds, and
without random rulings none have, but for the headline's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from etl.estimates.arrays import Floats
from etl.estimates.intervals import quantile_of
from etl.estimates.ratios import replicates
from etl.marts.base import Scope
from etl.marts.checked import Checked
from etl.marts.registry import Measure, Measured, measures
from etl.marts.totals import Totals, group_rows

REPLICATES = 200
_FEWEST = 0.9
"""Part of the replicates in which a measure has to be told."""


def with_bounds(scope: Scope, found: dict[str, Measured], seed: int) -> dict[str, Measured]:
    """The same measures, those that sums make between bounds; as they are where no random ruling corrects them.

    Parameters
    ----------
    found
        Measures over the scope, by name.
    seed
        Of the bootstrap: the same gives the same.
    """
    made = scope.checked
    if made is None or not made.correction.is_covered:
        return found
    names, moved = _moved(scope, made, seed)
    if not names:
        return found
    asked = [each for each in measures() if _is_asked(each, found)]
    rows = [dict(zip(names, row, strict=True)) for row in moved.tolist()]
    reach = _reach(scope, made)
    told = {each.name: _between(found[each.name], [each.function(Totals(scope, row)) for row in rows], reach)
            for each in asked}  # fmt: skip
    return found | told


def _is_asked(each: Measure, found: dict[str, Measured]) -> bool:
    """Whether sums make a measure, and it has no interval of its own."""
    mine = found.get(each.name)
    return mine is not None and each.is_grouped and mine.value is not None and not mine.method


def _moved(scope: Scope, made: Checked, seed: int) -> tuple[list[str], Floats]:
    """Names of the sums, and what they would be in other samples, shape (replicates, sums)."""
    by_class = group_rows(scope.as_whole_tickets(), lambda p: {"group": p.stratum_group, "class": p.department})
    sums = group_rows(scope, lambda _: {}).iloc[0] if len(by_class) else None
    if sums is None:
        return [], np.empty((0, 0))
    names = [name for name in by_class.columns if name not in ("group", "class")]
    deviations = replicates(made.correction, seed, REPLICATES)
    group = by_class["group"].to_numpy(np.int64)
    place = [made.classes.index(name) for name in by_class["class"]]
    kept = 1.0 - made.correction.pull[group]
    amounts = kept[:, None] * by_class[names].to_numpy(np.float64)
    return names, sums[names].to_numpy(np.float64) + deviations[:, group, place] @ amounts


def _reach(scope: Scope, made: Checked) -> float:
    """Standard deviations that an interval reaches: more where few tickets are counted, which vary by themselves."""
    ruled = float(made.correction.count_ruled.sum())
    wide = scope.with_filters(scope.filters.without("department", "issue"))  # these choose outcomes, and not tickets
    groups = group_rows(wide, lambda p: {"group": p.stratum_group}, ("tickets",))
    tickets = float(groups.dropna()["tickets"].sum())
    own = 1.0 + ruled / tickets if tickets > 0 else 1.0
    return quantile_of(max(ruled - len(made.correction.mean), 1.0)) * float(np.sqrt(own))


def _between(found: Measured, moved: Iterable[Measured], reach: float) -> Measured:
    values = np.array([np.nan if each.value is None else each.value for each in moved])
    known = values[~np.isnan(values)]
    if found.value is None or len(known) < _FEWEST * len(values):
        return found
    spread = reach * float(np.sqrt(((known - found.value) ** 2).mean()))
    most = 1.0 if found.unit == "share" else np.inf
    low = found.value if found.low is None else found.low
    high = found.value if found.high is None else found.high
    return replace(found, low=max(low - spread, min(0.0, low)), high=min(high + spread, max(most, high)))
