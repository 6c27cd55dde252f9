"""The small language of facts: `delivered_at > promised_at + 2 days and not status in ("lost", "returned")`.

Parsed once into a tree of plain tuples; nothing is ever evaluated as Python.

    expression  or, and, not, parentheses
    test        value = != < <= > >= value | value is [not] missing | value [not] in (value, ...)
                | value [not] contains "text"    (texts are compared by = and != alone)
    value       column | `column with spaces` | [column with spaces] | number | "text" | "2024-12-31" | 3 days
                | a + b | a - b
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from etl.errors import InputError

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>\d+(?:\.\d+)?)
      | (?P<text>"[^"]*"|'[^']*')
      | (?P<quoted>`[^`]+`|\[[^\]]+\])
      | (?P<word>[^\W\d][\w.]*)
      | (?P<sign><=|>=|!=|<>|==|=|<|>|\(|\)|,|\+|-)
      | (?P<bad>\S)
    )""",
    re.VERBOSE,
)
_SECONDS = {"minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_RESERVED = {"and", "or", "not", "is", "in", "missing", "contains"}
_SIGNS = {"==": "=", "<>": "!="}
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_BOUNDS = (
    ("brackets or nots", ("(", "not"), 30),
    ("tests joined by and, or", ("and", "or"), 100),
    ("values that are added or subtracted", ("+", "-"), 100),
    ("values in lists", (",",), 1_000),
)
"""Most of each in one fact."""
_LONGEST_SHOWN = 200


class Node(NamedTuple):
    """One step of a parsed fact: what it does, and its parts (nodes, names, numbers, texts)."""

    kind: str
    parts: tuple[Any, ...]


class _Token(NamedTuple):
    kind: str
    text: str


def parse_fact(text: str) -> Node:
    """Parse a fact.

    Raises
    ------
    InputError
        If it can't be read; the message says where and how to mend it.
    """
    return _Parser(text).parse()


def check_fact(text: str) -> None:
    """Raise InputError if a fact can't be read; for the loader of taxonomies."""
    parse_fact(text)


def columns_of(node: Node) -> tuple[str, ...]:
    """Names of the columns that a fact reads, each once, in the order met."""
    if node.kind == "column":
        return (str(node.parts[0]),)
    found: list[str] = []
    for part in node.parts:
        for inner in part if isinstance(part, tuple) and not isinstance(part, Node) else (part,):
            if isinstance(inner, Node):
                found += columns_of(inner)
    return tuple(dict.fromkeys(found))


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [_Token(str(m.lastgroup), m.group(str(m.lastgroup))) for m in _TOKEN.finditer(text.rstrip())]
        self.at = 0

    def parse(self) -> Node:
        if not self.tokens:
            raise InputError("A fact is empty; write one such as delivered_at > promised_at.")
        bad = next((token for token in self.tokens if token.kind == "bad"), None)
        if bad is not None:
            raise self._error(
                f"{bad.text!r} has no meaning in a fact", "names with spaces go in [brackets], text in quotes"
            )
        for what, texts, most in _BOUNDS:
            # Each is read, and later asked of every row, one within the other.
            if sum(token.kind != "text" and token.text.lower() in texts for token in self.tokens) > most:
                raise self._error(f"it has more than {most} {what}", "split it into several facts")
        tree = self._either()
        if self.at < len(self.tokens):
            raise self._error(f"{self.tokens[self.at].text!r} is one too many", "join two tests with and, or")
        return tree

    def _error(self, what: str, mend: str) -> InputError:
        shown = self.text if len(self.text) <= _LONGEST_SHOWN else self.text[:_LONGEST_SHOWN] + "…"
        return InputError(f"The fact {shown!r} can't be read: {what}; {mend}.")

    def _peek(self) -> _Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else _Token("end", "the end")

    def _accept(self, *texts: str) -> str | None:
        token = self._peek()
        if token.kind in ("word", "sign") and token.text.lower() in texts:
            self.at += 1
            return token.text.lower()
        return None

    def _expect(self, text: str, mend: str) -> None:
        if self._accept(text) is None:
            raise self._error(f"{text!r} is wanted where {self._peek().text!r} stands", mend)

    def _either(self) -> Node:
        left = self._both()
        while self._accept("or"):
            left = Node("or", (left, self._both()))
        return left

    def _both(self) -> Node:
        left = self._negated()
        while self._accept("and"):
            left = Node("and", (left, self._negated()))
        return left

    def _negated(self) -> Node:
        if self._accept("not"):
            return Node("not", (self._negated(),))
        return self._test()

    def _test(self) -> Node:
        start = self.at
        if self._accept("("):  # a bracketed test, or else a bracketed value
            try:
                inner = self._either()
                self._expect(")", "close the bracket")
                if self._peek().text.lower() not in (*COMPARISONS, *_SIGNS, "+", "-", "is", "in", "contains"):
                    return inner
            except InputError:
                pass
            self.at = start
        left = self._sum()
        sign = self._accept(*COMPARISONS, *_SIGNS)
        if sign:
            return Node("compare", (_SIGNS.get(sign, sign), left, self._sum()))
        if self._accept("is"):
            is_negated = self._accept("not") is not None
            self._expect("missing", "write is missing or is not missing; to compare values write =")
            return self._maybe_not(is_negated, Node("missing", (left,)))
        is_negated = self._accept("not") is not None
        if self._accept("in"):
            return self._maybe_not(is_negated, Node("in", (left, self._list())))
        if self._accept("contains"):
            token = self._peek()
            if token.kind != "text":
                raise self._error(f"contains is followed by {token.text!r}", "give the text in quotes")
            self.at += 1
            return self._maybe_not(is_negated, Node("contains", (left, token.text[1:-1])))
        raise self._error(
            f"nothing is asked of {self.tokens[max(self.at - 1, 0)].text!r}",
            "add a comparison such as > 3, or is missing",
        )

    @staticmethod
    def _maybe_not(is_negated: bool, node: Node) -> Node:
        return Node("not", (node,)) if is_negated else node

    def _list(self) -> tuple[Node, ...]:
        self._expect("(", "write the values in round brackets, separated by commas")
        values = [self._sum()]
        while self._accept(","):
            values.append(self._sum())
        self._expect(")", "close the bracket")
        return tuple(values)

    def _sum(self) -> Node:
        left = self._value()
        while sign := self._accept("+", "-"):
            left = Node("sum" if sign == "+" else "difference", (left, self._value()))
        return left

    def _value(self) -> Node:
        token = self._peek()
        self.at += 1
        if token.kind == "number":
            unit = self._peek().text.lower().removesuffix("s")
            if self._peek().kind == "word" and unit in _SECONDS:
                self.at += 1
                return Node("duration", (float(token.text) * _SECONDS[unit],))
            return Node("number", (float(token.text),))
        if token.kind == "text":
            return Node("text", (token.text[1:-1],))
        if token.kind == "quoted":
            return Node("column", (token.text[1:-1].strip(),))
        if token.kind == "word" and token.text.lower() not in _RESERVED:
            return Node("column", (token.text,))
        if token.text == "-":
            return Node("difference", (Node("number", (0.0,)), self._value()))
        if token.text == "(":
            inner = self._sum()
            self._expect(")", "close the bracket")
            return inner
        raise self._error(f"a value is wanted where {token.text!r} stands", "give a column, a number or a quoted text")
