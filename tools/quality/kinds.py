"""How well complaints are distinguished from requests, praise and the rest, by language and number of rulings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.metrics import f1_score

from etl.attribution.training.kinds import learn_kinds
from etl.model.chunks import StagedChunk
from etl.staging.kinds.by_words import told

FEWEST = 100
"""Tickets of a language below which its figures would be chance."""
_ALL = "all"
SIZES, DRAWS = (0, 60, 200, 500), 5
_MOST_TESTED = 5_000


def kinds_told(chunk: StagedChunk, kinds: pd.Series) -> pd.DataFrame:
    """Compare the kinds that staging found with known ones.

    Parameters
    ----------
    chunk
        Staged tickets.
    kinds
        Known kind by ticket id; a ticket that isn't there isn't counted.

    Returns
    -------
    DataFrame
        One row for all and one per language of `FEWEST` tickets or more, the largest first: language (ISO 639-1),
        tickets, complaints (known), complaint_precision (of those taken for complaints, the part that are),
        complaint_recall (of the complaints, the part found), right (part whose kind is right, of four).
    """
    tickets = chunk.tickets[["language", "kind"]].assign(known=chunk.tickets["ticket_id"].map(kinds))
    tickets = tickets[tickets["known"].notna()]
    counts = tickets["language"].value_counts()
    groups = {_ALL: tickets, **{str(code): tickets[tickets["language"] == code] for code in counts.index}}
    rows = []
    for language, some in groups.items():
        if language != _ALL and len(some) < FEWEST:
            continue
        said, true = some["kind"] == "complaint", some["known"] == "complaint"
        rows.append(
            {
                "language": language,
                "tickets": len(some),
                "complaints": int(true.sum()),
                "complaint_precision": (said & true).sum() / said.sum() if said.any() else float("nan"),
                "complaint_recall": (said & true).sum() / true.sum() if true.any() else float("nan"),
                "right": float((some["kind"] == some["known"]).mean()),
            }
        )
    return pd.DataFrame(rows)


def kinds_by_rulings(
    chunk: StagedChunk, kinds: pd.Series, sizes: Sequence[int] = SIZES, draws: int = DRAWS, seed: int = 0
) -> pd.DataFrame:
    """How complaints are told after so many rulings on kinds, on tickets that nobody ruled on.

    Parameters
    ----------
    chunk, kinds
        As in `kinds_told`.
    sizes, draws
        Numbers of rulings, and how many random samples of each.

    Returns
    -------
    DataFrame
        One row per number of rulings: rulings (int); macro_f1 of complaint or not, mean over the draws, where the
        lexicon speaks first; from_rulings_alone, the same where it says nothing, so that rulings are all there is.
    """
    known = chunk.tickets["ticket_id"].map(kinds)
    order = np.random.default_rng(seed).permutation(np.flatnonzero(known.notna()))[: _MOST_TESTED + max(sizes)]
    tickets, true_kinds = chunk.tickets.iloc[order], known.iloc[order].tolist()
    texts = (tickets["subject"].fillna("") + " " + tickets["body"].fillna("")).tolist()
    by_words = told(tickets["subject"], tickets["body"]).reset_index(drop=True)
    nothing = by_words.assign(complaint_probability=0.5, complaint=0.0, request=0.0, praise=0.0, kind="other")
    rows = []
    for size in sizes:
        scores = [
            [_score_after(each, texts, true_kinds, size, [seed, draw]) for draw in range(draws)]
            for each in (by_words, nothing)
        ]
        rows.append(
            {
                "rulings": size,
                "macro_f1": float(np.mean(scores[0])),
                "from_rulings_alone": float(np.mean(scores[1])),
            }
        )
    return pd.DataFrame(rows)


def _score_after(by_words: pd.DataFrame, texts: list[str], kinds: list[str], size: int, seed: list[int]) -> float:
    """Macro F1 on the tickets that are left after `size` were ruled."""
    order = np.random.default_rng(seed).permutation(len(kinds))
    ruled, left = order[:size], order[size:]
    learnt = learn_kinds([texts[i] for i in ruled], by_words.iloc[ruled], [kinds[i] for i in ruled], 0)
    rest = by_words.iloc[left]
    found = rest if learnt is None else learnt.judged([texts[i] for i in left], rest)
    true = np.array([kinds[i] == "complaint" for i in left])
    return float(f1_score(true, (found["kind"] == "complaint").to_numpy(), average="macro"))
