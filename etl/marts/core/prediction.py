"""What a period would ordinarily have: a count held against the periods before it, many series at once.

Two questions are asked of each series, and a change is called one only where both say so:

* the house's process limits (`etl.marts.core.process_limits.xmr`), learnt from the periods before;
* a prediction interval for one more draw (Hahn and Meeker 1991, "Statistical Intervals", section 4.7), on the scale on
  which counts have an even variance: ``2 sqrt(x + 3/8)`` (Anscombe 1948, Biometrika 35). Chance alone spreads a count
  there by 1, so no series is taken for steadier than that. Where counts are more uneven than chance, the probability of
  a negative binomial distribution counts if it is larger (as in Noufaily et al. 2013, Statistics in Medicine 32).

The second gives a p-value, so that looking at many series at once is paid for: `surprises` keeps the share of false
alarms among the alarms below `FALSE_SHARE` (Benjamini and Hochberg 1995, JRSS B 57). In a period in which nothing
changed anywhere, that is the probability of any alarm at all.

Assumptions: the periods before are alike but for chance, without trend or season; a series' own unevenness beyond
chance is learnt from them; series are independent of each other or rise together.
"""

from __future__ import annotations

import numpy as np

from etl.marts.core.process_limits import Bools, Floats, xmr

FALSE_SHARE = 0.05
"""Share of false alarms among the alarms that is put up with."""

_CHANCE = 1.0
"""Standard deviation of a count of independent events, on Anscombe's scale."""


def probability(before: Floats, now: Floats) -> Floats:
    """Probability that a count is at least as far from those before by chance, either way.

    Parameters
    ----------
    before
        Shape (series, periods), two periods or more.
    now
        Shape (series,).
    """
    from scipy import stats

    count = before.shape[1]
    level, latest = _even(before), _even(now)
    spread = np.maximum(level.std(axis=1, ddof=1), _CHANCE)
    distance = (latest - level.mean(axis=1)) / (spread * np.sqrt(1 + 1 / count))
    predicted = 2 * stats.t.sf(np.abs(distance), count - 1)
    return np.asarray(np.maximum(predicted, _of_skewed(before, now)))


def _of_skewed(before: Floats, now: Floats) -> Floats:
    """The same by a negative binomial distribution of the mean and variance before; 0 where they are no more than even.

    A cause of few and very uneven counts reaches further up than Anscombe's scale allows for.
    """
    from scipy import stats

    mean, variance = before.mean(axis=1), before.var(axis=1, ddof=1)
    is_uneven = variance > mean * 1.05
    some, spread = mean[is_uneven], variance[is_uneven]
    chance = some / spread
    law = stats.nbinom(some * chance / (1 - chance), chance)
    at_least, at_most = law.sf(np.ceil(now[is_uneven]) - 1), law.cdf(np.floor(now[is_uneven]))
    found = np.zeros(len(before))
    found[is_uneven] = np.minimum(1.0, 2 * np.minimum(at_least, at_most))
    return found


def outside(before: Floats, now: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Where a count stands to the process limits of those before: way (1 above, -1 below, 0 within), mean, low, high.

    Parameters
    ----------
    before, now
        As in `probability`; with fewer than `etl.marts.core.process_limits.LEAST` periods there are no limits, and no
        count is outside.
    """
    limits = [xmr(row, np.ones(len(row), dtype=bool)) for row in before]
    mean, low, high = (
        np.array([getattr(each, name)[-1] for each in limits], dtype=float) for name in ("mean", "low", "high")
    )
    way = np.where(now > high, 1.0, np.where(now < low, -1.0, 0.0))
    return way, mean, low, high


def surprises(probabilities: Floats, false_share: float = FALSE_SHARE) -> Bools:
    """Which of many probabilities are too small for chance (Benjamini and Hochberg's step-up rule)."""
    from scipy import stats

    if not len(probabilities):
        return np.zeros(0, dtype=bool)
    return np.asarray(stats.false_discovery_control(probabilities) <= false_share)


def _even(counts: Floats) -> Floats:
    return np.asarray(2 * np.sqrt(np.maximum(counts, 0.0) + 3 / 8))
