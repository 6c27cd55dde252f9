"""Where Great Expectations runs: in this process, or beside it.

Importing it takes seconds and a hundred megabytes, and a chunk's judgement doesn't need anything else: for a large
file another process imports it while this one reads, and judges one chunk while this one stages the next.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from types import TracebackType
from typing import Any, Protocol

import pandas as pd

from etl.validation.suites import Failed, Suite, columns_of

Answer = Callable[[], dict[str, Failed]]
"""Waits for what a suite says of a frame: see `Suite.failures`."""


class Judge(Protocol):
    """Runs suites."""

    def ask(self, suite: str, frame: pd.DataFrame, **parameters: Any) -> Answer:
        """Have a suite judge a frame; see `Suite.failures`."""

    def close(self) -> None:
        """Let go of what it holds."""


class InThisProcess:
    """Judges at once."""

    def ask(self, suite: str, frame: pd.DataFrame, **parameters: Any) -> Answer:
        """Have a suite judge a frame; see `Suite.failures`."""
        found = judge(suite, frame, parameters)
        return lambda: found

    def close(self) -> None:
        """Nothing is held."""


class InAnotherProcess:
    """Judges in a process of its own, which starts importing Great Expectations at once."""

    def __init__(self) -> None:
        # A fresh process: a fork would copy the threads' locks of databases and of Arrow in whatever state they are.
        self._pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        self._pool.submit(_prepare)

    def ask(self, suite: str, frame: pd.DataFrame, **parameters: Any) -> Answer:
        """Have a suite judge a frame; see `Suite.failures`."""
        return self._pool.submit(judge, suite, frame[list(columns_of(suite))], parameters).result

    def close(self) -> None:
        """End the process."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> InAnotherProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def judge(suite: str, frame: pd.DataFrame, parameters: dict[str, Any]) -> dict[str, Failed]:
    """Have a suite judge a frame; see `Suite.failures`."""
    return _suite(suite).failures(frame, **parameters)


@cache
def _suite(name: str) -> Suite:
    return Suite(name)


def _prepare() -> None:
    for name in ("tickets", "file"):
        _suite(name)
