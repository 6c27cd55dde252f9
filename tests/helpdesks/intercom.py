"""A stand-in for Intercom: the search for conversations with cursors, and the teams."""

from __future__ import annotations

from typing import Any

from tests.helpdesks.server import Asked
from tests.helpdesks.tickets import GROUPS, Ticket, name_of


class Intercom:
    """Gives pages of at most 150 conversations, in no order where it is `unsorted`."""

    name = "intercom"
    credentials = {"TOKEN": "ic-Secret-4715"}  # noqa: RUF012
    authorization = "Bearer ic-Secret-4715"

    def __init__(self, tickets: dict[int, Ticket], *, unsorted: bool = False) -> None:
        self.tickets = tickets
        self._unsorted = unsorted

    def answer(self, asked: Asked) -> Any:
        """The search, or the teams."""
        assert asked.headers["intercom-version"]
        if asked.path == "/teams":
            return {
                "type": "team.list",
                "teams": [{"id": str(number), "name": name} for number, name in GROUPS.items()],
            }
        if asked.path != "/conversations/search":
            return None
        assert asked.method == "POST"
        query, pages = asked.body["query"], asked.body["pagination"]
        assert (query["field"], query["operator"]) == ("updated_at", ">")
        begin, size = int(pages.get("starting_after", 0)), min(150, pages["per_page"])
        ordered = sorted(
            self.tickets.values(), key=lambda each: (each.number % 7 if self._unsorted else 0, each.updated)
        )
        found = [each for each in ordered if each.updated > query["value"]]
        more = {"next": {"starting_after": str(begin + size)}} if len(found) > begin + size else {}
        return {
            "type": "conversation.list",
            "conversations": [_shaped(each) for each in found[begin : begin + size]],
            "total_count": len(found),
            "pages": {"type": "pages", "page": begin // size + 1, "per_page": size, **more},
        }


def _shaped(ticket: Ticket) -> dict[str, Any]:
    name, email = name_of(ticket.customer), f"c{ticket.customer}@mail.example"
    return {
        "type": "conversation",
        "id": str(ticket.number),
        "created_at": ticket.created,
        "updated_at": ticket.updated,
        "waiting_since": None,
        "snoozed_until": None,
        "source": {
            "type": "conversation",
            "id": str(90_000 + ticket.number),
            "delivered_as": "customer_initiated",
            "subject": "",
            "body": f"<p>{ticket.text}</p>",
            "author": {"type": "user", "id": str(ticket.customer), "name": name, "email": email},
            "attachments": [],
            "url": None,
        },
        "contacts": {"type": "contact.list", "contacts": [{"type": "contact", "id": str(ticket.customer)}]},
        "teammates": {"type": "admin.list", "teammates": [{"type": "admin", "id": str(ticket.agent)}]},
        "title": ticket.subject,
        "admin_assignee_id": ticket.agent,
        "team_assignee_id": str(ticket.group),
        "custom_attributes": {"Contact reason": "Late" if ticket.group == 92 else None},
        "open": not ticket.solved,
        "state": "closed" if ticket.solved else "open",
        "read": True,
        "tags": {"type": "tag.list", "tags": [{"type": "tag", "id": "1", "name": "web"}]},
        "priority": "not_priority",
        "conversation_rating": None,
        "statistics": {"type": "conversation_statistics", "last_close_at": ticket.solved, "count_reopens": 0},
    }
