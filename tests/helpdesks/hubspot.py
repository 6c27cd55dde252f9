"""A stand-in for HubSpot: the search of the CRM, which ends after 10,000 results, and the lists of names."""

from __future__ import annotations

from typing import Any

from tests.helpdesks.server import Asked
from tests.helpdesks.tickets import GROUPS, Ticket, iso

_MOST = 10_000


class HubSpot:
    """Gives pages as long as they are asked for; of the lists of names those that aren't `hidden`."""

    name = "hubspot"
    credentials = {"TOKEN": "hs-Secret-4716"}  # noqa: RUF012
    authorization = "Bearer hs-Secret-4716"

    def __init__(self, tickets: dict[int, Ticket], hidden: tuple[str, ...] = ()) -> None:
        self.tickets = tickets
        self._hidden = hidden

    def answer(self, asked: Asked) -> Any:
        """The search, or a list of names."""
        lists = {
            "/crm/v3/pipelines/tickets": [
                {"id": "0", "stages": [{"id": "1", "label": "New"}, {"id": "4", "label": "Closed"}]}
            ],
            "/crm/v3/owners": [
                {"id": "70", "teams": [{"id": str(number), "name": name} for number, name in GROUPS.items()]}
            ],
            "/crm/v3/properties/tickets": [
                {"name": "subject", "label": "Ticket name", "hubspotDefined": True},
                {"name": "contact_reason", "label": "Contact reason"},
            ],
        }
        if asked.path in lists and asked.path not in self._hidden:
            return {"results": lists[asked.path]}
        if asked.path != "/crm/v3/objects/tickets/search":
            return None
        body = asked.body
        (only,) = body["filterGroups"][0]["filters"]
        assert (only["propertyName"], only["operator"]) == ("hs_lastmodifieddate", "GTE")
        assert body["sorts"] == [{"propertyName": "hs_lastmodifieddate", "direction": "ASCENDING"}]
        begin, size = int(body["after"]), min(200, body["limit"])
        assert begin + size <= _MOST
        ordered = sorted(self.tickets.values(), key=lambda each: (each.updated, each.number))
        found = [each for each in ordered if each.updated * 1000 >= int(only["value"])]
        more = {"paging": {"next": {"after": str(begin + size)}}} if len(found) > begin + size else {}
        page = [_shaped(each, body["properties"]) for each in found[begin : begin + size]]
        return {"total": len(found), "results": page, **more}


def _shaped(ticket: Ticket, wanted: list[str]) -> dict[str, Any]:
    properties = {
        "subject": ticket.subject,
        "content": ticket.text,
        "createdate": iso(ticket.created),
        "hs_lastmodifieddate": iso(ticket.updated).replace("Z", ".000Z"),
        "closed_date": iso(ticket.solved) if ticket.solved else None,
        "hs_pipeline": "0",
        "hs_pipeline_stage": "4" if ticket.solved else "1",
        "hs_ticket_priority": "MEDIUM",
        "source_type": "EMAIL",
        "hubspot_owner_id": "70",
        "hubspot_team_id": str(ticket.group),
        "contact_reason": "Late" if ticket.group == 92 else None,
    }
    return {
        "id": str(ticket.number),
        "createdAt": iso(ticket.created),
        "updatedAt": iso(ticket.updated),
        "archived": False,
        "url": f"https://app.hubspot.example/{ticket.number}",
        "properties": {"hs_object_id": str(ticket.number)} | {name: properties.get(name) for name in wanted},
    }
