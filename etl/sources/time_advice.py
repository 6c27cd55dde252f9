"""Advice for exports without times: what can't be shown, and how to export them."""

from __future__ import annotations

from collections.abc import Iterable

from etl.sources.names import normalise

_BY_COLUMNS = (
    (
        ("requester", "ticket form", "assignee", "ticket status", "brand"),
        "Zendesk gives times in a view's CSV with the column Requested, and always in its JSON export.",
    ),
    (
        ("agent", "group", "resolution status", "source", "contact id"),
        "Freshdesk gives times with the field Created time: tick it in the dialog of its export.",
    ),
    (
        ("issue key", "issue type", "reporter", "components"),
        "Jira gives times with all fields, and in its list with the column Created.",
    ),
    (
        ("assignment group", "caller", "short description", "configuration item"),
        "ServiceNow gives times with the columns Opened and Closed: add them to the list before its export.",
    ),
    (
        ("case number", "case owner", "account name", "case origin"),
        "Salesforce gives times with the columns Date/Time Opened and Date/Time Closed: add them to the report.",
    ),
    (
        ("ticket number", "help topic", "from", "sla plan"),
        "osTicket gives times with the column Date Created: add it under Export, Columns.",
    ),
    (
        ("owner", "title", "customer", "article count"),
        "Zammad gives times with the column Created at: its download of tickets and its API have it.",
    ),
    (
        ("inbox name", "contact", "conversation id", "display id"),
        "Chatwoot gives times in its API (created_at of a conversation); its summary reports have none.",
    ),
    (
        ("mailbox", "customer name", "number", "preview"),
        "Help Scout gives times with the column Created at of its report All conversations.",
    ),
    (
        ("tracker", "project", "author", "assignee"),
        "Redmine gives times with the column Created: choose all columns when you export its list as CSV.",
    ),
    (
        ("caller name", "operator group", "call number", "entry type"),
        "TOPdesk gives times with the column Creation date: add it to the selection before its export.",
    ),
)
"""Columns that a product's exports have, and where its times are."""
_LEAST_KNOWN = 2
_ANYWHERE = "Helpdesks call it Created, Opened or Received, and mostly offer it among the columns of an export."


def time_advice(columns: Iterable[str]) -> str:
    """What can't be shown without times, and where the helpdesk has them, if the columns identify it."""
    known = {normalise(column) for column in columns}
    told = [(sum(name in known for name in names), advice) for names, advice in _BY_COLUMNS]
    count, advice = max(told, key=lambda each: each[0])
    where = advice if count >= _LEAST_KNOWN else _ANYWHERE
    return (
        "No time of creation: tickets are counted and attributed, but trends, months, a day on the frontline, "
        f"off-hours, waiting and rates by orders can't be shown for them. {where}"
    )
