"""How well tickets with two known causes are split."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from etl.attribution.scoring.engine import attribute
from etl.attribution.training.train import learn
from etl.model import UNATTRIBUTED
from etl.model.chunks import StagedChunk
from etl.settings import Settings
from etl.taxonomy import Taxonomy

SIZES = (0, 200, 1_000)


def two_causes(
    chunk: StagedChunk, origins: pd.DataFrame, taxonomy: Taxonomy, settings: Settings, sizes: Sequence[int] = SIZES
) -> pd.DataFrame:
    """Count the tickets that the engine splits, and those among them that have two causes.

    Parameters
    ----------
    chunk
        Staged tickets; only those with a known origin are used.
    origins
        Known causes, one row per ticket and department: ticket_id, department, share.
    sizes
        Numbers of rulings, drawn from `origins`; tickets that aren't ruled are tested.

    Returns
    -------
    DataFrame
        One row per number of rulings, all counts of tickets: rulings, tested, two (have two causes), split, of_two (of
        the split ones, those that have two causes), both_right (and are attributed to just these).
    """
    known = origins.groupby("ticket_id")["department"].agg(frozenset)
    chunk = chunk.select(chunk.tickets.index[chunk.tickets["ticket_id"].isin(set(known.index))])
    ids = chunk.tickets["ticket_id"].to_numpy(object)
    order = np.random.default_rng(settings.seed).permutation(len(ids))
    rows = []
    for size in sizes:
        ruled = origins[origins["ticket_id"].isin(set(ids[order[:size]]))]
        rulings = ruled[["ticket_id", "department", "share"]].assign(author="truth")
        learnt = learn(taxonomy, chunk, rulings if size else None, settings)
        tested = np.sort(order[size:])
        found = attribute(chunk.select(chunk.tickets.index[tested]), taxonomy, learnt).attributions
        found = found[(found["share"] < 1) & (found["department"] != UNATTRIBUTED)]
        laid = found.groupby("ticket_id")["department"].agg(frozenset)
        truth = known.loc[laid.index]
        has_two = (known.loc[ids[tested]].map(len) > 1).sum()
        counts = {"two": int(has_two), "split": len(laid), "of_two": int((truth.map(len) > 1).sum())}
        rows.append({"rulings": size, "tested": len(tested), **counts, "both_right": int((laid == truth).sum())})
    return pd.DataFrame(rows)
