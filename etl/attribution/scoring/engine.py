"""Scoring a chunk: a pure function of the chunk and of what was learnt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import scipy.sparse as sp

from etl.attribution.claims import Claims, Floats
from etl.attribution.matching.folded_chunk import Reading
from etl.attribution.scoring.combine import add_up, damped, posterior
from etl.attribution.scoring.issues import issues_within
from etl.attribution.scoring.learned_model import Learnt
from etl.attribution.scoring.outcomes import origins, outcomes_frame
from etl.attribution.scoring.shares import Answers, decide
from etl.attribution.scoring.to_tables import attributions_frame, evidence_frame
from etl.attribution.signals import SIGNALS, model
from etl.model.chunks import Attributed, StagedChunk
from etl.taxonomy import Taxonomy


def attribute(chunk: StagedChunk, taxonomy: Taxonomy, learnt: Learnt) -> Attributed:
    """Attribute each ticket of a chunk, whatever its kind, to the department where it started.

    A pure function of its arguments. Where the engine abstains, the ticket is Unattributed and its confidence is that
    of `best_department`.

    Parameters
    ----------
    chunk
        Staged tickets.
    taxonomy
        Taxonomy that `learnt` was learnt under.
    learnt
        Result of `learn`.
    """
    reading = Reading(chunk, taxonomy)
    spoken = [signal.claim(reading) for signal in SIGNALS]
    parts, clear = (_weighed(spoken, weights) for weights in (learnt.weights, learnt.clear_weights))
    matrix = learnt.vocabulary.matrix(reading.for_model)
    by_model = learnt.table.scores(matrix)
    by_model[np.diff(matrix.indptr) == 0] = 0.0  # no known word: the model is silent
    scores = add_up(parts, reading.count_rows, len(taxonomy.departments)) + by_model
    probability = posterior(scores, learnt.log_prior)
    answers = decide(probability, clear, scores, learnt.threshold, learnt.calibration, learnt.least_borne)
    with_model = [*parts, *_of_model(learnt, matrix, by_model, answers)] if learnt.has_model else parts
    shown = [c.weighted(c.weight * learnt.calibration.slope) for c in with_model]  # as they count in the confidence
    issue = issues_within(matrix, learnt.issues, reading.classes, parts)
    whole = _as_unseen(chunk, learnt, origins(probability, learnt.calibration, learnt.prevalence))
    return Attributed(
        attributions_frame(chunk.tickets, answers, issue, reading.classes),
        evidence_frame(chunk.tickets, answers, shown, reading.classes),
        outcomes_frame(chunk.tickets, whole, issue, reading.classes),
    )


def _as_unseen(chunk: StagedChunk, learnt: Learnt, whole: Floats) -> Floats:
    """Origins, with those of ruled tickets replaced by the answers of models that haven't seen the ruling.

    A ruled ticket counts by its ruling. The engine's answer for it represents tickets that nobody ruled on, about which
    the engine knows less (cross-prediction: Zrnic and Candès, arXiv 2309.16618).
    """
    if not learnt.unseen_origins:
        return whole
    ids = zip(chunk.tickets["source"].tolist(), chunk.tickets["ticket_id"].tolist(), strict=True)
    for row, key in enumerate(ids):
        if key in learnt.unseen_origins:
            whole[row] = learnt.unseen_origins[key]
    return whole


def _weighed(spoken: Sequence[Claims], weights: Mapping[str, Floats]) -> list[Claims]:
    return [damped(c.weighted(weights[c.signal][c.source] * c.sign)) for c in spoken]


def _of_model(learnt: Learnt, matrix: sp.csr_matrix, by_model: Floats, answers: Answers) -> list[Claims]:
    """The model's claims on the first choice of each ticket, and on the second choice of split tickets."""
    spoken, split = np.flatnonzero(answers.has_spoken), np.flatnonzero(answers.second >= 0)
    asked = ((spoken, answers.first[spoken]), (split, answers.second[split]))
    return [model.claim(matrix, by_model, learnt.table, learnt.vocabulary, *pair) for pair in asked]
