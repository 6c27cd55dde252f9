"""Files for download: tables that are harmless in a spreadsheet, in the format of their name's ending."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from etl.errors import InputError
from etl.marts.core.formatting import count

_RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

SLIDES = (".pptx", ".pdf")
CSV = (".csv",)

_XLSX_ROWS = 1_048_576
"""Most rows of a sheet, its header included."""
_XLSX_LETTERS = 32_767
"""Most characters of a cell."""
_CUT = " … [cut]"


def check_ending(path: Path, endings: Sequence[str], what: str) -> None:
    """Check that a file's name ends in a format that can be written; called before any work is done.

    Parameters
    ----------
    endings
        Allowed endings in lower case, each with its dot.
    what
        What is to be written, in the plural: "tickets".

    Raises
    ------
    InputError
        If the name ends otherwise: a program that opens the file would take it for another format.
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
    """Workbook of a frame, one sheet; texts are stored as texts, and times as in CSV.

    No text is a formula or a link, not even after its cell is edited and left again. A text that is longer than a cell
    can hold ends in "… [cut]".

    Raises
    ------
    InputError
        If there are more rows than a sheet can hold.
    """
    if len(frame) >= _XLSX_ROWS:
        told = f"A sheet holds {count(_XLSX_ROWS - 1)} rows and there are {count(len(frame))}"
        raise InputError(f"{told}: write .csv or .parquet.")
    import xlsxwriter  # imported late: only workbooks need it

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"constant_memory": True}) as book:
        sheet, heading = book.add_worksheet(), book.add_format({"bold": True})
        as_text = book.add_format({"quote_prefix": True})
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(frame.columns):
            sheet.write_string(0, column, str(name), heading)
        # In constant-memory mode a sheet is written row by row.
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
    """Number of characters as a spreadsheet counts them: those beyond Unicode's first plane count as two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _shortened(text: str) -> str:
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (_XLSX_LETTERS - len(_CUT))]
    return kept.decode("utf-16-le", "ignore") + _CUT


def parquet_bytes(frame: pd.DataFrame) -> bytes:
    """Parquet of a frame; its naive times are UTC, and are marked so."""
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
"""Writer of each format, by the ending of the file's name."""


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame in the format of the file's ending; a file of that name is replaced whole or not at all.

    Raises
    ------
    InputError
        If the file can't be written, or its format can't hold the rows.
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
    """The frame with times as text: UTC, ISO 8601."""
    return frame.assign(**{name: frame[name].dt.strftime("%Y-%m-%dT%H:%M:%SZ") for name in _times(frame)})
