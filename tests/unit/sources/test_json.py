"""Tickets as JSON: an array, an object that holds one, or one object a line; with the audits' changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from etl.sources import open_export
from etl.sources.flatten import audit_events, flatten
from tests.unit.sources.files import only_chunk, read, write_text

TICKETS = [
    {"id": 1, "created_at": "2025-03-01T10:00:00Z", "subject": "Late", "via": {"channel": "email"}, "group_id": 7},
    {"id": 2, "created_at": "2025-03-02T10:00:00Z", "subject": "Where?", "via": {"channel": "web"}, "group_id": 8},
]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(TICKETS),
        json.dumps(TICKETS, indent=2),
        "\ufeff" + json.dumps(TICKETS),
        json.dumps({"tickets": TICKETS, "count": 2}),
        json.dumps({"users": [{"id": 5}], "tickets": TICKETS}, indent=2),
        "\n".join(json.dumps(ticket) for ticket in TICKETS),
        "\n\n".join(json.dumps({"ticket": ticket, "audits": []}) for ticket in TICKETS) + "\n",
    ],
)
def test_every_shape_of_json_gives_the_same_tickets(tmp_path: Path, text: str) -> None:
    export = open_export(write_text(tmp_path / "tickets.json", text))
    frame = read(export)

    assert export.format.name == "zendesk"
    assert frame[export.mapping["ticket_id"]].tolist() == ["1", "2"]
    assert frame[export.mapping["subject"]].tolist() == ["Late", "Where?"]
    assert frame[export.mapping["channel"]].tolist() == ["email", "web"]


def test_json_in_utf_16_is_read(tmp_path: Path) -> None:
    path = tmp_path / "tickets.json"
    path.write_bytes(json.dumps([{**TICKETS[0], "subject": "größer"}], ensure_ascii=False).encode("utf-16"))

    assert read(open_export(path))["subject"].tolist() == ["größer"]


def test_groups_that_come_along_name_the_teams(tmp_path: Path) -> None:
    text = json.dumps({"tickets": TICKETS, "groups": [{"id": 7, "name": "Depot"}, {"id": 8, "name": "Tier 1"}]})
    export = open_export(write_text(tmp_path / "tickets.json", text))

    assert read(export)[export.mapping["team"]].tolist() == ["Depot", "Tier 1"]


def test_a_line_that_is_no_object_is_malformed_with_its_line(tmp_path: Path) -> None:
    text = json.dumps(TICKETS[0]) + '\n\n{"id": 3, "crea\n[1]\n' + json.dumps(TICKETS[1])
    chunk = only_chunk(open_export(write_text(tmp_path / "tickets.ndjson", text)))

    assert chunk.frame.index.tolist() == [1, 5]
    assert chunk.malformed["line"].tolist() == [3, 4]
    assert set(chunk.malformed["reason"]) == {"The line is no JSON object."}
    assert chunk.count_read == 4


def test_a_field_that_only_the_last_object_has_is_a_column(tmp_path: Path) -> None:
    text = json.dumps([TICKETS[0], {**TICKETS[1], "description": "long"}])

    assert read(open_export(write_text(tmp_path / "a.json", text)))["description"].isna().tolist() == [True, False]


def test_half_a_surrogate_pair_and_a_nul_do_no_harm(tmp_path: Path) -> None:
    text = json.dumps([{**TICKETS[0], "subject": "a\ud83d b", "description": "c\0d"}])
    frame = read(open_export(write_text(tmp_path / "a.json", text)))

    assert frame["subject"].tolist() == ["a? b"]
    assert frame["description"].tolist() == ["c\N{REPLACEMENT CHARACTER}d"]


@pytest.mark.parametrize(
    ("record", "cells"),
    [
        ({"a": None, "b": "", "c": []}, {}),
        ({"a": True, "b": 1, "c": 2.0, "d": 2.5}, {"a": "true", "b": "1", "c": "2", "d": "2.5"}),
        ({"a": {"b": {"c": "x"}}}, {"a.b.c": "x"}),
        ({"tags": ["late", "vip"]}, {"tags": "late; vip"}),
        (
            {"custom_fields": [{"id": 36, "value": "x"}, {"id": 37, "value": None}, {"id": 38, "value": ["p", "q"]}]},
            {"custom_fields.36": "x", "custom_fields.38": "p; q"},
        ),
        ({"comments": [{"body": "one"}, {"body": "two"}]}, {"comments": "one\n\ntwo", "comments.first": "one"}),
        ({"links": [{"href": "x"}]}, {"links": '[{"href": "x"}]'}),
        ({"audits": [{"id": 1}]}, {}),
    ],
)
def test_an_object_is_flattened_to_named_cells(record: dict[str, Any], cells: dict[str, str]) -> None:
    assert flatten(record) == cells


def test_audits_are_events_in_the_order_of_time() -> None:
    ticket = {
        "id": 9,
        "audits": [
            {
                "created_at": "2025-03-02T09:00:00Z",
                "author_id": 5,
                "events": [
                    {"type": "Change", "field_name": "group_id", "previous_value": "7", "value": "8"},
                    {"type": "Change", "field_name": "priority", "value": "high"},
                    {"type": "Comment", "body": "hello"},
                ],
            },
            {
                "created_at": "2025-03-01T09:00:00Z",
                "author_id": 4,
                "events": [{"type": "Create", "field_name": "status", "value": "new"}],
            },
        ],
    }

    assert audit_events(ticket, {"7": "Depot"}) == [
        ("9", 0, "2025-03-01T09:00:00Z", "status", None, "new", "4"),
        ("9", 1, "2025-03-02T09:00:00Z", "team", "Depot", "8", "5"),
    ]
