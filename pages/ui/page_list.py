"""The list of pages: each file's own declaration, read without running the page."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parents[1]
SECTIONS = ("Show", "Work", "Data")
"""Groups of the list, in order: what is shown to others, what people decide and agree on, what all of it rests on."""


class Page(NamedTuple):
    """Declaration of a page in its own file: ``PAGE = Page(title, icon, help, section=…, place=…)``, all literal.

    Attributes
    ----------
    title
        In the sidebar and in the browser's tab.
    icon
        Name of a Material symbol, as Streamlit writes it.
    help
        What the page is for, in one sentence.
    section
        One of `SECTIONS`.
    place
        Position within the section; the first page of the list is the home page.
    name
        Name of the file without its ending, and of the page's address; taken from the file.
    """

    title: str
    icon: str
    help: str
    section: str
    place: int
    name: str = ""


@cache
def all_pages(folder: Path = FOLDER) -> tuple[Page, ...]:
    """Every page of a folder, in the order of the list.

    Raises
    ------
    ValueError
        If a file has no valid `PAGE`, or names an unknown section.
    """
    found = [_page(path) for path in folder.glob("*.py") if path.stem != "__init__"]
    return tuple(sorted(found, key=lambda page: (SECTIONS.index(page.section), page.place)))


def by_section(pages: Iterable[Page]) -> dict[str, list[Page]]:
    """Pages, in the order of the list, under the name of each section that has any."""
    return {section: list(group) for section, group in groupby(pages, key=attrgetter("section"))}


def _page(path: Path) -> Page:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PAGE" and isinstance(node.value, ast.Call):
            given = [ast.literal_eval(each) for each in node.value.args]
            named = {str(each.arg): ast.literal_eval(each.value) for each in node.value.keywords}
            page = Page(*given, **named)._replace(name=path.stem)
            if page.section not in SECTIONS:
                raise ValueError(f"{path} names the section {page.section!r}: it can be {', '.join(SECTIONS)}.")
            return page
    raise ValueError(f"{path} says nothing of its title and icon: it needs a line PAGE = Page(...).")
