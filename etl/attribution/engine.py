"""The attribution engine: `learn` once a run on a sample, `attribute` each chunk."""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.attribution.claims import Claims, Floats
from etl.attribution.combine import add_up, damped, posterior
from etl.attribution.frames import attributions_frame, evidence_frame
from etl.attribution.learnt import Learnt
from etl.attribution.reading import Reading
from etl.attribution.reliability import log_odds, prior_reliabilities, uniform_log_prior
from etl.attribution.shares import decide
from etl.attribution.signals import SIGNALS, facts
from etl.chunks import Attributed, StagedChunk
from etl.settings import Settings
from etl.taxonomy import Taxonomy


def learn(taxonomy: Taxonomy, sample: StagedChunk, rulings: pd.DataFrame | None, settings: Settings) -> Learnt:
    """Learn what the chunks of a run are scored with.

    Parameters
    ----------
    taxonomy
        In force.
    sample
        At most some 20,000 tickets of the export, the ruled ones among them.
    rulings
        Columns ticket_id, department, and where known source, issue, share, author, ruled_at; None for none.
    settings
        `target_precision` and `seed` are used.
    """
    count = len(taxonomy.departments)
    is_day_first = facts.day_first(taxonomy, sample)
    weights = {name: log_odds(r, count) for name, r in prior_reliabilities(taxonomy).items()}
    log_prior = uniform_log_prior(count)
    probability, scores = _score(
        _claims(Reading(sample, taxonomy, is_day_first), weights), len(sample.tickets), log_prior
    )
    best = probability.max(axis=1)[(scores > 0).any(axis=1)]
    threshold = _threshold(best, settings.target_precision)
    counts = {"tickets": len(sample.tickets), "rulings": 0 if rulings is None else len(rulings)}
    return Learnt(taxonomy.hash, weights, log_prior, threshold, is_day_first, counts)


def attribute(chunk: StagedChunk, taxonomy: Taxonomy, learnt: Learnt) -> Attributed:
    """Trace each ticket of a chunk, whatever its kind, to the department where it started.

    A pure function of its arguments. A ticket that the engine abstains on is Unattributed; its confidence is then
    that of `best_department`.
    """
    reading = Reading(chunk, taxonomy, learnt.is_day_first)
    parts = _claims(reading, learnt.weights)
    probability, scores = _score(parts, len(chunk.tickets), learnt.log_prior)
    answers = decide(probability, parts, scores, learnt.threshold)
    return Attributed(
        attributions_frame(chunk.tickets, answers, parts, reading.classes),
        evidence_frame(chunk.tickets, answers, parts, reading.classes),
    )


def _claims(reading: Reading, weights: dict[str, Floats]) -> list[Claims]:
    spoken = [signal.speak(reading) for signal in SIGNALS]
    return [damped(c.weighted(weights[c.signal][c.source] * c.sign)) for c in spoken]


def _score(parts: list[Claims], count_rows: int, log_prior: Floats) -> tuple[Floats, Floats]:
    scores = add_up(parts, count_rows, len(log_prior) - 1)
    return posterior(scores, log_prior), scores


def _threshold(confidence: Floats, target: float) -> float:
    """Lowest confidence from which the tickets above it are right as often as asked, by their own confidence."""
    ordered = np.sort(confidence)[::-1]
    mean = np.cumsum(ordered) / np.arange(1, len(ordered) + 1)
    meets = np.flatnonzero(mean >= target)
    return float(ordered[meets[-1]]) if len(meets) else target
