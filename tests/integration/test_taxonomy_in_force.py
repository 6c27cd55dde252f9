"""No file changes the taxonomy of the whole store by its format; what a change does is said, and it is a new run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from etl import model
from etl.__main__ import main
from etl.settings import Settings
from etl.store import open_warehouse
from tests.conftest import ROOT

Capture = pytest.CaptureFixture[str]

OPEN311 = str(ROOT / "tests" / "fixtures" / "exports" / "open311.csv")
SHOP = """Ticket ID,Subject,Description,Created time,Status
1,Parcel,"My parcel has not arrived, this is unacceptable.",2026-03-04 10:00,Open
2,Parcel,"It has not arrived and that is a scandal.",2026-03-04 23:30,Open
3,Refund,"Where is my refund? You charged me twice. This is ridiculous.",2026-03-05 10:00,Open
"""
OWN = """version: 1
name: Shop
departments:
  Support: {frontline: true, issues: {No answer: {phrases: [nobody answers]}}}
  Logistics: {issues: {Late: {phrases: [not arrived]}}}
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HEADWATER_DATABASE_URL", raising=False)
    (tmp_path / "shop.csv").write_text(SHOP, encoding="utf-8")
    return tmp_path / "home"


def told(capsys: Capture, *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main([*arguments, "--json", "--progress", "none"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def runs(home: Path) -> list[str]:
    with open_warehouse(Settings(home=home)).reader() as reader:
        select = sa.select(model.runs.c.taxonomy_name).order_by(model.runs.c.run_id)
        return reader.read(select)["taxonomy_name"].tolist()


def test_the_last_files_format_does_not_change_the_taxonomy_of_the_store(
    home: Path, tmp_path: Path, capsys: Capture
) -> None:
    first = told(capsys, "load", str(tmp_path / "shop.csv"))
    assert (first["taxonomy"], first["taxonomy_chosen_by"], first["taxonomy_effect"]) == ("Retail", "default", None)
    assert first["attributed"] > 0
    checked = told(capsys, "validate", OPEN311)
    later = told(capsys, "load", OPEN311)
    for found in (checked, later):
        assert (found["taxonomy"], found["taxonomy_chosen_by"]) == ("Retail", "store")
        assert "proposes Public services" in found["taxonomy_notes"][0]
    assert runs(home) == ["Retail", "Retail"]
    with open_warehouse(Settings(home=home)).reader() as reader:
        tickets = model.tickets.c
        select = sa.select(tickets.run_id).where(tickets.ticket_id.in_(["1", "2", "3"]), tickets.load_id == 1)
        assert reader.read(select)["run_id"].tolist() == [1, 1, 1]


def test_a_change_is_asked_for_says_its_effect_and_stays(home: Path, tmp_path: Path, capsys: Capture) -> None:
    first = told(capsys, "load", str(tmp_path / "shop.csv"))
    (tmp_path / "one.csv").write_text(SHOP.replace("\n1,", "\n11,").rsplit("\n2,", 1)[0] + "\n", encoding="utf-8")
    changed = told(capsys, "load", str(tmp_path / "one.csv"), "--taxonomy", "banking")
    assert (changed["taxonomy"], changed["taxonomy_chosen_by"]) == ("Banking", "asked")
    effect = changed["taxonomy_effect"]
    assert (effect["before"], effect["complaints"]) == ("Retail", first["complaints"])
    assert effect["attributed_before"] == first["attributed"]
    assert changed["taxonomy_notes"] == [
        "The taxonomy in force is now Banking; it was Retail. All tickets are attributed again.",
        f"Of {effect['complaints']} complaints stored before, {effect['attributed_before']} were "
        f"attributed before and {effect['attributed_after']} are now.",
    ]
    back = told(capsys, "reattribute", "--taxonomy", "retail")
    assert back["taxonomy_effect"]["before"] == "Banking"
    assert told(capsys, "load", str(tmp_path / "shop.csv"))["taxonomy"] == "Retail"
    assert runs(home) == ["Retail", "Banking", "Retail"]
    assert main(["loads"]) == 0


def test_a_first_file_whose_format_names_a_taxonomy_takes_it_and_says_so(home: Path, capsys: Capture) -> None:
    assert main(["load", OPEN311]) == 0
    assert "Taxonomy: Public services, proposed by the format of this file." in capsys.readouterr().out


def test_the_stores_own_file_holds_and_a_load_says_that_it_was_edited(
    home: Path, tmp_path: Path, capsys: Capture
) -> None:
    home.mkdir()
    (home / "taxonomy.yaml").write_text(OWN, encoding="utf-8")
    assert told(capsys, "load", str(tmp_path / "shop.csv"))["taxonomy_chosen_by"] == "file"
    edited = OWN + "  Finance: {issues: {Refund: {phrases: [refund]}}}\n"
    (home / "taxonomy.yaml").write_text(edited, encoding="utf-8")
    assert main(["doctor"]) == 0
    assert "taxonomy.yaml differs" in capsys.readouterr().out
    notes = told(capsys, "load", str(tmp_path / "shop.csv"))["taxonomy_notes"]
    assert "The taxonomy in force is still Shop, from " in notes[0]
    assert " were attributed before and " in notes[1]
