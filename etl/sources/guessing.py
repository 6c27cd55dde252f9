"""Guesses which column holds which field in a table of no known format, by the columns' names and cells together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from etl.model.fields import names
from etl.sources.anytable import TABLE
from etl.sources.column_names import meanings_of, name_score
from etl.sources.contents import Contents, fit, look_at_all
from etl.sources.names import normalise, without_kind
from etl.sources.table import Cell

_HALF, _NEARLY_ALL = 0.5, 0.8
_LEAST, _LEAST_OF_DOUBTFUL = 0.5, 0.58
"""Minimum scores of a name to use a column; the second applies if its cells don't quite suit the field."""
_BY_NAME_ALONE, _EACH_PLACE = 1.0, 0.002
TEXT_FIELDS = ("subject", "body")
_LONGEST_ID = 40
_MOST_OF_A_LIST = 30
"""Different values that a list to choose from may have."""
_OWN_NAME = 0.1
_LEAST_GROUPS = 0.2
"""Share of cells naming a group from which a column of owners counts as teams."""
_LEAST_TELLING = 2
"""Minimum ticket fields, apart from id and time, for a table without text to count as tickets."""
_CALLED = ("ticket_id", "body")
_NOT_A_TIME = frozenset(("other", "solved", "updated", "agent", "customer"))
_NOT_AN_ID = frozenset(
    ("other", "body", "time", "agent", "customer", "team", "email", "order", "product", "status", "priority")
)
_MEANINGS_OF_CLOCKS = {
    name: frozenset(("time", "duration", "filler", "ticket", "unit", *words.split()))
    for name, words in {"created_at": "created", "solved_at": "solved"}.items()
}
_NOT_A_TEXT = frozenset(("other", "agent", "email", "team", "status", "order"))


@dataclass(frozen=True)
class Guessed:
    """A guessed mapping.

    Attributes
    ----------
    candidates
        Field to the columns that could hold it, best first; the first is used.
    by_cells
        Fields whose column was found by its cells alone.
    clocks
        Field of a day to the separate column with its time of day.
    lacks_times
        Whether no column holds times or is named like one that does.
    contents
        Statistics of each column's first cells; empty if only names were used.
    """

    candidates: Mapping[str, list[str]] = field(default_factory=dict)
    by_cells: frozenset[str] = frozenset()
    clocks: Mapping[str, str] = field(default_factory=dict)
    lacks_times: bool = False
    contents: Mapping[str, Contents] = field(default_factory=dict)

    @property
    def mapping(self) -> dict[str, str]:
        """Field to the column used."""
        return {name: found[0] for name, found in self.candidates.items()}

    @property
    def is_enough(self) -> bool:
        """Whether the columns are those of tickets: a time, and a text or enough other fields."""
        has_text = any(name in self.candidates for name in TEXT_FIELDS)
        has_time = "created_at" in self.candidates
        return may_lack_time(self.mapping, self) or (has_time and (has_text or tells_of_tickets(self.candidates)))


def may_lack_time(fields: Mapping[str, str], guessed: Guessed) -> bool:
    """Whether a table of no known format holds tickets, though it has no column of times.

    Any list may have names and descriptions. A list of tickets has texts and either fields that only tickets have, or a
    column named after tickets. `fields` maps field to column.
    """
    is_called_so = any("ticket" in meanings_of(fields[name]) for name in _CALLED if name in fields)
    has_text = any(name in fields for name in TEXT_FIELDS)
    return guessed.lacks_times and has_text and (is_called_so or tells_of_tickets(fields))


def tells_of_tickets(fields: Collection[str]) -> bool:
    """Whether a table without texts has the fields of tickets, and isn't just any list."""
    return sum(name in fields for name in names(tells_of_tickets=True)) >= _LEAST_TELLING


def suggest_mapping(columns: Sequence[str]) -> dict[str, str]:
    """Guess the mapping, field to column, by names alone."""
    return guess(columns).mapping


def guess(columns: Sequence[str], cells: Mapping[str, Sequence[Cell]] | None = None) -> Guessed:
    """Guess the mapping of a table.

    Parameters
    ----------
    columns
        Header of a file.
    cells
        Cells of some rows by column; None to use names alone.

    Returns
    -------
    Guessed
        Each column is used once; fields without evidence are left out. A table with a creation time has a row per
        ticket: only one without is taken for a log of changes.
    """
    contents = look_at_all(cells or {})
    scored = {name: _scored(name, columns, contents) for name in TABLE.columns}
    taken = _taken(scored)
    if "created_at" in taken:
        taken.pop("changed_at", None)
    _owners_as_teams(taken, contents)
    by_cells = _by_cells(columns, contents, taken) if contents else {}
    taken |= by_cells
    by_values = _by_values(columns, contents, taken) if contents else {}
    taken |= by_values
    used = set(taken.values())
    candidates = {
        name: [taken[name], *(c for _, c in scored[name] if c not in used)] for name in TABLE.columns if name in taken
    }
    lacks_times = bool(contents) and not any(_tells_time(column, contents[column]) for column in columns)
    return Guessed(
        candidates, frozenset(by_cells | by_values), _clocks(columns, contents, taken), lacks_times, contents
    )


def _tells_time(column: str, contents: Contents) -> bool:
    """Whether a column holds times or is named like one; unreadable cells there are reported."""
    is_called_so = meanings_of(column) & {"created", "time"} and not meanings_of(column) & _NOT_A_TIME
    return contents.written_times >= _HALF or contents.clocks >= _HALF or bool(is_called_so)


def _owners_as_teams(taken: dict[str, str], contents: Mapping[str, Contents]) -> None:
    """Use a column of owners for the teams if it also names groups; persons in it are separated later."""
    owners = taken.get("agent", "")
    if "team" not in taken and owners in contents and contents[owners].groups >= _LEAST_GROUPS:
        taken["team"] = taken.pop("agent")


def _clocks(columns: Sequence[str], contents: Mapping[str, Contents], taken: Mapping[str, str]) -> dict[str, str]:
    """Find the time-of-day columns that belong to columns of days."""
    found: dict[str, str] = {}
    for name, allowed in _MEANINGS_OF_CLOCKS.items():
        day = contents.get(taken.get(name, ""), Contents())
        if day.is_empty or day.with_clock > 0:
            continue
        apart = [c for c in columns if contents[c].clocks >= _NEARLY_ALL]
        clocks = [c for c in apart if meanings_of(c) and meanings_of(c) <= allowed]
        found |= {name: clocks[0]} if clocks and clocks[0] not in found.values() else {}
    return found


def _scored(name: str, columns: Sequence[str], contents: Mapping[str, Contents]) -> list[tuple[float, str]]:
    """Columns that could hold a field, with their scores, best first."""
    places = {normalise(known): place for place, known in reversed([*enumerate(TABLE.columns[name])])}
    found = []
    for at, column in enumerate(columns):
        place = places.get(normalise(without_kind(column)))
        by_name = name_score(name, column) if place is None else _BY_NAME_ALONE - _EACH_PLACE * place
        suits = fit(name, contents[column]) if contents else 1.0
        score = by_name * suits
        if normalise(column) == normalise(name):
            score = max(score, _OWN_NAME)  # a column with the field's own name is meant, whatever it holds
        if score > 0 and by_name >= (_LEAST if suits == 1 else _LEAST_OF_DOUBTFUL):
            found.append((score, -at, column))
    return [(score, column) for score, _, column in sorted(found, reverse=True)]


def _taken(scored: Mapping[str, list[tuple[float, str]]]) -> dict[str, str]:
    """Assign columns to fields, best score overall first, so that no field takes a column that suits another better."""
    pairs = [(score, name, column) for name, found in scored.items() for score, column in found]
    taken: dict[str, str] = {}
    used: set[str] = set()
    for _, name, column in sorted(pairs, key=lambda pair: -pair[0]):  # ties in the order of fields and columns
        if name not in taken and column not in used:
            taken[name] = column
            used.add(column)
    return taken


def _by_cells(columns: Sequence[str], contents: Mapping[str, Contents], taken: Mapping[str, str]) -> dict[str, str]:
    """Find columns of the fields that every ticket has by their cells, where no name matches."""
    free = [column for column in columns if column not in taken.values()]
    found: dict[str, str] = {}
    if "created_at" not in taken and "changed_at" not in taken:
        times = [c for c in free if contents[c].written_times >= _NEARLY_ALL and not meanings_of(c) & _NOT_A_TIME]
        found |= {"created_at": max(times, key=lambda c: contents[c].filled)} if times else {}
    if "ticket_id" not in taken:
        ids = [c for c in free if c not in found.values() and _is_id(c, contents[c])]
        found |= {"ticket_id": ids[0]} if ids else {}
    if "body" not in taken:
        # Next to a title, only a column that isn't about the helpdesk's own work can be the customer's words.
        other = _NOT_A_TEXT | ({"solved", "reason", "replies"} if "subject" in taken else set())
        texts = [c for c in free if _is_text(c, contents[c], other)]
        found |= {"body": max(texts, key=lambda c: contents[c].letters)} if texts else {}
    return found


def _by_values(columns: Sequence[str], contents: Mapping[str, Contents], taken: Mapping[str, str]) -> dict[str, str]:
    """Find the columns of channel, status and subject matter by their values."""
    found: dict[str, str] = {}

    def free() -> list[str]:
        used = {*taken.values(), *found.values()}
        return [c for c in columns if c not in used and 1 < contents[c].count_values <= _MOST_OF_A_LIST]

    if "channel" not in taken:
        found |= _first("channel", [c for c in free() if contents[c].channels >= _NEARLY_ALL])
    if "status" not in taken:
        found |= _first("status", [c for c in free() if contents[c].statuses >= _NEARLY_ALL])
    if "reason" not in taken:
        kinds = [c for c in free() if name_score("ticket_id", c) >= _LEAST and contents[c].distinct <= _HALF]
        found |= _first("reason", [c for c in kinds if contents[c].with_digit < _HALF])
    return found


def _first(name: str, columns: Sequence[str]) -> dict[str, str]:
    return {name: columns[0]} if columns else {}


def _is_id(column: str, contents: Contents) -> bool:
    is_unique = contents.filled == 1 and contents.distinct == 1 and contents.count_values > 2
    is_short = contents.words == 1 and 2 <= contents.letters <= _LONGEST_ID and contents.with_digit == 1
    is_number = contents.numbers > 0 and contents.digits < 1
    is_time = contents.written_times > 0
    return is_unique and is_short and not is_number and not is_time and not meanings_of(column) & _NOT_AN_ID


def _is_text(column: str, contents: Contents, other: Collection[str]) -> bool:
    return contents.is_text and contents.distinct > _HALF and not meanings_of(column) & set(other)
