"""A stand-in for ServiceNow: the Table API with values and what is shown for them."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from typing import Any

from tests.helpdesks.server import Asked
from tests.helpdesks.tickets import GROUPS, PEOPLE, Ticket, iso, name_of

_QUERY = re.compile(r"sys_updated_on>=([\d-]+ [\d:]+)\^ORDERBYsys_updated_on\^ORDERBYsys_id")


class ServiceNow:
    """Gives pages as long as they are asked for."""

    name = "servicenow"
    credentials = {"USER": "reader", "TOKEN": "sn-Secret-4714"}  # noqa: RUF012
    authorization = "Basic " + base64.b64encode(b"reader:sn-Secret-4714").decode()

    def __init__(self, tickets: dict[int, Ticket]) -> None:
        self.tickets = tickets

    def answer(self, asked: Asked) -> Any:
        """The table of incidents."""
        if asked.path != "/api/now/table/incident":
            return None
        assert asked.query["sysparm_display_value"] == "all"
        query = _QUERY.fullmatch(asked.query["sysparm_query"])
        assert query, asked.query["sysparm_query"]
        since = datetime.fromisoformat(query[1]).replace(tzinfo=UTC).timestamp()
        begin, size = int(asked.query["sysparm_offset"]), int(asked.query["sysparm_limit"])
        ordered = sorted(self.tickets.values(), key=lambda each: (each.updated, each.number))
        return {"result": [_shaped(each) for each in ordered if each.updated >= since][begin : begin + size]}


def _cell(value: Any, shown: Any = None) -> dict[str, Any]:
    return {"value": value, "display_value": value if shown is None else shown}


def _time(seconds: int | None) -> dict[str, Any]:
    """A time in UTC, shown in a zone two hours ahead and in another notation."""
    if seconds is None:
        return _cell("")
    shown = datetime.fromtimestamp(seconds + 7_200, UTC).strftime("%d.%m.%Y %H:%M:%S")
    return _cell(iso(seconds).replace("T", " ").rstrip("Z"), shown)


def _shaped(ticket: Ticket) -> dict[str, Any]:
    return {
        "sys_id": _cell(f"{ticket.number:032x}"),
        "number": _cell(f"INC{ticket.number:07d}"),
        "opened_at": _time(ticket.created),
        "sys_updated_on": _time(ticket.updated),
        "resolved_at": _time(ticket.solved),
        "short_description": _cell(ticket.subject),
        "description": _cell(ticket.text),
        "state": _cell("6", "Resolved") if ticket.solved else _cell("2", "In Progress"),
        "priority": _cell("3", "3 - Moderate"),
        "contact_type": _cell("email", "Email"),
        "assignment_group": _cell("a1b2", GROUPS[ticket.group]),
        "assigned_to": _cell("c3d4", PEOPLE[ticket.agent][0]),
        "caller_id": _cell("e5f6", name_of(ticket.customer)),
        "category": _cell("inquiry", "Inquiry"),
        "work_notes": _cell("", "2026-03-04 - Ole Berg (Work notes)\nlooked into it"),
        "reopen_count": _cell("0"),
    }
