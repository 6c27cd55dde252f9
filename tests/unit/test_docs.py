"""The documents say what the code says: what is made from it is fresh and whole, and what they name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from etl.taxonomy.keys import DEPARTMENT_KEYS, ISSUE_KEYS, TAXONOMY_KEYS
from etl.taxonomy.loader import parse_taxonomy
from tests.conftest import ROOT
from tools.docs.__main__ import made
from tools.docs.reference import EXAMPLE

MADE = made()
DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*/README.md")))
WRITTEN = [path for path in DOCUMENTS if "reference" not in path.parts]
_ids = {"ids": lambda path: str(path.relative_to(ROOT))}


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", MADE, **_ids)
def test_what_is_made_from_the_code_is_fresh(path: Path) -> None:
    assert text_of(path) == MADE[path], "`make docs` makes it anew"


def test_the_reference_holds_no_page_that_nothing_makes() -> None:
    assert set((ROOT / "docs" / "reference").iterdir()) == {path for path in MADE if "reference" in path.parts}


@pytest.mark.parametrize("path", [path for path in MADE if "reference" in path.parts], **_ids)
def test_nothing_in_the_reference_is_undocumented(path: Path) -> None:
    rows = [line for line in MADE[path].splitlines() if line.startswith("| ")]
    assert [row for row in rows if not all(cell.strip() for cell in row[1:-1].split(" | "))] == []


def test_every_variable_that_the_code_reads_is_in_the_reference() -> None:
    files = (path for folder in ("etl", "pages", "tools") for path in (ROOT / folder).rglob("*.py"))
    named = set().union(*(re.findall(r"HEADWATER_[A-Z_]*[A-Z]", text_of(path)) for path in files))
    told = MADE[ROOT / "docs" / "reference" / "settings.md"] + text_of(ROOT / "docs" / "contributing.md")
    assert named
    assert sorted(name for name in named if f"`{name}`" not in told) == []


def test_the_example_of_a_taxonomy_is_one_and_has_every_key() -> None:
    assert parse_taxonomy(EXAMPLE).names == ("Customer Support", "Logistics", "Carrier")
    keys = {*TAXONOMY_KEYS, *DEPARTMENT_KEYS, *ISSUE_KEYS}
    assert keys == set(re.findall(r"(\w+):", EXAMPLE)) & keys


@pytest.mark.parametrize("path", WRITTEN, **_ids)
def test_files_folders_and_links_that_a_document_names_exist(path: Path) -> None:
    text = text_of(path)
    folders = "docs|etl|expectations|pages|sample|tests|tools"
    named = [name for name in re.findall(rf"`((?:{folders})/[\w./-]*)`", text) if "NAME" not in name]
    linked = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    assert [name for name in named if not (ROOT / name).exists()] == []
    assert [name for name in linked if not (path.parent / name).exists()] == []


@pytest.mark.parametrize("path", WRITTEN, **_ids)
def test_commands_and_targets_that_a_document_names_exist(path: Path) -> None:
    text = text_of(path)
    commands = set(
        re.findall(r"^## `python -m etl (\w+)", MADE[ROOT / "docs" / "reference" / "commands.md"], re.MULTILINE)
    )
    targets = set(re.findall(r"^(\w+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    assert set(re.findall(r"python -m etl ([a-z]+)", text)) <= commands
    assert set(re.findall(r"`make (\w+)", text)) <= targets
    modules = {name.replace(".", "/") for name in re.findall(r"python -m ((?:tools|tests)[\w.]*\w)", text)}
    assert [
        name for name in modules if not any((ROOT / end).exists() for end in (f"{name}.py", f"{name}/__main__.py"))
    ] == []
