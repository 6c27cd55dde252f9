"""The generated tickets in other helpdesks' tables, and flat as those helpdesks' own exports have them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tests.landed import (
    AGENTS,
    GROUPS,
    SYNCED,
    Row,
    Tables,
    Ticket,
    iso,
    mail_of,
    name_of,
    named,
    plain,
)

FIVETRAN = {"_fivetran_synced": SYNCED}
AIRBYTE = {"_airbyte_raw_id": "5f1c", "_airbyte_extracted_at": "2025-06-01 03:00:00+00:00", "_airbyte_meta": "{}"}
CUSTOMERS = range(10, 27)


def audits(ticket: Ticket) -> list[Row]:
    """Changes with names, as the reader of JSON takes them from any helpdesk's ticket."""
    return [
        {
            "created_at": iso(when),
            "author_id": AGENTS.get(actor or 0, name_of(actor or 0)),
            "events": [
                {"type": "Change", "field_name": name, "previous_value": named(name, old), "value": named(name, new)}
            ],
        }
        for when, name, old, new, actor in ticket.changes()
    ]


def flat(ticket: Ticket, names: dict[str, str], **more: Any) -> Row:
    """One ticket under the names that a helpdesk's export has."""
    cells: dict[str, Any] = {
        "subject": ticket.subject,
        "body": ticket.words,
        "created_at": iso(ticket.created),
        "updated_at": iso(ticket.updated),
        "solved_at": iso(ticket.solved),
        "status": ticket.status.capitalize(),
        "team": GROUPS[ticket.groups[-1][1]],
        "agent": AGENTS[ticket.agent] if ticket.agent else None,
        "requester": mail_of(ticket.customer),
        "channel": ticket.channel,
        "tags": ticket.tag,
        "reason": ticket.reason or None,
        "replies": len(ticket.replies),
    }
    return {**{names[name]: cell for name, cell in cells.items() if name in names}, "audits": audits(ticket), **more}


def freshdesk_flat(made: Sequence[Ticket]) -> list[Row]:
    names = {
        "subject": "subject", "body": "description_text", "created_at": "created_at", "updated_at": "updated_at",
        "solved_at": "stats.resolved_at", "team": "Group", "agent": "Agent", "requester": "Email", "tags": "tags",
        "reason": "type", "replies": "Agent interactions",
    }  # fmt: skip
    return [flat(t, names, id=t.number, status=_freshdesk_state(t), source=_source(t)) for t in made]


def _freshdesk_state(ticket: Ticket) -> str:
    return "4" if ticket.solved else "2"


def _source(ticket: Ticket) -> str:
    return {"email": "1", "web": "2", "chat": "7", "voice": "3"}[ticket.channel]


def freshdesk_airbyte(made: Sequence[Ticket]) -> Tables:
    """As Airbyte lands Freshdesk, with a history that the warehouse keeps; a deleted ticket among them."""
    rows: Tables = {"tickets": [], "conversations": [], "ticket_field_history": []}
    rows["groups"] = [{"id": i, "name": n, **AIRBYTE} for i, n in GROUPS.items()]
    rows["agents"] = [
        {"id": i, "contact": json.dumps({"name": n, "email": None}), **AIRBYTE} for i, n in AGENTS.items()
    ]
    rows["contacts"] = [{"id": i, "name": name_of(i), "email": mail_of(i), **AIRBYTE} for i in CUSTOMERS]
    for t in made:
        rows["tickets"].append(
            {
                "id": t.number, "subject": t.subject, "description": f"<div>{t.words}</div>",
                "description_text": t.words, "created_at": iso(t.created), "updated_at": iso(t.updated),
                "status": int(_freshdesk_state(t)), "source": int(_source(t)), "type": t.reason or None,
                "tags": json.dumps([t.tag]), "group_id": t.groups[-1][1], "responder_id": t.agent,
                "requester_id": t.customer, "stats": json.dumps({"resolved_at": iso(t.solved)}), "deleted": False,
                **AIRBYTE,
            }
        )  # fmt: skip
        rows["conversations"] += [
            {"id": t.number * 10 + n, "ticket_id": t.number, "user_id": who, "body_text": text, "incoming": False,
             "private": False, "created_at": iso(when), **AIRBYTE}
            for n, (when, who, text) in enumerate(t.replies)
        ]  # fmt: skip
        rows["ticket_field_history"] += [
            {"ticket_id": t.number, "field_name": {"assignee_id": "responder_id"}.get(name, name), "value": new,
             "updated": iso(when), "user_id": actor}
            for when, name, _, new, actor in t.changes()
        ]  # fmt: skip
    rows["tickets"].append({**rows["tickets"][0], "id": 6999, "deleted": True})
    return rows


def jira_flat(made: Sequence[Ticket]) -> list[Row]:
    names = {
        "subject": "Summary", "body": "Description", "created_at": "Created", "updated_at": "Updated",
        "solved_at": "Resolved", "status": "Status", "team": "Team", "agent": "Assignee", "requester": "Reporter",
        "tags": "Labels", "reason": "Issue Type",
    }  # fmt: skip
    return [flat(t, names, id=f"SD-{t.number}", **{"Issue key": f"SD-{t.number}"}) for t in made]


STATES = {"open": "1", "solved": "5"}


def jira_fivetran(made: Sequence[Ticket]) -> Tables:
    """As Fivetran lands Jira, with ids for statuses, types, people and teams."""
    types = sorted({t.reason for t in made if t.reason})
    rows: Tables = {"issue": [], "comment": [], "issue_field_history": [], "issue_label": []}
    rows["status"] = [{"id": "1", "name": "Open", **FIVETRAN}, {"id": "5", "name": "Solved", **FIVETRAN}]
    rows["issue_type"] = [{"id": 100 + n, "name": name, **FIVETRAN} for n, name in enumerate(types)]
    rows["team"] = [{"id": str(i), "name": n, **FIVETRAN} for i, n in GROUPS.items()]
    rows["user"] = [{"id": f"u{i}", "name": n, "email": None, **FIVETRAN} for i, n in AGENTS.items()]
    rows["user"] += [{"id": f"u{i}", "name": name_of(i), "email": mail_of(i), **FIVETRAN} for i in CUSTOMERS]
    for t in made:
        rows["issue"].append(
            {
                "id": t.number, "key": f"SD-{t.number}", "summary": t.subject, "description": t.words,
                "created": plain(t.created), "updated": plain(t.updated), "resolved": plain(t.solved),
                "status": STATES[t.status], "team": str(t.groups[-1][1]),
                "assignee": f"u{t.agent}" if t.agent else None,
                "reporter": f"u{t.customer}", "creator": f"u{t.customer}",
                "issue_type": 100 + types.index(t.reason) if t.reason else None, "_fivetran_deleted": False, **FIVETRAN,
            }
        )  # fmt: skip
        rows["issue_label"].append({"issue_id": t.number, "value": t.tag, **FIVETRAN})
        rows["comment"] += [
            {"id": t.number * 10 + n, "issue_id": t.number, "author_id": f"u{who}", "body": text, "is_public": True,
             "created": plain(when), **FIVETRAN}
            for n, (when, who, text) in enumerate(t.replies)
        ]  # fmt: skip
        rows["issue_field_history"] += [
            {"issue_id": t.number, "field_id": name.removesuffix("_id").replace("group", "team"),
             "value": STATES.get(new, f"u{new}" if name == "assignee_id" else new), "time": plain(when),
             "author_id": f"u{actor}" if actor else None, **FIVETRAN}
            for when, name, _, new, actor in t.changes()
        ]  # fmt: skip
    return rows


def servicenow_flat(made: Sequence[Ticket]) -> list[Row]:
    names = {
        "subject": "short_description", "body": "description", "created_at": "opened_at", "solved_at": "resolved_at",
        "updated_at": "sys_updated_on", "team": "assignment_group", "agent": "assigned_to", "requester": "caller_id",
        "channel": "contact_type", "reason": "category",
    }  # fmt: skip
    return [
        flat(t, names, id=f"INC{t.number}", number=f"INC{t.number}", state="Resolved" if t.solved else "New")
        for t in made
    ]


def servicenow_fivetran(made: Sequence[Ticket]) -> Tables:
    """As Fivetran lands ServiceNow: an incident's columns, and those that it shares with all tasks, apart."""
    rows: Tables = {"incident": [], "task": [], "sys_journal_field": [], "sys_audit": []}
    rows["sys_user_group"] = [{"sys_id": f"g{i}", "name": n, **FIVETRAN} for i, n in GROUPS.items()]
    people = [*AGENTS.items(), *((i, name_of(i)) for i in CUSTOMERS)]
    rows["sys_user"] = [
        {
            "sys_id": f"u{i}",
            "user_name": f"login{i}",
            "name": n,
            "email": None if i in AGENTS else mail_of(i),
            **FIVETRAN,
        }
        for i, n in people
    ]
    fields = {
        "group_id": ("assignment_group", "g"),
        "assignee_id": ("assigned_to", "u"),
        "status": ("incident_state", ""),
    }
    states = {"open": "1", "solved": "6"}

    def value(field: str, each: str | None) -> str | None:
        return None if each is None else fields[field][1] + states.get(each, each)

    for t in made:
        key = f"s{t.number}"
        rows["incident"].append(
            {"sys_id": key, "incident_state": states[t.status], "caller_id_value": f"u{t.customer}",
             "caller_id_link": "https://example.invalid/u", "resolved_at": plain(t.solved),
             "category": t.reason or None,
             "sys_created_on": plain(t.created), "sys_updated_on": plain(t.updated), "_fivetran_deleted": False,
             **FIVETRAN}
        )  # fmt: skip
        rows["task"].append(
            {"sys_id": key, "number": f"INC{t.number}", "opened_at": plain(t.created), "short_description": t.subject,
             "description": t.words, "assignment_group_value": f"g{t.groups[-1][1]}", "contact_type": t.channel,
             "assigned_to_value": f"u{t.agent}" if t.agent else None, **FIVETRAN}
        )  # fmt: skip
        said: list[tuple[datetime, int, str]] = [*t.replies, (t.updated, t.customer, "Is it done?")]
        rows["sys_journal_field"] += [
            {"sys_id": f"{key}j{n}", "element_id": key, "element": "comments", "value": text,
             "sys_created_by": f"login{who}", "sys_created_on": plain(when), **FIVETRAN}
            for n, (when, who, text) in enumerate(said)
        ]  # fmt: skip
        rows["sys_audit"] += [
            {"sys_id": f"{key}a{n}", "documentkey": key, "fieldname": fields[name][0], "oldvalue": value(name, old),
             "newvalue": value(name, new), "sys_created_on": plain(when), "user": f"login{actor}", **FIVETRAN}
            for n, (when, name, old, new, actor) in enumerate(t.changes())
        ]  # fmt: skip
    return rows


def hubspot_flat(made: Sequence[Ticket]) -> list[Row]:
    names = {
        "subject": "properties.subject", "body": "properties.content", "created_at": "properties.createdate",
        "updated_at": "properties.hs_lastmodifieddate", "solved_at": "properties.closed_date", "status": "stage.label",
        "team": "team.name", "agent": "properties.hubspot_owner_id", "requester": "contact.email",
        "channel": "properties.source_type", "reason": "properties.hs_ticket_category",
    }  # fmt: skip
    return [flat(t, names, id=t.number) for t in made]


def hubspot_fivetran(made: Sequence[Ticket]) -> Tables:
    """As Fivetran lands HubSpot: properties as columns, stages, owners and teams by id."""
    rows: Tables = {"ticket": [], "ticket_property_history": [], "ticket_contact": []}
    stages = {"open": 1, "solved": 4}
    rows["ticket_pipeline_stage"] = [{"stage_id": i, "label": n.capitalize(), **FIVETRAN} for n, i in stages.items()]
    rows["team"] = [{"id": i, "name": n, **FIVETRAN} for i, n in GROUPS.items()]
    rows["owner"] = [
        {"owner_id": i, "first_name": n.split()[0], "last_name": n.split()[1], **FIVETRAN} for i, n in AGENTS.items()
    ]
    rows["contact"] = [
        {"id": i, "property_email": mail_of(i), "property_lastname": f"Nr{i}", **FIVETRAN} for i in CUSTOMERS
    ]
    fields = {"group_id": "hubspot_team_id", "assignee_id": "hubspot_owner_id", "status": "hs_pipeline_stage"}
    for t in made:
        rows["ticket"].append(
            {
                "id": t.number, "property_subject": t.subject, "property_content": t.words, "is_deleted": False,
                "property_createdate": plain(t.created), "property_hs_lastmodifieddate": plain(t.updated),
                "property_closed_date": plain(t.solved), "property_hs_pipeline_stage": stages[t.status],
                "property_hubspot_team_id": t.groups[-1][1], "property_hubspot_owner_id": t.agent,
                "property_source_type": t.channel, "property_hs_ticket_category": t.reason or None, **FIVETRAN,
            }
        )  # fmt: skip
        rows["ticket_contact"].append({"ticket_id": t.number, "contact_id": t.customer, **FIVETRAN})
        rows["ticket_property_history"] += [
            {"ticket_id": t.number, "name": fields[name], "value": stages.get(new, new),
             "timestamp_instant": plain(when), **FIVETRAN}
            for when, name, _, new, _ in t.changes()
        ]  # fmt: skip
    rows["ticket"].append({**rows["ticket"][0], "id": 6999, "is_deleted": True})
    return rows


def intercom_flat(made: Sequence[Ticket]) -> list[Row]:
    names = {
        "subject": "source.subject", "body": "source.body", "created_at": "created_at", "updated_at": "updated_at",
        "solved_at": "statistics.last_close_at", "team": "team.name", "agent": "admin_assignee_id", "tags": "tags",
        "requester": "source.author.email", "channel": "source.type",
    }  # fmt: skip
    return [flat(t, names, id=t.number, state="closed" if t.solved else "open") for t in made]


def intercom_airbyte(made: Sequence[Ticket]) -> Tables:
    """As Airbyte lands Intercom: times as seconds, authors in JSON; a note among the parts, and an older version."""
    rows: Tables = {"conversations": [], "conversation_parts": []}
    rows["teams"] = [{"id": i, "name": n, **AIRBYTE} for i, n in GROUPS.items()]
    rows["admins"] = [{"id": i, "name": n, **AIRBYTE} for i, n in AGENTS.items()]
    rows["contacts"] = [{"id": f"c{i}", "email": mail_of(i), "name": name_of(i), **AIRBYTE} for i in CUSTOMERS]
    for t in made:
        author = {"type": "user", "id": f"c{t.customer}"}
        source = {"type": t.channel, "subject": t.subject, "body": f"<p>{t.words}</p>", "author": author}
        rows["conversations"].append(
            {
                "id": t.number, "created_at": int(t.created.timestamp()), "updated_at": int(t.updated.timestamp()),
                "state": "closed" if t.solved else "open", "source": json.dumps(source),
                "team_assignee_id": t.groups[-1][1], "admin_assignee_id": t.agent,
                "tags": json.dumps({"type": "tag.list", "tags": [{"id": "1", "name": t.tag}]}), **AIRBYTE,
            }
        )  # fmt: skip
        parts: list[tuple[datetime, str, Any, Any, str | None]] = [
            (t.created, "note", {"type": "admin", "id": 901}, None, "Looks like the usual"),
            (t.updated, "comment", author, None, "Thank you"),
        ]
        parts += [(when, "comment", {"type": "admin", "id": who}, None, text) for when, who, text in t.replies]
        for when, name, _, new, actor in t.changes():
            by = {"type": "admin", "id": actor} if actor in AGENTS else {"type": "bot", "id": None}
            if name == "status":
                parts.append((when, {"open": "open", "solved": "close"}[new], by, None, None))
            else:
                to = {"type": {"group_id": "team"}.get(name, "admin"), "id": new}
                parts.append((when, "assignment", by, to, None))
        rows["conversation_parts"] += [
            {"id": t.number * 100 + n, "conversation_id": t.number, "part_type": kind, "author": json.dumps(who),
             "assigned_to": json.dumps(to) if to else None, "body": text, "created_at": int(when.timestamp()),
             **AIRBYTE}
            for n, (when, kind, who, to, text) in enumerate(parts)
        ]  # fmt: skip
    older = {"updated_at": 1_700_000_000, "state": "snoozed", "_airbyte_extracted_at": "2025-05-01 03:00:00+00:00"}
    rows["conversations"].append({**rows["conversations"][0], **older})
    return rows
