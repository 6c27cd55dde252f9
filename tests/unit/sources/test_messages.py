"""A file with a row for each message is folded to its tickets, and agents' words are never the customer's."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.sources import Export, open_export
from tests.unit.sources.files import read, write_table

HEADER = (
    "message_id", "conversation_id", "conversation_created_at", "message_created_at", "author_type", "author_name",
    "message_body",
)  # fmt: skip


def _rows(customer: str, agent: str) -> list[tuple[str, ...]]:
    return [
        ("m2", "c1", "2025-03-01 10:00", "2025-03-01 11:00", agent, "Ann Smith", "Thank you for writing to us"),
        ("m1", "c1", "2025-03-01 10:00", "2025-03-01 10:00", customer, "Bo Li", "The lamp came in pieces"),
        ("m3", "c1", "2025-03-01 10:00", "2025-03-01 12:00", customer, "Bo Li", "Nobody answers me"),
        ("m4", "c2", "2025-03-02 10:00", "2025-03-02 09:00", agent, "Ann Smith", "How was the delivery of your chair"),
        ("m5", "c2", "2025-03-02 10:00", "2025-03-02 10:00", customer, "Cy Oz", "It never came to my door"),
    ]


def _open(path: Path, customer: str, agent: str, header: tuple[str, ...] = HEADER) -> Export:
    return open_export(write_table(path, _rows(customer, agent), header))


SIDES = [
    ("user", "admin"), ("customer", "agent"), ("inbound", "outbound"), ("End user", "Teammate"),
    ("Kunde", "Mitarbeiter"), ("klant", "medewerker"), ("client", "conseiller"), ("cliente", "agente"),
    ("cliente", "atendente"), ("utente", "operatore"),
]  # fmt: skip


@pytest.mark.parametrize(("customer", "agent"), SIDES)
def test_the_text_of_a_ticket_is_what_its_customer_wrote_first(tmp_path: Path, customer: str, agent: str) -> None:
    export = _open(tmp_path / "a.csv", customer, agent)

    tickets = read(export).set_index(export.mapping["ticket_id"])
    assert export.kind == "events"
    assert tickets[export.mapping["body"]].to_dict() == {
        "c1": "The lamp came in pieces",
        "c2": "It never came to my door",
    }
    assert tickets[export.mapping["requester"]].to_dict() == {"c1": "Bo Li", "c2": "Cy Oz"}
    assert tickets[export.mapping["agent"]].to_dict() == {"c1": "Ann Smith", "c2": "Ann Smith"}
    assert any("author_type tells who wrote" in finding for finding in export.findings)
    assert sum(chunk.count_read for chunk in export.chunks(1)) == export.count_rows == 5


@pytest.mark.parametrize(("name", "customer", "agent"), [("from_agent", "false", "true"), ("is_incoming", "1", "0")])
def test_a_flag_can_tell_who_wrote(tmp_path: Path, name: str, customer: str, agent: str) -> None:
    header = tuple(name if each == "author_type" else each for each in HEADER)
    export = _open(tmp_path / "a.csv", customer, agent, header)

    assert read(export)[export.mapping["body"]].tolist() == ["The lamp came in pieces", "It never came to my door"]


def test_a_table_of_tickets_is_none_of_messages(tmp_path: Path) -> None:
    rows = [row for row in _rows("user", "admin") if row[0] in ("m1", "m5")]

    assert open_export(write_table(tmp_path / "a.csv", rows, HEADER)).kind == "tickets"


def test_rows_of_one_ticket_that_no_column_parts_are_its_versions(tmp_path: Path) -> None:
    assert _open(tmp_path / "a.csv", "email", "chat").kind == "tickets"
