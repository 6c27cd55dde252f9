"""Stores that the dashboard is run over in tests, and the command line that fills them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    "overview", "department", "tickets", "import", "method", "day", "shadow", "worth", "commitments", "frontline",
    "deflection", "review",
)  # fmt: skip
TEXT = (
    "<script>alert(1)</script> **bold** $x$ :smile: My parcel has not arrived, this is unacceptable. "
    "Write to jan@example.com."
)
ONE_ROW = f"""Ticket ID,Subject,Description,Created time,Status
=7,Parcel,"{TEXT}",2026-03-04 10:00,Open
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
    """Store of one complaint."""
    home = tmp_path_factory.mktemp("one-row")
    export = home / "one.csv"
    export.write_text(ONE_ROW, encoding="utf-8")
    etl(home, "load", str(export))
    return home


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store of the shipped sample."""
    home = tmp_path_factory.mktemp("sample")
    etl(home, "sample")
    return home
