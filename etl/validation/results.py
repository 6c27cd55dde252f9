"""The results of validation."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from etl.model.chunks import StagedChunk

POLICIES = ("refuse_file", "refuse_row", "warn")
SEVERITIES = ("critical", "warning", "info")
FILE_KINDS = ("tickets", "events")


@dataclass(frozen=True)
class Declared:
    """An expectation as its suite declares it.

    Attributes
    ----------
    name, suite
        Name, unique over all suites, and the suite that it stands in.
    severity
        critical, warning or info.
    policy
        refuse_file, refuse_row or warn: what happens when it isn't met.
    reason
        What is wrong then, in plain words.
    mend
        What a person can do about it.
    counted_by
        Empty where Great Expectations counts; else "sources" or "store", the step that refuses such rows.
    shows
        Column whose cell is quoted behind the reason; empty where none is.
    asked_of
        Kind of file that it is asked of, "tickets" or "events"; empty where it is asked of both.
    """

    name: str
    suite: str
    severity: str
    policy: str
    reason: str
    mend: str
    counted_by: str = ""
    shows: str = ""
    asked_of: str = ""

    def is_asked_of(self, kind: str) -> bool:
        """Whether it says anything about a file of a kind: an event log never has texts, and needs none."""
        return self.asked_of in ("", kind)


@dataclass(frozen=True)
class ExpectationResult:
    """Outcome of one expectation over a whole file; counts are rows of the suite's grain, of a warning those kept."""

    name: str
    suite: str
    severity: str
    policy: str
    reason: str
    mend: str
    count_checked: int
    count_failed: int

    @property
    def is_met(self) -> bool:
        """Whether no row failed."""
        return self.count_failed == 0

    def as_dict(self) -> dict[str, Any]:
        """For the column ``loads.validation``."""
        return asdict(self)


@dataclass(frozen=True)
class Validated:
    """A chunk after validation.

    Attributes
    ----------
    accepted
        Rows that no expectation refuses.
    rejects
        One row per refused input row: line, raw, expectation, reason; rows that didn't fit the header included.
    """

    accepted: StagedChunk
    rejects: pd.DataFrame
