"""HubSpot: tickets by their last change, with the names of stages and teams, and the account's own properties.

Source: HubSpot's reference of the CRM API, version 3 ("Search", "Pipelines", "Owners", "Properties"). A search ends
after 10,000 results, which is never reached because each request starts at a time.
"""

from __future__ import annotations

from typing import Any

from requests import Request

from etl.fetching.access import Access
from etl.fetching.moments import seconds_of
from etl.fetching.paging import NextCursor, Windows
from etl.fetching.product import Endpoint, Lookup, Names, Product, Row, Window

_SIZE = 100
_CHANGED = "hs_lastmodifieddate"
_PROPERTIES = (
    "subject", "content", "createdate", _CHANGED, "closed_date", "hs_pipeline", "hs_pipeline_stage",
    "hs_ticket_priority", "hs_ticket_category", "source_type", "hubspot_owner_id", "hubspot_team_id", "hs_resolution",
    "hs_num_times_contacted", "time_to_close", "time_to_first_agent_reply",
)  # fmt: skip


def _auth(access: Access) -> tuple[str, ...]:
    return "bearer", access.get("TOKEN")


def _tickets(window: Window) -> Endpoint:
    own = window.names.get("properties", {})
    return Endpoint(
        path="/crm/v3/objects/tickets/search",
        rows=("results",),
        json={
            "properties": list(dict.fromkeys((*_PROPERTIES, *own))),
            "sorts": [{"propertyName": _CHANGED, "direction": "ASCENDING"}],
            "limit": _SIZE,
        },
        paginator=Windows(window.since, _SIZE, _seconds, _ask),
    )


def _ask(request: Request, since: float, page: int) -> None:
    begins = {"propertyName": _CHANGED, "operator": "GTE", "value": str(int(since * 1000))}
    request.json["filterGroups"] = [{"filters": [begins]}]
    request.json["after"] = str((page - 1) * _SIZE)


def _stamp(row: Row) -> Any:
    return (row.get("properties") or {}).get(_CHANGED) or row.get("updatedAt")


def _seconds(row: Row) -> float | None:
    return seconds_of(_stamp(row))


def _list(path: str) -> Endpoint:
    return Endpoint(path=path, rows=("results",), paginator=NextCursor("paging.next.after", cursor_param="after"))


def _stages(pipeline: Row) -> dict[str, Any]:
    return {str(stage.get("id")): stage.get("label") for stage in pipeline.get("stages") or []}


def _teams(owner: Row) -> dict[str, Any]:
    return {str(team.get("id")): team.get("name") for team in owner.get("teams") or []}


def _own(property_: Row) -> dict[str, Any]:
    """The account's own properties: those that HubSpot didn't define."""
    is_own = not property_.get("hubspotDefined") and not property_.get("calculated")
    return {str(property_.get("name")): property_.get("label")} if is_own and property_.get("name") else {}


def _tidy(row: Row, names: Names) -> Row:
    properties = row.get("properties") or {}
    tidied = {name: value for name, value in row.items() if name not in ("url", "associations")}
    tidied["properties"] = {name: value for name, value in properties.items() if value not in (None, "")}
    if stage := names["stages"].get(str(properties.get("hs_pipeline_stage"))):
        tidied["stage"] = {"label": stage}
    if team := names["teams"].get(str(properties.get("hubspot_team_id"))):
        tidied["team"] = {"name": team}
    return tidied


HUBSPOT = Product(
    name="hubspot",
    label="HubSpot",
    needed=("TOKEN",),
    default_url="https://api.hubapi.com",
    auth=_auth,
    tickets=_tickets,
    stamp=_stamp,
    lookups=(
        Lookup("stages", lambda: _list("/crm/v3/pipelines/tickets"), _stages),
        Lookup("teams", lambda: _list("/crm/v3/owners"), _teams),
        Lookup("properties", lambda: _list("/crm/v3/properties/tickets"), _own),
    ),
    tidy=_tidy,
)
