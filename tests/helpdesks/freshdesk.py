"""A stand-in for Freshdesk: the list of tickets in numbered pages, and the groups."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from tests.helpdesks.server import Asked
from tests.helpdesks.tickets import GROUPS, Ticket, iso, name_of


class Freshdesk:
    """Gives pages of at most 100 tickets."""

    name = "freshdesk"
    credentials = {"TOKEN": "fd-Secret-4713"}  # noqa: RUF012
    authorization = "Basic " + base64.b64encode(b"fd-Secret-4713:X").decode()

    def __init__(self, tickets: dict[int, Ticket]) -> None:
        self.tickets = tickets

    def answer(self, asked: Asked) -> Any:
        """The tickets, or the groups."""
        page, size = int(asked.query.get("page", 1)), min(100, int(asked.query.get("per_page", 30)))
        part = slice((page - 1) * size, page * size)
        if asked.path == "/api/v2/groups":
            return [{"id": number, "name": name} for number, name in GROUPS.items()][part]
        if asked.path != "/api/v2/tickets":
            return None
        assert page <= 300
        assert (asked.query["order_by"], asked.query["order_type"]) == ("updated_at", "asc")
        since = datetime.fromisoformat(asked.query["updated_since"]).timestamp()
        ordered = sorted(self.tickets.values(), key=lambda each: (each.updated, each.number))
        return [_shaped(each) for each in ordered if each.updated >= since][part]


def _shaped(ticket: Ticket) -> dict[str, Any]:
    solved = iso(ticket.solved) if ticket.solved else None
    return {
        "id": ticket.number,
        "subject": ticket.subject,
        "description": f"<div>{ticket.text}</div>",
        "description_text": ticket.text,
        "status": 4 if solved else 2,
        "priority": 1,
        "source": 1,
        "type": None,
        "created_at": iso(ticket.created),
        "updated_at": iso(ticket.updated),
        "due_by": iso(ticket.created + 86_400),
        "fr_due_by": iso(ticket.created + 3_600),
        "is_escalated": False,
        "spam": False,
        "requester_id": ticket.customer,
        "responder_id": ticket.agent,
        "group_id": ticket.group,
        "company_id": None,
        "tags": ["web", "shop"],
        "custom_fields": {"cf_cause": None},
        "requester": {
            "id": ticket.customer,
            "name": name_of(ticket.customer),
            "email": f"c{ticket.customer}@mail.example",
        },
        "stats": {"resolved_at": solved, "closed_at": None, "first_responded_at": None},
    }
