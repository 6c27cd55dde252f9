"""Edits spans of a YAML text; the rest keeps its layout and comments.

The text is parsed to nodes with start and end positions; only the changed span is rewritten.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

import yaml

from etl.errors import InputError
from etl.values.yaml_loader import LOADER

_PLAIN = re.compile(r"[^\W\d_][\w' ()/+.-]*[\w)]|[^\W\d_]")
_WORDS_OF_YAML = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}


def scalar(text: str) -> str:
    """A text as a YAML scalar: plain if unambiguous, else quoted."""
    bare = " ".join(text.split())
    if bare == text and _PLAIN.fullmatch(text) and text.casefold() not in _WORDS_OF_YAML:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in quoted)


def root(text: str) -> yaml.Node:
    """The document's node.

    Raises
    ------
    InputError
        If the text uses a YAML alias (``*name``): changing one part would change both.
    """
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=LOADER)):
        raise InputError("The taxonomy repeats a part by *name. Write that part out, then it can be changed here.")
    node = yaml.compose(text, Loader=LOADER)
    assert node is not None
    return node


def member(node: yaml.Node | None, name: str) -> yaml.Node | None:
    """Value of a mapping's entry; None if there isn't one."""
    pair = pair_of(node, name)
    return None if pair is None else pair[1]


def pair_of(node: yaml.Node | None, name: str) -> tuple[yaml.Node, yaml.Node] | None:
    """Key and value of a mapping's entry, ignoring case and spaces of its name; None if there is none."""
    if not isinstance(node, yaml.MappingNode):
        return None
    wanted = folded(name)
    return next(((k, v) for k, v in node.value if folded(str(k.value)) == wanted), None)


def folded(name: str) -> str:
    """Name normalised for comparison: case and extra spaces removed."""
    return " ".join(name.split()).casefold()


def replaced(text: str, pair: tuple[yaml.Node, yaml.Node], written: str, comments: Sequence[str]) -> str:
    """Text with a value replaced, and comments in the lines above its key."""
    key, value = pair
    start, end = key.end_mark.index, value.end_mark.index
    end = max(end, start) if isinstance(value, yaml.ScalarNode) else _end(value)
    start = text.index(":", start) + 1
    line = text.rfind("\n", 0, key.start_mark.index) + 1
    before = text[line : key.start_mark.index]
    told = "".join(f"{before}{each}\n" for each in comment_lines(comments)) if not before.strip() else ""
    return text[:line] + told + text[line:start] + " " + written + text[end:]


def _end(node: Any) -> int:
    """End of a node's own text; a block node's end mark is after the blank lines and comments that follow it."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style:
        return int(node.end_mark.index)
    inside = [child for pair in node.value for child in (pair if isinstance(pair, tuple) else (pair,))]
    return max(_end(child) for child in inside)


def inserted(text: str, node: yaml.Node, lines: Sequence[str], key: yaml.Node) -> str:
    """Text with an entry inserted at the beginning of the mapping under `key`."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style:
        at = text.index("\n", key.end_mark.index) + 1
        return text[:at] + _placed(lines, node) + text[at:]
    if isinstance(node, yaml.MappingNode) and node.value:
        at = node.start_mark.index + 1
        return text[:at] + _flow(lines) + ", " + text[at:]
    at = text.index(":", key.end_mark.index) + 1
    if lines[0].startswith("#"):
        told = "".join(f"\n{' ' * (key.start_mark.column + 2)}{line}" for line in lines)
    else:
        told = " {" + _flow(lines) + "}"
    return text[:at] + told + text[max(at, node.end_mark.index) :]


def removed(text: str, pair: tuple[Any, Any], name: str) -> str:
    """Text with an entry of a mapping removed; comments above it stay, those within it are removed.

    Parameters
    ----------
    pair
        Nodes of the mapping's key and of the mapping, which has the entry.
    """
    owner, node = pair
    place = next(n for n, (key, _) in enumerate(node.value) if folded(str(key.value)) == folded(name))
    key, value = node.value[place]
    end = max(_end(value), text.index(":", key.end_mark.index) + 1)
    if len(node.value) == 1:
        at = text.index(":", owner.end_mark.index) + 1
        return f"{text[:at]} {{}}{text[max(end, node.end_mark.index if node.flow_style else 0) :]}"
    if node.flow_style and place + 1 < len(node.value):
        return text[: key.start_mark.index] + text[node.value[place + 1][0].start_mark.index :]
    if node.flow_style:
        return text[: _end(node.value[place - 1][1])] + text[end:]
    line, after = text.rfind("\n", 0, key.start_mark.index) + 1, text.find("\n", end)
    return text[:line] + (text[after + 1 :] if after >= 0 else "")


def opened(text: str, *path: str) -> str:
    """Text with the mappings along a path in block style, the only one that can have comments."""
    for depth in range(1, len(path) + 1):
        pair: tuple[Any, Any] | None = (None, root(text))
        for name in path[:depth]:
            pair = pair_of(pair[1], name) if pair else None
        if pair is not None and isinstance(pair[1], yaml.MappingNode) and pair[1].flow_style and pair[1].value:
            key, node = pair
            space = "\n" + " " * (key.start_mark.column + 2)
            at = text.index(":", key.end_mark.index) + 1
            told = "".join(f"{space}{scalar(str(k.value))}: {_flowing(v)}" for k, v in node.value)
            text = text[:at] + told + text[node.end_mark.index :]
    return text


def appended(text: str, node: Any, lines: Sequence[str]) -> str:
    """Text with an entry appended to a mapping: appended, because departments get their colours by order."""
    end = _end(node)
    if node.flow_style:
        return text[: end - 1] + ", " + _flow(lines) + text[end - 1 :]
    end = text.find("\n", end)
    text, at = (text + "\n", len(text) + 1) if end < 0 else (text, end + 1)
    return text[:at] + _placed(lines, node) + text[at:]


def _placed(lines: Sequence[str], node: yaml.Node) -> str:
    """Lines of an entry under the column of a block mapping's keys."""
    column = node.value[0][0].start_mark.column
    return "".join(f"{' ' * column}{line}\n" for line in lines)


def _flow(lines: Sequence[str]) -> str:
    """Entry in flow style on one line, without comments."""
    value = yaml.compose("\n".join(line for line in lines if not line.lstrip().startswith("#")), Loader=LOADER)
    return _flowing(value)[1:-1]


def _flowing(node: yaml.Node | None) -> str:
    if isinstance(node, yaml.MappingNode):
        return "{" + ", ".join(f"{scalar(k.value)}: {_flowing(v)}" for k, v in node.value) + "}"
    if isinstance(node, yaml.SequenceNode):
        return "[" + ", ".join(_flowing(each) for each in node.value) + "]"
    assert isinstance(node, yaml.ScalarNode)
    return scalar(str(node.value))


def listed(values: Iterable[str]) -> str:
    """Texts as a YAML list on one line."""
    return "[" + ", ".join(scalar(value) for value in values) + "]"


def comment_lines(lines: Sequence[str]) -> list[str]:
    """Texts as one comment line each, with unprintable characters replaced by spaces."""
    return ["# " + "".join(c if c.isprintable() else " " for c in line).strip() for line in lines]
