"""Runs work here or in worker processes: chunks are processed by pure functions, so any process can take some of them.

Results don't depend on the process; callers take them in the order of submission (`etl.system.pipeline`).
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

ROWS_WORTH_A_PROCESS = 20_000
"""Minimum tickets for which another process saves more time than its start takes."""

_BYTES_OF_A_ROW = 250
_BYTES_OF_A_PACKED_ROW = 50
_PACKED = (".gz", ".zip", ".xlsx", ".bz2", ".zst", ".ods", ".parquet", ".arrow", ".feather")


class Answer(Protocol):
    """The result of work, once it is done: what pipelines use of a `concurrent.futures.Future`."""

    def done(self) -> bool:
        """Whether `result` returns at once."""
        ...

    def result(self) -> Any:
        """Wait for the result, and return it or raise what the work raised."""
        ...


class Executor(Protocol):
    """Runs functions, here or in worker processes.

    Attributes
    ----------
    size
        Number of workers beside this process.
    """

    size: int

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> Answer:
        """Submit a call of a module's function; function, arguments and result are pickled.

        The function may be called more than once, in different processes: it must be pure.
        """
        ...

    def is_idle(self) -> bool:
        """Whether some worker has nothing to do soon."""
        ...


class Done:
    """The result of work that is done already."""

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self._error: Exception | None = None
        try:
            self._result = function(*arguments)
        except Exception as error:
            self._error = error

    def done(self) -> bool:
        """True."""
        return True

    def result(self) -> Any:
        """The result; raises what the function raised."""
        if self._error is not None:
            raise self._error
        return self._result


class InlineExecutor:
    """Runs work immediately in this process: a small file is done before another process has started."""

    size = 0

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> Done:
        """Call the function now; exceptions are raised by the result."""
        return Done(function, *arguments)

    def is_idle(self) -> bool:
        """True: it works only while it is asked."""
        return True


def processes_for(count_rows: int, workers: int) -> int:
    """Number of worker processes beside this one that are worth their start.

    Parameters
    ----------
    count_rows
        Rows to work on.
    workers
        Most processes that may work, this one included; 0 for one a core.
    """
    return max(0, min((workers or cores()) - 1, count_rows // ROWS_WORTH_A_PROCESS))


def cores() -> int:
    """Processor cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


@contextmanager
def executor_for(count_rows: int, prepare: Callable[[], Any] | None = None, workers: int = 0) -> Iterator[Executor]:
    """Executor for work on this many rows: processes that end with the context, or this one.

    Parameters
    ----------
    prepare
        Function that each process calls first, such as for slow imports.
    workers
        As in `processes_for`.
    """
    count = processes_for(count_rows, workers)
    if not count:
        yield InlineExecutor()
        return
    from etl.system.processes import ProcessExecutor  # a small file needs no other process

    with ProcessExecutor(count, prepare) as pool:
        yield pool


def pack(*values: Any) -> bytes:
    """Pickle arguments that many calls share, so that a worker unpickles them once."""
    return pickle.dumps(values, pickle.HIGHEST_PROTOCOL)


@lru_cache(maxsize=1)
def unpack(packed: bytes) -> tuple[Any, ...]:
    """The values of `pack`."""
    values: tuple[Any, ...] = pickle.loads(packed)
    return values


def likely_rows(path: Path) -> int:
    """Estimated rows of a file by its size; 0 if there is no such file."""
    if path.is_dir():
        return sum(likely_rows(each) for each in path.iterdir() if each.is_file())
    bytes_of_a_row = _BYTES_OF_A_PACKED_ROW if path.suffix.lower() in _PACKED else _BYTES_OF_A_ROW
    return path.stat().st_size // bytes_of_a_row if path.is_file() else 0
