"""The roster of shadow shifts: taking a place, one's own shifts, and who came."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from etl.calendars.shifts import Shift, same_in_following_weeks, shifts_between
from etl.ledger.shadow_shifts import PLACES, SignUp, came, is_mine, sign_up, withdraw
from etl.marts.core.formatting import day_words
from etl.reports.calendar_file import calendar_file
from etl.taxonomy import Taxonomy
from pages.ui import exposure
from pages.ui.decisions import ledger_access
from pages.ui.plain_text import plain

DAYS_AHEAD = 14
WEEKS = 4
"""Weeks that "one a week" takes a place for: long enough for a habit, short enough to promise."""

_ROSTER_ROWS, _ROSTER_PIXELS = 10, 420
_LOOK, _WEEKLY = "One shift, to try it", f"One shift a week, {WEEKS} weeks"


def take_a_place(taxonomy: Taxonomy, places: tuple[SignUp, ...]) -> tuple[str, str]:
    """Form for a place; returns the name and department entered."""
    now = ledger_access.now()
    name = ledger_access.name_field(
        "Your name", "The frontline sees it until the shift is over; the record counts shifts."
    )
    guests = [each.name for each in taxonomy.departments]
    department = st.selectbox("Your department", guests, index=None, key="guest_department") or ""
    offered = {_label(shift, places): shift for shift in _offered(taxonomy, now)}
    chosen = st.selectbox("Shift", list(offered), index=None, key="offered_shift", placeholder="The next two weeks")
    how_often = st.radio("How often", [_LOOK, _WEEKLY], key="how_often", horizontal=True)
    if st.button(
        "Sign up", type="primary", icon=":material/group_add:", disabled=exposure.is_closed(), key="take_place"
    ):
        shifts = [offered[chosen]] if chosen else []
        if shifts and how_often == _WEEKLY:
            shifts = same_in_following_weeks(taxonomy, shifts[0], WEEKS)
        ledger_access.recorded(
            lambda ledger: sign_up(ledger, shifts, name, department), "The place is yours. Download the calendar file."
        )
    return name, department


def mine(places: tuple[SignUp, ...], name: str, department: str, timezone: str) -> None:
    """The user's own shifts: calendar file, cancelling, and confirming attendance."""
    own = [place for place in places if is_mine(place, name, department)]
    if not own:
        return
    st.markdown("**Your shifts**")
    now = ledger_access.now()
    for place in own:
        with st.container(horizontal=True, vertical_alignment="center"):
            waiting = "" if place.has_place else " · waiting list"
            done = " · you were there" if place.has_come else ""
            st.markdown(plain(f"{when(place, timezone)}{waiting}{done}"))
            if place.starts_at > now and st.button(
                "Give up the place", disabled=exposure.is_closed(), key=f"give_{place.sign_up}", type="tertiary"
            ):
                ledger_access.recorded(partial(withdraw, place=place), "The place is free again.")
            started = place.starts_at <= now and not place.has_come and place.has_place
            if started and st.button(
                "I was there", disabled=exposure.is_closed(), key=f"came_{place.sign_up}", icon=":material/check:"
            ):
                ledger_access.recorded(partial(came, place=place), "Recorded. Thank you for coming.")
    ahead = [place for place in own if place.ends_at > now]
    if ahead:
        st.download_button(
            "Calendar file", lambda: calendar_file(ahead, timezone, ledger_access.now()), file_name="shadow-shifts.ics",
            mime="text/calendar", icon=":material/calendar_add_on:", key="calendar_file", on_click="ignore",
        )  # fmt: skip


def roster(places: tuple[SignUp, ...], timezone: str) -> None:
    """Expected guests: shows names until the shift is over, so that the frontline knows who comes."""
    now = ledger_access.now()
    ahead = [place for place in places if place.ends_at > now]
    st.markdown("**Guests expected**")
    if not ahead:
        st.caption("No place is taken yet.")
        return
    expected: dict[str, list[str]] = {}
    for place in ahead:
        waiting = "" if place.has_place else " (waiting)"
        expected.setdefault(when(place, timezone), []).append(f"{place.name}, {place.department}{waiting}")
    lines = [f"{plain(shift)}\n" + "\n".join(f"- {plain(one)}" for one in those) for shift, those in expected.items()]
    # Wrapped lines, because a narrow table would separate shifts from names. A scrolling list has a border, because its
    # last line is cut and would seem to continue below.
    is_long = len(ahead) > _ROSTER_ROWS
    with st.container(height=_ROSTER_PIXELS if is_long else "content", border=is_long, key="roster"):
        st.markdown("\n\n".join(lines))


def when(place: SignUp, timezone: str) -> str:
    """Such as "Mon 23 Nov 2026, 18:30–22:00"."""
    start, end = (_local(moment, timezone) for moment in (place.starts_at, place.ends_at))
    return f"{start:%a} {day_words(start.date())}, {start:%H:%M}–{end:%H:%M}"


def _offered(taxonomy: Taxonomy, now: datetime) -> list[Shift]:
    today = _local(now, taxonomy.timezone).date()
    found = shifts_between(taxonomy, today, today + timedelta(days=DAYS_AHEAD - 1))
    return [shift for shift in found if shift.starts_at > now]


def _label(shift: Shift, places: tuple[SignUp, ...]) -> str:
    taken = sum(place.frontline == shift.frontline and place.starts_at == shift.starts_at for place in places)
    free = max(0, PLACES - taken)
    left = "waiting list" if free == 0 else "1 place" if free == 1 else f"{free} places"
    return f"{shift.local_start:%a} {day_words(shift.day)}, {shift.hours_words} · {shift.frontline} · {left}"


def _local(moment: datetime, timezone: str) -> datetime:
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(timezone))
