"""Remembers a person's mapping of a file by its header, and applies it to the next file with the same header."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from etl.errors import InputError

Remembered = Mapping[str, Mapping[str, str]]
"""Mark of a header -> field to column, and `SOURCE` to the source; an empty column leaves the field unmapped."""

SOURCE = "--source"
"""Key of the source among the fields; no field has this name."""
_FILE, _BEFORE = "mappings.json", "mappings-before.json"


def header_mark(header: Sequence[str]) -> str:
    """Hash of a header: neither column names nor anything else of the file is kept."""
    return hashlib.sha256(json.dumps(list(header)).encode()).hexdigest()


def remembered_mappings(home: Path) -> Remembered:
    """Remembered mappings, by header mark.

    Parameters
    ----------
    home
        Folder of a store, which is only read.

    Raises
    ------
    InputError
        If the file that keeps them is damaged.
    """
    path = home / _FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(mark): {str(name): str(column) for name, column in told.items()} for mark, told in found.items()}
    except (FileNotFoundError, NotADirectoryError):  # that the home is a file is reported where it is opened
        return {}
    except (OSError, ValueError, AttributeError) as error:
        raise InputError(f"{path} can't be read: delete it, and say with --map what the columns hold.") from error


def remember(home: Path, mark: str, told: Mapping[str, str], snapshot: str = "") -> None:
    """Remember a person's mapping of a header, merged with the earlier one; written atomically.

    Parameters
    ----------
    home
        Folder of a store.
    mark
        As `header_mark` gives it.
    told
        Field to column, `SOURCE` to the source.
    snapshot
        Name of the load's snapshot, for `forget`.
    """
    kept = remembered_mappings(home)
    now = {**kept.get(mark, {}), **told}
    if kept.get(mark) == now:
        return
    if snapshot:
        _write(home / _BEFORE, {**_taught(home), snapshot: {"mark": mark, "before": kept.get(mark)}})
    _write(home / _FILE, {**kept, mark: now})


def forget(home: Path, snapshot: str) -> None:
    """Forget the mapping given with a snapshot's load; the header's earlier mapping applies again."""
    taught = _taught(home)
    if (told := taught.pop(snapshot, None)) is None:
        return
    kept: dict[str, Any] = {**remembered_mappings(home), told["mark"]: told["before"]}
    _write(home / _FILE, {mark: fields for mark, fields in kept.items() if fields is not None})
    _write(home / _BEFORE, taught)


def _taught(home: Path) -> dict[str, Any]:
    """Snapshot -> its header's mark and earlier mapping; empty if that file is lost."""
    try:
        found = json.loads((home / _BEFORE).read_text(encoding="utf-8"))
        return {name: each for name, each in found.items() if {"mark", "before"} <= each.keys()}
    except (OSError, ValueError, AttributeError):
        return {}


def _write(path: Path, content: Mapping[str, Any]) -> None:
    fresh = path.with_name(f"{path.stem}.{secrets.token_hex(4)}.new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(content, indent=1), encoding="utf-8")
    fresh.replace(path)
