"""Takes pieces of work through an executor, in order and with few of them in memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from etl.system.worker import Answer, Executor

_AHEAD = 2
"""Pieces in progress or done, for each process, before the first of them must be taken: enough to bridge a slow one."""

P = TypeVar("P")

Call = tuple[Any, ...]
"""A module's function, and its arguments."""


def in_order(
    executor: Executor, pieces: Iterable[P], call: Callable[[P], Call], here: Callable[[P], Answer] | None = None
) -> Iterator[tuple[P, Any]]:
    """Yield each piece with its result, in the order of the pieces, whoever works on it.

    Pieces are read only as they are needed, so memory is bounded whatever their number.

    Parameters
    ----------
    call
        What a worker calls for a piece; it must be pure, because a piece may be worked on twice.
    here
        Does the same in this process, while all workers are busy; None: this process only hands pieces out.
    """
    waiting: deque[tuple[P, Answer]] = deque()
    most = _AHEAD * (executor.size + 1) - 1
    for piece in pieces:
        if here is None or executor.is_idle():
            waiting.append((piece, executor.submit(*call(piece))))
        else:
            waiting.append((piece, here(piece)))
        while waiting and (len(waiting) > most or waiting[0][1].done()):
            first, answer = waiting.popleft()
            yield first, answer.result()
    for piece, answer in waiting:
        yield piece, answer.result()
