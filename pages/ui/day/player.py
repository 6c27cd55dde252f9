"""Replays a day: choice of day or shift, and a clock that steps through it by the hour."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from etl.calendars.shifts import Shift, shifts_on
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import count, day_words
from etl.marts.frames import breakdowns
from etl.marts.frames import replay as days
from etl.marts.frames.findings import TOO_LITTLE
from pages.ui import address, counting, data, frame, parts, quote, start
from pages.ui.charts.bars import bars_by_department
from pages.ui.charts.day_by_hour import day_by_hour
from pages.ui.plain_text import plain
from pages.ui.reader import date_field_format
from pages.ui.start import Begun

SECONDS_AN_HOUR = 5
"""Time to read what an hour held."""

_SHOWN_KEY = "_headwater_hour_shown"
_READ = "Read this ticket"
"""Label of a link to a ticket without an issue."""


def choose(page: Begun) -> tuple[date | None, Shift | None]:
    """Fields for the day and the shift; returns the choice, or the most telling day as a whole."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        given = _day_of_link()
        ends = [each for each in (page.state.first_day, page.state.last_day, given) if each]
        limits: dict[str, Any] = {
            "min_value": min(ends, default=None),
            "max_value": max(ends, default=None),
        }
        shown = address.widget("day", given)
        st.date_input("Day", value=None, format=date_field_format(), help=days.RULE, width=180, **limits, **shown)
        chosen = given or data.ask(days.telling_day, page.filters)
        turns = {} if chosen is None else {_name(shift, page): shift for shift in shifts_on(page.taxonomy, chosen)}
        shown = address.widget("shift", address.one_of("shift", list(turns)))
        named = st.selectbox("Shift", list(turns), index=None, placeholder="Whole day", width=260, **shown)
        st.toggle("Play", key="playing", help=f"An hour every {SECONDS_AN_HOUR} seconds.")
    return chosen, turns.get(named or "")


def _day_of_link() -> date | None:
    """The day that the address names; one that can't be read is named, and ignored."""
    for text in address.texts("day")[-1:]:
        try:
            return date.fromisoformat(text)
        except ValueError:
            st.caption(plain(f"The link's day “{text:.40}” isn't a day such as 2026-03-31; it is ignored."))
    return None


def play(page: Begun, replay: days.Replay, day: date) -> None:
    """Show the clock and its hour; with Play on it advances by itself."""
    hours = replay.hours["label"].tolist()
    if len(hours) < 2:
        st.info("Nothing to replay within these filters.", icon=":material/search_off:")
        return
    is_playing = bool(st.session_state.get("playing"))
    key = f"hour {day} {hours[0]} {hours[-1]}"
    shown = st.fragment(_hour, run_every=SECONDS_AN_HOUR if is_playing else None)
    shown(page, replay, day, key, is_playing)


def as_a_whole(page: Begun, replay: days.Replay, day: date) -> None:
    """Show a day without times: its complaints by origin and their words, without invented hours."""
    st.info(
        f"No hours to replay: for {count(replay.untimed)} complaints the export gives only the day. Export them with "
        "their time of arrival to see the day hour by hour.",
        icon=":material/schedule:",
    )
    drawn_by, said = st.columns([3, 2], gap="medium")
    with drawn_by:
        if page.is_guesswork:
            parts.missing("Complaints by origin", TOO_LITTLE)
        else:
            _by_origin(page, day)
    with said:
        st.markdown("**In the customers' words**")
        rows = replay.quotes
        if rows.empty:
            st.caption("No text that can be quoted arrived on this day.")
        _quotes(page, rows)


def _by_origin(page: Begun, day: date) -> None:
    rows = data.ask(breakdowns.by_department, page.filters.with_(date_from=day, date_to=day))
    title, under = "Complaints by origin", f"complaints of the whole day\n{_period(page, rows, day)}"
    drawn = bars_by_department(rows, page.colours, title, under, page.ink)
    parts.chart(drawn, f"Complaints by origin on {day_words(day)}", key="day chart", opens=_of_day(page, day))


def _hour(page: Begun, replay: days.Replay, day: date, key: str, is_playing: bool) -> None:
    hours, state = replay.hours["label"].tolist(), st.session_state
    if state.get(key) not in hours:
        state[key] = hours[_start(replay)]
    elif is_playing and time.monotonic() - state.get(_SHOWN_KEY, 0.0) >= SECONDS_AN_HOUR - 1:
        state[key] = hours[(hours.index(state[key]) + 1) % len(hours)]
    state[_SHOWN_KEY] = time.monotonic()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for icon, step, label in ((":material/skip_previous:", -1, "Earlier"), (":material/skip_next:", 1, "Later")):
            st.button(label, icon=icon, key=f"hour_{label}", on_click=_step, args=(key, hours, step))
        st.select_slider("Hour", hours, key=key, label_visibility="collapsed")
    row = replay.hours.iloc[hours.index(state[key])]
    # An estimate by department is a guess where hardly anything is known.
    words = days.hour_words({**row, "off_hours": 0.0}) if page.is_guesswork else row["words"]
    st.markdown(f"**{state[key]}**  {plain(words)}")
    coloured = "coloured by guesses: it is hardly known where they started"
    coloured = coloured if page.is_guesswork else "coloured by where they started"
    under = f"{_period(page, replay.origins, day)}\n{coloured}"
    if replay.untimed > 0:
        under += f"\n{count(replay.untimed)} more complaints of the day have no time of day"
    drawn = day_by_hour(
        replay.origins, replay.hours, replay.at_work, int(row["hour"]), page.colours, "Complaints by hour of arrival",
        under, page.ink,
    )  # fmt: skip
    parts.chart(
        drawn, f"Complaints by hour on {day_words(day)}, up to {state[key]}", key="day chart", opens=_of_day(page, day)
    )
    said, handed = st.columns([3, 2], gap="medium")
    with said:
        _said(page, replay, int(row["hour"]))
    with handed:
        _handed(replay, int(row["hour"]))


def _said(page: Begun, replay: days.Replay, hour: int) -> None:
    st.markdown("**In the customers' words**")
    rows = replay.quotes[replay.quotes["hour"] == hour]
    if rows.empty:
        st.caption("No message that can be quoted arrived in this hour.")
    _quotes(page, rows)


def _quotes(page: Begun, rows: pd.DataFrame) -> None:
    for row in rows.to_dict("records"):
        quote.quote(quote.shortened(row["excerpt"]), row["pieces"], page.colours, row["language"])
        label = f"{row['at']}  {plain(row['issue'] or _READ)}".strip()
        link: dict[str, Any] = {"ticket": f"{row['source']}:{row['ticket_id']}"}
        st.caption(plain(row["department"] + (", closed then" if row["is_off_hours"] else "")))
        st.page_link(frame.page_path("tickets"), label=label, icon=":material/arrow_forward:", query_params=link)


def _handed(replay: days.Replay, hour: int) -> None:
    st.markdown("**Handed on and returned**")
    rows = replay.moves[replay.moves["hour"] == hour]
    if rows.empty:
        st.caption("Nothing changed hands in this hour.")
    for row in rows.to_dict("records"):
        part = "" if row["share"] == 1 else f" ({count(row['share'])})"
        st.markdown(
            f"{row['at']}  {plain(row['what'])}: {plain(row['from_department'])} → {plain(row['to_department'])}{part}"
        )


def _start(replay: days.Replay) -> int:
    """The hour with most from closed departments; without any, the busiest."""
    by = "off_hours" if replay.off_hours > 0 else "complaints"
    return int(replay.hours[by].to_numpy().argmax())


def _step(key: str, hours: list[str], step: int) -> None:
    now = hours.index(st.session_state[key]) if st.session_state.get(key) in hours else 0
    st.session_state[key] = hours[min(max(now + step, 0), len(hours) - 1)]


def _name(shift: Shift, page: Begun) -> str:
    return shift.hours_words if len(page.taxonomy.frontline) == 1 else f"{shift.hours_words} {shift.frontline}"


def _of_day(page: Begun, day: date) -> Filters:
    """Filters of the complaints of the day, or of the shift of it that is looked at."""
    of_day = counting.complaints(page.filters.with_(date_from=day, date_to=day))
    shift = next((text.split(" ")[0] for text in address.texts("shift")[-1:]), "")
    turns = {each.hours_words for each in shifts_on(page.taxonomy, day)}
    return of_day.with_(during=(shift,)) if shift in turns else of_day


def _period(page: Begun, drawn: pd.DataFrame, day: date) -> str:
    chosen = page.filters.without("date_from", "date_to").words()
    return " · ".join([day_words(day), *chosen, *start.disputed_words(start.disputed_of(drawn))])
