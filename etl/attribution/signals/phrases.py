"""Phrases: the taxonomy's words found in the customer's own text."""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.attribution.claims import Claims, Integers, no_claims
from etl.attribution.matcher import COMPOUNDING, matcher_of
from etl.attribution.patterns import phrases_of
from etl.attribution.reading import Reading
from etl.taxonomy import Taxonomy

NAME = "phrases"


def sources(taxonomy: Taxonomy) -> tuple[str, ...]:
    """Every phrase, in the taxonomy's order: its place is the `source` of a claim."""
    return tuple(phrase.text for phrase in phrases_of(taxonomy))


def speak(reading: Reading) -> Claims:
    """Claims of the phrases found, each once a ticket; a phrase cleared by negation speaks against its department."""
    phrases = phrases_of(reading.taxonomy)
    if not phrases or not reading.count_rows:
        return no_claims(NAME)
    is_compounding = reading.chunk.tickets["language"].isin(COMPOUNDING).to_numpy(bool)
    matcher = matcher_of(phrases)
    found = [matcher.find(texts, is_compounding) for texts in (reading.subjects, reading.bodies)]
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


def _once(row: Integers, source: Integers, sign: Integers) -> Integers:
    """Places of the claims to keep: one a ticket and phrase, one that isn't negated before one that is."""
    frame = pd.DataFrame({"row": row, "source": source, "sign": sign}).sort_values(
        "sign", ascending=False, kind="stable"
    )
    return np.sort(frame.drop_duplicates(["row", "source"]).index.to_numpy(np.int64))
