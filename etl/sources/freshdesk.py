"""Freshdesk: the ticket export of a trial account and the full one."""

from __future__ import annotations

from etl.sources.format import Format

FRESHDESK = Format(
    name="freshdesk",
    label="Freshdesk tickets",
    required=(
        ("Ticket ID",), ("Subject",), ("Created time",),
        ("Resolved time", "Due by Time", "Closed time", "Last update time", "Agent interactions"),
    ),
    columns={
        "ticket_id": ("Ticket ID",),
        "subject": ("Subject",),
        "body": ("Description",),
        "created_at": ("Created time",),
        "solved_at": ("Resolved time", "Closed time"),
        "updated_at": ("Last update time", "Last updated time"),
        "status": ("Status",),
        "priority": ("Priority",),
        "channel": ("Source", "Channel"),
        "team": ("Group",),
        "agent": ("Agent",),
        "requester": ("Email", "Contact ID", "Requester Email", "Full name", "Requester Name"),
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
    ),
)  # fmt: skip
