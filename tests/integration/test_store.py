"""The warehouse publishes whole snapshots, and the ledger keeps what it was given."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from etl import model
from etl.errors import InputError, StoreBusyError
from etl.settings import Settings
from etl.store import embedded_writer, incoming, open_ledger, open_warehouse
from etl.store.base import INCOMING
from tests.conftest import ROOT
from tests.integration.small_loads import bring, ids, load, ticket


def test_an_empty_store_reads_as_empty(settings: Settings) -> None:
    with open_warehouse(settings).reader() as reader:
        assert reader.is_empty
        assert reader.snapshot == ""


def test_a_load_is_seen_only_when_published(settings: Settings) -> None:
    warehouse = open_warehouse(settings)
    load(warehouse, ticket("1", 2))
    with warehouse.write() as writer:
        bring(writer, ticket("2", 2))
        incoming.merge(writer, 2, 2)
    assert ids(warehouse) == ["1"]


def test_a_reader_keeps_its_snapshot_while_a_load_publishes_the_next(settings: Settings) -> None:
    warehouse = open_warehouse(settings)
    load(warehouse, ticket("1", 2))
    with warehouse.reader() as reader:
        load(warehouse, ticket("2", 2))
        assert reader.read(sa.select(model.tickets.c.ticket_id))["ticket_id"].tolist() == ["1"]
    assert ids(warehouse) == ["1", "2"]


@pytest.mark.parametrize("limit", ["60MB", "1kB"])
def test_what_was_added_outlasts_letting_go_of_memory(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(embedded_writer, "_SETTLED_LIMIT", limit)  # DuckDB refuses the lower one
    warehouse = open_warehouse(settings)
    with warehouse.write() as writer:
        bring(writer, ticket("1", 2))
        writer.let_go()
        incoming.merge(writer, 1, 1)
        incoming.drop(writer)
        writer.let_go()
        writer.publish()
    assert ids(warehouse) == ["1"]


def test_loading_twice_equals_loading_once(settings: Settings) -> None:
    warehouse = open_warehouse(settings)
    assert load(warehouse, ticket("1", 2), ticket("2", 3)) == (2, 0, [])
    assert load(warehouse, ticket("1", 2), ticket("2", 3)) == (0, 2, [])
    assert ids(warehouse) == ["1", "2"]


def test_a_newer_version_takes_the_place_of_the_older_and_never_the_other_way(settings: Settings) -> None:
    warehouse = open_warehouse(settings)
    old = ticket("1", 2, updated_at=datetime(2026, 3, 1), status="open")
    new = ticket("1", 2, updated_at=datetime(2026, 3, 2), status="solved", row_hash="other")
    assert load(warehouse, old) == (1, 0, [])
    assert load(warehouse, new) == (1, 0, [])
    assert load(warehouse, old) == (0, 1, [])
    with warehouse.reader() as reader:
        assert reader.read(sa.select(model.tickets.c.status))["status"].tolist() == ["solved"]


def test_a_repeated_id_keeps_its_latest_version(settings: Settings) -> None:
    warehouse = open_warehouse(settings)
    newer = ticket("1", 2, updated_at=datetime(2026, 3, 9))
    older = ticket("1", 3, updated_at=datetime(2026, 3, 8), row_hash="other")
    assert load(warehouse, newer, older, ticket("2", 4)) == (2, 0, [3])
    assert ids(warehouse) == ["1", "2"]


def test_undo_goes_back_one_publication_at_a_time_and_a_load_after_it_has_the_right_parent(settings: Settings) -> None:
    warehouse = open_warehouse(settings)
    load(warehouse, ticket("1", 2))
    load(warehouse, ticket("2", 2))
    warehouse.undo()
    load(warehouse, ticket("3", 2))
    assert ids(warehouse) == ["1", "3"]
    warehouse.undo()
    assert ids(warehouse) == ["1"]
    warehouse.undo()
    assert ids(warehouse) == []
    with pytest.raises(InputError, match="no load to undo"):
        warehouse.undo()


def test_only_so_many_snapshots_are_kept_and_undo_says_when_one_is_gone(settings: Settings) -> None:
    warehouse = open_warehouse(settings)
    for number in range(5):
        load(warehouse, ticket(str(number), 2))
    warehouse.undo()
    warehouse.undo()
    assert ids(warehouse) == ["0", "1", "2"]
    with pytest.raises(InputError, match="no longer kept"):
        warehouse.undo()


def test_a_second_writer_is_refused_in_plain_words(settings: Settings) -> None:
    warehouse = open_warehouse(settings)
    with warehouse.write(), pytest.raises(StoreBusyError, match="Another load"), open_warehouse(settings).write():
        pass


def test_nothing_is_undone_under_a_writer(settings: Settings) -> None:
    warehouse = open_warehouse(settings)
    load(warehouse, ticket("1", 2))
    with warehouse.write(), pytest.raises(StoreBusyError, match="Another load"):
        open_warehouse(settings).undo()
    assert ids(warehouse) == ["1"]


@pytest.mark.parametrize("current", ["garbage", "000009", "../000001", "\0\0", "ÿ"])
def test_a_current_that_names_no_snapshot_is_told_and_undo_finds_what_is_left(tmp_path: Path, current: str) -> None:
    warehouse = open_warehouse(Settings(home=tmp_path))
    load(warehouse, ticket("1", 2))
    (tmp_path / "warehouse" / "current").write_text(current, encoding="latin-1")
    with pytest.raises(InputError, match="is missing"):
        warehouse.reader()
    with pytest.raises(InputError, match="is missing"):
        load(warehouse, ticket("2", 2))
    warehouse.undo()
    assert ids(warehouse) == ["1"]


@pytest.mark.parametrize("content", [b"", b"no database at all", None])
def test_a_damaged_snapshot_is_told_and_undo_goes_back(tmp_path: Path, content: bytes | None) -> None:
    warehouse = open_warehouse(Settings(home=tmp_path))
    load(warehouse, ticket("1", 2))
    load(warehouse, ticket("2", 2))
    path = tmp_path / "warehouse" / f"{warehouse.current()}.duckdb"
    path.write_bytes(path.read_bytes()[:5000] if content is None else content)
    with pytest.raises(InputError, match="is damaged"):
        warehouse.reader()
    with pytest.raises(InputError, match="is damaged"):
        load(warehouse, ticket("3", 2))
    warehouse.undo()
    assert ids(warehouse) == ["1"]


def test_a_damaged_ledger_is_told(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"no database at all " * 100)
    with pytest.raises(InputError, match="is damaged"):
        open_ledger(Settings(home=tmp_path))


def test_types_come_back_as_the_model_states_them(settings: Settings) -> None:
    warehouse = open_warehouse(settings)
    load(warehouse, ticket("1", 2, is_solved=True, handle_minutes=1.5, count_replies=3), ticket("2", 3))
    with warehouse.reader() as reader:
        rows = reader.read(sa.select(model.tickets).order_by(model.tickets.c.ticket_id))
    assert rows["created_at"].dtype == "datetime64[us]"
    assert rows["is_solved"].tolist() == [True, pd.NA]
    assert rows["count_replies"].tolist() == [3, pd.NA]
    assert rows["created_date"].iloc[0] == datetime(2026, 3, 1).date()


def test_a_killed_load_leaves_the_last_snapshot_and_no_lock(tmp_path: Path) -> None:
    warehouse = open_warehouse(Settings(home=tmp_path))
    load(warehouse, ticket("1", 2))
    killed = [sys.executable, "-m", "tests.integration.killed_load", str(tmp_path)]
    ended = subprocess.run(killed, cwd=ROOT, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert ids(warehouse) == ["1"]
    load(warehouse, ticket("3", 2))
    assert ids(warehouse) == ["1", "3"]
    assert not list((tmp_path / "warehouse").glob("*.part*"))


def test_the_ledger_keeps_what_it_was_given(settings: Settings) -> None:
    ledger = open_ledger(settings)
    ledger.log_access("tickets", "{}", 7)
    ledger.close()
    again = open_ledger(settings)
    assert again.read(sa.select(model.access_log.c.count_rows))["count_rows"].tolist() == [7]


@pytest.mark.database
def test_a_load_into_postgresql_joins_whole_tables(tmp_path: Path, postgres_database: str) -> None:
    warehouse = open_warehouse(Settings(home=tmp_path, database_url=postgres_database, keep_snapshots=3))
    load(warehouse, ticket("1", 2))
    with warehouse.write() as writer:
        bring(writer, ticket("2", 2))
        for is_event_log in (False, True):
            select = sa.select(sa.func.count()).where(incoming.already_known(is_event_log=is_event_log))
            shown = {None: "headwater_000001", INCOMING: "pg_temp"}
            told = str(
                select.compile(
                    writer.connection,
                    schema_translate_map=shown,
                    render_schema_translate=True,
                    compile_kwargs={"literal_binds": True},
                )
            )
            plan = "\n".join(row[0] for row in writer.connection.exec_driver_sql(f"EXPLAIN {told}"))
            assert "SubPlan" not in plan, plan
            assert "Nested Loop" not in plan, plan


@pytest.mark.database
def test_a_published_snapshot_in_postgresql_has_its_statistics(tmp_path: Path, postgres_database: str) -> None:
    warehouse = open_warehouse(Settings(home=tmp_path, database_url=postgres_database, keep_snapshots=3))
    load(warehouse, ticket("1", 2), ticket("2", 3))
    with sa.create_engine(postgres_database).connect() as connection:
        known = "SELECT reltuples FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relname = 'tickets'"
        assert connection.exec_driver_sql(f"{known} AND nspname = '{warehouse.current()}'").scalar() == 2


def test_changes_of_a_ticket_that_is_known_already_stay(settings: Settings) -> None:
    warehouse = open_warehouse(settings)
    known = {
        "source": "shop",
        "sequence": 0,
        "changed_at": datetime(2026, 3, 1),
        "field": "team",
        "new_value": "Billing",
    }
    for numbers in ("1", "12"):
        told = pd.DataFrame([{**known, "ticket_id": number} for number in numbers])
        with warehouse.write() as writer:
            bring(writer, *(ticket(number, line) for line, number in enumerate(numbers)), events=told)
            incoming.drop_already_known(writer)
            incoming.merge(writer, load_id=1, run_id=1)
            incoming.drop(writer)
            writer.publish()
    with warehouse.reader() as reader:
        assert sorted(reader.read(sa.select(model.events.c.ticket_id))["ticket_id"]) == ["1", "2"]
