"""Counts the queries of this process, with the time that the database takes for each and who asks."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

_MARTS = str(Path(__file__).resolve().parents[2] / "etl" / "marts")
_PLUMBING = ("selection.py", "totals.py", "coverage.py")
"""Modules that put others' questions."""


@dataclass
class Queries:
    """Queries since the last `clear`.

    Attributes
    ----------
    count, letters
        Number of queries, and of the letters of their SQL.
    seconds
        Of all of them; fetching rows isn't in it.
    asked, seconds_of
        Queries and seconds by who asks: the chain of functions of the marts.
    """

    count: int = 0
    letters: int = 0
    seconds: float = 0.0
    asked: Counter[str] = field(default_factory=Counter)
    seconds_of: Counter[str] = field(default_factory=Counter)

    def clear(self) -> None:
        """Begin anew."""
        self.count, self.letters, self.seconds = 0, 0, 0.0

    def note(self, seconds: float, statement: str, who: str) -> None:
        """Take in one query."""
        self.count += 1
        self.letters += len(statement)
        self.seconds += seconds
        self.asked[who] += 1
        self.seconds_of[who] += seconds

    def told(self, count: int) -> str:
        """Lines of who asked longest."""
        return "".join(
            f"    {seconds:7.3f} s  {self.asked[who]:4}  {who}\n" for who, seconds in self.seconds_of.most_common(count)
        )


@contextmanager
def noted() -> Iterator[Queries]:
    """Queries of every engine of this process, while the context lasts."""
    found = Queries()

    def before(connection: Any, *_: Any) -> None:
        connection.info.setdefault("begun", []).append(time.perf_counter())

    def after(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        found.note(time.perf_counter() - connection.info["begun"].pop(), statement, _who())

    sa.event.listen(sa.Engine, "before_cursor_execute", before)
    sa.event.listen(sa.Engine, "after_cursor_execute", after)
    try:
        yield found
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", before)
        sa.event.remove(sa.Engine, "after_cursor_execute", after)


def _who() -> str:
    names, frame = list[str](), sys._getframe()
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith(_MARTS) and not code.co_filename.endswith(_PLUMBING) and code.co_name[0] != "<":
            names.append(f"{Path(code.co_filename).stem}.{code.co_name}")
        frame = frame.f_back  # type: ignore[assignment]
    return " < ".join(names[:4]) or "other"
