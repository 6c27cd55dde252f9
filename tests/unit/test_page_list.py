"""A page is one file: what it says of itself is all that the list, the addresses and the tests need."""

from __future__ import annotations

from pathlib import Path

import pytest

from pages.ui.page_list import FOLDER, SECTIONS, all_pages, by_section

PAGE = """
PAGE = Page("Returns", ":material/undo:", "What came back.", section={section!r}, place={place})
raise RuntimeError
"""


def test_a_page_is_known_by_its_file_alone_and_is_not_run_for_it(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").touch()
    (tmp_path / "returns.py").write_text(PAGE.format(section="Show", place=20))
    (tmp_path / "first.py").write_text(PAGE.format(section="Show", place=10).replace("Returns", "First"))
    assert [(page.name, page.title) for page in all_pages(tmp_path)] == [("first", "First"), ("returns", "Returns")]


def test_the_list_goes_by_section_and_by_place_within_it(tmp_path: Path) -> None:
    for name, section, place in (("a", "Data", 1), ("b", "Show", 30), ("c", "Show", 20)):
        (tmp_path / f"{name}.py").write_text(PAGE.format(section=section, place=place))
    listed = by_section(all_pages(tmp_path))
    assert {section: [page.name for page in pages] for section, pages in listed.items()} == {
        "Show": ["c", "b"],
        "Data": ["a"],
    }


def test_a_section_that_there_is_not_is_named(tmp_path: Path) -> None:
    (tmp_path / "returns.py").write_text(PAGE.format(section="Sold", place=20))
    with pytest.raises(ValueError, match=r"returns\.py .*'Sold'.* Show, Work, Data"):
        all_pages(tmp_path)


def test_a_file_that_does_not_say_what_page_it_is_is_named(tmp_path: Path) -> None:
    (tmp_path / "silent.py").write_text("x = 1\n")
    with pytest.raises(ValueError, match=r"silent\.py .* PAGE = Page"):
        all_pages(tmp_path)


def test_no_two_pages_share_a_place_or_a_title() -> None:
    pages = all_pages()
    assert len({page.place for page in pages}) == len({page.title for page in pages}) == len(pages)
    assert {page.name for page in pages} == {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}
    assert tuple(by_section(pages)) == SECTIONS, "each section has pages"
