"""Times of APIs, whichever way they are written, and the day that a person names."""

from __future__ import annotations

import pytest

from etl.errors import InputError
from etl.fetching.moments import EARLIEST, iso, seconds_of, since_told

EIGHT = 1_772_352_000.0  # 2026-03-01 08:00 UTC


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-01T08:00:00Z", "2026-03-01T08:00:00.000+0000", "2026-03-01T10:00:00+02:00", "2026-03-01 08:00:00",
        1_772_352_000, "1772352000", 1_772_352_000_000,
    ],
)  # fmt: skip
def test_one_moment_is_read_from_every_spelling(written: object) -> None:
    assert seconds_of(written) == EIGHT


@pytest.mark.parametrize("written", [None, "", "soon", True, -5, "1e300", {}, []])
def test_what_is_no_time_is_none(written: object) -> None:
    assert seconds_of(written) is None


def test_a_time_is_written_as_it_is_read() -> None:
    assert iso(EIGHT) == "2026-03-01T08:00:00Z"
    assert since_told("2026-03-01", EIGHT) == EIGHT - 8 * 3_600
    assert since_told("1970-01-01", EIGHT) == EARLIEST


@pytest.mark.parametrize("written", ["", "tomorrow", "2026-13-01", "12"])
def test_a_day_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(InputError, match="isn't a date"):
        since_told(written, EIGHT)
    with pytest.raises(InputError, match="in the future"):
        since_told("2026-03-02", EIGHT)
