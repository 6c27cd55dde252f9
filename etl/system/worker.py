"""Runs work in another process: chunks are processed by pure functions, so it can take some of them.

Results don't depend on the process; callers take them in the order of submission.
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
"""Minimum tickets for which another process saves more time than its start takes."""

_ENOUGH = 2
"""Pieces of work: one in progress, and one waiting."""

_BYTES_OF_A_ROW = 250
_BYTES_OF_A_PACKED_ROW = 50
_PACKED = (".gz", ".zip", ".xlsx", ".bz2", ".zst", ".ods", ".parquet", ".arrow", ".feather")


class Executor(Protocol):
    """Runs functions, here or in a worker process."""

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
        """Submit a call of a module's function; function, arguments and result are pickled."""


class InlineExecutor:
    """Runs work immediately in this process: a small file is done before another process has started."""

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
        """Call the function now; exceptions are raised by the result."""
        future: Future[Any] = Future()
        try:
            future.set_result(function(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def executor_for(count_rows: int, prepare: Callable[[], Any] | None = None) -> Iterator[Executor]:
    """Executor for work on this many rows: a process that ends with the context, or this one.

    Parameters
    ----------
    prepare
        Function that the other process calls first, such as for slow imports.
    """
    if count_rows < ROWS_WORTH_A_PROCESS:
        yield InlineExecutor()
        return
    # A fresh process: a fork would copy locks of database and Arrow threads in any state.
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_start)
    try:
        with _plain_main():
            pool.submit(prepare or _nothing)  # the first piece of work starts the process
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _plain_main() -> Iterator[None]:
    """Hide this process's main module: a new process would run it again, the command line or a page."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _nothing() -> None:
    """Do nothing: there is no process to start."""


def _start() -> None:
    # Skip the interpreter's teardown of modules, which takes a second.
    atexit.register(os._exit, 0)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when its parent ends, which can't signal it if killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def pack(*values: Any) -> bytes:
    """Pickle arguments that many calls share, so that the other process unpickles them once."""
    return pickle.dumps(values, pickle.HIGHEST_PROTOCOL)


@lru_cache(maxsize=1)
def unpack(packed: bytes) -> tuple[Any, ...]:
    """The values of `pack`."""
    values: tuple[Any, ...] = pickle.loads(packed)
    return values


def is_idle(asked: Iterable[Future[Any]]) -> bool:
    """Whether so little submitted work is left that the other process will soon be idle."""
    return sum(not one.done() for one in asked) < _ENOUGH


def likely_rows(path: Path) -> int:
    """Estimated rows of a file by its size; 0 if there is no such file."""
    if path.is_dir():
        return sum(likely_rows(each) for each in path.iterdir() if each.is_file())
    bytes_of_a_row = _BYTES_OF_A_PACKED_ROW if path.suffix.lower() in _PACKED else _BYTES_OF_A_ROW
    return path.stat().st_size // bytes_of_a_row if path.is_file() else 0
