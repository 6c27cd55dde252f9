"""Compares names of tables and columns, with and without the prefixes of products, connectors and projects."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_NO_LETTER = re.compile(r"[^a-z0-9]+")
_BEFORE = ("_airbyte_raw_", "stg_", "raw_", "src_")
_AFTER = ("_data", "_raw", "_tmp")


def bare(name: str) -> str:
    """Letters and digits of a name, so that ``via.channel``, ``via__channel`` and ``viaChannel`` are equal."""
    return _NO_LETTER.sub("", name.casefold())


def forms(table: str, prefixes: Iterable[str]) -> list[str]:
    """Forms of a table's name: as it is, then without prefixes and suffixes, shortest last."""
    name = table.casefold()
    found = [name]
    for before in _BEFORE:
        name = name.removeprefix(before)
    found.append(name)
    for after in _AFTER:
        name = name.removesuffix(after)
    found.append(name)
    found += [name.removeprefix(f"{prefix}_") for prefix in sorted(prefixes, key=len, reverse=True)]
    return [bare(each) for each in dict.fromkeys(found)]


def table_named(names: Iterable[str], tables: Collection[str], prefixes: Iterable[str]) -> str | None:
    """Table with one of some names, preferring the plainest spelling; None if there is none."""
    wanted = {bare(name): place for place, name in enumerate(names)}
    ranked = [
        (depth, wanted[form], table)
        for table in tables
        for depth, form in enumerate(forms(table, prefixes))
        if form in wanted
    ]
    return min(ranked)[2] if ranked else None
