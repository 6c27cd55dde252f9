"""An upload before it is loaded: its temporary file, its survey, and the person's options."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from etl.errors import WRITABLE_HOME, InputError
from etl.system.permissions import held_folder, keep_private, sweep
from pages.ui import data, exposure, jobs

_UNHELD_SECONDS = 3600
"""Age from which an unlocked upload is deleted: it is from an earlier version or a killed process."""

DATE_ORDERS = {"dmy": "Day, month, year", "mdy": "Month, day, year", "ymd": "Year, month, day"}


@dataclass(frozen=True)
class Upload:
    """A file that the browser's session holds in memory: its safe name, its content and the SHA-256 of that."""

    name: str
    content: memoryview
    digest: str


@dataclass(frozen=True)
class Survey:
    """What a file was found to be; `problem` is empty when it can be loaded, `rows` its first cells by column,
    `reasons` why each field is taken from its column."""

    label: str = ""
    kind: str = ""
    findings: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    mapping: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    is_ambiguous: bool = False
    count_rows: int = 0
    rows: dict[str, list[str | None]] = field(default_factory=dict)
    problem: str = ""


def taken(file: UploadedFile) -> Upload:
    """The uploaded file, under a name without path components.

    Raises
    ------
    InputError
        If the server is closed.
    """
    exposure.refuse()
    content = file.getbuffer()
    name = re.sub(r"[^\w. ()-]", "_", Path(file.name).name).lstrip(".- ") or "upload"
    return Upload(name, content, hashlib.sha256(content).hexdigest())


@contextmanager
def kept(upload: Upload) -> Iterator[Path]:
    """The upload as a private file for a command to read, deleted with the context.

    Each context has a folder of its own: the same file in two tabs is two files.

    Raises
    ------
    InputError
        If the server is closed, or the file can't be written.
    """
    exposure.refuse()
    with ExitStack() as held:
        try:
            path = _written(upload, held)
        except OSError as error:
            raise InputError(f"{upload.name} can't be kept while it is read.\n{WRITABLE_HOME}") from error
        yield path


def _written(upload: Upload, held: ExitStack) -> Path:
    folder = _folder()
    keep_private(folder)
    sweep_left()
    own = Path(tempfile.mkdtemp(prefix=f"{upload.digest[:16]}-", dir=folder))
    path = held.enter_context(held_folder(own)) / upload.name
    path.touch(mode=0o600)
    path.write_bytes(upload.content)
    return path


def sweep_left() -> None:
    """Remove uploads that killed processes left; those of live sessions stay."""
    sweep(_folder(), unheld_seconds=_UNHELD_SECONDS)


def _folder() -> Path:
    return data.settings().home / "uploads"


def survey(upload: Upload, source: str | None, mapping: Mapping[str, str], date_order: str | None) -> Survey:
    """Survey of a file, or in plain words why it can't be used."""
    try:
        return _survey_of(upload.digest, upload.name, options_of(source, mapping, date_order), upload)
    except _PassingError as error:
        return Survey(problem=str(error))


class _PassingError(Exception):
    """A transient failure, which isn't cached as the file's survey."""


@st.cache_data(max_entries=20, show_spinner="Looking at the whole file …")
def _survey_of(digest: str, name: str, told: list[str], _upload: Upload) -> Survey:
    """Survey cached by content and name, not by path; the name matters for compressed files and workbooks.

    It runs in its own process, because a malicious file can crash its reader.
    """
    with kept(_upload) as path:
        outcome = jobs.run(["survey", str(path), *told])
    found = outcome.found
    if not found:  # it was ended before it could answer
        raise _PassingError("\n".join(outcome.lines).replace(str(path), path.name))
    if not outcome.is_done:
        problem = str(found["problem"]).replace(str(path), path.name)
        return Survey(problem=problem, columns=tuple(found.get("columns", ())), rows=found.get("rows", {}))
    return Survey(**{**found, "findings": tuple(found["findings"]), "columns": tuple(found["columns"])})


def options_of(
    source: str | None,
    mapping: Mapping[str, str],
    date_order: str | None,
    taxonomy: str | None = None,
    every_row: str | None = None,
) -> list[str]:
    """Command line options for the person's choices."""
    told = ["--json"]
    told += ["--source", source] if source else []
    told += [part for pair in mapping.items() for part in ("--map", "=".join(pair))]
    told += ["--taxonomy", taxonomy] if taxonomy else []
    told += ["--every-row", every_row] if every_row else []
    return told + (["--date-order", date_order] if date_order else [])
