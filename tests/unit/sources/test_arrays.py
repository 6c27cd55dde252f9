"""Answers of APIs are read as they were saved, wherever in them the tickets lie."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from etl.errors import InputError
from etl.sources import open_export
from etl.sources.arrays import path_among, path_of_tickets
from etl.staging import stage
from tests.unit.sources.files import only_chunk, read, write_text
from tests.unit.staging.rows import context

TICKETS = [
    {"id": n, "created": f"2025-03-0{n}T10:00:00Z", "summary": text, "labels": [{"name": "x"}]}
    for n, text in enumerate(("late", "broken", "lost"), start=1)
]
WRAPPED: dict[str, Any] = {
    "tickets": {"tickets": TICKETS, "next_page": None},
    "conversations": {"type": "list", "pages": {"page": 1, "all": [{"page": 1}]}, "conversations": TICKETS},
    "_embedded.tickets": {"_links": {"self": {"href": "x"}}, "_embedded": {"tickets": TICKETS}},
    "data.payload": {"data": {"meta": {"count": 3}, "payload": TICKETS}},
    "hits.hits": {"took": 3, "hits": {"total": 3, "hits": [{"_id": "a", "_source": each} for each in TICKETS]}},
    "issues": {"startAt": 0, "total": 3, "issues": [{"key": f"A-{t['id']}", "fields": t} for t in TICKETS]},
    "results": {"results": [{"id": str(t["id"]), "properties": t} for t in TICKETS], "paging": {}},
    "data.all.edges": {"data": {"all": {"edges": [{"node": each} for each in TICKETS]}}},
}


@pytest.mark.parametrize("path", WRAPPED)
@pytest.mark.parametrize("indent", [None, 1])
def test_tickets_are_found_in_an_answer_of_one_line_or_of_many(tmp_path: Path, path: str, indent: int | None) -> None:
    export = open_export(write_text(tmp_path / "a.json", json.dumps(WRAPPED[path], indent=indent)))

    assert path_of_tickets(WRAPPED[path]) == path
    assert read(export)[export.mapping["subject"]].tolist() == ["late", "broken", "lost"]
    assert export.mapping["created_at"].endswith("created")
    assert "ticket_id" in export.mapping


@pytest.mark.parametrize(
    "answer",
    [
        {"error": "Couldn't authenticate you"},
        {"errors": [{"message": "Couldn't authenticate you"}], "status": "Couldn't authenticate you"},
        {"code": "invalid", "message": "Couldn't authenticate you"},
    ],
)
def test_an_answer_that_tells_of_an_error_is_refused_with_its_words(tmp_path: Path, answer: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"tells of an error, and holds no tickets: .*authenticate"):
        open_export(write_text(tmp_path / "a.json", json.dumps(answer)))


def test_one_ticket_a_line_isnt_searched_for_others(tmp_path: Path) -> None:
    lines = "".join(
        json.dumps({**ticket, "comments": [{"created": "2025-03-09", "body": "x"}]}) + "\n" for ticket in TICKETS
    )

    assert len(read(open_export(write_text(tmp_path / "a.ndjson", lines)))) == 3
    assert path_of_tickets({**TICKETS[0], "events": TICKETS}) is None


def test_without_a_known_name_the_array_with_the_most_objects_is_taken() -> None:
    assert path_among(["", "a.item", "b.list.item", "b.list.item", "b.list.item.x.item", "c"]) == "b.list"
    assert path_among(["", "c"]) is None


def test_a_key_of_letters_and_a_number_goes_before_a_bare_number(tmp_path: Path) -> None:
    export = open_export(write_text(tmp_path / "a.json", json.dumps(WRAPPED["issues"])))

    assert export.mapping["ticket_id"] == "key"


def test_numbers_that_a_system_has_for_words_are_read_as_those_words() -> None:
    export = open_export(Path(__file__).parents[2] / "fixtures" / "exports" / "freshdesk-api.json")
    tickets = stage(only_chunk(export), context(format=export.format, mapping=export.mapping)).tickets

    assert export.format.name == "freshdesk"
    assert tickets["status"].iloc[:3].tolist() == ["Open", "Open", "Closed"]
    assert tickets["is_solved"].iloc[:3].tolist() == [False, False, True]
    assert set(tickets["channel"]) <= {"email", "web", "phone"}
