"""The computed sentences of slides that no page has, and the plain words beside their figures."""

from __future__ import annotations

from collections.abc import Mapping

from etl.marts.breakdowns import TwoViews
from etl.marts.findings import NO_COMPLAINTS, frontline_name
from etl.marts.registry import Measured
from etl.marts.words import count, percent
from etl.reports.slides.figures import Figures
from etl.taxonomy import Taxonomy

LENSES_IN_WORDS = {
    "absorption_contact": "Who handled it first: a frontline team, or another?",
    "absorption_effort": "Whose hours went into it: the frontline's, or others'?",
    "absorption_closure": "Was it solved without ever coming to where it started?",
}

KNOWN = (
    ("Counted", "Tickets, days of arrival, channels, teams and their changes, states, logged minutes, orders; all as "
     "the exports say it. People's rulings count as they were made."),
    ("Inferred", "Whether a ticket is a complaint, unless its source says so; where it started and its issue. Each has "
     "evidence and a confidence; below the asked precision it stays unattributed."),
    ("Estimated", "Minutes of handling that no export logged: replies by the taxonomy's minutes per touch."),
    ("Bounds", "What a share would be if all that isn't known spoke against it, or all for it."),
)  # fmt: skip
"""What is counted, what is inferred, and what is estimated."""

LIMITS = (
    "Process limits",
    "Mean ± 2.66 × mean moving range of whole months (XmR chart), from eight whole months on. Between them lies "
    "ordinary variation.",
)


def agreement_words(measured: Mapping[str, Measured]) -> str:
    """How far the attribution can be trusted: agreement with people, and the mean confidence of what is attributed."""
    kappa, sure = measured["agreement"], measured["mean_confidence"].value
    if kappa.value is None or kappa.low is None or kappa.high is None:
        agreed = f"Agreement with people isn't measured yet. {kappa.note}"
    else:
        interval = f"{kappa.low:z.2f} to {kappa.high:z.2f}".replace("-", "−")
        figure = f"{kappa.value:z.2f}".replace("-", "−")
        drawn = f"{count(kappa.denominator)} complaints drawn at random"
        agreed = f"Agreement with people: κ {figure} ({interval}) on {drawn}."
    return agreed if sure is None else f"{agreed} Mean confidence of what is attributed: {percent(sure)}."


def departments_finding(figures: Figures) -> str:
    """Which origin is the largest of those that are known."""
    if figures.departments.empty:
        return NO_COMPLAINTS
    known = figures.departments[~figures.departments["is_unattributed"]]
    if known.empty:
        return "No origin is known for any of these complaints."
    first = known.sort_values("complaints", ascending=False, kind="stable").iloc[0]
    if len(figures.departments) == 1:
        return f"{first['department']} is the only origin here: {count(first['complaints'])} complaints."
    of = f"{count(first['complaints'])} of {count(figures.complaints)} complaints"
    return f"{first['department']} is the largest known origin: {of}."


def lenses_finding(measured: Mapping[str, Measured], taxonomy: Taxonomy) -> str:
    """What the frontline took on of what was caused elsewhere, by each lens that can be told."""
    front = frontline_name(taxonomy)
    contact, effort, closure = (measured[name].value for name in LENSES_IN_WORDS)
    did = [f"met {percent(contact)} first"] if contact is not None else []
    did += [f"carried {percent(effort)} of the hours"] if effort is not None else []
    said = [f"{front} {' and '.join(did)}"] if did else []
    said += [f"{percent(closure)} of what is solved never came to its origin"] if closure is not None else []
    if not said:
        return "How much of what others cause the frontline absorbs can't be told from these data."
    return f"Of what was caused elsewhere, {'; '.join(said)}."


def views_finding(measured: Mapping[str, Measured], views: TwoViews) -> str:
    """How many orders go well, beside what the frontline's hours go to."""
    company, frontline = measured["company_view"].value, measured["frontline_view"].value
    unit = views.company_title.partition(" ")[2]
    well = "" if company is None else f"{percent(company)} of {unit} go without a complaint"
    hours = "" if frontline is None else f"{percent(frontline)} of the frontline's hours go to complaints"
    if well and hours:
        return f"{well}, yet {hours}."
    if well or hours:
        return f"{well or hours}; the other view can't be told."
    return "What the company sees and what the frontline sees can't be told from these data."


def part_words(measured: Measured) -> str:
    """Such as "1,730 of 2,140 h"; empty where nothing was divided."""
    if measured.numerator is None or measured.denominator is None:
        return ""
    return f"{count(measured.numerator)} of {count(measured.denominator)} {measured.parts_unit}".strip()
