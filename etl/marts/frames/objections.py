"""Objections from beginning to end: complaints that can be objected to, open objections, and decisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Subquery

from etl.ledger.rulings import due_of
from etl.marts.core.formatting import count, number_of
from etl.marts.shares.scope import Scope

SOON = 3
"""Days before the due date from which a decision is called due."""
WAITING, DUE, OVERDUE = "waiting", "due soon", "overdue"

_EXCERPT = 300
_KEYS = ("objection", "about", "author")


@dataclass(frozen=True)
class Objectable:
    """Complaints that an objection would be about.

    Attributes
    ----------
    complaints
        Complaints within the filters that are neither ruled by a person nor disputed.
    left_out
        Other complaints within the filters.
    sample
        Some of the complaints, drawn at random: source, ticket_id, subject, excerpt (str), language.
    """

    complaints: int
    left_out: int
    sample: pd.DataFrame


def objectable(scope: Scope, *, size: int = 3, seed: int = 0) -> Objectable:
    """Complaints attributed within the filters that a department's head can object to.

    Parameters
    ----------
    size, seed
        Size and seed of the sample.
    """
    o = objected(scope)
    total, still_open = scope.connection.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(o.c.is_open), 0))
    ).one()
    drawn = sa.func.md5(sa.literal(f"{seed}:") + o.c.source + sa.literal(":") + o.c.ticket_id)
    some = sa.select(o.c.source, o.c.ticket_id).where(o.c.is_open == 1).order_by(drawn).limit(size).subquery("some")
    t = scope.all_tickets.c
    same = sa.and_(t.source == some.c.source, t.ticket_id == some.c.ticket_id)
    excerpt = sa.func.substr(sa.func.coalesce(t.body, t.subject), 1, _EXCERPT).label("excerpt")
    columns = (t.source, t.ticket_id, t.subject, excerpt, t.language)
    rows = scope.frame(sa.select(*columns).select_from(scope.all_tickets.join(some, same)).order_by(*columns[:2]))
    rows["excerpt"] = rows["excerpt"].astype("str").str.replace(r"\s+", " ", regex=True).str.strip()
    return Objectable(int(still_open), int(total - still_open), rows)


def objected(scope: Scope) -> Subquery:
    """Complaints as judged within the filters: source, ticket_id, is_open (1: neither ruled nor disputed)."""
    p = scope.as_judged().parts
    is_settled = sa.func.max(sa.case((sa.or_(p.c.is_ruled, p.c.is_disputed), 1), else_=0))
    select = sa.select(p.c.source, p.c.ticket_id, (1 - is_settled).label("is_open"))
    return select.where(p.c.is_complaint).group_by(p.c.source, p.c.ticket_id).subquery("objected")


def objections_waiting(disputes: pd.DataFrame, today: date, days: int) -> pd.DataFrame:
    """Objections without a decision, the earliest due date first.

    Parameters
    ----------
    disputes
        Columns of `etl.ledger.rulings.Decisions.disputes`.
    days
        Days after which an objection without a due date is due.

    Returns
    -------
    DataFrame
        One row per objection: objection, about, author, proposed, reason, decider (str; empty where nobody is named),
        complaints (int), raised, due (date), days_left (int; below 0 when it is late), state (`WAITING`, `DUE` or
        `OVERDUE`), text ("due in 3 days", "2 days overdue").
    """
    rows = []
    for keys, own, raised, due in _each(disputes, days):
        first, left = own.iloc[0], (due - today).days
        state = OVERDUE if left < 0 else DUE if left <= SOON else WAITING
        rows.append((*keys, _text(first["proposed"]), _text(first["reason"]), _text(first["decider"]), len(own), raised,
                     due, left, state, _left_words(left)))  # fmt: skip
    columns = [*_KEYS, "proposed", "reason", "decider", "complaints", "raised", "due", "days_left", "state", "text"]
    frame = pd.DataFrame(rows, columns=columns).astype({"complaints": "int64", "days_left": "int64"})
    return frame.sort_values(["due", "raised"], kind="stable", ignore_index=True)


def overdue_words(waiting: pd.DataFrame) -> str:
    """One line on overdue objections; empty where there are none.

    Parameters
    ----------
    waiting
        Frame of `objections_waiting`.
    """
    late = waiting[waiting["state"] == OVERDUE]
    if late.empty:
        return ""
    one = len(late) == 1
    first = late.iloc[0]
    who = f"{first['decider']} was to decide" if first["decider"] else "nobody is named to decide"
    of = f"{first['about']}, {number_of(first['complaints'], 'complaint')}"
    said = "1 objection is overdue" if one else f"{count(len(late))} objections are overdue"
    return f"{said}: {of}, {first['text']}, {who}" if one else f"{said}; the oldest: {of}, {first['text']}, {who}"


def objections_decided(decided: pd.DataFrame, days: int) -> pd.DataFrame:
    """Decided objections, the latest first; one to several complaints is listed once the first is decided.

    Parameters
    ----------
    decided
        Columns of `etl.ledger.rulings.Decisions.decided`.
    days
        Days after which an objection without a due date was due.

    Returns
    -------
    DataFrame
        One row per objection: objection, about, author, complaints (int, decided), raised, due, decided_on (date, of
        the last), decided_by (str, names joined by ", "), days_late (int, at least 0), text ("moved 8 to Finance, kept
        2"), groups (tuple of str: the rulings that decided it).
    """
    rows = []
    for keys, own, raised, due in _each(decided, days):
        decided_on = own["decided_at"].max().date()
        by = ", ".join(dict.fromkeys(own["decided_by"]))
        late, groups = max((decided_on - due).days, 0), tuple(dict.fromkeys(own["decision_group"]))
        rows.append((*keys, len(own), raised, due, decided_on, by, late, _decided_words(own), groups))
    columns = [*_KEYS, "complaints", "raised", "due", "decided_on", "decided_by", "days_late", "text", "groups"]
    frame = pd.DataFrame(rows, columns=columns).astype({"complaints": "int64", "days_late": "int64"})
    return frame.sort_values(["decided_on"], ascending=False, kind="stable", ignore_index=True)


def _each(disputes: pd.DataFrame, days: int) -> Iterator[tuple[tuple[Any, ...], pd.DataFrame, date, date]]:
    """Yield objections: identifying values, rows, the day on which it was raised, and the due date."""
    for keys, own in disputes.groupby(list(_KEYS), sort=False):
        raised = own["disputed_at"].min().date()
        yield keys, own, raised, due_of(raised, _day(own.iloc[0]["due"]), days)


def _decided_words(own: pd.DataFrame) -> str:
    """Decision in words, such as "moved 8 to Finance, kept 2"."""
    is_kept = (own["outcome"] == "kept") | (own["given_to"] == own["about"])
    given = own.loc[~is_kept, "given_to"].fillna("").value_counts()
    told = [f"moved {count(number)} {f'to {name}' if name else 'elsewhere'}" for name, number in given.items()]
    kept = int(is_kept.sum())
    return ", ".join([*told, *([f"kept {count(kept)}"] if kept else [])])


def _left_words(days: int) -> str:
    if days == 0:
        return "due today"
    return f"due in {number_of(days, 'day')}" if days > 0 else f"{number_of(-days, 'day')} overdue"


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) and not pd.isna(value) else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
