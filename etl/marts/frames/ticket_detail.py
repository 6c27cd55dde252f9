"""One ticket: its text, its attribution and evidence, and its journey."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.attribution.scoring.counterfactual import without_each
from etl.marts.core.filters import Filters
from etl.marts.frames.quotes import words_in_text
from etl.marts.shares.scope import Scope
from etl.store.base import read_frame


@dataclass(frozen=True)
class TicketDetail:
    """Everything that the store knows of one ticket.

    Attributes
    ----------
    ticket
        The row of the table tickets; None for missing values.
    fields
        The export's other columns by name.
    attributions
        One row per department: department, issue, share, confidence, best_department, is_ruled, is_disputed.
    evidence
        One row per piece of evidence, the heaviest first: signal, department (present name), issue, weight, field,
        detail, confidence_without and outcome_without (`counterfactual.without_each`; missing where the piece doesn't
        speak for the department that the run attributed the ticket to).
    pieces
        Department and words of evidence found in the text, the weightiest first, for highlighting.
    events
        One row per change, in order: sequence, changed_at (UTC), field, old_value, new_value, actor.
    stations
        One row per team that held it, in turn: team, department (missing where the taxonomy doesn't know the team),
        from_at, until_at (UTC; missing for the last), hours (float, until the next).
    """

    ticket: dict[str, Any]
    fields: dict[str, Any]
    attributions: pd.DataFrame
    evidence: pd.DataFrame
    pieces: tuple[tuple[str, str], ...]
    events: pd.DataFrame
    stations: pd.DataFrame

    @property
    def is_ruled(self) -> bool:
        """Whether a person's ruling is in force, rather than the engine's answer."""
        return bool(self.attributions["is_ruled"].any())


def ticket_detail(
    scope: Scope,
    source: str,
    ticket_id: str,
) -> TicketDetail | None:
    """Everything about one ticket, whatever the filters; None where there is no such ticket."""
    scope = scope.with_filters(Filters())
    t = scope.all_tickets
    found = (
        scope.connection.execute(sa.select(t).where(t.c.source == source, t.c.ticket_id == ticket_id))
        .mappings()
        .first()
    )
    if found is None:
        return None
    ticket = dict(found)
    evidence = _evidence(scope, ticket)
    return TicketDetail(
        ticket=ticket,
        fields=json.loads(ticket["fields"]) if ticket["fields"] else {},
        attributions=_attributions(scope, ticket),
        evidence=evidence,
        pieces=words_in_text(evidence, scope.taxonomy),
        events=_events(scope, ticket),
        stations=_stations(scope, ticket),
    )


def _attributions(scope: Scope, ticket: dict[str, Any]) -> pd.DataFrame:
    p = scope.as_judged().parts
    names = ("department", "issue", "share", "confidence", "best_department", "is_ruled", "is_disputed")
    select = sa.select(*(p.c[name] for name in names)).where(
        p.c.source == ticket["source"], p.c.ticket_id == ticket["ticket_id"]
    )
    return scope.frame(select.order_by(p.c.share.desc(), p.c.department))


def _evidence(scope: Scope, ticket: dict[str, Any]) -> pd.DataFrame:
    e = model.evidence.c
    select = sa.select(e.signal, e.department, e.issue, e.weight, e.field, e.detail).where(
        e.run_id == ticket["run_id"], e.source == ticket["source"], e.ticket_id == ticket["ticket_id"]
    )
    evidence = scope.frame(select.order_by(sa.func.abs(e.weight).desc(), e.signal, e.department, e.detail))
    department, confidence, threshold = _answered(scope, ticket)
    if department is None:
        return evidence.assign(confidence_without=math.nan, outcome_without=None)
    without = without_each(evidence, department, confidence, threshold)
    evidence = evidence.join(without[["confidence_without", "outcome_without"]])
    return evidence.assign(
        department=evidence["department"].replace(scope.taxonomy.aliases),
        outcome_without=evidence["outcome_without"].replace(scope.taxonomy.aliases),
    )


def _answered(scope: Scope, ticket: dict[str, Any]) -> tuple[str | None, float, float]:
    """The only department that the run attributed the ticket to, its confidence, and the run's threshold."""
    a, r = model.attributions.c, model.runs.c
    rows = scope.connection.execute(
        sa.select(a.department, a.confidence, r.learnt)
        .join(model.runs, r.run_id == a.run_id)
        .where(a.run_id == ticket["run_id"], a.source == ticket["source"], a.ticket_id == ticket["ticket_id"])
    ).all()
    if len(rows) != 1 or rows[0].department == model.UNATTRIBUTED:
        return None, math.nan, math.nan
    threshold = json.loads(rows[0].learnt).get("threshold")
    if rows[0].confidence is None or threshold is None:
        return None, math.nan, math.nan
    return rows[0].department, float(rows[0].confidence), float(threshold)


def _events(scope: Scope, ticket: dict[str, Any]) -> pd.DataFrame:
    e = model.events.c
    select = sa.select(e.sequence, e.changed_at, e.field, e.old_value, e.new_value, e.actor).where(
        e.source == ticket["source"], e.ticket_id == ticket["ticket_id"]
    )
    frame = scope.frame(select.order_by(e.sequence))
    return frame.assign(changed_at=pd.to_datetime(frame["changed_at"]))


def _stations(scope: Scope, ticket: dict[str, Any]) -> pd.DataFrame:
    """Teams in turn; without any station the present team, since the ticket's arrival."""
    s = model.stations.c
    own = (s.source == ticket["source"], s.ticket_id == ticket["ticket_id"], s.team.is_not(None))
    select = sa.select(s.team, s.department, s.from_at, s.until_at).where(*own).order_by(s.position)
    frame = read_frame(scope.connection, select)
    if frame.empty and ticket["team"]:
        department = scope.taxonomy.department_of_team(ticket["team"])
        now = {"team": ticket["team"], "department": department, "from_at": ticket["created_at"], "until_at": None}
        frame = pd.DataFrame([now]).astype(frame.dtypes)
    if len(frame) and ticket["solved_at"] is not None and ticket["solved_at"] >= frame["from_at"].iloc[-1]:
        frame.loc[frame.index[-1], "until_at"] = ticket["solved_at"]
    return frame.assign(hours=(frame["until_at"] - frame["from_at"]).dt.total_seconds() / 3600)
