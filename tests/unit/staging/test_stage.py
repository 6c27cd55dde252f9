"""Staging a chunk: canonical columns, and the same ticket from the same row in whatever company."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import model
from etl.errors import InputError
from etl.model.chunks import RawChunk
from etl.sources import open_export
from etl.staging import context_for, stage
from etl.staging.fields import as_json
from etl.taxonomy import load_taxonomy
from tests.unit.staging.rows import NOW, context, raw


def ticket(extra: tuple[str, ...] = (), **cells: str | None) -> pd.Series:
    chunk = raw([{name.replace("_", " "): value for name, value in cells.items()}], extra=extra)
    return stage(chunk, context()).tickets.iloc[0]


def test_tickets_have_the_columns_and_types_of_the_model() -> None:
    staged = stage(raw([{}]), context())
    expected = model.empty_frame(model.tickets, without=("load_id", "run_id"))
    assert staged.tickets.dtypes.to_dict() == expected.dtypes.to_dict()
    assert staged.tickets.index.equals(staged.problems.index)
    assert staged.tickets.index.equals(staged.fields.index)


def test_a_chunk_without_rows_is_staged() -> None:
    staged = stage(RawChunk(raw([{}]).frame.iloc[:0]), context())
    assert len(staged.tickets) == len(staged.problems) == 0


def test_times_are_utc_and_the_day_is_the_business_day() -> None:
    late = ticket(**{"Created at": "2026-06-30 23:30"})
    assert late["created_at"] == pd.Timestamp("2026-06-30 21:30")
    assert (late["created_date"], late["created_hour"], late["created_weekday"]) == (date(2026, 6, 30), 23, 1)


def test_a_date_alone_has_no_hour() -> None:
    assert pd.isna(ticket(**{"Created at": "2026-02-03"})["created_hour"])


def test_people_are_pseudonyms_and_their_names_are_in_no_column() -> None:
    cells = {
        "Subject": "INES VERBRUGGEN CALLED",
        "Description": "kind regards, ines verbruggen, ines@example.com",
        "Full name": "Ines Verbruggen",
        "Raw subject": "Call from Ines Verbruggen",
        "Internal note": "Ines said she waits",
    }
    staged = stage(raw([cells], extra=("Full name", "Raw subject", "Internal note")), context())
    row = staged.tickets.iloc[0]
    assert row["requester"].startswith("requester-")
    assert row["agent"].startswith("agent-")
    everything = staged.tickets.to_csv() + staged.fields.to_csv()
    assert not any(word in everything.lower() for word in ("ines", "verbruggen", "sam poole"))
    assert json.loads(row["fields"])["Internal note"] == "[name] said she waits"


def test_own_fields_are_kept_as_json_without_people_masked_and_cut() -> None:
    own = ("Root cause", "Note", "Contact email", "Long")
    cells = {
        "Root cause": 'Hub "A"\nnight',
        "Note": "call 06-12345678",
        "Contact email": "a@b.example",
        "Long": "x" * 999,
    }
    row = stage(raw([cells], extra=own), context()).tickets.iloc[0]
    kept = json.loads(row["fields"])
    assert kept["Root cause"] == cells["Root cause"]
    assert kept["Note"] == "call [phone]"
    assert len(kept["Long"]) == 300
    assert not {"Contact email", "Requester", "Assignee", "Subject", "Description", "Id"} & set(kept)


def test_minutes_that_nobody_logged_are_left_to_be_estimated() -> None:
    logged, estimated = (stage(raw([cells]), context()).tickets.iloc[0] for cells in (
        {"Time spent (min)": "25", "Replies": "3"}, {"Via": "Chat", "Replies": "3"}
    ))  # fmt: skip
    assert (logged["handle_minutes"], logged["minutes_basis"]) == (25, "logged")
    assert pd.isna(estimated["handle_minutes"])
    assert estimated["minutes_basis"] == "estimated"


@pytest.mark.parametrize(
    ("status", "solved_at", "expected"),
    [
        ("Solved", None, True),
        ("Open", "2026-02-04", False),
        ("Zorgvuldig", None, pd.NA),
        ("Zorgvuldig", "2026-02-04", True),
        (None, "2026-02-04", True),
        (None, None, False),
    ],
)
def test_solved_is_what_the_status_says_else_what_the_time_of_solution_says(status, solved_at, expected) -> None:
    solved = ticket(**{"Status": status, "Solved at": solved_at})["is_solved"]
    assert solved is expected or solved == expected


def test_without_status_and_time_of_solution_nobody_knows_whether_it_is_solved() -> None:
    mapping = {field: name for field, name in context().mapping.items() if field not in ("status", "solved_at")}
    assert pd.isna(stage(raw([{}]), context(mapping=mapping)).tickets["is_solved"].iloc[0])


def test_events_have_times_in_utc_and_no_names() -> None:
    changes = pd.DataFrame(
        {"ticket_id": "1001", "sequence": [0, 1], "changed_at": ["2026-02-03T10:00:00Z", "2026-07-03 10:00"],
         "field": ["assignee", "team"], "old_value": [None, "Support"], "new_value": ["Sam Poole", "Logistics"],
         "actor": ["Sam Poole", None]}
    )  # fmt: skip
    staged = stage(RawChunk(raw([{}]).frame, events=changes), context())
    events = staged.events
    assert events["changed_at"].tolist() == [pd.Timestamp("2026-02-03 10:00"), pd.Timestamp("2026-07-03 08:00")]
    assert events["new_value"].tolist() == [staged.tickets["agent"].iloc[0], "Logistics"]
    assert events["actor"].iloc[0] == events["new_value"].iloc[0]


def test_the_hash_of_a_row_changes_with_any_cell_and_with_nothing_else() -> None:
    plain, same, other = stage(raw([{}, {}, {"Replies": "4"}]), context()).tickets["row_hash"]
    assert plain == same != other
    assert plain == stage(raw([{}], first_line=99), context(now=NOW.replace(year=2027))).tickets["row_hash"].iloc[0]


def test_an_unknown_time_zone_is_the_persons_to_mend(tmp_path) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text("id,created_at,subject\n1,2026-02-03T10:00,Late\n")
    export = open_export(path, mapping={"ticket_id": "id", "created_at": "created_at", "subject": "subject"})
    taxonomy = load_taxonomy("retail")
    with pytest.raises(InputError, match="'Mars/Base' is unknown"):
        context_for(export, taxonomy, b"k", NOW, "Mars/Base")
    staged = stage(next(export.chunks()), context_for(export, taxonomy, b"k", NOW, "America/New_York"))
    assert staged.tickets["created_at"].tolist() == [pd.Timestamp("2026-02-03 15:00")]


CELLS = {
    "Id": st.sampled_from(["1", "2", None]),
    "Created at": st.sampled_from(
        ["2026-02-03 10:15", "1/2/2026 9:00 PM", "1770000000", "2026-03-29", "nonsense", None]
    ),
    "Status": st.sampled_from(["Solved", "Zorgvuldig", None]),
    "Via": st.sampled_from(["Mail", "Internal", None]),
    "Tags": st.sampled_from(["spam", "a b", "x, y", None]),
    "Subject": st.sampled_from(["Test", "Out of office", "Broken lamp", "¿Dónde está mi pedido?", None]),
    "Description": st.sampled_from(["call 06-12345678", "I am Ines Verbruggen", "cafÃ©", "x\x00y", None]),
    "Replies": st.sampled_from(["3", "many", None]),
}
ROWS = st.lists(st.fixed_dictionaries(CELLS), min_size=2, max_size=8)


@settings(max_examples=25)
@given(ROWS, st.integers(1, 7))
def test_rows_are_staged_alike_in_one_chunk_and_in_two(rows, cut) -> None:
    chunk = raw(rows)
    whole = stage(chunk, context())
    parts = [stage(RawChunk(part), context()) for part in (chunk.frame.iloc[:cut], chunk.frame.iloc[cut:])]
    for name in ("tickets", "fields", "problems"):
        pd.testing.assert_frame_equal(getattr(whole, name), pd.concat([getattr(part, name) for part in parts]))


@settings(max_examples=25)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_difference(rows, random) -> None:
    chunk = raw(rows)
    order = list(range(len(rows)))
    random.shuffle(order)
    whole, shuffled = stage(chunk, context()), stage(RawChunk(chunk.frame.iloc[order]), context())
    for name in ("tickets", "fields", "problems"):
        pd.testing.assert_frame_equal(getattr(whole, name), getattr(shuffled, name).sort_index())


def test_a_spreadsheets_damage_to_a_requester_is_noticed() -> None:
    noticed = stage(raw([{"Requester": "1.03006E+13"}, {}]), context()).problems
    assert noticed["is_requester_damaged"].tolist() == [True, False]


@pytest.mark.parametrize("names", [("Root cause",), ("Root cause", "Note")])
def test_a_row_without_own_fields_keeps_its_place(names: tuple[str, ...]) -> None:
    cells: list[list[str | None]] = [[None, "Hub A", None] for _ in names]
    fields = pd.DataFrame(dict(zip(names, cells, strict=True)), index=[2, 3, 4], dtype="str")
    kept = as_json(fields)
    assert list(kept.index) == [2, 3, 4]
    assert list(kept.isna()) == [True, False, True]
    assert json.loads(kept[3]) == dict.fromkeys(names, "Hub A")


def test_a_solution_before_the_creation_costs_the_ticket_its_solution_and_not_its_place() -> None:
    rows = [
        {"Created at": "2026-02-03 15:40", "Solved at": "2026-02-03 03:53", "Status": None},
        {"Created at": "2026-02-03 15:40:50", "Solved at": "2026-02-03 15:40"},
    ]
    tickets = stage(raw(rows), context()).tickets
    assert tickets["solved_at"].notna().tolist() == [False, True]
    assert tickets["is_solved"].tolist() == [True, True]
