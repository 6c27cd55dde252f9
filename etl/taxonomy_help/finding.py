"""Previews phrases: the complaints that contain a phrase, with examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.attribution.claims import Integers
from etl.attribution.matching.matcher import COMPOUNDING, matcher_of
from etl.attribution.matching.patterns import Phrase
from etl.model import UNATTRIBUTED
from etl.store.base import read_frame
from etl.taxonomy_help.attributed import Mask
from etl.text.comparable import MAX_CHARACTERS, fold_all
from etl.text.own_words import own_words_all
from etl.text.wrapping import without_wrapping

MOST_COMPLAINTS = 5_000
"""Maximum complaints searched, sampled by hash: enough for words of one complaint in a thousand, in a second."""
EXAMPLES = 2
_AROUND = 60
_FIELDS = ("subject", "body")


@dataclass(frozen=True)
class Complaints:
    """Complaints to search.

    Attributes
    ----------
    tickets
        One row per complaint, numbered from 0: subject, body (masked, missing allowed), language.
    folded
        The customer's own words, folded for matching, by subject and body.
    is_open
        Complaints that the engine alone leaves unattributed.
    every
        Complaints in the whole store, even if only a part was read.
    """

    tickets: pd.DataFrame
    folded: dict[str, list[str]]
    is_open: Mask
    every: int


@dataclass(frozen=True)
class Found:
    """Matches of a phrase.

    Attributes
    ----------
    count, count_open
        Complaints with the phrase, and the unattributed ones among them.
    examples
        At most two excerpts, around the phrase if the text has it as written.
    """

    phrase: str
    count: int
    count_open: int
    examples: tuple[str, ...]


def read_complaints(connection: sa.Connection) -> Complaints:
    """Read the store's complaints that count, a random part if there are many."""
    t, a = model.tickets.c, model.attributions.c
    is_complaint = sa.and_(t.kind == "complaint", t.excluded_as.is_(None))
    same = (a.run_id == t.run_id, a.source == t.source, a.ticket_id == t.ticket_id)
    is_known = sa.exists().where(*same, a.department != UNATTRIBUTED)
    select = sa.select(t.subject, t.body, t.language, sa.case((is_known, 0), else_=1).label("is_open"))
    select = select.where(is_complaint).order_by(t.row_hash, t.source, t.ticket_id).limit(MOST_COMPLAINTS)
    rows = read_frame(connection, select)
    every = connection.execute(sa.select(sa.func.count()).select_from(model.tickets).where(is_complaint)).scalar_one()
    folded = {name: fold_all(map(without_wrapping, own_words_all(rows[name]))) for name in _FIELDS}
    return Complaints(rows[[*_FIELDS, "language"]], folded, rows["is_open"].to_numpy(bool), int(every))


def found_by(complaints: Complaints, phrases: Sequence[str]) -> list[Found]:
    """Matches of each phrase, as in the attribution.

    A phrase within a longer matching one, or cleared by a negation, doesn't count.
    """
    return [
        Found(
            phrase,
            int(rows.sum()),
            int((rows & complaints.is_open).sum()),
            tuple(_excerpt(complaints, row, phrase) for row in np.flatnonzero(rows)[:EXAMPLES].tolist()),
        )
        for phrase, rows in _having(complaints, phrases).items()
    ]


def found_in_all(complaints: Complaints, phrases: Sequence[str]) -> int:
    """Complaints that have at least one of the phrases."""
    nowhere = np.zeros(len(complaints.is_open), dtype=bool)
    return int(np.logical_or.reduce([nowhere, *_having(complaints, phrases).values()]).sum())


def _having(complaints: Complaints, phrases: Sequence[str]) -> dict[str, Mask]:
    """Which complaints have each phrase that can be found."""
    looked_for = tuple(each for each in map(Phrase.of, dict.fromkeys(phrases)) if each.variants)
    has = np.zeros((len(looked_for), len(complaints.is_open)), dtype=bool)
    if looked_for:
        is_compounding = complaints.tickets["language"].isin(COMPOUNDING).to_numpy(bool)
        for name in _FIELDS:
            written = partial(_written, complaints, name)
            found = matcher_of(looked_for).find(complaints.folded[name], is_compounding, written)
            has[found.phrase[~found.is_negated], found.document[~found.is_negated]] = True
    return {each.text: rows for each, rows in zip(looked_for, has, strict=True)}


def _written(complaints: Complaints, name: str, rows: Integers) -> list[str]:
    return [(text or "")[:MAX_CHARACTERS] for text in own_words_all(complaints.tickets[name].iloc[rows])]


def _excerpt(complaints: Complaints, row: int, phrase: str) -> str:
    """Excerpt of a complaint: around the phrase, or its beginning."""
    shown = (complaints.tickets[name].iloc[row] for name in reversed(_FIELDS))
    texts = [" ".join(text.split()) for text in shown if isinstance(text, str)]
    first = phrase.split()[0].rstrip("*").casefold()
    for text in texts:
        if (place := text.casefold().find(first)) >= 0:
            start = max(0, place - _AROUND)
            cut = text[start : place + 2 * _AROUND]
            return f"{'…' if start else ''}{cut}{'…' if place + 2 * _AROUND < len(text) else ''}"
    return texts[0][: 3 * _AROUND] if texts else ""
