"""Places beside the frontline: taken, given back, worked; and the file for a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from etl import model
from etl.calendars.shifts import Shift, same_in_following_weeks, shifts_on
from etl.errors import InputError
from etl.ledger.shadow_shifts import PLACES, SignUp, came, read_sign_ups, settle, sign_up, withdraw
from etl.marts.frames.shadow import shadow_finding, visits
from etl.reports.calendar_file import calendar_file
from etl.settings import Settings
from etl.store import Ledger, open_ledger
from tests.store_rows import taxonomy

BEFORE, AFTER = datetime(2026, 3, 1), datetime(2026, 3, 6)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(Settings(home=tmp_path))
    yield opened
    opened.close()


def evening() -> Shift:
    return shifts_on(taxonomy(), date(2026, 3, 4))[-1]


def place(**changes: Any) -> SignUp:
    shift = evening()
    given: dict[str, Any] = {
        "sign_up": "a", "frontline": "Support", "starts_at": shift.starts_at, "ends_at": shift.ends_at,
        "name": "Bo", "department": "Logistics",
    }  # fmt: skip
    return SignUp(**(given | changes))


def test_a_place_is_taken_given_back_and_every_row_stays(ledger: Ledger) -> None:
    sign_up(ledger, [evening()], "  Bo  ", "Logistics", now=BEFORE)
    (found,) = read_sign_ups(ledger)
    assert (found.name, found.department, found.has_place, found.has_come) == ("Bo", "Logistics", True, False)
    assert (found.starts_at, found.ends_at) == (evening().starts_at, evening().ends_at)
    withdraw(ledger, found, now=BEFORE)
    assert read_sign_ups(ledger) == ()
    assert ledger.read(sa.select(model.shadow_shifts))["action"].tolist() == ["sign_up", "withdraw"]


def test_who_came_is_recorded_once_the_shift_has_begun(ledger: Ledger) -> None:
    sign_up(ledger, [evening()], "Bo", "Logistics", now=BEFORE)
    with pytest.raises(InputError, match="hasn't begun"):
        came(ledger, read_sign_ups(ledger)[0], now=BEFORE)
    came(ledger, read_sign_ups(ledger)[0], now=AFTER)
    assert read_sign_ups(ledger)[0].has_come
    with pytest.raises(InputError, match="stays on the record"):
        withdraw(ledger, read_sign_ups(ledger)[0], now=AFTER)


def test_what_is_missing_is_said_and_nothing_is_recorded(ledger: Ledger) -> None:
    for shifts, name, department, now, said in (
        ([evening()], "", "Logistics", BEFORE, "name"),
        ([evening()], "Bo", "", BEFORE, "department"),
        ([], "Bo", "Logistics", BEFORE, "Choose a shift"),
        ([evening()], "Bo", "Logistics", AFTER, "is over"),
    ):
        with pytest.raises(InputError, match=said):
            sign_up(ledger, shifts, name, department, now=now)
    assert read_sign_ups(ledger) == ()


def test_nobody_is_down_for_one_shift_twice(ledger: Ledger) -> None:
    sign_up(ledger, [evening()], "Bo", "Logistics", now=BEFORE)
    with pytest.raises(InputError, match="already"):
        sign_up(ledger, [evening()], "bo", "Logistics", now=BEFORE)
    sign_up(ledger, [evening()], "Bo", "Finance", now=BEFORE)
    assert len(read_sign_ups(ledger)) == 2


def test_who_waits_moves_up_when_a_place_is_given_back(ledger: Ledger) -> None:
    for name in ("A", "B", "C"):
        sign_up(ledger, [evening()], name, "Logistics", now=BEFORE)
    assert [found.has_place for found in read_sign_ups(ledger)] == [True, True, False]
    withdraw(ledger, read_sign_ups(ledger)[0], now=BEFORE)
    assert [(found.name, found.has_place) for found in read_sign_ups(ledger)] == [("B", True), ("C", True)]


@given(steps=st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["sign_up", "withdraw", "came"])), max_size=30))
def test_a_shift_never_has_more_guests_than_places_and_nobody_is_lost(steps: list[tuple[int, str]]) -> None:
    rows, signed, gone = [], dict[str, None](), set()
    for guest, action in steps:
        name = str(guest)
        if action == "sign_up" and name in signed:
            continue
        empty = dict.fromkeys(("frontline", "starts_at", "ends_at", "name", "department"))
        told = {"frontline": "Support", "starts_at": BEFORE, "ends_at": AFTER, "name": name, "department": "Logistics"}
        rows.append({"sign_up": name, "action": action} | (told if action == "sign_up" else empty))
        signed |= {name: None} if action == "sign_up" else {}
        gone |= {name} if action == "withdraw" else set()
    found = settle(rows)
    standing = [name for name in signed if name not in gone]
    assert [each.name for each in found] == standing
    assert [each.has_place for each in found] == [number < PLACES for number in range(len(standing))]


def test_one_shift_a_week_is_the_same_hours_of_the_clock_over_a_change_of_clocks() -> None:
    first = shifts_on(taxonomy(), date(2026, 3, 25))[-1]
    found = same_in_following_weeks(taxonomy(), first, 4)
    assert [shift.day for shift in found] == [date(2026, 3, 25), date(2026, 4, 1), date(2026, 4, 8), date(2026, 4, 15)]
    assert {shift.hours_words for shift in found} == {first.hours_words}
    assert found[1].starts_at.hour == first.starts_at.hour - 1


def test_a_calendar_file_holds_the_shift_at_its_moment_and_says_the_hours_on_the_clock() -> None:
    summer = place(starts_at=datetime(2026, 7, 1, 16, 30), ends_at=datetime(2026, 7, 1, 20), department="Fin; a, nce")
    made = calendar_file([summer, place(sign_up="b", has_place=False)], "Europe/Amsterdam", BEFORE)
    calendar = Calendar.from_ical(made)
    first, second = calendar.walk("VEVENT")
    assert first.start.replace(tzinfo=None) == summer.starts_at
    assert first.start.utcoffset() == first.end.utcoffset() == timedelta(0)
    assert first.end.replace(tzinfo=None) == summer.ends_at
    assert "18:30 to 22:00, Europe/Amsterdam" in str(first["DESCRIPTION"])
    assert (str(first["UID"]), str(first["STATUS"])) == ("a@headwater", "CONFIRMED")
    assert str(second["STATUS"]) == "TENTATIVE"
    assert b"\r\n" in made


def test_who_came_is_counted_by_department_in_the_taxonomys_order_and_without_names() -> None:
    later = {"starts_at": datetime(2026, 3, 20, 18), "ends_at": datetime(2026, 3, 20, 21)}
    listed = [
        place(sign_up="1", name="Bo", has_come=True),
        place(sign_up="2", name="Cy", has_come=True),
        place(sign_up="3", name="Di", department="Finance"),
        place(sign_up="4", name="Ed", department="Finance", **later),
        place(sign_up="5", name="Flo", department="Finance", has_place=False, **later),
    ]
    frame = visits(listed, taxonomy(), datetime(2026, 3, 10))
    assert frame["department"].tolist() == ["Support", "Logistics", "Finance"]
    assert frame[["came", "unconfirmed", "ahead"]].to_numpy().tolist() == [[0, 0, 0], [2, 0, 0], [0, 1, 1]]
    assert frame["first_day"].tolist() == [None, date(2026, 3, 4), None]
    assert not {"Bo", "Cy", "Di", "Ed", "Flo"} & set(frame.astype(str).to_numpy().ravel())
    assert shadow_finding(frame) == "2 shifts have been shared with the frontline, by one department."
    assert "Nobody" in shadow_finding(visits([], taxonomy(), BEFORE))
