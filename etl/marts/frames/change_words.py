"""Changes since the period before in words: a short line for a card, and the details for its tooltip."""

from __future__ import annotations

from etl.marts.core.formatting import NotPlain, not_plain_words, signed_percent, signed_points, value_words
from etl.marts.core.note_words import note_words
from etl.marts.core.process_limits import LEAST as LEAST_PERIODS
from etl.marts.core.succession import Succession
from etl.marts.frames.changes import Change, Verdict

_UNITS = {"months": "month", "year": "year", "weeks": "period"}


def change_words(change: Change) -> str:
    """The change in one line: "−8 % against Sep"; if no dates are chosen, "Oct 2026: −8 % against Sep".

    If it is no change, the line says so and gives no number that would look like one. Empty where nothing is known.
    """
    found = change.succession
    if change.amount is None or found is None or (change.is_few and change.is_share):
        return ""
    span, against = found.span.words, against_words(found)
    if change.is_few:
        said, beside = f"{value_words(change.now)} against {value_words(change.before)} ({against})", ""
    elif change.verdict is Verdict.UNCLEAR:
        said, beside = ("no clear change" if change.amount else "unchanged"), f" from {against}"
    elif change.verdict is Verdict.ORDINARY:
        said, beside = "ordinary variation", f" against {against}"
    elif change.verdict is Verdict.LEVEL and change.signal is not None:
        said, beside = _LEVELS[change.signal.kind, change.signal.way], ""
    else:
        return f"{'' if found.is_chosen else f'{span}: '}{amount_words(change)} against {against}"
    return f"{said}{beside}" if found.is_chosen else f"{span}: {said}"


def change_help(change: Change) -> str:
    """Both numbers, the verdict on them and its rule; or why nothing is compared."""
    if change.succession is None:
        return note_words(change.notes)
    now, before = change.succession.span.words, change.succession.before.words
    both = f"{now}: {value_words(change.now)}. {before}: {value_words(change.before)}."
    if change.amount is None:
        said = both if change.now.value is not None and change.before.value is not None else ""
        return " ".join(filter(None, [said, note_words(change.notes)]))
    is_longer = change.succession.span.length != change.succession.before.length
    by_the_day = " by the day" if change.is_by_day and is_longer else ""
    limits = "" if change.low is None or change.high is None else f" (between {_between(change)})"
    few = f" One of them rests on {not_plain_words(NotPlain.FEW)}." if change.is_few else ""
    return f"{both} {amount_words(change)}{by_the_day}{limits}.{few} {_verdict(change)}"


def between_words(change: Change) -> str:
    """Both periods: "Oct 2026 against Sep 2026"; and how sums are made comparable where one is longer."""
    found = change.succession
    if found is None:
        return ""
    said = f"{found.span.words} against {found.before.words}"
    is_longer = change.is_by_day and found.span.length != found.before.length
    return f"{said} (counted as {found.span.length} days)" if is_longer else said


def amount_words(change: Change) -> str:
    """Amount of the change: "−8 %", for shares "+3 points"; empty where it isn't known."""
    if change.amount is None:
        return ""
    return signed_points(change.amount) if change.is_share else signed_percent(change.amount)


def against_words(found: Succession) -> str:
    """Period that a change is compared with: "Sep", "Dec 2025", "the 3 months before", "the 28 days before"."""
    span, before = found.span, found.before
    if span.months == 1:
        return before.words if before.first.year != span.first.year else before.words.rpartition(" ")[0]
    if found.kind == "year":
        return "a year before"
    if span.months:
        return f"the {span.months} months before"
    apart = (span.first - before.first).days
    weeks = "a week" if apart == 7 else f"{apart // 7} weeks"
    if span.length == 1:
        return f"{weeks} before"
    return f"the {span.length} days before" if span.length == apart else f"{weeks} before"


_LEVELS = {
    ("limits", "higher"): "unusually high",
    ("limits", "lower"): "unusually low",
    ("side", "higher"): "still above average",
    ("side", "lower"): "still below average",
    ("trend", "higher"): "still rising",
    ("trend", "lower"): "still falling",
}


def _between(change: Change) -> str:
    assert change.low is not None
    assert change.high is not None
    words = signed_points if change.is_share else signed_percent
    return f"{words(change.low)} and {words(change.high)}"


def _verdict(change: Change) -> str:
    assert change.succession is not None
    unit = _UNITS[change.succession.kind] if change.succession.span.months <= 1 else "period"
    learnt = f"the {change.count_periods} whole {unit}s of the data"
    if change.verdict is Verdict.ORDINARY:
        return f"That is ordinary variation: within the process limits of {learnt}."
    if change.verdict is Verdict.LEVEL and change.signal is not None:
        step = f"The step is ordinary, by the process limits of {learnt}"
        return f"{step}; the {unit} itself isn't: {change.signal.words}."
    if change.verdict is Verdict.CHANGE:
        return f"That is more than ordinary variation, by the process limits of {learnt}."
    if change.verdict is Verdict.UNCLEAR and change.count_periods:
        return "It stands out, but the estimates may be off by as much: no clear change."
    if change.verdict is Verdict.UNCLEAR:
        return "Chance alone explains as much: no clear change." if change.amount else "It is the same."
    return f"Whether that is ordinary variation can be told from {LEAST_PERIODS} {unit}s on."
