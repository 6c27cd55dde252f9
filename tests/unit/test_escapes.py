"""Names and cells that would steer a terminal are shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.__main__ import main
from etl.system.terminal import visible
from pages.ui.plain_text import plain

ESCAPE = "\x1b]0;pwned\x07\x1b[31mRED"


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize("sign", ["\x1b", "\x07", "\r", "\x00", "\x7f", "\x9b", "\u202e", "\u2066", "\ud800"])
def test_a_sign_that_steers_is_spelt(sign: str) -> None:
    assert visible(f"a{sign}b") == f"a\\u{ord(sign):04x}b"


@pytest.mark.parametrize("text", ["Größe\tx\n", "👩‍👩‍👧", "مرحبا", "a\u200eb"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert visible(text) == text


def test_what_is_spelt_means_the_same_in_json() -> None:
    assert json.loads(visible(json.dumps({"a": ESCAPE + "\x9b\x7f"}, ensure_ascii=False))) == {"a": ESCAPE + "\x9b\x7f"}


def test_names_of_columns_and_files_steer_no_terminal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"x{ESCAPE.replace('/', '')}.csv"
    path.write_text(f"a{ESCAPE},b\n1,2\n", encoding="utf-8")

    assert main(["load", str(path)]) == 2
    told = capfd.readouterr().err
    assert "\\u001b]0;pwned\\u0007\\u001b[31mRED" in told
    assert not any(sign in told for sign in "\x1b\x07\x9b")
    assert len(told.splitlines()) == 2


def test_a_message_is_no_longer_than_a_screen(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["load", *["x" * 200_000]]) == 2
    assert len(capfd.readouterr().err) < 5_000


def test_a_notice_on_a_page_shows_them_too() -> None:
    assert "\x1b" not in plain(ESCAPE)
    assert plain(ESCAPE).startswith(r"\\u001b\]0;pwned")
