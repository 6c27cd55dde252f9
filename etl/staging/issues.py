"""Whether somebody recorded a failure: a declared reason that stands for an issue of the taxonomy."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from etl.sources.names import normalise, without_kind
from etl.staging.arrow import matches, to_arrow, to_mask
from etl.staging.context import StagingContext


def names_issue(frame: pd.DataFrame, context: StagingContext, tags: pd.Series[Any]) -> pd.Series[bool]:
    """True where a column named by the taxonomy holds one of the values that it maps to an issue."""
    found = pd.Series(False, index=frame.index)
    for name, values in _declared_values(context).items():
        folded = sorted({value.strip().casefold() for value in values})
        if normalise(name) == "tags":
            found |= matches(tags.str.lower(), "(?:^|; )(?:" + "|".join(map(_literal, folded)) + ")(?:;|$)")
            continue
        for column in _columns(name, frame, context):
            cells = pc.utf8_lower(pc.utf8_trim_whitespace(to_arrow(frame[column])))
            found |= to_mask(pc.is_in(cells, value_set=pa.array(folded, pa.large_string())))
    return found


def _declared_values(context: StagingContext) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for department in context.taxonomy.departments:
        for issue in department.issues:
            for name, own in issue.reasons.items():
                values.setdefault(name, []).extend(own)
    return values


def _columns(name: str, frame: pd.DataFrame, context: StagingContext) -> list[str]:
    wanted = normalise(name)
    if wanted in context.mapping:
        return [context.mapping[wanted]]
    return [c for c in map(str, frame.columns) if wanted in (normalise(c), normalise(without_kind(c)))]


def _literal(value: str) -> str:
    """Pattern (RE2) of a text as it is."""
    return "".join(sign if sign.isalnum() or sign in "_ " else f"\\x{{{ord(sign):x}}}" for sign in value)
