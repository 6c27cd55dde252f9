"""A stand-in for Zendesk: the incremental export of tickets by cursor, with side-loaded records."""

from __future__ import annotations

import base64
from typing import Any

from tests.helpdesks.server import Asked
from tests.helpdesks.tickets import GROUPS, PEOPLE, Ticket, iso, name_of


class Zendesk:
    """Gives pages of `size` tickets in the order of their last change."""

    name = "zendesk"
    credentials = {"USER": "reader@desk.example", "TOKEN": "zd-Secret-4711"}  # noqa: RUF012
    authorization = "Basic " + base64.b64encode(b"reader@desk.example/token:zd-Secret-4711").decode()

    def __init__(self, tickets: dict[int, Ticket], size: int = 100) -> None:
        self.tickets = tickets
        self._size = size

    def answer(self, asked: Asked) -> Any:
        """The export; nothing at other paths."""
        if asked.path != "/api/v2/incremental/tickets/cursor.json":
            return None
        assert asked.query["exclude_deleted"] == "true"
        if "cursor" in asked.query:
            assert "start_time" not in asked.query
            time, number = map(int, base64.b64decode(asked.query["cursor"]).decode().split("|"))
        else:
            time, number = int(asked.query["start_time"]), 0
        ordered = sorted(self.tickets.values(), key=lambda each: (each.updated, each.number))
        left = [each for each in ordered if (each.updated, each.number) > (time, number)]
        page = left[: self._size]
        end = (page[-1].updated, page[-1].number) if page else (time, number)
        cursor = base64.b64encode(f"{end[0]}|{end[1]}".encode()).decode()
        return {
            "tickets": [_shaped(each) for each in page],
            "users": [*_users(page)],
            "groups": [
                {"id": number, "name": name, "url": "https://x.example/groups"} for number, name in GROUPS.items()
            ],
            "metric_sets": [_metrics(each) for each in page],
            "after_cursor": cursor,
            "after_url": f"https://desk.example/api/v2/incremental/tickets/cursor.json?cursor={cursor}",
            "end_of_stream": len(left) <= self._size,
        }


def _users(page: list[Ticket]) -> list[dict[str, Any]]:
    people = [{"id": number, "name": name, "email": email} for number, (name, email) in PEOPLE.items()]
    customers = sorted({each.customer for each in page})
    return people + [
        {"id": number, "name": name_of(number), "email": f"c{number}@mail.example", "role": "end-user"}
        for number in customers
    ]


def _shaped(ticket: Ticket) -> dict[str, Any]:
    return {
        "id": ticket.number,
        "url": f"https://desk.example/api/v2/tickets/{ticket.number}.json",
        "external_id": None,
        "via": {"channel": "email", "source": {"from": {}, "to": {}, "rel": None}},
        "created_at": iso(ticket.created),
        "updated_at": iso(ticket.updated),
        "generated_timestamp": ticket.updated,
        "type": None,
        "subject": ticket.subject,
        "raw_subject": ticket.subject,
        "description": ticket.text,
        "priority": None,
        "status": "solved" if ticket.solved else "open",
        "recipient": None,
        "requester_id": ticket.customer,
        "submitter_id": ticket.customer,
        "assignee_id": ticket.agent,
        "organization_id": None,
        "group_id": ticket.group,
        "tags": ["web", "shop"],
        "custom_fields": [{"id": 360001, "value": "late" if ticket.group == 92 else None}],
        "satisfaction_rating": {"score": "unoffered"},
    }


def _metrics(ticket: Ticket) -> dict[str, Any]:
    return {
        "id": 5_000 + ticket.number,
        "ticket_id": ticket.number,
        "url": "https://desk.example/api/v2/ticket_metrics.json",
        "solved_at": iso(ticket.solved) if ticket.solved else None,
        "replies": 2,
        "reopens": 0,
        "group_stations": 1,
    }
