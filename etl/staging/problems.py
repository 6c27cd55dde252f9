"""Facts about each row that expectations check."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from etl.sources.survey import WORD_FIELDS
from etl.staging.context import StagingContext
from etl.staging.effort import Work
from etl.values.arrow import matches, missing_text, to_arrow, to_mask
from etl.values.times import Times

_DAMAGED_NUMBER = r"^[+\-]?\d(?:[.,]\d+)?[eE]\+\d+$"
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f]"
_MOJIBAKE = (
    r"\x{fffd}|\x{e2}\x{20ac}"
    r"|[\x{c3}\x{c2}][\x{80}-\x{bf}\x{20ac}\x{201a}\x{192}\x{201e}\x{2026}\x{2020}\x{2021}\x{2c6}\x{2030}]"
)
"""UTF-8 decoded as Windows-1252 (Ã©, Â£, â€™), and the replacement character."""


def problems(
    frame: pd.DataFrame,
    tickets: pd.DataFrame,
    times: dict[str, Times],
    work: Work,
    context: StagingContext,
) -> pd.DataFrame:
    """Facts about each row, on the index of `frame`.

    Returns
    -------
    DataFrame
        created_at_text (as read); created_at_lacking ("none" where the cell is empty), created_at_unread (the cell
        where it can't be read), both missing if the export has no such column; status_word, priority_word,
        channel_word, team_word (the cell, missing where the export has a system's ids in its place); solved_at_unread,
        updated_at_unread (the cell where it can't be read); minutes_unread, goodwill_unread (the same);
        minutes_to_solve (minutes; whole days apart where a time gives no clock); unknown_status (the word);
        is_requester_damaged, has_control_characters, has_broken_letters (bool); text_length (characters).
    """
    raw = {
        field: context.cells(frame, field) for field in ("created_at", "solved_at", "updated_at", "status", "requester")
    }
    created, solved, updated = times["created_at"], times["solved_at"], times["updated_at"]
    return pd.DataFrame(
        {
            "created_at_text": raw["created_at"],
            "created_at_lacking": _lacking(raw["created_at"], context),
            "created_at_unread": raw["created_at"].where(created.utc.isna()),
            **{f"{field}_word": _word(frame, field, context) for field in WORD_FIELDS},
            "solved_at_unread": raw["solved_at"].where(solved.is_unread),
            "updated_at_unread": raw["updated_at"].where(updated.is_unread),
            "minutes_unread": context.cells(frame, "handle_minutes").where(work.minutes.is_unread),
            "goodwill_unread": context.cells(frame, "goodwill_amount").where(work.goodwill.is_unread),
            "minutes_to_solve": minutes_to_solve(created, solved),
            "unknown_status": raw["status"].where(tickets["status_is_unknown"]),
            "is_requester_damaged": matches(raw["requester"], _DAMAGED_NUMBER),
            "has_control_characters": _either(tickets, _CONTROL),
            "has_broken_letters": _either(tickets, _MOJIBAKE, only_beyond_ascii=True),
            "text_length": _length(tickets["subject"]) + _length(tickets["body"]),
        },
        index=frame.index,
    )


def _lacking(cells: pd.Series[Any], context: StagingContext) -> pd.Series[Any]:
    """ "none" where a cell of the creation time is empty; all missing for an export without that column."""
    lacking = missing_text(cells.index)
    return lacking.mask(cells.isna(), "none") if context.has("created_at") else lacking


def _word(frame: pd.DataFrame, field: str, context: StagingContext) -> pd.Series[Any]:
    return missing_text(frame.index) if field in context.coded else context.cells(frame, field)


def minutes_to_solve(created: Times, solved: Times) -> pd.Series[float]:
    """Minutes from creation to solution; whole days apart where a time gives no clock."""
    minutes: pd.Series[float] = (solved.utc - created.utc).dt.total_seconds() / 60
    is_by_day = ~(created.has_clock & solved.has_clock)
    # A date alone is stored as its midnight: within one day the order of the two is unknown.
    return minutes.mask(is_by_day & (minutes.abs() < 24 * 60), 0.0)


def _either(tickets: pd.DataFrame, pattern: str, only_beyond_ascii: bool = False) -> npt.NDArray[np.bool_]:
    found = np.zeros(len(tickets), dtype=np.bool_)
    for name in ("subject", "body"):
        cells = to_arrow(tickets[name])
        is_ascii = to_mask(pc.fill_null(pc.string_is_ascii(cells), True))
        looked_at = ~is_ascii if only_beyond_ascii else np.ones(len(cells), dtype=np.bool_)
        if looked_at.any():
            found[looked_at] |= to_mask(pc.match_substring_regex(cells.filter(pa.array(looked_at)), pattern))
    return found


def _length(text: pd.Series[Any]) -> Any:
    return pc.fill_null(pc.utf8_length(to_arrow(text)), 0).to_numpy(zero_copy_only=False).astype("int64")
