"""What the README and the pages' list point at is there."""

from __future__ import annotations

import re

from pages.ui.page_list import SECTIONS, all_pages
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
_PICTURE = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")


def test_the_readme_shows_four_pictures_and_every_picture_is_shown_somewhere() -> None:
    texts = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    shown = {(text.parent / name).resolve() for text in texts for name in _PICTURE.findall(text.read_text("utf-8"))}
    pictures = set((ROOT / "sample" / "pictures").glob("*.png"))
    assert pictures <= shown
    assert all(path.exists() for path in shown)
    assert len(_PICTURE.findall(README)) == 4


def test_every_file_and_folder_that_the_readme_names_exists() -> None:
    named = {name for name in re.findall(r"`((?:etl|tests|expectations|pages)/[\w./]*)`", README) if "*" not in name}
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_every_page_has_its_row_under_its_section() -> None:
    rows = re.findall(r"^\| ([^|]+) \|", (ROOT / "docs" / "pages.md").read_text(encoding="utf-8"), re.MULTILINE)
    told: dict[str, list[str]] = {}
    for name in rows[1:]:  # behind the head
        if name.startswith("**"):
            told[name.strip("*")] = []
        else:
            told[list(told)[-1]].append(name)
    listed = {section: [page.title for page in all_pages() if page.section == section] for section in SECTIONS}
    assert told == listed
