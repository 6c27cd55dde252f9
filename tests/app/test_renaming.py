"""Links of before a renaming, and what Method says of names that nobody knows any more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.stores import etl

Open = Callable[..., AppTest]

TAXONOMY = """version: 1
name: Shop
departments:
  Support: {frontline: true, issues: {No answer: {phrases: [nobody answers]}}}
  Delivery: {aliases: [Logistics], issues: {Not on time: {aliases: [Late], phrases: [not arrived]}}}
  Finance: {issues: {Refund: {phrases: [refund]}}}
"""
ROWS = """Ticket ID,Subject,Description,Created time,Status
1,Parcel,"My parcel has not arrived, this is unacceptable.",2026-03-04 10:00,Open
2,Parcel,"It has not arrived and that is a scandal.",2026-03-04 23:30,Open
3,Refund,"Where is my refund? This is ridiculous.",2026-03-05 10:00,Open
"""


@pytest.fixture(scope="module")
def renamed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store whose taxonomy renamed a department and an issue."""
    home = tmp_path_factory.mktemp("renamed")
    (home / "taxonomy.yaml").write_text(TAXONOMY, encoding="utf-8")
    (home / "tickets.csv").write_text(ROWS, encoding="utf-8")
    etl(home, "load", str(home / "tickets.csv"))
    etl(home, "rulings", "import", str(_rulings(home)))
    return home


def _rulings(home: Path) -> Path:
    path = home / "rulings.csv"
    rows = "1,Delivery,Not on time\n2,Delivery,Late\n3,Finance,\n"
    path.write_text(f"ticket_id,department,issue\n{rows}", encoding="utf-8")
    return path


def test_a_link_with_the_old_name_of_a_department_chooses_the_new_one(open_page: Open, renamed_home: Path) -> None:
    app = open_page(renamed_home, "department", department="Logistics")
    assert not app.exception
    assert app.multiselect(key="department").value == ["Delivery"]
    assert "Delivery" in app.title[0].value


def test_a_link_with_the_old_name_of_an_issue_chooses_the_new_one(open_page: Open, renamed_home: Path) -> None:
    old, new = (open_page(renamed_home, "tickets", issue=[name]) for name in ("Late", "Not on time"))
    assert not old.exception
    assert old.title[0].value == new.title[0].value
    assert "2 tickets" in old.title[0].value


def test_a_link_with_the_new_name_goes_on_working(open_page: Open, renamed_home: Path) -> None:
    app = open_page(renamed_home, "overview", department="Delivery")
    assert app.multiselect(key="department").value == ["Delivery"]
