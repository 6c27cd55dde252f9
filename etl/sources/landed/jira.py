"""Jira's tables, as Fivetran, Airbyte and dlt land them."""

from __future__ import annotations

from etl.sources.landed.product import At, Comments, History, Listed, Lookup, Named, Product

_ISSUES = ("issue", "issues")
_PERSON = ("display_name", "name", "email", "email_address")


def _changelog(at: At) -> History:
    """Field changes nested in an issue's changelog, as in Jira's API, with words next to the ids."""
    return History(
        at,
        key=("issue_id", "^.issue_id", "^.^.id"),
        at_time=("^.created", "created"),
        field=("field_id", "field"),
        value=("to_string", "to"),
        old=("from_string", "from"),
        actor=("^.author.account_id", "author.account_id"),
        fields={name: (name, "") for name in ("status", "assignee", "team")},
        users="users",
    )


JIRA_TABLES = Product(
    name="jira",
    label="Jira",
    format="jira",
    tickets=_ISSUES,
    told_by=(("key",), ("summary", "fields.summary"), ("reporter", "creator", "fields.status.name")),
    prefixes=("jira",),
    shown=("key",),
    id_column="Issue key",
    created=("created", "fields.created"),
    updated=("updated", "fields.updated"),
    columns={
        "Summary": ("summary", "fields.summary"),
        "Description": ("description", "fields.description"),
        "Created": ("created", "fields.created"),
        "Resolved": ("resolved", "resolution_date", "fields.resolutiondate"),
        "Updated": ("updated", "fields.updated"),
        "Status": ("fields.status.name",),
        "Priority": ("fields.priority.name",),
        "Issue Type": ("fields.issuetype.name", "fields.issue_type.name"),
        "Request Type": ("request_type", "customer_request_type"),
        "Team": ("team_name", "assigned_team", "support_group"),
        "Assignee": ("fields.assignee.display_name",),
        "Reporter": ("fields.reporter.email_address", "fields.reporter.display_name"),
        "Labels": ("labels", "fields.labels"),
        "Time Spent": ("time_spent", "_time_spent", "fields.timespent"),
    },
    lookups={
        "users": Lookup(("user", "users"), _PERSON, ("id", "account_id")),
        "statuses": Lookup(("status", "statuses", "workflow_statuses", "issue_statuses")),
        "priorities": Lookup(("priority", "priorities", "issue_priorities")),
        "types": Lookup(("issue_type", "issue_types")),
        "resolutions": Lookup(("resolution", "resolutions", "issue_resolutions")),
        "teams": Lookup(("team", "teams"), ("name", "title")),
        "projects": Lookup(("project", "projects")),
        "fields": Lookup(("field", "fields", "issue_fields")),
    },
    named=(
        Named(("status", "fields.status.id"), "statuses", {"Status": ("name",)}),
        Named(("priority", "fields.priority.id"), "priorities", {"Priority": ("name",)}),
        Named(("work_type", "issue_type", "fields.issuetype.id"), "types", {"Issue Type": ("name",)}, keeps_id=False),
        Named(("resolution", "fields.resolution.id"), "resolutions", {"Resolution": ("name",)}, keeps_id=False),
        Named(("team", "team_id"), "teams", {"Team": ("name", "title")}),
        Named(("assignee", "fields.assignee.account_id"), "users", {"Assignee": _PERSON}),
        Named(("reporter", "creator", "fields.reporter.account_id"), "users", {"Reporter": ("email", *_PERSON)}),
        Named(("project", "fields.project.id"), "projects", {"Project name": ("name",)}, keeps_id=False),
    ),
    lists=(Listed(At(("issue_label", "issue_labels")), ("issue_id",), ("label", "value", "name"), "Labels"),),
    comments=tuple(
        Comments(
            at,
            key=key,
            author=("author_id", "author.account_id"),
            at_time=("created",),
            text=("body",),
            public=("is_public", "jsd_public"),
        )
        for at, key in (
            (At(("comment", "comments", "issue_comment", "issue_comments")), ("issue_id",)),
            (At(_ISSUES, ("fields.comment.comments",)), ("^.id",)),
        )
    ),
    opening=Comments(
        At(_ISSUES),
        key=("id",),
        author=("reporter", "fields.reporter.account_id"),
        at_time=("created", "fields.created"),
        text=("description", "fields.description"),
    ),
    history=(
        History(
            At(("issue_field_history",)),
            key=("issue_id",),
            at_time=("time", "updated"),
            field=("field_id",),
            value=("value",),
            fields={"status": ("status", "statuses"), "assignee": ("assignee", "users"), "team": ("team", "teams")},
            actor=("author_id",),
            users="users",
            titles="fields",
        ),
        _changelog(At(("issue_changelog", "issue_changelogs"), ("items",))),
        _changelog(At(_ISSUES, ("changelog.histories", "items"))),
    ),
    requester=("reporter", "creator", "fields.reporter.account_id"),
    body="Description",
    team="Team",
    custom_prefix="",
)
