"""Failures of the place that Headwater writes to, in words for whoever can mend it: a full disk, a folder kept shut."""

from __future__ import annotations

from pathlib import Path

from etl.errors import WRITABLE_HOME

_FULL = ("no space left", "disk is full", "disk quota exceeded")

_TOO_LARGE = "file too large"
"""What a disk formatted for small files says at its bound, and a user's own limit."""


def plainly(error: Exception, home: Path) -> str:
    """What a person can do about an error of the disk that holds `home`; empty where it is none."""
    # SQLAlchemy keeps what the database itself said in `orig`.
    said = str(getattr(error, "orig", error)).lower()
    if any(words in said for words in _FULL):
        return f"The disk is full; nothing of it was stored. Make room, then try again.\n{WRITABLE_HOME}"
    if _TOO_LARGE in said:
        told = "A file of the store may grow no larger on this disk or for this user; nothing of it was stored."
        return f"{told}\n{WRITABLE_HOME}"
    if isinstance(error, OSError) and error.filename and _is_on_the_way(Path(error.filename), home):
        return f"{error.filename} can't be used: {error.strerror}.\n{WRITABLE_HOME}"
    return ""


def _is_on_the_way(path: Path, home: Path) -> bool:
    path, home = path.absolute(), home.absolute()
    return path == home or home in path.parents or path in home.parents
