"""When complaints arrive: weekday and hour, beside the hours of departments."""

from __future__ import annotations

import pandas as pd

from etl.marts.core.filter_kinds import WEEKDAYS
from etl.marts.core.formatting import count
from etl.marts.measures.totals import group_rows
from etl.marts.shares.scope import Scope
from etl.taxonomy import Taxonomy


def weekday_hour(scope: Scope) -> pd.DataFrame:
    """Complaints by weekday and hour of arrival, in the business time zone.

    Opening hours are those of the one department that the filters choose; without one they are missing.

    Returns
    -------
    DataFrame
        168 rows, one per weekday and hour: weekday (0 is Monday), weekday_name (str), hour (0-23),
        complaints (float, shares), off_hours (float, of them: caused elsewhere, origin closed, frontline open),
        disputed (float, of the complaints),
        is_open (boolean; missing where no single department is chosen: open at some time in the hour),
        is_frontline_open (bool), text (str: "Monday 9:00, 12 complaints").
    """
    rows = group_rows(
        scope,
        lambda part: {"weekday": part.created_weekday, "hour": part.created_hour},
        ("complaints", "off_hours", "disputed"),
    )
    every = pd.MultiIndex.from_product([range(7), range(24)], names=["weekday", "hour"])
    frame = rows.set_index(["weekday", "hour"]).reindex(every).fillna(0.0).astype("float64").reset_index()
    frame.insert(1, "weekday_name", pd.Series([WEEKDAYS[day] for day in frame["weekday"]], dtype="str"))
    times = list(zip(frame["weekday"], frame["hour"], strict=True))
    taxonomy, asked = scope.taxonomy, scope.filters.department
    chosen = taxonomy.department_named(asked[0]) if len(asked) == 1 else None
    opened = [None if chosen is None else _is_open(taxonomy, (chosen.name,), *time) for time in times]
    texts = [
        f"{name} {hour}:00, {count(complaints)} complaints"
        for name, hour, complaints in zip(frame["weekday_name"], frame["hour"], frame["complaints"], strict=True)
    ]
    return frame.assign(
        is_open=pd.Series(opened, dtype="boolean"),
        is_frontline_open=pd.Series([_is_open(taxonomy, taxonomy.frontline, *time) for time in times], dtype="bool"),
        text=pd.Series(texts, dtype="str"),
    )


def _is_open(taxonomy: Taxonomy, names: tuple[str, ...], weekday: int, hour: int) -> bool:
    """Whether one of the departments is open at some time in the hour of an ordinary week."""
    spans = [span for each in taxonomy.departments if each.name in names for span in each.hours.days[weekday]]
    return any(opening < (hour + 1) * 60 and closing > hour * 60 for opening, closing in spans)
