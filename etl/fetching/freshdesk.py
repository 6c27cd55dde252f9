"""Freshdesk: the list of tickets by their last change, with the names of groups.

Source: Freshdesk's API reference, version 2 ("List All Tickets", "List All Groups"). A list ends after 300 pages, which
is never reached because each request starts at a time.
"""

from __future__ import annotations

from dlt.sources.helpers.rest_client.paginators import PageNumberPaginator
from requests import Request

from etl.fetching.access import Access
from etl.fetching.moments import iso, seconds_of
from etl.fetching.paging import Windows
from etl.fetching.product import Endpoint, Lookup, Names, Product, Row, Window

_SIZE = 100


def _auth(access: Access) -> tuple[str, ...]:
    return "basic", access.get("TOKEN"), "X"


def _tickets(window: Window) -> Endpoint:
    return Endpoint(
        path="/api/v2/tickets",
        rows=(),
        params={
            "include": "description,requester,stats",
            "order_by": "updated_at",
            "order_type": "asc",
            "per_page": _SIZE,
        },
        paginator=Windows(window.since, _SIZE, _seconds, _ask),
    )


def _ask(request: Request, since: float, page: int) -> None:
    request.params |= {"updated_since": iso(since), "page": page}


def _seconds(row: Row) -> float | None:
    return seconds_of(row.get("updated_at"))


def _groups() -> Endpoint:
    return Endpoint(
        path="/api/v2/groups",
        rows=(),
        params={"per_page": _SIZE},
        paginator=PageNumberPaginator(base_page=1, total_path=None),
    )


def _tidy(row: Row, names: Names) -> Row:
    tidied = dict(row)
    if tidied.get("description_text"):
        tidied.pop("description", None)  # the same with its markup
    if group := names["groups"].get(str(row.get("group_id"))):
        tidied["group"] = group
    return tidied


FRESHDESK = Product(
    name="freshdesk",
    label="Freshdesk",
    needed=("URL", "TOKEN"),
    auth=_auth,
    tickets=_tickets,
    stamp=lambda row: row.get("updated_at"),
    lookups=(Lookup("groups", _groups, lambda row: {str(row.get("id")): row.get("name")}),),
    tidy=_tidy,
)
