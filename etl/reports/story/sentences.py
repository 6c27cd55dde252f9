"""Findings of steps that aren't the title of any page, and the plain words beside their figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from etl.marts.core.filters import Filters
from etl.marts.core.formatting import (
    count,
    decimals,
    interval_of,
    joined,
    number_of,
    part_of,
    percent,
    share_words,
    value_words,
    why_not_plain,
)
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.estimates.reviewer_agreement import counted_words
from etl.marts.frames.bounce_backs import deflection_finding
from etl.marts.frames.breakdowns import TwoViews
from etl.marts.frames.cost_by_cause import frontline_finding
from etl.marts.frames.findings import frontline_name, origin_words
from etl.marts.frames.hypothesis import Verdict, verdict
from etl.reports.story.figures import Figures
from etl.reports.story.step import Proposal

NO_ISSUE = "No issue named"
_TESTED = (Verdict.FALLS_SHORT, Verdict.HOLDS, Verdict.HOLDS_WHERE_KNOWN)


def starts(measured: Mapping[str, Measured], chosen: Filters) -> str:
    """Clause for a filter on origins, to follow "what": "starts in Logistics"; empty without such a filter.

    Parameters
    ----------
    measured
        Has share_of_all, which shows whether origins are estimated or only attributed.
    """
    if not (origin := origin_words(chosen)):
        return ""
    if not measured["share_of_all"].method:
        return f"is attributed to {origin}"
    return f"is about {origin}" if chosen.issue else f"starts in {origin}"


def start(measured: Mapping[str, Measured], chosen: Filters) -> str:
    """The same in the plural, to follow "complaints that": "start in Logistics"."""
    verb, _, rest = starts(measured, chosen).partition(" ")
    plural = {"starts": "start", "is": "are"}.get(verb, verb)
    return f"{plural} {rest}".strip()


def thin_finding(figures: Figures) -> str:
    """Why it isn't known where complaints start, although there are enough of them."""
    share, many = figures.whole["share_elsewhere"], value_words(figures.whole["complaints"])
    limits = interval_of(share, in_sentence=True)
    known = f": {limits} of them start outside {front_of(figures)}" if limits else ""
    return f"Too little is known to say where {many} complaints start{known}."


def views_finding(measured: Mapping[str, Measured], views: TwoViews, chosen: Filters) -> str:
    """How many orders go well, and how much of the frontline's time goes to complaints (those of a chosen origin)."""
    company, frontline, plural = measured["company_view"], measured["frontline_view"], start(measured, chosen)
    which = f" that {plural}" if plural else ""
    is_narrowed = bool(chosen.without("date_from", "date_to", "department", "issue", "kind").chosen)
    within = " within these filters" if is_narrowed else ""
    well = hours = ""
    if company.value is not None:
        well = f"{share_words(company)} of {views.unit} go without a complaint"
        # the same complaints in both halves: if an origin is chosen, only its own
        well += f" that {starts(measured, chosen)}" if plural else ""
    is_shown = verdict(measured["absorption_effort"]) in _TESTED
    if frontline.value is not None and is_shown and not why_not_plain(frontline):
        hours = f"{share_words(frontline)} of the frontline's hours{within} go to complaints{which}"
    if well and hours:
        return f"{well}, yet {hours}."
    if well or hours:
        return f"{well or hours}."
    return ""


def origins_finding(figures: Figures) -> str:
    """Where most complaints start, among those estimated or attributed."""
    known = figures.departments[~figures.departments["is_unattributed"]]
    if known.empty:
        return ""
    first = known.sort_values("complaints", ascending=False, kind="stable").iloc[0]
    whole = float(figures.departments["complaints"].sum())
    about = "about " if figures.measured["complaints"].method else ""
    many = f"{about}{count(first['complaints'])} of {count(whole)}, {part_of(first['complaints'], whole)}"
    return f"More complaints start in {first['department']} than anywhere else: {many}."


def causes_finding(figures: Figures) -> str:
    """What fixing causes would free, of all or of the chosen origin; empty where no hours are known."""
    measured, chosen = figures.measured, figures.filters
    if not (chosen.department or chosen.issue):
        return frontline_finding(measured)
    what = f"what {starts(measured, chosen)}"
    monthly = measured["hours_given_back"]
    if monthly.value:
        limits = interval_of(monthly, in_sentence=True)
        freed = f"about {value_words(monthly)} of the frontline's time a month"
        return f"Fixing {what} would free {freed}{f', {limits}' if limits else ''}."
    hours = float(figures.causes["frontline_hours"].sum())
    return f"{what[0].upper()}{what[1:]} took about {count(hours)} h of the frontline's time." if hours else ""


def handoffs_finding(figures: Figures) -> str:
    """How much of the frontline's hand-offs came back unsolved, of all or of the chosen origin."""
    measured, chosen = figures.measured, figures.filters
    home, origin = measured["came_home"], origin_words(chosen)
    if not origin or home.value is None:
        return deflection_finding(measured)
    handed = f"complaints attributed to {origin} that the frontline handed on"
    part = f"{count(home.numerator)} of {count(home.denominator)}" if why_not_plain(home) else value_words(home)
    if home.value == 0:
        return f"None of the {handed} came back unsolved."
    return f"{part} {'' if why_not_plain(home) else 'of the '}{handed} came back unsolved."


def quotes_finding(figures: Figures) -> str:
    """What the quotations are about, and which issue has the most complaints."""
    named = figures.causes.dropna(subset=["issue"])
    first = named.sort_values("complaints", ascending=False, kind="stable")["issue"].iloc[0] if not named.empty else ""
    return f"What customers write about {figures.department}{f', most often: {first}' if first else ''}"


def proposal_finding(proposal: Proposal) -> str:
    """What to agree on."""
    return f"To agree on today: {proposal.issue} ({proposal.department}), one owner, one date."


def agreement_words(measured: Mapping[str, Measured]) -> str:
    """How far the attribution can be trusted: agreement with people, and mean confidence of attributed complaints."""
    kappa, sure = measured["agreement"], measured["mean_confidence"].value
    if kappa.value is None or kappa.low is None or kappa.high is None:
        agreed = f"Agreement with people isn't measured yet. {note_words(kappa.notes)}"
    else:
        limits = interval_of(kappa, in_sentence=True)
        drawn = f"{count(kappa.denominator)} complaints drawn at random"
        agreed = f"Agreement with people: κ {decimals(kappa.value)} ({limits}) on {drawn}."
        agreed = " ".join(filter(None, [agreed, counted_words(kappa, measured["complaints"])]))
    return agreed if sure is None else f"{agreed} Mean confidence of what is attributed: {percent(sure)}."


def attributed_words(figures: Figures) -> str:
    """How many complaints could be attributed one by one, whatever origin is chosen; empty without complaints."""
    share = figures.whole["share_unattributed"]
    if share.value is None or not share.denominator:
        return ""
    known = share.denominator - (share.numerator or 0.0)
    part = f" ({percent(known / share.denominator)})" if 0 < share.value < 1 else ""
    rest = "; the rest counts in the estimates alone" if figures.measured["complaints"].method and share.value else ""
    told = f"{count(known)} of {number_of(share.denominator, 'complaint')}{part}"
    return f"{told} could be attributed one by one{rest}."


def cause_words(row: Mapping[Any, Any]) -> str:
    """Cause of a row in words: "Late delivery (Logistics)"."""
    return f"{NO_ISSUE if pd.isna(row['issue']) else row['issue']} ({row['department']})"


def cause_told(row: Mapping[Any, Any]) -> str:
    """Cause of a row for the notes: its hours and money, the interval of the hours, its complaints."""
    name = "hours_a_month" if not pd.isna(row["hours_a_month"]) else "frontline_hours"
    low, value, high = (count(row[each]) for each in (f"low_{name}", name, f"high_{name}"))
    limits = f" (hours {joined(low, high, in_sentence=True)})" if low != value or high != value else ""
    return f"{cause_words(row)}: {row['text']}{limits}, {number_of(row['complaints'], 'complaint')}"


def counts_finding(rows: pd.DataFrame) -> str:
    """The cause with the most complaints, as a sentence."""
    first = rows.head(1).to_dict("records")[0]
    return f"The largest cause is {cause_words(first)}: {number_of(first['complaints'], 'complaint')}."


def count_told(row: Mapping[Any, Any]) -> str:
    """Cause of a row for the notes: its complaints and their interval."""
    low, value, high = (count(row[name]) for name in ("low_complaints", "complaints", "high_complaints"))
    limits = f" ({joined(low, high, in_sentence=True)})" if low != value or high != value else ""
    return f"{cause_words(row)}: {number_of(row['complaints'], 'complaint')}{limits}"


def front_of(figures: Figures) -> str:
    """The frontline's name in a sentence."""
    return frontline_name(figures.taxonomy)
