"""Lays tickets out as a helpdesk's view export, with the event log and the true origins beside it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tools.sample import clock
from tools.sample.cells import COLUMNS, cells, durations
from tools.sample.compose import write
from tools.sample.facts import draw_facts
from tools.sample.journeys import Journey, pressure_on, walk
from tools.sample.ticket import Ticket, tickets_of
from tools.sample.tickets import CLUES
from tools.sample.world import CAUSES

EVENT_COLUMNS = ("ticket_id", "changed_at", "field", "old_value", "new_value", "actor")
TRUTH_COLUMNS = ("ticket_id", "kind", "department", "issue", "share", "excluded_as", "clue")
EXCLUDED = ("spam", "auto_reply", "internal", "test", "merged", "duplicate")

_FIRST_ID = 4_100_000

Words = tuple[str, str]
"""Subject and description."""


@dataclass(frozen=True)
class Export:
    """All rows of a generated export.

    Attributes
    ----------
    tickets
        One row per ticket, columns `cells.COLUMNS`, all text.
    events
        One row per change, columns `EVENT_COLUMNS`.
    truth
        One row per ticket and true cause, columns `TRUTH_COLUMNS`; a ticket without a cause has one row with none.
    """

    tickets: pd.DataFrame
    events: pd.DataFrame
    truth: pd.DataFrame


def lay_out(drawn: pd.DataFrame, rng: np.random.Generator, draw: random.Random, least_length: float = 0.0) -> Export:
    """Write, walk and measure every ticket of `tickets.draw_tickets`; `least_length` as in `compose.write`."""
    drawn = pd.concat([drawn, draw_facts(drawn, rng)], axis=1)
    drawn["id"] = _FIRST_ID + np.cumsum(rng.integers(1, 5, len(drawn)))
    tickets = list(tickets_of(drawn))
    rows: list[list[object]] = []
    journeys: list[Journey] = []
    words: list[Words] = []
    for ticket in tickets:
        words.append(_words(ticket, tickets, words, draw, least_length))
        journey = walk(ticket, pressure_on(ticket.created // clock.DAY), draw)
        journeys.append(journey)
        rows.append(cells(ticket, words[-1], journey, draw))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for name, values in durations(drawn["created"].to_numpy(), journeys).items():
        frame[name] = values
    return Export(tickets=frame.astype(str), events=_events_of(tickets, journeys), truth=_truth_of(tickets))


def _words(
    ticket: Ticket, tickets: list[Ticket], before: list[Words], draw: random.Random, least_length: float
) -> Words:
    """A repeated ticket has the words of the one that it repeats; a merged one also the helpdesk's line."""
    if ticket.kind not in ("merged", "duplicate") or not 0 <= ticket.parent < len(before):
        return write(ticket, draw, least_length)
    subject, body = before[ticket.parent]
    if ticket.kind == "duplicate":
        return subject, body
    if draw.random() < 0.6:
        subject, body = write(ticket, draw, least_length)
    return subject, f"{body}\n\nThis request was closed and merged into request #{tickets[ticket.parent].id}."


def _events_of(tickets: list[Ticket], journeys: list[Journey]) -> pd.DataFrame:
    rows = [
        (ticket.id, clock.text(at), what, old, new, actor)
        for ticket, journey in zip(tickets, journeys, strict=True)
        for at, what, old, new, actor in journey.events
    ]
    return pd.DataFrame(rows, columns=list(EVENT_COLUMNS))


def _truth_of(tickets: Iterable[Ticket]) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    for ticket in tickets:
        excluded = ticket.kind if ticket.kind in EXCLUDED else ""
        if not ticket.is_complaint:
            kind = ticket.kind if ticket.kind in ("request", "praise") else "other"
            rows.append((ticket.id, kind, "", "", "", excluded, ""))
            continue
        parts = [(ticket.cause, ticket.share)]
        if ticket.second >= 0:
            parts.append((ticket.second, round(1 - ticket.share, 2)))
        for number, share in parts:
            cause = CAUSES[number]
            rows.append((ticket.id, "complaint", cause.department, cause.issue, share, excluded, CLUES[ticket.clue]))
    return pd.DataFrame(rows, columns=list(TRUTH_COLUMNS))
