"""Filters that a click on a chart's mark chooses, for what the mark counts where tickets have no column for it.

Their SQL is in `etl.marts.shares.told`, over the same rows that the measures count.
"""

from __future__ import annotations

from etl.marts.core.filter_kinds import OF_MARKS, UNTOUCHED, Told, ToldOfNone

ARROW = " → "
"""Between the two departments of a hand-off, or of two answers."""
YES, NO = "yes", "no"


def _mark(name: str, label: str, about: str, phrases: dict[str, str] | None = None, phrase: str = "{}") -> Told:
    """A filter that clicks on marks choose, with the English of its values, or of any of them."""
    told = phrases or {}
    return Told(
        (name,), (name,), label, about, known=tuple(told), place=OF_MARKS, volumes=UNTOUCHED,
        phrases=tuple(told.items()), phrase=phrase,
    )  # fmt: skip


MARK_FILTERS: tuple[Told, ...] = (
    _mark(
        "counted", "Counted as", "what it is expected to be: complaint, or unknown (an export that doesn't tell)",
        {"complaint": "counted as a complaint", "unknown": "of unknown kind"},
    ),
    _mark(
        "origin", "Starts", "elsewhere, outside (the organisation), frontline, none or unattributed",
        {
            "elsewhere": "caused elsewhere", "outside": "caused outside the organisation",
            "frontline": "caused at the frontline", "none": "caused by none of the departments",
            "unattributed": "unattributed",
        },
    ),
    ToldOfNone(
        ("besides",), ("besides",), "Causes besides", f"a cause that it doesn't have: department and issue, A{ARROW}B",
        place=OF_MARKS, volumes=UNTOUCHED, phrase="from causes besides {}",
    ),
    _mark(
        "took_part", "Origin took part", "whether the originating department held it: yes or no",
        {YES: "its origin took part", NO: "its origin took no part"},
    ),
    _mark(
        "closed", "Solved", "with or without the originating department",
        {"with": "solved with its origin", "without": "solved without its origin"},
    ),
    _mark(
        "off_hours", "Origin closed on arrival", "its origin was closed and the frontline open: yes or no",
        {YES: "arrived while its origin was closed", NO: "arrived while its origin was open, or the frontline closed"},
    ),
    _mark(
        "met", "Met first by", "who held it first: frontline or others",
        {"frontline": "met first by the frontline", "others": "met first by others"},
    ),
    _mark(
        "worked", "Worked on by", "frontline: the frontline spent time on it; others: it spent none",
        {"frontline": "worked on by the frontline", "others": "not worked on by the frontline"},
    ),
    _mark(
        "passed_on", "Handed on at all", "whether it went from one team to another: yes or no",
        {YES: "handed on", NO: "never handed on"},
    ),
    _mark("reopened", "Reopened", "yes or no", {YES: "reopened", NO: "never reopened"}),
    _mark("rated", "Rated", "good or bad", {"good": "rated good", "bad": "rated bad"}),
    _mark("handed", "Handed on", f"from one department to another: A{ARROW}B", phrase="handed {}"),
    _mark(
        "asked", "Asked by the frontline", "department that the frontline handed it to",
        phrase="handed by the frontline to {}",
    ),
    _mark(
        "returned", "Came back from", "department from which it came straight back to the frontline, unsolved",
        phrase="back unsolved from {}",
    ),
    _mark("waited", "Waited at", "team that held it before it was solved", phrase="held by {} before it was solved"),
    _mark(
        "during", "Arrived in the shift", "shift of the frontline in which it arrived (08:00–12:00), or any",
        phrase="arrived in the shift {}",
    ),
    _mark(
        "agent", "Handled by", "named: the export says by whom; unnamed: it doesn't",
        {"named": "handled by somebody named", "unnamed": "handled by nobody named"},
    ),
    _mark(
        "judged", "Answers", f"the engine's and people's on a ticket of the random sample: A{ARROW}B",
        phrase="the engine and people said {}",
    ),
    _mark(
        "coded", "Declared and ruled",
        f"reason that agents declared and department that people ruled, of the random sample: A{ARROW}B",
        phrase="declared and ruled {}",
    ),
)  # fmt: skip
"""What marks of charts count, beside the filters that the sidebar offers."""
