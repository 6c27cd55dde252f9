"""No word on a slide is cut, runs over its place or lies on another, in three typefaces and with long names."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.util import Inches

from etl.ledger.commitments import Commitment
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import LEAST
from etl.marts.shares.scope import Scope
from etl.reports.slides import letters, slides_file
from etl.reports.slides.pdf import pdf_of
from etl.reports.story import tell
from etl.taxonomy import parse_taxonomy
from tests.slides_read import (
    FACES,
    categories_of,
    charts_of,
    is_installed,
    misfits,
    plain,
    read,
    shapes_of,
    texts_of,
    title_of,
    width_of,
)
from tests.store_rows import TAXONOMY, Row, laid, moved, store, ticket
from tests.told_rows import ORDERS, WORK, some_complaints

LINK = "https://headwater.example.com/?department=Logistics"
LONG = [f"{name} and everything that belongs to it"[:40].strip() for name in (
    "Warehousing", "Customer billing", "Merchandising", "International shipping", "Website development",
    "Quality assurance", "Marketing campaigns", "Returns processing", "Store operations",
)]  # fmt: skip
"""Names of departments of about 40 letters; with the frontline one more than there are colours."""
WORDS = "The parcel was promised for Monday between nine and noon, I took a day off, and nobody came or called. " * 6


def issue_of(name: str) -> str:
    return f"Something of {name[:12]} took longer than it was promised, again"


def long_names() -> tuple[dict[str, list[Row]], str]:
    """A store whose departments and issues have long names, and texts of 600 letters."""
    text = TAXONOMY + "".join(
        f"  {name}:\n    teams: [Team of {name}]\n    issues: {{'{issue_of(name)}': {{phrases: [late]}}}}\n"
        for name in LONG
    )  # fmt: skip
    tickets, attributions, events = [], [], []
    for number in range(120):
        name, key = LONG[min(number % 17, 8)], str(number)
        at = date(2026, 1 + number % 9, 1 + number % 28)
        moment = {"count_handoffs": 2, "count_stations": 3}
        tickets.append(ticket(key, _noon(at), body=WORDS, **(WORK | moment)))
        attributions.append(laid(key, name, issue=issue_of(name)))
        events += moved(key, "First line", f"Team of {name}", "First line", start=_noon(at))
    rows = {"tickets": tickets, "attributions": attributions, "events": events, "volumes": ORDERS}
    return rows, text


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)


def few() -> tuple[dict[str, list[Row]], str]:
    """As many complaints as too few are."""
    return {
        "tickets": [ticket(str(number), **WORK) for number in range(LEAST - 1)],
        "attributions": [laid(str(number), "Unattributed") for number in range(LEAST - 1)],
    }, TAXONOMY


def usual() -> tuple[dict[str, list[Row]], str]:
    return some_complaints(volumes=ORDERS), TAXONOMY


def commitments(department: str, issue: str) -> tuple[Commitment, ...]:
    what = "A second courier on Mondays, and a message to the customer as soon as a slot is missed, also on Sundays"
    return tuple(
        Commitment(str(number), department, issue, "Wilhelmina van Oranje-Nassau", what, date(2026, 9, 1),
                   date(2026, 9, 1 + number), None)
        for number in range(9)
    )  # fmt: skip


STORES: dict[str, tuple[Callable[[], tuple[dict[str, list[Row]], str]], Filters]] = {
    "usual": (usual, Filters()),
    "one department": (usual, Filters(department=("Logistics",))),
    "few": (few, Filters()),
    "nothing": (usual, Filters(channel=("pigeon",))),
    "long names": (long_names, Filters()),
    "long department": (long_names, Filters(department=(LONG[0],))),
    "many filters": (usual, Filters(team=tuple(f"Team number {number}" for number in range(30)))),
}


@cache
def made(name: str, template: str = "") -> Any:
    """A deck, read back; each is written once."""
    rows, filters = STORES[name]
    tables, text = rows()
    with store(**tables) as connection:
        scope = Scope(connection, filters, parse_taxonomy(text))
        promised = commitments(filters.department[0], issue_of(LONG[0])) if filters.department else ()
        story = tell(scope, commitments=promised, today=date(2026, 10, 1))
    return read(slides_file(story, link=LINK, template=Path(template) if template else None)[0])


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A company's master of 4:3, its title centred, with a foot."""
    path = tmp_path_factory.mktemp("master") / "company.pptx"
    presentation = Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[0])
    presentation.save(str(path))
    return str(path)


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("name", STORES)
def test_every_word_has_its_room_in_each_typeface(name: str, face: str) -> None:
    need(face)
    assert list(misfits(made(name), face)) == []


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("name", ["usual", "one department", "long names"])
def test_every_word_has_its_room_on_a_companys_master(name: str, face: str, narrow: str) -> None:
    need(face)
    assert list(misfits(made(name, narrow), face)) == []


def need(face: str) -> None:
    """Skip where a typeface isn't installed."""
    if not is_installed(face):
        pytest.skip(f"{face} isn't installed")


@pytest.mark.parametrize("name", ["usual", "one department", "long names", "long department"])
def test_no_title_legend_or_name_is_cut(name: str) -> None:
    for slide in made(name).slides:
        assert "…" not in title_of(slide)
        assert not [each for shape in charts_of(slide) for each in categories_of(shape) if "…" in each]
        legends = [shape.text_frame.text for shape in shapes_of(slide) if shape.name == "Legend"]
        assert not [each for each in legends if "…" in each]


def test_a_legend_names_every_department_whole_and_counts_a_hundred() -> None:
    """The last entry read "17 …": cut between words, it had no name left."""
    slide = next(slide for slide in made("long names").slides if "What the frontline sees" in texts_of(slide))
    legends = [plain(shape.text_frame.text) for shape in shapes_of(slide) if shape.name == "Legend"]
    parts = [text.split("  ", 1) for text in legends]
    assert sum(int(number) for number, _ in parts) in (100, 200)
    names = [name for _, name in parts if not name.endswith("complaint")]
    assert set(names) <= {*LONG, "Other departments"} or names[-1].startswith("in ")
    assert len(names) >= 5


def test_a_cut_legend_would_be_seen() -> None:
    deck = made("usual")
    slide = next(slide for slide in deck.slides if "What the frontline sees" in texts_of(slide))
    legend = next(shape for shape in slide.shapes if shape.name == "Legend")
    before = legend.height
    legend.height = Inches(0.1)
    assert any("Legend: needs" in each for each in misfits(deck))
    legend.height = before
    beside = next(shape for shape in slide.shapes if "hundred squares" in shape.name)
    left, legend.left = legend.left, beside.left
    assert any("lies on" in each for each in misfits(deck))
    legend.left = left


@pytest.mark.parametrize(
    "text", ["Of what was caused elsewhere, Customer Support handled 97 % first", "Wilhelmina MMM WWW 12,345", *LONG]
)
@pytest.mark.parametrize("is_bold", [False, True])
def test_widths_are_estimated_no_narrower_than_a_wide_typeface(text: str, is_bold: bool) -> None:
    assert letters.width_of(text, 18, is_bold=is_bold) >= 0.985 * width_of(text, 18, is_bold=is_bold)


@settings(max_examples=50)
@given(st.text(alphabet=st.characters(codec="latin-1", categories=("L", "N", "P", "Zs")), max_size=200))
def test_a_cut_text_takes_no_more_lines_than_it_has(text: str) -> None:
    cut = letters.cut(text, 3.0, 18, 2)
    assert letters.lines_of(cut, 3.0, 18) <= 2
    assert cut == text or cut.endswith("…")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice isn't installed")
def test_libreoffice_makes_a_pdf_of_as_many_pages_as_there_are_slides() -> None:
    deck = made("one department")
    content = BytesIO()
    deck.save(content)
    pdf = pdf_of(content.getvalue())
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type/Page\n") + pdf.count(b"/Type/Page/") + pdf.count(b"/Type/Page ") >= len(deck.slides)
