"""The steps of the story as slides; each kind of picture has a function that draws it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from etl.marts.core.colours import NEUTRAL
from etl.marts.core.formatting import count, day_words, money, whisker_words
from etl.marts.core.languages import language_words
from etl.marts.core.note_words import note_words
from etl.marts.frames.breakdowns import TwoViews
from etl.reports.slides import charts, shapes
from etl.reports.slides.deck import Deck, Page
from etl.reports.slides.letters import height_of
from etl.reports.slides.paper import BODY, INK, RULE, Box, clean
from etl.reports.slides.squares import hundred
from etl.reports.story import Card, Figures, Picture, Proposal, Step
from etl.reports.story.sentences import NO_ISSUE
from etl.reports.story.step import Drawing, sides_of

_BLANK = "______"
"""Blank for the meeting to fill in."""
_LARGER = 20
"""Size of sentences that are alone on a slide, in points."""
_SQUARES, _WIDEST = 0.29, 3.7
"""Part of the width for each hundred squares, and inches at most."""
_COMPANY_KEY, _FRONTLINE_KEY = 1.9, 2.6
"""Inches of the legend beside the company's squares, and at least beside the frontline's, which gets the rest."""

DRAWN: Drawing[Callable[[Page, Box, Figures, Step], float | None]] = Drawing()
"""Functions that draw each kind of picture in a box; they return the inches down to its end, None for the box's."""


def draw(deck: Deck, figures: Figures, step: Step) -> None:
    """Add the slide of one step."""
    page = deck.add(step.subject, step.finding, step.notes)
    said = [clean(text) for text in step.said]
    high = sum(height_of(text, page.body.width, BODY) + 0.16 for text in said)
    room = Box(page.body.left, page.body.top, page.body.width, page.body.height - high)
    end = DRAWN[step.picture](page, room, figures, step)
    top = room.top + room.height if end is None else min(end + 0.25, room.top + room.height)
    shapes.lines(page.slide, Box(room.left, top, room.width, high), said, name="Said")


@DRAWN.of(Picture.CARDS)
def _cards(page: Page, box: Box, _figures: Figures, step: Step) -> float:
    shown = [each for each in _tuple(step.shown) if isinstance(each, Card)]
    told = [(each.label, each.number, each.under.split(" · ")) for each in shown]
    return box.top + shapes.cards(page.slide, box, told)


@DRAWN.of(Picture.LINES)
def _lines(page: Page, box: Box, _figures: Figures, step: Step) -> float:
    return box.top + shapes.lines(page.slide, box, [str(each) for each in _tuple(step.shown)], _LARGER)


@DRAWN.of(Picture.HUNDREDS)
def _hundreds(page: Page, box: Box, figures: Figures, step: Step) -> None:
    if not isinstance(step.shown, TwoViews):
        raise TypeError(f"{step.name} shows no two views")
    shown, gap = step.shown, 0.3
    side = min(_SQUARES * box.width, _WIDEST, (box.width - gap - 0.5 - _COMPANY_KEY - _FRONTLINE_KEY) / 2)
    left = side + 0.25 + _COMPANY_KEY
    places = (
        Box(box.left, box.top, left, box.height),
        Box(box.left + left + gap, box.top, box.width - left - gap, box.height),
    )
    for place, each in zip(places, sides_of(shown), strict=True):
        if each.squares.empty:
            shapes.missing(page.slide, place, each.title, note_words(each.why))
        else:
            hundred(page.slide, place, each.squares, figures.colours, each.title, each.unit.replace("\n", "; "), side)


@DRAWN.of(Picture.CAUSES)
def _causes(page: Page, box: Box, figures: Figures, step: Step) -> float:
    frame = _frame(step)
    name, unit = ("hours_a_month", " a month") if frame["hours_a_month"].notna().all() else ("frontline_hours", "")
    cost = "cost_a_month" if unit else "cost"
    is_one = len(set(frame["department"])) == 1 and figures.department is not None
    shown = [_cause_bar(row, name, cost, figures, is_one=is_one) for row in frame.to_dict("records")]
    return _bars(page, box, figures, step, shown, f"hours of the frontline and their cost{unit}")


def _bars(
    page: Page, box: Box, figures: Figures, step: Step, shown: Sequence[charts.Bar], unit: str
) -> float:  # fmt: skip
    is_drawn = any(each.between[2] > each.between[1] for each in shown)
    whisker = [whisker_words(figures.measured["complaints"])] if is_drawn else []
    place, many = charts.room_for([(each.name, each.under) for each in shown], box)
    shown = shown[:many]
    title = figures.under("; ".join([unit, *whisker]), "department")
    charts.bars(page.slide, place, shown, unit, title, "; ".join([step.finding, *step.notes[: len(shown)]]))
    return place.top + place.height


@DRAWN.of(Picture.COUNTS)
def _counts(page: Page, box: Box, figures: Figures, step: Step) -> float:
    frame = _frame(step)
    shown = [
        charts.Bar(row["issue"], "" if figures.department else row["department"],
                   (row["complaints"], row["low"], row["high"]), "",
                   figures.colours.get(row["department"], NEUTRAL))
        for row in frame.to_dict("records")
    ]  # fmt: skip
    return _bars(page, box, figures, step, shown, "complaints")


def _cause_bar(row: Mapping[Hashable, Any], name: str, cost: str, figures: Figures, *, is_one: bool) -> charts.Bar:
    value, low, high = (float(row[each]) for each in (name, f"low_{name}", f"high_{name}"))
    words = f" h · {money(row[cost], figures.taxonomy.currency)}"
    shade = figures.colours.get(row["department"], NEUTRAL)
    return charts.Bar(row["issue"], "" if is_one else row["department"], (value, low, high), words, shade)


@DRAWN.of(Picture.HANDOFFS)
def _handoffs(page: Page, box: Box, figures: Figures, step: Step) -> float:
    frame = _frame(step)
    names = [(f"{row['from_department']} to {row['to_department']}", row["text"]) for row in frame.to_dict("records")]
    place, many = charts.room_for(names, box)
    names, frame = names[:many], frame.head(many)
    back = frame["returned"].tolist()
    rest = (frame["handoffs"] - frame["returned"]).clip(lower=0).tolist()
    charts.stacked(
        page.slide, place, names, [("came back unsolved", back, INK), ("didn't come back", rest, RULE)],
        figures.under("hand-offs; dark: came straight back unsolved"), "; ".join([step.finding, *step.notes]),
    )  # fmt: skip
    return place.top + place.height


@DRAWN.of(Picture.MONTHS)
def _months(page: Page, box: Box, figures: Figures, step: Step) -> None:
    frame = _frame(step)
    names = {"complaints": "complaints", "high": "upper limit", "mean": "mean", "low": "lower limit"}
    drawn = frame.assign(complaints=frame["complaints"].mask(frame["is_empty"]))
    series = [(name, [None if pd.isna(v) else float(v) for v in drawn[column]]) for column, name in names.items()]
    series = [each for each in series if any(value is not None for value in each[1])]
    between = [None if row["is_empty"] else (row["complaints"], row["least"], row["most"])
               for row in frame.to_dict("records")]  # fmt: skip
    unit = "complaints; dashed: process limits"
    unit += "; large: a signal" if frame["is_signal"].any() else ""
    if any(each[2] > each[1] for each in between if each):
        unit += f"; {whisker_words(figures.measured['complaints'])}"
    charts.months(
        page.slide, box, [moment.date() for moment in frame["period"]], series, _places(frame["is_partial"]),
        _places(frame["is_signal"]), figures.under(unit), "; ".join([step.finding, *step.notes]), between,
    )  # fmt: skip


def _places(is_so: pd.Series) -> list[int]:
    return [place for place, so in enumerate(is_so) if so]


@DRAWN.of(Picture.QUOTES)
def _quotes(page: Page, box: Box, figures: Figures, step: Step) -> None:
    rows = _frame(step).to_dict("records")
    said = [(row["excerpt"], _of_quote(row)) for row in rows]
    shapes.quotations(page.slide, box, said, figures.colours.get(figures.department or "", NEUTRAL))


def _of_quote(row: Mapping[Hashable, Any]) -> str:
    """Issue, day of arrival and language of a quotation, in words."""
    arrived = "" if pd.isna(row["created_date"]) else day_words(pd.Timestamp(row["created_date"]).date())
    return " · ".join(filter(None, [row["issue"] or NO_ISSUE, arrived, language_words(row["language"])]))


@DRAWN.of(Picture.COMMITMENTS)
def _commitments(page: Page, box: Box, _figures: Figures, step: Step) -> float:
    frame = _frame(step)
    rows = [[row["cause"], row["what"], row["owner"], f"{day_words(row['due'])}, {row['state']}"]
            for row in frame.to_dict("records")]  # fmt: skip
    place = Box(box.left, box.top, box.width, box.height - 0.4)
    shown = shapes.table(page.slide, place, (3, 4, 2, 3), ("Cause", "Action", "Owner", "Due"), rows, step.finding)
    if shown < len(rows):
        below = Box(box.left, box.top + box.height - 0.35, box.width, 0.35)
        more = f"{count(len(rows) - shown)} more on the page Commitments, and in the notes."
        shapes.lines(page.slide, below, [more], name="More")
    return box.top + box.height


@DRAWN.of(Picture.PROPOSAL)
def _proposal(page: Page, box: Box, _figures: Figures, step: Step) -> float:
    if not isinstance(step.shown, Proposal):
        raise TypeError(f"{step.name} shows no proposal")
    one = step.shown
    spent = f" The frontline spends {one.worth} on it." if one.worth else ""
    worth = f"Starts in {one.department}: {one.complaints}.{spent}"
    shown = [("Cause", one.issue, worth), ("Owner", _BLANK, ""), ("Date", _BLANK, "")]
    place = Box(box.left, box.top, box.width, min(box.height, 3.2))
    return place.top + shapes.fields(page.slide, place, shown)


def _tuple(shown: Any) -> Sequence[Any]:
    if not isinstance(shown, tuple):
        raise TypeError(f"{type(shown).__name__} isn't a tuple")
    return shown


def _frame(step: Step) -> pd.DataFrame:
    if not isinstance(step.shown, pd.DataFrame):
        raise TypeError(f"{step.name} shows no frame")
    return step.shown
