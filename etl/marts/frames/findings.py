"""The computed sentence at the head of each page; plain when nothing is out of the ordinary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from etl.marts.core.filters import Filters
from etl.marts.core.formatting import (
    WIDEST,
    NotPlain,
    count,
    interval,
    is_few,
    is_sampled,
    part_of,
    percent,
    share_words,
    why_not_plain,
    within,
)
from etl.marts.core.measured import Measured
from etl.marts.core.ratios import ratio
from etl.model import NONE_OF_THESE, UNATTRIBUTED
from etl.taxonomy import Taxonomy

_NO_FILTERS = Filters()
NO_COMPLAINTS = "There are no complaints within these filters."
HALF = 0.5


def overview_finding(measured: Mapping[str, Measured], taxonomy: Taxonomy, chosen: Filters = _NO_FILTERS) -> str:
    """Sentence: where complaints start, what that rests on, and whether the frontline handled them first.

    Parameters
    ----------
    measured
        Has complaints, unattributed, share_elsewhere, share_of_all and absorption_contact.
    chosen
        As in `origin_finding`.
    """
    started, front = origin_finding(measured, taxonomy, chosen), frontline_name(taxonomy)
    if not measured["complaints"].value:
        return started
    handled = _handled(measured["absorption_contact"], front)
    if chosen.department or chosen.issue:
        return f"{part_here(measured['share_of_all'], chosen, front)} {handled}".strip()
    share = measured["share_elsewhere"]
    if share.value is None or too_few(measured) or is_too_open(share):
        return started
    if share.method:
        started = started.removesuffix(".") + checked_words(share, front)
    return f"{started} {handled}".strip()


def origin_finding(measured: Mapping[str, Measured], taxonomy: Taxonomy, chosen: Filters = _NO_FILTERS) -> str:
    """Sentence: where complaints start.

    Parameters
    ----------
    measured
        Has complaints, unattributed, share_elsewhere and share_of_all.
    chosen
        Filters; one on departments or issues already says where the complaints start, so that is no finding then.
    """
    if not measured["complaints"].value:
        return judged_alone(measured, chosen) or _untold(measured) or NO_COMPLAINTS
    front = frontline_name(taxonomy)
    if chosen.department or chosen.issue:
        return _part_alone(measured["share_of_all"], chosen)
    share = measured["share_elsewhere"]
    if few := too_few(measured):
        return few_words(few)
    if share.value is None:
        return ""
    if share.method:
        return _estimated(share, front)
    # the share is of attributed complaints: without saying so, a headline would claim the unattributed too
    whose = "the complaints whose origin is known" if measured["unattributed"].value else "complaints"
    if why_not_plain(share):
        first = f"{share_words(share)} of complaints start outside {front}."
    elif share.value == 0:
        first = f"None of the complaints starts outside {front}."
    elif share.value == 1:
        first = f"All complaints start outside {front}."
    else:
        first = f"{percent(share.value)} of {whose} start outside {front}."
    return first


TOO_OPEN = "Too little is known to say where complaints start."
TOO_LITTLE = f"{TOO_OPEN} Charts of origins and causes would draw guesses: rule on some complaints on Review first."


def is_too_open(share: Measured) -> bool:
    """Whether an estimated share is too uncertain for a finding: its interval is wider than `WIDEST`."""
    return bool(share.method) and why_not_plain(share) is NotPlain.WIDE


def _estimated(share: Measured, front: str) -> str:
    """An estimated share with its bounds; never all or none, because nobody looked at every ticket."""
    if is_too_open(share):
        return TOO_OPEN
    if why_not_plain(share):
        said = interval(share.low, share.high, in_sentence=True)
        start = said.capitalize() if share_words(share) == interval(share.low, share.high) else share_words(share)
        return f"{start} of complaints start outside {front}."
    value, limits = percent(within(share.value or 0.0)), interval(share.low, share.high, in_sentence=True)
    said = f"{value} of complaints ({limits})" if limits else f"{value} of complaints"
    return f"{said} start outside {front}."


def checked_words(estimate: Measured, front: str) -> str:
    """End of a sentence on an estimate: who checked it, on how many tickets."""
    on = estimate.checked_on or 0
    tickets = f"{count(on)} random complaint{'' if on == 1 else 's'} by {_reviewers(estimate, front)}"
    if is_sampled(estimate):
        return f"; checked on {tickets}."
    if on:
        return f": the engine's estimate, checked on {tickets}, too few to correct it."
    return ": the engine's estimate, not yet checked by people."


def basis_words(estimate: Measured, front: str) -> str:
    """The same as a sentence of its own; empty for counts of judgements."""
    if not estimate.method:
        return ""
    if not estimate.checked_on:
        return "An estimate that nobody has checked yet."
    said = checked_words(estimate, front).lstrip(";: ")
    return f"{said[0].upper()}{said[1:]}"


def _reviewers(estimate: Measured, front: str) -> str:
    """How many people ruled, and where they work as far as they have said so."""
    by, outside = estimate.checked_by or 0, estimate.checked_outside or 0
    untold = by if estimate.checked_untold is None else estimate.checked_untold
    if by == 1:
        where = "" if untold else f", outside {front}" if outside else f", from {front}"
        return f"one person only{where}"
    people = f"{count(by)} people"
    if outside:
        which = "all" if outside == by else "one" if outside == 1 else count(outside)
        return f"{people}, {which} of them outside {front}"
    return people if untold else f"{people}, all from {front}"


def judged_alone(measured: Mapping[str, Measured], chosen: Filters) -> str:
    """What a filter on the unattributed shows, where everything else is estimated; else empty.

    Parameters
    ----------
    measured
        Has unattributed.
    """
    tickets = measured["unattributed"].value
    if chosen.department != (UNATTRIBUTED,) or not tickets:
        return ""
    return f"{_complaints(tickets)} can't be attributed to one department; estimates spread them over all."


@dataclass(frozen=True)
class TooFew:
    """Too few complaints for a finding, or too few with a known origin; `few_words` says it.

    Attributes
    ----------
    complaints
        Complaints within the filters.
    known
        Complaints with a known origin, if these are too few; else None.
    """

    complaints: float
    known: float | None = None


def few_words(few: TooFew) -> str:
    """Words in place of a finding."""
    if few.known is not None:
        return f"Too few to say: {count(few.known)} of {_complaints(few.complaints)} could be attributed."
    return f"Too few to say: {_complaints(few.complaints)} within these filters." if few.complaints else NO_COMPLAINTS


def too_few(measured: Mapping[str, Measured]) -> TooFew | None:
    """Whether there are too few complaints to say where they start; None where there are enough.

    If a run kept no probabilities, also whether too few have a known origin.

    Parameters
    ----------
    measured
        Has complaints, unattributed and share_elsewhere.
    """
    every, unknown = measured["complaints"].value or 0.0, measured["unattributed"].value or 0.0
    if "share_elsewhere" in measured and measured["share_elsewhere"].method:
        return TooFew(every) if is_few(every) else None
    known = every - unknown
    return None if not is_few(known) and unknown <= WIDEST * every else TooFew(every, known)


def few_complaints(measured: Mapping[str, Measured]) -> TooFew | None:
    """Whether a page has no complaint, or too few for a finding; None where there are enough.

    Parameters
    ----------
    measured
        Has complaints, and kind_unknown where tickets of unknown kind count as well.
    """
    every = measured["complaints"].value or 0.0
    return TooFew(every) if is_few(every) and is_few(unknown_kind(measured)) else None


def unknown_kind(measured: Mapping[str, Measured]) -> float:
    """Tickets of unknown kind, which hand-offs, lenses and load count."""
    found = measured.get("kind_unknown")
    return 0.0 if found is None else found.value or 0.0


def _untold(measured: Mapping[str, Measured]) -> str:
    """Why complaints can't be recognised, if there are only tickets of unknown kind; else empty."""
    unknown = unknown_kind(measured)
    if not unknown:
        return ""
    return f"Nobody can say which of {count(unknown)} tickets are complaints: they have no text."


def _complaints(number: float) -> str:
    return f"{count(number)} complaint{'' if count(number) == '1' else 's'}"


def origin_words(chosen: Filters) -> str:
    """Origin that the filters choose, in a sentence: "Logistics", "the issues chosen"; empty without such a filter."""
    if chosen.issue:
        return "the issues chosen" if len(chosen.issue) > 1 else f"the issue {chosen.issue[0]}"
    if not chosen.department:
        return ""
    if chosen.department == (NONE_OF_THESE,):
        return "none of these departments"
    return "the departments chosen" if len(chosen.department) > 1 else chosen.department[0]


def part_here(share: Measured, chosen: Filters, front: str) -> str:
    """How many of all complaints start at the chosen origin, and what that rests on."""
    said = _part_alone(share, chosen)
    if not share.method or share.value is None or is_few(share.denominator or 0.0):
        return said
    return said.removesuffix(".") + checked_words(share, front)


def _part_alone(share: Measured, chosen: Filters) -> str:
    """How many of all complaints start at the chosen origin: estimated, or as attributed."""
    if share.method and share.value is not None:
        here = f"are about {origin_words(chosen)}" if chosen.issue else f"start in {origin_words(chosen)}"
        start = f"About {count(share.numerator)} of {_complaints(share.denominator or 0.0)} {here}"
        if is_few(share.denominator or 0.0):
            return f"{start}."
        limits = interval(share.low, share.high, in_sentence=True)
        said = f"{percent(within(share.value))} ({limits})" if limits else percent(within(share.value))
        return f"{start}: {said}."
    part, whole = share.numerator or 0.0, share.denominator or 0.0
    verb = "is" if part == 1 else "are"
    to = "unattributed" if origin_words(chosen) == UNATTRIBUTED else f"attributed to {origin_words(chosen)}"
    said = "" if is_few(whole) else f": {percent(ratio(part, whole))}"
    return f"{count(part)} of {_complaints(whole)} {verb} {to}{said}."


def _handled(contact: Measured, front: str) -> str:
    """Whether the frontline handled them first; empty where that can't be given as one figure."""
    if contact.value is None or contact.assumed or why_not_plain(contact):
        return ""
    name = front[0].upper() + front[1:]
    if contact.value == 1:
        return f"{name} handled all of them first."
    part = "none" if contact.value == 0 else share_words(contact)
    return f"{name} handled {part} of them first."


def department_finding(department: str, issues: pd.DataFrame, months: pd.DataFrame) -> str:
    """What stands out in a department: an issue with half of its complaints, or a signal in the last whole month.

    Parameters
    ----------
    issues, months
        Frames of `by_issue` and `by_month` for the department.
    """
    if issues.empty:
        return f"Nothing within these filters starts in {department}."
    named = issues[issues["issue"].notna()]
    if named.empty:
        return f"No issue is named yet for what starts in {department}."
    first = named.iloc[0]
    if is_few(whole := float(issues["complaints"].sum())):
        here = f"{_complaints(whole)} {'starts' if count(whole) == '1' else 'start'} in {department}"
        return f"{here}; the most frequent issue is {first['issue']}: {count(first['complaints'])}."
    if len(issues) == 1:
        sentence = f"All that starts in {department} is {first['issue']}."
    elif first["share"] >= HALF:
        sentence = f"{percent(first['share'])} of what starts in {department} is {first['issue']}."
    else:
        sentence = f"What starts in {department} is spread over {len(named)} issues; the largest is {first['issue']}."
    signal = last_signal(months)
    return f"{sentence} {signal}" if signal else sentence


def trend_finding(months: pd.DataFrame) -> str:
    """Whether the last whole period is out of the ordinary.

    Parameters
    ----------
    months
        Frame of `by_month` or `measure_over_time`.
    """
    if months["mean"].isna().all():
        return "There are too few whole periods to tell what is ordinary variation."
    return last_signal(months) or "The last whole period lies within ordinary variation."


def last_signal(months: pd.DataFrame) -> str:
    """Sentence on the last whole period if it is a signal; else empty."""
    whole = months[~months["is_partial"]]
    if whole.empty or not whole["is_signal"].iloc[-1]:
        return ""
    return f"{whole['label'].iloc[-1]}: {whole['signal'].iloc[-1]}."


def list_finding(tickets: int, words: list[str]) -> str:
    """What the list of tickets contains, as a sentence."""
    if tickets == 0:
        return "No ticket matches these filters."
    found = "One ticket matches" if tickets == 1 else f"{count(tickets)} tickets match"
    return (
        f"{found} these filters."
        if words
        else f"{'One ticket is' if tickets == 1 else f'{count(tickets)} tickets are'} in the store."
    )


def load_finding(load: pd.Series | None) -> str:
    """What the last load added.

    Parameters
    ----------
    load
        A row of the table loads; None where there was none.
    """
    if load is None:
        return "Nothing has been loaded yet."
    if load.get("kind") == "trace":
        return f"All tickets were attributed again under the taxonomy {load['taxonomy_name']}."
    read, refused = int(load["count_read"]), int(load["count_rejected"])
    if refused == 0:
        return f"All {count(read)} rows of {load['file_name']} were accepted."
    return f"{count(refused)} of {count(read)} rows of {load['file_name']} were refused, each with its reason."


def method_finding(measured: dict[str, Measured]) -> str:
    """How many complaints are attributed to a department.

    Parameters
    ----------
    measured
        Has complaints and share_unattributed.
    """
    share, unknown = measured["share_unattributed"], measured["share_unattributed"].value
    if unknown is None:
        return NO_COMPLAINTS
    if unknown == 0:
        return "Every complaint is attributed to a department."
    if unknown == 1:
        return "No complaint could be attributed to a department with the precision asked for."
    whole = share.denominator or 0.0
    known = part_of(whole - (share.numerator or 0.0), whole)
    return f"{known} {'' if is_few(whole) else 'of '}complaints are attributed; the rest is shown as unattributed."


def review_finding(agreement: Measured, waiting: int) -> str:
    """What waits for people: disputes first, then the random sample that agreement is measured on.

    Parameters
    ----------
    agreement
        The measure of that name.
    waiting
        Disputes without an answer.
    """
    if waiting:
        return f"{'One dispute waits' if waiting == 1 else f'{count(waiting)} disputes wait'} for an answer."
    judged = count(agreement.denominator or 0)
    if agreement.value is None:
        were = "complaint drawn at random has" if judged == "1" else "complaints drawn at random have"
        return f"No disputes are open; {judged} {were} been judged beside the engine's answer so far."
    return f"No disputes are open; people and the engine agree on {count(agreement.numerator)} of {judged} complaints."


def frontline_name(taxonomy: Taxonomy) -> str:
    """Name of the frontline in a sentence: its department's, or "the frontline" where there are several."""
    return taxonomy.frontline[0] if len(taxonomy.frontline) == 1 else "the frontline"
