"""Flattens a nested JSON object to a row of named cells, and its audits to events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from etl.sources.bounds import MAX_NESTING
from etl.sources.table import Event

_WRAPPED = ("ticket", "issue", "case", "incident", "complaint")
_AUDITED = {"group_id": "team", "assignee_id": "assignee", "status": "status"}
_NOT_CELLS = ("audits", "ticket_audits")
_NAMES = ("name", "displayName", "display_name", "title", "label", "value")


def unwrap(record: Mapping[str, Any]) -> dict[str, Any]:
    """Merge the parts of ``{"ticket": {...}, "audits": [...]}`` into one level; other objects are unchanged."""
    for key in _WRAPPED:
        inner = record.get(key)
        if isinstance(inner, dict):
            return {**{name: value for name, value in record.items() if name != key}, **inner}
    return dict(record)


def flatten(record: Mapping[str, Any]) -> dict[str, str]:
    """Cells of an object by name: nested names are joined by dots, lists by "; ", missing values left out.

    Lists of ``{"id": ..., "value": ...}`` become a cell for each id; lists of comments become one text; lists of other
    objects that all have a name become those names.
    """
    return dict(_cells("", record))


def audit_events(record: Mapping[str, Any], groups: Mapping[str, str]) -> list[Event]:
    """Changes of team, assignee and status among an object's audits, in chronological order.

    Parameters
    ----------
    record
        A ticket with ``audits`` as Zendesk's API has them.
    groups
        Names of groups by id, for teams.
    """
    audits: list[Any] = next((record[key] for key in _NOT_CELLS if isinstance(record.get(key), list)), [])
    ticket = scalar(record.get("id")) or scalar(record.get("ticket_id")) or ""
    events: list[Event] = []
    ordered = sorted(
        (audit for audit in audits if isinstance(audit, dict)), key=lambda audit: str(audit.get("created_at"))
    )
    for audit in ordered:
        changes = audit.get("events")
        for change in changes if isinstance(changes, list) else []:
            field = _AUDITED.get(str(change.get("field_name"))) if isinstance(change, dict) else None
            if field is None or change.get("type") not in ("Create", "Change"):
                continue
            old, new = scalar(change.get("previous_value")), scalar(change.get("value"))
            if field == "team":
                old, new = groups.get(old or "", old), groups.get(new or "", new)
            when, actor = scalar(audit.get("created_at")), scalar(audit.get("author_id"))
            events.append((ticket, len(events), when, field, old, new, actor))
    return events


def scalar(value: object) -> str | None:
    """Text of a single value; None for a missing or empty one."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return whole(str(value).replace("\0", "\N{REPLACEMENT CHARACTER}"))


def whole(text: str) -> str:
    """Text without unpaired surrogates, which JSON may spell and nothing can store."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def nests_deeper(value: dict[str, Any] | list[Any], levels: int = MAX_NESTING) -> bool:
    """Whether lists and objects nest deeper than `levels`: the functions that walk them are recursive."""
    level: list[dict[str, Any] | list[Any]] = [value]
    for _ in range(levels):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _cells(prefix: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if prefix or name not in _NOT_CELLS:
                yield from _cells(whole(f"{prefix}.{name}" if prefix else str(name)), inner)
    elif isinstance(value, list):
        yield from _list_cells(prefix, value)
    else:
        text = scalar(value)
        if text is not None:
            yield prefix, text


def _list_cells(prefix: str, values: list[Any]) -> Iterator[tuple[str, str]]:
    objects = [value for value in values if isinstance(value, Mapping)]
    if not values:
        return
    if not objects:
        yield prefix, "; ".join(text for value in values if (text := scalar(value)) is not None)
    elif all("value" in value and "id" in value for value in objects):
        for value in objects:
            yield from _cells(f"{prefix}.{value.get('name') or value.get('title') or value['id']}", value["value"])
    elif all("body" in value for value in objects):
        texts = [scalar(value.get("plain_body")) or scalar(value["body"]) or "" for value in objects]
        yield f"{prefix}.first", texts[0]
        yield prefix, "\n\n".join(filter(None, texts))
    elif names := _names(objects, len(values)):
        yield prefix, "; ".join(names)
    else:
        yield prefix, json.dumps(values, ensure_ascii=False, default=str)


def _names(objects: list[Any], count: int) -> list[str]:
    """Names of a list's objects; empty unless each element is an object with a name, and no name has a semicolon."""
    for key in _NAMES:
        names = [text for each in objects if isinstance(text := each.get(key), str) and text and ";" not in text]
        if len(names) == count:
            return list(dict.fromkeys(map(whole, names)))
    return []
