"""How far off the engine's shares may be where nobody has ruled at random: a range of model error.

Per class, ``reach = factor * (undecided + disagreement + hidden)``. *Undecided* is the mean of ``p (1 - p)`` over the
tickets: if the log-odds of the class were all off by a little, its share would be off by that times as much.
*Disagreement* is how far the share of first choices lies from the mean probability: two ways to count that agree where
the engine is right. *Hidden* is half of what these two come to in a class on average: if the taxonomy lacks a
department's phrases, the engine hardly ever names it, and its complaints are counted with the others.

The factor comes from labelled sets, each with its whole taxonomy and with either half of its phrases: the largest that
is needed on any of them to hold the error of four departments in five (`model_error.json`, which `make quality` writes;
the page on quality shows each set under the factor of the others). Half of the mean, rather than a tenth or all of it,
was chosen on these sets too: there it holds most errors for its width.

It isn't an interval of sampling theory and has no level: nothing says that a new export is like the labelled ones. It
says how far off the engine was on those, for as much doubt as it has here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from etl.estimates.arrays import Booleans, Floats
from etl.estimates.intervals import Estimate

FACTORS = Path(__file__).with_suffix(".json")
PART_HELD = 0.8
"""Part of a labelled set's departments whose error the reach holds."""
_HIDDEN = 0.5
"""Part of the classes' mean doubt that is added to each class, however rarely the engine names it."""
_NOTHING = 1e-9
_SUREST = 0.97
"""Highest probability that is trusted: no engine has been shown to be surer of a ticket."""


def doubt_in(probability: Floats, classes: Booleans) -> float:
    """Doubt about the total share of some classes, to which their reach is proportional.

    Parameters
    ----------
    probability
        Of each class, shape (tickets, classes).
    classes
        Which are counted, shape (classes,). Where none or all are, the share is known, and the doubt is 0; where all
        that the engine names are, it isn't.
    """
    if not len(probability) or not classes.any() or classes.all():
        return 0.0
    possible = np.flatnonzero(probability.any(axis=0))
    each = [_shown(probability, np.arange(len(classes)) == place) for place in possible]
    return with_hidden(_shown(probability, classes), each)


def doubt_of(undecided: float, share: float, share_of_first: float) -> float:
    """Visible doubt: undecided plus disagreement.

    Parameters
    ----------
    undecided
        Mean of p (1 - p) over the tickets.
    share, share_of_first
        Mean p, and part of the tickets whose most probable class it is.
    """
    return undecided + abs(share - share_of_first)


def with_hidden(shown: float, of_each: Sequence[float], unruled: float = 1.0) -> float:
    """Visible and hidden doubt together, to which the reach is proportional.

    Parameters
    ----------
    shown
        Visible doubt of some classes together.
    of_each
        Visible doubt of each class that the engine names.
    unruled
        Part of the tickets that nobody ruled on.
    """
    mean = float(np.mean(of_each))
    return shown + _HIDDEN * mean if mean > _NOTHING else unruled * _SUREST * (1 - _SUREST)


def _shown(probability: Floats, classes: Booleans) -> float:
    mine = probability[:, classes].sum(axis=1)
    first = float(classes[probability.argmax(axis=1)].mean())
    return doubt_of(float((mine * (1 - mine)).mean()), float(mine.mean()), first)


def factor_of(probability: Floats, truth: Floats) -> float:
    """Factor with which the reach holds the error of four classes in five.

    Parameters
    ----------
    probability
        Of each class, shape (tickets, classes).
    truth
        True share of each class; classes with a share of 0 are left out.
    """
    singles = np.eye(probability.shape[1], dtype=bool)
    asked = np.flatnonzero(truth > 0)
    error = np.abs(probability.mean(axis=0) - truth)[asked]
    doubt = np.array([doubt_in(probability, singles[each]) for each in asked])
    return float(np.quantile(error / np.maximum(doubt, 1e-12), PART_HELD, method="higher"))


def factor_from(factors: Mapping[str, float], without: str | None = None) -> float:
    """Largest factor of the labelled sets; one of them may be left out."""
    return max(factor for name, factor in factors.items() if name != without)


@cache
def known_factors() -> dict[str, float]:
    """Factor of each labelled set, as last measured."""
    return {str(name): float(factor) for name, factor in json.loads(FACTORS.read_text(encoding="utf-8")).items()}


def reaching(share: float, doubt: float, factor: float) -> Estimate:
    """A share with its range.

    Parameters
    ----------
    share
        The engine's, 0 to 1.
    doubt
        As `doubt_in` gives it.
    factor
        As `factor_from` gives it.
    """
    reach = factor * doubt
    return Estimate(share, max(share - reach, 0.0), min(share + reach, 1.0))
