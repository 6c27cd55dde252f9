"""New words in customers' complaints: what they write about a department now, and hardly wrote before.

A word is compared with the periods before by the tickets that contain it, within each department and language. Two
conditions must hold:

* chance: the hypergeometric probability of so many of its tickets lying in the period (Fisher's exact test, one-sided)
  is a surprise among all words examined, by `etl.marts.core.prediction.surprises`;
* size: it occurs `_TIMES` times as often as before, and the log-odds ratio with an informative Dirichlet prior (Monroe,
  Colaresi and Quinn 2008, "Fightin' Words", Political Analysis 16(4)) is beyond chance too. Words are ordered by that
  ratio.

It reveals nothing about single people: a word must come from as many different people as tickets are required, in as
many different texts, and is neither a number, a month, a first name nor a function word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import scipy.sparse as sp
import sqlalchemy as sa

from etl.attribution.matching.stop_words import are_weightless
from etl.marts.core.prediction import surprises
from etl.marts.core.process_limits import Floats
from etl.marts.frames.period_changes import Compared
from etl.marts.shares.scope import Scope
from etl.model import NONE_OF_THESE, UNATTRIBUTED
from etl.staging.language import small_words
from etl.staging.masking.names import first_names
from etl.taxonomy_help.wording import SURE, log_odds
from etl.text.comparable import fold, fold_all
from etl.text.own_words import own_texts
from etl.text.wrapping import without_wrapping
from etl.values.arrow import to_arrow

MOST_WORDS = 5
"""Most groups of words per department."""

_TIMES = 3.0
_TOGETHER = 0.6
"""Part of two words' tickets that both share (Jaccard) from which they are put into one group."""
_MOST_BEFORE = 30_000
"""Most complaints read from the periods before; of more, an evenly spaced part."""
_SHORTEST = 3
_LETTERS = 8
"""Letters of a word that are compared with function words, as `small_words` keeps them."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TITLE = re.compile(
    r"\b(?:mr|mrs|ms|miss|dr|herr|herrn|frau|dhr|mevr|mevrouw|meneer|heer|monsieur|madame|mme|se[nñ]ora?|sra?)\.?\s+"
    r"([^\W\d_]+)",
    re.IGNORECASE,
)
"""A form of address, and the name after it."""

_COLUMNS = ["source", "ticket_id", "department", "language", "requester", "subject", "body", "is_now"]


@dataclass(frozen=True)
class NewWords:
    """Words that occur in the same complaints, and hardly occurred before.

    Attributes
    ----------
    words
        The words as most customers write them, the most telling first.
    tickets, of
        Number of complaints with the first of them, and of all complaints, in the department and language.
    before, of_before
        The same for the periods before.
    ratio
        Log-odds ratio of the first, in standard deviations.
    ticket
        Source and id of a complaint with it.
    """

    department: str
    words: tuple[str, ...]
    language: str | None
    tickets: int
    of: int
    before: int
    of_before: int
    ratio: float
    ticket: tuple[str, str]


def new_words(scope: Scope, periods: Compared, smallest: int) -> tuple[NewWords, ...]:
    """New words of a period, at most `MOST_WORDS` groups per department, the most telling first.

    Parameters
    ----------
    smallest
        Fewest different people, and different texts, with a word; at least 2.
    """
    rows = _complaints(scope, periods)
    if rows.empty or not periods.before:
        return ()
    return words_of(rows, max(2, smallest))


def words_of(rows: pd.DataFrame, smallest: int) -> tuple[NewWords, ...]:
    """The same for complaints in a frame.

    Parameters
    ----------
    rows
        Columns source, ticket_id, department, language, requester, subject, body (str, missing allowed except in the
        first three) and is_now (bool), one row per complaint and department.
    """
    wrapped = (rows[name].map(without_wrapping, na_action="ignore") for name in ("subject", "body"))
    texts = own_texts(*map(to_arrow, wrapped)).to_pylist()
    rows = rows.assign(text=texts, folded=fold_all(texts))
    rows["language"] = rows["language"].astype(object).where(rows["language"].notna(), None)
    looked_at = [
        _Looked(str(department), language if isinstance(language, str) else None, mine.reset_index(drop=True), smallest)
        for (department, language), mine in rows.groupby(["department", "language"], dropna=False)
    ]
    if not looked_at:
        return ()
    is_surprise = surprises(np.concatenate([each.chances for each in looked_at]))
    found: list[NewWords] = []
    for each in looked_at:
        found += each.grouped(is_surprise[: len(each.chances)])
        is_surprise = is_surprise[len(each.chances) :]
    found.sort(key=lambda new: (new.department, -new.ratio, new.words))
    count: Counter[str] = Counter()
    kept = []
    for new in found:
        count[new.department] += 1
        if count[new.department] <= MOST_WORDS:
            kept.append(new)
    return tuple(kept)


class _Looked:
    """Words of one department's complaints in one language, counted."""

    def __init__(self, department: str, language: str | None, rows: pd.DataFrame, smallest: int) -> None:
        self.department, self.language, self._rows, self._smallest = department, language, rows, smallest
        self._is_now = rows["is_now"].to_numpy(dtype=bool)
        names, matrix = _counted(rows["folded"].tolist())
        enough = np.asarray(matrix.sum(axis=0)).ravel() >= smallest
        kept = np.flatnonzero(enough & ~_are_nothing(names, rows.loc[self._is_now, "text"]))
        self._names, self._matrix = [names[place] for place in kept], matrix[:, kept].tocsc()
        self._now = np.asarray(self._matrix[self._is_now].sum(axis=0)).ravel().astype(float)
        self._before = np.asarray(self._matrix[~self._is_now].sum(axis=0)).ravel().astype(float)
        self.chances = self._chances()

    def _chances(self) -> Floats:
        """Probability that so many of a word's tickets lie in the period by chance; 1 without earlier periods."""
        from scipy import stats

        if self._is_now.all() or not self._is_now.any():
            return np.ones(len(self._names))
        whole = self._now + self._before
        return np.asarray(stats.hypergeom.sf(self._now - 1, len(self._is_now), whole, int(self._is_now.sum())))

    def grouped(self, is_surprise: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[NewWords]:
        """New words, grouped if they occur in the same tickets."""
        if not is_surprise.any():
            return []
        ratio = log_odds(self._now, self._before)
        often, seldom = self._now / self._is_now.sum(), self._before / (~self._is_now).sum()
        is_new = is_surprise & (ratio >= SURE) & (often >= _TIMES * seldom)
        places = [place for place in np.argsort(-ratio, kind="stable") if is_new[place] and self._is_of_many(place)]
        groups: list[list[int]] = []
        for place in places:
            mine = next((group for group in groups if self._share(group[0], place) >= _TOGETHER), None)
            if mine is None:
                groups.append([place])
            else:
                mine.append(place)
        return [self._told(group, float(ratio[group[0]])) for group in groups]

    def _having(self, place: int) -> pd.DataFrame:
        has_it = np.asarray(self._matrix[:, [place]].todense()).ravel() > 0
        having: pd.DataFrame = self._rows[has_it & self._is_now]
        return having

    def _is_of_many(self, place: int) -> bool:
        """Whether enough different people wrote it, in different texts; unknown requesters count as different."""
        having = self._having(place)
        people = having["requester"].fillna(having["source"] + "\0" + having["ticket_id"]).nunique()
        return min(people, having["folded"].nunique()) >= self._smallest

    def _share(self, one: int, other: int) -> float:
        first, second = set(self._having(one).index), set(self._having(other).index)
        return len(first & second) / len(first | second)

    def _told(self, group: Sequence[int], ratio: float) -> NewWords:
        having = self._having(group[0])
        first = having.iloc[0]
        return NewWords(
            self.department,
            tuple(_as_written(self._names[place], self._having(place)["text"]) for place in group),
            self.language,
            int(self._now[group[0]]),
            int(self._is_now.sum()),
            int(self._before[group[0]]),
            int((~self._is_now).sum()),
            ratio,
            (str(first["source"]), str(first["ticket_id"])),
        )


def _counted(folded: Sequence[str]) -> tuple[list[str], sp.csr_matrix]:
    """Words that consist of letters, and which texts have them (0 or 1), shape (texts, words)."""
    place: dict[str, int] = {}
    rows, columns = [], []
    for row, text in enumerate(folded):
        for word in {each for each in text.split() if len(each) >= _SHORTEST and each.isalpha()}:
            rows.append(row)
            columns.append(place.setdefault(word, len(place)))
    shape = (len(folded), max(len(place), 1))
    matrix = sp.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
    return list(place) or [""], matrix


def _are_nothing(names: Sequence[str], texts: Iterable[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether each word carries no meaning of its own, or may be a person's name."""
    small, given = small_words(), {fold(name) for name in first_names()}
    addressed = {fold(found) for text in texts for found in _TITLE.findall(text)}
    weightless = np.asarray(are_weightless(pa.array(names, type=pa.string())), dtype=bool)
    known = [name[:_LETTERS] in small or name in given or name in addressed for name in names]
    return np.asarray(weightless | np.array(known, dtype=bool))


def _as_written(word: str, texts: Iterable[str]) -> str:
    """A folded word as most of the texts write it, in lower case."""
    forms = Counter(form.lower() for text in texts for form in _WORD.findall(text) if fold(form) == word)
    return min(forms, key=lambda form: (-forms[form], form)) if forms else word


def _complaints(scope: Scope, periods: Compared) -> pd.DataFrame:
    """Complaints of the period and of those before, by attributed department, with their texts."""
    first = periods.before[0][0] if periods.before else periods.first
    within = scope.with_filters(scope.filters.with_(date_from=first, date_to=periods.last))
    p = within.as_judged().parts.c
    main = sa.func.row_number().over(partition_by=(p.source, p.ticket_id), order_by=(p.share.desc(), p.department))
    is_now = (p.created_date >= periods.first).label("is_now")
    taken = [p.source, p.ticket_id, p.department, p.language, p.requester, p.subject, p.body, is_now]
    ranked = sa.select(*taken, main.label("main")).where(
        p.is_complaint, p.excluded_as.is_(None), p.department.not_in((UNATTRIBUTED, NONE_OF_THESE))
    )
    r = ranked.subquery("ranked").c
    number = sa.func.row_number().over(partition_by=r.is_now, order_by=(r.source, r.ticket_id))
    told = sa.select(*(r[name] for name in _COLUMNS), number.label("number")).where(r.main == 1).subquery("told")
    before = scope.connection.execute(
        sa.select(sa.func.count()).select_from(told).where(sa.not_(told.c.is_now))
    ).scalar_one()
    every = -(-int(before) // _MOST_BEFORE) or 1
    select = sa.select(*(told.c[name] for name in _COLUMNS)).where(sa.or_(told.c.is_now, told.c.number % every == 0))
    rows = scope.connection.execute(select.order_by(told.c.source, told.c.ticket_id)).all()
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"is_now": "bool"})
