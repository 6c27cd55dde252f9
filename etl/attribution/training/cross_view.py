"""Rates claims, and their sources, by a classifier that doesn't see the words of the phrases.

Where texts hold little besides the phrases, it is less often right than they are. But a phrase that it agrees with less
often than with others of the same department is also used for other things. Weighting rules by their agreement is weak
supervision (Ratner et al. 2017); a model that doesn't see the rule's own words is the second view of co-training (Blum
and Mitchell 1998).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from etl.attribution.claims import Claims, Floats, Integers

_TELLING = 0.2
_HELD = 5.0
"""Pseudo-count: agreements, observed and expected, that each source starts with."""
_LEAST_FACTOR, _MOST_FACTOR = 0.2, 1.5


@dataclass(frozen=True)
class Agreement:
    """Agreement of the claims with a classifier that doesn't see the taxonomy's words.

    Attributes
    ----------
    asked
        Tickets that are claimed for one department only and that the classifier can answer.
    count_texts
        Texts among them, copies counted once.
    part
        Share of these on which it agrees, 0 to 1.
    worth
        Weight of that share as evidence about the claims, 0 to 1; 0 where it agrees no more than by chance.
    """

    asked: Integers
    count_texts: float
    part: float
    worth: float


def agreement(claimed: Floats, choice: Integers, worth: Floats) -> Agreement:
    """Compare claims and choices.

    A classifier that can't predict the claims at all can't judge them either: the texts then hold nothing but the
    taxonomy's words. Its worth grows with Cohen's kappa up to 0.2, which Landis and Koch (1977) no longer call slight.

    Parameters
    ----------
    claimed
        Log-odds of the claims, shape (texts, departments).
    choice
        As in `ColdStart`.
    worth
        What each text counts for, shape (texts,).
    """
    asked = np.flatnonzero(((claimed > 0).sum(axis=1) == 1) & (choice >= 0))
    count = claimed.shape[1]
    named, chosen = claimed[asked].argmax(axis=1), choice[asked]
    counted = worth[asked]
    texts = float(counted.sum())
    part = (float(counted[named == chosen].sum()) + 1.0) / (texts + 2.0)
    shares = [np.bincount(numbers, counted, count) / max(texts, 1e-9) for numbers in (named, chosen)]
    chance = float(shares[0] @ shares[1])
    kappa = (part - chance) / max(1.0 - chance, 1e-9)
    return Agreement(asked, texts, part, float(np.clip(kappa / _TELLING, 0.0, 1.0)) if len(asked) else 0.0)


def borne_out(claims: Sequence[Claims], choice: Integers, worth: Floats, count_departments: int) -> list[Claims]:
    """Raise the weight of sources that the choices agree with more than with others of their department.

    Sources are compared within a department: across departments, those that the classifier knows best would silence the
    others.

    Parameters
    ----------
    claims
        Of each signal, with their weights.
    choice
        As in `ColdStart`.
    worth
        What each text counts for, shape (texts,).
    """
    result = []
    for each in claims:
        if not len(each):
            result.append(each)
            continue
        count = int(each.source.max()) + 1
        owner = np.zeros(count, dtype=np.int64)
        owner[each.source] = each.department
        asked = (each.sign > 0) & (choice[each.row] >= 0)
        agreed = asked & (each.department == choice[each.row])
        made, right = (np.bincount(each.source[which], worth[each.row[which]], count) for which in (asked, agreed))
        of_all, of_right = (np.bincount(owner, values, count_departments) for values in (made, right))
        expected = made * (of_right / np.maximum(of_all, 1e-9))[owner]
        factor = np.clip((right + _HELD) / (expected + _HELD), _LEAST_FACTOR, _MOST_FACTOR)
        result.append(each.weighted(each.weight * factor[each.source]))
    return result
