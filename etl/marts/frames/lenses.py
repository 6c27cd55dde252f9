"""Absorption through its three lenses, by department, issue, channel, product, any other filter, and month."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Any

import pandas as pd

from etl.marts.core.filter_kinds import UNKNOWN
from etl.marts.core.formatting import interval_of, parts_words, value_words, why_not_plain
from etl.marts.core.note_words import note_words
from etl.marts.core.periods import label_of, start_columns
from etl.marts.cube.own_columns import value_of
from etl.marts.measures.bounds import Moved, key_of, moved_sums
from etl.marts.measures.catalogue import measures
from etl.marts.measures.registry import Measure
from etl.marts.measures.totals import Totals, groups
from etl.marts.shares.disputed import with_disputed
from etl.marts.shares.scope import Scope

LENSES = ("absorption_contact", "absorption_effort", "absorption_closure")
MONTH = "month"

_NUMBERS = ("value", "numerator", "denominator", "low", "high")
_TEXTS = ("note", "text", "parts", "unit")


def absorption_by(scope: Scope, name: str, seed: int = 0) -> pd.DataFrame:
    """The three lenses for each value of a filter, or month by month: the measures of those names, group by group.

    Parameters
    ----------
    name
        "department", "issue", "channel", "product", any other filter with values, or "month".
    seed
        Seed of the bootstrap that bounds come from.

    Returns
    -------
    DataFrame
        One row per group and lens: group (str; "Mar 2026" for months), position (int, order of the groups: the largest
        first, months in turn), period (datetime64, first day of a month; missing of other groups), lens (the measure's
        name), label (str), value, numerator, denominator, low, high (float, 0 to 1 for the shares; missing where
        unknown), note, text (str: "81 %, 75–90 %"), parts, unit (str: of numerator and denominator, "h"; empty for
        complaints), is_plain (bool: the value may be shown as a point; else `text` has the bounds or the parts, and
        `parts` the reason), disputed_part, disputed (float: of numerator and denominator). Groups in which nothing was
        caused elsewhere are left out.
    """
    parts = {"numerator": "disputed_part", "denominator": "disputed"}
    return with_disputed(
        scope, _absorption_by(scope, name, seed), lambda within: _absorption_by(within, name), ("group", "lens"), parts
    )


def _absorption_by(scope: Scope, name: str, seed: int | None = None) -> pd.DataFrame:
    is_month = name == MONTH

    def by(part: Any) -> dict[str, Any]:
        return dict(start_columns(part, "month")) if is_month else {"value": value_of(scope, part, name)}

    bounds = {} if seed is None else moved_sums(scope, by, seed)
    found = [(key, totals) for key, totals in groups(scope, by) if totals["load_elsewhere"] > 0]
    found = [(key, totals) for key, totals in found if not (is_month and pd.isna(key[0]))]  # type: ignore[call-overload]
    found.sort(key=lambda pair: _order(pair, is_month=is_month))
    functions = {each.name: each for each in measures() if each.name in LENSES}
    records = [
        {
            "group": _group(key, is_month=is_month),
            "position": position,
            "period": _first_day(key) if is_month else None,
            **_row(functions[lens], totals, bounds.get(key_of(key))),
        }
        for position, (key, totals) in enumerate(found)
        for lens in LENSES
    ]
    columns = ["group", "position", "period", "lens", "label", *_NUMBERS, *_TEXTS, "is_plain"]
    frame = pd.DataFrame.from_records(records, columns=columns)
    texts = dict.fromkeys(("group", "lens", "label", *_TEXTS), "str")
    return frame.astype(
        {
            **dict.fromkeys(_NUMBERS, "float64"),
            **texts,
            "position": "int64",
            "is_plain": "bool",
            "period": "datetime64[us]",
        }
    )


def _row(measure: Measure, totals: Totals, moved: Moved | None) -> dict[str, Any]:
    found = measure.function(totals)
    if moved is not None and found.value is not None:
        found = moved.around(found, measure.function, totals)
    is_plain = found.value is not None and not why_not_plain(found)
    texts = [value_words(found), interval_of(found) if is_plain else ""]
    numbers = {name: getattr(found, name) for name in _NUMBERS}
    words: dict[str, Any] = {
        "note": note_words(found.notes),
        "text": ", ".join(text for text in texts if text),
        "parts": parts_words(found),
    }
    words["unit"] = "h" if found.parts_unit == "h" else ""
    words["is_plain"] = is_plain
    return {"lens": measure.name, "label": measure.label, **numbers, **words}


def _order(pair: tuple[tuple[Hashable, ...], Totals], *, is_month: bool) -> Any:
    key, totals = pair
    return tuple(int(float(str(part))) for part in key) if is_month else (-totals["load_elsewhere"], str(key[0]))


def _first_day(key: tuple[Hashable, ...]) -> date:
    year, month = (int(float(str(part))) for part in key)
    return date(year, month, 1)


def _group(key: tuple[Hashable, ...], *, is_month: bool) -> str:
    if is_month:
        return label_of(_first_day(key), "month")
    return UNKNOWN if pd.isna(key[0]) else str(key[0])  # type: ignore[call-overload]
