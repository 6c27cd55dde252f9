"""Converts the reliability of a signal's claims, the share that are right, to log-odds."""

from __future__ import annotations

import numpy as np

from etl.attribution.claims import Floats
from etl.attribution.matching.patterns import phrases_of
from etl.attribution.signals import BY_NAME, SIGNALS
from etl.taxonomy import Taxonomy

ONE_WORD = 0.82
"""The same for a phrase of one word, which more often means something else."""
NONE_PRIOR = 0.1
"""Share of the tickets assumed to have an origin that the taxonomy doesn't name."""


def prior_reliabilities(taxonomy: Taxonomy) -> dict[str, Floats]:
    """By signal, the assumed reliability of each source; a phrase's is divided by the departments that list it."""
    result = {signal.name: np.full(len(signal.sources(taxonomy)), signal.prior) for signal in SIGNALS}
    result["phrases"] = np.array(
        [
            (ONE_WORD if phrase.count_words == 1 else BY_NAME["phrases"].prior) / phrase.count_departments
            for phrase in phrases_of(taxonomy)
        ]
    )
    return result


def log_prior(count_departments: int) -> Floats:
    """Log of the prior of each department, all alike, and of none of them last, shape (departments + 1,)."""
    each = (1 - NONE_PRIOR) / count_departments
    return np.asarray(np.log(np.append(np.full(count_departments, each), NONE_PRIOR)))


def log_odds(reliability: Floats, count_departments: int) -> Floats:
    """Weight of a claim: alone, it makes its department as probable as the claim is reliable.

    ``log(r / (1 - r)) - log(p / (1 - p))`` with ``p`` the prior of one of n departments, ``(1 - NONE_PRIOR) / n``: the
    one-coin model of Dawid and Skene (1979), where a wrong claim leaves the relative odds of the other outcomes, "none
    of them" included, as they were. With one department the prior odds are taken to be even: that the taxonomy names no
    other is no reason to attribute everything to it.
    """
    prior = (1 - NONE_PRIOR) / count_departments if count_departments > 1 else 0.5
    inside = np.clip(reliability, 1e-3, 1 - 1e-3)
    return np.asarray(np.log(inside * (1 - prior) / ((1 - inside) * prior)))
