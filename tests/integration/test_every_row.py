"""A person says that every row of a source is a complaint: it holds for the source until they say otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from etl import model
from etl.__main__ import main
from etl.settings import Settings, load_settings
from etl.store import open_warehouse

Capture = pytest.CaptureFixture[str]

ROWS = """Number,Written,Said
1,2026-03-02,Speed and price
2,2026-03-03,"Thank you, you were very kind"
3,2026-03-04,How do I pay my bill?
"""
LATER = "Number,Written,Said\n4,2026-03-05,Data caps\n5,2026-03-05,This request was merged into request 4\n"
AS = ("--source", "regulator", "--map", "ticket_id=Number", "created_at=Written", "body=Said")


@pytest.fixture(params=["embedded", pytest.param("postgres", marks=pytest.mark.database)])
def settings(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HEADWATER_DATABASE_URL", raising=False)
    if request.param == "postgres":
        monkeypatch.setenv("HEADWATER_DATABASE_URL", request.getfixturevalue("postgres_database"))
    return load_settings()


def load(capsys: Capture, file: Path, rows: str, *more: str, command: str = "load") -> dict[str, Any]:
    file.write_text(rows, encoding="utf-8")
    capsys.readouterr()
    assert main([command, str(file), *AS, *more, "--json", "--progress", "none"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def stored(settings: Settings) -> dict[str, tuple[str, str | None]]:
    t = model.tickets.c
    with open_warehouse(settings).reader() as reader:
        rows = reader.read(sa.select(t.ticket_id, t.kind, t.excluded_as).order_by(t.ticket_id))
    rows = rows.astype(object).where(rows.notna(), None)
    return {row.ticket_id: (row.kind, row.excluded_as) for row in rows.itertuples()}


def test_it_holds_for_what_was_stored_before_for_later_loads_and_for_tracing_anew_until_it_is_taken_back(
    settings: Settings, tmp_path: Path, capsys: Capture
) -> None:
    told = {"1": ("other", None), "2": ("praise", None), "3": ("request", None)}
    load(capsys, tmp_path / "rows.csv", ROWS)
    assert stored(settings) == told
    stated = load(capsys, tmp_path / "rows.csv", ROWS, "--every-row", "complaint")
    assert stated["already_known"] == 3
    assert any("The kind of 3 stored before changed" in finding for finding in stated["findings"])
    assert {kind for kind, _ in stored(settings).values()} == {"complaint"}
    checked = load(capsys, tmp_path / "later.csv", LATER, command="validate")
    later = load(capsys, tmp_path / "later.csv", LATER)
    assert checked["kinds"] == later["kinds"] == {"complaint": 1}
    assert later["excluded"] == {"merged": 1}  # what doesn't count still doesn't
    assert main(["reattribute", "--progress", "none"]) == 0
    assert {kind for kind, _ in stored(settings).values()} == {"complaint"}
    load(capsys, tmp_path / "rows.csv", ROWS, "--every-row", "judged")
    assert {ticket: stored(settings)[ticket] for ticket in told} == told
    assert load(capsys, tmp_path / "more.csv", LATER.replace("4,", "6,"))["complaints"] == 0


def test_another_source_is_not_meant(settings: Settings, tmp_path: Path, capsys: Capture) -> None:
    load(capsys, tmp_path / "rows.csv", ROWS, "--every-row", "complaint")
    (tmp_path / "desk.csv").write_text(ROWS, encoding="utf-8")
    assert main(["load", str(tmp_path / "desk.csv"), "--source", "desk", *AS[2:], "--progress", "none"]) == 0
    t = model.tickets.c
    with open_warehouse(settings).reader() as reader:
        kinds = reader.read(sa.select(t.source, t.kind).order_by(t.source, t.ticket_id))
    assert kinds.loc[kinds["source"] == "desk", "kind"].tolist() == ["other", "praise", "request"]


@pytest.mark.parametrize("command", ["load", "validate", "attribute", "evaluate"])
def test_what_cannot_be_stated_is_refused_in_one_line(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "home"))
    (tmp_path / "rows.csv").write_text(ROWS, encoding="utf-8")
    needed = {"attribute": ("--out", str(tmp_path / "out.csv")), "evaluate": ("--truth", "Said")}.get(command, ())
    assert main([command, str(tmp_path / "rows.csv"), *AS, *needed, "--every-row", "grievance"]) == 2
    assert capsys.readouterr().err.splitlines() == ["--every-row can be complaint or judged, not 'grievance'."]


def test_orders_by_day_have_no_rows_that_could_be_complaints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "home"))
    (tmp_path / "orders.csv").write_text("day,orders\n2026-03-02,100\n2026-03-03,90\n", encoding="utf-8")
    assert main(["load", str(tmp_path / "orders.csv"), "--every-row", "complaint"]) == 2
    assert "leave it out" in capsys.readouterr().err


def test_a_column_of_complaints_that_holds_others_says_how_to_state_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "home"))
    (tmp_path / "rows.csv").write_text(ROWS.replace("Said", "Klacht"), encoding="utf-8")
    mapped = ("--map", "ticket_id=Number", "created_at=Written", "body=Klacht", "--json", "--progress", "none")
    assert main(["load", str(tmp_path / "rows.csv"), *mapped]) == 0
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert any("Klacht speaks of complaints" in each and "--every-row complaint" in each for each in findings)
