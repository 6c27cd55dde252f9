"""Strata: tickets grouped by the engine's answers from before it could learn from any ruling on them.

By predicted class and low or high confidence, after Fisch et al. 2024 (StratPPI, arXiv 2406.04291): where the engine is
sure it errs less, so within such a group rulings vary less. Strata have to be formed without the rulings that are
counted in them: at the draw, or by models that have not seen them. Groups with too few rulings are merged by their
number of rulings alone, never by what was ruled (Särndal, Swensson and Wretman 1992, section 7.6, on groups chosen
after the sample was seen).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from etl.estimates.arrays import Floats, Integers

FEWEST_RULINGS = 5
"""Fewest rulings with which a stratum stands alone: with fewer, their variance can't be estimated."""
LOW, HIGH = "less sure", "sure"


@dataclass(frozen=True)
class Strata:
    """Groups of tickets.

    Attributes
    ----------
    names
        Name of each stratum, such as "Logistics, sure".
    predicted
        Class that the engine chooses in it, shape (strata,).
    part
        Number of the part of the tickets that it belongs to, shape (strata,); what was ruled in one part says nothing
        of another. Part 0 holds the predicted complaints, part 1 the others.
    of
        Stratum of each ticket, shape (tickets,).
    """

    names: tuple[str, ...]
    predicted: Integers
    part: Integers
    of: Integers

    @property
    def count(self) -> Integers:
        """Number of tickets in each stratum, shape (strata,)."""
        return np.bincount(self.of, minlength=len(self.names)).astype(np.int64)


def form_strata(probability: Floats, classes: Sequence[str], not_complaint: int | None = None) -> Strata:
    """Group tickets by their most probable class, and within it by whether that is above its median probability.

    Parameters
    ----------
    probability
        Of each class, shape (tickets, classes); rows sum to 1.
    classes
        Names of the classes.
    not_complaint
        Place of the class of tickets that aren't complaints; None if there isn't one.
    """
    first = probability.argmax(axis=1) if len(probability) else np.empty(0, dtype=np.int64)
    sure = probability.max(axis=1) if len(probability) else np.empty(0)
    of = 2 * first.astype(np.int64)
    for each in np.unique(first):
        mine = first == each
        of[mine] += sure[mine] > np.median(sure[mine])
    predicted = np.repeat(np.arange(len(classes)), 2)
    part = np.zeros(len(predicted), dtype=np.int64) if not_complaint is None else 1 * (predicted == not_complaint)
    names = tuple(f"{name}, {how}" for name in classes for how in (LOW, HIGH))
    return Strata(names, predicted, part, of)


def collapse(predicted: Integers, part: Integers, count_ruled: Integers, fewest: int = FEWEST_RULINGS) -> Integers:
    """Merge strata until each group has enough rulings.

    First the two of one predicted class; then, smallest first, whole groups of one part. A part with fewer rulings than
    one stratum needs isn't covered by the sample.

    Parameters
    ----------
    predicted, part
        As in `Strata`.
    count_ruled
        Usable random-sample rulings in each stratum, shape (strata,).
    fewest
        Rulings that a group needs.

    Returns
    -------
    int array of shape (strata,)
        Group of each stratum, numbered from 0; -1 in a part that isn't covered.
    """
    group = np.full(len(predicted), -1, dtype=np.int64)
    number = 0
    for each in np.unique(part):
        for strata in _groups(predicted, np.flatnonzero(part == each), count_ruled, fewest):
            group[strata] = number
            number += 1
    return group


def _groups(predicted: Integers, mine: Integers, count_ruled: Integers, fewest: int) -> list[list[int]]:
    if count_ruled[mine].sum() < fewest:
        return []
    groups: list[list[int]] = []
    for each in np.unique(predicted[mine]):
        both = mine[predicted[mine] == each].tolist()
        alone = all(count_ruled[stratum] >= fewest for stratum in both)
        groups += [[stratum] for stratum in both] if alone else [both]

    def size(group: list[int]) -> tuple[int, int]:
        return int(count_ruled[group].sum()), group[0]

    groups.sort(key=size)
    while len(groups) > 1 and size(groups[0])[0] < fewest:
        smallest = groups.pop(0)
        groups[0] = sorted(groups[0] + smallest)
        groups.sort(key=size)
    return sorted(groups)
