"""HubSpot: tickets from the CRM API; the columns of its CSV export are used only where the source is named."""

from __future__ import annotations

import re

from etl.sources.format import Format

HUBSPOT = Format(
    name="hubspot",
    label="HubSpot tickets",
    required=(
        ("id", "properties.hs_object_id"),
        ("properties.createdate", "createdAt"),
        ("properties.subject", "properties.content"),
        ("properties.hs_pipeline_stage", "properties.hs_pipeline", "properties.hs_lastmodifieddate"),
    ),
    columns={
        "ticket_id": ("id", "properties.hs_object_id", "Ticket ID", "Record ID"),
        "subject": ("properties.subject", "subject", "Ticket name"),
        "body": ("properties.content", "content", "Ticket description"),
        "created_at": ("properties.createdate", "createdate", "createdAt", "Create date"),
        "solved_at": ("properties.closed_date", "closed_date", "Close date"),
        "updated_at": ("properties.hs_lastmodifieddate", "updatedAt", "Last modified date"),
        "status": ("stage.label", "properties.hs_pipeline_stage", "Ticket status"),
        "priority": ("properties.hs_ticket_priority", "Priority"),
        "channel": ("properties.source_type", "source_type", "Source"),
        "team": ("team.name", "properties.hubspot_team_id", "hubspot_team_id", "HubSpot team"),
        "agent": ("properties.hubspot_owner_id", "hubspot_owner_id", "Ticket owner"),
        "requester": ("contact.email", "contact.name"),
        "order_ref": ("Order number", "Order id", "Order reference"),
        "product": ("Product",),
        "reason": ("Contact reason", "Reason", "properties.hs_ticket_category", "Category"),
        "language": ("Language",),
    },
    typical=(
        "archived", "properties.hs_pipeline", "properties.hs_resolution", "properties.hs_num_times_contacted",
        "time_to_close", "time_to_first_agent_reply", "properties.hs_object_id",
    ),
    custom_field=re.compile(r"properties\.(?!hs_)(.+)"),
)  # fmt: skip
