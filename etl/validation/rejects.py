"""Refused rows as they are kept: line, content, expectation and reason."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from etl.model.chunks import RawChunk, empty_rejects
from etl.sources import Export
from etl.sources.table import as_lines

_LONGEST_VALUE = 60


def rejects_of(
    raw: RawChunk, is_refused: pd.Series[bool], names: pd.Series[str], reasons: pd.Series[str]
) -> pd.DataFrame:
    """One row per input row behind the refused rows of a chunk.

    Parameters
    ----------
    is_refused, names, reasons
        By row of ``raw.frame``, on its index: whether it is refused, by which expectation, and why.
    """
    if not is_refused.any():
        return empty_rejects()
    if raw.raw_lines is not None:
        behind = raw.raw_lines[raw.raw_lines["index"].isin(is_refused.index[is_refused])]
        rows = pd.DataFrame({"line": behind["line"], "raw": behind["raw"], "row": behind["index"]})
    else:
        refused = raw.frame[is_refused]
        rows = pd.DataFrame({"line": refused.index, "raw": as_lines(refused), "row": refused.index})
    rows["expectation"] = names.reindex(rows["row"]).to_numpy()
    rows["reason"] = reasons.reindex(rows["row"]).to_numpy()
    return rows.drop(columns="row").astype(empty_rejects().dtypes.to_dict()).reset_index(drop=True)


def rejects_of_lines(export: Export, lines: pd.Series[int], name: str, reasons: pd.Series[str]) -> pd.DataFrame:
    """Rejects for rows known by their line only; the file is read again for what they hold.

    Parameters
    ----------
    lines
        Lines at which the rows start.
    reasons
        Why, on the same index.
    """
    if lines.empty:
        return empty_rejects()
    wanted = pd.Series(reasons.to_numpy(), index=lines.to_numpy())
    parts = []
    for raw in export.chunks():
        is_refused = pd.Series(raw.frame.index.isin(wanted.index), index=raw.frame.index, dtype="bool")
        names = pd.Series(name, index=raw.frame.index)
        parts.append(rejects_of(raw, is_refused, names, wanted.reindex(raw.frame.index)))
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def with_value(reason: str, value: object) -> str:
    """The reason, and what the cell holds, cut to what fits a line."""
    return with_values(reason, [value])


def with_values(reason: str, values: Sequence[object]) -> str:
    """The reason, and what some cells hold, each cut to what fits a line."""
    given = [text for value in values if value is not None and value == value and (text := str(value)).strip()]
    if not given:
        return reason
    shown = [text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…" for text in given]
    verb = "It reads" if len(shown) == 1 else "Some read"
    return f"{reason} {verb} {', '.join(f'“{text}”' for text in shown)}."
