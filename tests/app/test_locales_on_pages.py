"""Two readers of the same page, each with the marks of their own browser's locale."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import downloads
from tests.app.shown import as_written
from tests.slides_read import read
from tests.stores import PAGES, etl

Open = Callable[..., AppTest]

ENGLISH = re.compile(r"(?<![\w.,:/-])(\d{1,3}(,\d{3})+(?![\d,])|\d+\.\d(?=[ %–]|$))")
GERMAN = re.compile(r"(?<![\w.,:/-])(\d{1,3}(\.\d{3})+(?![\d.])|\d+,\d(?=[ %–]|$))")
AMERICAN = re.compile(r"\b[A-Z][a-z]{2} \d{1,2}, 20\d\d")


def texts(message: Any) -> Iterator[str]:
    """Every text of an element that is a sentence or a figure with its unit."""
    for field, value in message.ListFields():
        for each in value if not isinstance(value, (str, bytes)) and hasattr(value, "__len__") else [value]:
            if hasattr(each, "ListFields"):
                yield from texts(each)
            elif field.name == "spec":
                spec = as_written(each)
                yield from (spec["description"], str(spec["title"]))
            elif isinstance(each, str) and field.name not in {"id", "url", "query", "element_id", "data", "css"}:
                text = re.sub("<[^>]*>", " ", each)
                if re.search(r"\d.* |\w \d", text) and not text.startswith("{"):
                    yield text


def said(app: AppTest) -> list[str]:
    """Texts of a page, its tables' cells among them."""
    elements = [each for block in (app.main, app.sidebar) for each in block]
    told = [text for each in elements if each.proto is not None for text in texts(each.proto)]
    cells = [str(cell) for table in app.table for cell in table.value.astype("str").to_numpy().ravel()]
    return told + cells


@pytest.mark.parametrize("page", PAGES)
def test_two_readers_of_one_page_get_their_own_marks(open_page: Open, sample_home: Path, page: str) -> None:
    english = said(open_page(sample_home, page))
    german = said(open_page(sample_home, page, locale="de-DE"))
    assert [text for text in german if ENGLISH.search(text)] == []
    assert [text for text in english if GERMAN.search(text)] == []
    assert said(open_page(sample_home, page)) == english
    assert len(german) == len(english)


def test_a_deck_has_the_marks_of_whoever_takes_it_and_a_table_of_nobody(
    open_page: Open, sample_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(downloads.st, "download_button", lambda label, content, **_: made.update({label: content}))
    open_page(sample_home, locale="de-DE")
    open_page(sample_home, "tickets", locale="en-US", from_="2026-01-01")
    with ThreadPoolExecutor() as pool:  # a server makes files in threads of its own
        deck = pool.submit(made["Take this to a meeting: slides"]).result()
        rows = pool.submit(made["Download these tickets"]).result()
    shown = slide_texts(deck)
    assert [text for text in shown if ENGLISH.search(text)] == []
    assert [text for text in shown if GERMAN.search(text)] != []
    assert b"from 1 Jan 2026" in rows


def test_slides_of_a_command_follow_the_setting(
    sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {}
    for locale in ("", "de-DE"):
        monkeypatch.setenv("HEADWATER_LOCALE", locale)
        path = tmp_path / f"slides{locale}.pptx"
        etl(sample_home, "export", "--what", "slides", "--out", str(path))
        told[locale] = " ".join(slide_texts(path.read_bytes()))
    assert (bool(ENGLISH.search(told[""])), bool(GERMAN.search(told[""]))) == (True, False)
    assert (bool(ENGLISH.search(told["de-DE"])), bool(GERMAN.search(told["de-DE"]))) == (False, True)


def slide_texts(content: bytes) -> list[str]:
    """Texts of a deck's shapes and tables."""
    shapes = [shape for slide in read(content).slides for shape in slide.shapes]
    cells = [cell.text for shape in shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return [shape.text_frame.text for shape in shapes if shape.has_text_frame] + cells
