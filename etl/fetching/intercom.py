"""Intercom: conversations by their last change, with the names of teams.

Source: Intercom's reference, version 2.11 ("Search conversations", "List all teams").
"""

from __future__ import annotations

from etl.fetching.access import Access
from etl.fetching.paging import NextCursor
from etl.fetching.product import Endpoint, Lookup, Names, Product, Row, Window

_SIZE = 150
_NOT_WANTED = ("contacts", "teammates", "linked_objects", "conversation_parts", "first_contact_reply")


def _auth(access: Access) -> tuple[str, ...]:
    return "bearer", access.get("TOKEN")


def _tickets(window: Window) -> Endpoint:
    return Endpoint(
        path="/conversations/search",
        rows=("conversations",),
        json={
            "query": {"field": "updated_at", "operator": ">", "value": int(window.since) - 1},
            "sort": {"field": "updated_at", "order": "ascending"},
            "pagination": {"per_page": _SIZE},
        },
        paginator=NextCursor("pages.next.starting_after", cursor_body_path="pagination.starting_after"),
    )


def _teams() -> Endpoint:
    return Endpoint(path="/teams", rows=("teams",), paginator=NextCursor("none", cursor_param="none"))


def _tidy(row: Row, names: Names) -> Row:
    tidied = {name: value for name, value in row.items() if name not in _NOT_WANTED}
    if team := names["teams"].get(str(row.get("team_assignee_id"))):
        tidied["team"] = {"name": team}
    tags = row.get("tags")
    if isinstance(tags, dict):
        tidied["tags"] = [tag.get("name") for tag in tags.get("tags") or [] if isinstance(tag, dict)]
    return tidied


INTERCOM = Product(
    name="intercom",
    label="Intercom",
    needed=("TOKEN",),
    default_url="https://api.intercom.io",
    headers={"Intercom-Version": "2.11"},
    auth=_auth,
    tickets=_tickets,
    stamp=lambda row: row.get("updated_at"),
    lookups=(Lookup("teams", _teams, lambda row: {str(row.get("id")): row.get("name")}),),
    tidy=_tidy,
)
