"""Durations as exports write them, in seven languages and four notations."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.values.durations import DurationHabit, DurationSurvey, minutes_each_of, parse_duration, read_durations
from tests.unit.staging.rows import column

DAY, WEEK = 8 * 60, 40 * 60
SPELLINGS = {
    "en": {"1 hour 20 minutes": 80, "1 hour and 20 minutes": 80, "45 min": 45, "3h 5m": 185, "1.5 hrs": 90,
           "30 seconds": 0.5, "1 day": DAY},
    "de": {"3 Stunden 20 Minuten": 200, "1 Std 30 Min": 90, "2 Std.": 120, "1,5 Stunden": 90, "1 Tag": DAY,
           "1 Woche": WEEK, "1 Stunde und 5 Minuten": 65, "90 Sek.": 1.5},
    "fr": {"2 jours 3 heures": 2 * DAY + 180, "1 heure et 5 minutes": 65, "1 h 30": 90, "2 j": 2 * DAY, "15 mn": 15,
           "1 semaine": WEEK, "20 secondes": 1 / 3},
    "nl": {"3 uur": 180, "1 uur en 5 minuten": 65, "2 dagen": 2 * DAY, "1 week": WEEK, "3 u 10 min": 190,
           "30 seconden": 0.5},
    "es": {"1 semana": WEEK, "1 día y 2 horas": DAY + 120, "2 horas 15 minutos": 135, "30 segundos": 0.5},
    "pt": {"0 segundo": 0, "1 hora e 20 minutos": 80, "2 dias": 2 * DAY, "3 semanas": 3 * WEEK, "5 min.": 5},
    "it": {"1 ora e 5 minuti": 65, "2 giorni": 2 * DAY, "3 ore": 180, "1 settimana": WEEK, "30 secondi": 0.5},
    "letters": {"1h30": 90, "1h30m": 90, "1w 2d": WEEK + 2 * DAY, "2m15": 2.25, "12h30m15s": 750.25, "-1h 30m": -90},
    "ISO 8601": {"PT2H30M": 150, "P1DT2H": 26 * 60, "PT0.5H": 30, "P1W": 7 * 24 * 60, "-PT10M": -10, "PT0S": 0},
    "clock": {"1:30": 90, "01:30:30": 90.5, "02:30:00": 150, "-0:10": -10, "2 days, 3:04:05": 3064 + 1 / 12,
              "0 days 00:45:00": 45, "-1 day, 23:50:00": -10, "1.02:03:00": 26 * 60 + 3, "00:00:30.5": 0.5083333,
              "100:00": 6000},
}  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [(cell, minutes) for spelt in SPELLINGS.values() for cell, minutes in spelt.items()],
)
def test_a_duration_is_minutes_in_every_language_and_notation(cell: str, minutes: float) -> None:
    assert parse_duration(cell) == pytest.approx(minutes)
    assert parse_duration(cell.upper()) == pytest.approx(minutes)


@pytest.mark.parametrize(
    "cell",
    ["soon", "3 Monate", "P1M", "1 year", "P", "PT", "1:75", "3h3h", "1 h 99", "3 2", "€ 5", "1 hour ago", "h",
     "2 Stück", "1.20.3 h", "12:30 pm", "2024-03-11"],
)  # fmt: skip
def test_what_is_no_duration_is_unread_and_said(cell: str) -> None:
    found = read_durations(column([cell, None]), DurationHabit())
    assert found.found.isna().all()
    assert found.is_unread.tolist() == [True, False]


def read(name: str, cells: list[str]) -> list[float | None]:
    survey = DurationSurvey(name)
    survey.take(Counter(cells))
    found = read_durations(column(cells), survey.conclude()).found
    return [None if math.isnan(value) else value for value in found]


def test_a_bare_number_is_read_in_the_habit_of_its_column() -> None:
    assert read("Minutes", ["1.234,5", "12,5", "7", "0,5"]) == [1234.5, 12.5, 7, 0.5]


@pytest.mark.parametrize(
    ("name", "minutes"),
    [
        ("Minutes", 1), ("Time spent", 1), ("Time spent (hours)", 60), ("Zeitaufwand (Std)", 60),
        ("Tiempo (horas)", 60), ("Time spent (h)", 60), ("Heures passées", 60), ("Bestede uren", 60),
        ("Handle time [sec]", 1 / 60),
        ("Duração (segundos)", 1 / 60), ("Bearbeitungszeit in Minuten", 1), ("Plan h minutes", 1),
    ],
)  # fmt: skip
def test_a_column_may_name_the_unit_of_its_bare_numbers(name: str, minutes: float) -> None:
    assert minutes_each_of(name) == pytest.approx(minutes)
    assert read(name, ["2", "1h"]) == pytest.approx([2 * minutes, 60])


def test_a_column_of_zeros_was_logged_by_nobody() -> None:
    survey = DurationSurvey("Duração")
    survey.take(Counter({"0 segundo": 19, "5 min": 1}))
    assert survey.sentences()[0] == "19 of 20 cells are 0, so nobody logged time there."
    assert read("Duração", ["0 segundo"] * 19 + ["5 min"]) == [None] * 19 + [5]
    assert read("Minutes", ["0", "0", "5"]) == [0, 0, 5]


def test_what_a_day_is_and_what_was_left_out_is_said_with_an_example() -> None:
    survey = DurationSurvey("Zeitaufwand")
    survey.take(Counter(["1 Tag", "2 days, 3:04:05", "P1DT2H", "bald"]))
    assert survey.sentences() == [
        '"1 Tag": a day is read as 8 hours of work, a week as 5 days.',
        '"bald" is not a duration; such cells are left out.',
    ]


FORMS = st.sampled_from(
    ["{h}h {m}m", "{h}:{m:02}:00", "PT{h}H{m}M", "{h} Stunden {m} Minuten", "{h} heures et {m} minutes"]
)


@settings(max_examples=60)
@given(st.integers(0, 999), st.integers(0, 59), FORMS)
def test_a_duration_that_was_formatted_is_read_back(hours: int, minutes: int, form: str) -> None:
    assert parse_duration(form.format(h=hours, m=minutes)) == pytest.approx(hours * 60 + minutes)


@settings(max_examples=100)
@given(st.text(alphabet="0123456789:.,- hmdwPTS€/\u00a0", max_size=10))
def test_reading_never_raises(cell: str) -> None:
    read("Minutes", [cell])
