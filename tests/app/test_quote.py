"""Customers' text stays text."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from pages.ui.quote import as_html

_TAGS = re.compile(r"</?(?:mark|span)(?: style=\"[^\"<>]*\")?>")


def test_markup_is_shown_and_never_run() -> None:
    assert as_html("<script>alert(1)</script> & **bold**", []) == (
        "&lt;script&gt;alert(1)&lt;/script&gt; &amp; **bold**"
    )


def test_a_stretch_is_marked_in_its_colour_and_nothing_else_is() -> None:
    shown = as_html("It has NOT ARRIVED yet", [(7, 18, "#4477AA")])
    assert re.search(r'It has <mark style="[^"]*#4477AA[^"]*">NOT ARRIVED</mark> yet', shown)


def test_a_masked_part_becomes_a_label() -> None:
    shown = as_html("write to [email] or [phone], not [other]", [])
    assert re.findall(r"<span style=\"[^\"]*\">(\w+)</span>", shown) == ["email", "phone"]
    assert "[other]" in shown


def test_a_stretch_that_holds_markup_is_escaped() -> None:
    shown = as_html("a <b> c", [(2, 5, "#4477AA")])
    assert "&lt;b&gt;</mark>" in shown
    assert "<b>" not in shown


@given(st.text(max_size=200), st.lists(st.integers(0, 200), max_size=8, unique=True))
def test_without_our_own_tags_the_text_is_what_was_written(text: str, cuts: list[int]) -> None:
    ends = sorted(cut for cut in cuts if cut <= len(text))
    marks = [(start, end, "#4477AA") for start, end in zip(ends[::2], ends[1::2], strict=False)]
    bare = _TAGS.sub("", as_html(text, marks))
    assert "<" not in bare
    assert unescape(bare) == re.sub(r"\[(email|phone|card|iban|name)\]", r"\1", text) or "[" in text
