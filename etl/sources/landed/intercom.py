"""Intercom's conversations and their parts, as Fivetran, Airbyte and dlt land them."""

from __future__ import annotations

from etl.sources.landed.product import At, Comments, History, Listed, Lookup, Named, Product

_CONVERSATIONS = ("conversation_history", "conversation", "conversations")
_PARTS = (
    (At(("conversation_part_history", "conversation_part", "conversation_parts")), ("conversation_id",)),
    (At(_CONVERSATIONS, ("conversation_parts.conversation_parts",)), ("^.id",)),
)
_ADMIN = ("name", "email")
_STATES = {"close": "closed", "snoozed": "snoozed", "open": "open"}


def _parts(at: At, key: tuple[str, ...]) -> Comments:
    """Parts that are messages; notes are internal."""
    return Comments(
        at,
        key=key,
        author=("author_id", "author.id"),
        at_time=("created_at",),
        text=("body",),
        author_kind=("author_type", "author.type"),
        kind=("part_type",),
        kinds=("comment", "assignment", "open", "close", "snoozed", "unsnoozed", "message", "quick_reply"),
    )


def _assignments(at: At, key: tuple[str, ...]) -> History:
    """Parts that hand a conversation to a team or a teammate."""
    return History(
        at,
        key=key,
        at_time=("created_at",),
        field=("assigned_to_type", "assigned_to.type"),
        value=("assigned_to_id", "assigned_to.id"),
        fields={"team": ("team", "teams"), "admin": ("assignee", "admins")},
        actor=("author_id", "author.id"),
        users="admins",
    )


def _states(at: At, key: tuple[str, ...]) -> History:
    """Parts that open or close it."""
    return History(
        at,
        key=key,
        at_time=("created_at",),
        field=("part_type",),
        value=("part_type",),
        fields=dict.fromkeys(_STATES, ("status", "")),
        actor=("author_id", "author.id"),
        users="admins",
        also=True,
    )


INTERCOM_TABLES = Product(
    name="intercom",
    label="Intercom",
    format="intercom",
    tickets=_CONVERSATIONS,
    told_by=(("state",), ("source_type", "source.type", "source.body")),
    prefixes=("intercom",),
    columns={
        "source.subject": ("title", "source.subject"),
        "source.body": ("source.body",),
        "created_at": ("created_at",),
        "updated_at": ("updated_at",),
        "statistics.last_close_at": ("statistics.last_close_at", "statistics_last_close_at"),
        "state": ("state",),
        "priority": ("priority",),
        "source.type": ("source.type",),
        "tags": ("tags.tags",),
        "conversation_rating.rating": ("conversation_rating.rating", "conversation_rating_value"),
        "statistics.count_reopens": ("statistics.count_reopens",),
    },
    lookups={
        "teams": Lookup(("team", "teams")),
        "admins": Lookup(("admin", "admins"), _ADMIN),
        "contacts": Lookup(("contact_history", "contact", "contacts", "user", "users"), ("email", "name")),
        "tags": Lookup(("tag", "tags")),
    },
    named=(
        Named(("team_assignee_id", "assignee_team_id"), "teams", {"team.name": ("name",)}),
        Named(("admin_assignee_id", "assignee_id"), "admins", {"admin_assignee_id": _ADMIN}),
        Named(
            ("source.author.id", "source_author_id"),
            "contacts",
            {"source.author.email": ("email", "name"), "source.author.name": ("name",)},
        ),
    ),
    lists=(
        Listed(
            At(("conversation_tag_history", "conversation_tag", "conversation_tags")),
            ("conversation_id",),
            ("tag_id",),
            lookup="tags",
        ),
        Listed(At(_CONVERSATIONS, ("tags.tags",)), ("^.id",), ("name",)),
    ),
    comments=tuple(_parts(*each) for each in _PARTS),
    opening=Comments(
        At(_CONVERSATIONS),
        key=("id",),
        author=("source.author.id", "source_author_id"),
        at_time=("created_at",),
        text=("source.body",),
        author_kind=("source.author.type", "source_author_type"),
    ),
    history=(*(_assignments(*each) for each in _PARTS), *(_states(*each) for each in _PARTS)),
    requester=("source.author.id", "source_author_id"),
    body="source.body",
    replies="Replies",
    solved="statistics.last_close_at",
    solved_states=("closed",),
    codes={"status": _STATES},
    status="state",
    team="team.name",
    custom_prefix="custom_",
    whole=("custom_attributes",),
    has_html=True,
)
