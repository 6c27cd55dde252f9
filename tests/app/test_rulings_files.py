"""Rulings as a file on Review: what the command line takes in and gives out, with the same refusals."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from etl import model
from etl.commands.exchanging import whole_record
from etl.rulings import rulings_text
from etl.settings import Settings
from etl.view import open_view

Open = Callable[..., AppTest]


@pytest.fixture
def home(one_row_home: Path, tmp_path: Path) -> Path:
    """A store of one complaint, with a ledger of its own."""
    return Path(shutil.copytree(one_row_home, tmp_path / "home", ignore=shutil.ignore_patterns("ledger*")))


def only_ticket(home: Path) -> str:
    with open_view(Settings(home=home)) as view:
        return str(view.reader.read(sa.select(model.tickets.c.ticket_id)).iloc[0, 0])


def taken_in(open_page: Open, home: Path, content: str, name: str = "ours.csv") -> AppTest:
    app = open_page(home, "review")
    app.file_uploader[0].upload(name, content.encode())
    app.run()
    next(button for button in app.button if button.key == "take_in_rulings").click()
    return app.run()


def test_a_rulings_file_is_taken_in_once_and_holds_at_once(open_page: Open, home: Path) -> None:
    content = f"ticket_id,department,author\n{only_ticket(home)},Finance,Bo\n"
    app = taken_in(open_page, home, content)
    assert not app.exception
    assert "1 of 1 rulings are new" in app.success[0].value
    rows = whole_record(Settings(home=home))
    assert rows[["department", "author"]].to_numpy().tolist() == [["Finance", "Bo"]]
    again = taken_in(open_page, home, rulings_text(rows))  # what is taken away can be taken in
    assert "0 of 1 rulings are new" in again.success[0].value
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
