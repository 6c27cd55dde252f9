"""Converts times from and to the formats of APIs."""

from __future__ import annotations

from datetime import UTC, datetime

from etl.errors import InputError

EARLIEST = 946_684_800.0
"""2000-01-01: before any helpdesk; a first fetch without ``--since`` begins here."""

_MILLISECONDS_FROM = 100_000_000_000


def seconds_of(value: object) -> float | None:
    """Unix time in seconds of an API's time: ISO 8601 (UTC if it has no zone) or a number; None if it can't be read."""
    if isinstance(value, bool) or value is None:
        return None
    text = str(value).strip()
    try:
        number = float(text)
    except ValueError:
        return _seconds_of_iso(text)
    if not 0 < number < 1e15:
        return None
    return number / 1000 if number >= _MILLISECONDS_FROM else number


def _seconds_of_iso(text: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def iso(seconds: float) -> str:
    """Whole seconds as ``2026-03-01T08:00:00Z``."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def since_told(text: str, now: float) -> float:
    """Unix time in seconds of ``--since``: a day, or a time (UTC if it has no zone).

    Raises
    ------
    InputError
        If it is neither, or lies in the future.
    """
    seconds = _seconds_of_iso(text.strip())
    if seconds is None:
        raise InputError(f"--since {text!r} isn't a date. Write it as --since 2026-01-31 or 2026-01-31T08:00:00Z.")
    if seconds > now:
        raise InputError(f"--since {text} lies in the future. Give the day from which on tickets are to be fetched.")
    return max(seconds, EARLIEST)
