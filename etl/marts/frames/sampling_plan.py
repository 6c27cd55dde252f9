"""The plan of the random sample: what to draw next, and how much rulings on it narrow the interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.estimates.plan import allocate, expected_half_width, systematic
from etl.estimates.strata import Strata, form_strata
from etl.marts.core.formatting import count
from etl.marts.shares.scope import Scope
from etl.model import NONE_OF_THESE, NOT_A_COMPLAINT

SIZE = 30
"""Tickets of a draw: some ten minutes for somebody who knows the departments."""
_POINTS = 100


@dataclass(frozen=True)
class Sampled:
    """Tickets that can be drawn, and their strata.

    Attributes
    ----------
    tickets
        One row per ticket that isn't excluded, in the order of source and id: source, ticket_id.
    strata
        Their strata, by the run in force's answers from models that haven't seen a ruling on the ticket.
    """

    tickets: pd.DataFrame
    strata: Strata


def sampled(scope: Scope) -> Sampled:
    """All tickets of the store that aren't excluded, whatever the filters, by their strata.

    Strata follow `etl.marts.shares.probabilities.first_choices`: complaints by their most probable origin, the others
    together.
    """
    t, o = model.tickets.c, model.outcomes.c
    same = (o.run_id == t.run_id, o.source == t.source, o.ticket_id == t.ticket_id)
    place = sa.func.row_number().over(
        partition_by=(t.source, t.ticket_id),
        order_by=(
            sa.case(((t.kind == "complaint") == (o.outcome == NOT_A_COMPLAINT), 1), else_=0),
            sa.func.coalesce(o.probability, 0.0).desc(),
            o.outcome,
        ),
    )
    told = (
        sa.select(t.source, t.ticket_id, t.kind, o.outcome, o.probability, place.label("place"))
        .select_from(model.tickets.outerjoin(model.outcomes, sa.and_(*same)))
        .where(t.excluded_as.is_(None))
        .subquery("told")
    )
    columns = [told.c[name] for name in ("source", "ticket_id", "kind", "outcome", "probability")]
    likeliest = sa.select(*columns).where(told.c.place == 1).order_by(told.c.source, told.c.ticket_id)
    result = scope.connection.execute(likeliest)
    rows = pd.DataFrame.from_records(list(result), columns=list(result.keys()))
    names = [*scope.taxonomy.names, NONE_OF_THESE, NOT_A_COMPLAINT]
    counts = (rows["kind"] == "complaint").to_numpy(bool)
    first = pd.Index(names[:-1]).get_indexer(pd.Index(rows["outcome"].astype(object)))
    first = np.where(first < 0, len(names) - 2, first)  # a run without outcomes, or a department of an earlier taxonomy
    first = np.where(counts, first, len(names) - 1)
    probability = np.zeros((len(rows), len(names)))
    probability[np.arange(len(rows)), first] = rows["probability"].fillna(1e-9).to_numpy(np.float64)
    return Sampled(rows[["source", "ticket_id"]].astype("str"), form_strata(probability, names, len(names) - 1))


def next_draw(scope: Scope, drawn: pd.DataFrame, seed: int, size: int = SIZE) -> pd.DataFrame:
    """Draw the tickets to rule on next: stratified, a fifth from tickets that don't count as complaints.

    Tickets that were drawn before, or that somebody has ruled on, aren't drawn again. The order doesn't depend on the
    tickets: complaints and others are mixed at random.

    Parameters
    ----------
    drawn
        Every ticket that was drawn before: source, ticket_id, draw_id.

    Returns
    -------
    DataFrame
        One row per ticket, in the order in which they are to be ruled: source, ticket_id, stratum, probability. No rows
        where nothing is left.
    """
    all_of = sampled(scope)
    known = [drawn[["source", "ticket_id"]]]
    if scope.rulings is not None:
        known.append(scope.rulings.loc[scope.rulings["is_ruled"].astype(bool), ["source", "ticket_id"]])
    left = ~_is_among(all_of.tickets, pd.concat(known))
    parts = [np.flatnonzero(left & (all_of.strata.part[all_of.strata.of] == part)) for part in (0, 1)]
    planned = allocate(size, *(len(rows) for rows in parts))
    number = int(drawn["draw_id"].nunique())
    taken = [
        rows[systematic(all_of.strata.of[rows], int(many), [seed, number, part])]
        for part, (rows, many) in enumerate(zip(parts, planned.drawn, strict=True))
    ]
    probability = np.repeat(planned.probability, [len(rows) for rows in taken])
    rows = np.concatenate(taken)
    mixed = np.random.default_rng([seed, number]).permutation(len(rows))
    names = np.array(all_of.strata.names, dtype=object)[all_of.strata.of[rows]]
    made = all_of.tickets.iloc[rows].assign(stratum=names, probability=probability)
    return made.iloc[mixed].reset_index(drop=True)


def _is_among(tickets: pd.DataFrame, known: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether each ticket is among the known ones; a known one without a source matches any source."""
    named = known[known["source"].notna()]
    keys = pd.MultiIndex.from_frame(tickets)
    by_both = keys.isin(pd.MultiIndex.from_frame(named.astype("str")))
    anywhere = set(known.loc[known["source"].isna(), "ticket_id"].astype("str"))
    return np.asarray(by_both | tickets["ticket_id"].isin(anywhere).to_numpy(bool))


def queue(drawn: pd.DataFrame, judged: pd.DataFrame, skipped: pd.DataFrame, author: str) -> pd.DataFrame:
    """Tickets of the draws that this person hasn't ruled on or skipped, in their order.

    Everybody gets the same ones, so that agreement can be measured; those that nobody has ruled on yet come first.

    Parameters
    ----------
    drawn, judged, skipped
        Attributes of `etl.ledger.rulings.Decisions`.

    Returns
    -------
    DataFrame
        The rows of `drawn`, and why (str).
    """
    mine = pd.concat([judged.loc[judged["author"] == author, ["source", "ticket_id"]],
                      skipped.loc[skipped["author"] == author, ["source", "ticket_id"]]])  # fmt: skip
    keys = drawn[["source", "ticket_id"]]
    left = drawn[~_is_among(keys, mine)]
    by_others = _is_among(left[["source", "ticket_id"]], judged[["source", "ticket_id"]])
    left = pd.concat([left[~by_others], left[by_others]], ignore_index=True)
    return left.assign(why=pd.Series("drawn at random", index=left.index, dtype="str"))


def what_more_buys(share: float | None, ruled: int, tickets: int, size: int = SIZE) -> str:
    """Gain of more rulings for the share caused elsewhere, such as "30 more: ± 17 points becomes ± 13.".

    Computed from the rulings alone, as if they were drawn without strata; with strata intervals are narrower.

    Parameters
    ----------
    share
        Present estimate; None: half, where an interval is widest.
    ruled
        Present number of usable random rulings.
    tickets
        Number of tickets that can be drawn.
    """
    about = 0.5 if share is None else share
    before, after = (
        round(_POINTS * expected_half_width(about, min(many, tickets), tickets)) for many in (ruled, ruled + size)
    )
    more = min(size, max(tickets - ruled, 0))
    if not more:
        return "Every ticket has been ruled on."
    takes = ", some ten minutes" if more == size else ""
    if not ruled:
        rulings = "ruling" if more == 1 else "rulings"
        return f"{count(more)} {rulings}{takes}: the share caused elsewhere, to within ± {after} points."
    if before == after:  # there is no visible gain to promise
        unit = "point" if after == 1 else "points"
        return f"{count(more)} more{takes}: hardly narrower than now, ± {after} {unit}."
    return f"{count(more)} more{takes}: ± {before} points becomes ± {after}."


def missing_words(drawn: pd.DataFrame, sample: pd.DataFrame, skipped: pd.DataFrame) -> str:
    """Outcome of the drawn tickets: "60 drawn: 54 ruled, 2 of which nobody can tell, 4 left aside."."""
    if drawn.empty:
        return ""
    tickets = drawn[["source", "ticket_id"]].drop_duplicates()
    ruled = sample[["source", "ticket_id"]].drop_duplicates()
    is_ruled = _is_among(tickets, ruled)
    unclear = sample.loc[sample["department"] == model.UNATTRIBUTED, ["source", "ticket_id"]].drop_duplicates()
    aside = tickets[_is_among(tickets, skipped[["source", "ticket_id"]]) & ~is_ruled]
    waiting = len(tickets) - int(is_ruled.sum()) - len(aside)
    told = [f"{count(int(is_ruled.sum()))} ruled"]
    if many := int(_is_among(tickets, unclear).sum()):
        told.append(f"{count(many)} of them without an answer")
    if len(aside):
        told.append(f"{count(len(aside))} left aside")
    if waiting:
        told.append(f"{count(waiting)} to go")
    return f"{count(len(tickets))} drawn: {', '.join(told)}."
