"""Data of a story's step, independent of slides and pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeAlias, TypeVar

import pandas as pd

from etl.marts.core.notes import Notes
from etl.marts.frames.breakdowns import TwoViews
from etl.reports.story.figures import Figures


class Picture(Enum):
    """Kind of picture that a step shows; each member's text says what its `Step.shown` is."""

    CARDS = "cards"
    """Numbers: a tuple of `Card`."""
    HUNDREDS = "hundreds"
    """A hundred orders beside a hundred complaints: `TwoViews`."""
    CAUSES = "causes"
    """Hours and money by cause, the most first: rows of `etl.marts.frames.cost_by_cause.burden` by issue."""
    COUNTS = "counts"
    """Complaints by cause, the most first, where nobody knows whose hours they took: the same rows; low and
    high bound their complaints, and text says them, as in `etl.marts.frames.breakdowns.by_issue`."""
    HANDOFFS = "handoffs"
    """Hand-offs and how many came back, the most first: rows of `etl.marts.frames.bounce_backs.time_lost`."""
    MONTHS = "months"
    """Complaints by month: the frame `etl.marts.frames.breakdowns.by_month`."""
    QUOTES = "quotes"
    """Customers' words: rows of `etl.marts.frames.breakdowns.quotes`."""
    COMMITMENTS = "commitments"
    """What has been agreed: the frame `etl.marts.frames.commitments.listing`."""
    PROPOSAL = "proposal"
    """What to agree on: `Proposal`."""
    LINES = "lines"
    """Sentences, one below the other: a tuple of str."""


Draw = TypeVar("Draw")


class Drawing(Generic[Draw]):
    """Functions that draw each kind of picture on one medium; each registers the kind that it draws."""

    def __init__(self) -> None:
        self._by: dict[Picture, Draw] = {}

    def of(self, picture: Picture) -> Callable[[Draw], Draw]:
        """Register the function that draws a kind of picture."""

        def mark(draw: Draw) -> Draw:
            self._by[picture] = draw
            return draw

        return mark

    def __getitem__(self, picture: Picture) -> Draw:
        return self._by[picture]

    def __iter__(self) -> Iterator[Picture]:
        return iter(self._by)


@dataclass(frozen=True)
class Side:
    """One of two pictures of a hundred: its title, its unit, its squares, and why there are none if so."""

    title: str
    unit: str
    squares: pd.DataFrame
    why: Notes


def sides_of(views: TwoViews) -> tuple[Side, Side]:
    """The company's hundred and the frontline's."""
    return (
        Side("What the company sees", views.company_title, views.company, views.company_reason),
        Side("What the frontline sees", views.frontline_title, views.frontline, views.frontline_reason),
    )


@dataclass(frozen=True)
class Card:
    """A number with its label above, and its parts below."""

    name: str
    label: str
    number: str
    under: str


@dataclass(frozen=True)
class Proposal:
    """What to agree on: one cause, one owner, one date. The meeting fills in owner and date.

    Attributes
    ----------
    department, issue
        The cause.
    worth
        Its cost in the frontline's time and money, in words: "20 h and EUR 882 a month"; empty where unknown.
    complaints
        Its number of complaints, in words.
    others
        The next largest causes that might be taken instead, in words.
    """

    department: str
    issue: str
    worth: str
    complaints: str
    others: tuple[str, ...] = ()


Shown: TypeAlias = tuple[Card, ...] | tuple[str, ...] | TwoViews | pd.DataFrame | Proposal


@dataclass(frozen=True)
class Step:
    """One finding and its picture.

    Attributes
    ----------
    name
        Key, such as "causes"; the same for every store.
    subject
        What it is about, in a few words, small above the finding.
    finding
        A computed sentence, the title.
    picture, shown
        Kind of picture, and its data.
    said
        Sentences beside the picture; may be empty.
    notes
        Speaker's notes: the figures with their intervals and definitions. One paragraph each.
    """

    name: str
    subject: str
    finding: str
    picture: Picture
    shown: Shown
    said: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Story:
    """The steps, and the figures behind them.

    Attributes
    ----------
    title
        Subject of the whole.
    """

    title: str
    figures: Figures
    steps: tuple[Step, ...]
