"""Proposals of the export's own values and words, one by one, for a person to take or leave."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from etl.taxonomy.editing import Addition
from etl.taxonomy_help.attributed import read_attributed
from etl.taxonomy_help.leaning import UNDECIDED


@dataclass(frozen=True)
class Suggestions:
    """What would cover complaints that nothing speaks of.

    Attributes
    ----------
    additions
        One issue each, known or new, in a department or in none yet (`is_undecided`); comments say why.
    finding
        What they come to, as a sentence.
    """

    additions: tuple[Addition, ...]
    finding: str


def suggestions(connection: sa.Connection, seed: int) -> Suggestions:
    """Values and words that unattributed complaints share, those that cover most first; teams are left out."""
    # What tells topics apart takes a second to load, and only this asks for it.
    from etl.taxonomy_help.suggest import issues_proposed

    attributed = read_attributed(connection)
    if not attributed.is_open.any():
        return Suggestions((), "Every complaint is attributed: there is nothing to suggest.")
    found = tuple(issues_proposed(attributed, seed)[0])
    told = f"{attributed.count_open:,} of {attributed.count_complaints:,} complaints are unattributed"
    if not found:
        return Suggestions((), f"{told}, and they share no values or words that tell them from others.")
    return Suggestions(found, f"{told}. Of what they share, take what stands for a cause.")


def is_undecided(proposed: Addition) -> bool:
    """Whether nothing says which department a proposal belongs to."""
    return proposed.department == UNDECIDED


def what_it_says(proposed: Addition) -> str:
    """The values and words of a proposal, in one line."""
    values = [f"{column}: {value}" for column, values in proposed.reasons.items() for value in values]
    return ", ".join([*values, *(f"“{phrase}”" for phrase in proposed.phrases)])
