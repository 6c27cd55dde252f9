"""Zendesk: CSV from a view or Explore, and tickets as JSON (from the API or the account export)."""

from __future__ import annotations

import re

from etl.sources.format import Format

_SECONDS = ("Total time spent (sec)", "Time spent last update (sec)")

ZENDESK = Format(
    name="zendesk",
    label="Zendesk tickets",
    required=(
        ("Id", "Ticket ID", "Ticket"),
        ("Created at", "Ticket created"),
        ("Via", "Via channel", "Requester id", "Submitter id", "Group stations", "First reply time in minutes"),
        ("Group", "Group id", "Ticket group", "Assignee", "Assignee id", "Requester", "Satisfaction Score", "Status"),
    ),
    columns={
        "ticket_id": ("Id", "Ticket ID"),
        "subject": ("Subject", "Raw subject"),
        "body": ("Description", "First comment", "Comment", "Body"),
        "created_at": ("Created at", "Ticket created"),
        "solved_at": ("Solved at", "Ticket solved", "metric_set.solved_at"),
        "updated_at": ("Updated at", "Ticket updated"),
        "status": ("Status", "Ticket status"),
        "priority": ("Priority",),
        "channel": ("Via", "Via channel", "via.channel", "Channel"),
        "team": ("Group", "Group name", "group.name", "Ticket group", "group_id"),
        "agent": ("Assignee", "Assignee name", "assignee.email", "assignee.name", "assignee_id"),
        "requester": (
            "Requester email", "requester.email", "Requester id", "Requester", "requester.name",
            "Requester external id",
        ),
        "order_ref": (
            "Order number", "Order", "Order id", "Order ref", "Order reference", "Order nr", "Ordernumber",
            "Bestelnummer", "Bestellnummer", "Order number [txt]", "Order number [int]", "Order [txt]",
        ),
        "product": ("Product", "Product [list]", "Product name", "Product category", "Product group", "Brand"),
        "tags": ("Tags", "Ticket tags"),
        "reason": (
            "Contact reason", "Contact reason [list]", "Reason", "Reason [list]", "Ticket Category [list]",
            "Manual Tagging of Categories [list]", "Category [list]", "Category", "Ticket category", "Ticket type",
            "type",
        ),
        "satisfaction": ("Satisfaction Score", "Satisfaction rating", "satisfaction_rating.score"),
        "language": ("Language", "Requester language", "Locale", "Detected language"),
        "first_team": ("First group", "Initial group"),
        "replies": ("Replies", "Agent replies", "metric_set.replies", "Public agent comments"),
        "reopens": ("Reopens", "metric_set.reopens"),
        "stations": ("Group stations", "metric_set.group_stations"),
        "handle_minutes": (
            "Time spent (min)", "Total time spent (min)", "Handle time (min)", "Handling time (min)", "Time spent",
            *_SECONDS,
        ),
        "goodwill_amount": (
            "Goodwill", "Goodwill amount", "Goodwill [dec]", "Compensation", "Compensation amount", "Voucher amount",
            "Refund amount",
        ),
    },
    typical=(
        "Summation column", "Requester domain", "Submitter", "Organization", "Due date", "Assigned at",
        "Initially assigned at", "Resolution time", "Assignee stations",
        "First reply time in minutes within business hours", "First resolution time in minutes",
        "First resolution time in minutes within business hours", "Full resolution time in minutes",
        "Full resolution time in minutes within business hours", "Agent wait time in minutes",
        "Agent wait time in minutes within business hours", "Requester wait time in minutes",
        "Requester wait time in minutes within business hours", "On hold time in minutes",
        "On hold time in minutes within business hours", "Status [list]", "url", "external_id", "organization_id",
        "brand_id", "is_public", "allow_channelback", "allow_attachments", "recipient", "problem_id",
        "has_incidents", "ticket_form_id", "due_at", "generated_timestamp",
    ),
    text_is_optional=True,
    in_seconds=_SECONDS,
    missing=frozenset({"-"}),
    custom_field=re.compile(r"custom_fields\.(.+)"),
)  # fmt: skip
