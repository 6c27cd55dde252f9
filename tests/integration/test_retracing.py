"""Tracing the store again: a new run beside the old, which stays as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from etl import model
from etl.__main__ import main
from etl.settings import Settings
from etl.store import open_warehouse

Capture = pytest.CaptureFixture[str]

TAXONOMY = """version: 1
name: Shop
timezone: Europe/Amsterdam
departments:
  Support: {frontline: true, issues: {No answer: {phrases: [nobody answers]}}}
  Logistics: {issues: {Late: {phrases: [not arrived]}}}
"""
ROWS = """Ticket ID,Subject,Description,Created time,Status
1,Parcel,"My parcel has not arrived, this is unacceptable.",2026-03-04 10:00,Open
2,Parcel,"It has not arrived and that is a scandal.",2026-03-04 23:30,Open
3,Robot,"The vacuum robot exploded, I am very disappointed.",2026-03-05 10:00,Open
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Store of three complaints under a taxonomy of its own."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HEADWATER_HOME", str(folder))
    monkeypatch.delenv("HEADWATER_DATABASE_URL", raising=False)
    (folder / "taxonomy.yaml").write_text(TAXONOMY, encoding="utf-8")
    export = tmp_path / "tickets.csv"
    export.write_text(ROWS, encoding="utf-8")
    assert main(["load", str(export), "--progress", "none"]) == 0
    return folder


def read(home: Path, table: sa.Table) -> pd.DataFrame:
    with open_warehouse(Settings(home=home)).reader() as reader:
        keys = [column for column in table.columns if column.name in ("run_id", "load_id", "ticket_id", "department")]
        return reader.read(sa.select(table).order_by(*keys))


def trace(capsys: Capture, *arguments: str) -> dict[str, object]:
    capsys.readouterr()
    assert main(["reattribute", "--progress", "none", "--json", *arguments]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_a_new_taxonomy_makes_a_new_run_and_leaves_the_old_one_as_it_was(home: Path, capsys: Capture) -> None:
    before = read(home, model.attributions)
    text = TAXONOMY + "  Products: {issues: {Dangerous: {phrases: [exploded]}}}\n"
    (home / "taxonomy.yaml").write_text(text, encoding="utf-8")
    told = trace(capsys)
    assert told["complaints"] == told["attributed"] + told["unattributed"] == 3  # type: ignore[operator]
    after = read(home, model.attributions)
    pd.testing.assert_frame_equal(after[after["run_id"] == 1].reset_index(drop=True), before)
    assert set(after.loc[after["run_id"] == 2, "ticket_id"]) == {"1", "2", "3"}
    assert "Products" in set(after.loc[after["run_id"] == 2, "best_department"])
    runs = read(home, model.runs)
    assert runs["taxonomy_text"].tolist() == [TAXONOMY, text]
    assert read(home, model.tickets)["run_id"].tolist() == [2, 2, 2]


def test_it_stands_in_the_history_as_a_load_that_read_nothing(home: Path, capsys: Capture) -> None:
    trace(capsys)
    loads = read(home, model.loads)
    assert loads["kind"].tolist() == ["tickets", "trace"]
    assert loads["count_read"].tolist() == [3, 0]
    assert (loads["count_read"] == loads["count_accepted"] + loads["count_rejected"]).all()
    assert (loads["count_accepted"] == loads["count_loaded"] + loads["count_already_known"]).all()
    assert main(["doctor"]) == 0


def test_it_can_be_undone(home: Path, capsys: Capture) -> None:
    trace(capsys)
    assert main(["undo"]) == 0
    assert read(home, model.runs)["run_id"].tolist() == [1]
    assert read(home, model.tickets)["run_id"].tolist() == [1, 1, 1]


def test_without_a_change_the_answers_are_the_same_again(home: Path, capsys: Capture) -> None:
    trace(capsys)
    rows = read(home, model.attributions)
    first, second = (rows[rows["run_id"] == run].drop(columns="run_id").reset_index(drop=True) for run in (1, 2))
    pd.testing.assert_frame_equal(first, second)


def test_a_taxonomy_given_by_name_holds(home: Path, capsys: Capture) -> None:
    assert trace(capsys, "--taxonomy", "retail")["taxonomy"] == "Retail"


def test_another_time_zone_says_that_days_stay_as_they_were_read(home: Path, capsys: Capture) -> None:
    (home / "taxonomy.yaml").write_text(TAXONOMY.replace("Europe/Amsterdam", "Asia/Tokyo"), encoding="utf-8")
    findings = trace(capsys)["findings"]
    assert isinstance(findings, list)
    assert any("stay in Europe/Amsterdam" in finding for finding in findings)


def test_loads_go_on_counting_after_it(home: Path, tmp_path: Path, capsys: Capture) -> None:
    trace(capsys)
    export = tmp_path / "more.csv"
    export.write_text(ROWS.replace("\n1,", "\n11,").replace("\n2,", "\n12,").replace("\n3,", "\n13,"), encoding="utf-8")
    assert main(["load", str(export), "--progress", "none"]) == 0
    assert read(home, model.loads)["load_id"].tolist() == [1, 2, 3]
    assert set(read(home, model.attributions).groupby("run_id").size().index) == {1, 2, 3}


def test_an_empty_store_is_told_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "nothing"))
    assert main(["reattribute"]) == 2
    assert "no ticket has been loaded" in capsys.readouterr().err


def test_a_wrong_taxonomy_leaves_the_store_as_it_was(home: Path, capsys: Capture) -> None:
    (home / "taxonomy.yaml").write_text("version: 1\ndepartments: {A: }\n", encoding="utf-8")
    assert main(["reattribute"]) == 2
    assert "frontline" in capsys.readouterr().err
    assert read(home, model.loads)["kind"].tolist() == ["tickets"]
