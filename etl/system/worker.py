"""Work in other processes: chunks are pure functions of what they are given, so another process can take some.

The answers are the same wherever they are worked out; callers take them in the order in which they asked.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import pickle
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

ROWS_WORTH_A_PROCESS = 20_000
"""Tickets from which a process beside this one saves more than its start costs."""

_ENOUGH = 2
"""Pieces of work: one to do, and one to go on with."""

_BYTES_OF_A_ROW = 250
_BYTES_OF_A_PACKED_ROW = 50
_PACKED = (".gz", ".zip", ".xlsx", ".bz2", ".zst", ".ods", ".parquet", ".arrow", ".feather")


class Executor(Protocol):
    """Runs functions, here or in a worker process."""

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
        """Have a function of a module called; function, arguments and result are pickled."""


class InlineExecutor:
    """Does the work at once, in this process: a small file is done before another process has started."""

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
        """Call the function now; what it raises comes with the result."""
        future: Future[Any] = Future()
        try:
            future.set_result(function(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def executor_for(count_rows: int, prepare: Callable[[], Any] | None = None) -> Iterator[Executor]:
    """Where to send work that this many rows make: to a process that ends with the context, or to this one.

    Parameters
    ----------
    prepare
        What another process does first, such as slow imports.
    """
    if count_rows < ROWS_WORTH_A_PROCESS:
        yield InlineExecutor()
        return
    # A fresh process: a fork would copy the threads' locks of databases and of Arrow in whatever state they are.
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_start)
    try:
        with _plain_main():
            pool.submit(prepare or _nothing)  # the first piece of work starts the process
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _plain_main() -> Iterator[None]:
    """Hide what this process was started with: a new process would run that again, the command line or a page."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _nothing() -> None:
    """Do nothing: there is no process to start."""


def _start() -> None:
    # Taking down the imported modules one by one takes a second that nobody gains from.
    atexit.register(os._exit, 0)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the end of the process that asks: killed, it can't say that there will be no more work."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def pack(*values: Any) -> bytes:
    """What many calls of a function share, so that the process beside this one unpacks it once."""
    return pickle.dumps(values, pickle.HIGHEST_PROTOCOL)


@lru_cache(maxsize=1)
def unpack(packed: bytes) -> tuple[Any, ...]:
    """The values of `pack`."""
    values: tuple[Any, ...] = pickle.loads(packed)
    return values


def is_idle(asked: Iterable[Future[Any]]) -> bool:
    """Whether so little of what was asked is left to do that the process beside this one will soon wait for work."""
    return sum(not one.done() for one in asked) < _ENOUGH


def likely_rows(path: Path) -> int:
    """Rows that a file of this size may have, before it has been read; 0 where there is no such file."""
    if path.is_dir():
        return sum(likely_rows(each) for each in path.iterdir() if each.is_file())
    bytes_of_a_row = _BYTES_OF_A_PACKED_ROW if path.suffix.lower() in _PACKED else _BYTES_OF_A_ROW
    return path.stat().st_size // bytes_of_a_row if path.is_file() else 0
