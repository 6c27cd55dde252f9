"""Records of the real files, read with csv alone: what measures are counted again from."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import real_data_folder


def real(name: str) -> Path:
    """A real file; the test is skipped where there is none."""
    folder = real_data_folder()
    if folder is None:
        pytest.skip("no real exports beside the project")
    return folder / name


def records(name: str) -> list[dict[str, str]]:
    """Rows of a real CSV file, packed or not."""
    path = real(name)
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    """A CSV file of some rows."""
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
