"""Checks a taxonomy's phrases: refuses those that could never be found."""

from __future__ import annotations

import yaml

from etl.taxonomy.nodes import Reader


def check_phrases(text: str, name: str) -> None:
    """Check the phrases of a valid taxonomy's text; `name` is its name in messages.

    Separate from parsing, so that runs made under a taxonomy with such phrases stay readable.

    Raises
    ------
    InputError
        If a phrase has neither letter nor digit; the message names the line.
    """
    read = Reader(name)
    fields = dict(_pairs(read, read.root(text)))
    for _, told in _pairs(read, fields["departments"]):
        for issue, listed in _pairs(read, dict(_pairs(read, told)).get("issues")):
            phrases = dict(_pairs(read, listed)).get("phrases")
            for phrase, node in () if phrases is None else read.texts(phrases, f"phrases of issue {issue}"):
                if not any(character.isalnum() for character in phrase):
                    said = f"phrase {phrase!r} has no letter or digit, so it is never found; write words"
                    raise read.error(node, said)


def _pairs(read: Reader, node: yaml.Node | None) -> list[tuple[str, yaml.Node]]:
    """Names and values of a mapping; empty if there is nothing."""
    if not isinstance(node, yaml.MappingNode):
        return []
    return [(name, value) for name, _, value in read.entries(node, "the taxonomy")]
