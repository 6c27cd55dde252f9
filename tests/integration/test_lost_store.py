"""What is lost, damaged or of another version is told; nothing that may be needed is deleted, and the advice works."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl import model
from etl.__main__ import main
from etl.errors import InputError
from etl.settings import Settings
from etl.store import Warehouse, incoming, open_warehouse, pseudonym_key
from etl.store.steps import WAREHOUSE, version
from etl.usecases.doctor import check
from tests.integration.small_loads import bring, ids, load, sql, ticket

Capture = pytest.CaptureFixture[str]
BLOCK = 256 * 1024
"""Bytes of a block of DuckDB."""


def snapshots(home: Path) -> list[str]:
    return sorted(path.stem for path in (home / "warehouse").glob("*.duckdb"))


def lose(home: Path, how: str) -> None:
    current = home / "warehouse" / "current"
    if how == "missing":
        current.unlink()
    else:
        current.write_text("\n", encoding="ascii")


def three_loads(home: Path, keep: int = 5) -> Warehouse:
    warehouse = open_warehouse(Settings(home=home, keep_snapshots=keep))
    for number in "123":
        load(warehouse, ticket(number, 2))
    return warehouse


@pytest.mark.parametrize("how", ["missing", "empty"])
def test_where_nothing_says_what_is_current_nothing_is_deleted_and_undo_brings_the_newest_back(
    tmp_path: Path, how: str
) -> None:
    warehouse = three_loads(tmp_path)
    lose(tmp_path, how)
    for attempt in (warehouse.reader, warehouse.current, lambda: load(warehouse, ticket("4", 2))):
        with pytest.raises(InputError, match=rf"is {how}.*\n.*python -m etl undo.*newest, 000003"):
            attempt()  # type: ignore[operator]
    assert snapshots(tmp_path) == ["000001", "000002", "000003"]
    assert warehouse.undo() == "000003"
    assert ids(warehouse) == ["1", "2", "3"]
    load(warehouse, ticket("4", 2))
    warehouse.undo()
    warehouse.undo()
    assert ids(warehouse) == ["1", "2"]


def test_every_command_says_that_the_current_snapshot_is_unknown(
    one_row_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    home = tmp_path / "home"
    shutil.copytree(one_row_home, home)
    monkeypatch.setenv("HEADWATER_HOME", str(home))
    lose(home, "missing")
    export = str(home / "one.csv")
    out = ["--out", str(tmp_path / "out.csv")]
    for command in (["measures"], ["loads"], ["export", "--what", "tickets", *out], ["sample", "--if-empty"],
                    ["load", export]):  # fmt: skip
        assert main(command) == 2
        said = capsys.readouterr().err
        assert "python -m etl undo" in said
        assert len(said.splitlines()) == 2
    assert main(["doctor"]) == 2
    assert "FAIL  Store: " in (said := capsys.readouterr().out)
    assert "python -m etl undo" in said
    assert main(["undo"]) == 0
    assert main(["loads"]) == 0
    assert "one.csv" in capsys.readouterr().out


def test_a_snapshot_that_nobody_knows_to_be_older_is_never_deleted(tmp_path: Path) -> None:
    warehouse = three_loads(tmp_path, keep=2)
    assert snapshots(tmp_path) == ["000002", "000003"]
    shutil.copyfile(tmp_path / "warehouse" / "000003.duckdb", tmp_path / "warehouse" / "000007.duckdb")
    for number in "4567":
        load(warehouse, ticket(number, 2))
    assert snapshots(tmp_path) == ["000007", "000010", "000011"]


def test_a_store_whose_loads_were_all_undone_is_empty_and_not_lost(tmp_path: Path) -> None:
    warehouse = open_warehouse(Settings(home=tmp_path))
    load(warehouse, ticket("1", 2))
    assert warehouse.undo() == ""
    assert ids(warehouse) == []
    load(warehouse, ticket("2", 2))
    assert ids(warehouse) == ["2"]
    assert snapshots(tmp_path) == ["000002"]


def test_a_crash_between_naming_a_snapshot_and_publishing_it_leaves_nothing_for_good(tmp_path: Path) -> None:
    warehouse = three_loads(tmp_path)
    folder = tmp_path / "warehouse"
    kept = (folder / "current").read_text(encoding="ascii")
    load(warehouse, ticket("4", 2))
    (folder / "current").write_text(kept, encoding="ascii")  # as if it had ended just before
    (folder / "discarded").write_text("000004\n", encoding="ascii")
    assert ids(warehouse) == ["1", "2", "3"]
    load(warehouse, ticket("5", 2))
    assert snapshots(tmp_path) == ["000001", "000002", "000003", "000005"]


@pytest.mark.parametrize("loads", ["1", "2"])
def test_the_advice_for_a_snapshot_that_is_cut_works(tmp_path: Path, loads: str) -> None:
    warehouse = open_warehouse(Settings(home=tmp_path))
    for number in range(int(loads)):
        load(warehouse, ticket(str(number), 2))
    path = tmp_path / "warehouse" / f"{warehouse.current()}.duckdb"
    path.write_bytes(path.read_bytes()[:20_000])
    told = "go back to 000001" if loads == "2" else "No other is left"
    with pytest.raises(InputError, match=told):
        warehouse.reader()
    warehouse.undo()
    load(warehouse, ticket("9", 2))
    assert ids(warehouse) == (["0", "9"] if loads == "2" else ["9"])


def test_where_the_one_before_is_no_longer_kept_a_damaged_snapshot_can_be_undone_and_a_sound_one_cannot(
    tmp_path: Path,
) -> None:
    warehouse = three_loads(tmp_path, keep=1)
    with pytest.raises(InputError, match="no longer kept"):
        warehouse.undo()
    path = tmp_path / "warehouse" / "000003.duckdb"
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(InputError, match="No other is left"):
        warehouse.reader()
    assert warehouse.undo() == ""
    load(warehouse, ticket("9", 2))
    assert ids(warehouse) == ["9"]


def refusal(attempt: Callable[[], None]) -> str:
    """What was told in plain words; any other exception is a failure."""
    try:
        attempt()
    except InputError as error:
        return str(error)
    return ""


def test_damage_anywhere_in_a_snapshot_is_told_wherever_it_is_met(tmp_path: Path) -> None:
    warehouse = open_warehouse(Settings(home=tmp_path))
    load(warehouse, ticket("1", 2, body="a text " * 2000))
    whole = (tmp_path / "warehouse" / "000001.duckdb").read_bytes()
    met = set()
    for number, start in enumerate(range(3 * 4096, len(whole), BLOCK)):
        home = tmp_path / str(number)
        shutil.copytree(tmp_path / "warehouse", home / "warehouse")
        damaged = bytearray(whole)
        damaged[start + 300] ^= 8
        (home / "warehouse" / "000001.duckdb").write_bytes(damaged)
        store = open_warehouse(Settings(home=home))
        for step, attempt in (("opening", lambda: store.reader().close()), ("reading", store.check)):  # noqa: B023
            if told := refusal(attempt):
                assert "is damaged" in told
                met.add(step)
                break
    assert met == {"opening", "reading"}


def test_the_doctor_finds_a_damaged_block_that_opening_does_not_meet(
    one_row_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    home = tmp_path / "home"
    shutil.copytree(one_row_home, home)
    monkeypatch.setenv("HEADWATER_HOME", str(home))
    assert main(["doctor"]) == 0
    path = home / "warehouse" / "000001.duckdb"
    whole = path.read_bytes()
    for start in range(3 * 4096, len(whole), BLOCK):
        damaged = bytearray(whole)
        damaged[start + 300] ^= 8
        path.write_bytes(damaged)
        if main(["loads"]) == 0 and main(["doctor"]) == 2:
            assert "FAIL  Store: The snapshot 000001" in capsys.readouterr().out
            return
    pytest.fail("no block is damaged so that only the doctor meets it")


def test_a_column_that_an_older_store_lacks_reads_as_empty_and_the_next_load_adds_it(settings: Settings) -> None:
    warehouse = open_warehouse(settings)
    load(warehouse, ticket("1", 2, goodwill_amount=5.0))
    sql(warehouse, settings.home, 'ALTER TABLE "{0}".tickets DROP COLUMN goodwill_amount CASCADE')
    sql(warehouse, settings.home, 'DROP TABLE "{0}".editions')  # the first release had none
    with warehouse.reader() as reader:
        assert reader.read(sa.select(model.tickets.c.goodwill_amount))["goodwill_amount"].isna().all()
    warehouse.check()
    load(warehouse, ticket("2", 2, goodwill_amount=7.0))
    with warehouse.reader() as reader:
        rows = reader.read(sa.select(model.tickets).order_by(model.tickets.c.ticket_id))
    assert rows["goodwill_amount"].fillna(0).tolist() == [0, 7]


def test_a_column_without_which_rows_mean_nothing_is_told(settings: Settings) -> None:
    warehouse = open_warehouse(settings)
    load(warehouse, ticket("1", 2))
    load(warehouse, ticket("2", 2))
    sql(warehouse, settings.home, 'ALTER TABLE "{0}".tickets DROP COLUMN row_hash')
    for attempt in (warehouse.reader, lambda: load(warehouse, ticket("3", 2))):
        with pytest.raises(InputError, match=r"lacks tickets\.row_hash"):
            attempt()  # type: ignore[operator]
    warehouse.undo()
    assert ids(warehouse) == ["1"]


def test_a_store_of_a_newer_version_is_neither_read_nor_written(settings: Settings) -> None:
    warehouse = open_warehouse(settings)
    load(warehouse, ticket("1", 2))
    newer = version(WAREHOUSE) + 1
    sql(warehouse, settings.home, f"UPDATE \"{{0}}\".editions SET schema_version = {newer}, version = '9.9.9'")
    for attempt in (warehouse.reader, lambda: load(warehouse, ticket("3", 2))):
        with pytest.raises(InputError, match=r"newer Headwater \(9\.9\.9\)"):
            attempt()  # type: ignore[operator]


PERSON = {"requester": "p-1", "agent": "p-2"}


def named(warehouse: Warehouse, home: Settings, *rows: dict[str, object]) -> bytes:
    """Load rows of people who are named with the store's key, as a load does; give the key."""
    with warehouse.write() as writer:
        key = pseudonym_key(home, writer)
        bring(writer, *rows)
        incoming.merge(writer, writer.next_id(model.tickets.c.load_id), run_id=1)
        incoming.drop(writer)
        writer.publish()
    return key


@pytest.mark.parametrize("content", [None, b"", b"abc", b"0" * 64])
def test_a_key_that_is_lost_cut_or_exchanged_is_told_and_no_person_becomes_two(
    settings: Settings, content: bytes | None
) -> None:
    warehouse, path = open_warehouse(settings), settings.home / "pseudonym.key"
    key = named(warehouse, settings, ticket("1", 2, **PERSON))
    assert named(warehouse, settings, ticket("2", 2, **PERSON)) == key
    kept = path.read_bytes()
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"(is missing|is cut short|is another one).*count twice\.\nPut the key back"):
        named(warehouse, settings, ticket("3", 2, **PERSON))
    assert [finding.is_well for finding in check(settings) if finding.what == "Pseudonyms"] == [False]
    path.write_bytes(kept)
    assert named(warehouse, settings, ticket("3", 2, **PERSON)) == key
    path.unlink()
    elsewhere = Settings(home=settings.home / "another")
    assert named(open_warehouse(elsewhere), elsewhere, ticket("1", 2, **PERSON)) != key


def test_an_empty_key_left_by_a_full_disk_is_made_anew_while_nobody_is_named_with_it(tmp_path: Path) -> None:
    home = Settings(home=tmp_path)
    (tmp_path / "pseudonym.key").touch()
    first = named(open_warehouse(home), home, ticket("1", 2, **PERSON))
    assert (tmp_path / "pseudonym.key").stat().st_size == 64
    assert named(open_warehouse(home), home, ticket("2", 2, **PERSON)) == first
    assert not list(tmp_path.glob("*.new"))
