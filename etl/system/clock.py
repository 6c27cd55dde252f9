"""This computer's clock, where it can't be right: rows are then refused as lying in the future by mistake."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

_SLACK = timedelta(days=2)


def clock_behind(now: datetime, last_load: datetime | None) -> str:
    """What is wrong with a clock that lies before something that has certainly happened; empty where nothing is wrong.

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
    """How to mend a file whose rows are refused; of rows in the future it says that the clock may be wrong.

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
