"""A stand-in for Jira Cloud: the enhanced search by JQL, with tokens for pages, and the list of fields."""

from __future__ import annotations

import base64
import re
import time
from typing import Any

from tests.helpdesks.server import Asked
from tests.helpdesks.tickets import GROUPS, PEOPLE, Ticket, iso, name_of

_JQL = re.compile(r'updated >= "-(\d+)m" ORDER BY updated ASC')


class Jira:
    """Gives pages of `size` issues."""

    name = "jira"
    credentials = {"USER": "reader@jira.example", "TOKEN": "jira-Secret-4712"}  # noqa: RUF012
    authorization = "Basic " + base64.b64encode(b"reader@jira.example:jira-Secret-4712").decode()

    def __init__(self, tickets: dict[int, Ticket], size: int = 100) -> None:
        self.tickets = tickets
        self._size = size

    def answer(self, asked: Asked) -> Any:
        """The search, or the fields."""
        if asked.path == "/rest/api/2/field":
            return [
                {"id": "summary", "name": "Summary", "custom": False},
                {"id": "customfield_10010", "name": "Request Type", "custom": True},
                {"id": "customfield_10042", "name": "Cause", "custom": True},
                {"id": "customfield_10050", "name": "Time to resolution", "custom": True},
            ]
        if asked.path != "/rest/api/2/search/jql":
            return None
        minutes = _JQL.fullmatch(asked.query["jql"])
        assert minutes, asked.query["jql"]
        since = (int(time.time()) // 60 - int(minutes[1])) * 60
        begin = int(asked.query.get("nextPageToken") or 0)
        ordered = sorted(self.tickets.values(), key=lambda each: (each.updated, each.number))
        left = [each for each in ordered if each.updated >= since][begin:]
        size = min(self._size, int(asked.query["maxResults"]))
        more = {"nextPageToken": str(begin + size)} if len(left) > size else {}
        return {"issues": [_shaped(each) for each in left[:size]], "isLast": not more, **more}


def _time(seconds: int | None) -> str | None:
    return iso(seconds).replace("Z", ".000+0000") if seconds else None


def _person(number: int, name: str) -> dict[str, Any]:
    address = f"https://jira.example/rest/api/2/user?accountId={number}"
    return {
        "self": address,
        "accountId": str(number),
        "displayName": name,
        "active": True,
        "avatarUrls": {"48": address},
    }


def _shaped(ticket: Ticket) -> dict[str, Any]:
    state = "Done" if ticket.solved else "Waiting for support"
    group = GROUPS[ticket.group]
    return {
        "id": str(10_000 + ticket.number),
        "key": f"HELP-{ticket.number}",
        "self": f"https://jira.example/rest/api/2/issue/{10_000 + ticket.number}",
        "fields": {
            "summary": ticket.subject,
            "description": ticket.text,
            "created": _time(ticket.created),
            "updated": _time(ticket.updated),
            "resolutiondate": _time(ticket.solved),
            "status": {"self": "https://jira.example/s", "name": state, "id": "1", "statusCategory": {"key": "done"}},
            "priority": {"name": "Medium", "id": "3", "iconUrl": "https://jira.example/p.svg"},
            "issuetype": {"name": "Service request", "subtask": False},
            "project": {"id": "1", "key": "HELP", "name": "Help desk"},
            "components": [{"id": "1", "name": group}],
            "assignee": _person(ticket.agent, PEOPLE[ticket.agent][0]),
            "reporter": _person(ticket.customer, name_of(ticket.customer)),
            "labels": ["web", "shop"],
            "timespent": 900,
            "customfield_10010": {"requestType": {"id": "5", "name": "Complaint"}, "currentStatus": {"status": state}},
            "customfield_10042": {"value": "Delivery", "child": {"value": "Late"}} if ticket.group == 92 else None,
            "customfield_10050": {"name": "Time to resolution", "completedCycles": []},
        },
    }
