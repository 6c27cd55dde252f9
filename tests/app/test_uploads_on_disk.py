"""An upload lies on the disk only while something reads it, for its owner alone; what killed processes left goes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import filelock
import pytest
from streamlit.testing.v1 import AppTest

from etl.errors import InputError
from pages.ui.import_ import uploads
from tests.app.boxes import errors
from tests.patience import PATIENCE_SECONDS
from tests.stores import ROOT

Open = Callable[..., AppTest]

KNOWN = b"Ticket ID,Subject,Created time\n7,My parcel has not arrived,2026-03-04 10:00\n"
on_posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where uploads lie."""
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path))
    return tmp_path / "uploads"


def upload(content: bytes = KNOWN, name: str = "one.csv") -> uploads.Upload:
    return uploads.Upload(name, memoryview(content), sha256(content).hexdigest())


def click(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click()
    app.run(timeout=PATIENCE_SECONDS)
    assert not app.exception


def test_no_upload_stays_behind_after_a_look_a_check_or_a_load_that_failed(open_page: Open, folder: Path) -> None:
    app = open_page(folder.parent, "import")
    app.file_uploader[0].upload("one.csv", KNOWN)
    app.run()
    assert "1 row" in "\n".join(each.value for each in app.markdown)
    assert list(folder.rglob("*")) == []
    click(app, "Check without storing")
    assert app.success
    assert list(folder.rglob("*")) == []
    store = folder.parent / "warehouse"
    store.mkdir(exist_ok=True)
    with filelock.FileLock(store / "lock"):
        click(app, "Load")
    assert "Another load is writing" in errors(app)
    assert list(folder.rglob("*")) == []


def test_no_upload_stays_behind_when_streamlit_ends_the_run(folder: Path) -> None:
    def drawn() -> None:
        import streamlit as st

        from pages.ui.import_ import uploads

        with uploads.kept(uploads.Upload("one.csv", memoryview(b"Id\n1\n"), "0" * 64)) as path:
            st.session_state.setdefault("seen", []).append(path.is_file())
            if len(st.session_state["seen"]) == 1:
                st.rerun()
            st.stop()

    app = AppTest.from_function(drawn, default_timeout=PATIENCE_SECONDS).run()
    assert not app.exception
    assert app.session_state["seen"] == [True, True]
    assert list(folder.rglob("*")) == []


@pytest.mark.parametrize("end", [OSError, KeyboardInterrupt, SystemExit])
def test_no_upload_stays_behind_when_the_run_raises(folder: Path, end: type[BaseException]) -> None:
    def read() -> None:
        with uploads.kept(upload()) as path:
            assert path.read_bytes() == KNOWN
            raise end

    with pytest.raises(end):
        read()
    assert list(folder.rglob("*")) == []


@on_posix
def test_an_upload_is_its_owners_alone(folder: Path) -> None:
    folder.mkdir(mode=0o755)
    with uploads.kept(upload()) as path:
        modes = [each.stat().st_mode & 0o777 for each in (folder, path.parent, path)]
    assert modes == [0o700, 0o700, 0o600]


def test_two_tabs_with_the_same_file_do_not_take_it_from_each_other(folder: Path) -> None:
    with uploads.kept(upload()) as first:
        with uploads.kept(upload()) as second:
            assert first != second
        assert not second.exists()
        assert first.read_bytes() == KNOWN


def test_a_survey_is_kept_by_what_the_file_holds_and_says_no_folder(folder: Path) -> None:
    other = KNOWN + b"8,My parcel has not arrived,2026-03-05 10:00\n"
    counts = [uploads.survey(upload(content), None, {}, None).count_rows for content in (KNOWN, other, KNOWN)]
    assert counts == [1, 2, 1]
    broken = uploads.survey(upload(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8), None, {}, None)
    assert "one.csv" in broken.problem
    assert str(folder) not in broken.problem


def test_a_survey_that_was_ended_is_tried_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = KNOWN + b"9,Tried twice,2026-03-05 10:00\n"
    monkeypatch.setenv("PYTHONHOME", str(folder))  # the process that looks at it can't start
    assert uploads.survey(upload(content), None, {}, None).problem
    monkeypatch.delenv("PYTHONHOME")
    assert not uploads.survey(upload(content), None, {}, None).problem


def test_the_upload_of_a_killed_process_goes_and_that_of_a_living_one_stays(folder: Path, open_page: Open) -> None:
    held = folder / "0000-held"
    code = (
        "import sys, time, pathlib, etl.system.permissions as private\n"
        "with private.held_folder(pathlib.Path(sys.argv[1])) as held:\n"
        "    (held / 'one.csv').touch()\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(held)], cwd=ROOT, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith(b"held")
            os.utime(held, (0, 0))
            uploads.sweep_left()
            assert (held / "one.csv").is_file()
        finally:
            process.kill()
    open_page(folder.parent)
    assert not held.exists()


def test_uploads_that_an_earlier_version_left_go_by_their_age(folder: Path) -> None:
    old, new = folder / "0123456789abcdef", folder / "fedcba9876543210"
    for each in (old, new):
        each.mkdir(parents=True)
        (each / "one.csv").write_bytes(KNOWN)
    os.utime(old, (0, 0))
    with uploads.kept(upload()):
        assert not old.exists()
        assert (new / "one.csv").is_file()


def test_an_upload_that_cannot_be_written_is_told_in_plain_words(folder: Path) -> None:
    folder.write_text("in the way", encoding="utf-8")
    with pytest.raises(InputError, match=r"one\.csv can't be kept.*\n.*HEADWATER_HOME"), uploads.kept(upload()):
        pass
