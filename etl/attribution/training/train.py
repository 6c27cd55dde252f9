"""Learning, once a run, on a bounded sample of the export."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from threadpoolctl import threadpool_limits

from etl.attribution.claims import Claims, Floats
from etl.attribution.matching.folded_chunk import Reading
from etl.attribution.matching.vocabulary import Vocabulary, learn_vocabulary, value_of
from etl.attribution.scoring.combine import add_up, damped
from etl.attribution.scoring.issues import learn_issues
from etl.attribution.scoring.learned_model import Learnt
from etl.attribution.scoring.outcomes import origins, prevalence, probability_of_complaint
from etl.attribution.scoring.reliability import log_odds, log_prior, prior_reliabilities
from etl.attribution.scoring.shares import LEAST_BORNE, borne_by_claims
from etl.attribution.scoring.weights import Table
from etl.attribution.signals import BY_NAME, SIGNALS, declared, phrases
from etl.attribution.training.bootstrap import factor_for, start_cold
from etl.attribution.training.calibration import (
    FEWEST_FOR_SELECTION,
    Calibration,
    flattened,
    threshold_by_confidence,
    threshold_by_selection,
    threshold_of_borne,
)
from etl.attribution.training.classifier import meanings
from etl.attribution.training.copies import copies, worth_of
from etl.attribution.training.cross_view import Agreement, agreement
from etl.attribution.training.independent_check import factor_by_witnesses
from etl.attribution.training.naive_bayes_em import softmax
from etl.attribution.training.ruled_tickets import Ruled, ruled
from etl.attribution.training.signal_weights import Blend
from etl.attribution.training.source_accuracy import Reliabilities, from_agreement
from etl.attribution.training.supervised import FEWEST, Taught, teach
from etl.model import UNATTRIBUTED
from etl.model.chunks import StagedChunk
from etl.settings import Settings
from etl.taxonomy import Taxonomy

Booleans = npt.NDArray[np.bool_]

_ASSOCIATIONS, _CLAIMS = 0.4, 0.6
"""Worth of words that go with the claims beside the classifier taught on them, and of the claims beside both: the
models have learnt from the claims, which would count twice."""
_RULINGS = (0.5, 0.2)
_TRUSTED_PAIRS = _TRUSTED_TICKETS = 200.0
_LEARNT_BY_HEART = 2_000.0
"""Tickets with which half of what a model is surer of its own tickets than of others is taken off."""
MOST_TICKETS = 10_000
MODELS = ("associations", "taught", "rulings", "rulings by words alone")
"""Parts of the model, in the order of the blend's last weights; the last two only where there are rulings."""


def learn(taxonomy: Taxonomy, sample: StagedChunk, rulings: pd.DataFrame | None, settings: Settings) -> Learnt:
    """Learn what the chunks of a run are scored with.

    Parameters
    ----------
    taxonomy
        In force.
    sample
        Some tickets of the export, the ruled ones among them. Of more than 10,000, as many are drawn at random that
        aren't ruled as fill these up.
    rulings
        Columns ticket_id, department, and where known source, issue, share, author, ruled_at; None for none.
    settings
        `target_precision` and `seed` are used.
    """
    with threadpool_limits(limits=1, user_api="blas"):  # many small steps: threads only wait for each other
        return _learn(taxonomy, sample, rulings, settings)


def _learn(taxonomy: Taxonomy, sample: StagedChunk, rulings: pd.DataFrame | None, settings: Settings) -> Learnt:
    count = len(taxonomy.departments)
    sample = _bounded(sample, ruled(sample.tickets, rulings, taxonomy), settings.seed)
    reading = Reading(sample, taxonomy)
    spoken = [signal.claim(reading) for signal in SIGNALS]
    vocabulary = learn_vocabulary(reading.for_model)
    matrix = vocabulary.matrix(reading.for_model)
    text = copies(matrix, vocabulary)
    worth = worth_of(text)
    meaning = meanings(matrix[np.unique(text, return_index=True)[1]], settings.seed)

    assumed = prior_reliabilities(taxonomy)
    found = from_agreement(spoken, assumed, worth, count)
    reliabilities = found.by_signal
    by_signal = _by_signal(_weigh(spoken, reliabilities, count), reading.count_rows, count)
    claimed = by_signal.sum(axis=2)
    leads = {name: np.maximum(assumed[name], reliabilities[name]) for name in assumed}  # to find words, trust them all
    language = pd.factorize(sample.tickets["language"].fillna(""))[0]
    masked = vocabulary.matrix(phrases.texts_without(reading))
    led = _weigh(spoken, leads, count)
    unclaimed = _without_values(matrix, vocabulary, declared.values_that_claim(taxonomy))
    cold = start_cold(unclaimed, masked, meaning, vocabulary, led, language, text, taxonomy, settings.seed)
    tables = [cold.associations.table.centred(), cold.taught.centred()]
    features = np.concatenate([by_signal, _stack([table.scores(matrix) for table in tables])], axis=2)
    agreed = agreement(claimed, cold.choice, worth)
    blend = _cold_blend(features, worth, _told(spoken, found), agreed, found.count_pairs)

    @cache
    def fair() -> Floats:
        return np.concatenate([features[:, :, :-2], cold.unseen()], axis=2)

    names = [*(signal.name for signal in SIGNALS), *MODELS]
    borne_witness = factor_by_witnesses(spoken, found, fair, worth, blend, names)
    if borne_witness is not None:
        blend = blend.scaled(borne_witness)
        # a model is surer of tickets that it has learnt from than of those that the witnesses were asked about:
        # few it has learnt by heart; of many it knows more than those models
        sure = float(np.average(softmax(blend.logits(fair())).max(axis=1), weights=worth))
        by_heart = _LEARNT_BY_HEART / (_LEARNT_BY_HEART + worth.sum())
        blend = blend.scaled(factor_for(blend.logits(features), worth, sure) ** by_heart)

    known = ruled(sample.tickets, rulings, taxonomy)
    taught: Taught | None = None
    if len(known) >= FEWEST:
        start = Blend(np.append(blend.weights, _RULINGS), blend.constants)
        taught = teach(matrix[known.row], meaning, features[known.row], known, start, settings.seed)
        by_rulings = [table.centred() for table in taught.tables]
        tables += by_rulings
        features = np.concatenate([features, _stack([table.scores(matrix) for table in by_rulings])], axis=2)
        blend = taught.blend
    by_department = softmax(blend.logits(features))[:, :-1]
    probability = by_department.max(axis=1)
    is_asked = (features != 0).any(axis=(1, 2))
    odds, least_borne = np.ones(count + 1), 0.0
    if taught is not None:
        calibration = taught.calibration
        is_asked[known.row] = False  # a model is surer of what it was taught than of other tickets
    elif borne_witness is None and cold.taught.weights.any():  # by words alone
        calibration = flattened(probability[is_asked], worth[is_asked], float(worth.sum()))
        least_borne = LEAST_BORNE
        odds = prevalence(origins(by_department, calibration, odds), probability_of_complaint(sample.tickets))
    else:
        calibration = Calibration()
    if least_borne:
        is_borne = borne_by_claims(claimed, by_department.argmax(axis=1))[is_asked] >= least_borne
        threshold = threshold_of_borne(
            probability[is_asked], worth[is_asked], is_borne, calibration, settings.target_precision
        )
    else:
        confidence = calibration.confidence(probability)
        threshold = _threshold(confidence[is_asked], worth[is_asked], taught, settings.target_precision)
    clear_weights = {name: log_odds(values, count) for name, values in reliabilities.items()}
    return Learnt(
        taxonomy_hash=taxonomy.hash,
        weights={s.name: clear_weights[s.name] * weight for s, weight in zip(SIGNALS, blend.weights, strict=False)},
        clear_weights=clear_weights,
        log_prior=blend.constants,
        threshold=threshold,
        least_borne=least_borne,
        calibration=calibration,
        prevalence=odds,
        vocabulary=vocabulary,
        issues=learn_issues(matrix, _weigh(spoken, reliabilities, count), worth, reading.classes),
        table=_sum_of(tables, blend.weights[len(SIGNALS) :]),
        blend={name: float(w) for name, w in zip(names, blend.weights, strict=False)},
        counts={"tickets": reading.count_rows, "rulings": len(known), "units": len(vocabulary)},
        unseen={} if taught is None else _unseen(sample.tickets, known, taught, threshold, taxonomy),
        unseen_origins={} if taught is None else _unseen_origins(sample.tickets, known, taught),
    )


def _without_values(matrix: sp.csr_matrix, vocabulary: Vocabulary, values: frozenset[str]) -> sp.csr_matrix:
    """The texts without the declared values that claim an issue: a model led by these claims would only repeat them."""
    kept = np.array([value_of(unit) not in values for unit in vocabulary.units.to_pylist()] or [True])
    if kept.all():
        return matrix
    rest = sp.csr_matrix(matrix @ sp.diags(kept.astype(matrix.dtype)))
    rest.eliminate_zeros()
    return rest


def _unseen(
    tickets: pd.DataFrame, known: Ruled, taught: Taught, threshold: float, taxonomy: Taxonomy
) -> dict[str, dict[str, list[str]]]:
    """Answers for the ruled tickets by models that have not seen their rulings, as in `Learnt`."""
    names = np.array([*taxonomy.names, UNATTRIBUTED], dtype=object)
    answer = names[np.where(taught.confidence >= threshold, taught.first, len(names) - 1)]
    rows = tickets[["source", "ticket_id"]].iloc[known.row].assign(answer=answer).astype("str")
    by_source = rows.groupby(["source", "answer"])["ticket_id"].agg(list)
    return {source: by_source[source].to_dict() for source in by_source.index.unique("source")}


def _unseen_origins(tickets: pd.DataFrame, known: Ruled, taught: Taught) -> dict[tuple[str, str], Floats]:
    whole = origins(taught.probability, taught.calibration, np.ones(taught.probability.shape[1] + 1))
    ids = (tickets[name].iloc[known.row].astype("str").tolist() for name in ("source", "ticket_id"))
    return dict(zip(zip(*ids, strict=True), whole, strict=True))


def _bounded(sample: StagedChunk, known: Ruled, seed: int) -> StagedChunk:
    """All ruled tickets, and others up to `MOST_TICKETS`: more teach little and cost as much again."""
    count = len(sample.tickets)
    if count <= MOST_TICKETS:
        return sample
    others = np.setdiff1d(np.arange(count), known.row)
    drawn = np.random.default_rng(seed).permutation(others)[: max(MOST_TICKETS - len(known), 0)]
    return sample.select(sample.tickets.index[np.sort(np.concatenate([known.row, drawn]))])


def _weigh(spoken: Sequence[Claims], reliabilities: dict[str, Floats], count: int) -> list[Claims]:
    return [damped(c.weighted(log_odds(reliabilities[c.signal], count)[c.source] * c.sign)) for c in spoken]


def _by_signal(parts: Sequence[Claims], count_rows: int, count: int) -> Floats:
    return _stack([add_up([claims], count_rows, count) for claims in parts])


def _stack(scores: list[Floats]) -> Floats:
    return np.stack(scores, axis=2)


def _cold_blend(features: Floats, worth: Floats, told: float, agreed: Agreement, count_pairs: float) -> Blend:
    """Weights while there are no rulings: claims and models together are as sure as the claims were found to be.

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


def _threshold(everyone: Floats, worth: Floats, taught: Taught | None, target: float) -> float:
    if taught is not None and len(taught.confidence) >= FEWEST_FOR_SELECTION:
        return threshold_by_selection(taught.confidence, taught.is_right, target)
    none = np.empty(0)
    tried, is_right = (none, none) if taught is None else (taught.confidence, taught.is_right)
    return threshold_by_confidence(everyone, worth, target, tried, is_right)


def _sum_of(tables: Sequence[Table], weights: Floats) -> Table:
    return Table(
        sum((w * t.weights for w, t in zip(weights, tables, strict=True)), np.zeros_like(tables[0].weights)).astype(
            np.float32  # as the texts are: a product of two kinds would copy them
        ),
        sum((w * t.constant for w, t in zip(weights, tables, strict=True)), np.zeros_like(tables[0].constant)),
    )
