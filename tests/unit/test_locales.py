"""Numbers and dates by a reader's locale, in English words."""

from __future__ import annotations

import ast
import re
from datetime import date, datetime
from pathlib import Path
from threading import Thread

import pytest

from etl.locales import PLAIN, current, known, marks_of, number, written
from etl.marts.core.formatting import (
    count,
    day_words,
    interval,
    money,
    month_words,
    percent,
    percent_finely,
    period_words,
    signed_percent,
    time_words,
    unbroken,
    value_words,
    weekday_words,
)
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.core.notes import remark

ROOT = Path(__file__).resolve().parents[2]

NARROW, BLANK = "\u202f", "\u00a0"
WRITTEN = {
    "de-DE": ("1.234.567,8", "−0,5"),
    "fr-FR": (f"1{NARROW}234{NARROW}567,8", "−0,5"),
    "en-IN": ("12,34,567.8", "−0.5"),
    "sv-SE": (f"1{BLANK}234{BLANK}567,8", "−0,5"),
    "en-US": ("1,234,567.8", "−0.5"),
    "en-GB": ("1,234,567.8", "−0.5"),
    "ar-EG": ("1,234,567.8", "−0.5"),
}
DATED = {
    "de-DE": ("4 Mar 2026", "Mar 2026", "4 Mar 2026, 14:05", "1 Jan to 4 Mar 2026", "1 Dec 2025 to 4 Mar 2026"),
    "en-US": ("Mar 4, 2026", "Mar 2026", "Mar 4, 2026, 14:05", "Jan 1 to Mar 4, 2026", "Dec 1, 2025 to Mar 4, 2026"),
    "ja-JP": ("2026 Mar 4", "2026 Mar", "2026 Mar 4, 14:05", "2026 Jan 1 to Mar 4", "2025 Dec 1 to 2026 Mar 4"),
}


@pytest.mark.parametrize("locale", WRITTEN)
def test_numbers_have_the_marks_of_the_locale(locale: str) -> None:
    with written(marks_of(locale)):
        assert (number(1_234_567.8, ",.1f"), number(-0.5, ",.1f")) == WRITTEN[locale]


@pytest.mark.parametrize("locale", DATED)
def test_dates_have_the_order_of_the_locale_and_english_months(locale: str) -> None:
    day = date(2026, 3, 4)
    with written(marks_of(locale)):
        assert DATED[locale] == (
            day_words(day), month_words(day), time_words(datetime(2026, 3, 4, 14, 5)),
            period_words(date(2026, 1, 1), day), period_words(date(2025, 12, 1), day),
        )  # fmt: skip


@pytest.mark.parametrize(("locale", "told"), [("en-GB", "Wednesday 4 Mar 2026"), ("en-US", "Wednesday, Mar 4, 2026")])
def test_a_weekday_is_parted_from_a_month_by_a_comma(locale: str, told: str) -> None:
    with written(marks_of(locale)):
        assert weekday_words(date(2026, 3, 4)) == told


@pytest.mark.parametrize("locale", [None, "", "en", "xx", "xx-YY", "C", "<b>", "en_US.UTF-8", "de-" * 500])
def test_an_unknown_locale_or_none_is_plain_english(locale: str | None) -> None:
    assert marks_of(locale) == PLAIN


def test_a_locale_of_an_unknown_region_is_that_of_its_language() -> None:
    assert marks_of("de-XX") == marks_of("de") == marks_of("de-DE-u-ca-buddhist")
    assert known("no-NO") is not None


def test_words_are_chosen_by_the_number_and_not_by_its_marks() -> None:
    with written(marks_of("de-DE")):
        assert (signed_percent(0.002), signed_percent(0.0004), signed_percent(-12.5)) == ("+0,2 %", "0 %", "−1.250 %")
        assert interval(0.986, 0.994) == "98,6–99,4 %"
        assert interval(0.986, 0.994, in_sentence=True) == "between 98,6 and 99,4 %"
        assert (percent(0.996), percent_finely(0.921), percent(0.92)) == ("99,6 %", "92,1 %", "92 %")
        assert (count(12.5), count(1_730), money(12_300, "EUR")) == ("12,5", "1.730", "EUR 12.300")
        assert value_words(Measured(12_345.678, "odds")) == "12.345,68"
        told = remark("{hours:,.1f} h, {open:count} open, {rate:g} an hour.")(hours=1_234.5, open=1_000, rate=27.5)
        assert note_words([told]) == "1.234,5 h, 1.000 open, 27,5 an hour."


@pytest.mark.parametrize("locale", ["de-DE", "fr-FR", "en-IN", "sv-SE", "de-CH"])
def test_no_line_breaks_between_a_number_and_its_unit_whatever_its_marks(locale: str) -> None:
    with written(marks_of(locale)):
        low, high = number(1_234_567), number(2_345_678.5, ",.1f")
        told = unbroken(f"{low}–{high} h; EUR {low}; {high} %")
    assert " " not in told.replace("; ", "")
    assert told == f"{low}–\u2060{high}{BLANK}h; EUR{BLANK}{low}; {high}{BLANK}%"


def test_marks_hold_in_their_thread_until_the_block_ends() -> None:
    seen = []
    with written(marks_of("de-DE")):
        other = Thread(target=lambda: seen.append(number(1_234.5, ",.1f")))
        other.start()
        other.join()
        with written(PLAIN):
            seen.append(number(1_234.5, ",.1f"))
        seen.append(number(1_234.5, ",.1f"))
    assert seen == ["1,234.5", "1,234.5", "1.234,5"]
    assert current() == PLAIN


NOT_READ = {
    "etl/reports/slides/chart_parts.py",  # places in a drawing
    "pages/ui/sparkline.py",  # CSS
    "pages/ui/charts/lines.py",  # an expression of Vega
}
"""Modules whose formatted numbers nobody reads, or that are written in a format of their own."""


def formatted(source: str) -> list[str]:
    """Numbers that a module writes with marks of Python's own: f"{x:,}", "{:.1f}".format."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
            form = "".join(str(each.value) for each in node.format_spec.values if isinstance(each, ast.Constant))
            if re.search(r",|\.[1-9]\d*[f%]", form):
                found.append(ast.unparse(node))
        elif isinstance(node, ast.Attribute) and node.attr == "format":
            form = str(getattr(node.value, "value", ""))
            if re.search(r":[^}]*(,|\.[1-9]\d*[f%])", form):
                found.append(form)
    return found


def test_every_number_on_a_page_slide_or_digest_is_written_in_one_place() -> None:
    folders = ("pages", "etl/marts", "etl/reports")
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    names = {path: path.relative_to(ROOT).as_posix() for path in paths}
    found = {name: told for path, name in names.items() if (told := formatted(path.read_text(encoding="utf-8")))}
    assert {name: told for name, told in found.items() if name not in NOT_READ} == {}


def test_the_check_for_other_places_finds_them() -> None:
    assert len(formatted('a = f"{x:,}"; b = f"{y:.1f}"; c = "{:,.0f}".format; d = f"{z:>4}"; e = f"{t:%H:%M}"')) == 3
