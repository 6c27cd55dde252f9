"""An attributed export as input for proposals: departments, declared values and texts of its tickets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from etl import model
from etl.model import UNATTRIBUTED
from etl.model.fields import names
from etl.store.base import read_frame
from etl.store.stored_chunks import parse_fields
from etl.taxonomy import Taxonomy, parse_taxonomy
from etl.text.comparable import fold_all
from etl.text.own_words import own_words_all

MOST_TICKETS = 10_000
"""Maximum unattributed complaints read, and as many others: enough to find words of one ticket in a thousand."""

_COLUMNS = ("source", "ticket_id", "kind", "subject", "body", "fields", *names(is_list=True))

_MASKED = r"\[[a-z]+\]"
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Attributed:
    """Tickets that count, of every kind.

    Attributes
    ----------
    taxonomy
        Taxonomy that they were attributed under.
    tickets
        One row per ticket, numbered from 0: columns of the table tickets, department and issue (of its largest share;
        missing where it is unattributed), best_department, confidence.
    fields
        The export's own columns, on the same index.
    is_open
        Unattributed complaints.
    count_complaints, count_open
        Counts for the whole export, even if only a part was read.
    teams
        Teams in the export, with their ticket counts.
    """

    taxonomy: Taxonomy
    tickets: pd.DataFrame
    fields: pd.DataFrame
    is_open: Mask
    count_complaints: int
    count_open: int
    teams: dict[str, int]

    def texts(self) -> list[str]:
        """Folded own words of each ticket, with a 0 between subject and body and in place of masks."""
        plain = (
            self.tickets[name].astype("str").str.replace(_MASKED, " 0 ", regex=True) for name in ("subject", "body")
        )
        subject, body = (fold_all(own_words_all(column)) for column in plain)
        return [f"{one} 0 {other}" for one, other in zip(subject, body, strict=True)]

    def columns(self) -> Iterator[tuple[str, pd.Series[str]]]:
        """Declared columns, by their name in a taxonomy: the export's own columns and its tags."""
        for name in self.fields.columns:
            yield str(name), self.fields[name]
        yield "tags", self.tickets["tags"]
        if not any(says_the_same(self.fields[name], self.tickets["reason"]) for name in self.fields.columns):
            yield "reason", self.tickets["reason"]


def says_the_same(one: pd.Series[str], other: pd.Series[str]) -> bool:
    """Whether two columns are the same: nine in ten of the cells filled in either are equal, ignoring case."""
    one, other = (column.astype("str").str.strip().str.casefold() for column in (one, other))
    has_any = one.notna() | other.notna()
    return bool(has_any.any()) and float((one == other).fillna(False)[has_any].mean()) > 0.9


def read_attributed(connection: sa.Connection) -> Attributed:
    """Read a store: the answers in force, and the taxonomy of its last run."""
    t = model.tickets.c
    origin = _origins()
    whole = t.run_id == origin.c.run_id, t.source == origin.c.source, t.ticket_id == origin.c.ticket_id
    is_open = sa.and_(t.kind == "complaint", origin.c.department == UNATTRIBUTED)
    said = (origin.c.department, origin.c.issue, origin.c.best_department, origin.c.confidence)
    select = sa.select(*(t[name] for name in _COLUMNS), *said, sa.case((is_open, 1), else_=0).label("is_open"))
    select = select.join_from(model.tickets, origin, sa.and_(*whole)).where(t.excluded_as.is_(None))
    select = select.order_by(t.row_hash, t.source, t.ticket_id).limit(MOST_TICKETS)
    rows = pd.concat([read_frame(connection, select.where(one)) for one in (is_open, ~is_open)], ignore_index=True)
    is_complaint = sa.case((t.kind == "complaint", 1), else_=0)
    sums = sa.select(sa.func.sum(is_complaint), sa.func.sum(sa.case((is_open, 1), else_=0)))
    sums = sums.join_from(model.tickets, origin, sa.and_(*whole)).where(t.excluded_as.is_(None))
    complaints, count_open = connection.execute(sums).one()
    text = connection.execute(
        sa.select(model.runs.c.taxonomy_text).order_by(model.runs.c.run_id.desc()).limit(1)
    ).scalar_one()
    shown = rows.drop(columns="is_open")
    shown["department"] = shown["department"].mask(shown["department"] == UNATTRIBUTED)
    return Attributed(
        taxonomy=parse_taxonomy(text),
        tickets=shown,
        fields=parse_fields(rows["fields"]),
        is_open=rows["is_open"].to_numpy(bool),
        count_complaints=int(complaints or 0),
        count_open=int(count_open or 0),
        teams=_teams(connection),
    )


def _origins() -> sa.Subquery:
    """Department with the largest share of each ticket, of each run; the first by name among equals."""
    a = model.attributions.c
    place = sa.func.row_number().over(
        partition_by=(a.run_id, a.source, a.ticket_id), order_by=(a.share.desc(), a.department)
    )
    ranked = sa.select(model.attributions, place.label("place")).subquery("ranked")
    return sa.select(ranked).where(ranked.c.place == 1).subquery("origin")


def _teams(connection: sa.Connection) -> dict[str, int]:
    t, e = model.tickets.c, model.events.c
    named = sa.union(
        sa.select(t.source, t.ticket_id, t.team.label("team")),
        sa.select(t.source, t.ticket_id, t.first_team),
        sa.select(e.source, e.ticket_id, e.new_value).where(e.field == "team"),
    ).subquery("named")
    select = sa.select(named.c.team, sa.func.count()).where(named.c.team.is_not(None)).group_by(named.c.team)
    return {str(team): int(count) for team, count in connection.execute(select)}
