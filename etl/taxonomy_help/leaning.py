"""The department that a declared value or a phrase points to."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from etl.locales import number
from etl.taxonomy_help.attributed import Attributed, Mask

UNDECIDED = "Undecided"
"""Department for proposals without a likely one; a person is to move them."""

LEAST_SHARE = 0.5
"""A value points to a department if the lower end of Wilson's interval (Wilson 1927, "Probable inference", JASA 22) of
its share is above a half and above its usual share: four of four tickets reach that, or 22 of 31.
"""
SURE = 1.96
ISSUE_SHARE = 0.6
LIKELY = 0.5
"""Minimum confidence of a first choice below the threshold to be used here."""


@dataclass(frozen=True)
class Leaning:
    """Department, and issue if one of its issues has most; `why` completes a sentence that begins with counts."""

    department: str = UNDECIDED
    issue: str = ""
    why: str = "nothing says yet whose it is: move it"

    @property
    def is_known(self) -> bool:
        """Whether there is a department."""
        return self.department != UNDECIDED


def leaning(attributed: Attributed, has_it: Mask, least_share: float = LEAST_SHARE) -> Leaning:
    """Department of the attributed complaints with a value or phrase; else of the engine's first choices.

    Parameters
    ----------
    has_it
        Mask of the tickets with it.
    least_share
        Minimum lower bound of the department's share.
    """
    is_complaint = (attributed.tickets["kind"] == "complaint").to_numpy(bool)
    departments = attributed.tickets["department"].where(is_complaint)
    found = _leader(departments[has_it], departments, least_share)
    if found is not None:
        name, count, total = found
        issues = attributed.tickets.loc[has_it & (departments == name).to_numpy(bool), "issue"].value_counts()
        issue = str(issues.index[0]) if len(issues) and issues.iloc[0] >= ISSUE_SHARE * count else ""
        return Leaning(name, issue, f"of {number(total)} attributed ones {number(count)} start in {name}")
    is_likely = attributed.is_open & (attributed.tickets["confidence"] >= LIKELY).to_numpy(bool)
    first = attributed.tickets["best_department"].where(is_likely)
    found = _leader(first[has_it], first, least_share)
    if found is None:
        return Leaning()
    name, count, total = found
    return Leaning(name, "", f"{name} is the first choice, not sure enough, for {number(count)} of {number(total)}")


def _leader(some: pd.Series, everywhere: pd.Series, least_share: float) -> tuple[str, int, int] | None:
    """Department with the most of some tickets, its number of them, and the number with any department."""
    counts, overall = some.value_counts(), everywhere.value_counts()
    total = int(counts.sum())
    if not total:
        return None
    name, count = str(counts.index[0]), int(counts.iloc[0])
    usual = float(overall[name] / overall.sum())
    return (name, count, total) if lowest_share(count, total) >= max(least_share, usual) else None


def lowest_share(count: int, total: int) -> float:
    """Lower end of Wilson's 95 % interval of a share."""
    share, z = count / total, SURE * SURE / total
    return (share + z / 2 - SURE * math.sqrt((share * (1 - share) + z / 4) / total)) / (1 + z)
