"""What the store holds, each ticket as it was judged: a load's own report covers only its file."""

from __future__ import annotations

from typing import Any

from etl.marts.core.filters import Filters
from etl.marts.core.formatting import count
from etl.marts.core.ratios import rounded
from etl.marts.measures.totals import totals_of
from etl.session import View


def holding(view: View) -> dict[str, Any]:
    """Complaints of the whole store: complaints, attributed, unattributed, ruled (float; a shared one in parts).

    `ruled` are those that people ruled on: there the ruling counts and not the engine's answer.
    """
    found = totals_of(view.scope_once(Filters()).as_judged())
    every, unknown, ruled = (rounded(found[name]) for name in ("complaints", "unattributed", "ruled"))
    return {"complaints": every, "attributed": every - unknown, "unattributed": unknown, "ruled": ruled}


def holding_words(held: dict[str, Any]) -> str:
    """The result of `holding` in one line."""
    every, known, unknown = (count(held[name]) for name in ("complaints", "attributed", "unattributed"))
    line = f"In the store now: complaints {every} = attributed {known} + unattributed {unknown}"
    return f"{line}, after people's rulings on {count(held['ruled'])} of them" if held["ruled"] else line
