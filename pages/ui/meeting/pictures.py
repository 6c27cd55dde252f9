"""Draws each step of the meeting: a chart that fills the stage, or large text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from etl.marts.core.formatting import day_words, whisker_words
from etl.marts.core.note_words import note_words
from etl.marts.frames.breakdowns import TwoViews
from etl.marts.frames.over_time import months_words
from etl.reports.story import Card, Picture, Proposal, Step, Story
from etl.reports.story.step import Drawing, sides_of
from pages.ui import parts, quote, theme
from pages.ui.charts.bars import bars_by_cause
from pages.ui.charts.handoff_bars import handoff_bars
from pages.ui.charts.hours_by_cause import hours_by_cause
from pages.ui.charts.hundred_squares import hundred_squares
from pages.ui.charts.months_with_limits import months_with_limits
from pages.ui.plain_text import plain

_WIDTH = 1184
"""Pixels of the stage between its margins."""
_HIGH = 400
"""Pixels of a plot without its axis that a picture has under a title of three lines, about."""
_MOST_COMMITMENTS = 5
_MOST_WITH_WORDS = 5
"""Causes where a sentence stands below: smaller letters would be lost on the back row."""
_PARTS = "ab"
"""The two pictures of a pair: the first has few parts, and their names under it."""
_SQUARE = 36
"""Pixels of one of a hundred."""
DRAWN: Drawing[Callable[[Step, Story, int], None]] = Drawing()


def draw(step: Step, story: Story, place: int) -> None:
    """Draw a step's picture into a container that fills the stage below the title."""
    DRAWN[step.picture](step, story, place)


def _chart(drawn: Any, words: str, place: int, part: str = "") -> None:
    with st.container(key=f"picture_{place}{part}"):
        parts.chart(drawn, words, key=f"meeting {place}{part}", width="content", opens=None)


@DRAWN.of(Picture.HUNDREDS)
def _hundreds(step: Step, story: Story, place: int) -> None:
    views = step.shown
    assert isinstance(views, TwoViews)
    pair = st.container(key=f"pair_{place}", horizontal=True)
    for part, each in zip(_PARTS, sides_of(views), strict=True):
        with pair:
            if each.squares.empty:
                _listed([f"**{plain(each.title)}**", plain(note_words(each.why))], f"{place}{part}")
                continue
            # Intervals are in the notes: in a meeting's font size they would leave no room for the squares.
            drawn = hundred_squares(
                each.squares.assign(limits=""),
                story.figures.colours,
                each.title,
                each.unit,
                theme.ink(),
                _SQUARE,
                is_key_beside=part == _PARTS[-1],
            )
            _chart(drawn, f"{each.title}: a hundred squares, {each.unit}", place, part)


@DRAWN.of(Picture.CAUSES)
def _causes(step: Step, story: Story, place: int) -> None:
    rows = step.shown
    assert isinstance(rows, pd.DataFrame)
    if step.said:
        rows = rows.head(_MOST_WITH_WORDS)
    basis = "estimated" if rows["is_estimated"].any() else "logged"
    unit = "hours a month" if rows["hours_a_month"].notna().all() else "hours"
    has_range = bool((rows["high_frontline_hours"] > rows["low_frontline_hours"]).any())
    whiskers = f"; {whisker_words(story.figures.measured['complaints'])}" if has_range else ""
    title, said = f"The frontline's {unit}, and their money", f"{basis}, with goodwill{whiskers}"
    drawn = hours_by_cause(rows, story.figures.colours, title, said, theme.ink())
    _chart(drawn.properties(width=_WIDTH), "Frontline hours by issue and originating department", place)


@DRAWN.of(Picture.COUNTS)
def _counts(step: Step, story: Story, place: int) -> None:
    rows = step.shown
    assert isinstance(rows, pd.DataFrame)
    rows = rows.head(_MOST_WITH_WORDS)
    has_range = bool((rows["high"] > rows["low"]).any())
    whiskers = f"; {whisker_words(story.figures.measured['complaints'])}" if has_range else ""
    drawn = bars_by_cause(rows, story.figures.colours, "The largest causes", f"complaints{whiskers}", theme.ink())
    _chart(drawn.properties(width=_WIDTH), "Complaints by issue and originating department", place)


@DRAWN.of(Picture.HANDOFFS)
def _handoffs(step: Step, story: Story, place: int) -> None:
    rows = step.shown
    assert isinstance(rows, pd.DataFrame)
    title, said = "Hand-offs from department to department", "thin line: came back unsolved"
    drawn = handoff_bars(rows, story.figures.colours, title, said, theme.ink())
    _chart(drawn.properties(width=_WIDTH), title, place)


@DRAWN.of(Picture.MONTHS)
def _months(step: Step, story: Story, place: int) -> None:
    frame = step.shown
    assert isinstance(frame, pd.DataFrame)
    ink, said = theme.ink(), months_words(frame, story.figures.measured["complaints"]).replace("\n", "; ")
    drawn = months_with_limits(frame, ink.text, "Complaints by month", said, ink, height=_HIGH)
    _chart(drawn.properties(width=_WIDTH), "Complaints by month with process limits", place)


@DRAWN.of(Picture.CARDS)
def _cards(step: Step, story: Story, place: int) -> None:
    cards = step.shown
    assert isinstance(cards, tuple)
    with st.container(key=f"words_{place}"):
        for column, card in zip(st.columns(len(cards)), cards, strict=True):
            assert isinstance(card, Card)
            with column.container(border=True, height="stretch", key=f"told_{place}_{card.name}"):
                st.markdown(f"**{plain(card.label)}**")
                st.metric(card.label, card.number, label_visibility="collapsed")
                st.caption(plain(card.under or " "))


@DRAWN.of(Picture.QUOTES)
def _quotes(step: Step, story: Story, place: int) -> None:
    rows = step.shown
    assert isinstance(rows, pd.DataFrame)
    with st.container(key=f"words_{place}"):
        for row in rows.to_dict("records"):
            quote.quote(quote.shortened(row["excerpt"]), row["pieces"], story.figures.colours, row["language"])
            if isinstance(row["issue"], str):
                st.caption(plain(row["issue"]))


@DRAWN.of(Picture.COMMITMENTS)
def _commitments(step: Step, story: Story, place: int) -> None:
    rows = step.shown
    assert isinstance(rows, pd.DataFrame)
    left = len(rows) - _MOST_COMMITMENTS
    shown = rows.head(_MOST_COMMITMENTS)
    cells = {"Cause": shown["cause"], "Action": shown["what"], "Owner": shown["owner"],
             "Due": shown["due"].map(day_words), "State": shown["state"]}  # fmt: skip
    with st.container(key=f"words_{place}"):
        st.table(pd.DataFrame(cells).map(plain), hide_index=True, border="horizontal")
        if left > 0:
            st.caption(f"{left} more on Commitments.")


@DRAWN.of(Picture.PROPOSAL)
def _proposal(step: Step, story: Story, place: int) -> None:
    found = step.shown
    assert isinstance(found, Proposal)
    told = (
        ("Cause", f"{found.issue} ({found.department})"), ("Takes", found.worth), ("Makes", found.complaints),
        ("Owner", "…"), ("Until", "…"),
    )  # fmt: skip
    _listed([f"**{label}:** {plain(words)}" for label, words in told if words], place)


@DRAWN.of(Picture.LINES)
def _lines(step: Step, story: Story, place: int) -> None:
    sentences = step.shown
    assert isinstance(sentences, tuple)
    _listed([plain(str(sentence)) for sentence in sentences], place)


def _listed(lines: Sequence[str], place: int | str) -> None:
    with st.container(key=f"words_list_{place}"):
        st.markdown("\n\n".join(lines))
