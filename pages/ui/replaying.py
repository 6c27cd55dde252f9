"""Replaying a day: which day or shift, and a clock that goes through it hour by hour."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import streamlit as st

from etl.marts import day as days
from etl.marts.words import count, day_words
from etl.shifts import Shift, shifts_on
from pages.ui import charts, data, frame, parts, quote, start
from pages.ui.start import Begun
from pages.ui.words import plain

SECONDS_AN_HOUR = 5
"""Time to read what an hour held."""

_SHOWN_KEY = "_headwater_hour_shown"


def choose(page: Begun) -> tuple[date | None, Shift | None]:
    """Fields for the day and the shift; what is chosen, or the telling day as a whole."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        given = st.date_input(
            "Day", value=None, key="day", bind="query-params", format="DD-MM-YYYY", help=days.RULE,
            min_value=page.state.first_day, max_value=page.state.last_day, width=180,
        )  # fmt: skip
        chosen = given if isinstance(given, date) else data.scoped(days.telling_day, page.filters)
        turns = {} if chosen is None else {_name(shift, page): shift for shift in shifts_on(page.taxonomy, chosen)}
        named = st.selectbox(
            "Shift", list(turns), index=None, key="shift", bind="query-params", placeholder="Whole day", width=260
        )
        st.toggle("Play", key="playing", help=f"An hour every {SECONDS_AN_HOUR} seconds.")
    return chosen, turns.get(named or "")


def play(page: Begun, replay: days.Replay, day: date) -> None:
    """The clock, and what its hour held; with Play on it goes on by itself."""
    hours = replay.hours["label"].tolist()
    if len(hours) < 2:
        st.info("Nothing to replay within these filters.", icon=":material/search_off:")
        return
    is_playing = bool(st.session_state.get("playing"))
    key = f"hour {day} {hours[0]} {hours[-1]}"
    shown = st.fragment(_hour, run_every=SECONDS_AN_HOUR if is_playing else None)
    shown(page, replay, day, key, is_playing)


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
    st.markdown(f"**{state[key]}**  {plain(row['words'])}")
    drawn = charts.day_by_hour(
        replay.origins, replay.hours, replay.at_work, int(row["hour"]), page.colours,
        "Complaints by hour of arrival", f"{_period(page, replay, day)}\ncoloured by where they started", page.ink,
    )  # fmt: skip
    parts.chart(drawn, f"Complaints by hour on {day_words(day)}, up to {state[key]}", key="day chart")
    said, handed = st.columns([3, 2], gap="medium")
    with said:
        _said(page, replay, int(row["hour"]))
    with handed:
        _handed(replay, int(row["hour"]))


def _said(page: Begun, replay: days.Replay, hour: int) -> None:
    st.markdown("**In the customers' words**")
    rows = replay.quotes[replay.quotes["hour"] == hour].to_dict("records")
    if not rows:
        st.caption("No text to be quoted arrived in this hour.")
    for row in rows:
        quote.quote(quote.shortened(row["excerpt"]), row["pieces"], page.colours, row["language"])
        label = f"{row['at']}  {plain(row['issue'] or row['department'])}"
        link: dict[str, Any] = {"ticket": f"{row['source']}:{row['ticket_id']}"}
        st.caption(plain(row["department"] + (", closed then" if row["is_off_hours"] else "")))
        st.page_link(frame.page_path("tickets"), label=label, icon=":material/arrow_forward:", query_params=link)


def _handed(replay: days.Replay, hour: int) -> None:
    st.markdown("**Handed on, and come back**")
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


def _period(page: Begun, replay: days.Replay, day: date) -> str:
    chosen = page.filters.without("date_from", "date_to").words()
    return " · ".join([day_words(day), *chosen, *start.disputed_words(start.disputed_of(replay.origins))])
