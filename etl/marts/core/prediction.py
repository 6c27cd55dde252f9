"""Whether a count is unusual, compared with the periods before it, for many series at once.

Each series is tested in two ways, and counts as changed only where both agree:

* the house's process limits (`etl.marts.core.process_limits.xmr`), learnt from the periods before;
* how probable such a count is as one more draw of the series. Counts are modelled as negative binomial, with a variance
  that is a multiple of their mean; that multiple, the *unevenness*, is learnt from the series' own periods, as is the
  mean. Neither is treated as known: the probability is averaged over all means and unevennesses, each weighted by how
  well it explains the periods before (the posterior predictive distribution, as outbreaks of diseases are found: Manitz
  and Höhle 2013, Biometrical Journal 55; Noufaily et al. 2013, Statistics in Medicine 32, plug both in). The prior is
  uniform in the root of the mean and in the logarithm of the unevenness.

The second test gives a p-value, so that testing many series can be corrected for: `surprises` keeps the share of false
alarms among the alarms below `FALSE_SHARE` (Benjamini and Hochberg 1995, JRSS B 57). In a period in which nothing
changed anywhere, that is the probability of any alarm at all. docs/digest.md shows what simulations found.

Assumptions: the periods before are alike but for chance, without trend or season; series are independent of each other
or rise together.
"""

from __future__ import annotations

import numpy as np

from etl.marts.core.process_limits import Bools, Floats, xmr

FALSE_SHARE = 0.05
"""Accepted share of false alarms among the alarms."""

_STEPS, _MEANS = 10, 11
"""Grid points of unevenness and mean; twice as many change a small probability by a sixth of itself at most."""
_EVEN, _UNEVEN = 0.02, 10.0
"""Variance beyond the mean, in means: the least value tried, and the greatest unless the data has more."""
_REACH = 4.0
"""How far from the mean's root values are tried, in standard errors, either way."""


def probability(before: Floats, now: Floats) -> Floats:
    """Probability that one more count is at least as far from those before, either way.

    Parameters
    ----------
    before
        Shape (series, periods), two periods or more; 0 or more, whole or not.
    now
        Shape (series,).
    """
    from scipy.special import betainc

    mean, uneven = _tried(before)
    weight = _weights(before, mean, uneven)
    size, chance = mean / (uneven - 1), 1 / uneven
    latest = np.maximum(now, 0.0)[:, None, None]
    # the tails of a negative binomial distribution as incomplete beta functions: these take parts of a count as well
    at_least = np.where(latest > 0, betainc(np.where(latest > 0, latest, 1.0), size, 1 - chance), 1.0)
    at_most = betainc(size, latest + 1, chance)
    upper, lower = ((weight * each).sum(axis=(1, 2)) for each in (at_least, at_most))
    return np.asarray(np.minimum(1.0, 2 * np.minimum(upper, lower)))


def _tried(before: Floats) -> tuple[Floats, Floats]:
    """Grid of means and unevennesses, of shapes (series, `_STEPS`, `_MEANS`) and (series, `_STEPS`, 1)."""
    count, mean = before.shape[1], before.mean(axis=1)
    found = before.var(axis=1, ddof=1) / np.maximum(mean, 0.1) - 1
    most = np.maximum(_UNEVEN, 5 * found)[:, None]
    uneven = 1 + _EVEN * (most / _EVEN) ** np.linspace(0, 1, _STEPS)
    reach = _REACH * np.sqrt(uneven / count) / 2
    middle = np.sqrt(mean + 1 / (2 * count))[:, None]
    low = np.maximum(middle - reach, 0.02 / np.sqrt(count))
    root = low[..., None] + (middle + reach - low)[..., None] * np.linspace(0, 1, _MEANS)
    return np.asarray(root**2), np.asarray(uneven[..., None])


def _weights(before: Floats, mean: Floats, uneven: Floats) -> Floats:
    """Posterior weight of each mean and unevenness given the periods before; a series' weights sum to 1."""
    from scipy.special import gammaln

    count, whole = before.shape[1], before.sum(axis=1)[:, None, None]
    size, chance = mean / (uneven - 1), 1 / uneven
    fit = count * (size * np.log(chance) - gammaln(size)) + whole * np.log1p(-chance)
    for column in before.T:
        fit = fit + gammaln(column[:, None, None] + size)
    # steps are even in the logarithm of (unevenness - 1) and in the mean's root: this corrects to the prior given above
    width = np.sqrt(mean[..., -1:]) - np.sqrt(mean[..., :1])
    fit = fit + np.log(width * (uneven - 1) / uneven)
    weight = np.exp(fit - fit.max(axis=(1, 2), keepdims=True))
    return np.asarray(weight / weight.sum(axis=(1, 2), keepdims=True))


def outside(before: Floats, now: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Compare a count with the process limits of those before: way (1 above, -1 below, 0 within), mean, low, high.

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
