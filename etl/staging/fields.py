"""The export's own columns, stored besides the canonical ones: without people, masked, one JSON object per ticket."""

from __future__ import annotations

import json
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from etl.staging.context import StagingContext
from etl.staging.masking.pseudonyms import without_persons
from etl.staging.masking.texts import mask
from etl.values.arrow import cleaned, to_arrow, to_mask, to_text

LEFT_OUT = ("ticket_id", "subject", "body", "agent", "requester", "tags")
"""Fields whose columns aren't kept as own columns: ids, long texts and people; tags are kept as the ticket's tags."""
LONGEST_VALUE = 300
"""Maximum characters kept of a value: codes, names and dates are shorter, and longer values aren't looked up."""

_TIME_OR_NUMBER = r"^[+\-]?[\d.,]{1,12}$|^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ].*)?$"
_WORDS = r"\pL\s+\S*\pL"
"""Several words, such as a copy of the subject or a note, which may contain the customer's name."""
_SUSPECT = r"@|\d\D{0,3}\d\D{0,3}\d\D{0,3}\d\D{0,3}\d"
_NEEDS_ESCAPE = r'[\x00-\x1f"\\\x7f]'


def own_fields(frame: pd.DataFrame, context: StagingContext) -> pd.DataFrame:
    """Columns of the export that may be kept, personal data masked, on the same index."""
    left_out = {context.mapping[field] for field in LEFT_OUT if field in context.mapping} | context.people.left_out
    kept = [str(column) for column in frame.columns if column not in left_out]
    teams = {context.mapping[field]: field for field in ("team", "first_team") if field in context.mapping}
    names, common = context.writers(frame), context.people.common
    fields = {}
    for column in kept:
        cells = cleaned(frame[column])
        if column in context.people.teams:
            cells = without_persons(cells, teams[column], context)
        fields[column] = _masked(cells, names, common)
    return pd.DataFrame(fields, index=frame.index)


def as_json(fields: pd.DataFrame) -> pd.Series[Any]:
    """One JSON object per row of the non-missing values, each cut to `LONGEST_VALUE`; missing if there are none."""
    parts = []
    for column in fields.columns:
        values = pc.utf8_slice_codeunits(to_arrow(fields[column]), 0, LONGEST_VALUE)
        label = json.dumps(str(column), ensure_ascii=False) + ': "'
        parts.append(pc.binary_join_element_wise(_text(label), _escaped(values), _text('"'), _text("")))
    if not parts:
        return to_text(pa.nulls(len(fields), pa.large_string()), fields.index)
    # Arrow leaves out a row in which every part is missing: it gets an empty one.
    is_bare = reduce(pc.and_, (pc.is_null(part) for part in parts))
    parts[0] = pc.if_else(is_bare, _text(""), parts[0])
    inside = pc.binary_join_element_wise(*parts, _text(", "), null_handling="skip")
    whole = pc.binary_join_element_wise(_text("{"), inside, _text("}"), _text(""))
    return to_text(pc.if_else(pc.equal(inside, ""), pa.scalar(None, pa.large_string()), whole), fields.index)


def _text(value: str) -> Any:
    return pa.scalar(value, pa.large_string())


def _escaped(values: Any) -> Any:
    """Values escaped for JSON; the few that need escapes go through the library."""
    rare = to_mask(pc.match_substring_regex(values, _NEEDS_ESCAPE))
    if not rare.any():
        return values
    escaped = [json.dumps(value, ensure_ascii=False)[1:-1] for value in values.filter(pa.array(rare)).to_pylist()]
    return pc.replace_with_mask(values, pa.array(rare), pa.array(escaped, type=pa.large_string()))


def _masked(values: pd.Series[Any], names: list[pd.Series[Any]], common: frozenset[str]) -> pd.Series[Any]:
    cells = to_arrow(values)
    suspect = to_mask(pc.match_substring_regex(cells, _SUSPECT))
    if suspect.any():
        suspect &= ~to_mask(pc.match_substring_regex(cells, _TIME_OR_NUMBER))
    suspect |= to_mask(pc.match_substring_regex(cells, _WORDS)) if names else False
    if not suspect.any():
        return values
    places = np.flatnonzero(suspect)
    changed = to_arrow(mask(values.iloc[places], [column.iloc[places] for column in names], common))
    return to_text(pc.replace_with_mask(cells, pa.array(suspect), changed), values.index)
