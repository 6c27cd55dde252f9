"""Reads times of changes precisely enough to sort the rows of an event log.

Staging converts times to UTC. Here only their order within one file matters, so only stated zones are used.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.values.times import read_times


def read_moments(cells: pd.Series[Any], order: str | None) -> npt.NDArray[np.datetime64]:
    """Read a column of times.

    Parameters
    ----------
    cells
        Times as the file has them.
    order
        "dmy", "mdy" or "ymd", for dates of numbers.

    Returns
    -------
    numpy.ndarray
        ``datetime64[us]``, as long as `cells`; NaT where a cell is missing or can't be read.
    """
    return read_times(cells, order, "UTC", "UTC").utc.to_numpy("datetime64[us]")
