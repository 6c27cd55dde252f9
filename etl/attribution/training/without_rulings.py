"""Learns from a sample without rulings how much to trust each signal and the words."""

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
"""Names of the blend's weights, in order."""

_ASSOCIATIONS, _CLAIMS = 0.4, 0.6
"""Weight of the words that go with the claims relative to the classifier, and of the claims relative to both: the
models learnt from the claims, which would otherwise count twice.
"""
_TRUSTED_PAIRS = _TRUSTED_TICKETS = 200.0
_LEARNT_BY_HEART = 2_000.0
"""Number of tickets at which half of a model's excess confidence on its training tickets is removed."""


@dataclass(frozen=True, slots=True)
class Untaught:
    """What was learnt without rulings.

    Attributes
    ----------
    reliabilities
        By signal, the share of right claims of each source.
    claimed
        Log-odds of the claims by their reliabilities alone, shape (tickets, departments).
    tables
        Parts of the model that need no ruling: words that go with the claims, and a classifier trained on them.
    features
        Log-odds by signal and part of the model, shape (tickets, departments, signals + 2).
    blend
        Weights of these signals and parts.
    rests_on_words
        Whether only words can calibrate the classifier, because no independent signal can.
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
    }  # trust all claims while looking for words
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
    """The blend, calibrated by the signals that don't read the text; None where none can."""

    @cache
    def fair() -> Floats:
        return np.concatenate([features[:, :, :-2], cold.unseen()], axis=2)

    worth = sample.worth
    factor = factor_by_witnesses(sample.spoken, found, fair, worth, blend, NAMES)
    if factor is None:
        return None
    blend = blend.scaled(factor)
    # a model is more confident on its training tickets than on those compared with the witnesses: it memorises few
    # tickets, and from many it knows more than the models of one half
    sure = float(np.average(softmax(blend.logits(fair())).max(axis=1), weights=worth))
    by_heart = _LEARNT_BY_HEART / (_LEARNT_BY_HEART + worth.sum())
    return blend.scaled(factor_for(blend.logits(features), worth, sure) ** by_heart)


def _without_values(matrix: sp.csr_matrix, vocabulary: Vocabulary, values: frozenset[str]) -> sp.csr_matrix:
    """Texts without the declared values that claim an issue: a model trained on these claims would only repeat them."""
    kept = np.array([value_of(unit) not in values for unit in vocabulary.units.to_pylist()] or [True])
    if kept.all():
        return matrix
    rest = sp.csr_matrix(matrix @ sp.diags(kept.astype(matrix.dtype)))
    rest.eliminate_zeros()
    return rest


def _start(features: Floats, worth: Floats, told: float, agreed: Agreement, count_pairs: float) -> Blend:
    """Weights that make claims and models together as confident as the claims were found to be reliable.

    Agreement between claims and agreement with the words are both lower bounds of that reliability: the larger is used,
    as far as there were pairs of claims to learn from. A classifier trained on thirty tickets knows little: agreement
    says much, disagreement says something only if it was trained on many.
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
