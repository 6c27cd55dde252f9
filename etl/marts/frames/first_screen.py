"""Overview's first screen: its title, the verdict on the claim, its figures, and the largest causes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from etl.estimates.plan import expected_half_width
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import count, interval, joined, money, number_of, parts_words, share_words, why_not_plain
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.frames.findings import basis_words, frontline_name, is_too_open, origin_finding, too_few
from etl.marts.frames.hypothesis import LENSES, Verdict, claim_words, headline_measures, verdict
from etl.marts.frames.sampling_plan import SIZE
from etl.marts.measures.workload import OF_MONTHS
from etl.taxonomy import Taxonomy

LENS = "absorption_effort"
"""Lens among the first figures: hours are the work itself."""
_UNTESTED = {Verdict.UNTOLD, Verdict.ASSUMED, Verdict.TOO_FEW}

LARGEST = 3
"""Most causes that Overview names."""


@dataclass(frozen=True)
class Opening:
    """Words at the top of Overview.

    Attributes
    ----------
    title
        How many orders go well, and where the frontline's hours go. If either isn't known, an origin is chosen, or
        every ticket is a complaint: where complaints start.
    origin
        Where complaints start; empty if the title says so. If the title says that too little is known: what is known,
        and what would help.
    claim
        Verdict on the claim; empty where too little is known for any finding.
    basis
        What the estimate of origins rests on; empty where nothing is estimated.
    """

    title: str
    origin: str
    claim: str
    basis: str


def opening(measured: Mapping[str, Measured], taxonomy: Taxonomy, chosen: Filters) -> Opening:
    """The words at the top of Overview.

    Parameters
    ----------
    measured
        Has every measure within the filters.
    """
    origin, front = origin_finding(measured, taxonomy, chosen), frontline_name(taxonomy)
    is_by_origin = bool(chosen.department or chosen.issue)
    share = measured["share_of_all" if is_by_origin else "share_elsewhere"]
    if not measured["complaints"].value or (not is_by_origin and too_few(measured)):
        return Opening(origin, "", "", "")
    if not is_by_origin and is_too_open(share):
        is_untested = {verdict(measured[name]) for name in LENSES} <= _UNTESTED
        claim = claim_words(measured, front) if is_untested else ""
        return Opening(origin, _open_words(measured, front), claim, basis_words(share, front))
    contrast = "" if is_by_origin else _contrast(measured, front)
    # "It" means the frontline if the sentence before ends with its name.
    who = "it" if contrast and origin.endswith(f"outside {front}.") else front
    basis = basis_words(share, front)
    return Opening(contrast or origin, origin if contrast else "", claim_words(measured, who), basis)


def _contrast(measured: Mapping[str, Measured], front: str) -> str:
    """How many orders go well, and where the frontline's hours go; empty where either isn't known."""
    company, hours = measured["company_view"], measured["frontline_view"]
    if any(each.value is None or why_not_plain(each) for each in (company, hours)) or hours.value in (0, 1):
        return ""
    well = f"{share_words(company)} of {company.parts_unit} go without a complaint."
    return f"{well} {share_words(hours)} of the hours that {front} spends on tickets go to complaints."


def _open_words(measured: Mapping[str, Measured], front: str) -> str:
    """How little is known about where complaints start, and how much more some rulings would show."""
    share, complaints = measured["share_elsewhere"], measured["complaints"].value or 0.0
    limits = interval(share.low, share.high, in_sentence=True)
    known = f"As far as can be told, {limits} of {number_of(round(complaints), 'complaint')} start outside {front}."
    ruled, tickets = share.checked_on or 0, round(measured["tickets"].value or complaints)
    more = min(SIZE, tickets - ruled)
    if more <= 0:
        return known
    points = round(100 * expected_half_width(share.value or 0.5, ruled + more, tickets))
    which = "all" if ruled + more == tickets else f"{count(more)} of them, drawn at random,"
    narrowed = f"then it is known to within {points} points" if points else "then it is known"
    return f"{known} Rule on {which} on Review: {narrowed}."


def beneath(found: Measured) -> str:
    """Line under a number of the first screen: what was divided, how it is known, and its interval.

    Such as "2,549 of 3,265 h · estimated", or for a number per month "2,549 h in 14 months · 180–184 h".
    """
    if found.value is None:
        return ""
    whole = note_words(note for note in found.notes if note.kind in OF_MONTHS).rstrip(".")
    return " · ".join(filter(None, [whole, parts_words(found)]))


def first_measures(measured: Mapping[str, Measured], chosen: Filters) -> tuple[str, ...]:
    """Measures on the first cards: where complaints start, and how much of them the frontline takes on.

    Hours and money are per month, or in all where the data covers less than four weeks.
    """
    first, *_ = headline_measures(chosen)
    monthly = ("hours_given_back", "cost_given_back")
    in_all = ("frontline_hours_elsewhere", "frontline_cost_elsewhere")
    told = (one if measured[one].value is not None else other for one, other in zip(monthly, in_all, strict=True))
    return (first, LENS, *told)


def largest_causes(burden: pd.DataFrame, currency: str, *, by_hours: bool = True) -> pd.DataFrame:
    """The causes elsewhere that take most of the frontline's hours, with what fixing each would free.

    Parameters
    ----------
    burden
        ``etl.marts.frames.cost_by_cause.burden`` by issue.
    by_hours
        Whether it is known whose hours they took; else the causes with the most complaints are named, without money.

    Returns
    -------
    DataFrame
        At most `LARGEST` rows, the largest first: department (str), issue (str), amount (str: "20 h", "60 complaints"),
        limits (str: "18–21 h"; empty where they read as the amount), money (str: "EUR 882"; empty by complaints), span
        (str: "a month", "in all" for less than four weeks of data; empty by complaints). No rows where no issue is
        named.
    """
    by = "frontline_hours" if by_hours else "complaints"
    known = burden[~burden["is_frontline"] & ~burden["is_unattributed"] & burden["issue"].notna()]
    rows = known[known[by] > 0].nlargest(LARGEST, by, keep="first")
    if not by_hours:
        return _most_complaints(rows)
    hours, cost, span = "hours_a_month", "cost_a_month", "a month"
    if rows["hours_a_month"].isna().any():
        hours, cost, span = "frontline_hours", "cost", "in all"
    ends = zip(rows[f"low_{hours}"], rows[hours], rows[f"high_{hours}"], strict=True)
    return pd.DataFrame(
        {
            "department": rows["department"],
            "issue": rows["issue"],
            "amount": [f"{count(value)} h" for value in rows[hours]],
            "limits": [_limits(*each, " h") for each in ends],
            "money": [money(value, currency) for value in rows[cost]],
            "span": span,
        },
        dtype="str",
    ).reset_index(drop=True)


def _most_complaints(rows: pd.DataFrame) -> pd.DataFrame:
    """Causes by complaints, in the columns of `largest_causes`."""
    ends = zip(rows["low_complaints"], rows["complaints"], rows["high_complaints"], strict=True)
    amounts = [number_of(value, "complaint") for value in rows["complaints"]]
    told = {"department": rows["department"], "issue": rows["issue"], "amount": amounts,
            "limits": [_limits(*each, "") for each in ends], "money": "", "span": ""}  # fmt: skip
    return pd.DataFrame(told, dtype="str").reset_index(drop=True)


def _limits(low: float, value: float, high: float, unit: str) -> str:
    first, last = count(low), count(high)
    return "" if first == last == count(value) else f"{joined(first, last)}{unit}"
