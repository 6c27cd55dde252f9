"""ServiceNow's tables, as Fivetran, Airbyte and dlt land them: incidents, joined with the task table."""

from __future__ import annotations

from etl.sources.landed.product import At, Comments, History, Lookup, Named, Product

_STATES = {
    "1": "New", "2": "In Progress", "3": "On Hold", "6": "Resolved", "7": "Closed", "8": "Canceled",
}  # fmt: skip
_PRIORITIES = {"1": "1 - Critical", "2": "2 - High", "3": "3 - Moderate", "4": "4 - Low", "5": "5 - Planning"}
_TEAM = ("assignment_group.value", "assignment_group")
_AGENT = ("assigned_to.value", "assigned_to")
_CALLER = ("caller_id.value", "caller_id", "opened_by.value", "opened_by")
_TABLES = ("incident", "incidents", "sn_customerservice_case", "task", "tasks")

SERVICENOW_TABLES = Product(
    name="servicenow",
    label="ServiceNow",
    format="servicenow",
    tickets=_TABLES,
    rest=("task", "tasks"),
    told_by=(("sys_id",), ("sys_updated_on", "sys_mod_count", "opened_at")),
    prefixes=("servicenow", "service_now"),
    key=("sys_id",),
    shown=("number",),
    id_column="number",
    created=("opened_at", "sys_created_on"),
    updated=("sys_updated_on",),
    columns={
        "short_description": ("short_description",),
        "description": ("description",),
        "opened_at": ("opened_at", "sys_created_on"),
        "resolved_at": ("resolved_at", "closed_at"),
        "sys_updated_on": ("sys_updated_on",),
        "state": ("incident_state", "state"),
        "priority": ("priority",),
        "contact_type": ("contact_type",),
        "category": ("category",),
        "reopen_count": ("reopen_count",),
        "reassignment_count": ("reassignment_count",),
    },
    lookups={
        "groups": Lookup(("sys_user_group", "sys_user_groups"), key=("sys_id",)),
        "users": Lookup(("sys_user", "sys_users"), ("name", "first_name+last_name", "email"), ("sys_id",)),
        "logins": Lookup(("sys_user", "sys_users"), ("name", "first_name+last_name"), ("user_name",)),
        "items": Lookup(("cmdb_ci", "cmdb_ci_service"), key=("sys_id",)),
    },
    named=(
        Named(_TEAM, "groups", {"assignment_group": ("name",)}),
        Named(_AGENT, "users", {"assigned_to": ("name", "first_name+last_name", "email")}),
        Named(_CALLER, "users", {"caller_id": ("email", "name"), "caller_id.name": ("name", "first_name+last_name")}),
        Named(("business_service.value", "cmdb_ci.value"), "items", {"business_service": ("name",)}, keeps_id=False),
    ),
    comments=(
        Comments(
            At(("sys_journal_field", "sys_journal_fields")),
            key=("element_id",),
            author=("sys_created_by",),
            at_time=("sys_created_on",),
            text=("value",),
            kind=("element",),
            kinds=("comments",),
            users="logins",
            role=("sys_id",),
            is_login=True,
        ),
    ),
    opening=Comments(
        At(_TABLES), key=("sys_id",), author=_CALLER, at_time=("opened_at", "sys_created_on"), text=("description",)
    ),
    history=(
        History(
            At(("sys_audit", "sys_audits")),
            key=("documentkey",),
            at_time=("sys_created_on",),
            field=("fieldname",),
            value=("newvalue",),
            old=("oldvalue",),
            fields={
                "assignment_group": ("team", "groups"),
                "assigned_to": ("assignee", "users"),
                "incident_state": ("status", ""),
            },
            actor=("user", "sys_created_by"),
            users="logins",
        ),
    ),
    requester=_CALLER,
    body="description",
    codes={"state": _STATES, "status": _STATES, "priority": _PRIORITIES},
    custom_prefix="",
    wordless=("value",),
)
