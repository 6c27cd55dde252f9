"""Hours, costs and orders: the values in force, whether they are stated or defaults, and a person's changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from etl.errors import InputError
from etl.taxonomy import Taxonomy
from etl.taxonomy.settling import hours_said, is_stated, with_holidays, with_hours, with_minutes, with_settings

STATED, DEFAULT = "the taxonomy", "default"


@dataclass(frozen=True)
class Said:
    """A person's changes.

    Attributes
    ----------
    settings
        timezone, currency, hourly_cost, orders_a_month (0: none typed in), by name.
    minutes
        Minutes per touch by channel.
    hours, holidays
        By department, in the format of the table.
    """

    settings: Mapping[str, str | float] = field(default_factory=dict)
    minutes: Mapping[str, float] = field(default_factory=dict)
    hours: Mapping[str, str] = field(default_factory=dict)
    holidays: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        """Number of changed values."""
        return len(self.settings) + len(self.minutes) + len(self.hours) + len(self.holidays)


def hours_table(taxonomy: Taxonomy) -> pd.DataFrame:
    """One row per department: department, hours, holidays (str; empty for none), from (str: `STATED` or `DEFAULT`)."""
    rows = [
        (
            each.name,
            hours_said(each.hours),
            each.holidays or "",
            STATED if is_stated(taxonomy.text, "hours", each.name) else DEFAULT,
        )
        for each in taxonomy.departments
    ]
    return pd.DataFrame(rows, columns=["department", "hours", "holidays", "from"]).astype("str")


def minutes_table(taxonomy: Taxonomy) -> pd.DataFrame:
    """One row per channel: channel (str), minutes (float, per public reply), from (str: `STATED` or `DEFAULT`)."""
    from etl.taxonomy.loader import CHANNELS

    rows = [
        (
            channel,
            taxonomy.minutes_per_touch.get(channel, taxonomy.minutes_per_touch["default"]),
            STATED
            if channel in taxonomy.minutes_per_touch and is_stated(taxonomy.text, "minutes_per_touch")
            else DEFAULT,
        )
        for channel in CHANNELS
    ]
    frame = pd.DataFrame(rows, columns=["channel", "minutes", "from"])
    return frame.astype({"channel": "str", "minutes": "float64", "from": "str"})


def costs_finding(taxonomy: Taxonomy) -> str:
    """Title of the page: how many departments have hours of their own."""
    stated = sum(is_stated(taxonomy.text, "hours", each.name) for each in taxonomy.departments)
    every = len(taxonomy.departments)
    if stated == every:
        return f"The taxonomy gives the hours of all {every} departments"
    return f"The taxonomy gives the hours of {stated} of {every} departments; office hours are assumed for the others"


def settled(taxonomy: Taxonomy, said: Said) -> str:
    """Taxonomy text with a person's changes.

    Raises
    ------
    InputError
        If a value can't be read; the message says which, and how to fix it.
    """
    if not len(said):
        raise InputError("Nothing is changed yet.")
    text = with_settings(taxonomy.text, said.settings) if said.settings else taxonomy.text
    text = with_minutes(text, said.minutes) if said.minutes else text
    for department, hours in said.hours.items():
        text = with_hours(text, department, hours)
    for department, code in said.holidays.items():
        text = with_holidays(text, department, code)
    return text
