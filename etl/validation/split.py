"""Splits the rows of judged chunks into accepted and refused ones: a pure function, so any process can do it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.model.chunks import RawChunk, StagedChunk
from etl.validation.judges import Failures, Judged, columns_judged
from etl.validation.rejects import rejects_of, with_value
from etl.validation.results import Declared, Validated
from etl.validation.suites import Failed, declared_in
from etl.validation.tally import Tally

SUITES = ("tickets", "file", "events")
KEPT = "kept"
"""Grain of what a warning counts: rows that aren't refused."""
_EXAMPLES = 3

Suites = dict[str, list[Declared]]
"""Declared expectations by suite, in their order."""


@dataclass
class Counts:
    """What was found in some chunks; `add` brings those of several together.

    Attributes
    ----------
    failed, refused
        Rows by name of the expectation that they don't meet, and by that under which they are refused.
    checked
        Rows by grain: a suite, "sources" or `KEPT`.
    examples
        A few refused cells by name of the expectation.
    tally
        Counts for the suite file.
    """

    failed: Counter[str] = field(default_factory=Counter)
    checked: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)

    def add(self, others: Counts) -> None:
        """Add the counts of later chunks."""
        self.failed.update(others.failed)
        self.checked.update(others.checked)
        self.refused.update(others.refused)
        for name, cells in others.examples.items():
            self.show(name, cells)
        self.tally.join(others.tally)

    def show(self, name: str, cells: list[str]) -> None:
        """Keep the first few different cells."""
        self.examples[name] = [*dict.fromkeys([*self.examples.get(name, []), *cells])][:_EXAMPLES]

    def note(self, failures: Mapping[str, Failed], count_rows: int, suite: str) -> None:
        """Count the answers of a suite about some rows."""
        self.checked[suite] += count_rows
        self.failed.update({name: failed.count for name, failed in failures.items()})


def declared_for(kind: str) -> Suites:
    """Expectations of each suite that are asked of a kind of file, "tickets" or "events"."""
    return {name: [one for one in declared_in(name) if one.is_asked_of(kind)] for name in SUITES}


def split(raw: RawChunk, judged: Judged, kind: str) -> tuple[Validated, Counts]:
    """Accepted and refused rows of a chunk, and what to count of it.

    For the input rows of the chunk: read = behind accepted + rejects.
    """
    staged, failures, of_events = judged
    counts, declared = Counts(), declared_for(kind)
    columns = columns_judged(staged)
    index = staged.tickets.index
    names, reasons = _first_refusals(declared, failures, index, columns, counts)
    is_refused = names.notna()
    refused = rejects_of(raw, is_refused, names, reasons)
    rejects = pd.concat([part for part in (raw.malformed, refused) if len(part)] or [refused], ignore_index=True)
    accepted = _with_sound_events(declared, staged, of_events, counts).select(index[~is_refused.to_numpy()])
    counts.note(_of_kept(declared, failures, is_refused.to_numpy()), len(index), "tickets")
    counts.checked[KEPT] += len(index) - int(is_refused.sum())
    counts.failed.update(raw.malformed["expectation"].tolist())
    counts.checked["sources"] += raw.count_read
    counts.refused.update(rejects["expectation"].tolist())
    counts.tally.add(accepted, raw.count_read, len(rejects))
    return Validated(accepted, rejects), counts


def _first_refusals(
    suites: Suites, failures: Failures, index: pd.Index, columns: pd.DataFrame, counts: Counts
) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """Name of the first expectation of the suite that refuses a row, and the reason; missing where none does."""
    names, reasons = np.full(len(index), None, dtype=object), np.full(len(index), None, dtype=object)
    for declared in reversed(suites["tickets"]):
        if declared.policy != "refuse_row" or declared.name not in failures:
            continue
        failed = failures[declared.name]
        names[failed.positions] = declared.name
        reasons[failed.positions] = declared.reason
        if declared.shows:
            cells = columns[declared.shows].iloc[failed.positions]
            reasons[failed.positions] = [with_value(declared.reason, cell) for cell in cells]
            counts.show(declared.name, cells.iloc[:_EXAMPLES].tolist())
    return pd.Series(names, index=index), pd.Series(reasons, index=index)


def _of_kept(suites: Suites, failures: Failures, is_refused: npt.NDArray[np.bool_]) -> Failures:
    """The same, warnings counted without refused rows: nobody need be warned of what isn't loaded."""
    if not is_refused.any():
        return failures
    warnings = {one.name for one in suites["tickets"] if one.policy == "warn"}
    return {
        name: Failed(int((~is_refused[failed.positions]).sum()), failed.positions) if name in warnings else failed
        for name, failed in failures.items()
    }


def _with_sound_events(suites: Suites, staged: StagedChunk, failures: Failures, counts: Counts) -> StagedChunk:
    counts.note(failures, len(staged.events), "events")
    refusing = {one.name for suite in suites.values() for one in suite if one.policy == "refuse_row"}
    is_sound = np.ones(len(staged.events), dtype=bool)
    for name, failed in failures.items():
        if name in refusing:
            is_sound[failed.positions] = False
    return replace(staged, events=staged.events[is_sound])
