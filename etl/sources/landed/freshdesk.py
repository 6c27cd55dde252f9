"""Freshdesk's tables, as Fivetran, Airbyte and dlt land them."""

from __future__ import annotations

from etl.sources.freshdesk import STATES
from etl.sources.landed.product import At, Comments, Custom, History, Listed, Lookup, Named, Product

_TICKETS = ("ticket", "tickets")
_FIELDS = {
    "group_id": ("team", "groups"),
    "responder_id": ("assignee", "agents"),
    "agent_id": ("assignee", "agents"),
    "status": ("status", ""),
}

FRESHDESK_TABLES = Product(
    name="freshdesk",
    label="Freshdesk",
    format="freshdesk",
    tickets=_TICKETS,
    told_by=(("responder_id",), ("requester_id",)),
    prefixes=("freshdesk",),
    columns={
        "subject": ("subject",),
        "description_text": ("description_text", "description"),
        "created_at": ("created_at",),
        "updated_at": ("updated_at",),
        "status": ("status",),
        "priority": ("priority",),
        "source": ("source",),
        "type": ("type",),
        "tags": ("tags",),
        "stats.resolved_at": ("stats.resolved_at", "resolved_at", "stats.closed_at", "closed_at"),
    },
    lookups={
        "groups": Lookup(("group", "groups")),
        "agents": Lookup(("agent", "agents"), ("contact.name", "name", "contact.email", "email")),
        "contacts": Lookup(("contact", "contacts"), ("name", "email")),
        "companies": Lookup(("company", "companies")),
        "products": Lookup(("product", "products")),
    },
    named=(
        Named(("group_id",), "groups", {"Group": ("name",)}),
        Named(("responder_id",), "agents", {"Agent": ("contact.name", "name", "contact.email", "email")}),
        Named(("requester_id",), "contacts", {"Email": ("email", "name"), "Full name": ("name",)}),
        Named(("company_id",), "companies", {"Company Name": ("name",)}, keeps_id=False),
        Named(("product_id",), "products", {"Product": ("name",)}, keeps_id=False),
    ),
    lists=(
        Listed(At(("ticket_tag", "ticket_tags")), ("ticket_id",), ("tag", "name")),
        Listed(At(_TICKETS, ("tags",)), ("^.id",), ("value", "")),
    ),
    custom=(Custom(At(_TICKETS, ("custom_fields",)), ("^.id",)),),
    comments=tuple(
        Comments(
            at,
            key=key,
            author=("user_id", "contact_id"),
            at_time=("created_at",),
            text=("body_text", "body"),
            private=("private",),
            incoming=("incoming",),
        )
        for at, key in (
            (At(("conversation", "conversations", "ticket_conversation", "ticket_conversations")), ("ticket_id",)),
            (At(_TICKETS, ("conversations",)), ("^.id",)),
        )
    ),
    opening=Comments(
        At(_TICKETS),
        key=("id",),
        author=("requester_id",),
        at_time=("created_at",),
        text=("description_text", "description"),
    ),
    history=(
        History(
            At(("ticket_field_history", "ticket_history", "ticket_activity", "ticket_activities")),
            key=("ticket_id",),
            at_time=("updated", "updated_at", "performed_at", "created_at"),
            field=("field_name", "field"),
            value=("value", "new_value"),
            fields=_FIELDS,
            actor=("user_id", "performer_id"),
            users="agents",
        ),
    ),
    requester=("requester_id",),
    body="description_text",
    replies="Agent interactions",
    solved="stats.resolved_at",
    solved_states=("resolved", "closed", "4", "5"),
    deleted=("deleted", "is_deleted"),
    custom_prefix="custom_",
    codes={"status": STATES},
    has_html=True,
)
"""Freshdesk's API has no field history; if the warehouse keeps one, it is read."""
