"""HubSpot's tables of tickets, as Fivetran, Airbyte and dlt land them."""

from __future__ import annotations

from etl.sources.landed.product import At, Comments, History, Listed, Lookup, Named, Product

_TICKETS = ("ticket", "tickets")
_OWNER = ("first_name+last_name", "email")
_CONTACT = ("property_email", "properties.email", "email")
_CONTACT_NAME = (
    "property_firstname+property_lastname", "properties.firstname+properties.lastname", "firstname+lastname",
)  # fmt: skip


def _of(name: str) -> tuple[str, ...]:
    """Paths of a property: Fivetran's column, a key in Airbyte's ``properties``, or dlt's column."""
    return f"property_{name}", f"properties.{name}", name


HUBSPOT_TABLES = Product(
    name="hubspot",
    label="HubSpot",
    format="hubspot",
    tickets=_TICKETS,
    told_by=(_of("hs_pipeline_stage"), (*_of("subject"), *_of("content"))),
    prefixes=("hubspot", "hubspot_crm"),
    key=("id", "hs_object_id"),
    created=(*_of("createdate"), "created_at"),
    updated=(*_of("hs_lastmodifieddate"), "updated_at"),
    columns={
        "properties.subject": _of("subject"),
        "properties.content": _of("content"),
        "properties.createdate": (*_of("createdate"), "created_at"),
        "properties.closed_date": _of("closed_date"),
        "properties.hs_lastmodifieddate": (*_of("hs_lastmodifieddate"), "updated_at"),
        "properties.hs_ticket_priority": _of("hs_ticket_priority"),
        "properties.hs_ticket_category": _of("hs_ticket_category"),
        "properties.hs_resolution": _of("hs_resolution"),
        "properties.source_type": _of("source_type"),
    },
    lookups={
        "stages": Lookup(("ticket_pipeline_stage", "ticket_pipelines_stages"), ("label",), ("stage_id", "id")),
        "pipelines": Lookup(("ticket_pipeline", "ticket_pipelines"), ("label",), ("pipeline_id", "id")),
        "owners": Lookup(("owner", "owners"), _OWNER, ("owner_id", "id")),
        "teams": Lookup(("team", "teams"), ("name",), ("id", "team_id")),
        "contacts": Lookup(("contact", "contacts"), (*_CONTACT, *_CONTACT_NAME)),
    },
    named=(
        Named(_of("hs_pipeline_stage"), "stages", {"stage.label": ("label",)}),
        Named(_of("hs_pipeline"), "pipelines", {"Pipeline": ("label",)}, keeps_id=False),
        Named(_of("hubspot_team_id"), "teams", {"team.name": ("name",)}),
        Named(_of("hubspot_owner_id"), "owners", {"properties.hubspot_owner_id": _OWNER}),
    ),
    lists=(
        Listed(
            At(("ticket_contact", "ticket_contacts")),
            ("ticket_id",),
            ("contact_id",),
            column="contact.email",
            lookup="contacts",
            is_one=True,
        ),
    ),
    opening=Comments(At(_TICKETS), key=("id", "hs_object_id"), at_time=_of("createdate"), text=_of("content")),
    comments=(
        Comments(
            At(("engagement_email", "engagements_emails")),
            key=("ticket_id", "associations.ticket_ids"),
            at_time=_of("hs_timestamp"),
            text=(*_of("hs_email_text"), *_of("hs_body_preview")),
            author_kind=_of("hs_email_direction"),
        ),
    ),
    history=(
        History(
            At(("ticket_property_history", "tickets_property_history")),
            key=("ticket_id", "object_id"),
            at_time=("timestamp_instant", "timestamp"),
            field=("name", "property_name", "property"),
            value=("value",),
            fields={
                "hs_pipeline_stage": ("status", "stages"),
                "hubspot_owner_id": ("assignee", "owners"),
                "hubspot_team_id": ("team", "teams"),
            },
        ),
    ),
    body="properties.content",
    deleted=("is_deleted", "archived"),
    custom_prefix="property_",
    whole=("properties",),
    has_html=True,
)
