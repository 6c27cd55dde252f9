"""Hash of an input row, stable across runs, to detect changed tickets."""

from __future__ import annotations

import hashlib
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from etl.values.arrow import to_arrow

_BETWEEN, _MISSING = "\x1f", "\x1e"
"""Separators that no person types, so that different rows give different texts."""


def row_hashes(frame: pd.DataFrame) -> pd.Series[Any]:
    """BLAKE2b of the cells of each row: 64 bits as 16 hexadecimal digits, independent of library versions."""
    cells = [to_arrow(frame[column]) for column in frame.columns]
    between = pa.scalar(_BETWEEN, pa.large_string())
    whole = pc.binary_join_element_wise(*cells, between, null_handling="replace", null_replacement=_MISSING)
    digests = [hashlib.blake2b(row.encode(), digest_size=8).hexdigest() for row in whole.to_pylist()]
    return pd.Series(digests, index=frame.index, dtype="str")
