"""An upload before it is loaded: where it lies, what it is taken for, what the person said about it."""

from __future__ import annotations

import hashlib
import re
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from etl.errors import InputError
from etl.sources import open_export, read_header
from pages.ui import data

_KEPT_SECONDS = 24 * 3600

DATE_ORDERS = {"dmy": "Day, month, year", "mdy": "Month, day, year", "ymd": "Year, month, day"}


@dataclass(frozen=True)
class Survey:
    """What a file was found to be; `problem` is empty when it can be loaded."""

    label: str = ""
    kind: str = ""
    findings: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    mapping: dict[str, str] = field(default_factory=dict)
    is_ambiguous: bool = False
    count_rows: int = 0
    problem: str = ""


def keep(upload: UploadedFile) -> Path:
    """Write an upload under its own name into a folder of its own; what was left lying for a day goes."""
    content = upload.getbuffer()
    digest = hashlib.sha256(content).hexdigest()[:16]
    folder = data.settings().home / "uploads" / digest
    path = folder / (re.sub(r"[^\w. ()-]", "_", Path(upload.name).name).lstrip(".- ") or "upload")
    for left in folder.parent.glob("*"):
        if time.time() - left.stat().st_mtime > _KEPT_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return path


def forget(path: Path) -> None:
    """Remove an upload: what was loaded lies in the store, the file itself isn't kept."""
    shutil.rmtree(path.parent, ignore_errors=True)


@st.cache_data(max_entries=20, show_spinner="Looking at the whole file …")
def survey(path: Path, source: str | None, mapping: Mapping[str, str], date_order: str | None) -> Survey:
    """What a file is, or in plain words why it can't be used; `path` ends in a hash of the content."""
    try:
        export = open_export(path, source=source, mapping=dict(mapping), date_order=date_order)
    except InputError as error:
        return Survey(problem=str(error), columns=_header(path, source))
    return Survey(
        label=export.format.label,
        kind=export.kind,
        findings=export.findings,
        columns=export.columns,
        mapping=export.mapping,
        is_ambiguous=export.is_date_order_ambiguous,
        count_rows=export.count_rows,
    )


def _header(path: Path, source: str | None) -> tuple[str, ...]:
    """Columns of a file that can be read but not understood: then they can be mapped by hand."""
    try:
        return read_header(path, source=source)
    except InputError:
        return ()
