"""Phrases: the taxonomy's words found in the customer's own text."""

from __future__ import annotations

from functools import partial
from itertools import groupby

import numpy as np
import pandas as pd

from etl.attribution.claims import Claims, Integers, no_claims
from etl.attribution.matching.folded_chunk import Reading
from etl.attribution.matching.matcher import COMPOUNDING, Matches, matcher_of
from etl.attribution.matching.patterns import phrases_of
from etl.taxonomy import Taxonomy
from etl.text.comparable import in_pairs, is_unspaced

NAME = "phrases"


def sources(taxonomy: Taxonomy) -> tuple[str, ...]:
    """Every phrase, in the taxonomy's order: its place is the `source` of a claim."""
    return tuple(phrase.text for phrase in phrases_of(taxonomy))


def claim(reading: Reading) -> Claims:
    """Claims of the phrases found, each once per ticket; a negated phrase counts against its department."""
    phrases = phrases_of(reading.taxonomy)
    if not phrases or not reading.count_rows:
        return no_claims(NAME)
    found = _found(reading)
    row = np.concatenate([m.document for m in found])
    source = np.concatenate([m.phrase for m in found])
    sign = np.where(np.concatenate([m.is_negated for m in found]), -1, 1)
    field = np.repeat(np.array(["subject", "body"], dtype=object), [len(m.document) for m in found])
    kept = _once(row, source, sign)
    row, source, sign, field = row[kept], source[kept], sign[kept], field[kept]
    department = np.array([phrase.department for phrase in phrases])[source]
    issue = np.array([phrase.issue for phrase in phrases])[source]
    detail = np.array([phrase.text for phrase in phrases], dtype=object)[source]
    return Claims(NAME, row, department, issue, source, sign, field, detail)


def texts_without(reading: Reading) -> list[str]:
    """Subjects and bodies of a chunk as the model reads them, with the words of found phrases removed."""
    if not phrases_of(reading.taxonomy):
        return [in_pairs(text) for text in reading.texts]
    parts = [
        _cut(texts, found) for texts, found in zip((reading.subjects, reading.bodies), _found(reading), strict=True)
    ]
    return [in_pairs(f"{subject} {body}") for subject, body in zip(*parts, strict=True)]


def _found(reading: Reading) -> tuple[Matches, Matches]:
    """Places of the phrases in the subjects and in the bodies."""
    is_compounding = reading.chunk.tickets["language"].isin(COMPOUNDING).to_numpy(bool)
    matcher = matcher_of(phrases_of(reading.taxonomy))
    in_subjects = matcher.find(reading.subjects, is_compounding, partial(reading.written, "subject"))
    return in_subjects, matcher.find(reading.bodies, is_compounding, partial(reading.written, "body"))


def _cut(texts: list[str], found: Matches) -> list[str]:
    """Texts without the whole words that a place touches; in a script without spaces, without just the place."""
    kept = list(texts)
    order = np.lexsort((found.start, found.document))
    for document, numbers in groupby(order.tolist(), key=found.document.__getitem__):
        text, rest, reached = kept[document].encode(), [], 0
        for start, end in ((int(found.start[number]), int(found.end[number])) for number in numbers):
            if not is_unspaced(text[start:end].decode()):
                start, end = text.rfind(b" ", 0, start) + 1, (text + b" ").index(b" ", end)
            rest.append(text[reached : max(start, reached)])
            reached = max(end, reached)
        kept[document] = b" ".join([*rest, text[reached:]]).decode()
    return kept


def _once(row: Integers, source: Integers, sign: Integers) -> Integers:
    """Positions of the claims to keep: one per ticket and phrase, preferring one that isn't negated."""
    frame = pd.DataFrame({"row": row, "source": source, "sign": sign}).sort_values(
        "sign", ascending=False, kind="stable"
    )
    return np.sort(frame.drop_duplicates(["row", "source"]).index.to_numpy(np.int64))
