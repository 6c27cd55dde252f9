"""Ablation: the same evaluation with one part removed at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from etl.attribution.scoring.learned_model import Learnt
from etl.attribution.scoring.weights import Table
from etl.attribution.training.train import learn
from etl.evaluation.evaluate import Learner, evaluate_tickets
from etl.model.chunks import StagedChunk
from etl.settings import Settings
from etl.taxonomy import Taxonomy


def _whole(taxonomy: Taxonomy, sample: StagedChunk, rulings: pd.DataFrame | None, settings: Settings) -> Learnt:
    return learn(taxonomy, sample, rulings, settings)


def _without_model(taxonomy: Taxonomy, sample: StagedChunk, rulings: pd.DataFrame | None, settings: Settings) -> Learnt:
    learnt = learn(taxonomy, sample, rulings, settings)
    return replace(learnt, table=Table(np.zeros_like(learnt.table.weights), np.zeros_like(learnt.table.constant)))


def _without_claims(
    taxonomy: Taxonomy, sample: StagedChunk, rulings: pd.DataFrame | None, settings: Settings
) -> Learnt:
    learnt = learn(taxonomy, sample, rulings, settings)
    return replace(learnt, weights={name: np.zeros_like(weights) for name, weights in learnt.weights.items()})


def _without_unlabelled(
    taxonomy: Taxonomy, sample: StagedChunk, rulings: pd.DataFrame | None, settings: Settings
) -> Learnt:
    if rulings is None:
        few = sample.select(sample.tickets.index[:20])  # too few to learn from: only what is assumed
        return learn(taxonomy, few, None, settings)
    is_ruled = sample.tickets["ticket_id"].isin(set(rulings["ticket_id"]))
    return learn(taxonomy, sample.select(sample.tickets.index[is_ruled]), rulings, settings)


ABLATIONS: dict[str, Learner] = {
    "everything": _whole,
    "without the model's words": _without_model,
    "without claims when scoring": _without_claims,
    "without the unlabelled tickets": _without_unlabelled,
}


def ablate(
    chunk: StagedChunk, truth: pd.Series, taxonomy: Taxonomy, settings: Settings, sizes: Sequence[int]
) -> pd.DataFrame:
    """Figures of each ablation, one draw.

    Returns
    -------
    DataFrame
        Columns ablation, rulings and those of `metrics.quality`.
    """
    parts = []
    for name, learner in ABLATIONS.items():
        found = evaluate_tickets(
            chunk, truth, taxonomy, settings, sizes=sizes, draws=1, with_baseline=False, learner=learner
        )
        parts.append(found.means().drop(columns="contestant").assign(ablation=name))
    frame = pd.concat(parts, ignore_index=True)
    return frame[["ablation", *(c for c in frame.columns if c != "ablation")]]
