"""The order of day and month is told from the whole file, or said to be open."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from etl.sources import open_export
from etl.sources.dates import HEAD, DateSurvey
from etl.sources.moments import read_moments
from tests.unit.sources.files import write_table


def order_of(*cells: str, hint: str | None = None) -> tuple[str | None, bool]:
    survey = DateSurvey()
    survey.take(cells)
    concluded = survey.conclude(hint)
    return concluded.order, concluded.is_ambiguous


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (("2025-03-01 10:00", "2025-12-31"), "ymd"),
        (("2025/3/1", "2025/12/31"), "ymd"),
        (("01/02/2025", "13/02/2025"), "dmy"),
        (("1.2.25 10:00", "28.2.25 9:00"), "dmy"),
        (("01/02/2025", "02/13/2025"), "mdy"),
        (("3/17/2025 6:04", "3/2/2025 7:00"), "mdy"),
        (("18/jul/26 9:10 AM",), "dmy"),
        (("Mar 5, 2025",), "dmy"),
        (("1710000000",), None),
        (("", "no date"), None),
    ],
)
def test_one_telling_date_settles_the_order(cells: tuple[str, ...], order: str | None) -> None:
    assert order_of(*cells) == (order, False)


def test_dates_that_fit_both_orders_are_ambiguous() -> None:
    assert order_of("01/02/2025", "03/04/2025") == ("dmy", True)
    assert order_of("01/02/2025", "03/04/2025", hint="mdy") == ("mdy", True)


def test_a_date_of_equal_day_and_month_is_open_but_does_no_harm() -> None:
    assert order_of("05/05/2025", "06/06/2025") == ("dmy", False)


def test_a_file_that_mixes_both_orders_says_so() -> None:
    survey = DateSurvey()
    survey.take(["13/02/2025", "14/02/2025", "02/15/2025"])
    concluded = survey.conclude(None)

    assert concluded.order == "dmy"
    assert "mix two orders" in concluded.finding


def test_a_week_at_the_start_of_a_month_is_not_spread_over_eight_months() -> None:
    survey = DateSurvey()
    survey.take(f"03/0{day}/2024 09:20:00 AM"[:HEAD] for day in range(1, 9))
    concluded = survey.conclude(None, date(2026, 1, 1))

    assert (concluded.order, concluded.is_ambiguous) == ("mdy", True)
    assert "that way they lie within 8 days, the other way round within 214" in concluded.finding


def test_of_two_readings_the_one_without_days_to_come_is_taken() -> None:
    survey = DateSurvey()
    survey.take(["01/12/2025", "05/02/2025"])

    assert survey.conclude(None, date(2025, 6, 1)).order == "mdy"
    assert "the other way round, 1 of them would lie in the future" in survey.conclude(None, date(2025, 6, 1)).finding
    assert survey.conclude("mdy", date(2026, 6, 1)).order == "mdy"
    assert survey.conclude(None, date(2026, 6, 1)).order == "dmy"


def test_the_last_row_of_a_long_file_settles_the_order(tmp_path: Path) -> None:
    rows = [(str(number), "01/02/2025 10:00", "late") for number in range(25_000)]

    unsettled = open_export(write_table(tmp_path / "a.csv", rows))
    settled = open_export(write_table(tmp_path / "b.csv", [*rows, ("x", "01/31/2025 10:00", "late")]))

    assert (unsettled.date_order, unsettled.is_date_order_ambiguous) == ("dmy", True)
    assert any("ambiguous" in finding for finding in unsettled.findings)
    assert (settled.date_order, settled.is_date_order_ambiguous) == ("mdy", False)


def test_the_order_can_be_told(tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.csv", [("1", "01/02/2025", "late")])

    export = open_export(path, date_order="mdy")

    assert (export.date_order, export.is_date_order_ambiguous) == ("mdy", False)


def test_the_dates_of_the_column_that_is_mapped_count_too(tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.csv", [("1", "31/01/2025", "late")], ("A", "B", "C"))

    assert open_export(path, mapping={"ticket_id": "A", "created_at": "B", "body": "C"}).date_order == "dmy"


@pytest.mark.parametrize(
    ("cell", "order", "moment"),
    [
        ("2025-03-01", None, datetime(2025, 3, 1)),
        ("2025-03-01T10:20:30.5Z", None, datetime(2025, 3, 1, 10, 20, 30, 500_000)),
        ("2025-03-01 10:20:30+0200", None, datetime(2025, 3, 1, 8, 20, 30)),
        ("29/2/2016 01:16", "dmy", datetime(2016, 2, 29, 1, 16)),
        ("2/29/2016 1:16 PM", "mdy", datetime(2016, 2, 29, 13, 16)),
        ("03/04/25", "mdy", datetime(2025, 3, 4)),
        ("12:00", "dmy", None),
        ("18/jul/26 9:10 AM", "dmy", datetime(2026, 7, 18, 9, 10)),
        ("18/jul./26 12:10 AM", "dmy", datetime(2026, 7, 18, 0, 10)),
        ("3 März 2025", None, datetime(2025, 3, 3)),
        ("3. mrt. 2025 08:00", None, datetime(2025, 3, 3, 8)),
        ("3 de agosto de 2025", None, datetime(2025, 8, 3)),
        ("03/fév/25 9:10", None, datetime(2025, 2, 3, 9, 10)),
        ("Aug 3, 2025 9:10 PM", None, datetime(2025, 8, 3, 21, 10)),
        ("20250301T102030Z", None, datetime(2025, 3, 1, 10, 20, 30)),
        ("1740824430", None, datetime(2025, 3, 1, 10, 20, 30)),
        ("1740824430500", None, datetime(2025, 3, 1, 10, 20, 30, 500_000)),
        ("45717.5", None, datetime(2025, 3, 1, 12)),
        ("31/04/2025", "dmy", None),
        ("3 foo 2025", None, None),
        ("soon", None, None),
        ("?", None, None),
        ("5/03/2025 9:10", "ymd", None),
    ],
)
def test_the_time_of_a_change_is_read(cell: str, order: str | None, moment: datetime | None) -> None:
    read = read_moments(pd.Series([cell], dtype="str"), order)[0]

    assert np.isnat(read) if moment is None else read == np.datetime64(moment, "us")


def _as_rows(path: Path, pattern: str, *, is_in_order: bool = True, due: str = "") -> tuple[str | None, bool]:
    days = [date(2025, month, day) for month in (1, 2, 3) for day in (2, 4, 7, 11)]
    days = days if is_in_order else days[::2] + days[1::2]
    rows = [(str(at), day.strftime(pattern), "late", due) for at, day in enumerate(days)]
    export = open_export(write_table(path, rows, ("ticket_id", "created_at", "body", "Due")))
    return export.date_order, export.is_date_order_ambiguous


def test_rows_in_the_order_of_time_tell_day_from_month(tmp_path: Path) -> None:
    assert _as_rows(tmp_path / "a.csv", "%d/%m/%Y %H:%M") == ("dmy", False)
    # Sorted as text, days first would stand just so: the person is asked.
    assert _as_rows(tmp_path / "b.csv", "%m/%d/%Y %H:%M") == ("mdy", True)


def test_another_column_tells_day_from_month(tmp_path: Path) -> None:
    assert _as_rows(tmp_path / "a.csv", "%m/%d/%Y", is_in_order=False, due="04/25/2025") == ("mdy", False)
