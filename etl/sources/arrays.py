"""Finds the array of tickets in a saved API response: tickets, _embedded, data.payload."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from etl.sources.column_names import meanings_of
from etl.sources.flatten import flatten

KNOWN = (
    "tickets", "results", "result", "issues", "records", "cases", "incidents", "complaints", "requests", "data",
    "conversations", "messages", "items", "value", "values", "rows", "payload", "hits", "edges", "nodes", "entries",
    "objects", "list",
)  # fmt: skip
"""Names of arrays of tickets, likeliest first."""

_DEEPEST = 4
_LOOKED_AT = 20
_FEW, _LONGEST_ERROR = 2, 200
_OF_ERRORS = frozenset(
    ("error", "errors", "errormessages", "message", "description", "details", "detail", "code", "status", "statuscode",
     "type", "category", "correlationid", "request_id", "requestid", "title", "success", "ok", "path", "timestamp")
)  # fmt: skip
_EPOCH_2001 = 1_000_000_000


def path_of_tickets(record: object) -> str | None:
    """Path to the array of tickets within an object; None where the object is a ticket itself.

    Parameters
    ----------
    record
        The only line of a file: an API response, or a single ticket, which may hold arrays of its own.
    """
    if not isinstance(record, dict) or _is_ticket(record):
        return None
    arrays = list(_arrays(record, ""))
    found = [path for path, array in arrays if any(_is_ticket(each) for each in array[:_LOOKED_AT])]
    named = [path for path, array in arrays if path in KNOWN and (array or len(arrays) == 1)]
    return min(found or named, key=_rank, default=None)


def path_among(prefixes: Iterable[str]) -> str | None:
    """Path to the array of tickets, by the paths of a file's objects: under a known name, else the longest array.

    Parameters
    ----------
    prefixes
        Path of each object, with ``item`` for an element of an array, in the order of the file.
    """
    counts: Counter[str] = Counter()
    for prefix in prefixes:
        path, dot, last = prefix.rpartition(".")
        if last != "item" or not dot or "item" in path.split("."):
            continue
        if path in KNOWN:
            return path
        counts[path] += 1
    return max(counts, key=lambda path: (counts[path], [-place for place in _rank(path)]), default=None)


def _arrays(record: dict[str, object], before: str) -> Iterator[tuple[str, list[object]]]:
    for name, value in record.items():
        path = f"{before}.{name}" if before else name
        if isinstance(value, list):
            yield path, value
        elif isinstance(value, dict) and path.count(".") < _DEEPEST:
            yield from _arrays(value, path)


def _is_ticket(element: object, levels: int = 2) -> bool:
    """Whether an object has a creation time, by its keys and those one level below."""
    if not isinstance(element, dict):
        return False
    if any(meanings_of(str(name)) & {"created"} for name, value in element.items() if _may_be_time(value)):
        return True
    inner = (value for value in element.values() if isinstance(value, dict))
    return levels > 1 and any(_is_ticket(value, levels - 1) for value in inner)


def _may_be_time(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, int | float) and value > _EPOCH_2001)


def _rank(path: str) -> tuple[int, int]:
    last = path.rpartition(".")[2]
    return path.count("."), KNOWN.index(last) if last in KNOWN else len(KNOWN)


def error_told(names: Iterable[str], records: Iterator[tuple[int, object]]) -> str | None:
    """Message of an API response that is little more than an error; None for any other file.

    Parameters
    ----------
    names
        Columns of the file.
    records
        Its objects, numbered.
    """
    if not names or not all(set(name.casefold().split(".")[:1]) & _OF_ERRORS for name in names):
        return None
    first = list(islice(records, _FEW))
    if len(first) == _FEW or not isinstance(first[0][1], dict):
        return None
    text = "; ".join(dict.fromkeys(flatten(first[0][1]).values()))
    return text[:_LONGEST_ERROR] or "it doesn't say which."
