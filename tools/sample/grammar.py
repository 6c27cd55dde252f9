"""Composes sentences from text files: slots of lines with ``{one|another}`` choices and ``<placeholders>``.

A file has sections ``[Section]``, in them slots ``@slot``, in them one line per wording; ``#`` begins a comment. A line
that begins with letters in parentheses, ``(FG)``, fits only the product groups of those letters (see `GROUPS`).
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

TEXTS = Path(__file__).parent / "texts"
GROUPS = {
    "F": "Furniture", "L": "Lighting", "K": "Kitchen", "T": "Home textiles", "G": "Garden", "S": "Small appliances",
    "C": "Kids' room",
}  # fmt: skip
"""Letters that stand for product groups in the texts."""

Part = str | tuple["Line", ...]
Line = tuple[Part, ...]
"""Literal text, ``<placeholder>`` as text, or a tuple of alternatives."""

_ONLY = re.compile(r"\(([FLKTGSC]+)\) ")
_TOKEN = re.compile(r"[{|}]|<\w+>|[^{|}<]+|<")


def compile_line(text: str) -> Line:
    """Parse one wording.

    Raises
    ------
    ValueError
        If its braces don't match.
    """
    tokens = _TOKEN.findall(text)
    line, position = _parse(tokens, 0, depth=0)
    if position != len(tokens):
        raise ValueError(f"Unmatched brace in: {text}")
    return line


def _parse(tokens: list[str], position: int, depth: int) -> tuple[Line, int]:
    parts: list[Part] = []
    while position < len(tokens):
        token = tokens[position]
        if token == "{":
            choices, position = _parse_choices(tokens, position + 1, depth + 1)
            parts.append(choices)
        elif token in "|}" and depth:
            return tuple(parts), position
        elif token in "|}":
            raise ValueError(f"Unmatched {token!r} in: {''.join(tokens)}")
        else:
            parts.append(token)
            position += 1
    if depth:
        raise ValueError(f"Unclosed brace in: {''.join(tokens)}")
    return tuple(parts), position


def _parse_choices(tokens: list[str], position: int, depth: int) -> tuple[tuple[Line, ...], int]:
    choices: list[Line] = []
    while True:
        choice, position = _parse(tokens, position, depth)
        choices.append(choice)
        if tokens[position] == "}":
            return tuple(choices), position + 1
        position += 1


def expand(line: Line, draw: random.Random, values: Mapping[str, str]) -> str:
    """Text of a wording: choices drawn, placeholders filled from `values` (keys with their angle brackets)."""
    out: list[str] = []
    _expand(line, draw, values, out)
    return "".join(out)


def _expand(line: Line, draw: random.Random, values: Mapping[str, str], out: list[str]) -> None:
    for part in line:
        if isinstance(part, tuple):
            _expand(part[int(draw.random() * len(part))], draw, values, out)
        elif part[0] == "<" and part[-1] == ">":
            out.append(values[part])
        else:
            out.append(part)


class Book:
    """The wordings of one language.

    Parameters
    ----------
    files
        Text files, read in the given order; a section may go on in a later file.
    """

    def __init__(self, files: list[Path]) -> None:
        self._slots: dict[tuple[str, str, str], list[Line]] = {}
        for file in files:
            self._read(file)

    def _read(self, file: Path) -> None:
        section = slot = ""
        for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            text = text.strip()
            if not text or text.startswith("#"):
                continue
            if text.startswith("["):
                section = text.strip("[]")
            elif text.startswith("@"):
                slot = text[1:]
            else:
                try:
                    self._add(section, slot, text.replace("\\n", "\n"))
                except ValueError as error:
                    raise ValueError(f"{file.name}, line {number}: {error}") from error

    def _add(self, section: str, slot: str, text: str) -> None:
        only = _ONLY.match(text)
        line = compile_line(text[only.end() :] if only else text)
        for letter, group in GROUPS.items():
            if only is None or letter in only[1]:
                self._slots.setdefault((section, slot, group), []).append(line)

    @property
    def sections(self) -> set[str]:
        """Names of the sections."""
        return {section for section, _, _ in self._slots}

    def lines(self, section: str, slot: str, group: str) -> list[Line]:
        """Wordings of a slot that fit a product group; empty where the language has none."""
        return self._slots.get((section, slot, group), [])

    def say(self, section: str, slot: str, draw: random.Random, values: Mapping[str, str]) -> str:
        """One wording of a slot for the product group ``<group>`` of `values`, expanded; empty if there isn't one."""
        lines = self._slots.get((section, slot, values["<group>"]))
        return expand(lines[int(draw.random() * len(lines))], draw, values) if lines else ""


@cache
def book(language: str) -> Book:
    """Wordings of a language: all files of `texts/` whose name begins with it."""
    return Book(sorted(TEXTS.glob(f"{language}_*.txt")))
