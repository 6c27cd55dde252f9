"""Finds a declared path in a table, in its JSON columns, or in the rows around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from etl.sources.landed.naming import bare
from etl.sources.landed.product import Paths

NOTHING = "cast(null as varchar)"
OUTSIDE = "^."


@dataclass(frozen=True)
class Part:
    """A table, or an element of a list, within a query.

    Attributes
    ----------
    columns
        Bare name of each column to its SQL.
    data
        SQL of the JSON that is or contains the whole row; empty if there is none.
    row
        SQL of the id that dlt's child tables refer to; empty if there is none.
    """

    columns: Mapping[str, str]
    data: str = ""
    row: str = ""

    def find(self, path: str) -> str | None:
        """SQL of a path's value as text."""
        if not path:
            return _inside(self.data, ()) if self.data else None
        if (column := self.columns.get(bare(path))) is not None:
            return column
        steps = path.split(".")
        for count in range(len(steps) - 1, 0, -1):
            if (column := self.columns.get(bare("".join(steps[:count])))) is not None:
                return _inside(column, steps[count:])
        return _inside(self.data, steps) if self.data else None


@dataclass(frozen=True)
class Scope:
    """A table with its lists unnested: the FROM clause of a query, and the SQL of paths in it.

    Attributes
    ----------
    source
        The clause.
    parts
        Innermost first.
    order
        SQL that orders its rows as in the table.
    gone
        SQL condition for deleted rows.
    """

    source: str
    parts: tuple[Part, ...]
    order: str
    gone: str = "false"

    def find(self, paths: Paths) -> list[str]:
        """SQL of each path that exists."""
        found = []
        for path in paths:
            if "+" in path:
                each = [sql for part in path.split("+") for sql in self.find((part,))]
                found += [f"nullif(concat_ws(' ', {', '.join(each)}), '')"] if each else []
                continue
            name, parts = path, self.parts
            while name.startswith(OUTSIDE):
                name, parts = name.removeprefix(OUTSIDE), parts[1:]
            found += [sql for part in parts if (sql := part.find(name)) is not None][:1]
        return found

    def has(self, paths: Paths) -> bool:
        """Whether any path exists."""
        return bool(self.find(paths))

    def first(self, paths: Paths) -> str:
        """SQL of the first path with a value."""
        found = self.find(paths)
        return f"coalesce({', '.join(found)}, null)" if found else NOTHING


def quoted(name: str) -> str:
    """Quote a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """Quote a text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def spelt_out(sql: str, words: Mapping[str, str]) -> str:
    """SQL of a value with numeric codes replaced by words."""
    cases = "".join(f" when {literal(code)} then {literal(word)}" for code, word in words.items())
    return f"case id_text({sql}){cases} else {sql} end" if words else sql


def elements(column: str) -> str:
    """SQL of a JSON list's elements; none where a cell isn't a list."""
    is_list = f"json_valid({column}) and json_type({column}) = 'ARRAY'"
    return f"unnest(json_extract(case when {is_list} then {column} else '[]' end, '$[*]'))"


def _inside(column: str, steps: Sequence[str]) -> str:
    """SQL of a value within JSON, as text, under either spelling of its name; null where the cell isn't JSON."""
    spellings = dict.fromkeys((tuple(steps), tuple(map(_camel, steps))))
    paths = (literal("$" + "".join(f'."{step}"' for step in each)) for each in spellings)
    found = ", ".join(f"nullif(json_extract_string({column}, {path}), '')" for path in paths)
    return f"case when json_valid({column}) then coalesce({found}, null) end"


def _camel(name: str) -> str:
    """``account_id`` as APIs spell it, ``accountId``."""
    first, *others = name.split("_")
    return first + "".join(each.capitalize() for each in others) if first else name
