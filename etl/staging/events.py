"""Changes of team, assignee and status: times in UTC, people as pseudonyms."""

from __future__ import annotations

from typing import Any

import pandas as pd

from etl import model
from etl.staging.context import StagingContext
from etl.staging.masking.pseudonyms import pseudonyms, without_persons
from etl.staging.masking.texts import mask
from etl.values.arrow import cleaned
from etl.values.ids import IdHabit, read_ids
from etl.values.times import read_times


def stage_events(events: pd.DataFrame | None, context: StagingContext) -> pd.DataFrame:
    """Events in canonical form.

    Parameters
    ----------
    events
        Columns of the table events without source, as a chunk carries them: text, people in clear; times as text, or
        as timestamps that are UTC already.

    Returns
    -------
    DataFrame
        Columns of the table events. A time that can't be read is missing; the suite of events refuses it.
    """
    empty = model.empty_frame(model.events)
    if events is None or events.empty:
        return empty
    text = {
        name: cleaned(events[name].astype("str")) for name in ("ticket_id", "field", "old_value", "new_value", "actor")
    }
    habit = context.habits.ids.get(context.mapping.get("ticket_id", ""), IdHabit())
    staged = pd.DataFrame(
        {
            "source": context.source,
            "ticket_id": read_ids(text["ticket_id"], habit),
            "sequence": events["sequence"].astype("Int64"),
            "changed_at": _times(events["changed_at"], context),
            "field": text["field"],
            "old_value": _without_people(text["old_value"], text["field"], context),
            "new_value": _without_people(text["new_value"], text["field"], context),
            "actor": pseudonyms(text["actor"], "agent", context.key),
        }
    )
    return staged.astype(empty.dtypes.to_dict())


def _times(changed_at: pd.Series[Any], context: StagingContext) -> pd.Series[Any]:
    if pd.api.types.is_datetime64_any_dtype(changed_at):
        aware = changed_at if changed_at.dt.tz is not None else changed_at.dt.tz_localize("UTC")
        plain: pd.Series[Any] = aware.dt.tz_convert("UTC").dt.tz_localize(None)
        return plain
    return read_times(changed_at.astype("str"), context.date_order, context.time_zone, context.taxonomy.timezone).utc


def _without_people(values: pd.Series[Any], field: pd.Series[Any], context: StagingContext) -> pd.Series[Any]:
    """Replace assignees by pseudonyms; teams that are persons become missing."""
    is_person = (field == "assignee").to_numpy(dtype=bool)
    is_team = (field == "team").to_numpy(dtype=bool)
    teams = values.where(~is_team, without_persons(values, "team", context))
    return mask(teams).where(~is_person, pseudonyms(values, "agent", context.key))
