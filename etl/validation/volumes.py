"""Judges volumes, whose rows are no tickets: days and numbers."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from etl.errors import InputError
from etl.model.chunks import RawChunk
from etl.sources.table import MISFIT
from etl.system.clock import mend_by_clock
from etl.validation.rejects import rejects_of, with_value
from etl.validation.results import ExpectationResult
from etl.validation.suites import Suite, declared_in

SUITE = "volumes"
_ONE_DAY = timedelta(days=1)


class VolumesValidator:
    """Judges the chunks of one file of volumes.

    Parameters
    ----------
    now
        UTC, plain: days more than a day later are in the future.
    """

    def __init__(self, now: datetime) -> None:
        self._latest = now + _ONE_DAY
        self._suite = Suite(SUITE)
        of_misfits = next(one for one in declared_in("tickets") if one.name == MISFIT)
        self._declared = (of_misfits, *self._suite.declared)
        self._failed: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        self._count_read = 0

    def split(self, raw: RawChunk, staged: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Part a chunk into accepted rows and rejects.

        Parameters
        ----------
        staged
            What `etl.staging.volumes.stage_volumes` made of ``raw.frame``, on its index.

        Returns
        -------
        tuple of DataFrame
            Accepted rows of `staged`; rejects with line, raw, expectation, reason, those included that don't fit the
            header: read = accepted + rejects.
        """
        failures = self._suite.failures(staged, latest=self._latest) if len(staged) else {}
        names, reasons = np.full(len(staged), None, dtype=object), np.full(len(staged), None, dtype=object)
        for declared in reversed(self._suite.declared):
            if declared.policy == "refuse_row" and declared.name in failures:
                places = failures[declared.name].positions
                cells = staged[declared.shows].iloc[places] if declared.shows else [None] * len(places)
                names[places] = declared.name
                reasons[places] = [with_value(declared.reason, cell) for cell in cells]
        named = pd.Series(names, index=staged.index)
        refused = rejects_of(raw, named.notna(), named, pd.Series(reasons, index=staged.index))
        rejects = pd.concat([part for part in (raw.malformed, refused) if len(part)] or [refused], ignore_index=True)
        self._count_read += raw.count_read
        self._failed.update({name: failed.count for name, failed in failures.items()})
        self._failed.update({MISFIT: len(raw.malformed)})
        self._refused.update(rejects["expectation"].tolist())
        return staged[named.isna().to_numpy()], rejects

    def finish(self) -> tuple[ExpectationResult, ...]:
        """Sum up.

        Raises
        ------
        InputError
            If every row is refused; says why the most are.
        """
        if sum(self._refused.values()) == self._count_read:
            name, count = self._refused.most_common(1)[0]
            first = next(one for one in self._declared if one.name == name)
            mend = mend_by_clock(name, first.mend, self._latest - _ONE_DAY)
            raise InputError(f"All {self._count_read:,} rows are refused; {count:,} because: {first.reason}\n{mend}")
        return tuple(
            ExpectationResult(
                name=one.name,
                suite=one.suite,
                severity=one.severity,
                policy=one.policy,
                reason=one.reason,
                mend=one.mend,
                count_checked=self._count_read,
                count_failed=self._failed[one.name],
            )
            for one in self._declared
        )
