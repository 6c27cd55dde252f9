"""Learns once per run, on a bounded sample of the export."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from etl.attribution.claims import Floats
from etl.attribution.scoring.issues import learn_issues
from etl.attribution.scoring.learned_model import Learnt
from etl.attribution.scoring.outcomes import origins
from etl.attribution.scoring.reliability import log_odds
from etl.attribution.scoring.weights import Table
from etl.attribution.signals import SIGNALS
from etl.attribution.training.ruled_tickets import Ruled
from etl.attribution.training.sample import Sample, read_sample, stack
from etl.attribution.training.signal_weights import Blend
from etl.attribution.training.supervised import FEWEST, Taught, teach
from etl.attribution.training.sureness import how_sure
from etl.attribution.training.without_rulings import NAMES, Untaught, learn_without_rulings
from etl.model import UNATTRIBUTED
from etl.model.chunks import StagedChunk
from etl.settings import Settings
from etl.taxonomy import Taxonomy

_RULINGS = (0.5, 0.2)
"""Start values for the weights of the classifiers trained on rulings."""


def learn(taxonomy: Taxonomy, sample: StagedChunk, rulings: pd.DataFrame | None, settings: Settings) -> Learnt:
    """Learn everything that the chunks of a run are scored with.

    Parameters
    ----------
    taxonomy
        In force.
    sample
        Some tickets of the export, including the ruled ones. Of more than 10,000, unruled ones are drawn at random to
        fill that number.
    rulings
        Columns ticket_id, department, and where known source, issue, share, author, ruled_at; None for none.
    settings
        `target_precision` and `seed` are used.
    """
    with threadpool_limits(limits=1, user_api="blas"):  # many small steps: threads only wait for each other
        return _learn(read_sample(sample, taxonomy, rulings, settings.seed), settings)


def _learn(sample: Sample, settings: Settings) -> Learnt:
    known, taxonomy = sample.known, sample.reading.taxonomy
    untaught = learn_without_rulings(sample, settings.seed)
    tables, features, blend = [*untaught.tables], untaught.features, untaught.blend
    taught = _taught(sample, untaught, settings.seed) if len(known) >= FEWEST else None
    if taught is not None:
        by_rulings = [table.centred() for table in taught.tables]
        tables += by_rulings
        features = np.concatenate([features, stack([table.scores(sample.matrix) for table in by_rulings])], axis=2)
        blend = taught.blend
    sure = how_sure(sample, untaught, taught, features, blend, settings.target_precision)
    reliabilities = untaught.reliabilities
    clear_weights = {name: log_odds(values, sample.count_departments) for name, values in reliabilities.items()}
    return Learnt(
        taxonomy_hash=taxonomy.hash,
        weights={s.name: clear_weights[s.name] * weight for s, weight in zip(SIGNALS, blend.weights, strict=False)},
        clear_weights=clear_weights,
        log_prior=blend.constants,
        threshold=sure.threshold,
        least_borne=sure.least_borne,
        calibration=sure.calibration,
        prevalence=sure.prevalence,
        vocabulary=sample.vocabulary,
        issues=learn_issues(sample.matrix, sample.weighed(reliabilities), sample.worth, sample.reading.classes),
        table=_sum_of(tables, blend.weights[len(SIGNALS) :]),
        blend={name: float(w) for name, w in zip(NAMES, blend.weights, strict=False)},
        counts={"tickets": sample.reading.count_rows, "rulings": len(known), "units": len(sample.vocabulary)},
        unseen={} if taught is None else _unseen(sample.tickets, known, taught, sure.threshold, taxonomy),
        unseen_origins={} if taught is None else _unseen_origins(sample.tickets, known, taught),
    )


def _taught(sample: Sample, untaught: Untaught, seed: int) -> Taught:
    known = sample.known
    start = Blend(np.append(untaught.blend.weights, _RULINGS), untaught.blend.constants)
    return teach(sample.matrix[known.row], sample.meaning, untaught.features[known.row], known, start, seed)


def _unseen(
    tickets: pd.DataFrame, known: Ruled, taught: Taught, threshold: float, taxonomy: Taxonomy
) -> dict[str, dict[str, list[str]]]:
    """Answers for the ruled tickets by models that haven't seen their rulings, as in `Learnt`."""
    names = np.array([*taxonomy.names, UNATTRIBUTED], dtype=object)
    answer = names[np.where(taught.confidence >= threshold, taught.first, len(names) - 1)]
    rows = tickets[["source", "ticket_id"]].iloc[known.row].assign(answer=answer).astype("str")
    by_source = rows.groupby(["source", "answer"])["ticket_id"].agg(list)
    return {source: by_source[source].to_dict() for source in by_source.index.unique("source")}


def _unseen_origins(tickets: pd.DataFrame, known: Ruled, taught: Taught) -> dict[tuple[str, str], Floats]:
    whole = origins(taught.probability, taught.calibration, np.ones(taught.probability.shape[1] + 1))
    ids = (tickets[name].iloc[known.row].astype("str").tolist() for name in ("source", "ticket_id"))
    return dict(zip(zip(*ids, strict=True), whole, strict=True))


def _sum_of(tables: Sequence[Table], weights: Floats) -> Table:
    return Table(
        sum((w * t.weights for w, t in zip(weights, tables, strict=True)), np.zeros_like(tables[0].weights)).astype(
            np.float32  # same dtype as the texts: a product of mixed dtypes would copy them
        ),
        sum((w * t.constant for w, t in zip(weights, tables, strict=True)), np.zeros_like(tables[0].constant)),
    )
