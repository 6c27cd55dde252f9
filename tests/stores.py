"""Stores that the dashboard is run over in tests, and the command line that fills them."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from etl.__main__ import EXIT_DONE, main
from etl.commands import loading
from etl.marts.core.measured import Measured
from etl.usecases import load_report
from pages.ui.page_list import all_pages

ROOT = Path(__file__).resolve().parents[1]
PAGES = tuple(page.name for page in all_pages())
TEXT = (
    "<script>alert(1)</script> **bold** $x$ :smile: My parcel has not arrived, this is unacceptable. "
    "Write to jan@example.com."
)
ADDRESS = "http://evil.invalid/x"
ONE_ROW = f"""Ticket ID,Subject,Description,Created time,Status
=7,Parcel see {ADDRESS} www.evil.invalid a@evil.invalid,"{TEXT}",2026-03-04 10:00,Open
"""


def etl(home: Path, *arguments: str) -> str:
    """Run the command line on a store, in this process, and give what it printed."""
    told, complained = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(told), redirect_stderr(complained):
        patch.setenv("HEADWATER_HOME", str(home))
        patch.chdir(ROOT)
        code = main(arguments)
    assert code == EXIT_DONE, complained.getvalue()
    return told.getvalue()


def as_measured(printed: Mapping[str, Any]) -> Measured:
    """What ``measures --json`` printed of a measure, but for its note: that is words there, and has no kind."""
    return Measured(**{name: told for name, told in printed.items() if name != "note"})


def _thinned(folder: Path, every: int) -> Path:
    """Write the sample's files with some of its tickets; path of their manifest."""
    folder.mkdir()
    manifest = json.loads((ROOT / "sample" / "manifest.json").read_text(encoding="utf-8"))
    for name, column in (("tickets.csv.gz", "Id"), ("events.csv.gz", "ticket_id"), ("rulings.csv.gz", "ticket_id")):
        with (
            gzip.open(ROOT / "sample" / name, "rt", encoding="utf-8", newline="") as whole,
            gzip.open(folder / name, "wt", encoding="utf-8", newline="") as part,
        ):
            rows = csv.reader(whole)
            header = next(rows)
            place, kept = header.index(column), csv.writer(part)
            kept.writerow(header)
            kept.writerows(row for row in rows if row[place].isdecimal() and int(row[place]) % every == 0)
    shutil.copy(ROOT / "sample" / "volumes.csv", folder)
    for name in (*manifest["load"], manifest["rulings"]):
        manifest["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder / "manifest.json"


@pytest.fixture(scope="session")
def one_row_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store of one complaint; whoever writes takes a copy."""

    def fill(home: Path) -> None:
        home.mkdir()
        (home / "one.csv").write_text(ONE_ROW, encoding="utf-8")
        etl(home, "load", str(home / "one.csv"))

    return _once(tmp_path_factory, "one-row", fill)


@pytest.fixture(scope="session")
def whole_sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store of the shipped sample; whoever writes takes a copy."""
    return _once(tmp_path_factory, "whole-sample", lambda home: etl(home, "sample"))


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store of every fifth ticket of the shipped sample, with its history and rulings: its pages take half the time.

    Whoever writes takes a copy.
    """

    def fill(home: Path) -> None:
        manifest = _thinned(home.parent / "thinned", every=5)
        # The command takes the sample that lies beside the code; here it is told of another.
        with pytest.MonkeyPatch.context() as patch:
            for module in (load_report, loading):
                patch.setattr(module, "SAMPLE_MANIFEST", manifest)
            etl(home, "sample")

    return _once(tmp_path_factory, "sample", fill)


def _once(tmp_path_factory: pytest.TempPathFactory, name: str, fill: Callable[[Path], object]) -> Path:
    """A store that the first who needs it fills: processes that run tests side by side share it."""
    is_shared = "PYTEST_XDIST_WORKER" in os.environ
    folder = tmp_path_factory.getbasetemp().parent if is_shared else tmp_path_factory.getbasetemp()
    home, done = folder / name, folder / f"{name}.done"
    with FileLock(folder / f"{name}.lock"):
        if not done.exists():
            fill(home)
            done.touch()
    return home
