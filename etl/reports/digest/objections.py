"""Sentences on objections: what a department objected to, what was decided, and who is to decide by when."""

from __future__ import annotations

from etl.locales import number
from etl.marts.core.formatting import day_words
from etl.usecases.digest_contents import Decided, Undecided


def decided(one: Decided) -> str:
    """A decided objection in words, such as "Logistics objected to 2 complaints. Decided: they go to Finance."."""
    said = f"{one.about} objected to {_complaints(one.complaints)}. Decided: "
    is_one = one.complaints == 1
    if one.outcome == "kept" or one.to == one.about:
        return f"{said}{'it stays' if is_one else 'they stay'} there."
    return f"{said}{'it goes' if is_one else 'they go'} to {one.to or 'another department'}."


def undecided(one: Undecided) -> str:
    """An open objection in words: its complaints, its due date, and who decides; departments alone are named."""
    whose = f" and named {one.proposed} instead" if one.proposed else ""
    said = f"{one.about} objected to {_complaints(one.complaints)}{whose}."
    days = f"{number(abs(one.days))}\u00a0day{'' if abs(one.days) == 1 else 's'}"
    when = f"{days} overdue" if one.days < 0 else "due today" if one.days == 0 else f"due in {days}"
    return f"{said} The decision is {when} ({day_words(one.due)}){_decider(one)}"


def _decider(one: Undecided) -> str:
    if one.decider:
        return f"; {one.decider} decides."
    return "." if one.is_decider_named else "; nobody is named to decide."


def _complaints(counted: int) -> str:
    return f"{number(counted)}\u00a0complaint{'' if counted == 1 else 's'}"
