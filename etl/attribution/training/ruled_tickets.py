"""People's rulings joined to the tickets of a sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.attribution.claims import Floats, Integers
from etl.taxonomy import Taxonomy

_ALIKE = 1e-6
"""Difference below which two shares count as equal."""


@dataclass(frozen=True)
class Ruled:
    """Tickets of the sample that people ruled on.

    Attributes
    ----------
    row
        Position of the ticket in the sample, in order.
    truth
        Share of each department, and of none of them last, shape (rulings, departments + 1); rows sum to 1.
    is_cause
        Share of the ticket's reviewers who gave this department the largest share, ties included; the same shape. A
        ticket that one person split in halves has two causes, not two half ones.
    """

    row: Integers
    truth: Floats
    is_cause: Floats

    def __len__(self) -> int:
        return len(self.row)


def ruled(tickets: pd.DataFrame, rulings: pd.DataFrame | None, taxonomy: Taxonomy) -> Ruled:
    """Match rulings to tickets.

    Each author's latest ruling on a ticket counts; authors who disagree get equal weight. A ruling without a source
    applies to any ticket with that id. Departments may be named by an alias; one that the taxonomy doesn't have counts
    as "none of them". A ruling without a department ("can't tell") teaches nothing.

    Parameters
    ----------
    tickets
        Columns source, ticket_id.
    rulings
        Columns ticket_id, department, and where known source, share, author, ruled_at.
    """
    none = np.empty((0, len(taxonomy.departments) + 1))
    nothing = Ruled(np.empty(0, dtype=np.int64), none, none)
    if rulings is None or rulings.empty:
        return nothing
    frame = pd.DataFrame({"ticket_id": rulings["ticket_id"].astype("str"), "department": rulings["department"]})
    frame["source"] = rulings.get("source")
    frame["share"] = pd.to_numeric(rulings["share"]).fillna(1.0) if "share" in rulings else 1.0
    frame["author"] = rulings["author"].fillna("").astype("str") if "author" in rulings else ""
    times = pd.to_datetime(rulings["ruled_at"], errors="coerce", utc=True) if "ruled_at" in rulings else None
    frame["ruled_at"] = pd.Timestamp(0, tz="UTC") if times is None else times.fillna(pd.Timestamp(0, tz="UTC"))
    frame = frame[frame["department"].notna()].reset_index(drop=True)
    places = pd.DataFrame(
        {"ticket_id": tickets["ticket_id"].to_numpy(object), "of": tickets["source"].to_numpy(object)}
    )
    places["row"] = np.arange(len(places))
    joined = frame.merge(places, on="ticket_id")
    joined = joined[joined["source"].isna() | (joined["source"].astype("str") == joined["of"].astype("str"))]
    if joined.empty:
        return nothing
    latest = joined.groupby(["row", "author"])["ruled_at"].transform("max")
    joined = joined[joined["ruled_at"] == latest]
    joined = joined.drop_duplicates(["row", "author", "department"], keep="last")
    numbers = {name: number for number, name in enumerate(taxonomy.names)}
    known = {d: taxonomy.department_named(str(d)) for d in joined["department"].unique()}
    last = len(taxonomy.departments)
    column = joined["department"].map(lambda d: numbers[found.name] if (found := known[d]) else last).to_numpy(np.int64)
    rows, place = np.unique(joined["row"].to_numpy(np.int64), return_inverse=True)
    truth = np.zeros((len(rows), last + 1))
    per_author = joined.groupby(["row", "author"])["share"].transform("sum").clip(lower=1e-9)
    np.add.at(truth, (place, column), (joined["share"] / per_author).to_numpy(np.float64))
    causes = np.zeros_like(truth)
    by_person = joined.groupby(["row", "author"])["share"]
    is_largest = (joined["share"] >= by_person.transform("max") - _ALIKE).to_numpy()
    np.add.at(causes, (place[is_largest], column[is_largest]), 1.0)
    people = joined.groupby("row")["author"].nunique().to_numpy(np.float64)
    return Ruled(rows, truth / truth.sum(axis=1, keepdims=True), np.minimum(causes / people[:, None], 1.0))
