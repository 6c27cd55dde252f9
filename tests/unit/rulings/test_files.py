"""Rulings come from files and from people, are added once, and the latest is in force."""

from __future__ import annotations

import csv
import gzip
from datetime import datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import model
from etl.errors import InputError
from etl.ledger.rulings import (
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
    unknown_issues,
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


def test_a_packed_file_that_is_far_too_long_for_rulings_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rulings.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as packed:
        packed.write(b"ticket_id,department\n")
        for _ in range(201):
            packed.write(bytes(1_000_000))
    with pytest.raises(InputError, match="more than 200 MB"):
        read_rulings(path)


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
        ("ticket_id,department,ruled_at\n7,Logistics,2026-03-02T12:11Z\n", "line 2: .*T12:11Z lies in the future"),
        ("ticket_id,department,ruled_at\n7,Logistics,1999-12-31\n", "line 2: .* before the year 2000"),
        ("ticket_id,department,engine_run_id\n7,Logistics,99999999999\n", "line 2: engine_run_id 99999999999 can't"),
        ("ticket_id,department,engine_run_id\n7,Logistics,0\n", "line 2: engine_run_id 0 can't"),
        ("ticket_id,department\n1,Logistics\n1.03006E+13,Logistics\n", r"line 3: .* shortened .* 1.03006E\+13"),
        ("ticket_id;department\n1,03006E+13;Logistics\n", r"line 2: .* shortened .* 1,03006E\+13"),
        ("ticket_id,department,reason\n7,Logistics,late, again\n", "line 2: the row has more cells"),
        ("ticket_id,department,ticket_id\n7,Logistics,8\n", "ticket_id more than once"),
        ('ticket_id,department\n7,"Logistics\n', "each quotation mark is closed"),
        ("ticket_id,department,action\n7,Logistics,dispute\n", "line 2: a dispute must say in about"),
        ("ticket_id,department,action\n7,,withdraw\n", "line 2: a withdraw must say in refers_to"),
    ],
)
def test_a_wrong_file_is_told_what_to_mend(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_rulings(file(tmp_path, text), now=datetime(2026, 3, 2, 12))


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_file_in_another_encoding_is_told_how_to_mend_it(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "rulings.csv"
    path.write_text("ticket_id,department,reason\n7,Logistics,café\n", encoding=encoding)
    with pytest.raises(InputError, match=r"isn't text in UTF-8\. Save it as CSV in UTF-8"):
        read_rulings(path)


def test_a_damaged_packed_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rulings.csv.gz"
    packed = bytearray(gzip.compress(b"ticket_id,department\n7,Logistics\n" * 50))
    packed[10:20] = b"\xff" * 10
    path.write_bytes(packed)
    with pytest.raises(InputError, match="can't be read"):
        read_rulings(path)


def test_clocks_may_differ_by_minutes_and_empty_cells_may_stand_beyond_the_header(tmp_path: Path) -> None:
    text = "ticket_id,department,ruled_at\n7,Logistics,2026-03-02T12:09Z,,\n"
    assert len(read_rulings(file(tmp_path, text), now=datetime(2026, 3, 2, 12))) == 1


def test_rulings_with_and_without_the_engines_run_come_back_as_they_were(tmp_path: Path) -> None:
    one, other = (open_ledger(Settings(home=tmp_path / home)) for home in ("one", "other"))
    import_rulings(one, read_rulings(file(tmp_path, "ticket_id,department\n7,Logistics\n")))
    record(one, split(Standing("shop", "8", (), (Share("A"),), 3), [Share("A", None, 0.5), Share("B", None, 0.5)],
                      By("Ann")))  # fmt: skip
    rows = one.read(model.rulings.select())
    write_rulings(rows, tmp_path / "out.csv")
    assert import_rulings(other, read_rulings(tmp_path / "out.csv")) == 3
    assert other.read(model.rulings.select())["engine_run_id"].tolist()[1:] == [3, 3]
    assert ",3.0," not in (tmp_path / "out.csv").read_text(encoding="utf-8")
    earlier = (tmp_path / "out.csv").read_text(encoding="utf-8").replace(",3,", ",3.0,")
    assert read_rulings(file(tmp_path, earlier))["engine_run_id"].tolist()[1:] == [3, 3]


def test_a_withdrawal_without_a_time_isnt_taken_for_the_dispute_that_it_takes_back(tmp_path: Path) -> None:
    text = (
        "ticket_id,department,action,about,author,ruling_group,refers_to\n"
        "7,Logistics,assign,,ann,g1,\n7,,dispute,Logistics,lou,g2,\n7,,withdraw,Logistics,lou,g3,g2\n"
    )
    ledger = open_ledger(Settings(home=tmp_path))
    lines = read_rulings(file(tmp_path, text))
    assert [import_rulings(ledger, lines.iloc[[place]]) for place in range(3)] == [1, 1, 1]
    assert decisions(ledger).disputes.empty


def test_one_id_of_two_sources_is_ruled_for_each_and_without_a_source_for_any(tmp_path: Path) -> None:
    ledger = open_ledger(Settings(home=tmp_path))
    text = "ticket_id,department,author,source\n7,Logistics,ann,{}\n"
    added = [import_rulings(ledger, read_rulings(file(tmp_path, text.format(name)))) for name in ("a", "b", "b", "")]
    assert added == [1, 1, 0, 0]


def test_a_file_under_earlier_names_is_known_after_the_renaming(tmp_path: Path) -> None:
    was = parse_taxonomy(TAXONOMY)
    renamed = TAXONOMY.replace("  Logistics:", "  Transport:")
    now = parse_taxonomy(renamed.replace("teams: [Warehouse]", "teams: [Warehouse]\n    aliases: [Logistics]"))
    ledger = open_ledger(Settings(home=tmp_path))
    given = read_rulings(file(tmp_path, "ticket_id,department,author,ruled_at\n7,Logistics,ann,2026-03-01\n"))
    assert [import_rulings(ledger, given, each) for each in (was, now)] == [1, 0]


def test_issues_that_the_taxonomy_lacks_are_named_once(tmp_path: Path) -> None:
    known = parse_taxonomy(TAXONOMY)
    issue = next(d for d in known.departments if d.issues)
    text = (
        f"ticket_id,department,issue\n1,{issue.name},{issue.issues[0].name}\n2,{issue.name},Rain\n3,{issue.name},Rain\n"
    )
    assert unknown_issues(read_rulings(file(tmp_path, text)), known) == [f"{issue.name}: Rain"]


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
    named = taught[taught["department"].notna()]
    assert named[["ticket_id", "department"]].to_numpy().tolist() == [["1", "Support"]]
    # whose it is is disputed; that it is a complaint is not
    assert taught[["ticket_id", "kind"]].to_numpy().tolist() == [["1", "complaint"], ["3", "complaint"]]


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
            read = read_rulings(folder / "out.csv", now=datetime(2030, 1, 1))
            assert import_rulings(other, read) == len(rows)
            assert import_rulings(one, read) == 0
        assert rulings_text(other.read(model.rulings.select().order_by(model.rulings.c.ruling_id))) == rulings_text(
            rows
        )
        one.close()
        other.close()
    with StringIO(rulings_text(rows), newline="") as out:
        cells = [cell for row in list(csv.reader(out))[1:] for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in cells)
