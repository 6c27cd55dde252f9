"""Where Great Expectations runs: in this process, or beside it.

Importing it takes seconds and a hundred megabytes, and a chunk's judgement doesn't need anything else: for a large
file another process imports it while this one reads, and judges one chunk while this one stages the next.
"""

from __future__ import annotations

from concurrent.futures import Future
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from etl.model.chunks import StagedChunk
from etl.system.worker import Beside
from etl.validation.suites import Failed, Suite, columns_of

Failures = dict[str, Failed]
"""What a suite says of a frame: see `Suite.failures`."""


class Judged(NamedTuple):
    """A staged chunk, and what the suites tickets and events say of it."""

    staged: StagedChunk
    of_tickets: Failures
    of_events: Failures


def columns_judged(staged: StagedChunk) -> pd.DataFrame:
    """What the suite tickets looks at: a ticket, and what staging noticed about it."""
    return pd.concat([staged.tickets, staged.problems], axis=1)  # columns that are in both stand for the same rows


def judge(staged: StagedChunk, latest: datetime) -> Judged:
    """Have the suites judge a chunk in this process."""
    return Judged(staged, *_both(columns_judged(staged), staged.events, latest))


def ask(beside: Beside, staged: StagedChunk, latest: datetime) -> Future[tuple[Failures, Failures]]:
    """Have the suites judge a chunk beside this process, which is sent the columns that they look at."""
    narrow = [
        frame[list(columns_of(suite))]
        for suite, frame in (("tickets", columns_judged(staged)), ("events", staged.events))
    ]
    return beside.submit(_both, *narrow, latest)


def ask_of_file(beside: Beside, tally: pd.DataFrame) -> Future[Failures]:
    """Have the suite file judge what the chunks came to."""
    return beside.submit(_failures, "file", tally)


def prepare() -> None:
    """Load what every file needs."""
    for name in ("tickets", "file"):
        _suite(name)


def _both(tickets: pd.DataFrame, events: pd.DataFrame, latest: datetime) -> tuple[Failures, Failures]:
    return _failures("tickets", tickets, latest=latest), _failures("events", events, latest=latest)


def _failures(suite: str, frame: pd.DataFrame, **parameters: Any) -> Failures:
    return _suite(suite).failures(frame, **parameters) if len(frame) else {}


@cache
def _suite(name: str) -> Suite:
    return Suite(name)
