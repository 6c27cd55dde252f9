"""The snapshots of a folder: the current one, those that `undo` goes back to, and those that may be deleted."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from etl.errors import InputError

_EMPTY = "empty"
"""Content of ``current`` once every load was undone; an empty file means that its content was lost."""


class History:
    """The small files beside the snapshots.

    Parameters
    ----------
    folder
        Holds ``000042.duckdb`` and so on; ``current``, one snapshot name a line, the current one first, then those
        that came before it; and ``discarded``, the names that nothing goes back to: undone, or never published.
    keep
        Number of snapshots kept, the current one included.
    """

    def __init__(self, folder: Path, keep: int) -> None:
        self.folder, self.keep = folder, keep

    def names(self) -> list[str]:
        """Names of the current snapshot and of those before it, in this order; empty where nothing is published.

        Raises
        ------
        InputError
            If there are snapshots, and nothing says which of them is current.
        """
        names = self._said()
        if not names and (newest := self.left()[:1]):
            told = "is missing" if not self._file.is_file() else "is empty"
            raise InputError(
                f"{self._file}, which says what the store holds, {told}; the snapshots are still there.\n"
                f"Run `python -m etl undo`: it brings back the newest, {newest[0]}, with {_size(self.path(newest[0]))}."
            )
        return [] if names == [_EMPTY] else names

    @property
    def is_lost(self) -> bool:
        """Whether there are snapshots, and nothing says which of them is current."""
        return not self._said() and bool(self.left())

    def left(self, earlier: list[str] | None = None) -> list[str]:
        """Names of the snapshots to fall back on where the current one can't be used, the newest first.

        Parameters
        ----------
        earlier
            Snapshots that are known to come before the current one. If none of them is there, any other counts;
            discarded ones only if there is nothing else.
        """
        known = [name for name in earlier or () if self.is_there(name)]
        found, gone = sorted(self._files(), reverse=True), set(self._discarded())
        return known or [name for name in found if name not in gone] or found

    def path(self, name: str) -> Path:
        """File of a snapshot."""
        return self.folder / f"{name}.duckdb"

    def is_there(self, name: str) -> bool:
        """Whether the folder holds a snapshot of that name."""
        return name.isascii() and name.isdecimal() and self.path(name).is_file()

    def next_name(self) -> str:
        """A name that no snapshot has had: a page may still hold answers of an earlier one under its name."""
        names = [*self._files(), *self._said(), *self._discarded()]
        return f"{max((int(name) for name in names if name.isascii() and name.isdecimal()), default=0) + 1:06d}"

    def publish(self, part: Path, name: str) -> None:
        """Give a finished part file its name, then let `current` name it: each step is atomic."""
        names = self.names()
        if not names:
            self._write(self._file, [_EMPTY])
        self._write(self._discards, [*self._discarded(), name])  # until published: a crash leaves it to be deleted
        fsync(part)
        part.rename(self.path(name))
        self._write(self._file, [name, *names])
        self._forget_old()

    def go_back(self, names: list[str], undone: str) -> None:
        """Make the first of these names the current snapshot; the undone one may be deleted at the next publication."""
        if self.is_there(undone):
            self._write(self._discards, [*self._discarded(), undone])
        self._write(self._file, names or [_EMPTY])

    def _forget_old(self) -> None:
        """Delete snapshots known to be discarded, or older than those kept; no other file, whatever its name."""
        names = self.names()
        kept = set(names[: self.keep])
        going = [name for name in dict.fromkeys([*self._discarded(), *names[self.keep :]]) if name not in kept]
        for name in going:
            with suppress(OSError):  # a page still reads it; the next publication tries again
                self.path(name).unlink()
        self._write(self._discards, [name for name in going if self.is_there(name)])

    @property
    def _file(self) -> Path:
        return self.folder / "current"

    @property
    def _discards(self) -> Path:
        return self.folder / "discarded"

    def _said(self) -> list[str]:
        return _words(self._file)

    def _discarded(self) -> list[str]:
        return [name for name in _words(self._discards) if name.isascii() and name.isdecimal()]

    def _files(self) -> list[str]:
        return [path.stem for path in self.folder.glob("[0-9]*.duckdb") if path.stem.isdecimal()]

    def _write(self, file: Path, names: list[str]) -> None:
        fresh = file.with_name(f"{file.name}.new")
        fresh.write_text("".join(f"{name}\n" for name in names), encoding="ascii", errors="replace")
        fsync(fresh)
        fresh.replace(file)
        fsync(self.folder)


def _words(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="ascii", errors="replace").split()
    except FileNotFoundError:
        return []


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 2**20:,.1f} MB"


def fsync(path: Path) -> None:
    """Make sure that a file, or the names in a folder, survive a power cut."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
