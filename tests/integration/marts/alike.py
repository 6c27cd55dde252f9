"""Whether two databases gave the same result."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd


def same(left: Any, right: Any) -> bool:
    """Whether two results are equal, numbers to nine digits, missing values to each other."""
    if isinstance(left, pd.DataFrame):
        keys = [name for name in ("group", "measure") if name in left.columns]
        if keys:
            left, right = (frame.sort_values(keys, ignore_index=True) for frame in (left, right))
        columns = list(left.columns) == list(right.columns) and len(left) == len(right)
        return columns and all(same(left[name].tolist(), right[name].tolist()) for name in left.columns)
    if is_dataclass(left):
        return all(same(getattr(left, field.name), getattr(right, field.name)) for field in fields(left))
    if isinstance(left, dict):
        return set(left) == set(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(same(*pair) for pair in zip(left, right, strict=True))
    if pd.isna(left) or pd.isna(right):
        return bool(pd.isna(left) and pd.isna(right))
    if isinstance(left, float | np.floating):
        return bool(np.isclose(left, float(right), rtol=1e-9, atol=1e-9))
    return bool(left == right)
