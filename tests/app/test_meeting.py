"""Meeting mode: the story's steps over the page's filters, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from etl.reports.slides import pages as slides
from etl.reports.story import Picture
from pages.ui.meeting.pictures import DRAWN

Open = Callable[..., AppTest]


def test_every_kind_of_picture_is_drawn() -> None:
    assert set(DRAWN) == set(slides.DRAWN) == set(Picture)


def test_a_meeting_shows_the_steps_of_the_filters_and_no_tools(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "frontline", meeting="true", department="Logistics")
    findings = [title.value for title in app.title]
    assert len(findings) == len(set(findings)) >= 4
    assert any("Logistics" in finding for finding in findings)
    assert [button.label for button in app.button] == ["Leave (Esc)"]
    assert not any((app.multiselect, app.date_input, app.text_input, app.toggle, app.sidebar.children))
    places = [caption.value for caption in app.caption if f" of {len(findings)}" in caption.value]
    assert len(places) == len(findings)
    assert app.get("vega_lite_chart")


def test_a_meeting_starts_and_ends_on_its_page_with_its_filters(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "overview", department="Finance", step="3")
    finding = app.title[0].value
    app.button(key="present").click().run()
    assert app.query_params == {"department": "Finance", "meeting": "true"}
    assert not app.multiselect
    app.button(key="leave").click().run()
    assert app.query_params == {"department": "Finance"}
    assert [title.value for title in app.title] == [finding]


@pytest.mark.parametrize(("named", "shown"), [("2", 2), ("0", 1), ("99", -1), ("x", 1), ("²", 1), ("", 1)])
def test_a_step_that_there_isnt_is_the_nearest_that_there_is(
    open_page: Open, sample_home: Path, named: str, shown: int
) -> None:
    app = open_page(sample_home, "overview", meeting="true", step=named)
    assert not app.exception
    wanted = shown if shown > 0 else len(app.title)
    assert any(f":root:not([data-step]) .st-key-step_{wanted} " in html.value for html in app.html)


def test_with_too_little_for_a_story_a_meeting_says_so(open_page: Open, one_row_home: Path) -> None:
    app = open_page(one_row_home, "overview", meeting="true")
    assert not app.exception
    assert app.title[0].value
    assert [button.label for button in app.button] == ["Leave (Esc)"]


def test_nothing_loaded_offers_what_to_load_and_no_meeting(open_page: Open, tmp_path: Path) -> None:
    app = open_page(tmp_path, "overview", meeting="true")
    assert app.title[0].value == "Nothing has been loaded yet"
    assert "present" not in [button.key for button in app.button]
