"""Rows of a helpdesk's export, written in the test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import pandas as pd

from etl.model.chunks import RawChunk
from etl.sources import format_named
from etl.staging import StagingContext
from etl.taxonomy import load_taxonomy

NOW = datetime(2026, 3, 1, 12, 0)
MAPPING = {
    "ticket_id": "Id",
    "subject": "Subject",
    "body": "Description",
    "created_at": "Created at",
    "solved_at": "Solved at",
    "updated_at": "Updated at",
    "status": "Status",
    "priority": "Priority",
    "channel": "Via",
    "team": "Group",
    "agent": "Assignee",
    "requester": "Requester",
    "order_ref": "Order",
    "product": "Product",
    "tags": "Tags",
    "reason": "Contact reason",
    "satisfaction": "Satisfaction Score",
    "replies": "Replies",
    "reopens": "Reopens",
    "stations": "Group stations",
    "handle_minutes": "Time spent (min)",
    "goodwill_amount": "Goodwill",
    "language": "Locale",
}
ROW: Mapping[str, str | None] = {
    "Id": "1001",
    "Subject": "Where is my parcel?",
    "Description": "I ordered two weeks ago and nothing has arrived. Nobody answers.",
    "Created at": "2026-02-03 10:15:00",
    "Solved at": "2026-02-04 09:00:00",
    "Status": "Solved",
    "Via": "Mail",
    "Group": "Support",
    "Assignee": "Sam Poole",
    "Requester": "Ines Verbruggen",
}


def context(**changes: object) -> StagingContext:
    """Context of a Zendesk export for the retail taxonomy."""
    plain = StagingContext(
        source="zendesk",
        mapping=MAPPING,
        format=format_named("zendesk"),
        date_order="dmy",
        time_zone="Europe/Amsterdam",
        taxonomy=load_taxonomy("retail"),
        key=b"a key for tests",
        now=NOW,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def raw(rows: Sequence[Mapping[str, str | None]], first_line: int = 2, extra: Sequence[str] = ()) -> RawChunk:
    """Chunk of rows, each laid over `ROW`; every column of `MAPPING` and of `extra` is there."""
    names = [*MAPPING.values(), *extra]
    cells = {name: pd.Series([{**ROW, **row}.get(name) for row in rows], dtype="str") for name in names}
    frame = pd.DataFrame(cells)
    frame.index = pd.RangeIndex(first_line, first_line + len(rows), name="line")
    return RawChunk(frame)


def column(values: Sequence[str | None]) -> pd.Series:
    """Text column."""
    return pd.Series(list(values), dtype="str")
