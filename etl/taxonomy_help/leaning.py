"""The department that a declared value or a phrase points to."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from etl.taxonomy_help.attributed import Attributed, Mask

UNDECIDED = "Undecided"
"""Department that proposals stand under where nothing says whose they are: a person is to move them."""

LEAST_SHARE = 0.5
"""Something leans to a department whose share of the tickets with it is surely above a half, and above its usual one.

Surely: the lower end of Wilson's interval (Wilson 1927, "Probable inference", JASA 22), which four of four tickets
reach, or 22 of 31.
"""
SURE = 1.96
ISSUE_SHARE = 0.6
LIKELY = 0.5
"""Confidence from which a first choice counts, that wasn't sure enough to be an answer."""


@dataclass(frozen=True)
class Leaning:
    """Department, and issue where one of its issues has most of it; `why` ends a sentence that begins with counts."""

    department: str = UNDECIDED
    issue: str = ""
    why: str = "nothing says yet whose it is: move it"

    @property
    def is_known(self) -> bool:
        """Whether there is a department."""
        return self.department != UNDECIDED


def leaning(attributed: Attributed, has_it: Mask, least_share: float = LEAST_SHARE) -> Leaning:
    """Where the attributed complaints that have it start; else where the engine's first choice lies.

    Parameters
    ----------
    has_it
        One flag per ticket.
    least_share
        Lower end of the share that its department must have.
    """
    is_complaint = (attributed.tickets["kind"] == "complaint").to_numpy(bool)
    departments = attributed.tickets["department"].where(is_complaint)
    found = _leader(departments[has_it], departments, least_share)
    if found is not None:
        name, count, total = found
        issues = attributed.tickets.loc[has_it & (departments == name).to_numpy(bool), "issue"].value_counts()
        issue = str(issues.index[0]) if len(issues) and issues.iloc[0] >= ISSUE_SHARE * count else ""
        return Leaning(name, issue, f"of {total:,} attributed ones {count:,} start in {name}")
    is_likely = attributed.is_open & (attributed.tickets["confidence"] >= LIKELY).to_numpy(bool)
    first = attributed.tickets["best_department"].where(is_likely)
    found = _leader(first[has_it], first, least_share)
    if found is None:
        return Leaning()
    name, count, total = found
    return Leaning(name, "", f"{name} is the first choice, not sure enough, for {count:,} of {total:,}")


def _leader(some: pd.Series, everywhere: pd.Series, least_share: float) -> tuple[str, int, int] | None:
    """Department that has most of some tickets, its tickets, and all of those that have a department."""
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
