"""The command: files, what it keeps of them, and plain lines for what can't be used."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import sqlalchemy as sa

from etl import model
from etl.__main__ import main
from etl.reports.digest.sending import VARIABLE
from etl.settings import Settings, load_settings
from etl.store import open_ledger

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def home(sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    copy = tmp_path / "home"
    shutil.copytree(sample_home, copy)
    monkeypatch.setenv("HEADWATER_HOME", str(copy))
    return copy


def actions(home: Path) -> list[str]:
    ledger = open_ledger(Settings(home=home))
    try:
        return ledger.read(sa.select(model.notices).order_by(model.notices.c.notice_id))["action"].tolist()
    finally:
        ledger.close()


def test_it_writes_three_files_a_department_and_prints_their_names(home: Path, tmp_path: Path, capsys: Capture) -> None:
    assert main(["digest", "--department", "logistics", "--out", str(tmp_path / "out")]) == 0
    printed = capsys.readouterr().out.split()
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert written == [f"digest-2026-10-25-logistics{end}" for end in (".eml", ".html", ".md")]
    assert sorted(Path(path).name for path in printed) == written


def test_with_nothing_new_it_says_nothing_where_only_news_are_wanted(home: Path, capsys: Capture) -> None:
    assert main(["digest", "--department", "Logistics", "--only-if-news"]) == 0
    said = capsys.readouterr()
    assert (said.out, said.err, actions(home)) == ("", "", [])


def test_a_snooze_is_kept_and_ended(home: Path, capsys: Capture) -> None:
    assert main(["digest", "--snooze", "logistics: late delivery", "2099-12-31"]) == 0
    assert capsys.readouterr().out == "Digests say nothing of Logistics: Late delivery up to 31 Dec 2099.\n"
    assert main(["digest", "--wake", "Logistics: Late delivery"]) == 0
    assert actions(home) == ["snooze", "wake"]


def test_a_digest_goes_out_once_a_period_unless_it_is_asked_for_again(
    home: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []

    class Service:
        def add(self, place: str) -> bool:
            return bool(place)

        def notify(self, body: str, title: str, body_format: str) -> bool:
            sent.append(title)
            return True

    module = ModuleType("apprise")
    module.Apprise = Service  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "apprise", module)
    monkeypatch.setenv(VARIABLE, "slack://secret")
    for _ in range(2):
        assert main(["digest", "--department", "Logistics", "--send"]) == 0
    assert (len(sent), actions(home)) == (1, ["sent"])
    assert main(["digest", "--department", "Logistics", "--send", "--again"]) == 0
    assert len(sent) == 2
    said = capsys.readouterr()
    assert "secret" not in said.out + said.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--department", "Nobody"], "has no department 'Nobody'"),
        (["--since", "yesterday"], "--since is 'yesterday'; give a day such as 2026-03-31."),
        (["--since", "1999-01-04"], "isn't within them"),
        (["--snooze", "Logistics: Nothing", "2099-12-31"], "has no issue 'Nothing'"),
        (["--snooze", "Logistics", "2020-01-01"], "2020-01-01 is past."),
        (["--out", "/dev/null/x"], "can't be written"),
    ],
)
def test_what_cant_be_used_is_said_in_two_lines_at_most(
    home: Path, capsys: Capture, options: list[str], said: str
) -> None:
    assert main(["digest", *options]) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert len(told.err.splitlines()) <= 2
    assert told.out == ""


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("RECIPIENTS", "Logistics=no-address", "give an address such as a@example.com"),
        ("RECIPIENTS", "Nobody=a@example.com", "The setting recipients is wrong."),
        ("BASE_URL", "javascript:alert(1)", "give an address such as https://headwater.example.com"),
        ("DIGEST_SENDER", "me", "give an address such as headwater@example.com"),
        ("DIGEST_SMALLEST", "0", "1 or more"),
    ],
)
def test_settings_that_cant_be_read_are_refused(
    one_row_home: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch,
    name: str, value: str, said: str,
) -> None:  # fmt: skip
    shutil.copytree(one_row_home, tmp_path / "one")
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "one"))
    monkeypatch.setenv(f"HEADWATER_{name}", value)
    assert main(["digest"]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert len(told.splitlines()) <= 2


def test_an_empty_store_says_what_to_do(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "empty"))
    assert main(["digest"]) == 2
    assert "Load an export first" in capsys.readouterr().err


def test_recipients_are_a_table_of_the_settings_file(tmp_path: Path) -> None:
    file = tmp_path / "headwater.toml"
    file.write_text('seed = 3\n[recipients]\nLogistics = ["a@example.com", "b@example.com"]\n', encoding="utf-8")
    settings = load_settings({}, file)
    assert settings.recipients == (("Logistics", ("a@example.com", "b@example.com")),)
    assert hash(settings)
