"""The suites of the folder expectations, run by Great Expectations on frames."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.validation.results import FILE_KINDS, POLICIES, SEVERITIES, Declared

FOLDER = Path(__file__).resolve().parents[2] / "expectations"
"""Where the suites stand, where no other folder is given."""


_FIRST_NS, _LAST_NS = pd.Timestamp(1700, 1, 1), pd.Timestamp(2250, 1, 1)
"""Within what nanoseconds can hold; a time beyond is as wrong as its bound."""


class SuiteError(Exception):
    """A suite is wrong: a fault of ours and not of the input."""


@dataclass(frozen=True)
class Failed:
    """Number of rows that don't meet an expectation, and their positions in the frame.

    Positions are omitted for warnings in a frame without refused rows, where they aren't needed.
    """

    count: int
    positions: npt.NDArray[np.int64]


class Suite:
    """One suite, loaded once and run on many frames.

    Parameters
    ----------
    name
        Name of the file in the folder, without its ending.
    folder
        Folder of the suites; None for `FOLDER`.

    Raises
    ------
    SuiteError
        If Great Expectations dropped an expectation that the file declares, or an entry lacks what people need to know.
    """

    def __init__(self, name: str, folder: Path | None = None) -> None:
        self.name = name
        self.declared = declared_in(name, folder)
        self.columns = columns_of(name, folder)
        self._run = _run_by_us(_entries(name, folder or FOLDER))
        self._batches, self._suite = _prepare(name, self._run)
        loaded = [expectation.meta["name"] for expectation in self._suite.expectations]
        dropped = [entry["meta"]["name"] for entry in self._run if entry["meta"]["name"] not in loaded]
        if dropped or len(loaded) != len(self._run):
            raise SuiteError(f"The suite {name} lost {', '.join(dropped)}: is its custom expectation imported?")

    def failures(self, frame: pd.DataFrame, **parameters: Any) -> dict[str, Failed]:
        """Expectations that some row doesn't meet.

        Parameters
        ----------
        frame
            Has the suite's columns; its index is ignored.
        **parameters
            Values for the ``$PARAMETER`` places of the suite.

        Returns
        -------
        dict
            Name to the rows that fail; names without such rows are absent.
        """
        narrow = _as_numpy(frame[list(self.columns)].reset_index(drop=True))
        batch = self._batches.get_batch({"dataframe": narrow})
        quick = self._validate(batch, self._suite, "BASIC", parameters)
        failures = {}
        failed = [one for one in self._suite.expectations if not quick[one.meta["name"]].success]
        is_any_refused = any(one.meta["policy"] == "refuse_row" for one in failed)
        for expectation in failed:
            result = quick[expectation.meta["name"]]
            # Finding which rows fail doubles the cost of counting them: it is done only where rows are refused.
            if is_any_refused:
                result = self._validate(batch, expectation, "COMPLETE", parameters)
            failures[expectation.meta["name"]] = _failed(result)
        return failures

    def _validate(self, batch: Any, what: Any, detail: str, parameters: dict[str, Any]) -> Any:
        with configurations_kept():
            result = batch.validate(what, result_format={"result_format": detail}, expectation_parameters=parameters)
        results = {one.expectation_config.meta["name"]: one for one in getattr(result, "results", [result])}
        for name, one in results.items():
            if one.exception_info.get("raised_exception"):
                raise SuiteError(f"The expectation {name} could not be run: {one.exception_info['exception_message']}")
            if "raised_exception" not in one.exception_info and one.exception_info:
                first = next(iter(one.exception_info.values()))
                raise SuiteError(f"The expectation {name} could not be run: {first['exception_message']}")
        return results if detail == "BASIC" else result


def declared_in(name: str, folder: Path | None = None) -> tuple[Declared, ...]:
    """Expectations that a suite declares, without Great Expectations.

    Raises
    ------
    SuiteError
        If an entry lacks what people need to know.
    """
    return tuple(_declared(entry, name) for entry in _entries(name, folder or FOLDER))


def columns_of(name: str, folder: Path | None = None) -> tuple[str, ...]:
    """Columns that a suite looks at."""
    kwargs = [entry["kwargs"] for entry in _run_by_us(_entries(name, folder or FOLDER))]
    names = [name for one in kwargs for name in one.get("column_list", [one.get("column")])]
    return tuple(dict.fromkeys(names))


@cache
def _entries(name: str, folder: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["expectations"]
    return entries


def _run_by_us(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [entry for entry in entries if not entry.get("meta", {}).get("counted_by")]


def _failed(result: Any) -> Failed:
    found = result.result
    positions = np.asarray(found.get("unexpected_index_list", []), dtype=np.int64)
    return Failed(int(found["unexpected_count"]), positions)


def _as_numpy(frame: pd.DataFrame) -> pd.DataFrame:
    """Values in dtypes that Great Expectations compares vectorised; others it compares one by one."""
    converted = frame.copy(deep=False)
    for name in frame.columns:
        column = frame[name]
        if pd.api.types.is_datetime64_any_dtype(column):
            converted[name] = (
                column.mask(column < _FIRST_NS, _FIRST_NS).mask(column > _LAST_NS, _LAST_NS).astype("datetime64[ns]")
            )
        elif pd.api.types.is_extension_array_dtype(column) and pd.api.types.is_integer_dtype(column):
            converted[name] = column.astype("float64")
    return converted


def _declared(entry: dict[str, Any], suite: str) -> Declared:
    meta, severity = entry.get("meta", {}), entry.get("severity")
    lacking = [key for key in ("name", "policy", "reason", "mend") if not meta.get(key)]
    asked_of = meta.get("asked_of", "")
    if lacking or meta["policy"] not in POLICIES or severity not in SEVERITIES or asked_of not in ("", *FILE_KINDS):
        problem = f"lacks {', '.join(lacking)}" if lacking else "has an unknown policy, severity or kind of file"
        raise SuiteError(f"An entry of the suite {suite} {problem}: {meta.get('name', entry.get('type'))}.")
    return Declared(
        name=meta["name"],
        suite=suite,
        severity=severity,
        policy=meta["policy"],
        reason=meta["reason"],
        mend=meta["mend"],
        counted_by=meta.get("counted_by", ""),
        shows=meta.get("shows", ""),
        asked_of=asked_of,
    )


def _prepare(name: str, entries: list[dict[str, Any]]) -> tuple[Any, Any]:
    """Batch definition that takes a frame, and the suite."""
    context = _context()
    import great_expectations as gx

    import expectations.cells_fit  # noqa: F401  (importing it makes it known to Great Expectations)

    asset = context.data_sources.add_or_update_pandas(name).add_dataframe_asset(name)
    return asset.add_batch_definition_whole_dataframe(name), gx.ExpectationSuite(name=name, expectations=entries)


@contextmanager
def configurations_kept() -> Iterator[None]:
    """Cache each expectation's configuration within the context, instead of computing it for every metric.

    Great Expectations 1.x makes it anew on each access, a hundred times per expectation and judgement, from what
    doesn't change meanwhile: more than a quarter of the function calls of a small load.
    """
    from great_expectations.expectations.expectation import Expectation

    made, kept = Expectation.configuration, dict[int, tuple[Any, Any]]()

    def configuration(expectation: Any) -> Any:
        if id(expectation) not in kept:
            # The expectation is kept as well: a new one at the same memory address would get its configuration.
            kept[id(expectation)] = expectation, made.fget(expectation)
        return kept[id(expectation)][1]

    Expectation.configuration = property(configuration)
    try:
        yield
    finally:
        Expectation.configuration = made


@cache
def _context() -> Any:
    """Great Expectations' context, in memory; one a process, for each makes a folder of its own."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context
