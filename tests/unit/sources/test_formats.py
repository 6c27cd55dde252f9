"""Formats are told from their headers, and bring their own ways with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl import model
from etl.model.fields import FIELDS
from etl.sources import FORMATS, Format, open_export, recognise
from etl.sources.jira import JIRA
from etl.sources.mapping import VOLUME_FIELDS
from etl.sources.names import find_column, normalise, without_kind
from etl.taxonomy.loader import SHIPPED
from tests.unit.sources.files import only_chunk, read, write_table


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
def test_a_format_maps_known_fields_and_names_a_shipped_taxonomy(format_: Format) -> None:
    known = VOLUME_FIELDS if format_.kind == "volumes" else FIELDS

    assert set(format_.columns) <= set(known)
    assert format_.taxonomy in SHIPPED
    assert format_.known_kind in (None, *model.KINDS)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
def test_a_format_is_recognised_by_its_own_columns_alone(format_: Format) -> None:
    header = [group[0] for group in format_.required]
    if format_.kind == "tickets":
        header += [names[0] for names in format_.columns.values()]

    guesses = recognise(list(dict.fromkeys(header)))

    assert guesses[0].format is format_
    assert guesses[0].score == 1
    assert guesses[0].reasons


def test_an_unknown_header_fits_no_format() -> None:
    assert recognise(["a", "b"]) == []
    assert recognise([]) == []


def test_a_table_with_a_day_and_a_number_among_other_columns_is_no_volumes_file() -> None:
    assert recognise(["date", "count", "text"]) == []


def test_the_less_a_file_has_in_common_with_a_format_the_lower_the_score() -> None:
    header = ["Ticket ID", "Subject", "Created time", "Resolved time"]

    assert recognise(header)[0].score > recognise([*header, "Mood", "Weather"])[0].score


def test_repeated_columns_of_jira_are_joined_and_custom_fields_bear_their_own_name(tmp_path: Path) -> None:
    header = "Summary|Issue key|Created|Status|Labels|Labels|Comment|Comment|Custom field (Cause)|Custom field (Status)"
    row = ("Late", "SD-1", "18/Jul/26 9:10 AM", "Open", "vip", "late", "1;a;hello", "2;b;bye", "Depot", "x")
    frame = read(open_export(write_table(tmp_path / "a.csv", [row], header.split("|"))))

    assert frame.columns.tolist() == [
        "Summary", "Issue key", "Created", "Status", "Labels", "Comment", "Cause", "Custom field (Status)",
    ]  # fmt: skip
    assert frame["Labels"].tolist() == ["vip; late"]
    assert frame["Comment"].tolist() == ["1;a;hello\n\n2;b;bye"]


@pytest.mark.parametrize(
    "column", ["Custom field (X y)", "Campo personalizado (X y)", "Benutzerdefiniertes Feld (X y)"]
)
def test_a_custom_field_is_called_by_its_own_name(column: str) -> None:
    assert JIRA.own_name(column) == "X y"
    assert JIRA.own_name("Summary") == "Summary"


def test_durations_in_seconds_are_told_from_those_in_minutes() -> None:
    assert JIRA.minutes_per_unit("Time Spent") == pytest.approx(1 / 60)
    assert JIRA.minutes_per_unit("Minutes") is None


def test_words_for_missing_values_are_missing_only_as_whole_cells_of_their_format(tmp_path: Path) -> None:
    header = ("number", "opened_at", "short_description", "state", "assignment_group")
    rows = [("1", "2025-03-01", "null", "New", "Null"), ("2", "2025-03-01", "null pointer", "New", "-")]
    frame = only_chunk(open_export(write_table(tmp_path / "a.csv", rows, header))).frame

    assert frame["short_description"].isna().tolist() == [True, False]
    assert frame["assignment_group"].isna().tolist() == [True, False]


def test_keys_in_place_of_names_are_noticed(tmp_path: Path) -> None:
    header = ("number", "opened_at", "short_description", "state", "assignment_group")
    rows = [("1", "2025-03-01", "late", "New", "0123456789abcdef0123456789abcdef")]

    assert any("internal ids" in text for text in open_export(write_table(tmp_path / "a.csv", rows, header)).findings)


@pytest.mark.parametrize(
    ("teams", "expected"),
    [
        (("360006965034", "360006965099"), {"team"}),
        (("3", "10003"), {"team"}),
        (("1", "2"), set()),
        (("Tier 1", "360006965034", "Tier 2"), set()),
    ],
)
def test_fields_that_hold_ids_in_place_of_words_are_named(
    tmp_path: Path, teams: tuple[str, ...], expected: set[str]
) -> None:
    rows = [(str(place), "2025-03-01", "late", "New", team) for place, team in enumerate(teams)]
    header = ("id", "created_at", "description", "status", "group_id")
    export = open_export(write_table(tmp_path / "a.csv", rows, header), source="zendesk")

    assert export.coded == expected


def test_names_are_compared_without_case_blanks_and_kind() -> None:
    assert normalise(" Created_At ") == normalise("created at") == normalise("CREATED-AT")
    assert without_kind("Cause [list]") == "Cause"
    assert find_column("cause", ["Other", "Cause [txt]"]) == "Cause [txt]"
    assert find_column("cause", ["Other"]) is None


def test_a_shops_own_columns_of_a_view_export_are_mapped_with_or_without_their_kind(tmp_path: Path) -> None:
    header = (
        "Id",
        "Created at",
        "Via",
        "Group",
        "Subject",
        "Order number [txt]",
        "Time spent (min) [int]",
        "Goodwill [dec]",
    )
    row = ("1", "2025-03-01", "Mail", "Tier 1", "Late", "W1", "7", "5.00")
    mapping = open_export(write_table(tmp_path / "a.csv", [row], header)).mapping

    assert mapping["order_ref"] == "Order number [txt]"
    assert mapping["handle_minutes"] == "Time spent (min) [int]"
    assert mapping["goodwill_amount"] == "Goodwill [dec]"
