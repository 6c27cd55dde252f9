"""Speaker's notes: figures with their intervals and definitions."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from etl.marts.core.formatting import parts_words, value_words
from etl.marts.core.note_words import note_words
from etl.marts.frames.breakdowns import TwoViews
from etl.marts.measures.catalogue import measures
from etl.reports.story.figures import Figures
from etl.reports.story.step import sides_of

KNOWN = (
    "Counted: tickets, days of arrival, channels, teams and their changes, states, logged minutes, orders; all as the "
    "exports say it. People's rulings count as they were made.",
    "Inferred: whether a ticket is a complaint, unless its source says so; where it started and its issue. Each has "
    "evidence and a confidence; below the asked precision it stays unattributed.",
    "Estimated: minutes of handling that no export logged, as replies times the taxonomy's minutes per touch.",
)
"""Explains which figures are counted, which inferred, and which estimated."""

LIMITS = (
    "Process limits: mean ± 2.66 × mean moving range of whole months (XmR chart), from eight whole months on. Between "
    "them lies ordinary variation."
)
MONEY = (
    "Hours are the frontline's alone; money is these hours at the taxonomy's hourly cost, and the goodwill that was "
    "given. Both a month where the data covers four weeks or more."
)
QUOTED = "The surest complaint of each issue, the largest issue first, shortened; personal data was masked at loading."
NO_PROOF = "A change since a commitment doesn't prove that the commitment caused it."
PROPOSED = (
    "Proposed: the named cause that takes most of the frontline's hours (or makes most complaints, where hours aren't "
    "known), and that no open commitment is about. The "
    "meeting chooses, and fills in who owns it and until when."
)


def of(figures: Figures, names: Iterable[str]) -> tuple[str, ...]:
    """Each measure's value with its parts, what it rests on, and its definition."""
    known = {each.name: each for each in measures()}
    return tuple(_told(figures, name, known[name].label, known[name].sentence) for name in names)


def _told(figures: Figures, name: str, label: str, sentence: str) -> str:
    found = figures.measured[name]
    pieces = [f"{label}: {value_words(found)}", parts_words(found)]
    value = "; ".join(filter(None, pieces))
    return " ".join(filter(None, [f"{value}.", note_words(found.notes), f"Defined as: {sentence}"]))


def squares(shown: TwoViews) -> tuple[str, ...]:
    """Each part of a hundred squares in words, with the interval of its share, for which the picture has no room."""
    return tuple(
        f"{each.unit.replace(chr(10), '; ')}: {note_words(each.why) if each.squares.empty else _parts(each.squares)}"
        for each in sides_of(shown)
    )


def _parts(frame: pd.DataFrame) -> str:
    parts = frame.groupby("meaning", sort=False).agg(number=("square", "size"), limits=("limits", "first"))
    told = zip(parts["number"], parts.index, parts["limits"], strict=True)
    return ", ".join(f"{number} {meaning}" + (f" ({limits})" if limits else "") for number, meaning, limits in told)
