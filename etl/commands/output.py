"""Files that are harmless in a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from etl.errors import InputError

_RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """Copy in which no text cell is run as a formula: such a cell gets a leading apostrophe.

    A plain number keeps its sign, so figures stay figures.
    """
    safe = frame.copy()
    for name in safe.columns:
        if isinstance(safe[name].dtype, pd.StringDtype) or safe[name].dtype == object:
            text = safe[name].astype("str")
            is_risky = text.str.startswith(_RUN_AS_FORMULA).fillna(False) & pd.to_numeric(text, errors="coerce").isna()
            safe[name] = text.where(~is_risky, "'" + text)
    return safe


def csv_text(frame: pd.DataFrame) -> str:
    """CSV of a frame that is harmless in a spreadsheet; times in UTC, ISO 8601."""
    shown = harmless(frame)
    for name in shown.columns:
        if pd.api.types.is_datetime64_any_dtype(shown[name]):
            shown[name] = shown[name].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(shown.to_csv(index=False, lineterminator="\n"))


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as CSV.

    Raises
    ------
    InputError
        If the file can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(csv_text(frame), encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(f"{path} can't be written: {error.strerror}. Choose another place with --out.") from error
