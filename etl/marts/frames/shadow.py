"""Shadow shifts: who came, by department, and a department's figures before and after its first visit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pandas as pd

from etl.ledger.shadow_shifts import SignUp
from etl.marts.core.aliases import name_now
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import count
from etl.marts.frames.effects import Effect, effect
from etl.marts.shares.scope import Scope
from etl.taxonomy import Taxonomy

FIGURES = {"complaints": "Complaints it caused", "participation": "It took part", "bounce_back": "Bounced back"}
"""Measures that a visit may move, with their labels side by side: complaints that a department causes, takes part in,
and sends back unsolved."""
COUNTED = {"complaints": "complaints", "participation": "complaints", "bounce_back": "hand-offs"}
"""What each of `FIGURES` counts."""


def visits(places: Iterable[SignUp], taxonomy: Taxonomy, now: datetime) -> pd.DataFrame:
    """Visits by department: counts of shifts, never of people.

    Parameters
    ----------
    taxonomy
        Its departments are listed in its order, because this is no ranking; also those without a visit.
    now
        UTC.

    Returns
    -------
    DataFrame
        One row per department: department, came (int, shifts), unconfirmed (int: shifts that are over without a record
        of whether the guest came), ahead (int: places taken), first_day (local date of the first visit; None), text
        (str).
    """
    listed = [replace(place, department=name_now(place.department, None, taxonomy)[0]) for place in places]
    known = list(dict.fromkeys([*taxonomy.names, *(place.department for place in listed)]))
    rows = []
    for name in known:
        own = [place for place in listed if place.department == name]
        come = [place for place in own if place.has_come]
        over = [place for place in own if not place.has_come and place.ends_at <= now and place.has_place]
        ahead = [place for place in own if not place.has_come and place.ends_at > now and place.has_place]
        first = min((place.starts_at for place in come), default=None)
        rows.append((name, len(come), len(over), len(ahead), None if first is None else _day(first, taxonomy.timezone)))
    frame = pd.DataFrame(rows, columns=["department", "came", "unconfirmed", "ahead", "first_day"])
    texts = [_words(int(row["came"]), int(row["ahead"])) for row in frame.to_dict("records")]
    return frame.assign(text=pd.Series(texts, index=frame.index, dtype="str"))


def figures_since(scope: Scope, *, department: str, start: date, seed: int | None = None) -> tuple[Effect, ...]:
    """A department's `FIGURES` before and after a day, whatever else the filters choose; seed as in `effect`."""
    within = scope.with_filters(Filters(department=(department,)))
    return tuple(effect(within, name, start, seed) for name in FIGURES)


def shadow_finding(frame: pd.DataFrame) -> str:
    """Summary of the visits, as a sentence.

    Parameters
    ----------
    frame
        Frame of `visits`.
    """
    came, ahead = int(frame["came"].sum()), int(frame["ahead"].sum())
    whose = int((frame["came"] > 0).sum())
    if came:
        shifts = "One shift has" if came == 1 else f"{count(came)} shifts have"
        return f"{shifts} been shared with the frontline, by {_departments(whose)}."
    if ahead:
        return f"{'The first place is' if ahead == 1 else f'The first {count(ahead)} places are'} taken."
    return "Nobody has signed up for a shift with the frontline yet: one shift is a start."


def _departments(number: int) -> str:
    return "one department" if number == 1 else f"{count(number)} departments"


def _words(came: int, ahead: int) -> str:
    shifts = "no shift yet" if came == 0 else "1 shift" if came == 1 else f"{count(came)} shifts"
    return f"{shifts}, {count(ahead)} ahead" if ahead else shifts


def _day(moment: datetime, timezone: str) -> date:
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(timezone)).date()
