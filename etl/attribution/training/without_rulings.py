"""What a sample teaches by itself: how far to believe each signal and the words, while nobody has ruled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import scipy.sparse as sp

from etl.attribution.claims import Claims, Floats
from etl.attribution.matching.vocabulary import Vocabulary, value_of
from etl.attribution.scoring.reliability import log_prior, prior_reliabilities
from etl.attribution.scoring.weights import Table
from etl.attribution.signals import BY_NAME, SIGNALS, declared, phrases
from etl.attribution.training.bootstrap import ColdStart, factor_for, start_cold
from etl.attribution.training.cross_view import Agreement, agreement
from etl.attribution.training.independent_check import factor_by_witnesses
from etl.attribution.training.naive_bayes_em import softmax
from etl.attribution.training.sample import Sample, stack
from etl.attribution.training.signal_weights import Blend
from etl.attribution.training.source_accuracy import Reliabilities, from_agreement

MODELS = ("associations", "taught", "rulings", "rulings by words alone")
"""Parts of the model, in the order of the blend's last weights; the last two only where there are rulings."""
NAMES = (*(signal.name for signal in SIGNALS), *MODELS)
"""Of the blend's weights, in their order."""

_ASSOCIATIONS, _CLAIMS = 0.4, 0.6
"""Worth of words that go with the claims beside the classifier taught on them, and of the claims beside both: the
models have learnt from the claims, which would count twice."""
_TRUSTED_PAIRS = _TRUSTED_TICKETS = 200.0
_LEARNT_BY_HEART = 2_000.0
"""Tickets with which half of what a model is surer of its own tickets than of others is taken off."""


@dataclass(frozen=True, slots=True)
class Untaught:
    """What is known without rulings.

    Attributes
    ----------
    reliabilities
        By signal, how often each of its sources is right.
    claimed
        Log-odds of the claims by their reliabilities alone, shape (tickets, departments).
    tables
        The model's parts that need no ruling: words that go with the claims, and a classifier taught on them.
    features
        Log-odds by signal and part of the model, shape (tickets, departments, signals + 2).
    blend
        Weights of these.
    rests_on_words
        Whether no signal but words can tell how sure to be of what the classifier learnt.
    """

    reliabilities: dict[str, Floats]
    claimed: Floats
    tables: tuple[Table, Table]
    features: Floats
    blend: Blend
    rests_on_words: bool


def learn_without_rulings(sample: Sample, seed: int) -> Untaught:
    """Learn from what the signals claim and from the words that go with it."""
    taxonomy = sample.reading.taxonomy
    assumed = prior_reliabilities(taxonomy)
    found = from_agreement(sample.spoken, assumed, sample.worth, sample.count_departments)
    by_signal = sample.by_signal(found.by_signal)
    claimed = by_signal.sum(axis=2)
    leads = {
        name: np.maximum(assumed[name], found.by_signal[name]) for name in assumed
    }  # to find words, trust them all
    cold = start_cold(
        _without_values(sample.matrix, sample.vocabulary, declared.values_that_claim(taxonomy)),
        sample.vocabulary.matrix(phrases.texts_without(sample.reading)),
        sample.meaning,
        sample.vocabulary,
        sample.weighed(leads),
        pd.factorize(sample.tickets["language"].fillna(""))[0],
        sample.text,
        taxonomy,
        seed,
    )
    tables = (cold.associations.table.centred(), cold.taught.centred())
    features = np.concatenate([by_signal, stack([table.scores(sample.matrix) for table in tables])], axis=2)
    agreed = agreement(claimed, cold.choice, sample.worth)
    start = _start(features, sample.worth, _told(sample.spoken, found), agreed, found.count_pairs)
    blend = _held_to_witnesses(start, sample, found, features, cold)
    return Untaught(
        reliabilities=found.by_signal,
        claimed=claimed,
        tables=tables,
        features=features,
        blend=start if blend is None else blend,
        rests_on_words=blend is None and bool(cold.taught.weights.any()),
    )


def _held_to_witnesses(
    blend: Blend, sample: Sample, found: Reliabilities, features: Floats, cold: ColdStart
) -> Blend | None:
    """The blend, as sure as the signals that don't come from words find the answers right; None where none can tell."""

    @cache
    def fair() -> Floats:
        return np.concatenate([features[:, :, :-2], cold.unseen()], axis=2)

    worth = sample.worth
    factor = factor_by_witnesses(sample.spoken, found, fair, worth, blend, NAMES)
    if factor is None:
        return None
    blend = blend.scaled(factor)
    # a model is surer of tickets that it has learnt from than of those that the witnesses were asked about:
    # few it has learnt by heart; of many it knows more than those models
    sure = float(np.average(softmax(blend.logits(fair())).max(axis=1), weights=worth))
    by_heart = _LEARNT_BY_HEART / (_LEARNT_BY_HEART + worth.sum())
    return blend.scaled(factor_for(blend.logits(features), worth, sure) ** by_heart)


def _without_values(matrix: sp.csr_matrix, vocabulary: Vocabulary, values: frozenset[str]) -> sp.csr_matrix:
    """The texts without the declared values that claim an issue: a model led by these claims would only repeat them."""
    kept = np.array([value_of(unit) not in values for unit in vocabulary.units.to_pylist()] or [True])
    if kept.all():
        return matrix
    rest = sp.csr_matrix(matrix @ sp.diags(kept.astype(matrix.dtype)))
    rest.eliminate_zeros()
    return rest


def _start(features: Floats, worth: Floats, told: float, agreed: Agreement, count_pairs: float) -> Blend:
    """Weights by which claims and models together are as sure as the claims were found to be.

    Agreement between claims and agreement with the words each bound that from below, in their own way: the larger
    holds, as far as there were pairs of claims to learn from. A classifier taught on thirty tickets knows little: that
    it agrees says much, that it doesn't says something only where it was taught on many.
    """
    count = features.shape[1]
    doubt = agreed.count_texts / (agreed.count_texts + _TRUSTED_TICKETS) if agreed.part < told else 1.0
    by_words = told + agreed.worth * doubt * (agreed.part - told)
    trust = count_pairs / (count_pairs + _TRUSTED_PAIRS)
    wanted = trust * max(told, agreed.part) + (1 - trust) * by_words
    by_model = features[agreed.asked][:, :, len(SIGNALS) :]
    models = np.array([_ASSOCIATIONS, 1.0])
    models *= factor_for(by_model @ models, worth[agreed.asked], wanted)
    claims = np.full(len(SIGNALS), _CLAIMS if by_model.any() else 1.0)
    blend = Blend(np.concatenate([claims, models]), log_prior(count))
    return blend.scaled(factor_for(blend.logits(features[agreed.asked]), worth[agreed.asked], wanted))


def _told(spoken: Sequence[Claims], found: Reliabilities) -> float:
    """Mean reliability of the claims made."""
    each = [found.by_signal[c.signal][c.source[c.sign > 0]] for c in spoken if len(c)]
    return float(np.concatenate(each).mean()) if each else BY_NAME["phrases"].prior
