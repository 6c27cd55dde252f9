"""Rulings as CSV: a file that another tool can write in two columns, and one that gives the whole record back."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path
from typing import Any

import pandas as pd

from etl.errors import InputError
from etl.model import UNATTRIBUTED
from etl.rulings.ruling import ACTIONS, OUTCOMES

COLUMNS = ("ticket_id", "department", "issue", "share", "author", "reason", "ruled_at")
"""Columns of a rulings file; only the first two are needed."""

RECORD = ("source", "action", "about", "outcome", "speaks_for", "sample", "engine_department", "engine_run_id",
          "ruling_group", "refers_to")  # fmt: skip
"""Further columns, written on export, so that nothing of the record is lost on the way back."""

FILE_AUTHOR = "imported"

_MAY_LACK_DEPARTMENT = ("cannot_tell", "dispute", "withdraw")
_RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def read_rulings(path: Path) -> pd.DataFrame:
    """Read a rulings file: CSV in UTF-8, with commas, semicolons or tabs; packed where its name ends in .gz.

    Returns
    -------
    DataFrame
        One row per line, indexed by line number; columns `COLUMNS` and `RECORD`, missing where the file has none;
        share 1 and author "imported" where it doesn't say; ruled_at in UTC.

    Raises
    ------
    InputError
        If the file is missing or isn't a CSV with the needed columns, or a share, time or action can't be read.
    """
    if not path.is_file():
        raise InputError(f"The rulings file {path} doesn't exist. Check the path.")
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        text = content.decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        rows = [(reader.line_num, row) for row in reader]
    except (UnicodeDecodeError, csv.Error, OSError, EOFError) as error:
        raise InputError(f"The rulings file {path} can't be read as CSV in UTF-8: {error}.") from error
    header = set(rows[0][1]) if rows else set()
    if not {"ticket_id", "department"} <= header:
        raise InputError(
            f"The rulings file {path} needs a header with ticket_id and department, and at least one row.\n"
            f"It may also have {', '.join(COLUMNS[2:])}."
        )
    read = [_row(row, line, path) for line, row in rows]
    index = pd.Index([line for line, _ in rows], name="line")
    frame = pd.DataFrame(read, columns=[*COLUMNS, *RECORD], index=index)
    return frame.astype({"ruled_at": "datetime64[us]", "engine_run_id": "Int64"})


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def _row(row: dict[str, str | None], line: int, path: Path) -> dict[str, Any]:
    texts = {name: _unprotected((row.get(name) or "").strip()) or None for name in (*COLUMNS, *RECORD)}
    action, at = texts["action"], f"{path}, line {line}"
    if action is not None and action not in ACTIONS:
        raise InputError(f"{at}: the action {action!r} is unknown; the actions are {', '.join(ACTIONS)}.")
    if texts["outcome"] is not None and texts["outcome"] not in OUTCOMES:
        raise InputError(f"{at}: the outcome {texts['outcome']!r} is unknown; write {', '.join(OUTCOMES)}.")
    if texts["ticket_id"] is None or (texts["department"] is None and action not in _MAY_LACK_DEPARTMENT):
        raise InputError(f"{at}: ticket_id and department must both be filled in.")
    try:
        share = float((texts["share"] or "1").replace(",", "."))
        time, run = texts["ruled_at"], texts["engine_run_id"]
        ruled_at = pd.to_datetime(time, utc=True, format="ISO8601").tz_localize(None) if time else pd.NaT
        run_id = None if run is None else int(run)
    except ValueError as error:
        given = ", ".join(f"{name} {texts[name]}" for name in ("share", "ruled_at", "engine_run_id") if texts[name])
        raise InputError(
            f"{at}: {given} can't be read. Write share as 0.5 and ruled_at as 2026-03-31T14:05Z."
        ) from error
    if action not in ("dispute", "withdraw") and not 0 < share <= 1:
        raise InputError(f"{at}: the share is {share}; it must lie above 0 and at most at 1.")
    read = {"share": share, "author": texts["author"] or FILE_AUTHOR, "ruled_at": ruled_at, "engine_run_id": run_id}
    return {**texts, **read}


def rulings_text(rows: pd.DataFrame) -> str:
    """The whole record as CSV: harmless in a spreadsheet, and read back as it was.

    Parameters
    ----------
    rows
        Columns of `etl.model.rulings`, in the order in which they are to be written.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*COLUMNS, *RECORD])
    frame = rows.loc[:, [*COLUMNS, *RECORD]].astype(object)
    frame.loc[rows["action"] == "cannot_tell", "department"] = UNATTRIBUTED
    for values in frame.where(frame.notna(), None).itertuples(index=False, name=None):
        writer.writerow([_cell(value) for value in values])
    return out.getvalue()


def write_rulings(rows: pd.DataFrame, path: Path) -> None:
    """Write the whole record to a file, as `rulings_text` has it.

    Raises
    ------
    InputError
        If the file can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rulings_text(rows), encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(f"{path} can't be written: {error.strerror}. Choose another place.") from error


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value.isoformat()}Z"
    return _protected(value) if isinstance(value, str) else repr(value)


def _protected(text: str) -> str:
    """A text that a spreadsheet would run as a formula gets an apostrophe; so does one that looks already protected."""
    return "'" + text if text.lstrip("'").startswith(_RUN_AS_FORMULA) else text


def _unprotected(text: str) -> str:
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_RUN_AS_FORMULA) else text
