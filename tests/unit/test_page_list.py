"""A page is one file: what it says of itself is all that the list, the addresses and the tests need."""

from __future__ import annotations

from pathlib import Path

import pytest

from pages.ui.page_list import FOLDER, all_pages

PAGE = """
PAGE = Page("Returns", ":material/undo:", "What came back.", place={place})
raise RuntimeError
"""


def test_a_page_is_known_by_its_file_alone_and_is_not_run_for_it(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").touch()
    (tmp_path / "returns.py").write_text(PAGE.format(place=20))
    (tmp_path / "first.py").write_text(PAGE.format(place=10).replace("Returns", "First"))
    assert [(page.name, page.title) for page in all_pages(tmp_path)] == [("first", "First"), ("returns", "Returns")]


def test_a_file_that_does_not_say_what_page_it_is_is_named(tmp_path: Path) -> None:
    (tmp_path / "silent.py").write_text("x = 1\n")
    with pytest.raises(ValueError, match=r"silent\.py .* PAGE = Page"):
        all_pages(tmp_path)


def test_no_two_pages_share_a_place_or_a_title() -> None:
    pages = all_pages()
    assert len({page.place for page in pages}) == len({page.title for page in pages}) == len(pages)
    assert {page.name for page in pages} == {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}
