"""Worker processes on this machine. What a process was working on when it was killed is done again by another."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from types import ModuleType, TracebackType
from typing import Any

from etl.errors import InputError
from etl.system.memory import collect_seldom, give_back_memory

MOST_TRIES = 3
"""How often a piece of work is begun before we give up: it may be what ends the processes."""

_PIECES_A_WORKER = 2
"""One in progress, and one waiting."""


class ProcessExecutor:
    """A pool of processes that end with the context; what they haven't begun then is dropped.

    Parameters
    ----------
    size
        Number of processes; all are started now.
    prepare
        Function that each calls first, such as for slow imports.
    """

    def __init__(self, size: int, prepare: Callable[[], Any] | None = None) -> None:
        self.size = size
        self._prepare = prepare
        self._open: list[_Work] = []
        self._start()

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> _Work:
        """Submit a call; see `etl.system.worker.Executor`.

        Its result raises InputError if the process that worked on it ended `MOST_TRIES` times.
        """
        work = _Work(self, function, arguments)
        self._open = [each for each in self._open if not each.is_over]
        self._open.append(work)
        self.begin(work)
        return work

    def is_idle(self) -> bool:
        """Whether some process has nothing to do soon."""
        return sum(not work.done() for work in self._open) < _PIECES_A_WORKER * self.size

    def begin(self, work: _Work) -> None:
        """Begin a piece of work; all that is open begins anew if the processes have ended meanwhile."""
        try:
            work.begun(self._pool.submit(work.function, *work.arguments))
        except BrokenExecutor:
            self.begin_again()

    def begin_again(self) -> None:
        """Start new processes in place of those that ended, and begin all open work anew."""
        self._pool.shutdown(cancel_futures=True)
        self._start()
        for work in self._open:
            if not work.is_over:
                work.begun(self._pool.submit(work.function, *work.arguments))

    def _start(self) -> None:
        # Fresh processes: a fork would copy locks of database and Arrow threads in any state.
        self._pool = ProcessPoolExecutor(
            self.size, mp_context=multiprocessing.get_context("spawn"), initializer=_begin, initargs=(self._prepare,)
        )
        with _plain_main():
            self._pool.submit(_nothing)  # the first piece of work starts the processes

    def __enter__(self) -> ProcessExecutor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # What is in progress takes a second or so; a process ended in the middle of it would leave semaphores behind.
        self._pool.shutdown(cancel_futures=True)


class _Work:
    """A call and its result; it is begun anew when the process that runs it ends."""

    def __init__(self, executor: ProcessExecutor, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        self.function, self.arguments = function, arguments
        self._executor = executor
        self._future: Future[Any] = Future()
        self._tries = 0

    def begun(self, future: Future[Any]) -> None:
        """Wait for this future from now on."""
        self._future = future
        self._tries += 1

    @property
    def is_over(self) -> bool:
        """Whether it has a result, or was begun too often."""
        if not self._future.done():
            return False
        return not self._is_lost() or self._tries >= MOST_TRIES

    def done(self) -> bool:
        """Whether `result` returns at once; begins lost work anew."""
        if self._future.done() and self._is_lost() and self._tries < MOST_TRIES:
            self._executor.begin_again()
        return self.is_over

    def result(self) -> Any:
        """Wait for the result."""
        while True:
            try:
                return self._future.result()
            except BrokenExecutor:
                if self._tries >= MOST_TRIES:
                    raise InputError(
                        f"A worker process was ended {MOST_TRIES} times while it worked on the same rows, perhaps "
                        "because memory ran out.\nNothing was stored. Close other programs, or take --workers 1."
                    ) from None
                self._executor.begin_again()

    def _is_lost(self) -> bool:
        return self._future.cancelled() or isinstance(self._future.exception(), BrokenExecutor)


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
    """Do nothing."""


def _begin(prepare: Callable[[], Any] | None) -> None:
    """Make this process a worker."""
    # Skip the interpreter's teardown of modules, which takes a second.
    atexit.register(os._exit, 0)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    give_back_memory()
    collect_seldom()
    if prepare is not None:
        with suppress(Exception):  # it is raised again, and told, where what is prepared is used
            prepare()


def _end_with_parent() -> None:
    """End this process when its parent ends, which can't signal it if killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
