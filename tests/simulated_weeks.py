"""Made-up weeks of counts: how often digests raise a false alarm, and how often they find a rise.

``python -m tests.simulated_weeks`` prints what docs/digest.md says, of a thousand weeks each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from etl.marts.core.prediction import outside, probability, surprises
from etl.marts.core.process_limits import Bools, Floats

BEFORE = 26
"""Weeks that one is held against."""
CAUSES = np.geomspace(0.5, 60, 40)
"""Complaints a week of each cause."""
FEW = np.full(40, 2.0)
MANY = np.geomspace(20, 600, 40)
SMALLEST = 5
"""Complaints of a change at the least, as the settings have it."""

Draw = Callable[[np.random.Generator, Floats, float], Floats]


def clumped(rng: np.random.Generator, means: Floats, unevenness: float) -> Floats:
    """Counts with a variance of so many times their mean, of a negative binomial distribution: chance alone at 1."""
    if unevenness == 1:
        return rng.poisson(means).astype(float)
    return rng.negative_binomial(means / (unevenness - 1), 1 / unevenness).astype(float)


def swinging(rng: np.random.Generator, means: Floats, unevenness: float) -> Floats:
    """The same of another family, with longer tails: what is expected of a week swings log-normally."""
    spread = np.log1p((unevenness - 1) / means)
    return rng.poisson(means * np.exp(rng.normal(0, np.sqrt(spread)) - spread / 2)).astype(float)


def together(rng: np.random.Generator, means: Floats, unevenness: float) -> Floats:
    """Counts that all swing together from week to week; the middle cause has the variance asked for."""
    spread = (unevenness - 1) / float(np.median(means))
    swing = rng.gamma(1 / spread, spread, means.shape[1]) if spread else np.ones(means.shape[1])
    return rng.poisson(means * swing).astype(float)


def alarms(counts: Floats) -> Bools:
    """Series of which a digest would say that they changed, of counts of shape (series, weeks), this week last."""
    before, now = counts[:, :-1], counts[:, -1]
    way, mean, *_ = outside(before, now)
    off, is_asked = way != 0, counts.sum(axis=1) >= SMALLEST
    likely = np.ones(len(counts))
    likely[off] = probability(before[off], now[off])
    found = np.zeros(len(counts), dtype=bool)
    found[is_asked] = surprises(likely[is_asked])
    return np.asarray(found & off & (np.where(now > mean, now, mean) >= SMALLEST))


@dataclass(frozen=True)
class Rise:
    """A cause beside the others that has so many a week before, and so many times as many now."""

    before: float
    times: float


def simulated(
    weeks: int, unevenness: float, *, causes: Floats = CAUSES, before: int = BEFORE, rise: Rise | None = None,
    draw: Draw = clumped, seed: int = 20_260_101,
) -> tuple[float, float]:  # fmt: skip
    """Part of the weeks with a false alarm, and of those that find the rise."""
    rng = np.random.default_rng(seed)
    means = causes[:, None] * np.ones((1, before + 1))
    if rise is not None:
        means = np.vstack([means, np.full(before + 1, rise.before)])
        means[-1, -1] *= rise.times
    false = found = 0
    for _ in range(weeks):
        counts = draw(rng, means, unevenness)
        raised = alarms(np.vstack([counts, counts.sum(axis=0)]))
        false += bool(np.delete(raised, len(causes)).any() if rise else raised.any())
        found += bool(raised[len(causes)]) if rise else 0
    return false / weeks, found / weeks


def main(weeks: int = 1_000) -> None:
    """Print all of it."""
    for unevenness in (1.0, 1.5, 3.0, 5.0):
        told = {
            "causes of 0.5 to 60": simulated(weeks, unevenness),
            "of 2": simulated(weeks, unevenness, causes=FEW),
            "of 20 to 600": simulated(weeks, unevenness, causes=MANY),
            "8 weeks before": simulated(weeks, unevenness, before=8),
            "swinging": simulated(weeks, unevenness, draw=swinging),
            "together": simulated(weeks, unevenness, draw=together),
        }
        print(f"variance {unevenness:g} ×:", {name: f"{100 * false:.1f} %" for name, (false, _) in told.items()})
        for before in (10.0, 20.0, 40.0, 80.0):
            _, found = simulated(weeks // 2, unevenness, rise=Rise(before, 2.0))
            print(f"  {before:g} a week doubled: found in {100 * found:.0f} %")


if __name__ == "__main__":
    main()
