"""The home's inbox: a folder per helpdesk, with files for the next load and a cursor.

A file gets its name when it is complete, and only then the cursor moves. So a killed run loses nothing: at worst the
next one fetches some tickets again, which the load recognises.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import filelock

from etl.errors import InputError
from etl.system.permissions import keep_private

_PART = ".part"
_SUFFIX = ".ndjson"


@dataclass(frozen=True)
class Cursor:
    """How far a helpdesk was fetched.

    Attributes
    ----------
    mark
        Hash of the helpdesk (see `etl.fetching.access.Access.mark`).
    since
        Unix time in seconds up to which nothing is missing.
    seen
        Time of the last change of the tickets around `since`, by id, to recognise them when they are returned again.
    """

    mark: str
    since: float
    seen: dict[str, str] = field(default_factory=dict)


def folder_of_inbox(home: Path) -> Path:
    """The inbox."""
    return home / "inbox"


class Inbox:
    """One helpdesk's part of the inbox."""

    def __init__(self, home: Path, product: str) -> None:
        self.folder = folder_of_inbox(home) / product
        self._state = home / "fetched"
        self._cursor = self._state / f"{product}.json"
        self._lock = self._state / f"{product}.lock"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Lock out other fetches of this helpdesk, and delete unfinished files of a killed one.

        Raises
        ------
        InputError
            If another fetch is running.
        """
        for folder in (self.folder.parent.parent, self.folder.parent, self.folder, self._state):
            keep_private(folder)
        try:
            with filelock.FileLock(self._lock, timeout=0, mode=0o600):
                for left in self.folder.glob(f".*{_PART}"):
                    left.unlink(missing_ok=True)
                yield
        except filelock.Timeout:
            raise InputError("This helpdesk is being fetched already. Wait until that is done.") from None

    def cursor(self, mark: str) -> Cursor | None:
        """Cursor of a helpdesk; None if it was never fetched.

        Raises
        ------
        InputError
            If the cursor's file is damaged.
        """
        if not self._cursor.is_file():
            return None
        try:
            kept = json.loads(self._cursor.read_text(encoding="utf-8"))
            cursor = Cursor(str(kept["mark"]), float(kept["since"]), {str(k): str(v) for k, v in kept["seen"].items()})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"{self._cursor} is damaged: it says how far was fetched. Delete it, and fetch with --since."
            ) from error
        return cursor if cursor.mark == mark else None

    def forget(self) -> None:
        """Delete the cursor."""
        self._cursor.unlink(missing_ok=True)

    def move(self, cursor: Cursor) -> None:
        """Store the cursor."""
        text = json.dumps({"mark": cursor.mark, "since": cursor.since, "seen": cursor.seen})
        part = self._cursor.with_suffix(_PART)
        with _private(part) as file:
            file.write(text)
            _settle(file)
        part.replace(self._cursor)
        _settle_folder(self._state)

    @contextmanager
    def batch(self, name: str) -> Iterator[Batch]:
        """Open a file for tickets; it is deleted unless completed."""
        batch = Batch(self.folder, name)
        try:
            yield batch
        finally:
            batch.discard()


class Batch:
    """A file of the inbox being written: one JSON object per line."""

    def __init__(self, folder: Path, name: str) -> None:
        self._final = folder / f"{name}{_SUFFIX}"
        self._part = folder / f".{name}{_PART}"
        self._file: IO[str] | None = None
        self.count = 0

    def write(self, row: dict[str, Any]) -> None:
        """Add a ticket."""
        if self._file is None:
            self._file = _private(self._part)
        json.dump(row, self._file, ensure_ascii=False, separators=(",", ":"))
        self._file.write("\n")
        self.count += 1

    def complete(self) -> str | None:
        """Flush the file to disk and give it its name, which is returned; None if it is empty."""
        if self._file is None:
            return None
        _settle(self._file)
        self._file.close()
        self._file = None
        self._part.replace(self._final)
        _settle_folder(self._final.parent)
        return self._final.name

    def discard(self) -> None:
        """Delete the unfinished file."""
        if self._file is not None:
            self._file.close()
            self._file = None
            self._part.unlink(missing_ok=True)


def waiting(home: Path) -> list[Path]:
    """Folders of the inbox that hold files to load, by name."""
    inbox = folder_of_inbox(home)
    folders = sorted(inbox.iterdir()) if inbox.is_dir() else []
    return [folder for folder in folders if folder.is_dir() and any(folder.glob(f"*{_SUFFIX}"))]


def product_of(path: Path, home: Path) -> str | None:
    """Helpdesk of a file or folder of the inbox; None if it isn't in the inbox."""
    inbox = folder_of_inbox(home).absolute()
    with suppress(ValueError):
        parts = path.absolute().relative_to(inbox).parts
        return parts[0] if parts else None
    return None


def take_away(path: Path, files: tuple[str, ...]) -> None:
    """Delete loaded files of the inbox, and only those: more may have arrived meanwhile."""
    folder = path if path.is_dir() else path.parent
    for name in files:
        (folder / name).unlink(missing_ok=True)


def _private(path: Path) -> IO[str]:
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    return os.fdopen(number, "w", encoding="utf-8", errors="replace", newline="\n")


def _settle(file: IO[str]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _settle_folder(folder: Path) -> None:
    with suppress(OSError):  # Windows opens no folder
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
