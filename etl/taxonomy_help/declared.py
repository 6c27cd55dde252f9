"""Finds declared values of unattributed complaints that the taxonomy doesn't map."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.model.fields import names
from etl.taxonomy import Taxonomy
from etl.taxonomy_help.attributed import Attributed, Mask, says_the_same
from etl.taxonomy_help.leaning import LEAST_SHARE, Leaning, leaning
from etl.text.comparable import fold
from etl.values.reasons import PARTED, column_key, values_of

MOST_VALUES = 40
SHARE_ELSEWHERE = 0.7
"""Minimum lower bound of the department's share for values of columns not named as reasons."""
_MOST_DISTINCT = 300
_LONGEST = 80
_SAME = 0.9
_OF_ALL = 0.9
"""Share of tickets from which a value is uninformative."""
_NEW_SHARE = 0.2
"""Minimum share of a value's complaints that earlier proposals don't cover."""

_NAMES_A_REASON = re.compile(
    r"reason|cause|categor|topic|issue|contact (type|driver)|complaint|problem|symptom|(request|case|inquiry) type"
    r"|grund|thema|anlass|kategorie|motif|raison|sujet|motivo|tema|tipo|causa|assunto|reden|onderwerp|oorzaak"
)
_NO_ANSWER = {
    *("other", "others", "general", "none", "unknown", "misc", "miscellaneous", "various", "na", "n a", "null", "tbd"),
    *("not applicable", "test", "yes", "no", "true", "false", "sonstiges", "allgemein", "andere", "overig", "algemeen"),
    *("anders", "autre", "autres", "divers", "otro", "otros", "outro", "outros", "geral"),
}
"""Folded values without meaning that agents pick for convenience."""

_KNOWN_OTHERWISE = (*names(is_list=True, is_reason=False), "kind")
_NO_WORD = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True)
class DeclaredValue:
    """A value to map: its column, its unattributed complaints (count and mask), and the department it points to."""

    column: str
    value: str
    count_open: int
    has_it: Mask
    leaning: Leaning


def declared_values(attributed: Attributed) -> list[DeclaredValue]:
    """Values worth mapping, by coverage; values that add little to earlier ones are left out.

    Values of tags and of columns named as reasons are proposed even without a likely department; values of other
    columns only with one, because a country or a shop isn't a cause.
    """
    known = _mapped(attributed.taxonomy)
    candidates = [each for name, column in attributed.columns() for each in _of_column(attributed, name, column, known)]
    candidates.sort(key=lambda each: (-each.count_open, not each.leaning.is_known, each.column, each.value))
    chosen: list[DeclaredValue] = []
    covered = np.zeros(len(attributed.is_open), dtype=bool)
    for each in candidates:
        fresh = int((each.has_it & attributed.is_open & ~covered).sum())
        if len(chosen) < MOST_VALUES and fresh >= max(1.0, _NEW_SHARE * each.count_open):
            chosen.append(each)
            covered |= each.has_it
    return chosen


def _mapped(taxonomy: Taxonomy) -> set[tuple[str, str]]:
    issues = (issue for department in taxonomy.departments for issue in department.issues)
    reasons = ((name, value) for issue in issues for name, values in issue.reasons.items() for value in values)
    return {(column_key(name), fold(value)) for name, value in reasons}


def _of_column(
    attributed: Attributed, name: str, column: pd.Series[str], known: set[tuple[str, str]]
) -> Iterator[DeclaredValue]:
    key = column_key(name)
    is_tags = name == "tags"
    is_plain = not is_tags and is_reason(attributed, name, column)
    is_asked = is_tags or is_plain
    if not key or len(name) > 2 * _LONGEST or (not is_asked and _is_known_otherwise(attributed, column)):
        return
    cells = cells_of(name, column)
    open_cells = cells[attributed.is_open[cells.index.to_numpy()]]
    counts = open_cells.value_counts()
    if cells.nunique() > _MOST_DISTINCT or (not is_asked and len(cells) < 2 * cells.nunique()):
        counts = counts.head(_MOST_DISTINCT) if is_asked else counts.head(0)
    fewest = 3 if is_tags else 1 if is_asked else 5
    for value, count in counts[counts >= fewest].items():
        text = str(value)
        if any((key, part) in known for part in values_of(text)) or not _says_something(text):
            continue
        has_it = np.zeros(len(attributed.is_open), dtype=bool)
        has_it[cells.index[(cells == value).to_numpy(bool)].to_numpy()] = True
        if not is_plain and _tells_what_is_known(attributed, has_it):
            continue
        leans = leaning(attributed, has_it, LEAST_SHARE if is_asked else SHARE_ELSEWHERE)
        if is_asked or leans.is_known:
            yield DeclaredValue(name, text, int(count), has_it, leans)


def cells_of(name: str, column: pd.Series[str]) -> pd.Series[str]:
    """Values of a column, without empty cells: one row per value of a cell, on the same index."""
    cells = column.astype("str")
    if cells.str.contains(PARTED).any():
        cells = cells.str.split(PARTED).explode().astype("str")
    cells = cells.str.strip()
    return cells[cells.notna() & (cells != "")]


def is_reason(attributed: Attributed, name: str, column: pd.Series[str]) -> bool:
    """Whether a column is named as one of reasons, or holds the declared reason under another name."""
    return bool(_NAMES_A_REASON.search(name.casefold())) or says_the_same(column, attributed.tickets["reason"])


def _is_known_otherwise(attributed: Attributed, column: pd.Series[str]) -> bool:
    """Whether it is a column of statuses, teams and the like, which show who handles a ticket, not who caused it."""
    return bool(column.isna().all()) or any(
        says_the_same(column, attributed.tickets[other]) for other in _KNOWN_OTHERWISE
    )


def _tells_what_is_known(attributed: Attributed, has_it: Mask) -> bool:
    """Whether a value duplicates a language, team or channel: nine in ten tickets of either have the other."""
    for other in _KNOWN_OTHERWISE:
        values = attributed.tickets[other]
        common = values[has_it].mode()
        if len(common):
            same = (values == common.iloc[0]).fillna(False).to_numpy(bool)
            both = int((same & has_it).sum())
            if same.mean() < _OF_ALL and both >= _SAME * has_it.sum() and both >= _SAME * same.sum():
                return True
    return False


def _says_something(text: str) -> bool:
    """Whether a value has words, is short enough for a code, and isn't one of `_NO_ANSWER`."""
    return len(text) <= _LONGEST and bool(_NO_WORD.search(text)) and fold(text) not in _NO_ANSWER
