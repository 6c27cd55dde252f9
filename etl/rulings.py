"""Rulings: what people decided about a ticket's origin, as files and in the ledger."""

from __future__ import annotations

import csv
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.errors import InputError
from etl.settings import Settings
from etl.store import Ledger, open_ledger

COLUMNS = ("ticket_id", "department", "issue", "share", "author", "reason", "ruled_at")
"""Columns of a rulings file; only the first two are needed."""

DECIDING = ("accept", "assign", "split")
"""Actions that settle a ticket's origin."""

FILE_AUTHOR = "imported"


def read_rulings(path: Path) -> pd.DataFrame:
    """Read a rulings file.

    Returns
    -------
    DataFrame
        One row per ruling and department, columns `COLUMNS`; share 1 and no ruled_at (UTC) where the
        file has none.

    Raises
    ------
    InputError
        If the file is missing or isn't a CSV with the needed columns, or a share or time can't be read.
    """
    if not path.is_file():
        raise InputError(f"The rulings file {path} doesn't exist. Check the path.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, dialect=csv.excel))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"The rulings file {path} can't be read as CSV in UTF-8: {error}.") from error
    header = set(rows[0]) if rows else set()
    if not {"ticket_id", "department"} <= header:
        raise InputError(
            f"The rulings file {path} needs a header with ticket_id and department, and at least one row.\n"
            f"It may also have {', '.join(COLUMNS[2:])}."
        )
    return pd.DataFrame([_ruling(row, line, path) for line, row in enumerate(rows, start=2)], columns=list(COLUMNS))


def _ruling(row: dict[str, str | None], line: int, path: Path) -> dict[str, Any]:
    def text(name: str) -> str | None:
        return (row.get(name) or "").strip() or None

    if text("ticket_id") is None or text("department") is None:
        raise InputError(f"{path}, line {line}: ticket_id and department must both be filled in.")
    try:
        share = float(text("share") or 1)
        time = text("ruled_at")
        ruled_at = pd.to_datetime(time, utc=True).tz_localize(None) if time else pd.NaT
    except ValueError as error:
        raise InputError(
            f"{path}, line {line}: {error}. Write share as 0.5 and ruled_at as 2026-03-31T14:05Z."
        ) from error
    if not 0 < share <= 1:
        raise InputError(f"{path}, line {line}: the share is {share}; it must lie above 0 and at most at 1.")
    named = {name: text(name) for name in ("ticket_id", "department", "issue", "reason")}
    return {**named, "share": share, "author": text("author") or FILE_AUTHOR, "ruled_at": ruled_at}


def import_rulings(ledger: Ledger, rulings: pd.DataFrame) -> int:
    """Add rulings (columns `COLUMNS`) that the ledger doesn't have yet, and count the rows added.

    The rows of one ticket, author and time are one ruling. One without a time is new only when its author hasn't laid
    the ticket to that department before; it gets the time of the import.
    """
    table, now = model.rulings.c, datetime.now(UTC).replace(tzinfo=None)
    known = ledger.read(sa.select(table.ticket_id, table.department, table.author, table.ruled_at))
    with_time = {(k.ticket_id, k.department, k.author, k.ruled_at) for k in known.itertuples()}
    without_time = {key[:3] for key in with_time}
    fresh: list[dict[str, Any]] = []
    for _, group in rulings.groupby(["ticket_id", "author", "ruled_at"], sort=False, dropna=False):
        rows = [_plain(row) for row in group.to_dict("records")]
        shared = uuid.uuid4().hex
        for row in rows:
            key = (row["ticket_id"], row["department"], row["author"])
            if (row["ruled_at"] is None and key in without_time) or (*key, row["ruled_at"]) in with_time:
                continue
            action = "split" if len(rows) > 1 else "assign"
            stamped = {**row, "ruled_at": row["ruled_at"] or now}
            fresh.append({**stamped, "source": None, "action": action, "ruling_group": shared})
    ledger.add(model.rulings, fresh)
    return len(fresh)


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    """Missing values as None, times as datetimes: what a database driver takes."""
    plain = {str(name): None if pd.isna(value) else value for name, value in row.items()}
    if plain["ruled_at"] is not None:
        plain["ruled_at"] = pd.Timestamp(plain["ruled_at"]).to_pydatetime()
    return plain


def rulings_in_force(ledger: Ledger) -> pd.DataFrame:
    """Latest deciding ruling of each ticket: columns source and `COLUMNS`, one row per ticket and department."""
    table = model.rulings
    select = sa.select(table).where(table.c.action.in_(DECIDING)).order_by(table.c.ruled_at, table.c.ruling_id)
    rows = ledger.read(select)
    last = rows.groupby("ticket_id")["ruling_group"].transform("last") if len(rows) else rows["ruling_group"]
    return rows[rows["ruling_group"] == last][["source", *COLUMNS]].reset_index(drop=True)


def rulings_to_learn_from(settings: Settings) -> pd.DataFrame | None:
    """Rulings in force, or None where nobody has ruled."""
    ledger = open_ledger(settings)
    try:
        found = rulings_in_force(ledger)
    finally:
        ledger.close()
    return found if len(found) else None


def overrides(ledger: Ledger) -> pd.DataFrame | None:
    """Rulings in force as the measures take them (`etl.marts.overrides.RULING_COLUMNS`), or None."""
    found = rulings_in_force(ledger)
    if found.empty:
        return None
    return found[["source", "ticket_id", "department", "issue", "share"]].assign(is_ruled=True, is_disputed=False)
