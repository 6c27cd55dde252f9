"""Contents of the store: loads, refused rows, expectation results, and how fresh the data is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.marts.core.formatting import count, time_words
from etl.marts.shares.scope import Scope

_RESULT_COLUMNS = {"name": "str", "severity": "str", "policy": "str", "reason": "str", "suite": "str",
                   "count_checked": "int64", "count_failed": "int64"}  # fmt: skip


@dataclass(frozen=True)
class DataState:
    """Data behind the numbers.

    Attributes
    ----------
    as_of
        Latest time in any ticket (arrival, change or solution), UTC; None for an empty store.
    loaded_at
        When the last load started, UTC; None where there was none.
    first_day, last_day
        First and last local day of arrival.
    tickets
        Tickets in the store, excluded ones too.
    sources
        Names of the sources, in order.
    is_generated
        Whether any load is the shipped sample, without real customers.
    text
        "data as of 31 Mar 2026, 14:05 UTC".
    """

    as_of: datetime | None
    loaded_at: datetime | None
    first_day: date | None
    last_day: date | None
    tickets: int
    sources: tuple[str, ...]
    is_generated: bool
    text: str


def data_state(scope: Scope) -> DataState:
    """Describe how fresh the store is and what is in it."""
    t, loads = model.tickets.c, model.loads.c
    highest = [sa.func.max(column) for column in (t.created_at, t.updated_at, t.solved_at)]
    days = sa.func.min(t.created_date), sa.func.max(t.created_date)
    number, first, last, *moments = scope.connection.execute(
        sa.select(sa.func.count(t.ticket_id), *days, *highest)
    ).one()
    sources = scope.connection.execute(sa.select(t.source).distinct().order_by(t.source)).scalars()
    loaded_at = scope.connection.execute(sa.select(sa.func.max(loads.started_at))).scalar()
    generated = sa.select(loads.load_id).where(loads.is_generated).limit(1)
    as_of = max((moment for moment in moments if moment is not None), default=None)
    return DataState(
        as_of=as_of,
        loaded_at=loaded_at,
        first_day=first,
        last_day=last,
        tickets=int(number),
        sources=tuple(sources),
        is_generated=scope.connection.execute(generated).first() is not None,
        text="nothing is loaded" if as_of is None else f"data as of {time_words(as_of)} UTC",
    )


def all_loads(scope: Scope) -> pd.DataFrame:
    """Every load, newest first.

    Returns
    -------
    DataFrame
        One row per load: the columns of the table loads, and sentence (str: "1,000 read: 980 accepted, 20 refused;
        900 new or changed, 80 already known").
    """
    result = scope.connection.execute(sa.select(model.loads).order_by(model.loads.c.load_id.desc()))
    result_rows = list(result)
    frame = pd.DataFrame.from_records(result_rows, columns=list(result.keys()))
    texts = [
        f"{count(row.count_read)} read: {count(row.count_accepted)} accepted, {count(row.count_rejected)} refused; "
        f"{count(row.count_loaded)} new or changed, {count(row.count_already_known)} already known"
        for row in result_rows
    ]
    return frame.assign(sentence=pd.Series(texts, dtype="str"))


def rejects_of(scope: Scope, load_id: int) -> pd.DataFrame:
    """Rows that a load refused, in the file's order.

    Returns
    -------
    DataFrame
        One row per refused input row: line, expectation, reason, raw, file (of the line, in a load of several files;
        else missing).
    """
    r = model.rejects.c
    select = sa.select(r.line, r.expectation, r.reason, r.raw, r.file).where(r.load_id == load_id)
    result = scope.connection.execute(select.order_by(r.file, r.line, r.expectation, r.raw))
    return pd.DataFrame.from_records(list(result), columns=list(result.keys()))


def expectation_results(scope: Scope, load_id: int) -> pd.DataFrame:
    """Results of a load's expectations, the failed ones first.

    Returns
    -------
    DataFrame
        One row per expectation: name, severity, policy, reason, suite (str), count_checked, count_failed (int), is_met
        (bool), text (str: "3 of 1,000 rows"; "the file as a whole" if it isn't about single rows).
    """
    stored = scope.connection.execute(
        sa.select(model.loads.c.validation).where(model.loads.c.load_id == load_id)
    ).scalar()
    frame = pd.DataFrame(json.loads(stored) if stored else [], columns=list(_RESULT_COLUMNS))
    numbers = {"count_checked": 0, "count_failed": 0}
    frame = frame.fillna(numbers).astype(_RESULT_COLUMNS)
    frame["is_met"] = frame["count_failed"] == 0
    texts = [
        _checked_words(str(suite), int(failed), int(checked))
        for suite, failed, checked in zip(frame["suite"], frame["count_failed"], frame["count_checked"], strict=True)
    ]
    frame["text"] = pd.Series(texts, index=frame.index, dtype="str")
    return frame.sort_values(["is_met", "count_failed", "name"], ascending=[True, False, True], ignore_index=True)


def _checked_words(suite: str, failed: int, checked: int) -> str:
    if suite == "file":
        return "the file as a whole"
    rows = "row" if checked == 1 else "rows"
    return f"{count(failed)} of {count(checked)} {rows}" if failed else f"all of {count(checked)} {rows}"
