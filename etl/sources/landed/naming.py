"""How names of tables and columns are compared: with and without what products, connectors and projects put before."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_NO_LETTER = re.compile(r"[^a-z0-9]+")
_BEFORE = ("_airbyte_raw_", "stg_", "raw_", "src_")
_AFTER = ("_data", "_raw", "_tmp")


def bare(name: str) -> str:
    """Letters and digits of a name: ``via.channel``, ``via__channel`` and ``viaChannel`` are one."""
    return _NO_LETTER.sub("", name.casefold())


def forms(table: str, prefixes: Iterable[str]) -> list[str]:
    """A table's name, barest last: as it is, then without what stands before and behind it."""
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
    """Table of one of some names, the plainest spelling first; None if there isn't one."""
    wanted = {bare(name): place for place, name in enumerate(names)}
    ranked = [
        (depth, wanted[form], table)
        for table in tables
        for depth, form in enumerate(forms(table, prefixes))
        if form in wanted
    ]
    return min(ranked)[2] if ranked else None
