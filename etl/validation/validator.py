"""Splits staged rows into accepted and refused ones, and sums up what each expectation found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.errors import InputError
from etl.model.chunks import RawChunk, StagedChunk
from etl.sources import Export
from etl.system.clock import mend_by_clock
from etl.system.worker import Executor, InlineExecutor
from etl.validation.judges import Judged, ask, ask_of_file, columns_judged, judge
from etl.validation.rejects import rejects_of, rejects_of_lines, with_value, with_values
from etl.validation.results import Declared, ExpectationResult, Validated
from etl.validation.suites import Failed, declared_in
from etl.validation.tally import Tally

SUITES = ("tickets", "file", "events")
REPEATED = "ticket_id_is_unique"
_KEPT = "kept"
_EXAMPLES = 3
_ONE_DAY = timedelta(days=1)
"""How far ahead of now a time may lie: no two places of the world are further apart."""


@dataclass(frozen=True)
class Asked:
    """Chunks that have been given to the judge together; `staged` is None where they are staged there, too."""

    raws: Sequence[RawChunk]
    staged: Sequence[StagedChunk] | None
    answer: Future[Any]

    def judged(self) -> list[Judged]:
        """Wait for the answers."""
        answers: list[Any] = self.answer.result()
        if self.staged is None:
            return answers
        return [Judged(staged, *answer) for staged, answer in zip(self.staged, answers, strict=True)]


class Validator:
    """Judges the chunks of one file.

    Parameters
    ----------
    now
        UTC, plain: times more than a day later are in the future.
    executor
        Where the suites run; None for this process.
    kind
        What a row of the file is, "tickets" or "events": some expectations are asked of one kind only.

    Raises
    ------
    etl.validation.suites.SuiteError
        If a suite can't be read; when one is run, if it could not be loaded whole.
    """

    def __init__(self, now: datetime, executor: Executor | None = None, kind: str = "tickets") -> None:
        self._latest = now + _ONE_DAY
        self._executor = executor or InlineExecutor()
        self._declared = {name: [one for one in declared_in(name) if one.is_asked_of(kind)] for name in SUITES}
        self._by_name = {one.name: one for suite in self._declared.values() for one in suite}
        self._failed: Counter[str] = Counter()
        self._checked: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        self._examples: dict[str, list[str]] = {}
        self._tally = Tally()

    def begin(self, staged: Sequence[StagedChunk], raws: Sequence[RawChunk]) -> Asked:
        """Ask about chunks; `end` waits for the answers, so that others can be staged meanwhile."""
        return Asked(raws, staged, ask(self._executor, staged, self._latest))

    def begin_beside(self, stage: Callable[..., StagedChunk], raws: Sequence[RawChunk], packed: bytes) -> Asked:
        """Have chunks staged and judged beside this process, each staged by ``stage(raw, packed)``."""
        return Asked(raws, None, self._executor.submit(_stage_and_judge, stage, raws, packed, self._latest))

    def check(self, staged: StagedChunk, raw: RawChunk) -> Validated:
        """Judge one chunk: `begin` and `end` in one."""
        (validated,) = self.end(self.begin([staged], [raw]))
        return validated

    def end(self, asked: Asked) -> list[Validated]:
        """Wait for the answers about chunks, and split each of them.

        Returns
        -------
        list of Validated
            For the input rows of each chunk: read = behind accepted + rejects.
        """
        return [self._split(raw, judged) for raw, judged in zip(asked.raws, asked.judged(), strict=True)]

    def _split(self, raw: RawChunk, judged: Judged) -> Validated:
        staged, failures, of_events = judged
        columns = columns_judged(staged)
        index = staged.tickets.index
        names, reasons = self._first_refusals(failures, index, columns)
        is_refused = names.notna()
        refused = rejects_of(raw, is_refused, names, reasons)
        rejects = pd.concat([part for part in (raw.malformed, refused) if len(part)] or [refused], ignore_index=True)
        accepted = self._with_sound_events(staged, of_events).select(index[~is_refused.to_numpy()])
        self._note(self._of_kept(failures, is_refused.to_numpy()), len(index), "tickets")
        self._checked[_KEPT] += len(index) - int(is_refused.sum())
        self._note_misfits(raw)
        self._refused.update(rejects["expectation"].tolist())
        self._tally.add(accepted, raw.count_read, len(rejects))
        return Validated(accepted, rejects)

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
        self._failed[REPEATED] += len(repeated)
        self._refused[REPEATED] += len(rejects)
        self._tally.count_rejected += len(rejects)
        return rejects

    def finish(self) -> tuple[ExpectationResult, ...]:
        """Judge the file as a whole and sum up.

        Raises
        ------
        InputError
            If an expectation with the policy refuse_file isn't met.
        """
        failures = ask_of_file(self._executor, self._tally.frame()).result()
        self._note(failures, 1, "file")
        results = tuple(self._result(one) for suite in self._declared.values() for one in suite)
        fatal = next((one for one in results if one.policy == "refuse_file" and not one.is_met), None)
        if fatal is not None:
            raise InputError(self._why_refused(fatal))
        return results

    def _first_refusals(
        self, failures: dict[str, Failed], index: pd.Index, columns: pd.DataFrame
    ) -> tuple[pd.Series[Any], pd.Series[Any]]:
        """Name of the first expectation of the suite that refuses a row, and the reason; missing where none does."""
        names, reasons = np.full(len(index), None, dtype=object), np.full(len(index), None, dtype=object)
        for declared in reversed(self._declared["tickets"]):
            if declared.policy != "refuse_row" or declared.name not in failures:
                continue
            failed = failures[declared.name]
            names[failed.positions] = declared.name
            reasons[failed.positions] = declared.reason
            if declared.shows:
                cells = columns[declared.shows].iloc[failed.positions]
                reasons[failed.positions] = [with_value(declared.reason, cell) for cell in cells]
                known = self._examples.get(declared.name, [])
                self._examples[declared.name] = [*dict.fromkeys([*known, *cells.iloc[:_EXAMPLES]])][:_EXAMPLES]
        return pd.Series(names, index=index), pd.Series(reasons, index=index)

    def _of_kept(self, failures: dict[str, Failed], is_refused: npt.NDArray[np.bool_]) -> dict[str, Failed]:
        """The same, warnings counted without refused rows: nobody need be warned of what isn't loaded."""
        if not is_refused.any():
            return failures
        warnings = {one.name for one in self._declared["tickets"] if one.policy == "warn"}
        return {
            name: Failed(int((~is_refused[failed.positions]).sum()), failed.positions) if name in warnings else failed
            for name, failed in failures.items()
        }

    def _with_sound_events(self, staged: StagedChunk, failures: dict[str, Failed]) -> StagedChunk:
        self._note(failures, len(staged.events), "events")
        is_sound = np.ones(len(staged.events), dtype=bool)
        for name, failed in failures.items():
            if self._by_name[name].policy == "refuse_row":
                is_sound[failed.positions] = False
        return replace(staged, events=staged.events[is_sound])

    def _note(self, failures: dict[str, Failed], count_rows: int, suite: str) -> None:
        self._checked[suite] += count_rows
        self._failed.update({name: failed.count for name, failed in failures.items()})

    def _note_misfits(self, raw: RawChunk) -> None:
        self._failed.update(raw.malformed["expectation"].tolist())
        self._checked["sources"] += raw.count_read

    def _result(self, declared: Declared) -> ExpectationResult:
        is_of_kept = declared.suite == "tickets" and declared.policy == "warn"
        grain = "sources" if declared.counted_by == "sources" else _KEPT if is_of_kept else declared.suite
        return ExpectationResult(
            name=declared.name,
            suite=declared.suite,
            severity=declared.severity,
            policy=declared.policy,
            reason=declared.reason,
            mend=declared.mend,
            count_checked=self._checked[grain],
            count_failed=self._failed[declared.name],
        )

    def _why_refused(self, fatal: ExpectationResult) -> str:
        if not self._refused:
            return f"{fatal.reason} {fatal.mend}"
        name, count = self._refused.most_common(1)[0]
        first = self._by_name.get(name)
        if first is None:
            return f"{fatal.reason} {fatal.mend}"
        mend = mend_by_clock(name, first.mend, self._latest - _ONE_DAY)
        reason = with_values(first.reason, self._examples.get(name, []))
        return f"All {self._tally.count_read:,} rows are refused; {count:,} because: {reason}\n{mend}"


def _stage_and_judge(
    stage: Callable[..., StagedChunk], raws: Sequence[RawChunk], packed: bytes, latest: datetime
) -> list[Judged]:
    return judge([stage(raw, packed) for raw in raws], latest)
