"""Reads from declared reasons whether they record a failure (an issue of the taxonomy) or a request."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.staging.fields import LONGEST_VALUE
from etl.staging.kinds.declared import about_whom, declared_kind, is_internal
from etl.staging.kinds.lexicon import COMPLAINT, NAMES, NO_KIND, PRAISE, REQUEST
from etl.taxonomy import Taxonomy
from etl.text.folding import fold
from etl.values.reasons import column_key, columns_named, values_of


@dataclass(frozen=True)
class Recorded:
    """What declared reasons record for each ticket; each a Series on the tickets' index.

    Attributes
    ----------
    names_issue
        True where a value means an issue of the taxonomy, and none states that it is no failure.
    states
        Kind that a value states, as a number of `kind_words`; `NO_KIND` for none.
    repeats
        True where the subject only repeats a value and no value records a failure: it is the form's title, not the
        customer's words.
    """

    names_issue: pd.Series[bool]
    states: pd.Series[int]
    repeats: pd.Series[bool]


def recorded(fields: pd.DataFrame, tickets: pd.DataFrame, taxonomy: Taxonomy) -> Recorded:
    """Read the columns that the taxonomy names.

    A value that is a request ("Building Inspection Request"), praise or internal work ("Pothole Repair (Internal)")
    records no failure, unless another value says "complaint".

    Parameters
    ----------
    fields, tickets
        The export's own columns and the canonical ones, as for the signal of declared reasons: a reason that claims a
        department and records a failure thus also makes its ticket a complaint.
    """
    count = len(tickets)
    found, is_internal_work, repeats = (np.zeros(count, dtype=np.bool_) for _ in range(3))
    said = np.zeros((count, len(NAMES) + 1), dtype=np.bool_)  # the last column is NO_KIND, whose number is -1
    subject = tickets["subject"].astype("str").fillna("").map(fold).to_numpy(object)
    said[np.arange(count), _stated_in_subjects(tickets["subject"])] = True
    asked = _asked(taxonomy)
    for its_key, _, cells in columns_named(asked.keys(), fields, tickets):
        codes, distinct = pd.factorize(cells.astype("str"))
        values = [str(cell)[:LONGEST_VALUE] for cell in distinct]
        said[np.arange(count), np.array([*map(declared_kind, values), NO_KIND])[codes]] = True  # missing is the last
        found |= np.array([*(bool(values_of(value) & asked[its_key]) for value in values), False])[codes]
        is_internal_work |= np.array([*map(is_internal, values), False])[codes]
        repeats |= (np.array([*map(fold, values), ""], dtype=object)[codes] == subject) & (subject != "")
    states = np.select([said[:, kind] for kind in (COMPLAINT, PRAISE, REQUEST)], [COMPLAINT, PRAISE, REQUEST], NO_KIND)
    is_no_failure = np.isin(states, (REQUEST, PRAISE)) | ((states == NO_KIND) & is_internal_work)
    found, repeats = found & ~is_no_failure, repeats & is_no_failure
    return Recorded(*(pd.Series(each, index=tickets.index) for each in (found, states, repeats)))


def _stated_in_subjects(subject: pd.Series[str]) -> NDArray[np.int64]:
    """Kind stated by a subject such as "Public Works: Compliment"; `NO_KIND` for others.

    Requests aren't recognised: "Re: your request" is an answer.
    """
    codes, distinct = pd.factorize(subject.where(subject.str.len() <= LONGEST_VALUE))
    shaped = [declared_kind(text) if about_whom(text) is not None else NO_KIND for text in map(str, distinct)]
    stated = np.array([*shaped, NO_KIND], dtype=np.int64)[codes]
    return np.where(stated == REQUEST, NO_KIND, stated)


def _asked(taxonomy: Taxonomy) -> dict[str, set[str]]:
    """Folded values that mean an issue, by key of the declared field."""
    asked: dict[str, set[str]] = {}
    for department in taxonomy.departments:
        for issue in department.issues:
            for name, values in issue.reasons.items():
                asked.setdefault(column_key(name), set()).update(map(fold, values))
    return asked
