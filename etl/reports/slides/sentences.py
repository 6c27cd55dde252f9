"""The computed sentences of slides that no page has, and the plain words beside their figures."""

from __future__ import annotations

from collections.abc import Mapping

from etl.marts.core.filters import Filters
from etl.marts.core.formatting import count, decimals, interval_of, percent, share_words, why_not_plain
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.estimates.reviewer_agreement import counted_words
from etl.marts.frames.breakdowns import TwoViews
from etl.marts.frames.findings import NO_COMPLAINTS, few_words, frontline_name, origin_words, part_here, too_few
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
    ("Estimated", "Minutes of handling that no export logged: replies times the taxonomy's minutes per touch."),
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
        agreed = f"Agreement with people isn't measured yet. {note_words(kappa.notes)}"
    else:
        limits = interval_of(kappa, in_sentence=True)
        drawn = f"{count(kappa.denominator)} complaints drawn at random"
        agreed = f"Agreement with people: κ {decimals(kappa.value)} ({limits}) on {drawn}."
        agreed = " ".join(filter(None, [agreed, counted_words(kappa, measured["complaints"])]))
    return agreed if sure is None else f"{agreed} Mean confidence of what is attributed: {percent(sure)}."


def departments_finding(figures: Figures) -> str:
    """Which origin is the largest of those that are known; with one chosen, how much of all that is."""
    if figures.departments.empty:
        return NO_COMPLAINTS
    chosen = figures.filters
    if chosen.department or chosen.issue:
        return part_here(figures.measured["share_of_all"], chosen, frontline_name(figures.taxonomy))
    if few := too_few(figures.whole):
        return few_words(few)
    known = figures.departments[~figures.departments["is_unattributed"]]
    first = known.sort_values("complaints", ascending=False, kind="stable").iloc[0]
    of = f"{count(first['complaints'])} of {count(figures.complaints)} complaints"
    return f"{first['department']} is the largest known origin: {of}."


def lenses_finding(measured: Mapping[str, Measured], taxonomy: Taxonomy, chosen: Filters) -> str:
    """What the frontline took on of what was caused elsewhere, by each lens that can be told."""
    front, told = frontline_name(taxonomy), {}
    for name in LENSES_IN_WORDS:
        if measured[name].value is not None and not why_not_plain(measured[name]):
            told[name] = share_words(measured[name])
    did = [f"handled {told['absorption_contact']} first"] if "absorption_contact" in told else []
    did += [f"carried {told['absorption_effort']} of the hours"] if "absorption_effort" in told else []
    said = [f"{front} {' and '.join(did)}"] if did else []
    if "absorption_closure" in told:
        said.append(f"{told['absorption_closure']} of what is solved never reached its origin")
    if not said:
        return "These data don't show how much of what others cause the frontline absorbs."
    origin = origin_words(chosen)
    return f"Of what {f'is attributed to {origin}' if origin else 'was caused elsewhere'}, {'; '.join(said)}."


def views_finding(measured: Mapping[str, Measured], views: TwoViews, chosen: Filters) -> str:
    """How many orders go well, beside what the frontline's hours go to: complaints, or those of the chosen origin."""
    company, frontline, origin = measured["company_view"], measured["frontline_view"], origin_words(chosen)
    whose = f" attributed to {origin}" if origin else ""
    is_narrowed = bool(chosen.without("date_from", "date_to", "department", "issue", "kind").chosen)
    within = " within these filters" if is_narrowed else ""
    well = hours = ""
    if company.value is not None:
        well = f"{share_words(company)} of {views.unit} go without a complaint{whose}"
    if frontline.value is not None and not why_not_plain(frontline):
        to = "those" if well and origin else f"complaints{whose}"
        hours = f"{share_words(frontline)} of the frontline's hours{within} go to {to}"
    if well and hours:
        return f"{well}, yet {hours}."
    if well or hours:
        return f"{well or hours}; the other view isn't known."
    return "These data show neither what the company sees nor what the frontline sees."


def part_words(measured: Measured) -> str:
    """Such as "1,730 of 2,140 h"; empty where nothing was divided."""
    if measured.numerator is None or measured.denominator is None:
        return ""
    return f"{count(measured.numerator)} of {count(measured.denominator)} {measured.parts_unit}".strip()
