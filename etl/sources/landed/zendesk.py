"""Zendesk Support's tables, as Fivetran, Airbyte and dlt land them."""

from __future__ import annotations

from etl.sources.landed.product import At, Beside, Comments, Custom, History, Listed, Lookup, Named, Product

_TICKETS = ("ticket", "tickets")
_FIELDS = {"group_id": ("team", "groups"), "assignee_id": ("assignee", "users"), "status": ("status", "")}
_AUDITS = At(("ticket_audit", "ticket_audits"), ("events",))
_EVENTS = At(("ticket_event", "ticket_events"), ("child_events",))


def _in_events(at: At, kind: str) -> Comments:
    """Comments among the events of a ticket, where no table of their own has them."""
    return Comments(
        at,
        key=("^.ticket_id",),
        author=("author_id", "^.author_id", "^.updater_id"),
        at_time=("^.created_at",),
        text=("plain_body", "body"),
        public=("public",),
        kind=(kind,),
        kinds=("comment",),
        users="users",
        role=("role",),
    )


def _by_column(column: str) -> History:
    """Changes of one field among Zendesk's incremental ticket events, which dlt lands."""
    return History(
        _EVENTS,
        key=("^.ticket_id",),
        at_time=("^.created_at",),
        field=("event_type",),
        value=(column,),
        old=("previous_value",),
        fields=dict.fromkeys(("change", "create"), _FIELDS[column]),
        actor=("^.updater_id",),
        users="users",
        also=True,
        is_by_column=True,
    )


ZENDESK_TABLES = Product(
    name="zendesk",
    label="Zendesk",
    format="zendesk",
    tickets=_TICKETS,
    told_by=(("requester_id", "submitter_id"), ("assignee_id", "via.channel", "ticket_form_id", "brand_id")),
    prefixes=("zendesk_support", "zendesk"),
    columns={
        "subject": ("subject", "raw_subject"),
        "description": ("description",),
        "created_at": ("created_at",),
        "updated_at": ("updated_at",),
        "status": ("status",),
        "priority": ("priority",),
        "type": ("type",),
        "via.channel": ("via.channel",),
        "satisfaction_rating.score": ("satisfaction_rating.score",),
        "tags": ("tags",),
        "metric_set.solved_at": ("metric_set.solved_at",),
        "metric_set.replies": ("metric_set.replies",),
        "metric_set.reopens": ("metric_set.reopens",),
    },
    lookups={
        "groups": Lookup(("group", "groups")),
        "users": Lookup(("user", "users"), ("name", "email")),
        "organizations": Lookup(("organization", "organizations")),
        "brands": Lookup(("brand", "brands")),
    },
    named=(
        Named(("group_id",), "groups", {"group.name": ("name",)}),
        Named(("assignee_id",), "users", {"assignee.name": ("name", "email")}),
        Named(("requester_id",), "users", {"requester.email": ("email", "name"), "requester.name": ("name",)}),
        Named(("organization_id",), "organizations", {"organization": ("name",)}, keeps_id=False),
        Named(("brand_id",), "brands", {"brand": ("name",)}, keeps_id=False),
    ),
    beside=(
        Beside(
            ("ticket_metric", "ticket_metrics"),
            ("ticket_id",),
            {
                "metric_set.solved_at": ("solved_at",),
                "metric_set.replies": ("replies",),
                "metric_set.reopens": ("reopens",),
            },
        ),
    ),
    lists=(
        Listed(At(("ticket_tag", "ticket_tags")), ("ticket_id",), ("tag",)),
        Listed(At(_TICKETS, ("tags",)), ("^.id",), ("value", "")),
    ),
    custom=(Custom(At(_TICKETS, ("custom_fields",)), ("^.id",), ("ticket_field", "ticket_fields")),),
    comments=(
        Comments(
            At(("ticket_comment", "ticket_comments", "comment", "comments")),
            key=("ticket_id",),
            author=("user_id", "author_id"),
            at_time=("created", "created_at"),
            text=("plain_body", "body"),
            public=("public",),
            users="users",
            role=("role",),
        ),
        Comments(
            At(_TICKETS, ("comments",)),
            key=("^.id",),
            author=("author_id",),
            at_time=("created_at",),
            text=("plain_body", "body"),
            public=("public",),
            users="users",
            role=("role",),
        ),
        _in_events(_AUDITS, "type"),
        _in_events(_EVENTS, "event_type"),
    ),
    history=(
        History(
            At(("ticket_field_history",)),
            key=("ticket_id",),
            at_time=("updated", "updated_at"),
            field=("field_name",),
            value=("value",),
            fields=_FIELDS,
            actor=("user_id",),
            users="users",
        ),
        History(
            _AUDITS,
            key=("^.ticket_id",),
            at_time=("^.created_at",),
            field=("field_name",),
            value=("value",),
            old=("previous_value",),
            actor=("^.author_id",),
            kind=("type",),
            kinds=("Create", "Change"),
            fields=_FIELDS,
            users="users",
        ),
        *map(_by_column, _FIELDS),
    ),
    requester=("requester_id",),
    replies="metric_set.replies",
    solved="metric_set.solved_at",
    solved_states=("solved", "closed"),
    deleted_states=("deleted",),
)
