"""What the README points at is there."""

from __future__ import annotations

import re

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_picture_of_the_readme_exists_and_every_picture_is_shown() -> None:
    shown = set(re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README))
    assert shown
    assert shown == {str(path.relative_to(ROOT)) for path in (ROOT / "sample" / "pictures").glob("*.png")}


def test_every_file_and_folder_that_the_readme_names_exists() -> None:
    named = {name for name in re.findall(r"`((?:etl|tests|expectations|pages)/[\w./]*)`", README) if "*" not in name}
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
