"""The store's own taxonomy file: replaced whole or not at all, the one before kept beside it."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from etl.errors import InputError
from etl.taxonomy.loader import parse_taxonomy
from etl.taxonomy.phrasing import check_phrases

_KEPT = re.compile(r"taxonomy-(\d+)\.yaml")


def keep_taxonomy(text: str, file: Path) -> Path | None:
    """Make a text the taxonomy of the store.

    Parameters
    ----------
    text
        YAML; checked before anything is touched.
    file
        ``HEADWATER_HOME/taxonomy.yaml``.

    Returns
    -------
    Path or None
        Where the file before now lies: ``taxonomy-<n>.yaml``, n counting up from 1. None where there was none, or
        it says the same.

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


def _next(folder: Path) -> int:
    numbers = (found for path in folder.iterdir() if (found := _KEPT.fullmatch(path.name)))
    return max((int(found.group(1)) for found in numbers), default=0) + 1


def _write(path: Path, content: bytes) -> Path:
    """Write beside the place, to the disk, then rename: a reader sees all of the old or all of the new."""
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
