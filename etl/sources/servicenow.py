"""ServiceNow: incidents and catalogue tasks as CSV in their several shapes, and the incident audit log."""

from __future__ import annotations

from etl.sources.format import Format

_NUMBER = ("number", "Number")
_OPENED = ("opened_at", "Opened", "sys_created_on", "Created")
_TEAM = ("assignment_group", "Assignment group", "assignment_group.name", "assignment_group.display_value")
_AGENT = ("assigned_to", "Assigned to", "assigned_to.name", "assigned_to.display_value")
_REASON = ("u_contact_reason", "category", "Category", "cat_item", "Item")

SERVICENOW = Format(
    name="servicenow",
    label="ServiceNow incidents or tasks",
    required=(
        _NUMBER,
        _OPENED,
        ("short_description", "Short description"),
        ("state", "State", "incident_state", "Incident state"),
        (*_TEAM, *_AGENT, "caller_id", "Caller"),
    ),
    columns={
        "ticket_id": _NUMBER,
        "subject": ("short_description", "Short description"),
        "body": ("description", "Description"),
        "created_at": _OPENED,
        "solved_at": ("resolved_at", "Resolved", "closed_at", "Closed"),
        "updated_at": ("sys_updated_on", "Updated"),
        "status": ("state", "State", "incident_state", "Incident state"),
        "priority": ("priority", "Priority"),
        "channel": ("contact_type", "Channel", "Contact type"),
        "team": _TEAM,
        "agent": _AGENT,
        "requester": (
            "caller_id", "Caller", "caller_id.display_value", "caller_id.name", "requested_for", "Requested for",
            "requested_for.display_value", "opened_by", "Opened by", "opened_by.display_value",
        ),
        "product": ("business_service", "Service", "cmdb_ci", "Configuration item", "u_product"),
        "reason": _REASON,
        "reopens": ("reopen_count", "Reopen count"),
        "handoffs": ("reassignment_count", "Reassignment count"),
    },
    typical=(
        "sys_id", "close_code", "made_sla", "business_stc", "calendar_stc", "hold_reason", "closed_by",
        "parent_incident", "resolved_by", "reopened_by", "sys_updated_by", "urgency", "sys_created_by",
        "reassignment_count", "severity", "impact", "sys_mod_count", "active", "reopened_time", "subcategory",
        "close_notes", "work_notes", "comments", "sys_class_name", "location", "problem_id", "rfc", "caused_by",
        "request_item", "parent",
    ),
    taxonomy="it_service_desk",
    text_is_optional=True,
    missing=frozenset({"null", "Null", "NULL", "(empty)"}),
)  # fmt: skip

SERVICENOW_LOG = Format(
    name="servicenow_log",
    label="ServiceNow incident audit log",
    required=(_NUMBER, ("sys_updated_at",), ("sys_mod_count",), ("incident_state", "state"), _TEAM),
    columns={
        "ticket_id": _NUMBER,
        "created_at": ("opened_at", "sys_created_at"),
        "changed_at": ("sys_updated_at",),
        "solved_at": ("resolved_at", "closed_at"),
        "status": ("incident_state", "state"),
        "priority": ("priority",),
        "channel": ("contact_type",),
        "team": _TEAM,
        "agent": _AGENT,
        "requester": ("caller_id",),
        "product": ("cmdb_ci",),
        "reason": ("category",),
        "reopens": ("reopen_count",),
        "handoffs": ("reassignment_count",),
    },
    typical=(
        "active", "reassignment_count", "made_sla", "opened_by", "sys_created_by", "sys_created_at",
        "sys_updated_by", "location", "subcategory", "u_symptom", "impact", "urgency", "knowledge",
        "u_priority_confirmation", "notify", "problem_id", "rfc", "vendor", "caused_by", "closed_code",
        "resolved_by", "closed_at",
    ),
    roles={"actor": ("sys_updated_by",)},
    kind="events",
    known_kind="complaint",
    taxonomy="it_service_desk",
    text_is_optional=True,
    missing=frozenset({"?"}),
    missing_in={"status": frozenset({"-100"})},
)  # fmt: skip
"""One row per change, each with the whole incident as it then stood; ``?`` and the state -100 mean unknown.

An incident is a report of something that failed, so each counts as a complaint.
"""
