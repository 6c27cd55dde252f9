"""Rulings come from files and from people, are added once, and the latest is in force."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.errors import InputError
from etl.rulings import import_rulings, overrides, read_rulings, rulings_in_force
from etl.settings import Settings
from etl.store import open_ledger


def file(folder: Path, text: str) -> Path:
    path = folder / "rulings.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_only_ticket_and_department_are_needed(tmp_path: Path) -> None:
    read = read_rulings(file(tmp_path, "ticket_id,department\n7,Logistics\n"))
    assert read[["ticket_id", "department", "share", "author"]].values.tolist() == [["7", "Logistics", 1.0, "imported"]]
    assert read["ruled_at"].isna().all()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "needs a header"),
        ("ticket_id,department\n", "at least one row"),
        ("id,department\n7,Logistics\n", "needs a header"),
        ("ticket_id,department\n7,\n", "line 2"),
        ("ticket_id,department,share\n7,Logistics,half\n", "line 2"),
        ("ticket_id,department,share\n7,Logistics,1.5\n", "share is 1.5"),
        ("ticket_id,department,ruled_at\n7,Logistics,soon\n", "line 2"),
    ],
)
def test_a_wrong_file_is_told_what_to_mend(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_rulings(file(tmp_path, text))


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="doesn't exist"):
        read_rulings(tmp_path / "none.csv")


def test_importing_twice_adds_once(tmp_path: Path) -> None:
    given = read_rulings(
        file(tmp_path, "ticket_id,department,ruled_at\n7,Logistics,2026-03-01\n8,Billing,2026-03-01\n")
    )
    ledger = open_ledger(Settings(home=tmp_path))
    assert import_rulings(ledger, given) == 2
    assert import_rulings(ledger, given) == 0
    assert len(rulings_in_force(ledger)) == 2


def test_the_latest_ruling_of_a_ticket_is_in_force_with_all_its_shares(tmp_path: Path) -> None:
    text = (
        "ticket_id,department,share,author,ruled_at\n"
        "7,Logistics,1,ann,2026-03-01\n"
        "7,Billing,0.5,bob,2026-03-02\n"
        "7,Webshop,0.5,bob,2026-03-02\n"
    )
    ledger = open_ledger(Settings(home=tmp_path))
    import_rulings(ledger, read_rulings(file(tmp_path, text)))
    found = overrides(ledger)
    assert found is not None
    assert sorted(zip(found["department"], found["share"], strict=True)) == [("Billing", 0.5), ("Webshop", 0.5)]


def test_an_author_may_change_their_mind_and_back(tmp_path: Path) -> None:
    rows = "7,Logistics,ann,2026-03-01\n7,Billing,ann,2026-03-02\n7,Logistics,ann,2026-03-03\n"
    ledger = open_ledger(Settings(home=tmp_path))
    import_rulings(ledger, read_rulings(file(tmp_path, "ticket_id,department,author,ruled_at\n" + rows)))
    assert rulings_in_force(ledger)["department"].tolist() == ["Logistics"]


def test_without_rulings_nothing_is_overridden(tmp_path: Path) -> None:
    assert overrides(open_ledger(Settings(home=tmp_path))) is None
