"""JSON as a table: an array of objects, an object that holds one, or one object a line (NDJSON)."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

import ijson

from etl.errors import InputError
from etl.sources.arrays import error_told, path_among, path_of_tickets
from etl.sources.bounds import MAX_COLUMNS, MAX_DIGITS, MAX_NESTING, rows_of_a_block
from etl.sources.container import Container
from etl.sources.encoding import MAX_LINE, Encoding, detect_encoding
from etl.sources.flatten import audit_events, flatten, nests_deeper, scalar, unwrap, whole
from etl.sources.names import clean_header
from etl.sources.table import Block

MAX_OBJECT = MAX_LINE
"""Maximum bytes of one object: no ticket is larger."""

MAX_DEPTH = 1_000
"""Maximum brackets left open by a piece of a file; tickets nest a few levels."""

_LOOKS_LIKE_JSON = re.compile(r"\ufeff?\s*(?:\[\s*(?:[\[{\]]|$)|\{\s*(?:[\"}]|$))")


def looks_like_json(start: str) -> bool:
    """Whether a text begins like a JSON array or object."""
    return _LOOKS_LIKE_JSON.match(start) is not None


class JsonTable:
    """A JSON file as a table of text; a row's line is its line (NDJSON) or its number in the array.

    Raises
    ------
    InputError
        If the file is no JSON, or holds no array of objects.
    """

    delimiter = ""

    def __init__(self, container: Container) -> None:
        self._container = container
        with container.open() as stream:
            self._encoding: Encoding = detect_encoding(stream, container.name, limits_lines=False)
        self._is_lines, self._prefix = self._shape()
        kind = "one object a line" if self._is_lines else "an array of objects"
        self.encoding = f"JSON, {kind}, {self._encoding.label}"
        self.notes = list(self._encoding.notes)
        self._groups = self._read_groups()
        self._names = self._find_columns()
        self.header = clean_header(self._names)

    def blocks(self, count_rows: int) -> Iterator[Block]:
        """Rows in blocks of at most `count_rows`; anything that isn't an object is a misfit."""
        count_rows = rows_of_a_block(count_rows, len(self.header))
        block, size = Block(), 0
        for line, record in self._records():
            if isinstance(record, dict):
                self._take(block, line, record)
                size += sum(len(cell) for cell in block.rows[-1] if cell)
            else:
                reason = "The line is no JSON object." if self._is_lines else "The array's element is no object."
                block.misfits.append((line, [whole(str(record))], reason))
            if len(block) >= count_rows or size > MAX_LINE:
                yield block
                block, size = Block(), 0
        if len(block):
            yield block

    def _take(self, block: Block, line: int, record: dict[str, Any]) -> None:
        cells = self._cells(record)
        block.lines.append(line)
        block.rows.append([cells.get(name) for name in self._names])
        block.events.extend(audit_events(record, self._groups))

    def _cells(self, record: dict[str, Any]) -> dict[str, str]:
        cells = flatten(record)
        if "group.name" not in cells and cells.get("group_id") in self._groups:
            cells["group.name"] = self._groups[cells["group_id"]]
        return cells

    def _find_columns(self) -> list[str]:
        names: dict[str, None] = {}
        for line, record in self._records():
            if isinstance(record, dict | list) and nests_deeper(record):
                raise InputError(
                    f"{self._container.name}: object {line:,} nests more than {MAX_NESTING} levels deep, as no ticket "
                    "does. Export it as CSV."
                )
            if isinstance(record, dict):
                names.update(dict.fromkeys(self._cells(record)))
                if len(names) > MAX_COLUMNS:
                    raise InputError(
                        f"{self._container.name}: its objects have more than {MAX_COLUMNS:,} different fields, "
                        "which is no table of tickets. Export it as CSV."
                    )
        if (error := error_told(names, self._records())) is not None:
            raise InputError(
                f"{self._container.name} is an answer of an API that tells of an error, and holds no tickets: {error}"
            )
        if not names:
            raise InputError(f"{self._container.name} holds no objects. Export it again.")
        return list(names)

    def _records(self) -> Iterator[tuple[int, object]]:
        records = self._line_records() if self._is_lines else self._array_records()
        for line, record in records:
            yield line, unwrap(record) if isinstance(record, dict) else record

    def _line_records(self) -> Iterator[tuple[int, object]]:
        with self._text() as text:
            line = 0
            while row := text.readline(MAX_OBJECT):
                line += 1
                if len(row) == MAX_OBJECT:
                    raise self._too_long(line)
                if not row.strip():
                    continue
                try:
                    yield line, json.loads(row)
                except RecursionError:
                    raise self._too_long(line) from None
                except ValueError as error:
                    if not isinstance(error, json.JSONDecodeError):
                        raise self._too_many_digits(line) from error
                    yield line, row.rstrip("\r\n")

    def _array_records(self) -> Iterator[tuple[int, object]]:
        count = 0
        with self._text() as text:
            stream = _Bounded(text, self._too_long, bounds_objects=self._prefix == "item")
            try:
                for record in ijson.items(stream, self._prefix, use_float=True):
                    count += 1
                    stream.begin(count)
                    yield count, record
            except (ijson.JSONError, ValueError) as error:
                if not isinstance(error, ijson.JSONError | UnicodeError):
                    raise self._too_many_digits(count + 1) from error
                raise InputError(
                    f"{self._container.name} is no whole JSON: it breaks off or errs after object {count:,}. "
                    "Export it again."
                ) from error

    def _too_long(self, number: int) -> InputError:
        return InputError(
            f"{self._container.name}: object {number:,} is longer than {MAX_OBJECT // 1_000_000} MB or nested without "
            "end, which is no ticket. Export it again."
        )

    def _too_many_digits(self, number: int) -> InputError:
        return InputError(
            f"{self._container.name}: object {number:,} holds a number of more than {MAX_DIGITS:,} digits, as no "
            "ticket does. Correct it, or export it as text."
        )

    def _shape(self) -> tuple[bool, str]:
        """Whether each line is an object, and else the path to the objects."""
        with self._text() as text:
            first = ""
            while not first.strip() and (first := text.readline(MAX_LINE)):
                pass
        if first.lstrip("\ufeff \t\r\n").startswith("["):
            return False, "item"
        try:
            record = json.loads(first)
        except RecursionError:
            raise self._too_long(1) from None
        except ValueError as error:
            if not isinstance(error, json.JSONDecodeError):
                raise self._too_many_digits(1) from error
            return False, f"{self._array_key()}.item"
        path = None if self._has_more_lines() else path_of_tickets(record)
        return (True, "") if path is None else (False, f"{path}.item")

    def _has_more_lines(self) -> bool:
        with self._text() as text:
            count = 0
            while count < 2 and (row := text.readline(MAX_LINE)):
                count += bool(row.strip())
        return count > 1

    def _array_key(self) -> str:
        """Path to the array of objects within an object."""
        with self._text() as text:
            try:
                events = ijson.parse(_Bounded(text, self._too_long, bounds_objects=False))
                found = path_among(prefix for prefix, event, _ in events if event == "start_map")
            except (ijson.JSONError, UnicodeError) as error:
                raise InputError(f"{self._container.name} is no whole JSON. Export it again.") from error
        if found is None:
            raise InputError(f"{self._container.name} holds no array of objects. Export a list of tickets.")
        return found

    def _read_groups(self) -> dict[str, str]:
        """Names, by id, of the groups that an API export includes."""
        if self._is_lines or self._prefix == "item":
            return {}
        with self._text() as text:
            try:
                groups = list(ijson.items(_Bounded(text, self._too_long, bounds_objects=False), "groups.item"))
            except (ijson.JSONError, UnicodeError):
                return {}  # Reported where the tickets are read.
        return {scalar(g.get("id")) or "": scalar(g.get("name")) or "" for g in groups if isinstance(g, dict)}

    @contextmanager
    def _text(self) -> Iterator[TextIO]:
        with self._container.open() as stream:
            text = io.TextIOWrapper(stream, self._encoding.codec, self._encoding.errors, newline="\n")
            try:
                yield text
            except UnicodeDecodeError as error:
                raise InputError(
                    f"{self._container.name} is damaged: it is not {self._encoding.label} throughout. Export it again."
                ) from error
            finally:
                text.detach()


class _Bounded:
    """Text as UTF-8 bytes, read piece by piece; an overlong text or object raises."""

    def __init__(self, text: TextIO, error: Callable[[int], InputError], *, bounds_objects: bool) -> None:
        self._text = text
        self._error = error
        self._bounds_objects = bounds_objects
        self._size = 0
        self._number = 1

    def begin(self, count: int) -> None:
        """Note that the `count`-th object has ended."""
        self._size, self._number = 0, count + 1

    def read(self, size: int = -1) -> bytes:
        """Next piece."""
        block = self._text.read(size).encode()
        last_quote = block.rfind(b'"')
        # Before the tickets begin, objects aren't bounded, only single texts.
        is_reset = last_quote >= 0 and not self._bounds_objects
        self._size = len(block) - last_quote if is_reset else self._size + len(block)
        depth = block.count(b"[") + block.count(b"{") - block.count(b"]") - block.count(b"}")
        # The parser keeps the current path: a run of opening brackets would fill the memory with it.
        if self._size > MAX_OBJECT or depth > MAX_DEPTH:
            raise self._error(self._number)
        return block
