"""Phrases that can't do what they are there for: one that is never found, one that speaks for two departments."""

from __future__ import annotations

import yaml

from etl.taxonomy.nodes import Reader


def check_phrases(text: str, name: str) -> None:
    """Check the phrases of a taxonomy's text that has been read already; `name` is what messages call it.

    It stands apart from the reading, so that a run that was made under such a taxonomy stays readable.

    Raises
    ------
    InputError
        If a phrase has neither letter nor digit, or stands under two departments; the message names the line.
    """
    read = Reader(name)
    fields = dict(_pairs(read, read.root(text)))
    owners: dict[str, tuple[str, int]] = {}
    for department, told in _pairs(read, fields["departments"]):
        for issue, listed in _pairs(read, dict(_pairs(read, told)).get("issues")):
            phrases = dict(_pairs(read, listed)).get("phrases")
            for phrase, node in () if phrases is None else read.texts(phrases, f"phrases of issue {issue}"):
                _check(read, phrase, node, department, owners)


def _check(read: Reader, phrase: str, node: yaml.Node, department: str, owners: dict[str, tuple[str, int]]) -> None:
    if not any(character.isalnum() for character in phrase):
        raise read.error(node, f"phrase {phrase!r} has no letter or digit, so it is never found; write words")
    folded = " ".join(phrase.split()).casefold()
    owner, line = owners.setdefault(folded, (department, node.start_mark.line + 1))
    if owner != department:
        told = f"phrase {phrase!r} stands under {owner} (line {line}) and {department}, so it can't tell them apart"
        raise read.error(node, f"{told}; keep it under one")


def _pairs(read: Reader, node: yaml.Node | None) -> list[tuple[str, yaml.Node]]:
    """Names and values of a mapping; none where nothing stands."""
    if not isinstance(node, yaml.MappingNode):
        return []
    return [(name, value) for name, _, value in read.entries(node, "the taxonomy")]
