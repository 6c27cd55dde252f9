"""The last slides: what is counted and what is inferred, and every figure's definition."""

from __future__ import annotations

from collections.abc import Sequence

from etl.marts.core.filters import Filters
from etl.marts.core.formatting import value_words
from etl.marts.core.note_words import note_words
from etl.marts.frames.findings import method_finding
from etl.marts.frames.hypothesis import headline_measures
from etl.marts.measures.catalogue import measures
from etl.reports.slides import sentences, shapes
from etl.reports.slides.deck import BODY_WIDTH, LINE, Deck, Words, lines_of
from etl.reports.slides.figures import Figures

_REST = ("share_unattributed", "company_view", "frontline_view", "mean_confidence", "agreement")

_ROOM = 4.95
"""Inches for the rows of a slide."""


def defined(filters: Filters) -> tuple[str, ...]:
    """Measures that the slides show or rest on, in the order in which they are defined."""
    return ("complaints", *headline_measures(filters), *_REST)


def known(deck: Deck, figures: Figures) -> None:
    """What is counted, what is inferred, what is estimated."""
    hours = figures.measured["handle_hours"]
    note = f"{value_words(hours)} of handling. {note_words(hours.notes)}".strip()
    page = deck.add("Counted or inferred", method_finding(figures.whole), [note])
    rows = [[[Words(name, is_bold=True)], [Words(text)]] for name, text in sentences.KNOWN]
    shapes.table(
        page.slide, page.body, (2.2, BODY_WIDTH - 2.2), ("Kind", "What, and how it is known"), rows, "How it is known"
    )


def definitions(deck: Deck, figures: Figures) -> None:
    """Every figure's definition, from the registry, on as many slides as they need."""
    registered = {each.name: each for each in measures()}
    names = (*defined(figures.filters), "disputed") if figures.measured["disputed"].value else defined(figures.filters)
    every = [(registered[name].label, registered[name].sentence) for name in names] + [sentences.LIMITS]
    width = BODY_WIDTH - 3.2
    pages = _paged([(row, max(lines_of(row[0], 3.0, is_bold=True), lines_of(row[1], width - 0.2))) for row in every])
    for number, rows in enumerate(pages, start=1):
        title = "How every figure on these slides is defined"
        title += f" ({number} of {len(pages)})" if len(pages) > 1 else ""
        page = deck.add("Definitions", title, [f"{label}: {sentence}" for label, sentence in rows])
        cells = [[[Words(label, is_bold=True)], [Words(sentence)]] for label, sentence in rows]
        shapes.table(page.slide, page.body, (3.2, width), ("Figure", "Definition"), cells, title)


def _paged(rows: Sequence[tuple[tuple[str, str], int]]) -> list[list[tuple[str, str]]]:
    """Rows spread over slides by the lines that they take."""
    pages: list[list[tuple[str, str]]] = [[]]
    room = free = _ROOM
    for row, lines in rows:
        height = lines * LINE + 0.1
        if height > free and pages[-1]:
            pages.append([])
            free = room
        pages[-1].append(row)
        free -= height
    return pages
