"""Slides for a meeting: native, editable charts and tables, each slide stamped with what it was computed over."""

from __future__ import annotations

from pathlib import Path

from etl import __version__
from etl.errors import InputError
from etl.marts.core.filters import Filters
from etl.marts.shares.scope import Scope

__all__ = ["holds_words", "slides_file", "write_slides"]


def write_slides(scope: Scope, path: Path, seed: int = 0) -> int:
    """Write slides of what is within the filters, and give their number.

    Parameters
    ----------
    seed
        Of the bootstrap that bounds come from, as `etl.marts.measures.compute.compute` takes it.

    Raises
    ------
    InputError
        If nothing has been loaded, or the file can't be written.
    """
    content, count = slides_file(scope, seed)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"{path} can't be written: {error.strerror}. Choose another place with --out.") from error
    return count


def holds_words(filters: Filters) -> bool:
    """Whether slides under these filters quote customers: where the filters name exactly one department."""
    return len(filters.department) == 1


def slides_file(scope: Scope, seed: int = 0) -> tuple[bytes, int]:
    """Content of the file, and the number of its slides; the seed is as in `write_slides`.

    Raises
    ------
    InputError
        If nothing has been loaded.
    """
    # Only who asks for slides waits for the library behind them.
    from etl.reports.slides import definitions, pages
    from etl.reports.slides.deck import Deck
    from etl.reports.slides.figures import gather

    figures = gather(scope, seed)
    deck = Deck(figures.stamp, f"Complaints and where they start: {figures.period}", f"Headwater {__version__}")
    for page in (
        pages.headline,
        pages.departments,
        pages.lenses,
        pages.months,
        pages.views,
        pages.department,
        definitions.known,
        definitions.definitions,
    ):
        page(deck, figures)
    return deck.to_bytes(), deck.count
