"""Stores that the dashboard is run over in tests, and the command line that fills them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    "overview", "department", "tickets", "import", "method", "day", "shadow", "worth", "commitments", "frontline",
    "deflection", "review", "setup",
)  # fmt: skip
TEXT = (
    "<script>alert(1)</script> **bold** $x$ :smile: My parcel has not arrived, this is unacceptable. "
    "Write to jan@example.com."
)
ADDRESS = "http://evil.invalid/x"
ONE_ROW = f"""Ticket ID,Subject,Description,Created time,Status
=7,Parcel see {ADDRESS} www.evil.invalid a@evil.invalid,"{TEXT}",2026-03-04 10:00,Open
"""


def etl(home: Path, *arguments: str) -> str:
    """Run the command line on a store and give what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "etl", *arguments],
        cwd=ROOT,
        env={**os.environ, "HEADWATER_HOME": str(home)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def one_row_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store of one complaint; whoever writes takes a copy."""

    def fill(home: Path) -> None:
        home.mkdir()
        (home / "one.csv").write_text(ONE_ROW, encoding="utf-8")
        etl(home, "load", str(home / "one.csv"))

    return _once(tmp_path_factory, "one-row", fill)


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store of the shipped sample; whoever writes takes a copy."""
    return _once(tmp_path_factory, "sample", lambda home: etl(home, "sample"))


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
