"""What the page on quality says of estimated totals: tables, and whether goals are met."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from etl.estimates.model_error import factor_from
from tools.quality.totals import ELSEWHERE, PLANNED, TAUGHT, Totals

TOLD = (
    "Estimated totals, all tickets taken for complaints. *Error*: of a department's share, mean without sign. *Cover*: "
    "how often the 95 % interval holds a department's true share, mean over the departments; ± two standard errors of "
    "that over the draws. *Half-width* of the interval for what was caused elsewhere, beside Wilson's interval of the "
    "same rulings alone. *Allowed*: the half-width if the variance within each group of strata were known, and didn't "
    "have to be learnt from the rulings. A draw by strata is the one that Review makes, a simple one is what an "
    "imported file gives."
)
TOLD_START = (
    "Estimated totals without a ruling. *Total variation* between estimated and true shares of departments; *wrong "
    "first choices*: part of the tickets. *Within the range*: departments whose error the stated range of model error "
    "holds, under the factor found on the other sets."
)
_LEAST_COVER, _MOST_WIDTH, _HELD_OF_TEN = 0.93, 1.05, 0.8
_MOST_ABOVE_ALLOWED = 0.05


def by_rulings(totals: Totals) -> pd.DataFrame:
    """One row per way of drawing and number of rulings, figures as the page shows them.

    Returns
    -------
    DataFrame
        drawn, worst (str), rulings (int), error, cover, twice_its_error, half_width, wilson, ratio, allowed (float; the
        last is missing where rulings weren't drawn by the strata that it is of).
    """
    rows = []
    for (way, _), drawn in totals.draws.groupby(["way", "rulings"], sort=False):
        departments, elsewhere = drawn[drawn["of"] != ELSEWHERE], drawn[drawn["of"] == ELSEWHERE]
        by_draw = departments.groupby("draw")["is_held"].mean()
        held = departments.groupby("of")["is_held"].mean()
        mine, alone = (float(elsewhere[name].mean()) for name in ("half_width", "wilson_half_width"))
        rows.append(
            {
                "drawn": str(drawn["way"].iloc[0]),
                "rulings": int(drawn["rulings"].iloc[0]),
                "error": float(departments["error"].mean()),
                "cover": float(by_draw.mean()),
                "twice_its_error": 2 * float(by_draw.std(ddof=1)) / len(by_draw) ** 0.5 if len(by_draw) > 1 else np.nan,
                "worst": f"{held.min():.3f} {held.idxmin()}",
                "half_width": mine, "wilson": alone, "ratio": mine / alone if alone else np.nan,
                "allowed": totals.allowed.get(int(drawn["rulings"].iloc[0]), np.nan) if way == PLANNED else np.nan,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def at_the_start(name: str, totals: Totals, factors: Mapping[str, float]) -> pd.DataFrame:
    """One row: what is estimated without a ruling.

    Parameters
    ----------
    name
        Of the set, whose own factor is left out.
    factors
        Of all sets.

    Returns
    -------
    DataFrame
        total_variation, first_wrong (float), held (str, "7 of 8"), factor (float; missing where there is one set only).
    """
    variation, wrong, held, asked, factor = _start(name, totals, factors)
    shown = {"total_variation": variation, "first_wrong": wrong, "held": f"{held} of {asked}", "factor": factor}
    return pd.DataFrame([shown])


def goals(name: str, totals: Totals, factors: Mapping[str, float]) -> list[tuple[str, str, str, bool, str]]:
    """Each goal, what is found, what it is held against, whether it is met, and a remark."""
    table = by_rulings(totals)
    checks: list[tuple[str, str, str, bool, str]] = []
    for row in table.to_dict("records"):
        said = f"{row['drawn']}, {row['rulings']:,} rulings"
        cover, twice, width, most = row["cover"], row["twice_its_error"], row["half_width"], _MOST_WIDTH * row["wilson"]
        reached = cover + (0.0 if np.isnan(twice) else twice)
        checks += [
            (f"cover, {said}: {_LEAST_COVER}", f"{cover:.3f}", f"{_LEAST_COVER:.3f}", bool(reached >= _LEAST_COVER),
             f"± {twice:.3f}; worst {row['worst']}"),
            (f"half-width, {said}: {_MOST_WIDTH} of Wilson's", f"{width:.3f}", f"{most:.3f}", bool(width <= most), ""),
        ]  # fmt: skip
        if not np.isnan(row["allowed"]):
            above = (
                f"half-width, {said}: of Wilson's at most {_MOST_ABOVE_ALLOWED} above what the strata's variance allows"
            )
            reachable = row["allowed"] / row["wilson"] + _MOST_ABOVE_ALLOWED
            checks.append((above, f"{row['ratio']:.3f}", f"{reachable:.3f}", bool(row["ratio"] <= reachable), ""))
    for way, rows in table[table["drawn"] != TAUGHT].groupby("drawn", sort=False):
        widths = rows.sort_values("rulings")["half_width"].to_numpy(np.float64)
        is_falling = bool((np.diff(widths) < 0).all())
        checks.append(
            (f"half-width falls with rulings, {way}", f"{widths[0]:.3f}", f"{widths[-1]:.3f}", is_falling, "")
        )
    variation, wrong, held, asked, factor = _start(name, totals, factors)
    half = "total variation with 0 rulings: half of wrong first choices"
    checks.append((half, f"{variation:.3f}", f"{wrong / 2:.3f}", variation <= wrong / 2, ""))
    if not np.isnan(factor):
        held_by = f"range with 0 rulings holds {100 * _HELD_OF_TEN:.0f} % of departments"
        is_met = held >= _HELD_OF_TEN * asked
        checks.append((held_by, f"{held / asked:.3f}", f"{_HELD_OF_TEN:.3f}", is_met, f"{held} of {asked}"))
    return checks


def _start(name: str, totals: Totals, factors: Mapping[str, float]) -> tuple[float, float, int, int, float]:
    others = {other: factor for other, factor in factors.items() if other != name}
    factor = factor_from(others) if others else np.nan
    departments = totals.start[totals.start["of"] != ELSEWHERE]
    off = (departments["share"] - departments["truth"]).abs()
    true = departments["truth"] > 0
    held = int((off <= factor * departments["doubt"])[true].sum())
    return float(off.sum() / 2), float(departments["first_is_wrong"].sum()), held, int(true.sum()), factor
