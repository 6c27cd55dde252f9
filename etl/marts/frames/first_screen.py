"""What Overview's first screen says: its title, what becomes of the claim, its figures, and the largest causes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from etl.marts.core.filters import Filters
from etl.marts.core.formatting import count, joined, money, share_words, why_not_plain
from etl.marts.core.measured import Measured
from etl.marts.frames.findings import basis_words, frontline_name, origin_finding, too_few
from etl.marts.frames.hypothesis import claim_words, headline_measures
from etl.taxonomy import Taxonomy

LENS = "absorption_effort"
"""The lens that stands among the first figures: hours are the work itself."""
LARGEST = 3
"""Causes that Overview names."""


@dataclass(frozen=True)
class Opening:
    """What stands at the top, in words.

    Attributes
    ----------
    title
        How many orders go well beside what the frontline's hours go to; where one of both can't be told, where an
        origin is chosen, and where everything that comes is a complaint: where complaints start.
    origin
        Where complaints start; empty where the title says it.
    claim
        What becomes of the claim; empty where there are too few complaints for any finding.
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
    contrast = "" if is_by_origin else _contrast(measured, front)
    # "It" is the frontline where the sentence before ends with its name.
    who = "it" if contrast and origin.endswith(f"outside {front}.") else front
    basis = basis_words(share, front)
    return Opening(contrast or origin, origin if contrast else "", claim_words(measured, who), basis)


def _contrast(measured: Mapping[str, Measured], front: str) -> str:
    """How many orders go well, and what the frontline's hours go to; empty where either isn't told."""
    company, hours = measured["company_view"], measured["frontline_view"]
    if any(each.value is None or why_not_plain(each) for each in (company, hours)) or hours.value in (0, 1):
        return ""
    well = f"{share_words(company)} of {company.parts_unit} go without a complaint."
    return f"{well} {share_words(hours)} of the hours that {front} spends on tickets go to complaints."


def first_measures(measured: Mapping[str, Measured], chosen: Filters) -> tuple[str, ...]:
    """Measures on the first cards: where complaints start, and what the frontline takes on of them.

    Hours and money of a month, or in all where the data covers less than four weeks.
    """
    first, *_ = headline_measures(chosen)
    monthly = ("hours_given_back", "cost_given_back")
    in_all = ("frontline_hours_elsewhere", "frontline_cost_elsewhere")
    told = (one if measured[one].value is not None else other for one, other in zip(monthly, in_all, strict=True))
    return (first, LENS, *told)


def largest_causes(burden: pd.DataFrame, currency: str) -> pd.DataFrame:
    """The causes elsewhere that take most of the frontline's hours, with what fixing each would free.

    Parameters
    ----------
    burden
        ``etl.marts.frames.cost_by_cause.burden`` by issue.

    Returns
    -------
    DataFrame
        At most `LARGEST` rows, the largest first: department (str), issue (str), hours (str: "20 h"), limits (str:
        "18–21 h"; empty where they read as the hours), money (str: "EUR 882"), span (str: "a month", or "in all" for
        less than four weeks of data). None where no issue is named.
    """
    known = burden[~burden["is_frontline"] & ~burden["is_unattributed"] & burden["issue"].notna()]
    rows = known[known["frontline_hours"] > 0].nlargest(LARGEST, "frontline_hours", keep="first")
    hours, cost, span = "hours_a_month", "cost_a_month", "a month"
    if rows["hours_a_month"].isna().any():
        hours, cost, span = "frontline_hours", "cost", "in all"
    ends = zip(rows[f"low_{hours}"], rows[hours], rows[f"high_{hours}"], strict=True)
    return pd.DataFrame(
        {
            "department": rows["department"],
            "issue": rows["issue"],
            "hours": [f"{count(value)} h" for value in rows[hours]],
            "limits": [_limits(*each) for each in ends],
            "money": [money(value, currency) for value in rows[cost]],
            "span": span,
        },
        dtype="str",
    ).reset_index(drop=True)


def _limits(low: float, value: float, high: float) -> str:
    first, last = count(low), count(high)
    return "" if first == last == count(value) else f"{joined(first, last)} h"
