"""Sets hours, holidays, time zone, costs and orders in the taxonomy's text; all else stays as written."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import yaml

from etl.errors import InputError
from etl.taxonomy.hours import DAYS, MINUTES_A_DAY, WeeklyHours, always_open, weekly_hours
from etl.taxonomy.loader import parse_taxonomy
from etl.taxonomy.spans import inserted, member, pair_of, replaced, root, scalar

ALWAYS = "24/7"
_CLOSED = "closed"
_NONE = "~"


def with_setting(text: str, name: str, written: str) -> str:
    """Set a value of the whole taxonomy, such as ``timezone``; a new key goes above the departments.

    Parameters
    ----------
    written
        The value as YAML.
    """
    node: Any = root(text)
    pair = pair_of(node, name)
    if pair is not None:
        return replaced(text, pair, written, ())
    departments = pair_of(node, "departments")
    assert departments is not None
    at = departments[0].start_mark.index
    return f"{text[:at]}{name}: {written}{', ' if node.flow_style else chr(10)}{text[at:]}"


def with_department_setting(text: str, department: str, name: str, written: str) -> str:
    """Set a value of one department, such as ``hours``."""
    key, node = _department(text, department)
    pair = pair_of(node, name)
    if pair is not None:
        return replaced(text, pair, written, ())
    return inserted(text, node, [f"{name}: {written}"], key)


def is_stated(text: str, name: str, department: str = "") -> bool:
    """Whether the text states a value, so that no default applies."""
    node = _department(text, department)[1] if department else root(text)
    found = member(node, name)
    return found is not None and str(found.value).strip() not in ("", _NONE)


def with_settings(text: str, said: Mapping[str, str | float]) -> str:
    """Set timezone, currency, hourly_cost and orders_a_month; 0 for orders_a_month means none.

    Raises
    ------
    InputError
        If a value can't be used.
    """
    for name, value in said.items():
        written = scalar(value) if isinstance(value, str) else f"{value:g}" if value < 1e6 else f"{value:.0f}"
        text = with_setting(text, name, _NONE if value == 0 and name == "orders_a_month" else written)
    parse_taxonomy(text)
    return text


def with_minutes(text: str, minutes: Mapping[str, float]) -> str:
    """Set the minutes per touch of these channels; the others stay."""
    now = {**parse_taxonomy(text).minutes_per_touch, **minutes}
    text = with_setting(text, "minutes_per_touch", "{" + ", ".join(f"{c}: {m:g}" for c, m in now.items()) + "}")
    parse_taxonomy(text)
    return text


def with_hours(text: str, department: str, said: str) -> str:
    """Set a department's weekly hours, given as ``mon-fri 09:00-17:00; sat 10:00-14:00`` or ``24/7``.

    Raises
    ------
    InputError
        If they can't be read; the message says why.
    """
    if said.strip() == ALWAYS:
        return with_department_setting(text, department, "hours", scalar(ALWAYS))
    entries = [(days, spans.strip()) for days, _, spans in (part.strip().partition(" ") for part in said.split(";"))]
    try:
        weekly_hours(entries)
    except ValueError as error:
        raise InputError(f"Hours of {department}: {error}.") from None
    written = "{" + ", ".join(f"{scalar(days)}: {scalar(spans)}" for days, spans in entries) + "}"
    text = with_department_setting(text, department, "hours", written)
    parse_taxonomy(text)
    return text


def with_holidays(text: str, department: str, code: str) -> str:
    """Set the country, or subdivision, whose public holidays a department keeps; empty for none."""
    text = with_department_setting(
        text, department, "holidays", scalar(code.strip().upper()) if code.strip() else _NONE
    )
    parse_taxonomy(text)
    return text


def hours_said(hours: WeeklyHours) -> str:
    """Weekly hours in the format of `with_hours`, with days of the same hours grouped."""
    if hours == always_open():
        return ALWAYS
    parts = []
    for spans, days in groupby(range(len(DAYS)), key=lambda day: hours.days[day]):
        run = list(days)
        if spans:
            named = DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}"
            parts.append(f"{named} {','.join(f'{_clock(opening)}-{_clock(closing)}' for opening, closing in spans)}")
    return "; ".join(parts) or f"mon-sun {_CLOSED}"


def _clock(minutes: int) -> str:
    return "24:00" if minutes == MINUTES_A_DAY else f"{minutes // 60:02}:{minutes % 60:02}"


def _department(text: str, name: str) -> tuple[yaml.Node, yaml.Node]:
    pair = pair_of(member(root(text), "departments"), name)
    if pair is None:
        raise InputError(f"The taxonomy has no department {name}.")
    return pair
