"""Rulings as CSV: a file that another tool can write in two columns, and one that gives the whole record back."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from etl.errors import InputError
from etl.ledger.rulings.ruling import ACTIONS, CLOCKS_DIFFER, KIND, OUTCOMES, SKIP, made_at
from etl.model import RULED_KINDS, UNATTRIBUTED

COLUMNS = ("ticket_id", "department", "issue", "share", "author", "reason", "ruled_at")
"""Columns of a rulings file; only the first two are needed."""

RECORD = ("source", "action", "about", "outcome", "speaks_for", "sample", "engine_department", "engine_run_id",
          "ruling_group", "refers_to", "kind", "draw_id", "stratum", "probability", "drawn_from", "objection",
          "decider", "due")  # fmt: skip
"""Further columns, written on export, so that nothing of the record is lost on the way back."""

FILE_AUTHOR = "imported"

_MAY_LACK_DEPARTMENT = ("cannot_tell", "dispute", "withdraw", KIND, SKIP)
_NEEDED = {"dispute": "about", "withdraw": "refers_to", KIND: "kind"}
_NEEDED_WORDS = {
    "about": "which department's share it disputes",
    "refers_to": "which ruling_group it takes back",
    "kind": "what the ticket is",
}
_NUMBERS = ("share", "ruled_at", "engine_run_id", "probability")
_EARLIEST = datetime(2000, 1, 1)
_HIGHEST_RUN = 2**31 - 1
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?[Ee][+][0-9]+")
_RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def read_rulings(path: Path, now: datetime | None = None) -> pd.DataFrame:
    """Read a rulings file: CSV in UTF-8, with commas, semicolons or tabs; gzipped if its name ends in .gz.

    Parameters
    ----------
    now
        UTC; None: now. A ruling dated later is refused: it would override all rulings made until that date.

    Returns
    -------
    DataFrame
        One row per line, indexed by line number; columns `COLUMNS` and `RECORD`, missing where the file has none;
        share 1 and author "imported" where it doesn't say; ruled_at in UTC.

    Raises
    ------
    InputError
        If the file is missing or isn't a CSV with the needed columns; or if a line's cells don't fit the header, its
        share, time or action can't be read, its time lies in the future, or a spreadsheet has damaged its id.
    """
    if not path.is_file():
        raise InputError(f"The rulings file {path} doesn't exist. Check the path.")
    text = _text(path)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise InputError(
            f"The rulings file {path} can't be read as CSV: {error}. Check that each quotation mark is closed."
        ) from error
    _check_header(reader.fieldnames or (), path, has_rows=bool(rows))
    latest = (now or datetime.now(UTC).replace(tzinfo=None)) + CLOCKS_DIFFER
    read = [_row(row, line, path, latest) for line, row in rows]
    index = pd.Index([line for line, _ in rows], name="line")
    frame = pd.DataFrame(read, columns=[*COLUMNS, *RECORD], index=index)
    return frame.astype({"ruled_at": "datetime64[us]", "engine_run_id": "Int64", "probability": "float64"})


_MOST_BYTES = 200_000_000
"""Largest rulings file, unpacked: that is a million rulings, each with a long reason."""


def _text(path: Path) -> str:
    if not path.is_file():
        raise InputError(f"The rulings file {path} doesn't exist. Check the path.")
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise InputError(
                f"The rulings file {path} holds more than {_MOST_BYTES // 1_000_000} MB, and rulings are shorter. "
                "Check that it is the right file, or split it."
            )
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"The rulings file {path} isn't text in UTF-8. Save it as CSV in UTF-8, as spreadsheets offer."
        ) from error
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"The rulings file {path} can't be read: {error}.") from error


def _check_header(header: Sequence[str], path: Path, *, has_rows: bool) -> None:
    if not has_rows or "ticket_id" not in header or not {"department", "kind"} & set(header):
        raise InputError(
            f"The rulings file {path} needs a header with ticket_id and department (or kind), and at least one row.\n"
            f"It may also have {', '.join((*COLUMNS[2:], 'kind'))}."
        )
    if twice := [name for name in (*COLUMNS, *RECORD) if header.count(name) > 1]:
        raise InputError(f"The rulings file {path} has the column {twice[0]} more than once; keep one.")


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def _row(row: dict[str | None, Any], line: int, path: Path, latest: datetime) -> dict[str, Any]:
    texts = {name: _unprotected((row.get(name) or "").strip()) or None for name in (*COLUMNS, *RECORD)}
    action, at = texts["action"], f"{path}, line {line}"
    # Cells beyond the header come under the key None.
    if any(cell.strip() for cell in row.get(None) or ()):
        raise InputError(
            f"{at}: the row has more cells than the header. Put a text that holds commas in quotation marks."
        )
    if action is not None and action not in ACTIONS:
        raise InputError(f"{at}: the action {action!r} is unknown; the actions are {', '.join(ACTIONS)}.")
    if texts["outcome"] is not None and texts["outcome"] not in OUTCOMES:
        raise InputError(f"{at}: the outcome {texts['outcome']!r} is unknown; write {', '.join(OUTCOMES)}.")
    action = texts["action"] = _of_kind(texts, action, at)
    if texts["ticket_id"] is None or (texts["department"] is None and action not in _MAY_LACK_DEPARTMENT):
        raise InputError(f"{at}: ticket_id and department must both be filled in.")
    if _SHORTENED.fullmatch(texts["ticket_id"]):
        raise InputError(
            f"{at}: a spreadsheet shortened the ticket id to {texts['ticket_id']}; the digits that tell tickets apart "
            "are lost.\nWrite the file again without a spreadsheet, or import the id column there as text."
        )
    for kind, needed in _NEEDED.items():
        if action == kind and texts[needed] is None:
            raise InputError(f"{at}: a {kind} must say in {needed} {_NEEDED_WORDS[needed]}.")
    try:
        share = float((texts["share"] or "1").replace(",", "."))
        time, run = texts["ruled_at"], texts["engine_run_id"]
        ruled_at = pd.to_datetime(time, utc=True, format="ISO8601").tz_localize(None) if time else pd.NaT
        run_id = None if run is None else _run_id(run)
        probability = float((texts["probability"] or "nan").replace(",", "."))
    except ValueError as error:
        given = ", ".join(f"{name} {texts[name]}" for name in _NUMBERS if texts[name])
        raise InputError(
            f"{at}: {given} can't be read. Write share as 0.5 and ruled_at as 2026-03-31T14:05Z."
        ) from error
    if texts["probability"] is not None and not 0 < probability <= 1:
        raise InputError(
            f"{at}: the probability is {texts['probability']}; it must lie above 0 and at most at 1.\n"
            "It says with what probability tickets like this one were drawn; leave it empty where nobody knows."
        )
    if action not in (KIND, "dispute", "withdraw", SKIP) and not 0 < share <= 1:
        raise InputError(f"{at}: the share is {share}; it must lie above 0 and at most at 1.")
    if time and ruled_at > latest:
        raise InputError(
            f"{at}: ruled_at {time} lies in the future, and would override every ruling until then.\n"
            "Write when it was ruled, in UTC."
        )
    if time and ruled_at < _EARLIEST:
        raise InputError(f"{at}: ruled_at {time} lies before the year 2000. Write when it was ruled, in UTC.")
    try:
        due = date.fromisoformat(texts["due"]) if texts["due"] else None
    except ValueError as error:
        raise InputError(f"{at}: the day due {texts['due']!r} can't be read. Write it as 2026-03-31.") from error
    read = {"share": share, "author": texts["author"] or FILE_AUTHOR, "ruled_at": ruled_at, "engine_run_id": run_id,
            "probability": probability, "due": due}  # fmt: skip
    return {**texts, **read}


def _of_kind(texts: dict[str, str | None], action: str | None, at: str) -> str | None:
    """Action of a line: a ruling on the kind alone if it has a kind, and neither an action nor a department."""
    kind = texts["kind"] = texts["kind"].casefold() if texts["kind"] else None
    if kind is None:
        return action
    if kind not in RULED_KINDS:
        raise InputError(f"{at}: the kind {kind!r} is unknown; write {', '.join(RULED_KINDS)}.")
    if kind != "complaint" and texts["department"] is not None:
        raise InputError(f"{at}: only a complaint starts in a department; leave department empty, or write complaint.")
    return KIND if action is None and texts["department"] is None else action


def _run_id(text: str) -> int:
    number = int(text.removesuffix(".0"))
    if not 0 < number <= _HIGHEST_RUN:
        raise ValueError(text)
    return number


def rulings_text(rows: pd.DataFrame) -> str:
    """The whole record as CSV: harmless in a spreadsheet, and unchanged when it is read back.

    Parameters
    ----------
    rows
        Columns of `etl.model.rulings`, in the order in which they are to be written.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*COLUMNS, *RECORD])
    # Integers beside missing values would come out as 1.0.
    frame = rows.assign(ruled_at=made_at(rows))[[*COLUMNS, *RECORD]]
    frame = frame.astype({"engine_run_id": "Int64"}).astype(object)
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
    if isinstance(value, date):
        return value.isoformat()
    return _protected(value) if isinstance(value, str) else repr(value)


def _protected(text: str) -> str:
    """Prefix an apostrophe to a text that a spreadsheet would run as a formula, or that already looks protected."""
    return "'" + text if text.lstrip("'").startswith(_RUN_AS_FORMULA) else text


def _unprotected(text: str) -> str:
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_RUN_AS_FORMULA) else text
