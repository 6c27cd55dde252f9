"""Rulings on kinds teach the next run: attributing again, later loads, and what is stated stays."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from etl import model
from etl.__main__ import main
from etl.settings import load_settings
from etl.store import open_warehouse

COUNT = 30


def write(path: Path, rows: list[tuple[str, str]]) -> str:
    with path.open("w", encoding="utf-8", newline="") as stream:
        written = [(number, "2026-03-02", said) for number, said in rows]
        csv.writer(stream).writerows([("Number", "Written", "Said"), *written])
    return str(path)


def said(word: str, number: int) -> str:
    return f"{word} {('boiler', 'meter', 'valve', 'pump')[number % 4]} {('cellar', 'attic', 'yard')[number % 3]}"


def stored() -> pd.DataFrame:
    t = model.tickets.c
    select = sa.select(t.source, t.ticket_id, t.kind, t.kind_basis, t.complaint_probability, t.run_id)
    with open_warehouse(load_settings()).reader() as reader:
        return reader.read(select).set_index(["source", "ticket_id"])


def load(file: str, source: str, *more: str) -> None:
    mapped = ("--map", "ticket_id=Number", "created_at=Written", "body=Said", "--progress", "none")
    assert main(["load", file, "--source", source, *mapped, *more]) == 0


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HEADWATER_DATABASE_URL", raising=False)
    return tmp_path


def test_rulings_on_kinds_teach_what_is_traced_anew_and_later_loads_until_they_are_gone(home: Path) -> None:
    first = [(f"k{n}", said("kaput-7", n)) for n in range(COUNT)] + [(f"v{n}", said("visit", n)) for n in range(COUNT)]
    load(write(home / "desk.csv", first), "desk")
    load(write(home / "stated.csv", [("s1", said("visit", 1))]), "register", "--every-row", "complaint")
    assert set(stored().loc["desk", "kind"]) == {"other"}
    ruled = [("ticket_id", "kind", "author", "ruled_at")]
    ruled += [(one, "complaint" if one[0] == "k" else "request", "Ann", "2026-03-03") for one, _ in first[::2]]
    with (home / "kinds.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(ruled)
    assert main(["rulings", "import", str(home / "kinds.csv")]) == 0
    assert main(["reattribute", "--progress", "none"]) == 0
    found = stored()
    assert set(found.loc["desk", "kind_basis"]) == {"taught"}
    assert {one[0]: kind for one, kind in found.loc["desk", "kind"].items()} == {"k": "complaint", "v": "other"}
    sure = found.loc["desk", "complaint_probability"] >= 0.5
    assert (sure == (found.loc["desk", "kind"] == "complaint")).all()
    assert found.loc[("register", "s1"), ["kind", "kind_basis"]].tolist() == ["complaint", "person"]
    load(write(home / "more.csv", [("k99", said("kaput-7", 7)), ("v99", said("visit", 7))]), "desk")
    assert stored().loc["desk", "kind"].loc[["k99", "v99"]].tolist() == ["complaint", "other"]
    load_settings().home.joinpath("ledger.sqlite").unlink()
    assert main(["reattribute", "--progress", "none"]) == 0
    assert set(stored().loc["desk", "kind"]) == {"other"}
