"""Folds the ordered rows of an event log into one row per ticket, and its changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl import model
from etl.model.chunks import RawChunk
from etl.sources.history import EVENT_FIELDS
from etl.sources.names import normalise
from etl.sources.table import as_lines

MAPPED_EVENTS = {"team": "team", "agent": "assignee", "status": "status"}
"""Ticket field -> field of the events."""

_FIRST_FIELDS = ("created_at", "subject", "body", "first_team")
"""Fields whose first value is the ticket's: the customer's text and the creation."""

Positions = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class LogShape:
    """What the folding needs to know of a log.

    Attributes
    ----------
    columns
        Columns of the file.
    mapping
        Field to column; has ticket_id, changed_at and created_at.
    date_order
        Order of day and month in its dates.
    roles
        Columns for actor, field, old_value and new_value, as far as there are any. With field and new_value each row is
        the change of one field; else each row is the whole ticket after a change.
    """

    columns: tuple[str, ...]
    mapping: Mapping[str, str]
    date_order: str | None
    roles: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_history(self) -> bool:
        """Whether each row is the change of one field."""
        return "field" in self.roles and "new_value" in self.roles


def fold_batch(frame: pd.DataFrame, shape: LogShape) -> RawChunk:
    """Fold the rows of whole tickets, ordered by ticket and time."""
    ticket = frame[shape.mapping["ticket_id"]].str.strip()
    starts = np.flatnonzero((ticket != ticket.shift()).to_numpy())
    ends = np.append(starts[1:], len(frame)) - 1
    counts = ends - starts + 1
    # A ticket's line is that of its first row in the file.
    lines = np.minimum.reduceat(frame.index.to_numpy(), starts)
    raw_lines = pd.DataFrame({"index": np.repeat(lines, counts), "line": frame.index, "raw": as_lines(frame)})
    events = _history_events(frame, shape) if shape.is_history else _snapshot_events(frame, shape, starts)
    wide = _widen(frame, shape) if shape.is_history else frame
    firsts = {shape.mapping[name] for name in _FIRST_FIELDS if name in shape.mapping}
    index = pd.Index(lines, name="line")
    folded = {}
    for name in wide.columns:
        known = wide[name].notna().to_numpy()
        taken = _first_known(known, starts, ends) if name in firsts else _last_known(known, starts)[ends]
        folded[name] = pd.Series(wide[name].array.take(taken, allow_fill=True), index=index)
    return RawChunk(
        pd.DataFrame(folded, index=index),
        events=_finish(events, frame, shape),
        row_counts=pd.Series(counts, index=index, name="row_counts"),
        raw_lines=raw_lines.sort_values("line", ignore_index=True),
    )


def _last_known(known: Mask, starts: Positions) -> Positions:
    """For each row, the position of its ticket's last known value up to that row; -1 if there is none."""
    positions = np.maximum.accumulate(np.where(known, np.arange(len(known)), -1))
    start_of_row = np.repeat(starts, np.diff(np.append(starts, len(known))))
    return np.where(positions >= start_of_row, positions, -1)


def _first_known(known: Mask, starts: Positions, ends: Positions) -> Positions:
    positions = np.minimum.reduceat(np.where(known, np.arange(len(known)), len(known)), starts)
    return np.where(positions <= ends, positions, -1)


def _snapshot_events(frame: pd.DataFrame, shape: LogShape, starts: Positions) -> pd.DataFrame:
    """Changes between consecutive rows; a missing value is unknown, not a change."""
    is_first = np.zeros(len(frame), dtype=bool)
    is_first[starts] = True
    parts = []
    for mapped, name in MAPPED_EVENTS.items():
        if mapped not in shape.mapping:
            continue
        cells = frame[shape.mapping[mapped]]
        held = _last_known(cells.notna().to_numpy(), starts)
        before = np.where(is_first, -1, np.roll(held, 1))
        new = pd.Series(cells.array.take(held, allow_fill=True))
        old = pd.Series(cells.array.take(before, allow_fill=True))
        is_change = (held >= 0) & ((before < 0) | (new != old).to_numpy(dtype=bool))
        part = pd.DataFrame({"row": np.arange(len(frame)), "field": name, "old_value": old, "new_value": new})
        parts.append(part[is_change])
    return pd.concat(parts) if parts else pd.DataFrame({"row": [], "field": [], "old_value": [], "new_value": []})


def _history_events(frame: pd.DataFrame, shape: LogShape) -> pd.DataFrame:
    """The rows as changes; where the log has no old value, the new value of the change before."""
    names = _event_fields(frame, shape)
    new = frame[shape.roles["new_value"]].reset_index(drop=True)
    events = pd.DataFrame({"row": np.arange(len(frame)), "field": names, "new_value": new})
    if "old_value" in shape.roles:
        events["old_value"] = frame[shape.roles["old_value"]].array
    else:
        ticket = frame[shape.mapping["ticket_id"]].str.strip().to_numpy()
        events["old_value"] = new.groupby([ticket, events["field"]]).shift()
    is_same = (events["old_value"].fillna("") == events["new_value"].fillna("")).to_numpy(dtype=bool)
    return events[names.notna().to_numpy() & ~is_same]


def _event_fields(frame: pd.DataFrame, shape: LogShape) -> pd.Series[str]:
    fields = frame[shape.roles["field"]].reset_index(drop=True)
    known = {name: EVENT_FIELDS.get(normalise(str(name))) for name in fields.dropna().unique()}
    return fields.map(known).astype("str")


def _widen(frame: pd.DataFrame, shape: LogShape) -> pd.DataFrame:
    """Add a column for each field that changes, filled in the rows of its changes."""
    names = _event_fields(frame, shape).to_numpy()
    new = frame[shape.roles["new_value"]]
    wide = frame.drop(columns=[column for role, column in shape.roles.items() if role != "actor"])
    return wide.assign(**{name: new.where(names == name) for name in MAPPED_EVENTS.values()})


def _finish(events: pd.DataFrame, frame: pd.DataFrame, shape: LogShape) -> pd.DataFrame:
    """Put changes in order and number them."""
    empty = model.empty_frame(model.events, without=("source",)).astype({"changed_at": "str"})
    events = events.sort_values("row", kind="stable", ignore_index=True)
    rows = events["row"].to_numpy(dtype="int64")
    events["ticket_id"] = frame[shape.mapping["ticket_id"]].str.strip().array.take(rows)
    events["changed_at"] = frame[shape.mapping["changed_at"]].array.take(rows)
    events["actor"] = frame[shape.roles["actor"]].array.take(rows) if "actor" in shape.roles else None
    events["sequence"] = events.groupby("ticket_id").cumcount()
    typed: pd.DataFrame = events[list(empty.columns)].astype(empty.dtypes.to_dict())
    return typed
