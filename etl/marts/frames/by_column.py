"""Frames by the values of any filter or own column of the export: complaints, and measures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from etl.marts.core.filters import UNKNOWN
from etl.marts.core.formatting import count, part_of, parts_words, value_words
from etl.marts.core.note_words import note_words
from etl.marts.core.ratios import ratio
from etl.marts.cube.own_columns import value_of
from etl.marts.measures.bounds import key_of, moved_sums
from etl.marts.measures.catalogue import measures
from etl.marts.measures.totals import group_rows, groups
from etl.marts.shares.disputed import with_disputed
from etl.marts.shares.scope import Scope

_SUMS = ("complaints", "elsewhere", "frontline", "unattributed", "minutes")


def by_column(
    scope: Scope,
    name: str,
) -> pd.DataFrame:
    """Complaints by the values of a filter or of a column of the export ("col.Region").

    Filters are channel, product, language, team, source, priority, department and issue.

    Returns
    -------
    DataFrame
        One row per value with complaints, the most first: value (str; "(unknown)" where there is none), complaints
        (float, shares), share (of the complaints within the filters), elsewhere (float), share_elsewhere (of what is
        attributed; missing where nothing is), low, high (its bounds), hours (float), text (str).
    """
    rows = group_rows(scope, lambda part: {"value": value_of(scope, part, name)}, _SUMS)
    rows = rows[rows["complaints"] > 0]
    records = rows.to_dict("records")
    known = [ratio(row["elsewhere"], row["complaints"] - row["unattributed"]) for row in records]
    frame = pd.DataFrame(
        {
            "value": rows["value"].astype("str").fillna(UNKNOWN),
            "complaints": rows["complaints"],
            "share": rows["complaints"] / rows["complaints"].sum(),
            "elsewhere": rows["elsewhere"],
            "share_elsewhere": pd.Series(known, index=rows.index, dtype="float64"),
            "low": rows["elsewhere"] / rows["complaints"],
            "high": (rows["elsewhere"] + rows["unattributed"]) / rows["complaints"],
            "hours": rows["minutes"] / 60,
        }
    )
    parts = [part_of(row["elsewhere"], row["complaints"] - row["unattributed"]) for row in records]
    texts = [f"{count(row['complaints'])}, {part} caused elsewhere" for row, part in zip(records, parts, strict=True)]
    frame["text"] = pd.Series(texts, index=frame.index, dtype="str")
    return frame.sort_values(["complaints", "value"], ascending=[False, True], ignore_index=True)


def measures_by(
    scope: Scope,
    name: str,
    wanted: Sequence[str],
    *,
    seed: int = 0,
) -> pd.DataFrame:
    """Measures for each value of a filter.

    Parameters
    ----------
    name
        Filter to group by, as in `by_column`.
    wanted
        Names of measures.
    seed
        Seed of the bootstrap that bounds come from.

    Returns
    -------
    DataFrame
        One row per value and measure: group (str), measure, label (str), value, numerator, denominator, low, high
        (float), note, figure (str: the number as shown), parts (str: "1,730 of 2,140 h · estimated"), disputed_part,
        disputed (float: of numerator and denominator).
    """
    parts = {"numerator": "disputed_part", "denominator": "disputed"}
    found = _measures_by(scope, name, wanted, seed)
    return with_disputed(scope, found, lambda within: _measures_by(within, name, wanted), ("group", "measure"), parts)


def _measures_by(scope: Scope, name: str, wanted: Sequence[str], seed: int | None = None) -> pd.DataFrame:
    known = {each.name: each for each in measures()}
    records: list[dict[str, Any]] = []

    def by(part: Any) -> dict[str, Any]:
        return {"value": value_of(scope, part, name)}

    bounds = {} if seed is None else moved_sums(scope, by, seed)
    for (value,), totals in groups(scope, by):
        moved = bounds.get(key_of((value,)))
        for each in (known[measure] for measure in wanted):
            result = each.function(totals)
            if moved is not None and each.is_summed and result.value is not None:
                result = moved.around(result, each.function, totals)
            figures = {key: getattr(result, key) for key in ("value", "numerator", "denominator", "low", "high")}
            texts = {"note": note_words(result.notes), "figure": value_words(result), "parts": parts_words(result)}
            group = UNKNOWN if pd.isna(value) else str(value)  # type: ignore[call-overload]
            records.append({"group": group, "measure": each.name, "label": each.label, **figures, **texts})
    columns = [
        "group",
        "measure",
        "label",
        "value",
        "numerator",
        "denominator",
        "low",
        "high",
        "note",
        "figure",
        "parts",
    ]
    frame = pd.DataFrame.from_records(records, columns=columns)
    numbers = dict.fromkeys(columns[3:8], "float64")
    return frame.astype(numbers | dict.fromkeys([*columns[:3], *columns[8:]], "str"))
