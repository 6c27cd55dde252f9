"""Detects a wrong system clock, which would cause rows to be refused as lying in the future."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

_SLACK = timedelta(days=2)


def clock_behind(now: datetime, last_load: datetime | None) -> str:
    """Message about a clock that is earlier than a past event; empty if it is right.

    Parameters
    ----------
    now
        UTC, by this computer's clock.
    last_load
        UTC, when the last load began; None if there isn't one.
    """
    written = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC).replace(tzinfo=None)
    known = {"Headwater was installed here on": written} | ({"the last load was on": last_load} if last_load else {})
    what, latest = max(known.items(), key=lambda item: item[1])
    if now > latest - _SLACK:
        return ""
    return f"this computer's clock says {now:%d %b %Y}, but {what} {latest:%d %b %Y}; set the clock"


def mend_by_clock(expectation: str, mend: str, now: datetime) -> str:
    """Advice for refused rows; for rows in the future it adds that the clock may be wrong.

    Parameters
    ----------
    expectation
        Name of the expectation that refused the rows.
    now
        UTC, by this computer's clock.
    """
    if not expectation.endswith("_is_not_in_the_future"):
        return mend
    return f"This computer's clock says {now:%d %b %Y}: if that is wrong, set it. Otherwise: {mend}"
