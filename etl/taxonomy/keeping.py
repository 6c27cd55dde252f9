"""The store's own taxonomy file: replaced atomically, with the earlier file kept next to it."""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from etl.errors import InputError
from etl.taxonomy.loader import decoded, load_taxonomy, parse_taxonomy
from etl.taxonomy.model import Taxonomy
from etl.taxonomy.phrasing import check_phrases

_KEPT = re.compile(r"taxonomy-(\d+)\.yaml")
_LINE = re.compile(r", line (\d+): ")
_AROUND, _WIDEST = 3, 160
"""Lines shown before and after the one that is wrong, and letters of each."""
_UNDONE = re.compile(r"taxonomy-undone-(\d+)\.yaml")


def keep_taxonomy(text: str, file: Path) -> Path | None:
    """Save a text as the store's taxonomy.

    Parameters
    ----------
    text
        YAML; validated before anything is written.
    file
        ``HEADWATER_HOME/taxonomy.yaml``.

    Returns
    -------
    Path or None
        New path of the earlier file, ``taxonomy-<n>.yaml`` with n counting from 1. None if there was none, or it is the
        same.

    Raises
    ------
    InputError
        If the text isn't a taxonomy, or the folder can't be written to; the file is then as it was.
    """
    parse_taxonomy(text, file.name)
    check_phrases(text, file.name)
    before = file.read_bytes() if file.is_file() else None
    if before == text.encode():
        return None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        kept = None if before is None else _write(file.with_name(f"taxonomy-{_next(file.parent)}.yaml"), before)
        _write(file, text.encode())
    except OSError as error:
        raise InputError(f"{file} can't be written: {error.strerror or error}. Check the folder's rights.") from error
    return kept


def take_back(file: Path, now: Taxonomy) -> Path | None:
    """Restore the kept file equivalent to the taxonomy in force, after a run was undone; no file is lost.

    Without such a file, the store had no file of its own at that time, and has none afterwards.

    Parameters
    ----------
    file
        ``HEADWATER_HOME/taxonomy.yaml``.
    now
        Taxonomy of the run that is in force again.

    Returns
    -------
    Path or None
        New path of the withdrawn file, ``taxonomy-undone-<n>.yaml``. None if there was none, or it is equivalent to the
        taxonomy in force.

    Raises
    ------
    InputError
        If the folder can't be written to.
    """
    if not file.is_file() or _hash_of(file) == now.hash:
        return None
    try:
        undone = file.replace(file.with_name(f"taxonomy-undone-{_next(file.parent, _UNDONE)}.yaml"))
        kept = (path for path in file.parent.iterdir() if _KEPT.fullmatch(path.name))
        for path in sorted(kept, key=lambda path: -_number(path)):
            if _hash_of(path) == now.hash:
                path.replace(file)
                break
    except OSError as error:
        raise InputError(f"{file} can't be replaced: {error.strerror or error}. Check the folder's rights.") from error
    return undone


def put_back(file: Path, before: Path | None) -> None:
    """Restore the earlier file immediately, after the new one failed.

    Parameters
    ----------
    before
        Result of `keep_taxonomy`; None if there was no file.
    """
    if before is None:
        file.unlink(missing_ok=True)
    else:
        before.replace(file)


@dataclass(frozen=True)
class Broken:
    """An error in a taxonomy file.

    Attributes
    ----------
    said
        What is wrong and how to fix it.
    line
        Line number from 1; 0 if the error has no line.
    excerpt
        That line, marked, and its neighbours, with line numbers.
    """

    said: str
    line: int = 0
    excerpt: str = ""


def broken(file: Path) -> Broken | None:
    """Error in the store's own file; None if it is valid or doesn't exist."""
    try:
        if file.is_file():
            load_taxonomy(file)
    except InputError as error:
        said = str(error)
        found = _LINE.search(said)
        line = int(found.group(1)) if found else 0
        text = file.read_text(encoding="utf-8", errors="replace")
        return Broken(said, line, _excerpt(text, line) if line else "")
    return None


def checked_text(content: bytes, name: str) -> str:
    """Decode and validate a file given as a taxonomy.

    Parameters
    ----------
    name
        Name of the file in messages.

    Raises
    ------
    InputError
        If it isn't a taxonomy; the message has the error on its first line, then the excerpt.
    """
    text = decoded(content, name)
    try:
        parse_taxonomy(text, name)
        check_phrases(text, name)
    except InputError as error:
        found = _LINE.search(str(error))
        said = " ".join(str(error).splitlines())
        raise InputError(f"{said}\n{_excerpt(text, int(found.group(1)))}" if found else said) from None
    return text


def _excerpt(text: str, line: int) -> str:
    lines = text.splitlines()
    first = max(1, line - _AROUND)
    shown = enumerate(lines[first - 1 : line + _AROUND], start=first)
    return "\n".join(f"{'>' if number == line else ' '} {number:4}  {text[:_WIDEST]}" for number, text in shown)


def _hash_of(file: Path) -> str:
    """Taxonomy hash of a file; empty if it isn't a taxonomy."""
    try:
        return load_taxonomy(file).hash
    except InputError:
        return ""


def _next(folder: Path, pattern: re.Pattern[str] = _KEPT) -> int:
    """Next unused number of a file pattern, above all existing ones."""
    return max((_number(path) for path in folder.iterdir() if pattern.fullmatch(path.name)), default=0) + 1


def _number(path: Path) -> int:
    return int(path.stem.rpartition("-")[2])


def _write(path: Path, content: bytes) -> Path:
    """Write to a temporary file, sync, then rename: a reader sees either the old or the new file whole."""
    handle, name = tempfile.mkstemp(prefix=f"{path.stem}.", suffix=".new", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
