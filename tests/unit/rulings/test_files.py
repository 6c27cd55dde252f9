"""Rulings come from files and from people, are added once, and the latest is in force."""

from __future__ import annotations

import csv
from datetime import datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import model
from etl.errors import InputError
from etl.rulings import (
    By,
    Share,
    Standing,
    decisions,
    file_to_learn_from,
    import_rulings,
    overrides,
    read_rulings,
    record,
    rulings_in_force,
    rulings_text,
    split,
    write_rulings,
)
from etl.settings import Settings
from etl.store import open_ledger
from etl.taxonomy import parse_taxonomy
from tests.store_rows import TAXONOMY


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
        ("ticket_id,department,ruled_at\n7,Logistics,3/4/2026\n", "line 2: ruled_at 3/4/2026 can't be read. Write"),
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


def test_a_file_of_an_office_that_writes_semicolons_and_decimal_commas_is_read(tmp_path: Path) -> None:
    read = read_rulings(file(tmp_path, "ticket_id;department;share\n7;Logistics;0,4\n7;Billing;0,6\n"))
    assert read["share"].tolist() == [0.4, 0.6]


def test_of_contradicting_lines_without_a_time_the_later_holds_and_both_are_kept(tmp_path: Path) -> None:
    ledger = open_ledger(Settings(home=tmp_path))
    assert import_rulings(ledger, read_rulings(file(tmp_path, "ticket_id,department\n7,Logistics\n7,Billing\n"))) == 2
    assert rulings_in_force(ledger)["department"].tolist() == ["Billing"]
    assert decisions(ledger).conflicts[["earlier_department", "later_department"]].to_numpy().tolist() == [
        ["Logistics", "Billing"]
    ]


def test_shares_that_miss_the_whole_are_refused_with_their_lines(tmp_path: Path) -> None:
    given = read_rulings(file(tmp_path, "ticket_id,department,share\n7,Logistics,0.5\n7,Billing,0.2\n"))
    ledger = open_ledger(Settings(home=tmp_path))
    with pytest.raises(InputError, match=r"line 2 and 3: ticket 7.*sum to 70%"):
        import_rulings(ledger, given)
    assert rulings_in_force(ledger).empty


def test_earlier_names_are_taken_as_the_names_now_and_unknown_ones_refused(tmp_path: Path) -> None:
    known = parse_taxonomy(TAXONOMY.replace("teams: [Warehouse]", "teams: [Warehouse]\n    aliases: [Depot]"))
    ledger = open_ledger(Settings(home=tmp_path))
    import_rulings(ledger, read_rulings(file(tmp_path, "ticket_id,department\n7,depot\n8,unattributed\n")), known)
    assert rulings_in_force(ledger)["department"].tolist() == ["Logistics", "Unattributed"]
    with pytest.raises(InputError, match=r"line 3: the taxonomy Test shop has no department 'Bakery'.*Support, Log"):
        import_rulings(ledger, read_rulings(file(tmp_path, "ticket_id,department\n1,Support\n2,Bakery\n")), known)
    assert len(rulings_in_force(ledger)) == 2


def test_a_file_teaches_what_holds_and_nothing_that_is_disputed_or_cannot_be_told(tmp_path: Path) -> None:
    text = (
        "ticket_id,department,action,about,author,ruled_at\n"
        "1,Finance,,,ann,2026-03-01\n"
        "1,Support,,,bob,2026-03-02\n"
        "2,Unattributed,,,ann,2026-03-01\n"
        "3,Logistics,assign,,ann,2026-03-01\n"
        "3,Finance,dispute,Logistics,lou,2026-03-02\n"
    )
    taught = file_to_learn_from(read_rulings(file(tmp_path, text)))
    assert taught is not None
    assert taught[["ticket_id", "department"]].to_numpy().tolist() == [["1", "Support"]]


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("=+-@'\t\n\"';,"), max_size=12)
NAMES = WORDS.map(str.strip).filter(bool)


@given(
    st.lists(st.tuples(NAMES, NAMES, st.none() | NAMES, WORDS, st.sampled_from([0.1, 1 / 3, 0.5])), max_size=6),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
)
def test_what_was_exported_is_read_back_as_it_was_and_no_cell_runs_as_a_formula(
    drawn: list[tuple[str, str, str | None, str, float]], at: datetime
) -> None:
    made = [
        split(Standing("shop", ticket, (), (Share(first),), 1),
              [Share(first, issue, part), Share(first + "!", None, 1 - part)], By("Ann", reason, at=at))
        for ticket, first, issue, reason, part in drawn
    ]  # fmt: skip
    with TemporaryDirectory() as name:
        folder = Path(name)
        one, other = (open_ledger(Settings(home=folder / home)) for home in ("one", "other"))
        record(one, *made)
        rows = one.read(model.rulings.select().order_by(model.rulings.c.ruling_id))
        write_rulings(rows, folder / "out.csv")
        if made:
            assert import_rulings(other, read_rulings(folder / "out.csv")) == len(rows)
            assert import_rulings(one, read_rulings(folder / "out.csv")) == 0
        assert rulings_text(other.read(model.rulings.select().order_by(model.rulings.c.ruling_id))) == rulings_text(
            rows
        )
        one.close()
        other.close()
    with StringIO(rulings_text(rows), newline="") as out:
        cells = [cell for row in list(csv.reader(out))[1:] for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in cells)
