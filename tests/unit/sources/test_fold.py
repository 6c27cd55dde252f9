"""An event log becomes one row per ticket and its changes, in whatever order its rows stand."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest

from etl.sources import open_export
from tests.unit.sources.files import only_chunk, write_table

HEADER = ("nr", "when", "squad", "who", "stage", "shade")
MAPPING = {"ticket_id": "nr", "changed_at": "when", "team": "squad", "agent": "who", "status": "stage"}
ROWS = [
    ("A", "01/03/2025 10:00", "Tier 1", "", "new", "first"),
    ("B", "01/03/2025 11:00", "Tier 1", "Ann", "new", ""),
    ("A", "15/03/2025 09:00", "Tier 1", "Ann", "solved", "last"),
    ("A", "02/03/2025 09:00", "Depot", "", "", ""),
    ("A", "03/03/2025 09:00", "Tier 1", "Ann", "open", ""),
]


def changes(events: pd.DataFrame, field: str) -> list[tuple[object, object]]:
    rows = events[events["field"] == field]
    return list(
        zip(rows["old_value"].astype(object).where(rows["old_value"].notna(), None), rows["new_value"], strict=True)
    )


def test_a_log_becomes_one_row_per_ticket_with_its_last_values(tmp_path: Path) -> None:
    export = open_export(write_table(tmp_path / "log.csv", ROWS, HEADER), mapping=MAPPING)
    chunk = only_chunk(export)

    assert export.kind == "events"
    assert chunk.frame["nr"].tolist() == ["A", "B"]
    assert chunk.frame["stage"].tolist() == ["solved", "new"]
    assert chunk.frame["shade"].iloc[0] == "last"
    assert chunk.frame.index.tolist() == [2, 3]


def test_a_ticket_of_a_log_is_created_at_its_first_change(tmp_path: Path) -> None:
    export = open_export(write_table(tmp_path / "log.csv", ROWS, HEADER), mapping=MAPPING)

    assert export.mapping["created_at"] == "when"
    assert only_chunk(export).frame["when"].tolist() == ["01/03/2025 10:00", "01/03/2025 11:00"]


def test_changes_of_team_assignee_and_status_are_events_in_the_order_of_time(tmp_path: Path) -> None:
    events = only_chunk(open_export(write_table(tmp_path / "log.csv", ROWS, HEADER), mapping=MAPPING)).events
    assert events is not None
    own = events[events["ticket_id"] == "A"]

    assert changes(own, "team") == [(None, "Tier 1"), ("Tier 1", "Depot"), ("Depot", "Tier 1")]
    assert changes(own, "assignee") == [(None, "Ann")]
    assert changes(own, "status") == [(None, "new"), ("new", "open"), ("open", "solved")]
    assert own["sequence"].tolist() == list(range(len(own)))
    assert own["changed_at"].iloc[-1] == "15/03/2025 09:00"


def test_every_input_row_is_behind_a_folded_row_or_malformed(tmp_path: Path) -> None:
    rows = [*ROWS, ("", "01/03/2025 10:00", "Tier 1", "", "", ""), ("C", "soon", "Tier 1", "", "", ""), ("D",)]
    export = open_export(write_table(tmp_path / "log.csv", rows, HEADER), mapping=MAPPING)
    chunks = list(export.chunks())

    malformed = pd.concat([chunk.malformed for chunk in chunks])
    raw_lines = pd.concat([chunk.raw_lines for chunk in chunks if chunk.raw_lines is not None])
    assert sum(chunk.count_read for chunk in chunks) == export.count_rows == 8
    assert malformed["line"].tolist() == [7, 8, 9]
    assert malformed["expectation"].tolist() == [
        "change_has_a_ticket",
        "change_has_a_time",
        "row_has_the_headers_columns",
    ]
    assert dict(zip(raw_lines["line"], raw_lines["index"], strict=True)) == {2: 2, 3: 3, 4: 2, 5: 2, 6: 2}
    assert raw_lines["raw"].iloc[0] == "A,01/03/2025 10:00,Tier 1,,new,first"


@pytest.mark.parametrize("rows", [1, 7, 1_000])
def test_neither_the_order_of_the_rows_nor_the_size_of_a_chunk_matters(tmp_path: Path, rows: int) -> None:
    log = [
        (f"T{ticket}", f"{day:02}/03/2025 10:00", f"Team {(ticket * day) % 3}", "", "open", "")
        for ticket in range(9)
        for day in range(1, 2 + ticket % 5)
    ]
    shuffled = random.Random(5).sample(log, len(log))

    def folded(name: str, content: list[tuple[str, ...]], size: int) -> tuple[list[object], list[object]]:
        export = open_export(write_table(tmp_path / name, content, HEADER), mapping=MAPPING, date_order="dmy")
        chunks = list(export.chunks(size))
        frame = pd.concat([chunk.frame for chunk in chunks]).sort_values("nr").fillna("")
        events = pd.concat([chunk.events for chunk in chunks if chunk.events is not None]).fillna("")
        return frame.to_numpy().tolist(), sorted(map(tuple, events.to_numpy().tolist()))

    assert folded("a.csv", log, 1_000) == folded("b.csv", shuffled, rows)


def test_an_event_log_needs_no_text_and_keeps_its_time_of_creation(tmp_path: Path) -> None:
    header = (*HEADER, "opened")
    rows = [(*row, "28/02/2025 08:00") for row in ROWS]
    export = open_export(write_table(tmp_path / "log.csv", rows, header), mapping={**MAPPING, "created_at": "opened"})

    assert export.mapping["updated_at"] == "when"
    assert only_chunk(export).frame["when"].tolist() == ["15/03/2025 09:00", "01/03/2025 11:00"]
    assert set(only_chunk(export).frame["opened"]) == {"28/02/2025 08:00"}


def test_a_field_history_is_taken_as_the_changes_that_it_states(tmp_path: Path) -> None:
    header = ("ticket_id", "changed_at", "field", "old_value", "new_value", "actor")
    rows = [
        ("1", "2025-03-02 09:00", "group_id", "Tier 1", "Depot", "Ann"),
        ("1", "2025-03-01 09:00", "group_id", "", "Tier 1", "Ann"),
        ("1", "2025-03-03 09:00", "priority", "low", "high", "Ann"),
        ("1", "2025-03-04 09:00", "assignee_id", "Bob", "", "Ann"),
    ]
    export = open_export(write_table(tmp_path / "h.csv", rows, header))
    chunk = only_chunk(export)
    assert chunk.events is not None

    assert chunk.events["field"].tolist() == ["team", "team", "assignee"]
    assert changes(chunk.events, "team") == [(None, "Tier 1"), ("Tier 1", "Depot")]
    assert chunk.events["new_value"].isna().tolist() == [False, False, True]
    assert chunk.frame[export.mapping["team"]].tolist() == ["Depot"]
    assert chunk.count_read == 4


def test_a_field_history_without_old_values_has_those_of_the_change_before(tmp_path: Path) -> None:
    header = ("ticket_id", "updated", "field_name", "value")
    rows = [
        ("1", "2025-03-01", "status", "new"),
        ("2", "2025-03-01", "status", "open"),
        ("1", "2025-03-02", "status", "open"),
    ]
    events = only_chunk(open_export(write_table(tmp_path / "h.csv", rows, header))).events
    assert events is not None

    assert changes(events[events["ticket_id"] == "1"], "status") == [(None, "new"), ("new", "open")]
    assert changes(events[events["ticket_id"] == "2"], "status") == [(None, "open")]
