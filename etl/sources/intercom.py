"""Intercom: conversations from the API."""

from __future__ import annotations

import re

from etl.sources.format import Format

INTERCOM = Format(
    name="intercom",
    label="Intercom conversations",
    required=(
        ("id",),
        ("created_at",),
        ("source.body", "source.delivered_as", "source.author.type"),
        ("state", "open"),
        ("admin_assignee_id", "team_assignee_id", "waiting_since", "statistics.count_reopens", "read"),
    ),
    columns={
        "ticket_id": ("id",),
        "subject": ("title", "source.subject"),
        "body": ("source.body",),
        "created_at": ("created_at",),
        "solved_at": ("statistics.last_close_at",),
        "updated_at": ("updated_at",),
        "status": ("state",),
        "priority": ("priority",),
        "channel": ("source.type",),
        "team": ("team.name", "team_assignee_id"),
        "agent": ("admin_assignee_id",),
        "requester": ("source.author.email", "source.author.id", "source.author.name"),
        "order_ref": ("Order number", "Order", "Order id", "Order reference"),
        "product": ("Product",),
        "tags": ("tags", "tags.tags"),
        "reason": ("Contact reason", "Reason", "Category", "issue_type", "Topic"),
        "satisfaction": ("conversation_rating.rating", "statistics.conversation_rating.score"),
        "language": ("Language",),
        "reopens": ("statistics.count_reopens",),
    },
    typical=(
        "type", "read", "open", "waiting_since", "snoozed_until", "source.id", "source.url", "source.author.type",
        "source.delivered_as", "source.redacted", "source.attachments", "statistics.count_assignments",
        "statistics.count_conversation_parts", "statistics.first_contact_reply_at", "statistics.first_close_at",
        "statistics.first_admin_reply_at", "statistics.last_admin_reply_at", "statistics.time_to_admin_reply",
        "statistics.type", "tags.type", "contacts.type", "contacts.contacts", "ai_agent_participated",
    ),
    text_is_optional=True,
    custom_field=re.compile(r"custom_attributes\.(.+)"),
)  # fmt: skip
