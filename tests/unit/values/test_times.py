"""Times: every way that exports write them, and the nights on which the clocks change."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.values import times
from etl.values.times import parse_times, read_times, to_local
from tests.unit.staging.rows import column

ZONE = "Europe/Amsterdam"


def utc(text: str, order: str | None = "dmy", zone: str = ZONE) -> pd.Timestamp:
    return read_times(column([text]), order, zone, ZONE).utc.iloc[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-02-03T10:15:30Z", "2026-02-03 10:15:30"),
        ("2026-02-03T10:15:30.123456+02:00", "2026-02-03 08:15:30.123456"),
        ("2026-02-03 10:15:30,5", "2026-02-03 09:15:30.5"),
        ("2026-02-03 10:15 -0530", "2026-02-03 15:45"),
        ("2026-02-03 10:15:30 UTC", "2026-02-03 10:15:30"),
        ("2026-02-03T10:15", "2026-02-03 09:15"),
        ("08-04-2023 20:52", "2023-04-08 18:52"),
        ("29/2/2016 01:16", "2016-02-29 00:16"),
        ("3.2.26 9:05", "2026-02-03 08:05"),
        ("18/jul/26 9:10 AM", "2026-07-18 07:10"),
        ("18/jul/26 12:10 AM", "2026-07-17 22:10"),
        ("18/jul/26 12:10 PM", "2026-07-18 10:10"),
        ("3 de enero de 2024 10:00", "2024-01-03 09:00"),
        ("3. März 2024 10:00", "2024-03-03 09:00"),
        ("1 févr. 2024 10:11", "2024-02-01 09:11"),
        ("1 mrt 2024 10:11", "2024-03-01 09:11"),
        ("5 dez 2024 10:11", "2024-12-05 09:11"),
        ("Mar 3, 2024 5:06 p.m.", "2024-03-03 16:06"),
        ("13/03/2024 05:36 p. m.", "2024-03-13 16:36"),
        ("13/03/2024 05:36\u00a0a.\u00a0m.", "2024-03-13 04:36"),
        ("13.03.2024 um 17:36 Uhr", "2024-03-13 16:36"),
        ("13/03/2024 à 17h36", "2024-03-13 16:36"),
        ("13-03-2024 17.36 uur", "2024-03-13 16:36"),
        ("Mon, 03 Jun 2024 10:15:00 +0000", "2024-06-03 10:15"),
        ("1700000000", "2023-11-14 22:13:20"),
        ("1700000000123", "2023-11-14 22:13:20.123"),
        ("45000.5", "2023-03-15 11:00"),
        ("20240102T101500Z", "2024-01-02 10:15"),
        ("20240102101500", "2024-01-02 09:15"),
        ("1700000000123456", "2023-11-14 22:13:20.123456"),
        ("1700000000123456000", "2023-11-14 22:13:20.123456"),
        ("/Date(1700000000123)/", "2023-11-14 22:13:20.123"),
        ("\\/Date(1700000000123+0100)\\/", "2023-11-14 22:13:20.123"),
        ("Fri Mar 01 09:00:00 2024", "2024-03-01 08:00"),
        ("Fri Mar  1 09:00:00 UTC 2024", "2024-03-01 09:00"),
        ("Thu Mar 14 2024 12:43:00 GMT+0100 (Central European Standard Time)", "2024-03-14 11:43"),
        ("2024-03-14 12:43:00 EST", "2024-03-14 17:43"),
        ("14/03/2024 12:43 PM PDT", "2024-03-14 19:43"),
        ("14.03.2024 12:43 MEZ", "2024-03-14 11:43"),
        ("14.07.2024 12:43 Uhr CEST", "2024-07-14 10:43"),
        ("2024-03-14 12:43 IST", "2024-03-14 11:43"),
        ("14/03/2024 - 12:43", "2024-03-14 11:43"),
        ("1er mars 2024 à 14h22", "2024-03-01 13:22"),
        ("14 luglio 2024 ore 12:43", "2024-07-14 10:43"),
        ("March 14th, 2024 2:05 PM", "2024-03-14 13:05"),
        ("12 de maio de 2024 às 10:00", "2024-05-12 08:00"),
    ],
)
def test_a_time_is_read_whatever_its_form(text: str, expected: str) -> None:
    assert utc(text) == pd.Timestamp(expected)


@pytest.mark.parametrize(
    "text",
    [
        "Communication",
        "1.03006E+13",
        "29/2/2015 01:16",
        "2026-13-01",
        "2026-02-30",
        "2026-02-03 25:00",
        "10:15",
        "17",
        "32-01-2024",
        "2024-03-14 12:43 XYZ",
        "1700000000123456789012",
    ],
)
def test_what_is_no_time_is_unread_and_not_guessed(text: str) -> None:
    times = read_times(column([text, None]), "dmy", ZONE, ZONE)
    assert list(times.utc.isna()) == [True, True]
    assert list(times.is_unread) == [True, False]


def test_the_order_of_day_and_month_is_the_one_given() -> None:
    assert utc("03/04/2026 10:00", "dmy") == pd.Timestamp("2026-04-03 08:00")
    assert utc("03/04/2026 10:00", "mdy") == pd.Timestamp("2026-03-04 09:00")
    assert utc("26/03/04 10:00", "ymd") == pd.Timestamp("2026-03-04 09:00")
    assert pd.isna(utc("4/03/2026 10:00", "ymd"))
    assert pd.isna(utc("3/17/2025 6:04", "dmy"))


def test_an_offset_overrules_the_zone_of_the_export() -> None:
    assert utc("2026-02-03T10:15+01:00", zone="America/New_York") == pd.Timestamp("2026-02-03 09:15")
    assert utc("2026-02-03T10:15", zone="America/New_York") == pd.Timestamp("2026-02-03 15:15")


def test_a_date_alone_is_that_day_in_the_business_zone_whatever_the_zone_of_the_export() -> None:
    times = read_times(column(["2026-02-03", "45000", "45000.25"]), "dmy", "America/New_York", ZONE)
    assert str(to_local(times.utc, ZONE).dt.date.iloc[0]) == "2026-02-03"
    assert list(times.has_clock) == [False, False, True]


@pytest.mark.parametrize("night", ["2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25"])
def test_half_past_eleven_at_night_stays_on_its_day_when_the_clocks_change(night: str) -> None:
    moment = parse_times(column([f"{night} 23:30"]), zone=ZONE)
    local = to_local(moment, ZONE).iloc[0]
    assert (str(local.date()), local.hour) == (night, 23)


def test_of_the_hour_that_comes_twice_the_first_is_meant() -> None:
    assert utc("2026-10-25 02:30") == pd.Timestamp("2026-10-25 00:30")


def test_a_time_in_the_hour_left_out_becomes_its_end() -> None:
    assert utc("2026-03-29 02:30") == pd.Timestamp("2026-03-29 01:00")


@pytest.mark.parametrize(
    "text", ["2026-02-03 10:15", "2026-02-03T10:15:30", "2026-02-03", "3/2/2026 10:15", "29-02-2025"]
)
def test_a_plain_time_means_what_the_general_shapes_make_of_it(text: str) -> None:
    """A comma before the clock, or dots in the date, make it one that only a general shape fits."""
    dotted = text.replace("-", ".").replace(" ", ", ").replace("T", ", ")
    plain, general = (read_times(column([each]), "dmy", ZONE, ZONE) for each in (text, dotted))
    assert plain.utc.equals(general.utc)
    assert plain.has_clock.equals(general.has_clock)
    assert plain.is_unread.equals(general.is_unread)


PIECES = (
    "2024", "3", "14", "03", "-", "/", ".", ":", " ", "T", "Z", "um", "à", "12", "07", "pm", "p. m.", "\u00a0",
    "\u202f", "März", "févr.", "Mar", "Thu", ",", "+01:00", "UTC", "CET", "(Mitteleuropäische Zeit)", "h", "Uhr", "de",
)  # fmt: skip
LIKE_TIMES = st.lists(st.sampled_from(PIECES), min_size=2, max_size=9).map("".join) | st.text(max_size=20)


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=st.lists(LIKE_TIMES, min_size=40, max_size=60))
def test_what_few_cells_are_asked_first_fits_whatever_has_a_shape(drawn: list[str]) -> None:
    """Python is asked of few cells whether any may have a shape: a no has to be a no."""
    cells = [text.strip() for text in (*drawn, "3. März 2024 10:00", "13/03/2024 05:36\u00a0a.\u00a0m.")]
    for shape in times._SHAPES:
        has_shape = pc.extract_regex(pa.array(cells), shape).is_valid().to_pylist()
        wider = times._wider(shape)
        assert all(wider.search(cell) for cell, has_it in zip(cells, has_shape, strict=True) if has_it), shape


def test_a_value_means_the_same_among_any_neighbours() -> None:
    texts = ["08-04-2023 20:52", "2026-02-03T10:15Z", "1700000000", "18/jul/26 9:10 AM", "soon"]
    together = read_times(column(texts), "dmy", ZONE, ZONE).utc
    assert [together.iloc[n] for n in range(4)] == [utc(text) for text in texts[:4]]


@pytest.mark.parametrize("text", ["9999-12-31 23:59", "0001-01-01", "1900-01-01 00:00"])
def test_times_at_the_ends_of_the_calendar_are_read_without_a_fault(text: str) -> None:
    assert read_times(column([text]), "dmy", ZONE, ZONE).is_unread.tolist() == [False]
