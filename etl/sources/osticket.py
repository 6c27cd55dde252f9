"""osTicket: the export of a ticket queue."""

from __future__ import annotations

from etl.sources.format import Format

OSTICKET = Format(
    name="osticket",
    label="osTicket tickets",
    required=(("Ticket Number",), ("Date Created",), ("Help Topic", "Department", "SLA Plan", "Current Status")),
    columns={
        "ticket_id": ("Ticket Number",),
        "subject": ("Subject",),
        "body": ("Issue Details", "Message", "Description"),
        "created_at": ("Date Created",),
        "solved_at": ("Closed Date",),
        "updated_at": ("Last Updated",),
        "status": ("Current Status", "Status"),
        "priority": ("Priority",),
        "channel": ("Source",),
        "team": ("Department", "Team Assigned"),
        "agent": ("Agent Assigned", "Assigned To"),
        "requester": ("From Email", "From"),
        "order_ref": ("Order Number",),
        "product": ("Product",),
        "reason": ("Help Topic",),
        "reopens": ("Reopen Count",),
    },
    typical=(
        "SLA Due Date", "SLA Plan", "Due Date", "Overdue", "Merged", "Linked", "Answered", "Thread Count",
        "Attachment Count", "Task Count",
    ),
)  # fmt: skip
