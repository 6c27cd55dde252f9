"""The usual periods, counted from the data's last day: an export of March has its last month in March."""

from __future__ import annotations

from datetime import date

from etl.marts.core.succession import Span, last_days, last_whole_months

ALL = "All"


def presets(first: date | None, last: date | None) -> dict[str, Span | None]:
    """Periods by name, the most usual first; those that the data doesn't cover, or that are all of it, are left out.

    Parameters
    ----------
    first, last
        First and last day of the data; None where no ticket has a day.

    Returns
    -------
    dict
        `ALL`, which is last, has no dates. Empty where there is no other.
    """
    if first is None or last is None:
        return {}
    data = Span(first, last)
    found = {
        "Last month": last_whole_months(data, 1),
        "Last 3 months": last_whole_months(data, 3),
        "This year": Span(max(first, last.replace(month=1, day=1)), last),
        "Last 28 days": last_days(data, 28),
        "Last 7 days": last_days(data, 7),
    }
    told: dict[str, Span | None] = {name: span for name, span in found.items() if span is not None and span != data}
    return {**told, ALL: None} if told else {}
