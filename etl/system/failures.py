"""Explains failures of the disk that Headwater writes to, such as a full disk or missing permissions."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from etl.errors import WRITABLE_HOME

_FULL = ("no space left", "disk is full", "disk quota exceeded")

OUT_OF_MEMORY = (
    "There is too little memory for this file; none of it was stored. Close other programs, or load it in parts.\n"
    "It may also help to set HEADWATER_CHUNK_ROWS to a smaller number, such as 2000."
)

FAULT_PREFIX = "headwater-fault-"
"""Start of the name of a file with the details of a fault of ours, in the temporary folder."""
_KEPT_FAULTS = 5

_TOO_LARGE = "file too large"
"""Error of a file system's size limit, and of a user's own limit."""


def plainly(error: BaseException, home: Path) -> str:
    """Advice about an error of the disk that holds `home`; empty for other errors."""
    # SQLAlchemy keeps the database's own error in `orig`.
    said = str(getattr(error, "orig", error)).lower()
    if any(words in said for words in _FULL):
        return f"The disk is full; none of it was stored. Make room, then try again.\n{WRITABLE_HOME}"
    if _TOO_LARGE in said:
        told = "A file of the store may grow no larger on this disk or for this user; none of it was stored."
        return f"{told}\n{WRITABLE_HOME}"
    if "out of memory error" in said:  # of DuckDB
        return OUT_OF_MEMORY
    if isinstance(error, OSError) and error.filename and _is_on_the_way(Path(error.filename), home):
        return f"{error.filename} can't be used: {error.strerror}.\n{WRITABLE_HOME}"
    return ""


def _is_on_the_way(path: Path, home: Path) -> bool:
    path, home = path.absolute(), home.absolute()
    return path == home or home in path.parents or path in home.parents


def sweep(newest: Path) -> None:
    """Delete older files like `newest`, except the last few."""
    found = []
    for path in newest.parent.glob(f"{FAULT_PREFIX}*.txt"):
        with suppress(OSError):  # deleted by another process
            found.append((path.stat().st_mtime_ns, path == newest, path))
    for _, _, path in sorted(found, reverse=True)[_KEPT_FAULTS:]:
        with suppress(OSError):  # owned by another person
            path.unlink()
