"""Reads YAML as nodes with line numbers, so that every error can name its line."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import yaml

from etl.errors import InputError
from etl.values.yaml_loader import LOADER

_NOTHING = ("", "~", "null", "Null", "NULL")
_DEEPEST = 20
"""Maximum nesting; a taxonomy has 7 levels. libyaml's composer overflows its stack at thousands."""
_TRUE, _FALSE = ("true", "yes", "on"), ("false", "no", "off")


@dataclass(frozen=True)
class Reader:
    """Typed reading of the nodes of one file.

    Scalars stay text as written, such as a country code NO, a department called Yes or a phrase 404. Every method
    raises `InputError` with the file, the line, what is wrong and how to fix it.
    """

    name: str

    def error(self, node: yaml.Node, what: str) -> InputError:
        """Error at a node's line."""
        return self.error_at(node.start_mark.line + 1, what)

    def error_at(self, line: int, what: str) -> InputError:
        """Error at a line, counted from 1."""
        return InputError(f"{self.name}, line {line}: {what}.")

    def root(self, text: str) -> yaml.Node:
        """Root node of a text with a single document."""
        try:
            self._refuse_deep(text)
            node = yaml.compose(text, Loader=LOADER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = min(mark.line, len(text.splitlines()) - 1) if mark is not None else 0
            raise self.error_at(line + 1, _syntax(text, line, error.problem or "")) from error
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, int(error.position)) + 1
            raise self.error_at(line, "a character that YAML doesn't allow; take it out") from error
        if node is None or _is_nothing(node):
            raise InputError(f"{self.name} is empty. Start from a shipped taxonomy, such as etl/taxonomy/retail.yaml.")
        return node

    def _refuse_deep(self, text: str) -> None:
        depth = 0
        for event in yaml.parse(text, Loader=LOADER):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise self.error_at(line, "this nests too deep to be a taxonomy; take out brackets or indentation")

    def entries(
        self, node: yaml.Node, what: str, known: Iterable[str] | None = None
    ) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        """Key, key node and value node for each entry of a mapping; keys that differ only in case are refused."""
        if not isinstance(node, yaml.MappingNode):
            raise self.error(node, f"{what} must be a mapping of names to values, but it is {_kind(node)}")
        seen: dict[str, int] = {}
        for key_node, value in node.value:
            key = self.text(key_node, f"a name in {what}")
            if known is not None and key not in known:
                raise self.error(key_node, _unknown(key, what, tuple(known)))
            folded = " ".join(key.split()).casefold()
            if folded in seen:
                raise self.error(key_node, f"{key!r} stands twice in {what} (first in line {seen[folded]}); keep one")
            seen[folded] = key_node.start_mark.line + 1
            yield key, key_node, value

    def fields(self, node: yaml.Node, what: str, known: Iterable[str]) -> dict[str, yaml.Node]:
        """Value node of each key with a value; keys outside `known` are refused."""
        found = self.entries(node, what, tuple(known))
        return {key: value for key, _, value in found if not _is_nothing(value)}

    def text(self, node: yaml.Node, what: str) -> str:
        """Text of a scalar, stripped and never empty."""
        if not isinstance(node, yaml.ScalarNode):
            raise self.error(node, f"{what} must be a text, but it is {_kind(node)}; put it in quotes")
        text = str(node.value).strip()
        if _is_nothing(node) or not text:
            raise self.error(node, f"{what} is empty; fill it in or take it out")
        return text

    def texts(self, node: yaml.Node, what: str) -> tuple[tuple[str, yaml.Node], ...]:
        """Texts of a list, or the text of a scalar, each with its node."""
        if isinstance(node, yaml.ScalarNode):
            return ((self.text(node, what), node),)
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(node, f"{what} must be a list such as [one, two], but it is {_kind(node)}")
        return tuple((self.text(item, f"an entry of {what}"), item) for item in node.value)

    def number(self, node: yaml.Node, what: str) -> float:
        """Number of 0 or more."""
        text = self.text(node, what)
        try:
            number = float(text)
        except ValueError:
            raise self.error(node, f"{what} is {text!r}; write a number such as 38.0") from None
        if not math.isfinite(number) or number < 0:
            raise self.error(node, f"{what} is {text}; write a number of 0 or more")
        return number

    def flag(self, node: yaml.Node, what: str) -> bool:
        """True or false."""
        text = self.text(node, what).lower()
        if text not in _TRUE + _FALSE:
            raise self.error(node, f"{what} is {text!r}; write true or false")
        return text in _TRUE


def _is_nothing(node: yaml.Node) -> bool:
    # without quotes: libyaml says "" for that, the other loader None
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in _NOTHING


def _kind(node: yaml.Node) -> str:
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    return "empty" if _is_nothing(node) else f"the text {str(node.value)[:40]!r}"


def _unknown(key: str, what: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(key.lower(), known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "take it out."
    return f"{what} has the unknown key {key!r}; {hint} Known are {', '.join(known)}"


def _syntax(text: str, line: int, problem: str) -> str:
    lines = text.splitlines() or [""]
    for number in (line, line - 1):
        if 0 <= number < len(lines):
            indent = lines[number][: len(lines[number]) - len(lines[number].lstrip())]
            if "\t" in indent:
                return "a tab is used to indent; YAML takes spaces only"
    if "alias" in problem or "anchor" in problem:
        return "a text that begins with * or & must stand in quotes"
    if "cannot start any token" in problem:
        return "a text that begins with a special character, such as @ or %, must stand in quotes"
    if "another document" in problem or "single document" in problem:
        return "a second document begins (---); keep one taxonomy in a file"
    return f"this isn't valid YAML ({problem}); check indentation, brackets and quotes, and quote a text that has ': '"
