"""Calibrates confidence without rulings, where a signal that doesn't read the text can check the answers.

Declared reasons, facts and journeys don't come from the text. Where one of them makes a claim, and pairs of claims have
shown how reliable it is, it is compared with the answer that the engine gives without it. Agreement beyond chance is
the product of both reliabilities beyond chance (see `source_accuracy`), which gives the reliability of the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from etl.attribution.claims import Claims, Floats
from etl.attribution.signals import BY_NAME
from etl.attribution.training.bootstrap import factor_for
from etl.attribution.training.signal_weights import Blend
from etl.attribution.training.source_accuracy import Reliabilities

_FEWEST_CLAIMS, _FEWEST_PAIRS, _LEAST_SKILL = 100, 100, 0.5
_TRUSTED_PAIRS = 200.0
"""Pairs at which a witness's reliability is half known; the unknown half is assumed to be better, which rates the
answers lower.
"""
_HIGHEST, _LARGEST_FACTOR = 0.97, 3.0


def factor_by_witnesses(
    spoken: Sequence[Claims],
    found: Reliabilities,
    features: Callable[[], Floats],
    worth: Floats,
    blend: Blend,
    names: Sequence[str],
) -> float | None:
    """Factor on the log-odds that makes answers as confident as the witnesses find them right.

    Parameters
    ----------
    spoken, found
        Claims of each signal, and their reliabilities.
    features
        Computes the log-odds by signal, shape (texts, departments, signals), by models that haven't seen the text's
        claims. Called only where a signal can be a witness.
    worth
        What each text counts for, shape (texts,).
    blend
        Weights of the signals so far.
    names
        Names of the signals, in the order of the blend's weights.

    Returns
    -------
    float or None
        None where no signal can bear witness.
    """
    factors, counts = [], []
    for claims in spoken:
        counted = worth[claims.row]
        texts = float(counted.sum())
        if BY_NAME[claims.signal].is_text or found.count_pairs < _FEWEST_PAIRS or texts < _FEWEST_CLAIMS:
            continue
        count = len(blend.constants) - 1
        skill = (found.by_signal[claims.signal][claims.source] - 1.0 / count) / (1.0 - 1.0 / count)
        mean = float(np.average(skill, weights=counted))
        if mean < _LEAST_SKILL:
            continue
        doubt = _TRUSTED_PAIRS / (_TRUSTED_PAIRS + found.count_pairs)
        likely = mean + doubt * (1.0 - mean)
        weights = blend.weights.copy()
        weights[names.index(claims.signal)] = 0.0
        logits = Blend(weights, blend.constants).logits(features()[claims.row])
        named = logits[:, :-1].argmax(axis=1)
        shares = [np.bincount(numbers, counted, count) / texts for numbers in (named, claims.department)]
        chance = float(shares[0] @ shares[1])
        beyond = (float(counted[named == claims.department].sum()) / texts - chance) / max(1.0 - chance, 1e-6)
        right = min(chance + (1.0 - chance) * beyond / likely, _HIGHEST)
        factors.append(np.log(factor_for(logits, counted, right, _LARGEST_FACTOR)))
        counts.append(texts)
    return float(np.exp(np.average(factors, weights=counts))) if factors else None
