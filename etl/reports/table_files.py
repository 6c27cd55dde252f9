"""Files to take along: tables that are harmless in a spreadsheet, in the kind that their name's ending asks for."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from etl.errors import InputError

_RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

SLIDES = (".pptx", ".pdf")
CSV = (".csv",)

_XLSX_ROWS = 1_048_576
"""Rows of a sheet, its header among them."""
_XLSX_LETTERS = 32_767
"""Characters that a cell holds."""
_CUT = " … [cut]"


def check_ending(path: Path, endings: Sequence[str], what: str) -> None:
    """Hold a file's name against the kinds that can be written; called before any work is done.

    Parameters
    ----------
    endings
        In lower case, each with its dot.
    what
        What is to be written, in the plural: "tickets".

    Raises
    ------
    InputError
        If the name ends otherwise: a program that opens the file would take it for another kind.
    """
    if path.suffix.lower() not in endings:
        listed = " or ".join(", ".join(endings).rsplit(", ", 1))
        raise InputError(f"{path}: {what} are written as {listed}. Change the ending of the file's name.")


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
    return str(_times_as_text(harmless(frame)).to_csv(index=False, lineterminator="\n"))


def xlsx_bytes(frame: pd.DataFrame) -> bytes:
    """Workbook of a frame, one sheet; texts are stored as texts, and times as CSV has them.

    No text is a formula or a link, also not when somebody edits its cell and leaves it again. A text that is longer
    than a cell can hold ends in "… [cut]".

    Raises
    ------
    InputError
        If there are more rows than a sheet can hold.
    """
    if len(frame) >= _XLSX_ROWS:
        raise InputError(f"A sheet holds {_XLSX_ROWS - 1:,} rows and there are {len(frame):,}: write .csv or .parquet.")
    import xlsxwriter  # only who asks for a workbook waits for it

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"constant_memory": True}) as book:
        sheet, heading = book.add_worksheet(), book.add_format({"bold": True})
        as_text = book.add_format({"quote_prefix": True})
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(frame.columns):
            sheet.write_string(0, column, str(name), heading)
        # A sheet of constant memory is written row by row.
        rows = _times_as_text(frame).astype(object).itertuples(index=False, name=None)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                _write_cell(sheet, number, column, value, as_text)
    return content.getvalue()


def _write_cell(sheet: Any, row: int, column: int, value: Any, as_text: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif pd.isna(value):
        return
    elif isinstance(value, int | float):
        if math.isfinite(value):
            sheet.write_number(row, column, value)
    else:
        text = value.isoformat() if isinstance(value, date) else str(value)
        if _letters(text) > _XLSX_LETTERS:
            text = _shortened(text)
        sheet.write_string(row, column, text, as_text if text.startswith(_RUN_AS_FORMULA) else None)


def _letters(text: str) -> int:
    """Characters as a spreadsheet counts them: those beyond the first plane of Unicode are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _shortened(text: str) -> str:
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (_XLSX_LETTERS - len(_CUT))]
    return kept.decode("utf-16-le", "ignore") + _CUT


def parquet_bytes(frame: pd.DataFrame) -> bytes:
    """Parquet of a frame; its plain times are UTC, and are said to be."""
    content, zoned = io.BytesIO(), frame.copy()
    for name in _times(frame):
        zoned[name] = zoned[name].dt.tz_localize("UTC")
    zoned.to_parquet(content, index=False)
    return content.getvalue()


TABLES: dict[str, Callable[[pd.DataFrame], bytes]] = {
    ".csv": lambda frame: csv_text(frame).encode("utf-8"),
    ".xlsx": xlsx_bytes,
    ".parquet": parquet_bytes,
}
"""What a table can be written as, by the ending of the file's name."""


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame in the kind that the file's name asks for; a file of that name is replaced whole or not at all.

    Raises
    ------
    InputError
        If the file can't be written, or its kind can't hold the rows.
    """
    content = TABLES[path.suffix.lower()](frame)
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputError(f"{path} can't be written: {error.strerror}. Choose another place with --out.") from error


def _times(frame: pd.DataFrame) -> list[Any]:
    return [name for name in frame.columns if pd.api.types.is_datetime64_any_dtype(frame[name])]


def _times_as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Times in UTC, ISO 8601."""
    return frame.assign(**{name: frame[name].dt.strftime("%Y-%m-%dT%H:%M:%SZ") for name in _times(frame)})
