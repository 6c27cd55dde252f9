"""Columns are found by name, by what the user says, and refused with what there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.errors import InputError
from etl.sources import open_export, remember, remembered_mappings, suggest_mapping
from tests.unit.sources.files import only_chunk, read, write_table

ROW = [("1", "2025-03-01", "late")]


def test_a_table_with_plain_names_needs_no_mapping(tmp_path: Path) -> None:
    export = open_export(write_table(tmp_path / "a.csv", ROW, ("Ticket number", "Created on", "Message")))

    assert export.format.name == "table"
    assert export.mapping == {"ticket_id": "Ticket number", "body": "Message", "created_at": "Created on"}


def test_names_that_say_nothing_are_listed_with_an_example(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        open_export(write_table(tmp_path / "a.csv", [("1", "2", "late")], ("A", "B", "C")))

    first, second = str(caught.value).splitlines()
    assert first == (
        "a.csv fits no known format, and no column of it holds the date or time at which a ticket came and the text of "
        "a ticket. It has: A, B, C."
    )
    assert second.endswith('--map "created_at=…" --map "body=…"')


def test_a_mapping_makes_any_table_usable(tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.csv", ROW, ("A", "B", "C"))

    export = open_export(path, mapping={"ticket_id": "A", "created_at": "B", "body": "c"})

    assert export.mapping == {"ticket_id": "A", "body": "C", "created_at": "B"}
    assert read(export)["C"].tolist() == ["late"]


def test_an_unknown_field_lists_the_fields(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no field 'text'; known are ticket_id, subject, body"):
        open_export(write_table(tmp_path / "a.csv", ROW), mapping={"text": "body"})


def test_an_unknown_column_lists_the_columns(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column 'Text' for body; it has: ticket_id, created_at, body"):
        open_export(write_table(tmp_path / "a.csv", ROW), mapping={"body": "Text"})


def test_a_needed_field_that_is_nowhere_is_named(tmp_path: Path) -> None:
    path = write_table(
        tmp_path / "a.csv", [("1", "New", "Web", "no", "Late")], ("Guid", "Status", "Origin", "IsEscalated", "Subject")
    )

    with pytest.raises(InputError, match=r"Salesforce cases.*no column for created_at") as caught:
        open_export(path)

    assert '--map "created_at=COLUMN"' in str(caught.value)


def test_a_mapping_is_laid_over_the_formats_own(tmp_path: Path) -> None:
    header = ("Id", "Created at", "Via", "Group", "Subject", "Squad")
    path = write_table(tmp_path / "a.csv", [("1", "2025-03-01", "Mail", "Tier 1", "Late", "Blue")], header)

    assert open_export(path).mapping["team"] == "Group"
    assert open_export(path, mapping={"team": "Squad"}).mapping["team"] == "Squad"
    assert "team" not in open_export(path, mapping={"team": ""}).mapping


def test_a_column_can_be_named_without_its_kind(tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.csv", [(*ROW[0], "x")], ("ticket_id", "created_at", "body", "Cause [list]"))

    assert open_export(path, mapping={"reason": "cause"}).mapping["reason"] == "Cause [list]"


def test_of_several_columns_for_a_field_the_first_that_holds_anything_is_taken(tmp_path: Path) -> None:
    header = ("Id", "Created at", "Via", "Group", "Subject", "Contact reason", "Ticket Category [list]")
    rows = [
        ("1", "2025-03-01", "Mail", "Tier 1", "Late", "-", "Delivery"),
        ("2", "2025-03-01", "Mail", "Tier 1", "Late", "", ""),
    ]

    assert open_export(write_table(tmp_path / "a.csv", rows, header)).mapping["reason"] == "Ticket Category [list]"


def test_a_known_format_without_text_is_read_and_says_so(tmp_path: Path) -> None:
    header = ("Id", "Created at", "Via", "Group", "Category [list]")
    export = open_export(write_table(tmp_path / "a.csv", [("1", "2025-03-01", "Mail", "Tier 1", "Late")], header))

    assert "body" not in export.mapping
    assert any(finding.startswith("No text") for finding in export.findings)


def test_the_suggestion_uses_a_column_once() -> None:
    suggested = suggest_mapping(("id", "date", "text", "source", "type", "owner"))

    assert suggested == {
        "ticket_id": "id",
        "created_at": "date",
        "body": "text",
        "channel": "source",
        "reason": "type",
        "agent": "owner",
    }


def test_a_named_source_overrules_the_guess(tmp_path: Path) -> None:
    header = ("Id", "Created at", "Via", "Group", "Subject")
    path = write_table(tmp_path / "a.csv", [("1", "2025-03-01", "Mail", "Tier 1", "Late")], header)

    export = open_export(path, source="table")

    assert export.format.name == "table"
    assert export.mapping["subject"] == "Subject"


def test_volumes_are_mapped_to_a_day_and_a_number(tmp_path: Path) -> None:
    path = write_table(tmp_path / "v.csv", [("2025-03-01", "12", "web")], ("date", "orders", "channel"))

    export = open_export(path)

    assert (export.kind, export.mapping) == ("volumes", {"day": "date", "value": "orders", "channel": "channel"})
    assert only_chunk(export).count_read == 1


@pytest.mark.parametrize(
    "name", ["Wachtrij", "Oplosgroep", "Warteschlange", "Groupe assigné", "Grupo", "Fila", "Gruppo"]
)
def test_queues_and_groups_of_other_languages_are_teams(name: str) -> None:
    assert suggest_mapping(("Nummer", "Datum", name))["team"] == name


def test_what_was_told_of_a_header_holds_for_the_next_file_and_is_said(tmp_path: Path) -> None:
    told = {"ticket_id": "A", "created_at": "B", "body": "C"}
    first = open_export(write_table(tmp_path / "a.csv", ROW, ("A", "B", "C")), mapping=told)
    remember(tmp_path, first.header_mark, told)
    kept = remembered_mappings(tmp_path)

    later = open_export(write_table(tmp_path / "b.csv", [("2", "2025-03-02", "lid")], ("A", "B", "C")), remembered=kept)

    assert later.mapping == first.mapping
    assert any("columns: ticket_id from A, created_at from B, body from C" in told for told in later.findings)
    with pytest.raises(InputError, match="no column of it holds"):
        open_export(write_table(tmp_path / "c.csv", ROW, ("A", "B", "D")), remembered=kept)


def test_what_is_told_now_overrules_what_was_told_before_and_is_kept_beside_it(tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.csv", [("1", "2025-03-01", "late", "x")], ("Nr", "Created", "Body", "Lane"))
    mark = open_export(path).header_mark
    remember(tmp_path, mark, {"team": "Lane", "ticket_id": "Nr"})

    assert open_export(path, mapping={"team": ""}, remembered=remembered_mappings(tmp_path)).mapping == {
        "ticket_id": "Nr", "body": "Body", "created_at": "Created"
    }  # fmt: skip
    remember(tmp_path, mark, {"team": ""})
    assert remembered_mappings(tmp_path) == {mark: {"team": "", "ticket_id": "Nr"}}
    assert (tmp_path / "mappings.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["[]", "{", '{"a": 3}', "\x00"])
def test_damaged_mappings_are_told_in_plain_words(tmp_path: Path, content: str) -> None:
    (tmp_path / "mappings.json").write_text(content)

    with pytest.raises(InputError, match="delete it"):
        remembered_mappings(tmp_path)


@pytest.mark.parametrize(
    ("header", "advice"),
    [
        ("Number,Mailbox,Subject,Created At", "conversations/ID/threads"),
        ("Titel,Gruppe,Besitzer,Erstellt am", "ticket_articles/by_ticket"),
        ("Ticket Number,Date Created,Subject,Help Topic", "ost_thread_entry"),
        ("Id,Created,Title", "if the helpdesk offers it"),
        ("Id,Created,Title,Message", ""),
    ],
)
def test_an_export_without_the_customers_words_says_how_its_helpdesk_gives_them(
    tmp_path: Path, header: str, advice: str
) -> None:
    names = header.split(",")
    cells = {"Created": "2025-03-01", "Created At": "2025-03-01", "Erstellt am": "2025-03-01"}
    row = [cells.get(name, "2025-03-01" if name == "Date Created" else "Late again") for name in names]
    findings = "\n".join(open_export(write_table(tmp_path / "a.csv", [row], names)).findings)

    assert (advice in findings) if advice else ("offers" not in findings)
