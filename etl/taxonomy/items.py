"""Inserts and removes single entries of a YAML list; the list's other lines stay as written."""

from __future__ import annotations

from typing import Any

import yaml

from etl.taxonomy.spans import folded, scalar


def with_item(text: str, pair: tuple[Any, Any], item: str) -> str:
    """Text with an entry inserted at the beginning of a list; unchanged if the list has it.

    Parameters
    ----------
    pair
        Nodes of the list's key and of the list: block style, brackets, a single text, or empty.
    """
    key, node = pair
    entries = _entries(node)
    if any(folded(str(entry.value)) == folded(item) for entry in entries):
        return text
    if not entries:
        at = text.index(":", key.end_mark.index) + 1
        return f"{text[:at]} [{scalar(item)}]{text[max(at, node.end_mark.index) :]}"
    start = entries[0].start_mark.index
    if isinstance(node, yaml.ScalarNode):
        return f"{text[:start]}[{scalar(item)}, {text[start : node.end_mark.index]}]{text[node.end_mark.index :]}"
    if node.flow_style:
        return f"{text[:start]}{scalar(item)}, {text[start:]}"
    line, dash = _line_start(text, start), text.rindex("-", 0, start)
    return f"{text[:line]}{text[line:dash]}- {scalar(item)}\n{text[line:]}"


def without_item(text: str, node: Any, item: str) -> str:
    """Text with an entry of a list removed, ignoring case and spaces."""
    entries = _entries(node)
    place = next((n for n, entry in enumerate(entries) if folded(str(entry.value)) == folded(item)), None)
    if place is None:
        return text
    start, end = entries[place].start_mark.index, entries[place].end_mark.index
    if isinstance(node, yaml.ScalarNode):
        return f"{text[:start]}[]{text[end:]}"
    if not node.flow_style:
        if len(entries) == 1:  # a key without a list would be one without a value, and that is allowed
            return text[: text.rindex("-", 0, start)].rstrip(" ") + "[]" + text[end:]
        line, after = _line_start(text, start), text.find("\n", end)
        return text[:line] + (text[after + 1 :] if after >= 0 else "")
    if place + 1 < len(entries):
        return text[:start] + text[entries[place + 1].start_mark.index :]
    if place:
        return text[: entries[place - 1].end_mark.index] + text[end:]
    return text[: node.start_mark.index] + "[]" + text[node.end_mark.index :]


def _entries(node: Any) -> list[Any]:
    """Nodes of a list's entries; the node itself if it is a single text."""
    if isinstance(node, yaml.SequenceNode):
        return list(node.value)
    return [node] if str(node.value) and node.end_mark.index > node.start_mark.index else []


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1
