"""A field history: one row per change of one field, as in helpdesks' databases and connectors."""

from __future__ import annotations

from etl.sources.format import Format

_TICKET = (
    "ticket_id", "issue_id", "issue_key", "case_id", "caseid", "incident_id", "conversation_id", "number",
    "documentkey",
)  # fmt: skip
_TIME = (
    "changed_at", "updated", "updated_at", "time", "timestamp", "changed_on", "created_at", "createddate",
    "sys_created_on",
)  # fmt: skip
_FIELD = ("field", "field_name", "fieldname", "field_id", "attribute")
_OLD = ("old_value", "oldvalue", "previous_value", "old", "from")
_NEW = ("new_value", "newvalue", "value", "new", "to")
_ACTOR = ("actor", "user_id", "user", "author_id", "author", "changed_by", "createdbyid", "updated_by")

HISTORY = Format(
    name="field_history",
    label="field history of tickets",
    required=(_TICKET, _TIME, _FIELD, _NEW),
    columns={"ticket_id": _TICKET, "changed_at": _TIME},
    roles={"field": _FIELD, "old_value": _OLD, "new_value": _NEW, "actor": _ACTOR},
    typical=("_fivetran_synced", "is_active", "sequence", "source"),
    kind="events",
    text_is_optional=True,
)

EVENT_FIELDS = {
    **dict.fromkeys(("team", "team id", "group", "group id", "assignment group", "queue", "department"), "team"),
    **dict.fromkeys(("assignee", "assignee id", "assigned to", "agent", "agent id", "owner", "ownerid"), "assignee"),
    **dict.fromkeys(("status", "status id", "state", "incident state", "ticket status"), "status"),
}
"""Normalised name in a source -> field of the events; changes of other fields aren't kept."""
