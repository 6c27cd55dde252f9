"""Mappings that a person gave: kept by the header of their file, and applied to the next one with the same header."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

from etl.errors import InputError

Remembered = Mapping[str, Mapping[str, str]]
"""Mark of a header -> field to column; an empty column leaves the field unmapped."""

_FILE = "mappings.json"


def header_mark(header: Sequence[str]) -> str:
    """What stands for a header: neither its column names nor anything of the file is kept."""
    return hashlib.sha256(json.dumps(list(header)).encode()).hexdigest()


def remembered_mappings(home: Path) -> Remembered:
    """What was told of each header.

    Parameters
    ----------
    home
        Folder of a store; nothing is written there.

    Raises
    ------
    InputError
        If the file that keeps them is damaged.
    """
    path = home / _FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(mark): {str(name): str(column) for name, column in told.items()} for mark, told in found.items()}
    except (FileNotFoundError, NotADirectoryError):  # that a home is a file is told where it is opened
        return {}
    except (OSError, ValueError, AttributeError) as error:
        raise InputError(f"{path} can't be read: delete it, and say with --map what the columns hold.") from error


def remember(home: Path, mark: str, told: Mapping[str, str]) -> None:
    """Keep what a person told of a header, beside what was told of it before; whole or not at all.

    Parameters
    ----------
    home
        Folder of a store.
    mark
        As `header_mark` gives it.
    told
        Field to column.
    """
    kept = remembered_mappings(home)
    now = {**kept.get(mark, {}), **told}
    if kept.get(mark) == now:
        return
    fresh = home / f"mappings.{secrets.token_hex(4)}.new"
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps({**kept, mark: now}, indent=1), encoding="utf-8")
    fresh.replace(home / _FILE)
