"""Refused rows as they are kept: line, content, expectation and reason."""

from __future__ import annotations

import csv
import io

import pandas as pd

from etl.chunks import RawChunk, empty_rejects
from etl.sources import Export

_LONGEST_VALUE = 60


def as_csv_line(row: tuple[object, ...]) -> str:
    """Cells as one line of CSV; missing ones empty."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(["" if cell is None or cell != cell else str(cell) for cell in row])
    return buffer.getvalue()


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
        lines = [as_csv_line(row) for row in refused.itertuples(index=False, name=None)]
        rows = pd.DataFrame({"line": refused.index, "raw": lines, "row": refused.index})
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
    if value is None or value != value or not (text := str(value)).strip():
        return reason
    shown = text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
    return f"{reason} It reads “{shown}”."
