"""The slides one by one: each draws its part of the figures, under a computed finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import shorten
from typing import Any

import pandas as pd

from etl.marts.core.colours import NEUTRAL, OTHER, OTHER_LABEL
from etl.marts.core.formatting import (
    count,
    interval_of,
    joined,
    not_plain_words,
    parts_words,
    value_words,
    whisker_words,
    why_not_plain,
)
from etl.marts.core.note_words import note_words
from etl.marts.frames.findings import NO_COMPLAINTS, overview_finding, trend_finding
from etl.marts.frames.hypothesis import CLAIM, LENSES, headline_measures, verdict
from etl.marts.measures.catalogue import measures
from etl.reports.slides import charts, sentences, shapes
from etl.reports.slides.deck import BODY_WIDTH, LINE, MARGIN, MUTED, Box, Deck, Words, lines_of, write
from etl.reports.slides.figures import GENERATED, Figures

_MOST_BARS = 11
_MOST_ISSUES = 7
_CARD = 2.65
_QUOTES, _QUOTED = 3, 120
_FILTERS = 150
"""Letters of the filters on the first slide; its notes have all of them."""
_NO_ISSUE = "No issue named"


def headline(deck: Deck, figures: Figures) -> None:
    """The finding, what it was computed over, and its number cards."""
    measured, cards = figures.measured, headline_measures(figures.filters)
    trust = sentences.agreement_words(measured)
    known = {each.name: each for each in measures()}
    told = [
        f"{known[n].label}: {value_words(measured[n])} {parts_words(measured[n])} {note_words(measured[n].notes)}"
        for n in cards
    ]
    page = deck.add(
        "Overview", overview_finding(measured, figures.taxonomy, figures.filters), [figures.strip(), *told, trust]
    )
    strip = [Words(figures.strip(_FILTERS), colour=MUTED)]
    if figures.state.is_generated:
        strip.append(Words(GENERATED, is_bold=True))
    high = sum(lines_of(words.text, BODY_WIDTH) for words in strip) * LINE
    write(page.slide, page.body, strip, name="Strip")
    body = page.body.below(high + 0.2)
    gap = 0.2
    width = (BODY_WIDTH - gap * (len(cards) - 1)) / len(cards)
    for place, name in enumerate(cards):
        found = measured[name]
        box = Box(MARGIN + place * (width + gap), body.top, width, _CARD)
        under = parts_words(found) or note_words(found.notes)
        shapes.card(page.slide, box, known[name].label, value_words(found), under.split(" · "))
    write(page.slide, body.below(_CARD + 0.2), [Words(trust, colour=MUTED)], name="Agreement")


def departments(deck: Deck, figures: Figures) -> None:
    """Complaints by originating department: the frontline and what is unattributed last."""
    frame = figures.departments
    told = [_told(row) for row in frame.to_dict("records")]
    open_part = frame.loc[frame["is_unattributed"], "complaints"].sum()
    if open_part:
        told.append(f"Unattributed: {count(open_part)} complaints may belong to any of them.")
    subject = "Complaints by originating department"
    page = deck.add(subject, sentences.departments_finding(figures), told)
    if frame.empty:
        shapes.missing(page.slide, page.body, subject, NO_COMPLAINTS)
        return
    names, values, shades = _at_most(frame, figures)
    drawn = "complaints" if any(high > low for _, low, high in values) else "complaints, a shared one in parts"
    title = figures.under("; ".join([drawn, *_whisker(figures, values)]), "department", "issue")
    charts.bars(
        page.slide,
        charts.room_for(len(names), page.body),
        names,
        values,
        shades,
        title,
        f"{subject}: {'; '.join(told)}",
    )


def _told(row: Mapping[Any, Any], name: str = "department") -> str:
    """A bar in the notes: its number, and between which bounds it lies."""
    low, value, high = (count(row[key]) for key in ("low", "complaints", "high"))
    said = f", {joined(low, high, in_sentence=True)}" if low != value or high != value else ""
    return f"{row[name]}: {row['text']}{said}"


def _whisker(figures: Figures, values: Sequence[charts.Between]) -> list[str]:
    is_drawn = any(high > low for _, low, high in values)
    return [whisker_words(figures.measured["complaints"])] if is_drawn else []


def _between(frame: pd.DataFrame) -> list[charts.Between]:
    """Complaints of each row and their bounds."""
    return [(float(value), float(low), float(high)) for value, low, high in
            zip(frame["complaints"], frame["low"], frame["high"], strict=True)]  # fmt: skip


def _at_most(frame: pd.DataFrame, figures: Figures) -> tuple[list[str], list[charts.Between], list[str]]:
    """Names, complaints and colours of the bars: of too many, the smallest off the frontline are added up."""
    rows = zip(frame["department"], _between(frame), strict=True)
    bars = [(str(name), value, figures.colours.get(name, NEUTRAL)) for name, value in rows]
    if len(bars) > _MOST_BARS:
        last = int((frame["is_frontline"] | frame["is_unattributed"]).sum())
        kept, tail = max(1, _MOST_BARS - 1 - last), len(bars) - last
        rest = bars[kept:tail]
        if len(rest) > 1:
            value, low, high = (sum(each) for each in zip(*(value for _, value, _ in rest), strict=True))
            total = (f"{OTHER_LABEL} ({len(rest)})", (value, low, high), OTHER)
            bars = [*bars[:kept], total, *bars[tail:]]
    return [name for name, _, _ in bars], [value for _, value, _ in bars], [shade for _, _, shade in bars]


def lenses(deck: Deck, figures: Figures) -> None:
    """The claim put to the test by each lens."""
    known = {each.name: each for each in measures()}
    told = [
        f"{known[name].label}: {known[name].sentence} {note_words(figures.measured[name].notes)}" for name in LENSES
    ]
    finding = sentences.lenses_finding(figures.measured, figures.taxonomy, figures.filters)
    page = deck.add("Three lenses of absorption", finding, [f"The claim: “{CLAIM}”", *told])
    claim = [Words(f"The claim put to the test: “{CLAIM}”", colour=MUTED)]
    write(page.slide, page.body, claim, name="Claim")
    rows = []
    for name in LENSES:
        found = figures.measured[name]
        parts = [Words(sentences.part_words(found) or note_words(found.notes))]
        if found.is_estimated:
            parts.append(Words("partly estimated", colour=MUTED))
        label = [Words(known[name].label, is_bold=True), Words(sentences.LENSES_IN_WORDS[name], colour=MUTED)]
        limits = interval_of(found) or "–"
        if found.value is not None and (why := why_not_plain(found)):
            parts.append(Words(not_plain_words(why), colour=MUTED))
        rows.append(
            [
                label,
                [Words(value_words(found), 32, is_bold=True)],
                parts,
                [Words(limits)],
                [Words(verdict(found).value)],
            ]
        )
    head = ("Lens", "Share", "Numerator of denominator", "Interval", "The claim")
    shapes.table(
        page.slide, page.body.below(0.5), (4.5, 1.6, 2.9, 1.6, 1.733), head, rows, "Three lenses of absorption"
    )


def months(deck: Deck, figures: Figures) -> None:
    """Complaints by month with process limits."""
    frame, subject = figures.months, "Complaints by month"
    if frame.empty or not figures.complaints:
        page = deck.add(subject, NO_COMPLAINTS, [])
        shapes.missing(page.slide, page.body, subject, NO_COMPLAINTS)
        return
    told = [f"{label}: {text}{', ' + signal if signal else ''}" for label, text, signal in
            zip(frame["label"], frame["text"], frame["signal"], strict=True)]  # fmt: skip
    page = deck.add(subject, trend_finding(frame), [*told, f"{sentences.LIMITS[0]}: {sentences.LIMITS[1]}"])
    names = {"complaints": "complaints", "high": "upper limit", "mean": "mean", "low": "lower limit"}
    drawn = frame.assign(complaints=frame["complaints"].mask(frame["is_empty"]))
    series = [(name, [None if pd.isna(v) else float(v) for v in drawn[column]]) for column, name in names.items()]
    series = [each for each in series if any(value is not None for value in each[1])]
    unit = "complaints; dashed: process limits" if len(series) > 1 else "complaints"
    unit += "; large: a signal" if frame["is_signal"].any() else ""
    between = [None if row["is_empty"] else (row["complaints"], row["least"], row["most"])
               for row in frame.to_dict("records")]  # fmt: skip
    unit += "".join(f"; {each}" for each in _whisker(figures, [each for each in between if each]))
    charts.months(
        page.slide, page.body, [moment.date() for moment in frame["period"]], series,
        _places(frame["is_partial"]), _places(frame["is_signal"]), figures.under(unit), f"{subject}: {'; '.join(told)}",
        between,
    )  # fmt: skip


def _places(is_so: pd.Series) -> list[int]:
    return [place for place, so in enumerate(is_so) if so]


def views(deck: Deck, figures: Figures) -> None:
    """The company's hundred orders beside the frontline's hundred complaints."""
    shown = figures.views
    sides = (
        ("What the company sees", shown.company_title, shown.company, shown.company_reason),
        ("What the frontline sees", shown.frontline_title, shown.frontline, shown.frontline_reason),
    )
    told = [
        f"{name}, {unit}: {note_words(why) if squares.empty else _square_words(squares)}"
        for name, unit, squares, why in sides
    ]
    for name in ("company_view", "frontline_view"):
        found = figures.measured[name]
        told.append(f"{value_words(found)} {parts_words(found)} {note_words(found.notes)}".strip())
    page = deck.add("The two views", sentences.views_finding(figures.measured, shown, figures.filters), told)
    width = (BODY_WIDTH - 0.3) / 2
    for place, (name, unit, squares, why) in enumerate(sides):
        box = Box(MARGIN + place * (width + 0.3), page.body.top, width, page.body.height)
        if squares.empty:
            shapes.missing(page.slide, box, name, note_words(why))
        else:
            shapes.hundred(page.slide, box, squares, figures.colours, name, unit.replace("\n", "; "))


def _square_words(squares: pd.DataFrame) -> str:
    """Each part with its squares, and the interval of its share: beside the squares there is no room for it."""
    parts = squares.groupby("meaning", sort=False).agg(number=("square", "size"), limits=("limits", "first"))
    told = zip(parts["number"], parts.index, parts["limits"], strict=True)
    return ", ".join(f"{number} {meaning}" + (f" ({limits})" if limits else "") for number, meaning, limits in told)


def department(deck: Deck, figures: Figures) -> None:
    """What one department can fix, the largest first, in its customers' words."""
    summary = figures.summary
    if summary is None:
        return
    issues = summary.issues.assign(issue=summary.issues["issue"].fillna(_NO_ISSUE))
    told = [_told(row, "issue") for row in issues.to_dict("records")]
    page = deck.add(f"Department: {summary.department}", summary.finding, told)
    left = Box(MARGIN, page.body.top, 6.4, page.body.height)
    if issues.empty:
        shapes.missing(page.slide, left, "Issues", NO_COMPLAINTS)
        return
    shade = figures.colours.get(summary.department, NEUTRAL)
    top = issues.head(_MOST_ISSUES)
    unit = "complaints by issue" if len(top) == len(issues) else f"complaints; {len(top)} of {len(issues)} issues"
    unit = "; ".join([unit, *_whisker(figures, _between(top))])
    charts.bars(
        page.slide, charts.room_for(len(top), left), top["issue"].tolist(), _between(top),
        [shade] * len(top), f"{unit} · {figures.period}", f"Issues of {summary.department}: {'; '.join(told)}",
    )  # fmt: skip
    _words_of_customers(
        page.slide, Box(7.2, page.body.top, MARGIN + BODY_WIDTH - 7.2, page.body.height), summary.quotes, shade
    )


def _words_of_customers(slide: Any, box: Box, quotes: pd.DataFrame, shade: str) -> None:
    write(
        slide,
        Box(box.left, box.top, box.width, 0.4),
        [Words("In the customers' words", is_bold=True)],
        name="Head",
    )
    if quotes.empty:
        none = "No complaint here has a text that can be quoted."
        shapes.missing(slide, Box(box.left, box.top + 0.5, box.width, 1.5), "Customers' words", none)
        return
    step = (box.height - 0.5) / _QUOTES
    for place, row in enumerate(quotes.head(_QUOTES).to_dict("records")):
        at = Box(box.left, box.top + 0.5 + place * step, box.width, step)
        shapes.quotation(
            slide, at, shorten(row["excerpt"], _QUOTED, placeholder=" …"), row["issue"] or _NO_ISSUE, shade
        )
