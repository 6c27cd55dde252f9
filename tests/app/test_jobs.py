"""Commands in a process of their own: their progress in words, and what cancelling one leaves."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.jobs import Job, Progress
from tests.patience import PATIENCE_SECONDS

Open = Callable[..., AppTest]
ROWS = 20_000


@pytest.fixture
def large(tmp_path: Path) -> Path:
    export = tmp_path / "large.csv"
    texts = (
        f"{n},Late,My parcel {n} has not come{' and nobody answers' * 20},2026-03-01 09:00,Open\n" for n in range(ROWS)
    )
    export.write_text("Ticket ID,Subject,Description,Created time,Status\n" + "".join(texts), encoding="utf-8")
    return export


def snapshots(home: Path) -> dict[str, bytes]:
    """Files of the warehouse that a load may write, with what is in them."""
    return {path.name: path.read_bytes() for path in (home / "warehouse").iterdir() if path.name != "lock"}


def test_progress_says_rows_and_once_it_can_be_told_the_rate_and_the_time_left() -> None:
    assert Progress("reading", 0, 20_000).words() == "Reading and checking rows: 0 of 20,000"
    soon = Progress("attributing", 6_000, 20_000, seconds=2.0, done_before=1_000)
    assert soon.words() == (
        "Attributing complaints to departments: 6,000 of 20,000 · 2,500 rows a second · about 6 s left"
    )
    assert Progress("reading", 1_000, 1_000_000, seconds=5.0).words().endswith(" · about 83 min left")
    assert Progress("learning", 0, 20_000, seconds=9.0).words() == "Learning: 0 of 20,000"
    assert Progress("reading", 5_000, 0).share == 0.0


@pytest.mark.parametrize("has_begun", [False, True], ids=["while it starts", "while it reads"])
def test_a_cancelled_load_stores_nothing_and_gives_its_file_back(
    monkeypatch: pytest.MonkeyPatch, one_row_home: Path, tmp_path: Path, large: Path, *, has_begun: bool
) -> None:
    home = tmp_path / "home"
    shutil.copytree(one_row_home, home)
    monkeypatch.setenv("HEADWATER_HOME", str(home))
    before = snapshots(home)
    closed: list[str] = []
    with ExitStack() as held:
        held.callback(closed.append, "closed")
        job = Job(["load", str(large), "--json"], held.pop_all())
    while has_begun and job.progress is None:
        assert not job.ended.wait(0.01), job.outcome
    job.cancel()
    assert job.ended.wait(PATIENCE_SECONDS)
    assert job.outcome.lines == ["Stopped; nothing of it was stored."]
    assert not job.outcome.is_done
    assert closed == ["closed"]
    assert snapshots(home) == before
    job.cancel()  # of what has ended already: nothing happens


def test_a_load_that_goes_on_while_the_page_is_left_is_told_on_the_way_back(
    open_page: Open, one_row_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(one_row_home, home)
    more = tmp_path / "more.csv"
    more.write_text(
        "Ticket ID,Subject,Description,Created time,Status\n8,Late,Where is it,2026-03-05 10:00,Open\n",
        encoding="utf-8",
    )
    app = open_page(home, "import")
    app.session_state["_headwater_job"] = ("Loaded", Job(["load", str(more), "--json"]))
    app.run()
    assert not app.exception
    assert any("Read 1 = accepted 1 + rejected 0" in each.value.replace("\\", "") for each in app.success)
    assert "_headwater_job" not in app.session_state
