"""A guest's shadow shifts as a calendar file (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import STATUS, Calendar, Event

from etl.ledger.shadow_shifts import SignUp

_PRODUCT = "-//Headwater//Shadow shifts//EN"


def calendar_file(places: Sequence[SignUp], timezone: str, now: datetime) -> bytes:
    """Calendar with one event per shift.

    Times are in UTC: a calendar shows them in its owner's time zone, and needs no rules for daylight saving. The
    description has the hours in the business time zone.

    Parameters
    ----------
    timezone
        IANA name of the business time zone.
    now
        UTC, when the file is made.
    """
    calendar = Calendar.new(prodid=_PRODUCT, method="PUBLISH", name="Shadow shifts")
    for place in places:
        calendar.add_component(_event(place, timezone, now))
    content: bytes = calendar.to_ical()
    return content


def _event(place: SignUp, timezone: str, now: datetime) -> Event:
    start, end = (moment.replace(tzinfo=UTC) for moment in (place.starts_at, place.ends_at))
    local = [f"{moment.astimezone(ZoneInfo(timezone)):%H:%M}" for moment in (start, end)]
    waiting = "" if place.has_place else " You are on the waiting list: the places were taken."
    return Event.new(
        # The sign-up's own id: a calendar that takes the file twice has the shift once.
        uid=f"{place.sign_up}@headwater",
        stamp=now.replace(tzinfo=UTC),
        start=start,
        end=end,
        summary=f"Shadow shift: {place.frontline}",
        description=f"{local[0]} to {local[1]}, {timezone}. A place beside a colleague of {place.frontline}: "
        f"listen, read along, ask.{waiting}",
        status=STATUS.CONFIRMED if place.has_place else STATUS.TENTATIVE,
    )
