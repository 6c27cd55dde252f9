"""The list of pages: what each file under ``pages/`` says of itself, read without running the page."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parents[1]


class Page(NamedTuple):
    """What a page says of itself in its own file: ``PAGE = Page(title, icon, help, place=...)``, all of it literal.

    Attributes
    ----------
    title
        In the sidebar and in the browser's tab.
    icon
        Name of a Material symbol, as Streamlit writes it.
    help
        What the page is for, in one sentence.
    place
        The list goes by it; the first page is the home page.
    name
        Of the file, without its ending, and of the page's address. Taken from the file, not written down.
    """

    title: str
    icon: str
    help: str
    place: int
    name: str = ""


@cache
def all_pages(folder: Path = FOLDER) -> tuple[Page, ...]:
    """Every page of a folder, in the order of the list.

    Raises
    ------
    ValueError
        If a file doesn't say what page it is.
    """
    found = [_page(path) for path in folder.glob("*.py") if path.stem != "__init__"]
    return tuple(sorted(found, key=lambda page: page.place))


def _page(path: Path) -> Page:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PAGE" and isinstance(node.value, ast.Call):
            given = [ast.literal_eval(each) for each in node.value.args]
            named = {str(each.arg): ast.literal_eval(each.value) for each in node.value.keywords}
            return Page(*given, **named)._replace(name=path.stem)
    raise ValueError(f"{path} says nothing of its title and icon: it needs a line PAGE = Page(...).")
