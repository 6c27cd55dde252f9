"""A day on the frontline: what arrived hour by hour, by cause and in the customers' words, and what was handed on."""

import streamlit as st

from etl.marts.core.formatting import count
from etl.marts.frames import replay as days
from pages.ui import address, data, frame, parts, start
from pages.ui.day import player
from pages.ui.page_list import Page
from pages.ui.plain_text import plain

PAGE = Page(
    "A day on the frontline",
    ":material/wb_twilight:",
    "Replay a day hour by hour as the team lived it.",
    section="Show",
    place=60,
)

frame.require()
page = start.begin()
heading = st.container()
day, shift = player.choose(page)
if day is None:
    with heading:
        start.title("No complaint arrived within these filters.")
    st.stop()

replay = data.ask(days.replay, page.filters, day=day, shift=shift)
with heading:
    is_unknown = page.is_guesswork and replay.has_hours
    start.title(days.finding_without_origins(day, replay.complaints) if is_unknown else replay.finding)
if not address.texts("day"):
    st.caption(plain(days.RULE if replay.has_hours else days.RULE_OF_DAYS))
if page.filters.department:
    here = page.filters.with_(date_from=day, date_to=day, department=page.filters.department)
    st.page_link(
        frame.page_path("tickets"), label=f"Read the {count(replay.complaints)} complaints of this day",
        icon=":material/confirmation_number:", query_params=here.to_query(),
    )  # fmt: skip
if replay.has_hours:
    player.play(page, replay, day)
else:
    player.as_a_whole(page, replay, day)

st.subheader("The day in figures", anchor=False)
of_day = page.filters.with_(date_from=day, date_to=day)
parts.cards(("complaints", "off_hours", "handed_on", "frontline_hours_elsewhere"), data.measured(of_day), of_day)
