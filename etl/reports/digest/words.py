"""The sentences of a digest, for somebody who has a minute."""

from __future__ import annotations

import math
import re
from urllib.parse import urlencode

from etl.ledger.commitments import Due
from etl.locales import number
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import day_words, period_words
from etl.marts.core.prediction import FALSE_SHARE
from etl.marts.core.process_limits import LEAST
from etl.marts.frames.new_words import NewWords
from etl.reports.digest import objections
from etl.reports.digest.document import Document, Line, Section
from etl.staging.masking.names import without_full_names
from etl.usecases.digest_contents import Count, Digest

FIRST = 3
"""Number of lines at the top, to be read first."""

GENERATED = "Generated sample, no real customers."
_LONGEST_QUOTE = 240
_MOST_NAMED = 5
_MOST_OBJECTIONS = 5
"""Most open objections that are named; the others are counted."""
_ADDRESS = re.compile(r"(?i)\b(?:https?://|www\.)\S+")
_LANGUAGES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "pt": "Portuguese", "nl": "Dutch"}


def document_of(digest: Digest, base_url: str) -> Document:
    """A digest in words; its links start with the dashboard's address, and are left out where there is none."""
    link = _Links(digest, base_url)
    changes = [Line(_change(digest, each), *link.tickets(each)) for each in digest.changes]
    words = [Line(_words(digest, each), *link.word(each)) for each in digest.words]
    due = [Line(_due(digest, each), *link.commitments()) for each in digest.due]
    ended = [Line(objections.decided(each), *link.department(each.about)) for each in digest.decided]
    waits = [Line(objections.undecided(each), *link.review()) for each in digest.undecided]
    whole = Line(_whole(digest), *link.whole())
    dated = [(line, each.days, each.commitment.commitment in digest.new_due)
             for line, each in zip(due, digest.due, strict=True)]  # fmt: skip
    dated += [(line, each.days, each.objection in digest.new_undecided)
              for line, each in zip(waits, digest.undecided, strict=True)]  # fmt: skip
    dated.sort(key=lambda each: each[1])
    late = [line for line, days, _ in dated if days < 0]
    soon = [line for line, days, is_new in dated if days >= 0 and is_new]
    news = [*changes[:1], *late[:1], *ended[:1], *words[:1], *soon[:1], *changes[1:], *late[1:], *ended[1:], *words[1:]]
    first = tuple((news if len(news) >= FIRST else [*news, *_ordinary(digest, whole, link)])[:FIRST])
    sections = [
        Section("What changed", (*changes, *(Line(_quoted(each.text), is_quote=True) for each in digest.quotes))),
        Section("New words in customers' complaints", tuple(words)),
        Section("Commitments", tuple(due)),
        Section("Objections", (*ended, *waits[:_MOST_OBJECTIONS], *_more(len(waits) - _MOST_OBJECTIONS, link))),
        _whole_and_causes(digest, whole, first, link),
    ]
    return Document(
        f"{digest.department}, {period_words(digest.periods.first, digest.periods.last)}",
        tuple(_under(digest)),
        first,
        tuple(each for each in sections if each.lines),
        tuple(_foot(digest)),
    )


class _Links:
    """Addresses of filtered pages, each with its words; empty where the dashboard's address isn't set."""

    def __init__(self, digest: Digest, base_url: str) -> None:
        self._base = base_url.rstrip("/")
        self._filters = Filters(date_from=digest.periods.first, date_to=digest.periods.last)
        self._digest = digest

    def whole(self) -> tuple[str, str]:
        if self._digest.is_frontline:
            return self._to("overview", self._filters, "See all of them")
        return self.department(self._digest.department)

    def department(self, name: str) -> tuple[str, str]:
        return self._to("department", self._filters.with_(department=(name,)), f"See {name}")

    def tickets(self, one: Count) -> tuple[str, str]:
        chosen = self._filters.with_(
            department=(one.department,) if one.department else (), issue=(one.issue,) if one.issue else ()
        )
        return self._to("tickets", chosen, "See the tickets")

    def word(self, new: NewWords) -> tuple[str, str]:
        chosen = self._filters.with_(department=(new.department,), search=new.words[0])
        return self._to("tickets", chosen, "See the tickets")

    def review(self) -> tuple[str, str]:
        return self._to("review", Filters(), "See the objections")

    def commitments(self) -> tuple[str, str]:
        return self._to("commitments", Filters(), "See the commitments")

    def _to(self, page: str, filters: Filters, label: str) -> tuple[str, str]:
        if not self._base:
            return "", ""
        query = urlencode(filters.to_query(), doseq=True)
        return f"{self._base}/{page}{'?' if query else ''}{query}", label


def _change(digest: Digest, one: Count) -> str:
    verb = "rose" if one.way == "higher" else "fell"
    return f"{_named(digest, one)} {verb} to {_number(one)}.{_usual(digest, one)}"


def _cause(digest: Digest, one: Count) -> str:
    return f"{_named(digest, one)}: {_number(one)}.{_usual(digest, one)}"


def _named(digest: Digest, one: Count) -> str:
    if one.issue:
        return f"{one.issue} ({one.department})" if digest.is_frontline else one.issue
    return f"All that starts in {one.department}" if one.department else "All complaints"


def _whole(digest: Digest) -> str:
    one = digest.whole
    where = "arrived in all" if digest.is_frontline else f"started in {digest.department}"
    counted = _number(one) if round(one.high) else "No complaints"
    return f"{counted} {where}.{_usual(digest, one)}"


def _causes(digest: Digest) -> list[Count]:
    """The largest causes; one that nobody complained of is none."""
    return [each for each in digest.causes if round(each.complaints)]


def _number(one: Count) -> str:
    """A count in words, such as "38 complaints (between 31 and 44)"."""
    low, counted, high = (round(each) for each in (one.low, one.complaints, one.high))
    told = f"{number(counted)}\u00a0complaint{'' if counted == 1 else 's'}"
    return told if low == counted == high else f"{told} (between {number(low)} and {number(high)})"


def _usual(digest: Digest, one: Count) -> str:
    if one.usual_low is None or one.usual_high is None:
        return ""
    low, high = math.ceil(one.usual_low - 1e-9), math.floor(one.usual_high + 1e-9)
    if one.usual_low <= one.complaints <= one.usual_high:  # 1.6 of at most 1.9 is told as 2, and not of at most 1
        low, high = min(low, round(one.complaints)), max(high, round(one.complaints))
    if high <= low:
        return f" About {number(high)} {_span(digest)} is ordinary."
    limits = f"{number(low)} and {number(high)}"
    if one.way and not one.is_change:
        return f" Mostly it is between {limits} {_span(digest)}; being off by so little is still chance."
    return f" Between {limits} {_span(digest)} is ordinary."


def _span(digest: Digest) -> str:
    days = (digest.periods.last - digest.periods.first).days + 1
    return "a week" if days == 7 else "a day" if days == 1 else f"in {days}\u00a0days"


def _words(digest: Digest, new: NewWords) -> str:
    said = _joined([f"“{each}”" for each in new.words[:_MOST_NAMED]])
    where = f" about {new.department}" if digest.is_frontline else ""
    language = f" in {_LANGUAGES.get(new.language, new.language)}" if new.language else ""
    which = " the first of them" if len(new.words) > 1 else ""
    return (
        f"Customers now write {said}{where}:{which} in {number(new.tickets)} of {number(new.of)} complaints{language}, "
        f"before in {number(new.before)} of {number(new.of_before)}."
    )


def _due(digest: Digest, due: Due) -> str:
    one = due.commitment
    where = one.issue or f"all that starts in {one.department}"
    whose = f", {one.department}" if digest.is_frontline and one.issue else ""
    days = f"{number(abs(due.days))}\u00a0day{'' if abs(due.days) == 1 else 's'}"
    when = f"is {days} late" if due.days < 0 else "is due today" if due.days == 0 else f"is due in {days}"
    return f"The commitment “{_quoted(one.what)}” ({where}{whose}) {when}: {day_words(one.due)}."


def _more(count: int, link: _Links) -> list[Line]:
    if count <= 0:
        return []
    waits = "objection waits" if count == 1 else "objections wait"
    return [Line(f"{number(count)}\u00a0more {waits} for a decision.", *link.review())]


def _whole_and_causes(digest: Digest, whole: Line, first: tuple[Line, ...], link: _Links) -> Section:
    """All complaints and the largest causes, without those that the three lines at the top have already."""
    causes = [Line(_cause(digest, each), *link.tickets(each)) for each in _causes(digest)]
    if whole not in first:
        return Section("In all", (whole, *causes))
    return Section("The next largest causes", tuple(causes[1:]))


def _ordinary(digest: Digest, whole: Line, link: _Links) -> list[Line]:
    """Lines of a period with little news."""
    quiet = [] if digest.changes else [Line(_quiet(digest))]
    return [
        *quiet,
        whole,
        *(Line(f"The largest cause is {_cause(digest, each)}", *link.tickets(each)) for each in _causes(digest)[:1]),
    ]


def _quiet(digest: Digest) -> str:
    if digest.periods.are_enough:
        return "An ordinary week: nothing changed beyond ordinary variation." if _span(digest) == "a week" else (
            "Nothing changed beyond ordinary variation.")  # fmt: skip
    return f"Whether anything changed can't be told yet: that takes {LEAST} such periods before this one."


def _under(digest: Digest) -> list[str]:
    said = [GENERATED] if digest.state.is_generated else []
    if digest.is_old and digest.state.last_day:
        said.append(f"The data end on {day_words(digest.state.last_day)}: a newer export tells more.")
    if digest.is_guess:
        said.append(
            "It is hardly known where complaints start: rule on some on Review before you rely on these counts."
        )
    return said


def _foot(digest: Digest) -> list[str]:
    said = []
    if digest.periods.are_enough:
        many = len(digest.periods.before)
        before = f"the {many} weeks" if _span(digest) == "a week" else f"{many} periods as long"
        said.append(
            f"A change is reported where chance, judged by {before} before, hardly explains it. "
            f"Of 100 weeks in which nothing changes, about {FALSE_SHARE * 100:.0f} or fewer bring a false alarm."
        )
    if digest.said_before:
        said.append(f"Said before, and not much worse since: {_joined(list(digest.said_before))}.")
    if digest.snoozed:
        said.append(f"Snoozed: {_joined(list(digest.snoozed))}.")
    said.append(
        f"Complaints are estimates of where they started. {digest.state.text[:1].upper()}{digest.state.text[1:]}."
    )
    return said


def _quoted(text: str) -> str:
    """Words of a customer or a colleague on one line, names and addresses masked, shortened where too long."""
    masked = _ADDRESS.sub("[link]", without_full_names(" ".join(text.split())))
    return masked if len(masked) <= _LONGEST_QUOTE else f"{masked[:_LONGEST_QUOTE].rsplit(' ', 1)[0]} …"


def _joined(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
