"""The command line as other people's scripts call it: outputs, exit codes, and nothing stored on bad input."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from etl import model
from etl.__main__ import main
from etl.marts.core.filters import Filters
from etl.marts.frames.store_status import rejects_of
from etl.session import open_view
from etl.settings import load_settings
from etl.store import open_warehouse
from tests.conftest import ROOT

Capture = pytest.CaptureFixture[str]

HEADER = "Id,Group,Subject,Description,Status,Via,Created at,Solved at"
ROWS = [
    "1,Support,Where is it,My parcel has not arrived and nobody answers,Open,Mail,2026-03-01 09:00,",
    "2,Logistics,Refund,You charged me twice for one order,Solved,Chat,2026-03-02 10:00,2026-03-03 10:00",
    "3,Support,Question,How do I change my address?,Open,Mail,2026-03-03 11:00,",
    "4,Support,Broken,,Open,Mail,soon,",
]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HEADWATER_DATABASE_URL", raising=False)
    return tmp_path / "home"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "tickets.csv"
    path.write_text("\n".join([HEADER, *ROWS]) + "\n", encoding="utf-8")
    return path


def run_json(capsys: Capture, *arguments: str) -> dict[str, object]:
    capsys.readouterr()
    assert main(arguments) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_load_prints_what_the_contract_names(home: Path, export: Path, capsys: Capture) -> None:
    told = run_json(capsys, "load", str(export), "--json")
    assert told["read"] == 4
    assert told["accepted"] == 3
    assert told["rejected"] == 1
    assert told["loaded"] == 3
    assert told["already_known"] == 0
    assert told["source"] == "zendesk"
    assert told["load_id"] == 1
    assert isinstance(told["seconds"], float)
    assert told["mapping"]["ticket_id"] == "Id"
    assert isinstance(told["excluded"], dict)
    assert told["complaints"] == told["attributed"] + told["unattributed"]  # type: ignore[operator]


def test_loading_twice_changes_nothing_and_a_newer_export_updates(home: Path, export: Path, capsys: Capture) -> None:
    run_json(capsys, "load", str(export), "--json")
    before = run_json(capsys, "measures", "--json")["measures"]
    again = run_json(capsys, "load", str(export), "--json")
    assert (again["loaded"], again["already_known"]) == (0, 3)
    assert run_json(capsys, "measures", "--json")["measures"] == before
    export.write_text(export.read_text().replace("1,Support,Where is it", "1,Logistics,Where is it"))
    newer = run_json(capsys, "load", str(export), "--json")
    assert (newer["loaded"], newer["already_known"]) == (1, 2)


def test_a_load_says_what_the_store_was_judged_to_hold_beside_what_its_own_file_held(
    home: Path, export: Path, tmp_path: Path, capsys: Capture
) -> None:
    """After one load the console said 13,572 complaints and 2,306 unattributed, the page 13,574 and 2,301.

    The console counted the tickets of its file by the engine's answer, the page the whole store with people's rulings.
    Now both count single tickets as they were judged; measures beside them are estimates.
    """
    told = run_json(capsys, "load", str(export), "--json")
    rulings = tmp_path / "rulings.csv"
    rulings.write_text("ticket_id,department,author\n1,Customer Support,Ann\n2,Unattributed,Ann\n", encoding="utf-8")
    assert main(["rulings", "import", str(rulings)]) == 0
    later = tmp_path / "later.csv"
    later.write_text(f"{HEADER}\n{ROWS[1].replace('twice', 'three times')}\n", encoding="utf-8")
    again = run_json(capsys, "load", str(later), "--json")
    shown = run_json(capsys, "measures", "--json")["measures"]
    estimated, unknown = (shown[name]["value"] for name in ("complaints", "unattributed"))  # type: ignore[index]
    every = 2
    assert again["complaints"] == 1 < every == told["complaints"]
    assert 1 < estimated < every  # one was laid by a person; of the other nobody can tell, so it counts as expected
    assert again["store"] == {
        "complaints": every, "attributed": every - unknown, "unattributed": unknown, "ruled": every,
    }  # fmt: skip
    assert main(["load", str(later)]) == 0
    printed = capsys.readouterr().out
    assert (
        f"In the store now: complaints {every:.0f} = attributed 1 + unattributed 1, after people's rulings on"
        in printed
    )
    assert "Complaints in it" in printed


def test_validate_stores_nothing(home: Path, export: Path, capsys: Capture) -> None:
    told = run_json(capsys, "validate", str(export), "--json")
    assert (told["read"], told["accepted"], told["rejected"]) == (4, 3, 1)
    assert run_json(capsys, "loads", "--json") == {"loads": []}


def test_loads_lists_the_newest_first_and_undo_takes_it_back(home: Path, export: Path, capsys: Capture) -> None:
    run_json(capsys, "load", str(export), "--json")
    run_json(capsys, "load", str(export), "--json")
    loads = run_json(capsys, "loads", "--json")["loads"]
    assert [load["load_id"] for load in loads] == [2, 1]  # type: ignore[index,attr-defined]
    assert main(["undo"]) == 0
    assert [load["load_id"] for load in run_json(capsys, "loads", "--json")["loads"]] == [1]  # type: ignore[index,attr-defined]
    assert main(["undo"]) == 0
    assert main(["undo"]) == 2


def test_attribute_needs_no_store_and_has_one_row_per_accepted_ticket(home: Path, export: Path, tmp_path: Path) -> None:
    out = tmp_path / "origins.csv"
    assert main(["attribute", str(export), "--out", str(out)]) == 0
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    assert list(rows[0]) == ["ticket_id", "kind", "department", "issue", "confidence", "best_department", "evidence"]
    assert [row["ticket_id"] for row in rows] == ["1", "2", "3"]
    assert not (home / "warehouse").exists()


def test_attribute_writes_its_rows_where_no_signal_spoke(home: Path, tmp_path: Path) -> None:
    export, out = tmp_path / "quiet.csv", tmp_path / "origins.csv"
    export.write_text("ticket_id,created_at,body\n1,2026-03-01,Hello there\n", encoding="utf-8")
    assert main(["attribute", str(export), "--out", str(out)]) == 0
    (row,) = csv.DictReader(out.open(encoding="utf-8"))
    assert (row["ticket_id"], row["department"], row["evidence"]) == ("1", "Unattributed", "")


def test_attribute_refuses_volumes(home: Path, tmp_path: Path, capsys: Capture) -> None:
    path, out = tmp_path / "volumes.csv", tmp_path / "origins.csv"
    path.write_text("day,orders\n2026-03-01,100\n", encoding="utf-8")
    assert main(["attribute", str(path), "--out", str(out)]) == 2
    assert "holds volumes, not tickets" in capsys.readouterr().err
    assert not out.exists()


def test_refused_rows_of_a_log_say_why(home: Path, tmp_path: Path, capsys: Capture) -> None:
    log = tmp_path / "log.csv"
    rows = ["1,2026-03-01 10:00,Support", "1,2026-03-02 10:00,Logistics", ",2026-03-01,Support", "2,soon,Support"]
    log.write_text("Case,When,Queue\n" + "\n".join(rows) + "\n", encoding="utf-8")
    assert main(["load", str(log), "--map", "ticket_id=Case", "changed_at=When", "team=Queue"]) == 0
    told = capsys.readouterr().out
    assert "rejected 1: The change names no ticket." in told
    assert "rejected 1: The time of the change is missing or can't be read." in told
    assert main(["load", str(log)]) == 0
    assert "As you said for an earlier file with these columns: ticket_id from Case" in capsys.readouterr().out


def test_an_exported_ticket_table_has_the_columns_of_the_contract(
    home: Path, export: Path, tmp_path: Path, capsys: Capture
) -> None:
    run_json(capsys, "load", str(export), "--json")
    out = tmp_path / "tickets-out.csv"
    assert main(["export", "--what", "tickets", "--out", str(out)]) == 0
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    wanted = {"ticket_id", "source", "created_at", "subject", "body", "kind", "excluded_as", "department", "issue"}
    assert wanted | {"confidence"} <= set(rows[0])
    assert rows[0]["created_at"] == "2026-03-01T08:00:00Z"  # 09:00 in Amsterdam, where the retail taxonomy is


@pytest.mark.parametrize("ending", ["csv", "XLSX", "parquet"])
def test_an_export_is_of_the_kind_that_its_name_says(
    home: Path, export: Path, tmp_path: Path, capsys: Capture, ending: str
) -> None:
    run_json(capsys, "load", str(export), "--json")
    of_excel = partial(pd.read_excel, engine="openpyxl")
    read = {"csv": pd.read_csv, "XLSX": of_excel, "parquet": pd.read_parquet}[ending]
    tickets, figures = tmp_path / f"tickets.{ending}", tmp_path / f"figures.{ending}"
    assert main(["export", "--what", "tickets", "--out", str(tickets)]) == 0
    assert main(["export", "--what", "measures", "--out", str(figures)]) == 0
    rows = read(tickets)
    wanted = ["ticket_id", "source", "created_at", "subject", "body", "kind", "excluded_as", "department", "issue"]
    assert set(wanted) | {"confidence"} <= set(rows)
    assert pd.to_datetime(rows["created_at"]).iloc[0] == pd.Timestamp("2026-03-01T08:00:00Z")
    assert "complaints" in read(figures)["measure"].tolist()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["export", "--what", "tickets", "--out", "x.pdf"], "tickets are written as .csv, .xlsx or .parquet."),
        (["export", "--what", "measures", "--out", "x.pptx"], "measures are written as .csv, .xlsx or .parquet."),
        (["export", "--what", "slides", "--out", "s.odp"], "slides are written as .pptx or .pdf."),
        (["export", "--what", "slides", "--out", "s.pptx", "--template", "no.pptx"], "no.pptx can't be read"),
        (["export", "--what", "tickets", "--out", "x.csv", "--template", "no.pptx"], "--template is for slides"),
        (["export", "--what", "tickets", "--out", "x"], "tickets are written as .csv, .xlsx or .parquet."),
        (["attribute", "nowhere.csv", "--out", "x.json"], "origins are written as .csv, .xlsx or .parquet."),
        (["rulings", "export", "x.xlsx"], "rulings are written as .csv."),
    ],
)
def test_a_file_of_another_kind_than_its_name_says_is_never_written(
    home: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert said in told
    assert len(told.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []  # neither the file nor a store: it is said before any work is done


def test_measures_by_group_add_up_to_the_complaints_and_have_bounds(home: Path, export: Path, capsys: Capture) -> None:
    assert main(["load", str(export)]) == 0
    complaints = []
    for by in ("department", "channel", "month"):
        found = run_json(capsys, "measures", "--by", by, "--json")
        assert found["by"] == by
        complaints.append(sum(group["complaints"]["value"] for group in found["groups"].values()))
        assert all(g["share"]["low"] <= g["share"]["value"] <= g["share"]["high"] for g in found["groups"].values())
    assert complaints == pytest.approx([complaints[0]] * 3)
    assert 0 < complaints[0] <= 2
    assert main(["measures", "--by", "department"]) == 0
    assert "not yet checked by people" in capsys.readouterr().out


def test_a_filter_narrows_the_measures(home: Path, export: Path, capsys: Capture) -> None:
    run_json(capsys, "load", str(export), "--json")
    everything = run_json(capsys, "measures", "--json")["measures"]
    one_day = run_json(capsys, "measures", "--json", "--from", "2026-03-02", "--to", "2026-03-02")["measures"]
    assert everything["tickets"]["value"] == 3  # type: ignore[index]
    assert one_day["tickets"]["value"] == 1  # type: ignore[index]


def test_a_department_is_found_whatever_its_case(home: Path, export: Path, capsys: Capture) -> None:
    run_json(capsys, "load", str(export), "--json")
    named = run_json(capsys, "measures", "--json", "--department", "Logistics")
    assert run_json(capsys, "measures", "--json", "--department", "logistics") == named
    assert run_json(capsys, "measures", "--json", "--department", "Unattributed")["filters"]


def test_volumes_are_loaded_once(home: Path, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "volumes.csv"
    path.write_text("day,orders\n2026-03-01,100\n2026-03-02,120\nsoon,5\n")
    told = run_json(capsys, "load", str(path), "--json")
    assert (told["read"], told["rejected"], told["loaded"]) == (3, 1, 2)
    assert run_json(capsys, "load", str(path), "--json")["already_known"] == 2


def test_refused_volumes_say_why_and_marks_between_thousands_are_read(
    home: Path, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "volumes.csv"
    rows = ["1.3.2026;1.200", "2.3.2026;1.250,5", "soon;5", "3.3.2026;inf", "4.3.2026;-1", "5.3.2096;7", "1.3.2026"]
    path.write_text("day;orders\n" + "\n".join(rows) + "\n", encoding="utf-8")
    assert main(["load", str(path), "--date-order", "dmy"]) == 0
    told = capsys.readouterr().out
    assert "Read 7 = accepted 2 + rejected 5" in told
    assert "The number is missing or can't be read." in told
    assert "The day lies more than a day after now" in told
    with open_warehouse(load_settings()).reader() as reader:
        assert reader.read(sa.select(model.volumes.c.value))["value"].tolist() == [1200, 1250.5]
        lines = reader.read(sa.select(model.rejects.c.line).order_by(model.rejects.c.line))["line"]
    assert lines.tolist() == [4, 5, 6, 7, 8]


def test_the_source_told_with_a_mapping_is_kept_with_it_and_undo_forgets_both(
    home: Path, tmp_path: Path, capsys: Capture
) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text(f"N,W,T\n{name}1,2026-01-05,lamp\n")
    told = ["--map", "ticket_id=N", "created_at=W", "body=T", "--source", "shop", "--every-row", "complaint"]
    first = run_json(capsys, "load", str(tmp_path / "a.csv"), "--json", *told)
    later = run_json(capsys, "load", str(tmp_path / "b.csv"), "--json")
    assert (first["source"], later["source"], later["complaints"]) == ("shop", "shop", 1)
    assert any("its source is shop; --source overrides this" in finding for finding in later["findings"])
    for _ in range(2):
        assert main(["undo"]) == 0
    assert main(["load", str(tmp_path / "b.csv")]) == 2


@pytest.mark.parametrize("chunk_rows", ["1", "100"])
def test_a_refused_row_of_a_folder_names_its_file_and_its_line_there(
    home: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, chunk_rows: str
) -> None:
    monkeypatch.setenv("HEADWATER_CHUNK_ROWS", chunk_rows)
    folder = tmp_path / "months"
    folder.mkdir()
    header, text = "ticket_id,created_at,body\n", "The lamp came without its shade"
    (folder / "a.csv").write_text(f"{header}1,2026-01-05,{text}\n2,soon,{text}\n", encoding="utf-8")
    (folder / "b.csv").write_text(header, encoding="utf-8")
    (folder / "c.csv").write_text(f"{header}3,later,{text}\n4,2026-03-05\n5,2026-03-05,{text}\n", encoding="utf-8")
    told = run_json(capsys, "load", str(folder), "--json")
    with open_view(load_settings()) as view:
        shown = rejects_of(view.scope(Filters()), told["load_id"])
    assert list(zip(shown["file"], shown["line"], strict=True)) == [("a.csv", 3), ("c.csv", 2), ("c.csv", 3)]


@pytest.mark.parametrize("chunk_rows", ["1", "2", "100"])
@pytest.mark.parametrize("header", ["Channel,Jan 2026,Feb 2026,Total", "Orders by channel,2026-01,2026-02,All"])
def test_a_pivot_of_channels_by_months_is_spread_over_their_days(
    home: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, chunk_rows: str, header: str
) -> None:
    monkeypatch.setenv("HEADWATER_CHUNK_ROWS", chunk_rows)
    path = tmp_path / "pivot.csv"
    path.write_text(f"{header}\nWebshop,3100,2800,5900\nPhone,310,,310\nTotal,3410,2800,6210\n")
    told = run_json(capsys, "load", str(path), "--json")
    assert (told["kind"], told["read"], told["rejected"]) == ("volumes", 3, 0)
    with open_warehouse(load_settings()).reader() as reader:
        rows = reader.read(sa.select(model.volumes))
    is_phone = rows["channel"].str.lower() == "phone"
    assert ((~is_phone).sum(), len(rows)) == (59, 90)
    assert rows["value"].sum() == pytest.approx(6210)
    assert set(rows.loc[is_phone, "value"].round(6)) == {10}


def test_a_table_of_other_things_by_months_is_no_pivot_of_orders(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "pivot.csv"
    path.write_text("Team,Jan 2026,Feb 2026\nBilling,31,28\nSupport,12,13\n")
    assert main(["load", str(path)]) == 2


@pytest.mark.parametrize("chunk_rows", ["1", "2", "3", "100"])
def test_a_day_said_twice_counts_once_wherever_the_file_is_cut(
    home: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, chunk_rows: str
) -> None:
    monkeypatch.setenv("HEADWATER_CHUNK_ROWS", chunk_rows)
    path = tmp_path / "volumes.csv"
    days = ["2026-03-01,100", "2026-03-02,120", "2026-03-01,90,9", "2026-03-01,110", "2026-03-02,many"]
    path.write_text("day,orders\n" + "\n".join(days) + "\n")
    told = run_json(capsys, "load", str(path), "--json")
    assert (told["read"], told["rejected"], told["loaded"], told["already_known"]) == (5, 3, 2, 0)
    with open_warehouse(load_settings()).reader() as reader:
        assert sorted(reader.read(sa.select(model.volumes.c.value))["value"]) == [110, 120]
        lines = reader.read(sa.select(model.rejects.c.line).order_by(model.rejects.c.line))["line"]
    assert lines.tolist() == [2, 4, 6]


def test_a_file_without_one_good_volume_is_refused(home: Path, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "volumes.csv"
    path.write_text("day,orders\nsoon,5\nlater,6\n", encoding="utf-8")
    assert main(["load", str(path)]) == 2
    assert "All 2 rows are refused; 2 because: The day is missing" in capsys.readouterr().err
    assert not (home / "warehouse" / "current").exists()


def _gzip_cut_short() -> bytes:
    whole = gzip.compress(("\n".join([HEADER, *ROWS]) * 50).encode())
    return whole[: len(whole) // 2]


def _zip_in_a_zip() -> bytes:
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("tickets.csv", "\n".join([HEADER, *ROWS]))
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    return outer.getvalue()


BAD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "an empty file": ("empty.csv", lambda: b""),
    "a picture renamed": ("picture.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
    "a truncated gzip": ("cut.csv.gz", _gzip_cut_short),
    "a header without rows": ("header.csv", lambda: HEADER.encode()),
    "a missing column": ("columns.csv", lambda: b"Id,Subject\n1,late\n"),
    "a NUL byte": ("nul.csv", lambda: ("\n".join([HEADER, *ROWS]) + "\n5,a\x00b,,,,,,\n").encode()),
    "a zip in a zip": ("nested.zip", _zip_in_a_zip),
    "only bad rows": ("bad.csv", lambda: "\n".join([HEADER, ROWS[3], ROWS[3]]).encode()),
    "no table at all": ("text.csv", lambda: b"Dear all,\nplease find attached nothing.\n"),
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("command", ["load", "attribute"])
def test_bad_input_ends_with_2_and_one_or_two_plain_lines(
    what: str, command: str, home: Path, tmp_path: Path, capsys: Capture
) -> None:
    name, content = BAD[what]
    path = tmp_path / name
    path.write_bytes(content())
    out = tmp_path / "out.csv"
    more = ["--out", str(out)] if command == "attribute" else []
    assert main([command, str(path), *more]) == 2
    said = capsys.readouterr()
    assert 1 <= len(said.err.strip().splitlines()) <= 2
    assert "Traceback" not in said.err + said.out
    assert not out.exists()
    assert not (home / "warehouse" / "current").exists()


def test_a_line_of_300_mb_is_refused_without_being_held(home: Path, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.write(HEADER.encode() + b"\n1,")
        for _ in range(300):
            file.write(b"x" * 2**20)
    assert main(["load", str(path)]) == 2
    assert 1 <= len(capsys.readouterr().err.strip().splitlines()) <= 2


def test_bad_input_leaves_what_was_loaded_before(home: Path, export: Path, tmp_path: Path, capsys: Capture) -> None:
    run_json(capsys, "load", str(export), "--json")
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"")
    assert main(["load", str(bad)]) == 2
    assert len(run_json(capsys, "loads", "--json")["loads"]) == 1  # type: ignore[arg-type]


def test_of_several_files_those_before_a_bad_one_are_kept_and_named(
    home: Path, export: Path, tmp_path: Path, capsys: Capture
) -> None:
    bad, last = tmp_path / "bad.csv", tmp_path / "last.csv"
    bad.write_bytes(b"")
    last.write_text(export.read_text(encoding="utf-8"), encoding="utf-8")
    assert main(["load", str(export), str(bad), str(last), "--json"]) == 2
    said = capsys.readouterr()
    assert said.err.strip().endswith("Loaded before it and kept: tickets.csv.")
    assert [each["loaded"] for each in json.loads(said.out)["loads"]] == [3]
    assert len(run_json(capsys, "loads", "--json")["loads"]) == 1  # type: ignore[arg-type]


def test_where_the_first_of_several_small_files_knew_little_tracing_again_is_told(
    home: Path, export: Path, tmp_path: Path, capsys: Capture
) -> None:
    others = [tmp_path / "second.csv", tmp_path / "third.csv"]
    others[0].write_text(re.sub(r"(?m)^(?=\d)", "9", export.read_text(encoding="utf-8")), encoding="utf-8")
    others[1].write_text(re.sub(r"(?m)^(?=\d)", "8", export.read_text(encoding="utf-8")), encoding="utf-8")
    assert main(["load", str(export)]) == 0
    advice = "with everything that is stored now: python -m etl reattribute"
    assert advice not in capsys.readouterr().out
    assert main(["load", *map(str, others)]) == 0
    assert advice not in capsys.readouterr().out  # half of it was known before
    assert main(["undo"]) == main(["undo"]) == main(["undo"]) == 0
    assert main(["load", str(export), str(others[0])]) == 0
    assert (
        capsys.readouterr()
        .out.strip()
        .endswith(f"what was stored at that time: from 3 to 6 tickets.\nTo attribute all of them {advice}")
    )


def test_a_bound_on_the_size_of_files_is_told_without_a_traceback(home: Path, export: Path) -> None:
    resource = pytest.importorskip("resource")
    done = subprocess.run(
        [sys.executable, "-m", "etl", "load", str(export)],
        cwd=ROOT, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("A file of the store may grow no larger")
    assert len(done.stderr.splitlines()) == 2
    assert not (home / "warehouse" / "current").exists()


def test_a_field_mapped_to_nothing_is_left_unmapped(home: Path, export: Path, capsys: Capture) -> None:
    told = run_json(capsys, "load", str(export), "--map", "team=", "--json")
    assert "some_tickets_have_a_team" in told["warnings"]  # type: ignore[operator]


@pytest.mark.parametrize("command", [["load"], ["measures"], ["loads"], ["undo"], ["rulings", "export"]])
def test_a_home_that_is_a_file_is_told_plainly(
    command: list[str], export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("HEADWATER_HOME", str(export))
    more = {"load": [str(export)], "rulings": [str(tmp_path / "out.csv")]}.get(command[0], [])
    assert main([*command, *more]) == 2
    error = capsys.readouterr().err
    assert "HEADWATER_HOME" in error
    assert len(error.strip().splitlines()) <= 2


def test_the_command_line_can_be_stopped_from_its_first_moment_on() -> None:
    told = "import sys, etl.__main__; print([name for name in ('sqlalchemy', 'pandas') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"  # what takes long to import is imported where a stop is expected


def _session(number: int) -> list[str]:
    """Processes of a session that run."""
    found = []
    for each in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):  # it has ended
            state = each.read_text().rsplit(")", 1)[1].split()
            if int(state[3]) == number and state[0] != "Z":
                found.append(each.parent.name)
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
@pytest.mark.parametrize(("sent", "workers"), [("SIGINT", 2), ("SIGTERM", 1), ("SIGTERM", 3)])
def test_a_stopped_load_ends_tidily(sent: str, workers: int, home: Path, export: Path, tmp_path: Path) -> None:
    assert main(["load", str(export)]) == 0
    before = (home / "warehouse" / "current").read_text()
    large = tmp_path / "large.csv"
    row = "{n},Support,Late,My parcel {n} has not come" + " and nobody answers" * 20 + ",Open,Mail,2026-03-01 09:00,\n"
    large.write_text(HEADER + "\n" + "".join(row.format(n=n) for n in range(25_000)), encoding="utf-8")
    command = [sys.executable, "-m", "etl", "load", str(large), "--progress", "lines", "--workers", str(workers)]

    def heed() -> None:
        signal.signal(
            signal.SIGINT, signal.SIG_DFL
        )  # tests that run in the background of a shell were told to ignore it

    process = subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=heed
    )
    assert process.stderr is not None
    while not process.stderr.readline().startswith("progress reading 20000"):
        pass
    process.send_signal(getattr(signal, sent))
    error = process.stderr.read()  # ends when nobody is left who could write to it
    assert process.wait() == 1
    assert error.strip().splitlines()[-1] == "Stopped; nothing of it was stored."
    assert "Traceback" not in error
    assert not list(home.glob("warehouse/*.part*"))
    assert not list(home.glob("parts/*"))
    assert (home / "warehouse" / "current").read_text() == before
    until = time.monotonic() + 20
    while left := _session(process.pid):
        assert time.monotonic() < until, left
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["load", "nowhere.csv"], "nowhere.csv"),
        (["load", "x" * 5000], "can't be looked for: File name too long"),
        (["load", "nowhere.csv", "--map", "ticket_id"], "--map"),
        (["measures", "--from", "soon"], "soon"),
        (["measures", "--kind", "complaints"], "known are complaint, request"),
        (["measures", "--weekday", "7"], "--weekday knows no '7'"),
        (["measures", "--hour", "24"], "--hour knows no '24'"),
        (["export", "--what", "tickets", "--out", "x.csv", "--excluded", "junk"], "--excluded knows no 'junk'"),
        (["measures", "--department", "Nobody"], "no department 'Nobody'; it has Customer Support, Logistics"),
        (["measures", "--from", "2026-03-02", "--to", "2026-03-01"], "before"),
        (["export", "--what", "tickets", "--out", "/proc/none/out.csv"], "can't be written"),
        (["rulings", "import", "nowhere.csv"], "nowhere.csv"),
        (["undo"], "no load to undo"),
    ],
)
def test_wrong_arguments_are_told_plainly(arguments: list[str], said: str, home: Path, capsys: Capture) -> None:
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.strip().splitlines()) <= 2


def test_an_import_of_rulings_names_what_isnt_known(home: Path, export: Path, tmp_path: Path, capsys: Capture) -> None:
    assert main(["load", str(export)]) == 0
    file = tmp_path / "rulings.csv"
    file.write_text("ticket_id,department,issue\n1,Logistics,Rain\n91,Logistics,\n92,Logistics,\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["rulings", "import", str(file)]) == 0
    told = capsys.readouterr().out
    assert "3 of 3 rulings are new" in told
    assert "Retail has no such issue: Logistics: Rain" in told
    assert "2 of the file's tickets (91, 92)" in told


@pytest.mark.parametrize("arguments", [[], ["fly"], ["load"], ["export", "--what", "cake", "--out", "x"]])
def test_an_unknown_command_ends_with_2_and_names_the_help(arguments: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "--help" in capsys.readouterr().err


def test_the_doctor_finds_a_fresh_place_well(home: Path, capsys: Capture) -> None:
    assert main(["doctor"]) == 0
    assert "FAIL" not in capsys.readouterr().out


def test_the_doctor_says_what_to_mend(home: Path, capsys: Capture) -> None:
    home.mkdir(parents=True)
    (home / "taxonomy.yaml").write_text("departments: 7\n")
    (home / "warehouse").mkdir()
    (home / "warehouse" / "current").write_text("000007\n")
    assert main(["doctor"]) == 2
    told = capsys.readouterr().out
    assert "FAIL  Taxonomy" in told
    assert "FAIL  Store: The snapshot 000007" in told
    assert "etl undo" in told


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_output_that_cannot_be_written_is_no_success_and_no_traceback(home: Path) -> None:
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-m", "etl", "loads", "--json"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, cwd=ROOT, env=buffered, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
