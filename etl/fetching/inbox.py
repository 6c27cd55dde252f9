"""The home's inbox: a folder for each helpdesk, with files that the next load reads; and how far each was fetched.

A file is complete before it has its name, and only then the cursor moves. So a run that is killed loses nothing: at
worst the next one fetches again what a file holds already, and the load knows it.
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
        Of the desk (see `etl.fetching.access.Access.mark`).
    since
        Seconds of Unix time up to which nothing is missing.
    seen
        Time of the last change of the tickets around `since`, by id: they are told again, and known.
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
        """Keep other fetches of this helpdesk away, and clear what a killed one left unfinished.

        Raises
        ------
        InputError
            If one is under way.
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
        """How far a desk was fetched; None where it never was.

        Raises
        ------
        InputError
            If the file that says so is damaged.
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
        """Forget how far was fetched."""
        self._cursor.unlink(missing_ok=True)

    def move(self, cursor: Cursor) -> None:
        """Note how far was fetched."""
        text = json.dumps({"mark": cursor.mark, "since": cursor.since, "seen": cursor.seen})
        part = self._cursor.with_suffix(_PART)
        with _private(part) as file:
            file.write(text)
            _settle(file)
        part.replace(self._cursor)
        _settle_folder(self._state)

    @contextmanager
    def batch(self, name: str) -> Iterator[Batch]:
        """A file to write tickets into; left unfinished, it disappears."""
        batch = Batch(self.folder, name)
        try:
            yield batch
        finally:
            batch.discard()


class Batch:
    """A file of the inbox that is being written: an object a line."""

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
        """Give the file its name, once all of it is on the disk; None where there was nothing to write."""
        if self._file is None:
            return None
        _settle(self._file)
        self._file.close()
        self._file = None
        self._part.replace(self._final)
        _settle_folder(self._final.parent)
        return self._final.name

    def discard(self) -> None:
        """Take away what isn't complete."""
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
    """Helpdesk that a file or folder of the inbox comes from; None where it lies elsewhere."""
    inbox = folder_of_inbox(home).absolute()
    with suppress(ValueError):
        parts = path.absolute().relative_to(inbox).parts
        return parts[0] if parts else None
    return None


def take_away(path: Path, files: tuple[str, ...]) -> None:
    """Delete files of the inbox that were loaded, and no other: more may have come meanwhile."""
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
