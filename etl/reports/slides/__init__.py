"""Slides for a meeting: the story's steps with native, editable charts, each slide stamped with what it shows."""

from __future__ import annotations

from pathlib import Path

from etl import __version__
from etl.errors import InputError
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import value_words
from etl.reports.slides.pdf import ENDING as PDF
from etl.reports.slides.pdf import pdf_of
from etl.reports.story import Story
from etl.reports.story.figures import GENERATED

__all__ = ["check_template", "holds_words", "slides_file", "write_slides"]


def write_slides(story: Story, path: Path, *, link: str = "", template: Path | None = None) -> int:
    """Write the story as slides, or as a PDF if the file's name ends in .pdf, and return the number of slides.

    Parameters
    ----------
    link, template
        As in `slides_file`.

    Raises
    ------
    InputError
        If the template can't be used, the file can't be written, or a PDF is asked for and can't be made.
    """
    content, count = slides_file(story, link=link, template=template)
    if path.suffix.lower() == PDF:
        content = pdf_of(content)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"{path} can't be written: {error.strerror}. Choose another place with --out.") from error
    return count


def holds_words(filters: Filters) -> bool:
    """Whether slides under these filters quote customers: where the filters name exactly one department."""
    return len(filters.department) == 1


def check_template(template: Path) -> None:
    """Check that a company's file has what slides need, before any work is done.

    Raises
    ------
    InputError
        If it can't be read, or has no layout that slides can use.
    """
    from etl.reports.slides.masters import of_file

    of_file(template)


def slides_file(story: Story, *, link: str = "", template: Path | None = None) -> tuple[bytes, int]:
    """Content of the PowerPoint file, and the number of its slides.

    Parameters
    ----------
    link
        Address of the view that the slides show; empty where unknown.
    template
        PowerPoint file with a company's own master; None: ours.

    Raises
    ------
    InputError
        If the template can't be read, or has no layout that slides can use.
    """
    # Imported late: only slides need the library.
    from etl.reports.slides import masters, pages
    from etl.reports.slides.deck import Deck

    figures = story.figures
    master = masters.own() if template is None else masters.of_file(template)
    deck = Deck(master, figures.stamp, f"{story.title}: {figures.period}", f"Headwater {__version__}", link)
    counted = f"{value_words(figures.measured['complaints'])} complaints"
    chosen = figures.filter_words if figures.filters.without("date_from", "date_to", "department").chosen else ""
    lines = [f"{figures.period} · {counted}", chosen, figures.state.text[0].upper() + figures.state.text[1:]]
    if figures.state.is_generated:
        lines.append(GENERATED)
    deck.cover(story.title, lines, [figures.strip()])
    for step in story.steps:
        pages.draw(deck, figures, step)
    return deck.to_bytes(), deck.count
