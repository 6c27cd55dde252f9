"""Freshdesk: the ticket export of a trial account, the full export, and tickets from the API."""

from __future__ import annotations

import re

from etl.sources.format import Format

STATES = {"2": "Open", "3": "Pending", "4": "Resolved", "5": "Closed", "6": "Waiting on Customer", "7": "Waiting"}
_PRIORITIES = {"1": "Low", "2": "Medium", "3": "High", "4": "Urgent"}
_SOURCES = {
    "1": "Email", "2": "Portal", "3": "Phone", "5": "Twitter", "6": "Facebook", "7": "Chat", "9": "Feedback widget",
    "10": "Outbound email",
}  # fmt: skip

FRESHDESK = Format(
    name="freshdesk",
    label="Freshdesk tickets",
    required=(
        ("Ticket ID", "id"), ("Subject",), ("Created time", "created_at"),
        ("Resolved time", "Due by Time", "Closed time", "Last update time", "Agent interactions", "responder_id"),
    ),
    columns={
        "ticket_id": ("Ticket ID", "id"),
        "subject": ("Subject",),
        "body": ("description_text", "Description"),
        "created_at": ("Created time", "created_at"),
        "solved_at": ("Resolved time", "Closed time", "stats.resolved_at", "stats.closed_at"),
        "updated_at": ("Last update time", "Last updated time", "updated_at"),
        "status": ("Status",),
        "priority": ("Priority",),
        "channel": ("Source", "Channel"),
        "team": ("Group", "group_id"),
        "agent": ("Agent", "responder_id"),
        "requester": (
            "Email", "Contact ID", "Requester Email", "Full name", "Requester Name", "requester.email", "requester_id",
        ),
        "order_ref": ("Order number", "Order ID", "Reference Number"),
        "product": ("Product",),
        "tags": ("Tags",),
        "reason": ("Contact reason", "Reason", "Category", "Type"),
        "satisfaction": ("Survey results", "Survey result"),
        "language": ("Language", "Contact language"),
        "replies": ("Agent interactions",),
        "handle_minutes": ("Time tracked",),
    },
    typical=(
        "Summary", "Title", "Mobile phone", "Work phone", "Company Name", "Due by Time", "Initial response time",
        "First response time (in hrs)", "Resolution time (in hrs)", "Customer interactions", "Resolution status",
        "First response status", "Every response status", "Twitter ID", "Facebook Profile ID", "Time zone",
        "Unique external ID", "Association type", "Internal Agent", "Internal Group", "Company ID",
        "cc_emails", "fwd_emails", "reply_cc_emails", "ticket_cc_emails", "to_emails", "spam", "email_config_id",
        "product_id", "due_by", "fr_due_by", "fr_escalated", "is_escalated", "description", "stats.first_responded_at",
        "stats.agent_responded_at", "stats.status_updated_at", "stats.reopened_at", "stats.requester_responded_at",
        "support_email", "association_type", "internal_agent_id", "internal_group_id", "associated_tickets_count",
    ),
    custom_field=re.compile(r"custom_fields\.(?:cf_)?(.+)"),
    codes={"status": STATES, "priority": _PRIORITIES, "channel": _SOURCES},
)  # fmt: skip
