"""How well complaints are told from requests, praise and the rest, by language."""

from __future__ import annotations

import pandas as pd

from etl.chunks import StagedChunk

FEWEST = 100
"""Tickets of a language below which its figures would be chance."""
_ALL = "all"


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
