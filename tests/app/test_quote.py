"""Customers' text stays text."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from etl.marts.colours import NEUTRAL
from pages.ui.quote import as_html, words_to_mark

_TAGS = re.compile(r"</?(?:mark|span)(?: style=\"[^\"<>]*\")?>")


def test_markup_is_shown_and_never_run() -> None:
    assert as_html("<script>alert(1)</script> & **bold**", {}) == (
        "&lt;script&gt;alert(1)&lt;/script&gt; &amp; **bold**"
    )


def test_a_phrase_is_marked_in_its_departments_colour_in_any_case() -> None:
    shown = as_html("It has NOT ARRIVED yet", {"not arrived": "#4477AA"})
    assert re.search(r'<mark style="[^"]*#4477AA[^"]*">NOT ARRIVED</mark> yet', shown)


def test_the_longer_of_two_phrases_is_marked_as_one() -> None:
    shown = as_html("late delivery", {"late": "#111111", "late delivery": "#222222"})
    assert shown.count("<mark") == 1
    assert "#222222" in shown


def test_a_masked_part_becomes_a_label() -> None:
    shown = as_html("write to [email] or [phone], not [other]", {})
    assert re.findall(r"<span style=\"[^\"]*\">(\w+)</span>", shown) == ["email", "phone"]
    assert "[other]" in shown


def test_a_phrase_that_holds_markup_marks_the_escaped_text() -> None:
    assert "<mark" in as_html("a <b> c", {"<b>": "#4477AA"})
    assert "<b>" not in as_html("a <b> c", {"<b>": "#4477AA"})


@given(st.text(max_size=200), st.dictionaries(st.text(min_size=1, max_size=8), st.just("#4477AA"), max_size=4))
def test_without_our_own_tags_the_text_is_what_was_written(text: str, marked: dict[str, str]) -> None:
    bare = _TAGS.sub("", as_html(text, marked))
    assert "<" not in bare
    assert unescape(bare) == re.sub(r"\[(email|phone|card|iban|name)\]", r"\1", text) or "[" in text


def test_words_take_the_colour_of_the_department_that_they_speak_for_most() -> None:
    evidence = [("Logistics", "late"), ("Stores", "late"), ("Logistics", "WISMO"), ("Nobody", "x")]
    colours = {"Logistics": "#4477AA", "Stores": "#EE8866"}
    assert words_to_mark(["late", "x"], evidence, colours) == {"late": "#4477AA", "x": NEUTRAL}
