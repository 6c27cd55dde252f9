"""Advice on exporting the customers' texts, which most helpdesks leave out by default."""

from __future__ import annotations

from collections.abc import Iterable

from etl.sources.names import normalise

_BY_FORMAT = {
    "zendesk": "Zendesk's CSV leaves out what customers wrote: its full JSON export and its API have it.",
    "freshdesk": "Freshdesk's CSV leaves out what customers wrote: its API has it (tickets with include=description).",
    "osticket": "osTicket's export can't hold what customers wrote: take it from its database, table ost_thread_entry.",
    "jira": "Jira's export has what customers wrote only with all fields: choose that one.",
    "salesforce": "Salesforce's report has what customers wrote only with its column Description: add it.",
    "servicenow": "ServiceNow's list has what customers wrote only with its column Description: add it.",
}
_BY_COLUMNS = (
    (
        (("article_count",), ("owner", "group", "title"), ("besitzer", "gruppe", "titel")),
        "Zammad's download leaves out what customers wrote: its API has it (ticket_articles/by_ticket).",
    ),
    (
        (("display_id", "inbox_id"), ("conversation id", "inbox name"), ("inbox", "assignee", "contact")),
        "Chatwoot's report leaves out what customers wrote: its API has it (conversations/ID/messages).",
    ),
    (
        (("number", "mailbox"), ("mailbox", "customer name")),
        "Help Scout's report leaves out what customers wrote: its API has it (conversations/ID/threads).",
    ),
)
"""Sets of columns, any of which identifies a product, and the advice."""
_ANYWHERE = "What customers wrote is missing: export the description or first message, too, if the helpdesk offers it."


def text_advice(format_name: str, columns: Iterable[str]) -> str:
    """How to export the customers' texts as well.

    Parameters
    ----------
    format_name
        Name of the format; "table" if only the columns can identify the product.
    columns
        Names of the file's columns.
    """
    if format_name in _BY_FORMAT:
        return _BY_FORMAT[format_name]
    known = {normalise(column) for column in columns}
    told = (advice for sets, advice in _BY_COLUMNS if any({normalise(name) for name in one} <= known for one in sets))
    return next(told, _ANYWHERE)
