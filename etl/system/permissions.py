"""Keeps files private to their owner (folders 0700, files 0600), and removes what killed processes left behind.

On Windows modes have no effect; it separates its users' folders by itself.
"""

from __future__ import annotations

import math
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import filelock

_IN_USE = "in-use"
_PREFIX = "headwater-"
_YOUNG_SECONDS = 60
"""A younger folder may not be locked yet by the process that creates it."""


def keep_private(folder: Path) -> None:
    """Create a folder if needed, and correct its mode and those of its files."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _limit(folder, 0o700)
    keep_files_private(*folder.iterdir())


def keep_files_private(*paths: Path) -> None:
    """Correct the modes of files; missing ones and those of other owners are skipped."""
    for path in paths:
        if path.is_file():
            _limit(path, 0o600)


@contextmanager
def held_folder(folder: Path) -> Iterator[Path]:
    """A private folder, deleted with the context; until then `sweep` leaves it alone."""
    keep_private(folder)
    try:
        with filelock.FileLock(folder / _IN_USE, mode=0o600):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A private folder for passing data; first removes those that killed processes left."""
    sweep(Path(tempfile.gettempdir()), f"{_PREFIX}*")
    with held_folder(Path(tempfile.mkdtemp(prefix=_PREFIX))) as folder:
        yield folder


def sweep(parent: Path, pattern: str = "*", *, unheld_seconds: float = math.inf) -> None:
    """Remove folders whose process has ended, so that their lock is free.

    Parameters
    ----------
    parent
        Where to look; it needn't exist.
    pattern
        Names of the folders.
    unheld_seconds
        Age from which a folder that was never held goes too. By default none does: it may be somebody else's.
    """
    for folder in parent.glob(pattern):
        with suppress(OSError):
            age, lock = time.time() - folder.stat().st_mtime, folder / _IN_USE
            if age > _YOUNG_SECONDS and (_is_free(lock) if lock.is_file() else age > unheld_seconds):
                shutil.rmtree(folder, ignore_errors=True)


def _is_free(lock: Path) -> bool:
    try:
        with filelock.FileLock(lock, timeout=0):
            return True
    except filelock.Timeout:
        return False


def _limit(path: Path, mode: int) -> None:
    if os.name == "nt":
        return
    with suppress(OSError):  # a shared disk without modes, or another owner's file
        if path.stat().st_mode & 0o077:
            path.chmod(mode)
