"""What the exports show and lack, and the most useful next step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from etl.marts.core.formatting import count
from etl.marts.frames.export_coverage import Told

SAMPLE = 30
"""Rulings on the random sample from which shares have an interval of sampling theory."""
LEAST_STRANGE = 0.1
"""Part of the tickets with a team from which teams without a department count as a misfit."""
LEAST_READ = 0.5
"""Part of the complaints that must be attributed (of those with a reason: understood) for a taxonomy to fit."""
_FEW = 10
"""Fewest complaints from which the taxonomy's fit is judged."""

_WORDS = 0.9
"""A mapped reason covers all its complaints, words only some: where both are missing, reasons come first."""

_CHECKING, _HISTORY, _ORDERS = 0.5, 0.4, 0.2
"""Weights of steps that can't be counted in tickets. Checking: half of every figure is how far it can be trusted.
History: it opens one lens of three, and the hand-offs. Orders: they open one pair of pictures."""


@dataclass(frozen=True)
class Line:
    """One thing that an export can contain, whether these do, and the words for it."""

    name: str
    is_told: bool
    text: str


@dataclass(frozen=True)
class Step:
    """Something to do next.

    Attributes
    ----------
    weight
        Part of the complaints or tickets, 0 to 1, about which it would add knowledge.
    page, query
        Where it is done: name of a page, and the query of its address.
    """

    name: str
    weight: float
    text: str
    label: str
    page: str
    query: dict[str, str] = field(default_factory=dict)


def lines(found: Told) -> list[Line]:
    """What the exports contain and lack, in the order of the way from a text to a figure."""
    return [
        Line(
            "Origins",
            found.attributed >= LEAST_READ * found.complaints > 0,
            f"{count(found.attributed)} of {_many(found.complaints, 'complaint')} are sure enough to be attributed one "
            "by one.",
        ),
        _reasons(found),
        _teams(found),
        Line(
            "Hand-offs",
            found.journeys > 0,
            f"How often a ticket was handed on is known for {count(found.journeys)} of {_tickets(found)}."
            if found.journeys
            else "No file says which teams held a ticket earlier: who had it first and who handed it on is unknown.",
        ),
        Line(
            "Time",
            found.logged > 0,
            f"Minutes were logged for {count(found.logged)} of {_tickets(found)}; the rest is estimated from replies."
            if found.logged
            else "No minutes were logged: hours and costs are estimated from replies and minutes per touch.",
        ),
        *_orders(found),
        Line(
            "Checked by people",
            found.checked >= SAMPLE,
            f"People have ruled on {_many(found.checked, 'complaint')} drawn at random."
            if found.checked
            else "Nobody has ruled on randomly drawn complaints: every share rests on the engine's estimate alone.",
        ),
    ]


def causes_finding(found: Told) -> str:
    """How much of the complaints the taxonomy covers, as a page's title."""
    if not found.complaints:
        return "There are no complaints"
    return f"{count(found.attributed)} of {_many(found.complaints, 'complaint')} show clearly where they start"


def steps_finding(found: Told) -> str:
    """How much is left to do, as a page's title."""
    left = len(steps(found))
    return f"{_many(left, 'step')} would show more" if left != 1 else "1 step would show more"


def steps(found: Told) -> list[Step]:
    """What can be done, the most useful first; steps that would show nothing new are left out."""
    return sorted((step for step in _possible(found) if step.weight > 0), key=lambda step: (-step.weight, step.name))


def misfits(found: Told) -> tuple[str, ...]:
    """Parts of the store that don't fit the taxonomy in force: some of teams, reasons, texts."""
    parts = []
    if found.strange >= LEAST_STRANGE * found.teamed > 0:
        parts.append("teams")
    if found.with_reason >= _FEW and found.reason_known < LEAST_READ * found.with_reason:
        parts.append("reasons")
    if found.complaints >= _FEW and found.with_text and found.attributed < LEAST_READ * found.complaints:
        parts.append("texts")
    return tuple(parts)


def _possible(found: Told) -> Iterable[Step]:
    if found.strangers:
        many = "1 team" if found.strangers == 1 else f"{count(found.strangers)} teams"
        yield Step(
            "teams",
            _part(found.strange, found.teamed),
            f"Assign {many}: {'it' if found.strangers == 1 else 'they'} held {count(found.strange)} of the "
            f"{_many(found.teamed, 'ticket')} that name a team, and aren't assigned to a department yet.",
            f"Assign {many}",
            "setup",
            {"part": "who"},
        )
    if found.with_reason:
        unread = found.with_reason - found.reason_known
        yield Step(
            "reasons",
            min(_part(unread, found.complaints), _part(found.complaints - found.attributed, found.complaints)),
            f"Say what the picked reasons mean: {_many(unread, 'complaint')} carry one that the taxonomy doesn't know.",
            "Say what reasons mean",
            "setup",
            {"part": "what", "about": "reasons"},
        )
    if found.complaints:
        missing = found.complaints - found.attributed
        yield Step(
            "causes",
            _WORDS * _part(min(missing, found.with_text), found.complaints)
            if missing >= LEAST_READ * found.complaints
            else 0.0,
            f"Say what goes wrong where: {count(missing)} of {_many(found.complaints, 'complaint')} show no known "
            "issue, or none clearly.",
            "Say what can go wrong",
            "setup",
            {"part": "what", "about": "suggestions"},
        )
        wanted = min(SAMPLE, found.complaints)
        left = max(0, wanted - found.checked)
        yield Step(
            "rulings",
            _CHECKING * _part(left, wanted),
            f"Rule on {_many(left, 'complaint')} drawn at random, some {_many(max(1, left // 3), 'minute')}: then the "
            "shares have a 95 % interval, and the engine learns from the rulings.",
            f"Rule on {count(left)}",
            "review",
            {"queue": "Random sample"},
        )
    if found.teamed and not found.journeys:
        yield Step(
            "history",
            _HISTORY,
            "Load the history of changes (a field history, audit or event log of the same tickets): it says who had "
            "each ticket first and who handed it on.",
            "Load the history",
            "import",
        )
    if found.sells and not found.has_orders and found.complaints:
        yield Step(
            "orders",
            _ORDERS,
            "Enter the number of orders a month, or load a table of orders by day: then Overview can show how "
            "many of a hundred orders go well.",
            "Enter the orders",
            "setup",
            {"part": "costs"},
        )


def _orders(found: Told) -> list[Line]:
    """Line on orders; none where nothing is ordered."""
    if found.has_orders:
        text = "The number of orders is known, so Overview shows how many of a hundred orders go well."
    else:
        text = "No number of orders is known, so nobody can say how many of a hundred orders go well."
    return [Line("Orders", found.has_orders, text)] if found.has_orders or found.sells else []


def _reasons(found: Told) -> Line:
    if not found.with_reason:
        return Line("Reasons", False, "No complaint carries a reason that somebody picked.")
    text = f"{_many(found.with_reason, 'complaint')} carry a reason that somebody picked; the taxonomy knows it in"
    return Line("Reasons", found.reason_known > 0, f"{text} {count(found.reason_known)}.")


def _teams(found: Told) -> Line:
    if not found.teams:
        return Line("Teams", False, "No file names a team.")
    known = f"{count(found.teams - found.strangers)} of {_many(found.teams, 'team')} have a department"
    return Line(
        "Teams",
        found.strange < LEAST_STRANGE * found.teamed,
        f"{known}; those without one hold {count(found.strange)} of {_many(found.teamed, 'ticket')}."
        if found.strangers
        else f"All {_many(found.teams, 'team')} have a department.",
    )


def _tickets(found: Told) -> str:
    return _many(found.tickets, "ticket")


def _many(number: int, what: str) -> str:
    return f"{count(number)} {what}{'' if number == 1 else 's'}"


def _part(some: int, of: int) -> float:
    return some / of if of else 0.0
