"""Proposals from the export's own values and words, for a person to accept or reject one by one."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from etl.locales import number
from etl.taxonomy.editing import Addition
from etl.taxonomy_help.attributed import read_attributed
from etl.taxonomy_help.leaning import UNDECIDED


@dataclass(frozen=True)
class Suggestions:
    """Proposals that would cover complaints without evidence.

    Attributes
    ----------
    additions
        One issue each, existing or new, in a department or undecided (`is_undecided`); comments say why.
    finding
        Summary, as a sentence.
    """

    additions: tuple[Addition, ...]
    finding: str


def suggestions(connection: sa.Connection, seed: int) -> Suggestions:
    """Propose values and words that unattributed complaints share, by coverage, without teams."""
    # The topic model takes a second to import, and only this function needs it.
    from etl.taxonomy_help.suggest import issues_proposed

    attributed = read_attributed(connection)
    if not attributed.is_open.any():
        return Suggestions((), "Every complaint is attributed: there is nothing to suggest.")
    found = tuple(issues_proposed(attributed, seed)[0])
    told = f"{number(attributed.count_open)} of {number(attributed.count_complaints)} complaints are unattributed"
    if not found:
        return Suggestions((), f"{told}, and they share no values or words that tell them from others.")
    return Suggestions(found, f"{told}. Of what they share, take what stands for a cause.")


def is_undecided(proposed: Addition) -> bool:
    """Whether a proposal has no department yet."""
    return proposed.department == UNDECIDED


def what_it_says(proposed: Addition) -> str:
    """Values and words of a proposal, on one line."""
    values = [f"{column}: {value}" for column, values in proposed.reasons.items() for value in values]
    return ", ".join([*values, *(f"“{phrase}”" for phrase in proposed.phrases)])
