"""Converts between pandas text columns and Arrow, whose string kernels process whole columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def to_arrow(text: pd.Series[Any]) -> Any:
    """Arrow ``large_string`` array of a text column; missing cells are null."""
    array = pa.array(text, type=pa.large_string(), from_pandas=True)
    if isinstance(array, pa.ChunkedArray):  # pandas joins chunks of both kinds of strings without converting them
        chunks = [chunk.cast(pa.large_string()) for chunk in array.chunks]
        return pa.concat_arrays(chunks) if chunks else pa.array([], pa.large_string())
    return array


def to_text(array: Any, index: pd.Index) -> pd.Series[Any]:
    """Text column (pandas ``str``) of an Arrow array, nulls missing."""
    return pd.Series(pd.array(array, dtype="str"), index=index)


def to_mask(array: Any) -> npt.NDArray[np.bool_]:
    """Boolean numpy array of an Arrow one; null counts as False."""
    return np.asarray(pc.fill_null(array, False).to_numpy(zero_copy_only=False), dtype=bool)


def chosen(values: Sequence[str | None], places: npt.NDArray[np.int64]) -> pd.Series[Any]:
    """Text column of the values at these places; at -1 is the last one."""
    at = np.where(places < 0, len(values) - 1, places)
    return to_text(pa.array(values, pa.large_string()).take(pa.array(at)), pd.RangeIndex(len(at)))


def at_rows(text: pd.Series[Any], rows: npt.NDArray[np.int64]) -> pd.Series[Any]:
    """Text column of the cells in these rows, counted from 0."""
    return to_text(to_arrow(text).take(pa.array(rows)), pd.RangeIndex(len(rows)))


def matches(text: pd.Series[Any], pattern: str) -> npt.NDArray[np.bool_]:
    """Where an RE2 pattern is found in a text column; False where the cell is missing."""
    return to_mask(pc.match_substring_regex(to_arrow(text), pattern))


def cleaned(text: pd.Series[Any]) -> pd.Series[Any]:
    """Text without leading and trailing white space; empty text becomes missing."""
    trimmed = pc.utf8_trim_whitespace(to_arrow(text))
    return to_text(pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.large_string()), trimmed), text.index)


def missing_text(index: pd.Index) -> pd.Series[Any]:
    """Text column in which every cell is missing."""
    return to_text(pa.nulls(len(index), pa.large_string()), index)


def mapped(text: pd.Series[Any], function: Any) -> pd.Series[Any]:
    """Apply a function once to each distinct value of a text column; missing cells stay missing.

    Parameters
    ----------
    text
        Text column.
    function
        From text to text or None.

    Returns
    -------
    pd.Series
        Text column on the same index.
    """
    encoded = pc.dictionary_encode(to_arrow(text))
    values = pa.array([function(value) for value in encoded.dictionary.to_pylist()], type=pa.large_string())
    return to_text(values.take(encoded.indices), text.index)
