"""Sums up what each expectation found in a file, and judges the file as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pandas as pd

from etl.errors import InputError
from etl.model.chunks import RawChunk, StagedChunk
from etl.sources import Export
from etl.system.clock import mend_by_clock
from etl.system.worker import Executor, InlineExecutor
from etl.validation.judges import ask_of_file, judge
from etl.validation.rejects import rejects_of_lines, with_values
from etl.validation.results import Declared, ExpectationResult, Validated
from etl.validation.split import KEPT, Counts, declared_for, split

REPEATED = "ticket_id_is_unique"
_ONE_DAY = timedelta(days=1)
"""How far ahead of now a time may lie: no two places of the world are further apart."""


def latest_at(now: datetime) -> datetime:
    """Latest time that isn't in the future for anybody, in UTC, plain like `now`."""
    return now + _ONE_DAY


class Validator:
    """Sums up what is found in the chunks of one file, and judges the file as a whole.

    Parameters
    ----------
    now
        UTC, plain: times more than a day later are in the future.
    executor
        Where the suite of the whole file runs; None for this process.
    kind
        What a row of the file is, "tickets" or "events": some expectations are asked of one kind only.

    Raises
    ------
    etl.validation.suites.SuiteError
        If a suite can't be read; when one is run, if it could not be loaded whole.
    """

    def __init__(self, now: datetime, executor: Executor | None = None, kind: str = "tickets") -> None:
        self._now, self._kind = now, kind
        self._executor = executor or InlineExecutor()
        self._declared = declared_for(kind)
        self._by_name = {one.name: one for suite in self._declared.values() for one in suite}
        self._counts = Counts()

    def add(self, counts: Counts) -> None:
        """Add what was counted in the next chunks."""
        self._counts.add(counts)

    def check(self, staged: StagedChunk, raw: RawChunk) -> Validated:
        """Judge one chunk in this process, and add what is counted in it."""
        (validated,) = self.check_together([staged], [raw])
        return validated

    def check_together(self, staged: Sequence[StagedChunk], raws: Sequence[RawChunk]) -> list[Validated]:
        """Judge chunks in one go, each as by `check`."""
        found = []
        for raw, judged in zip(raws, judge(staged, latest_at(self._now)), strict=True):
            validated, counts = split(raw, judged, self._kind)
            self.add(counts)
            found.append(validated)
        return found

    def repeated(self, repeated: pd.DataFrame, export: Export) -> pd.DataFrame:
        """Rejects for the older versions of tickets that stand in the file more than once.

        Parameters
        ----------
        repeated
            One row per ticket that was removed: ticket_id, line, kept_line, count_rows (input rows behind it).
        """
        declared = self._by_name[REPEATED]
        reasons = declared.reason + " Kept: line " + repeated["kept_line"].astype("Int64").astype("str") + "."
        rejects = rejects_of_lines(export, repeated["line"].astype("int64"), REPEATED, reasons)
        self._counts.failed[REPEATED] += len(repeated)
        self._counts.refused[REPEATED] += len(rejects)
        self._counts.tally.count_rejected += len(rejects)
        return rejects

    def finish(self) -> tuple[ExpectationResult, ...]:
        """Judge the file as a whole and sum up.

        Raises
        ------
        InputError
            If an expectation with the policy refuse_file isn't met.
        """
        failures = ask_of_file(self._executor, self._counts.tally.frame()).result()
        self._counts.note(failures, 1, "file")
        results = tuple(self._result(one) for suite in self._declared.values() for one in suite)
        fatal = next((one for one in results if one.policy == "refuse_file" and not one.is_met), None)
        if fatal is not None:
            raise InputError(self._why_refused(fatal))
        return results

    def _result(self, declared: Declared) -> ExpectationResult:
        is_of_kept = declared.suite == "tickets" and declared.policy == "warn"
        grain = "sources" if declared.counted_by == "sources" else KEPT if is_of_kept else declared.suite
        return ExpectationResult(
            name=declared.name,
            suite=declared.suite,
            severity=declared.severity,
            policy=declared.policy,
            reason=declared.reason,
            mend=declared.mend,
            count_checked=self._counts.checked[grain],
            count_failed=self._counts.failed[declared.name],
        )

    def _why_refused(self, fatal: ExpectationResult) -> str:
        counts = self._counts
        if not counts.refused:
            return f"{fatal.reason} {fatal.mend}"
        name, count = counts.refused.most_common(1)[0]
        first = self._by_name.get(name)
        if first is None:
            return f"{fatal.reason} {fatal.mend}"
        mend = mend_by_clock(name, first.mend, self._now)
        reason = with_values(first.reason, counts.examples.get(name, []))
        return f"All {counts.tally.count_read:,} rows are refused; {count:,} because: {reason}\n{mend}"
