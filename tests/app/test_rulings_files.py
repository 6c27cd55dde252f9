"""Rulings as a file on Review: what the command line takes in and gives out, with the same refusals."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from etl import model
from etl.__main__ import main
from etl.commands.rulings import whole_record
from etl.ledger.rulings import rulings_text
from etl.session import open_view
from etl.settings import Settings

Open = Callable[..., AppTest]


@pytest.fixture
def home(one_row_home: Path, tmp_path: Path) -> Path:
    """A store of one complaint, with a ledger of its own."""
    return Path(shutil.copytree(one_row_home, tmp_path / "home", ignore=shutil.ignore_patterns("ledger*")))


def only_ticket(home: Path) -> str:
    with open_view(Settings(home=home)) as view:
        return str(view.reader.read(sa.select(model.tickets.c.ticket_id)).iloc[0, 0])


def taken_in(open_page: Open, home: Path, content: str | bytes, name: str = "ours.csv") -> AppTest:
    app = open_page(home, "review")
    app.file_uploader[0].upload(name, content.encode() if isinstance(content, str) else content)
    app.run()
    next(button for button in app.button if button.key == "take_in_rulings").click()
    return app.run()


def test_a_rulings_file_is_taken_in_once_and_holds_at_once(open_page: Open, home: Path) -> None:
    content = f"ticket_id,department,author\n{only_ticket(home)},Finance,Bo\n"
    app = taken_in(open_page, home, content)
    assert not app.exception
    assert app.success[0].value.replace("\\", "") == "1 of 1 rulings are new."
    rows = whole_record(Settings(home=home))
    assert rows[["department", "author"]].to_numpy().tolist() == [["Finance", "Bo"]]
    again = taken_in(open_page, home, rulings_text(rows))  # what is taken away can be taken in
    assert "0 of 1 rulings are new; 1 was there already and skipped." in again.success[0].value.replace("\\", "")
    assert len(whole_record(Settings(home=home))) == 1
    assert "download_rulings" in {button.key for button in again.get("download_button")}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("ticket_id,department\n{id},Nowhere\n", "Nowhere"),
        ("ticket_id\n{id}\n", "department"),
        ('ticket_id,department\n{id},"Finance\n', "quotation mark"),
        ("ticket_id,department,ruled_at\n{id},Finance,2999-01-01\n", "2999"),
        ("", "ours.csv needs a header"),
    ],
)
def test_a_rulings_file_that_is_wrong_is_refused_whole_in_plain_words(
    content: str, said: str, open_page: Open, home: Path
) -> None:
    app = taken_in(open_page, home, content.format(id=only_ticket(home)))
    assert not app.exception
    assert said in app.error[0].value.replace("\\", "")
    assert str(home) not in app.error[0].value
    assert whole_record(Settings(home=home)).empty
    assert not list((home / "uploads").rglob("*.csv"))


def shown(app: AppTest) -> list[str]:
    text = "\n".join(str(one.value) for one in (*app.success, *app.error)).replace("\\", "")
    return [line for line in text.splitlines() if line]


@pytest.mark.parametrize(
    "content",
    [
        "ticket_id,department,issue\n{id},Finance,Rain\n91,Finance,\n",
        "ticket_id,department\n",
        "ticket_id,department\n{id},Logistics\n8,\n",
        "ticket_id,department\n{id},Logistics\n8,<b>$x$</b>\n",
        "ticket_id,department,share\n{id},Logistics,0.5\n{id},Finance,0.2\n",
        "ticket_id,department,share\n7,Logistics,half\n",
    ],
)
def test_the_page_says_what_the_command_says(
    content: str, open_page: Open, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    content = content.format(id=only_ticket(home))
    other, path = tmp_path / "other", tmp_path / "ours.csv"
    shutil.copytree(home, other)
    path.write_text(content, encoding="utf-8")
    app = taken_in(open_page, home, content)
    monkeypatch.setenv("HEADWATER_HOME", str(other))
    code = main(["rulings", "import", str(path)])
    told = capsys.readouterr()
    said = told.err.replace(str(path), path.name) if code else told.out
    assert shown(app) == [" ".join(line.split()) for line in said.splitlines()]
    assert bool(app.success) is (code == 0)


def test_a_packed_file_is_taken_in_and_a_damaged_one_refused(open_page: Open, home: Path) -> None:
    content = gzip.compress(b"ticket_id,department\n91,Finance\n")
    assert taken_in(open_page, home, content[:12] + b"\xff" * 9, "ours.csv.gz").error[0].value.startswith("The rulings")
    assert whole_record(Settings(home=home)).empty
    assert taken_in(open_page, home, content, "ours.csv.gz").success
    assert len(whole_record(Settings(home=home))) == 1
