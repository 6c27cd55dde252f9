"""Zendesk: the incremental export by cursor, with the names of groups and people and the metrics beside the tickets.

Source: Zendesk's reference, "Incremental Exports" (cursor based) and "Side-loading".
"""

from __future__ import annotations

from typing import Any

from etl.fetching.access import Access
from etl.fetching.paging import NextCursor
from etl.fetching.product import Endpoint, Names, Product, Row, Window

_PEOPLE = ("requester", "assignee")
_LINKS = ("url", "result_type")


def _auth(access: Access) -> tuple[str, ...]:
    return "basic", f"{access.get('USER')}/token", access.get("TOKEN")


def _tickets(window: Window) -> Endpoint:
    return Endpoint(
        path="/api/v2/incremental/tickets/cursor.json",
        rows=("tickets",),
        # Deleted tickets are in the bin, and mostly spam.
        params={
            "start_time": int(window.since),
            "per_page": 1000,
            "include": "users,groups,metric_sets",
            "exclude_deleted": "true",
        },
        paginator=NextCursor(
            "after_cursor", cursor_param="cursor", ends=(("end_of_stream",), True), drops=("start_time",)
        ),
    )


def _side(answer: Any) -> Names:
    return {
        "groups": _by_id(answer.get("groups"), "id"),
        "users": _by_id(answer.get("users"), "id"),
        "metrics": _by_id(answer.get("metric_sets"), "ticket_id"),
    }


def _by_id(rows: Any, key: str) -> dict[str, Any]:
    return {str(row.get(key)): row for row in rows if isinstance(row, dict)} if isinstance(rows, list) else {}


def _tidy(row: Row, names: Names) -> Row:
    tidied = {name: value for name, value in row.items() if name not in _LINKS}
    group = names["groups"].get(str(row.get("group_id")))
    if group and "group" not in row:
        tidied["group"] = {"name": group.get("name")}
    for person in _PEOPLE:
        user = names["users"].get(str(row.get(f"{person}_id")))
        if user and person not in row:
            tidied[person] = {"name": user.get("name"), "email": user.get("email")}
    metrics = row.get("metric_set") or names["metrics"].get(str(row.get("id")))
    if isinstance(metrics, dict):
        tidied["metric_set"] = {name: value for name, value in metrics.items() if name not in _LINKS}
    return tidied


ZENDESK = Product(
    name="zendesk",
    label="Zendesk",
    needed=("URL", "USER", "TOKEN"),
    auth=_auth,
    tickets=_tickets,
    # The export is sorted by this time, which automatic changes move, too.
    stamp=lambda row: row.get("generated_timestamp") or row.get("updated_at"),
    side=_side,
    tidy=_tidy,
)
