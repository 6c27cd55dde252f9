"""Runs Great Expectations, in this process or in another.

The import takes seconds and a hundred megabytes, and judging a chunk needs nothing else: for a large file another
process imports it while this one reads, and judges a chunk while this one stages the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from etl.model.chunks import StagedChunk
from etl.system.worker import Answer, Executor
from etl.validation import suites
from etl.validation.suites import Failed, Suite, columns_of

Failures = dict[str, Failed]
"""Failed expectations of a frame: see `Suite.failures`."""


class Judged(NamedTuple):
    """A staged chunk with the failures of the suites tickets and events."""

    staged: StagedChunk
    of_tickets: Failures
    of_events: Failures


def columns_judged(staged: StagedChunk) -> pd.DataFrame:
    """Columns for the suite tickets: the tickets, and the problems that staging noticed."""
    return pd.concat([staged.tickets, staged.problems], axis=1)  # columns that are in both stand for the same rows


def judge(staged: Sequence[StagedChunk], latest: datetime) -> list[Judged]:
    """Judge chunks in this process."""
    answers = _both([columns_judged(each) for each in staged], [each.events for each in staged], latest)
    return [Judged(each, *answer) for each, answer in zip(staged, answers, strict=True)]


def ask(executor: Executor, staged: Sequence[StagedChunk], latest: datetime) -> Answer:
    """Judge chunks in the executor, which gets only the columns that the suites use.

    The result is the failures of the suites tickets and events, for each chunk.
    """
    tickets, events = (list(columns_of(suite)) for suite in ("tickets", "events"))
    narrow = [columns_judged(each)[tickets] for each in staged], [each.events[events] for each in staged]
    return executor.submit(_both, *narrow, latest)


def ask_of_file(executor: Executor, tally: pd.DataFrame) -> Answer:
    """Judge the tally of the whole file in the executor; the result is its `Failures`."""
    return executor.submit(_failures, "file", tally)


def prepare() -> None:
    """Load the suites that every file needs."""
    for name in ("tickets", "file"):
        _suite(name, suites.FOLDER)


def _both(
    tickets: Sequence[pd.DataFrame], events: Sequence[pd.DataFrame], latest: datetime
) -> list[tuple[Failures, Failures]]:
    return list(zip(_of_each("tickets", tickets, latest), _of_each("events", events, latest), strict=True))


def _of_each(suite: str, frames: Sequence[pd.DataFrame], latest: datetime) -> list[Failures]:
    """Failures of each frame, judged together: most of the cost doesn't depend on the number of rows."""
    failures = _failures(suite, pd.concat(frames, ignore_index=True), latest=latest)
    ends = np.cumsum([len(frame) for frame in frames])
    parted: list[Failures] = [{} for _ in frames]
    for name, failed in failures.items():
        if not len(failed.positions):  # only how many they are in all will be asked
            parted[0][name] = failed
        for number, places in enumerate(np.split(failed.positions, np.searchsorted(failed.positions, ends[:-1]))):
            if len(places):
                parted[number][name] = Failed(len(places), places - (ends[number] - len(frames[number])))
    return parted


def _failures(suite: str, frame: pd.DataFrame, **parameters: Any) -> Failures:
    return _suite(suite, suites.FOLDER).failures(frame, **parameters) if len(frame) else {}


@cache
def _suite(name: str, folder: Path) -> Suite:
    return Suite(name, folder)
