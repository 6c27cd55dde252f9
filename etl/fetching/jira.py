"""Jira Cloud: a search for changed issues, written with the columns of Jira's own CSV, so that both are one source.

Source: Atlassian's reference of the REST API, version 2 ("Search for issues using JQL enhanced search"): its texts are
plain, while those of version 3 are documents. Times in JQL are in the user's zone, so relative minutes are used.
"""

from __future__ import annotations

import math
from typing import Any

from etl.fetching.access import Access
from etl.fetching.paging import NextCursor
from etl.fetching.product import Endpoint, Lookup, Names, Product, Row, Window

_COLUMNS = {
    "summary": "Summary",
    "description": "Description",
    "created": "Created",
    "resolutiondate": "Resolved",
    "updated": "Updated",
    "status": "Status",
    "resolution": "Resolution",
    "priority": "Priority",
    "issuetype": "Issue Type",
    "components": "Component/s",
    "assignee": "Assignee",
    "reporter": "Reporter",
    "labels": "Labels",
    "timespent": "Time Spent",
}
_NOT_WANTED = (
    "comment", "attachment", "worklog", "issuelinks", "subtasks", "watches", "votes", "thumbnail", "timetracking",
    "progress", "aggregateprogress",
)  # fmt: skip
_SAYING = ("displayName", "name", "value", "label", "title", "key")
_CUSTOM = "customfield_"


def _auth(access: Access) -> tuple[str, ...]:
    return "basic", access.get("USER"), access.get("TOKEN")


def _tickets(window: Window) -> Endpoint:
    minutes = math.ceil((window.now - window.since) / 60) + 1
    own = window.access.get("JQL")
    changed = f'updated >= "-{minutes}m"'
    return Endpoint(
        path="/rest/api/2/search/jql",
        rows=("issues",),
        params={
            "jql": f"{f'({own}) AND ' if own else ''}{changed} ORDER BY updated ASC",
            "fields": ",".join(["*all", *(f"-{name}" for name in _NOT_WANTED)]),
            "maxResults": 100,
        },
        paginator=NextCursor("nextPageToken", cursor_param="nextPageToken", ends=(("isLast",), True)),
    )


def _fields() -> Endpoint:
    return Endpoint(path="/rest/api/2/field", rows=(), paginator=NextCursor("none", cursor_param="none"))


def _tidy(row: Row, names: Names) -> Row:
    fields = row.get("fields") or {}
    tidied: Row = {"Issue key": row.get("key"), "Issue id": row.get("id")}
    for name, column in _COLUMNS.items():
        tidied[column] = _said(fields.get(name))
    project = fields.get("project") or {}
    tidied |= {"Project key": project.get("key"), "Project name": project.get("name")}
    for name, value in fields.items():
        called = names["fields"].get(name)
        if name.startswith(_CUSTOM) and called and (said := _said(value)) not in (None, []):
            tidied.setdefault(f"Custom field ({called})", said)
    return {name: value for name, value in tidied.items() if value not in (None, [])}


def _said(value: Any) -> Any:
    """Text of a field's value: the name of a person or choice, a number or a text; for a list, of each element."""
    if isinstance(value, list):
        return [said for each in value if (said := _said(each)) is not None]
    if not isinstance(value, dict):
        return value
    if value.get("type") == "doc":
        return _text_of(value).strip()
    if isinstance(value.get("requestType"), dict):
        return _said(value["requestType"])
    if "ongoingCycle" in value or "completedCycles" in value:
        return None  # an SLA clock
    said = next((value[name] for name in _SAYING if isinstance(value.get(name), str)), None)
    child = _said(value.get("child"))
    return f"{said}: {child}" if said and child else said


def _text_of(node: Row) -> str:
    """Text of an Atlassian document, one line per paragraph."""
    inner = "".join(_text_of(each) for each in node.get("content") or [] if isinstance(each, dict))
    if node.get("type") == "text":
        return str(node.get("text", ""))
    return f"{inner}\n" if node.get("type") in ("paragraph", "heading", "hardBreak", "listItem") else inner


JIRA = Product(
    name="jira",
    label="Jira",
    needed=("URL", "USER", "TOKEN"),
    optional=("JQL",),
    auth=_auth,
    tickets=_tickets,
    stamp=lambda row: (row.get("fields") or {}).get("updated"),
    key=lambda row: row.get("key"),
    lookups=(Lookup("fields", _fields, lambda row: {str(row.get("id")): row.get("name")}),),
    tidy=_tidy,
)
