"""ServiceNow: a table of incidents or another kind of task, by its last change.

Source: ServiceNow's reference of the Table API. Each field comes with its value and its display value: the value is
used for times, which are UTC, the display value for all others, instead of numbers and ids.
"""

from __future__ import annotations

import re
from typing import Any

from requests import Request

from etl.errors import InputError
from etl.fetching.access import Access, variable
from etl.fetching.moments import iso, seconds_of
from etl.fetching.paging import Windows
from etl.fetching.product import Endpoint, Names, Product, Row, Window

_SIZE = 500
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_DIARIES = frozenset(
    ("comments", "work_notes", "comments_and_work_notes", "approval_history", "work_notes_list", "watch_list",
     "additional_assignee_list", "group_list")
)  # fmt: skip
"""Fields with staff notes and lists of people, not customers' words."""


def _auth(access: Access) -> tuple[str, ...]:
    return "basic", access.get("USER"), access.get("TOKEN")


def _tickets(window: Window) -> Endpoint:
    table = window.access.get("TABLE") or "incident"
    if not re.fullmatch(r"[A-Za-z0-9_]+", table):
        raise InputError(
            f"{variable('servicenow', 'TABLE')} isn't the name of a table. Set it to one such as incident."
        )
    return Endpoint(
        path=f"/api/now/table/{table}",
        rows=("result",),
        params={
            "sysparm_display_value": "all",
            "sysparm_exclude_reference_link": "true",
            "sysparm_limit": _SIZE,
        },
        paginator=Windows(window.since, _SIZE, _seconds, _ask),
    )


def _ask(request: Request, since: float, page: int) -> None:
    begins = iso(since).replace("T", " ").rstrip("Z")
    request.params |= {
        "sysparm_query": f"sys_updated_on>={begins}^ORDERBYsys_updated_on^ORDERBYsys_id",
        "sysparm_offset": (page - 1) * _SIZE,
    }


def _value(row: Row, name: str) -> Any:
    cell = row.get(name)
    return cell.get("value") if isinstance(cell, dict) else cell


def _seconds(row: Row) -> float | None:
    return seconds_of(_value(row, "sys_updated_on"))


def _tidy(row: Row, _: Names) -> Row:
    told = {name: _told(cell) for name, cell in row.items() if name not in _DIARIES}
    return {name: value for name, value in told.items() if value not in (None, "")}


def _told(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return cell
    value = cell.get("value")
    if isinstance(value, str) and _TIME.fullmatch(value):
        return f"{value.replace(' ', 'T')}Z"
    return cell.get("display_value") or value


SERVICENOW = Product(
    name="servicenow",
    label="ServiceNow",
    needed=("URL", "USER", "TOKEN"),
    optional=("TABLE",),
    auth=_auth,
    tickets=_tickets,
    stamp=lambda row: _value(row, "sys_updated_on"),
    key=lambda row: _value(row, "sys_id"),
    tidy=_tidy,
)
