"""Figures in words: the one place where a number becomes text, by the marks of the reader's locale.

Percentages are whole numbers and never claim too much: 100 % is exactly all, 0 % exactly none; between 99 and 100, and
between 0 and 1, one decimal is shown, up to 99.9 and from 0.1. No percentage is given of too few, or where too little
is known (`why_not_plain`): cards, titles, charts and slides ask here.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import Enum, auto

from etl.locales import Order, current, number
from etl.marts.core.measured import Measured

NOTHING = "–"
"""Shown for a number that can't be computed; the reason stands beside it."""

LEAST = 30
"""Below this many complaints (or whatever a share counts) no percentage is given, and no page's title is a finding."""

WIDEST = 0.5
"""Bounds further apart than this leave so much open that they are shown instead of the value."""

_CLOSE = 0.05
"""Bounds closer than this are shown with a decimal: "98.7 to 99.7 %", never "99 to 99.7 %"."""

_WHOLE = 10
"""An estimate of at least this much is shown without decimals."""

_BESIDE = re.compile(r"(?<=[0-9–]) (?=(?:%|h|days?|hours?|months?)(?![a-z]))|(?<=\b[A-Z]{3}) (?=[−0-9])")
_DASH = re.compile(r"(?<=[0-9])–(?=[0-9])")

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def percent(share: float | None) -> str:
    """Share from 0 to 1 as a percentage: 0.996 -> "99.6 %", 0.004 -> "0.4 %", 0.92 -> "92 %"."""
    return NOTHING if share is None else f"{number(*_hundredths(share))} %"


def _hundredths(share: float) -> tuple[float, str]:
    """A share as `percent` shows it: in hundredths, and with how many decimals."""
    hundredths = share * 100
    if share in (0, 1):
        return hundredths, ".0f"
    if hundredths > 99:
        return min(hundredths, 99.9), ".1f"
    if hundredths < 1:
        return max(hundredths, 0.1), ".1f"
    return hundredths, ".0f"


def signed_percent(change: float) -> str:
    """Relative change: 0.08 -> "+8 %", −0.034 -> "−3 %", 0.002 -> "+0.2 %", 0 -> "0 %"."""
    return f"{_signed(change * 100)} %"


def signed_points(change: float) -> str:
    """Change of a share in percentage points: 0.03 -> "+3 points", 0.01 -> "+1 point"."""
    told = _signed(change * 100)
    return f"{told} {'point' if told in ('+1', '−1') else 'points'}"


def _signed(change: float) -> str:
    places = 1 if 0.05 <= abs(change) < 0.95 else 0
    return number(change, f"+z,.{places}f") if round(change, places) else "0"


def percent_finely(share: float | None) -> str:
    """Share with one decimal, to show how it moved: "92.1 %"."""
    return NOTHING if share is None else f"{number(share * 100, '.1f')} %"


def count(counted: float | None) -> str:
    """Count with thousands separated; parts (shared complaints) with one decimal below 100: "1,730", "12.5"."""
    if counted is None:
        return NOTHING
    is_whole = abs(counted - round(counted)) < 0.05
    return number(counted, ",.0f" if is_whole or abs(counted) >= 100 else ",.1f")


def whole_number(counted: float) -> str:
    """Number without decimals: "1,730"."""
    return number(counted, ",.0f")


def number_of(counted: float, thing: str) -> str:
    """Count with what is counted, in the plural unless it reads as one: "1 ticket", "0.8 tickets", "12.5 tickets"."""
    told = count(counted)
    return f"{told} {thing}{'' if told == '1' else 's'}"


def money(amount: float | None, currency: str) -> str:
    """Amount without cents: "EUR 12,300"."""
    return NOTHING if amount is None else f"{currency} {whole_number(amount)}"


def interval(low: float | None, high: float | None, *, in_sentence: bool = False) -> str:
    """Interval of a share, in the words of `joined`; empty when its ends are missing or read the same."""
    if low is None or high is None or not (ends := _read_alike(low, high)):
        return ""
    return joined(*ends, in_sentence=in_sentence)


def interval_of(measured: Measured, *, in_sentence: bool = False) -> str:
    """Interval of a measure in its unit, in the words of `joined`; empty where its ends read as its value.

    Ends of "12" and "15" hours are "12–15 h", of money "EUR 1,200–1,500".
    """
    if measured.value is None or measured.low is None or measured.high is None:
        return ""
    if measured.unit == "share":
        return interval(measured.low, measured.high, in_sentence=in_sentence)
    low, value, high = (_bare(measured, each) for each in (measured.low, measured.value, measured.high))
    if not value or low == value == high:
        return ""
    unit, currency = " h" if measured.unit in _HOURS else "", f"{measured.unit} " if _is_money(measured.unit) else ""
    return joined(low, f"{high}{unit}", before=currency, in_sentence=in_sentence)


def joined(low: str, high: str, *, before: str = "", in_sentence: bool = False) -> str:
    """Interval in words: "88–90 %" behind a value, "between 88 and 90 %" in a sentence.

    Parameters
    ----------
    low, high
        Its ends as text, the second with the unit. Below 0 a dash would be read as another minus.
    before
        What stands before both, such as a currency.
    """
    if in_sentence or "−" in low + high:
        return f"between {before}{low} and {high}"
    return f"{before}{low}–{high}"


def _read_alike(low: float, high: float) -> tuple[()] | tuple[str, str]:
    """Bounds of a share, the second with "%", close ones with equal decimals; empty where both read the same."""
    first, last = percent(low), percent(high)
    if first == last:
        return ()
    forms = [_hundredths(share)[1] for share in (low, high)]
    if forms[0] != forms[1] and high - low < _CLOSE:
        first, last = (share_told if form == ".1f" or share in (0, 1) else percent_finely(share)
                       for share, share_told, form in ((low, first, forms[0]), (high, last, forms[1])))  # fmt: skip
    return first.removesuffix(" %"), last


def whisker_words(estimate: Measured) -> str:
    """Meaning of the whiskers in a chart of origins."""
    if not estimate.method:
        return "whisker: if every unattributed complaint were its own"
    return f"whisker: {interval_kind(estimate)}"


def interval_kind(estimate: Measured) -> str:
    """Kind of the intervals of estimated figures: of sampling theory only where people ruled at random."""
    return "95 % interval" if is_sampled(estimate) else "range of model error"


def is_sampled(estimate: Measured) -> bool:
    """Whether random rulings correct an estimate: then its interval is a 95 % interval of sampling theory."""
    return estimate.correction == "overall"


def limits_words(estimate: Measured) -> str:
    """What an estimate's bounds cover, and what they don't; empty for a number that isn't estimated."""
    if not estimate.method:
        return ""
    if is_sampled(estimate):
        return (
            "The interval covers the chance of the draw. It doesn't cover reviewers' own errors or estimated minutes."
        )
    return (
        "The range shows how far off the engine was on labelled exports. It isn't a 95 % interval, and it doesn't "
        "cover estimated minutes. Ranges of lenses and other ratios cover how many complaints started where, not which."
    )


def intervals_words(estimate: Measured) -> str:
    """Meaning of the lines or bands in a chart of ratios, for its subtitle."""
    if estimate.method and not is_sampled(estimate):
        return "with ranges: how many started where, not which"
    return "with intervals"


def within(share: float) -> float:
    """An estimated share, kept from reading as all or none: nobody has looked at every ticket."""
    return min(max(share, 1e-6), 1 - 1e-6)


def unbroken(text: str) -> str:
    """Text in which no line breaks between a number and its unit, or within an interval: "2,523–2,576 h"."""
    return _DASH.sub("–\u2060", _BESIDE.sub("\u00a0", text))


def day_words(day: date) -> str:
    """Date in words, in the order of the reader's locale: "31 Mar 2026", "Mar 31, 2026" or "2026 Mar 31"."""
    dated = _DATED[current().order]
    return dated.format(_of_year(day), day.year)


def weekday_words(day: date) -> str:
    """Date with its weekday: "Tuesday 31 Mar 2026" or "Tuesday, Mar 31, 2026"."""
    return f"{day:%A}{',' if current().order is Order.MONTH_FIRST else ''} {day_words(day)}"


def _of_year(day: date) -> str:
    """Date without its year: "31 Mar" or "Mar 31"."""
    month = _MONTHS[day.month - 1]
    return f"{day.day} {month}" if current().order is Order.DAY_FIRST else f"{month} {day.day}"


_DATED = {Order.DAY_FIRST: "{0} {1}", Order.MONTH_FIRST: "{0}, {1}", Order.YEAR_FIRST: "{1} {0}"}


def arrival_words(day: date | None) -> str:
    """Arrival of a ticket, such as "arrived 31 Mar 2026"; None where its export has no times."""
    return "arrived at an unknown time" if day is None else f"arrived {day_words(day)}"


def period_words(first: date, last: date) -> str:
    """Period in words, such as "1 Jan to 31 Mar 2026"; a year that both days share appears once."""
    if first == last:
        return day_words(first)
    if first.year != last.year:
        return f"{day_words(first)} to {day_words(last)}"
    if current().order is Order.YEAR_FIRST:
        return f"{day_words(first)} to {_of_year(last)}"
    return f"{_of_year(first)} to {day_words(last)}"


def month_words(day: date) -> str:
    """Month in words: "Mar 2026", or "2026 Mar"."""
    month = _MONTHS[day.month - 1]
    return f"{day.year} {month}" if current().order is Order.YEAR_FIRST else f"{month} {day.year}"


def time_words(moment: datetime) -> str:
    """Time in words, such as "31 Mar 2026, 14:05"."""
    return f"{day_words(moment.date())}, {moment:%H:%M}"


class NotPlain(Enum):
    """Why a share can't be given as one percentage; `not_plain_words` says it."""

    FEW = auto()
    """It rests on fewer than `LEAST`."""
    WIDE = auto()
    """Its bounds lie further apart than `WIDEST`."""
    PARTLY_KNOWN = auto()
    """It reads as all or none, and its bounds don't: the value covers only the part that is known."""


def not_plain_words(why: NotPlain) -> str:
    """Words beside a share in place of one percentage."""
    return _NOT_PLAIN[why]


_NOT_PLAIN = {
    NotPlain.FEW: f"fewer than {LEAST}",
    NotPlain.WIDE: "more unknown than known",
    NotPlain.PARTLY_KNOWN: "not known of all",
}


def why_not_plain(measured: Measured) -> NotPlain | None:
    """Why a share can't be given as one percentage; None where it can."""
    counted = measured.denominator if measured.rests_on is None else measured.rests_on
    if counted is not None and is_few(counted):
        return NotPlain.FEW
    if measured.value is None or measured.low is None or measured.high is None:
        return None
    if measured.high - measured.low > WIDEST:
        return NotPlain.WIDE
    is_all_or_none = measured.value in (0, 1) and not measured.method
    return NotPlain.PARTLY_KNOWN if is_all_or_none and interval_of(measured) else None


def is_few(counted: float) -> bool:
    """Whether that many are too few for a percentage."""
    return counted < LEAST - 0.05


def part_of(part: float, whole: float) -> str:
    """A part of counted things: "34 %", or "1 of 3" where there are too few for a percentage."""
    if is_few(whole):
        return f"{count(part)} of {count(whole)}"
    return percent(min(part / whole, 1.0))


def share_words(measured: Measured) -> str:
    """A share in words: a percentage, else its bounds, else its parts: "34 %", "2–100 %", "1 of 3"."""
    if measured.value is None:
        return NOTHING
    if not why_not_plain(measured):
        return percent(within(measured.value) if measured.method else measured.value)
    if limits := interval_of(measured):
        return limits
    return _of_words(measured) or percent(measured.value)


def value_words(measured: Measured) -> str:
    """The big number of a card."""
    if measured.value is None:
        return NOTHING
    if measured.unit == "share":
        return share_words(measured)
    if measured.unit in _HOURS:
        return f"{count(measured.value)} h"
    if _is_money(measured.unit):
        return money(measured.value, measured.unit)
    if measured.is_rate:
        return number(measured.value, ".1f")
    return _counted(measured, measured.value) if measured.unit in _COUNTED else decimals(measured.value)


_HOURS = ("hours", "hours a month")
_COUNTED = ("complaints", "tickets", "contacts", "hand-offs", "touches", "reopens", "days")


def parts_words(measured: Measured) -> str:
    """The small line under the number: "1,730 of 2,140 h · estimated · 83–93 %"; empty when there is none.

    Also empty for a number that can't be computed: "0 of 0" would take the place of the reason.
    """
    if measured.value is None:
        return ""
    pieces = []
    is_said = measured.unit == "share" and value_words(measured) == _of_words(measured)
    if _of_words(measured) and not is_said:
        pieces.append(_of_words(measured))
    why = why_not_plain(measured) if measured.unit == "share" else None
    if why is not None:
        pieces.append(not_plain_words(why))
    if how := how_known(measured):
        pieces.append(how)
    if why is None and (limits := interval_of(measured)):
        pieces.append(limits)
    return " · ".join(pieces)


def how_known(measured: Measured) -> str:
    """How a number was found: "assumed", "estimated", or empty for a count.

    "assumed" means that it mostly rests on assumptions about who held the tickets, "estimated" that its minutes weren't
    logged.
    """
    if measured.is_assumed:
        return "assumed"
    return "estimated" if measured.is_estimated and not measured.is_partly_estimated else ""


def _bare(measured: Measured, shown: float) -> str:
    """A number as the card has it, without its unit."""
    if _is_money(measured.unit):
        return whole_number(shown)
    if measured.unit in _HOURS:
        return count(shown)
    if measured.is_rate:
        return number(shown, ".1f")
    return _counted(measured, shown) if measured.unit in _COUNTED else decimals(shown)


def decimals(shown: float) -> str:
    """Two decimals with a proper minus; never a minus before 0."""
    return number(shown, "z,.2f")


def _is_money(unit: str) -> bool:
    return len(unit) == 3 and unit.isupper()


def _of_words(measured: Measured) -> str:
    """What a ratio divides: "1,730 of 2,140 h"; empty where nothing was divided."""
    if measured.numerator is None or measured.denominator is None:
        return ""
    part, whole = (_counted(measured, each) for each in (measured.numerator, measured.denominator))
    return f"{part} of {whole} {measured.parts_unit}".strip()


def _counted(measured: Measured, counted: float) -> str:
    """A count; an estimated one in whole numbers, because nine tenths of a complaint mean nothing to anybody."""
    return whole_number(counted) if measured.method and counted >= _WHOLE else count(counted)
