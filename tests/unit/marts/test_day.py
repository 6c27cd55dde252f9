"""A day replayed: its hours add up to the measures of that day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.calendars.shifts import shifts_on
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import number_of
from etl.marts.core.note_words import note_words
from etl.marts.cube.opening_hours import gives_no_times
from etl.marts.frames.replay import WORDS_AN_HOUR, finding_by_hour, replay, telling_day
from etl.marts.frames.workload_distribution import load_by_shift
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from tests.store_rows import Row, laid, moved, store, taxonomy, ticket

DAY = date(2026, 3, 4)
NOON, EVENING = datetime(2026, 3, 4, 12), datetime(2026, 3, 4, 20, 15)
WORDS = "My parcel has still not arrived and nobody tells me anything about it."


def scope(connection: object, filters: Filters | None = None) -> Scope:
    return Scope(connection, filters or Filters(), taxonomy())  # type: ignore[arg-type]


def rows() -> dict[str, list[Row]]:
    return {
        "tickets": [
            ticket("1", NOON, body=WORDS),
            ticket("2", EVENING, body=WORDS),
            ticket("3", EVENING, body="short"),
            ticket("4", EVENING, kind="request"),
            ticket("5", EVENING, excluded_as="spam"),
            ticket("6", NOON + timedelta(days=1)),
        ],
        "attributions": [
            laid("1", "Logistics"),
            laid("2", "Logistics", 0.5, "Late"),
            laid("2", "Finance", 0.5, "Refund"),
            laid("3", "Support"),
            laid("6", "Logistics"),
        ],
    }


def test_a_day_holds_what_arrived_hour_by_hour_and_by_whom_it_was_caused() -> None:
    with store(**rows()) as connection:
        found = replay(scope(connection), day=DAY)
    hours = found.hours.set_index("hour")
    assert hours.index.tolist() == list(range(8, 22))  # as long as the frontline is at work
    assert hours.loc[12, ["complaints", "off_hours", "others"]].tolist() == [1.0, 0.0, 0.0]
    assert hours.loc[20, ["complaints", "off_hours", "others"]].tolist() == [2.0, 1.0, 1.0]
    evening = found.origins[found.origins["hour"] == 20].set_index("department")["complaints"]
    assert evening.to_dict() == {"Logistics": 0.5, "Finance": 0.5, "Support": 1.0}
    assert hours.loc[20, "words"] == "2 complaints arrived · 1 caused by departments that were closed · 1 other ticket"
    assert (
        found.finding == "Wednesday 4 Mar 2026: 3 complaints arrived, 1 of them caused by departments that were closed."
    )


def test_a_complaint_of_two_causes_is_quoted_once_and_says_that_its_origin_was_closed() -> None:
    with store(**rows()) as connection:
        found = replay(scope(connection), day=DAY)
    assert found.quotes[["ticket_id", "at", "is_off_hours"]].to_numpy().tolist() == [
        ["1", "12:00", False],
        ["2", "20:15", True],
    ]


def test_while_a_department_was_out_only_its_own_complaints_arrive() -> None:
    with store(**rows()) as connection:
        found = replay(scope(connection, Filters(department=("Logistics",))), day=DAY)
    assert (found.complaints, found.off_hours) == (1.5, 0.5)
    own = found.at_work[~found.at_work["is_frontline"]]
    assert own[["department", "from_hour", "to_hour"]].to_numpy().tolist() == [["Logistics", 9.0, 17.0]]
    assert found.finding == (
        "Wednesday 4 Mar 2026: 1 of about 2 complaints that Logistics caused arrived while it was closed."
    )


def test_a_department_is_not_at_work_on_its_holidays() -> None:
    kings_day = date(2026, 4, 27)
    with store(tickets=[ticket("1", datetime(2026, 4, 27, 12))], attributions=[laid("1", "Logistics")]) as connection:
        found = replay(scope(connection, Filters(department=("Logistics",))), day=kings_day)
    assert found.at_work["department"].tolist() == ["Support"]
    assert found.off_hours == 1.0


def test_the_telling_day_is_the_recent_one_with_most_from_closed_departments() -> None:
    quiet, loud = datetime(2026, 3, 3, 20), datetime(2026, 3, 4, 12)
    tickets = [ticket("1", quiet), *(ticket(f"d{n}", loud) for n in range(5)), ticket("old", datetime(2025, 11, 3, 20))]
    tickets.append(ticket("old2", datetime(2025, 11, 3, 20)))
    shares = [laid(each["ticket_id"], "Logistics") for each in tickets]
    with store(tickets=tickets, attributions=shares) as connection:
        assert telling_day(scope(connection)) == quiet.date()
        assert telling_day(scope(connection, Filters(department=("Finance",)))) is None
        assert telling_day(scope(connection, Filters(date_to=date(2025, 12, 1)))) == date(2025, 11, 3)
    with store() as connection:
        assert telling_day(scope(connection)) is None


def test_what_is_handed_on_and_comes_back_stands_in_its_hour_whenever_it_arrived() -> None:
    earlier = ticket("1", NOON - timedelta(days=3), count_stations=4)
    away = moved("1", "First line", "Warehouse", "Billing", "First line", start=datetime(2026, 3, 4, 10))
    with store(tickets=[earlier], attributions=[laid("1", "Logistics")], events=away) as connection:
        found = replay(scope(connection), day=DAY)
    assert found.moves[["at", "what", "from_department", "to_department"]].to_numpy().tolist() == [
        ["11:00", "handed on", "Support", "Logistics"],
        ["12:00", "passed on", "Logistics", "Finance"],
        ["13:00", "came back", "Finance", "Support"],
    ]
    hours = found.hours.set_index("hour")
    assert hours.loc[[11, 12, 13], ["handed_on", "passed_on", "came_back"]].to_numpy().diagonal().tolist() == [1, 1, 1]
    assert hours.loc[13, "words"] == "no complaint arrived · 1 came back unsolved"


def test_a_solved_complaint_that_is_filed_with_the_frontline_did_not_come_back() -> None:
    solved = ticket("1", NOON, count_stations=3, solved_at=datetime(2026, 3, 4, 10, 30))
    away = moved("1", "First line", "Warehouse", "First line", start=datetime(2026, 3, 4, 10))
    with store(tickets=[solved], events=away) as connection:
        assert replay(scope(connection), day=DAY).moves["what"].tolist() == ["handed on"]


def test_a_day_without_complaints_says_so() -> None:
    with store(**rows()) as connection:
        found = replay(scope(connection), day=date(2026, 3, 20))
        nothing = replay(scope(connection, Filters(channel=("fax",))), day=DAY)
    assert found.finding == "Friday 20 Mar 2026: no complaint arrived within these filters."
    assert (nothing.complaints, len(nothing.quotes)) == (0.0, 0)


@st.composite
def days(draw: st.DrawFn) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {"tickets": [], "attributions": []}
    first = draw(st.sampled_from([datetime(2026, 3, 28), datetime(2026, 10, 24), datetime(2026, 3, 4)]))
    for number in range(draw(st.integers(1, 12))):
        at = first + timedelta(minutes=draw(st.integers(0, 3 * 24 * 60 - 1)))
        kind, excluded = draw(st.sampled_from(["complaint", "request"])), draw(st.sampled_from([None, None, "spam"]))
        found["tickets"].append(ticket(str(number), at, kind=kind, excluded_as=excluded, body=WORDS))
        origins = st.sampled_from(["Support", "Logistics", "Finance"])
        names = draw(st.lists(origins, min_size=1, max_size=2, unique=True))
        found["attributions"] += [laid(str(number), name, 1 / len(names)) for name in names]
    return found


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(held=days(), department=st.sampled_from([(), ("Logistics",)]), data=st.data())
def test_the_hours_of_a_day_add_up_to_its_measures_and_its_shifts_to_no_more(
    held: dict[str, list[Row]], department: tuple[str, ...], data: st.DataObject
) -> None:
    with store(**held) as connection:
        day = data.draw(st.sampled_from(sorted({row["created_date"] for row in held["tickets"]})))
        here = scope(connection, Filters(department=department))
        found = replay(here, day=day)
        filters = here.filters.with_(date_from=day, date_to=day)
        said = compute(Scope(connection, filters, taxonomy()), ["complaints", "off_hours"])
        assert found.complaints == pytest.approx(said["complaints"].value)
        assert found.off_hours == pytest.approx(said["off_hours"].numerator)
        assert found.origins["complaints"].sum() == pytest.approx(found.complaints)
        assert found.quotes.groupby("hour").size().max() <= WORDS_AN_HOUR if len(found.quotes) else True
        shifts = [replay(here, day=day, shift=shift).complaints for shift in shifts_on(taxonomy(), day)]
        assert sum(shifts) <= found.complaints + 1e-9
        open_hours = found.hours[(found.hours["hour"] >= 8) & (found.hours["hour"] < 22)]
        assert sum(shifts) == pytest.approx(open_hours["complaints"].sum())


MIDNIGHT = datetime(2026, 3, 4)


def without_times(*more: Row) -> dict[str, list[Row]]:
    """Tickets of an export whose dates have no time: kept at midnight, their hour unknown."""
    told = [ticket(str(number), MIDNIGHT, body=WORDS, created_hour=None) for number in range(1, 6)]
    laid_to = [laid(str(number), "Logistics") for number in range(1, 5)]
    return {
        "tickets": [*told, *more],
        "attributions": [*laid_to, *(laid(row["ticket_id"], "Logistics") for row in more)],
    }


def test_a_day_without_times_counts_all_its_complaints_and_makes_no_hours_up() -> None:
    with store(**without_times()) as connection:
        within = scope(connection, Filters(date_from=DAY, date_to=DAY))
        found = replay(within, day=DAY)
        measured = compute(Scope(connection, within.filters, taxonomy()), ["complaints", "off_hours"])
    assert (found.complaints, found.untimed, found.off_hours) == (5.0, 5.0, 0.0)
    assert found.complaints == measured["complaints"].value
    assert measured["off_hours"].value is None
    assert note_words(measured["off_hours"].notes) == "No export within the filters gives a time of day, only days."
    assert not found.has_hours
    assert found.hours["complaints"].sum() == 0
    assert found.origins.empty
    assert found.quotes["at"].tolist() == [""] * WORDS_AN_HOUR
    assert found.finding == (
        "Wednesday 4 Mar 2026: 5 complaints arrived within these filters; the export doesn't say at what time of day."
    )


def test_of_a_day_with_and_without_times_the_hours_hold_what_is_known_and_the_rest_is_said() -> None:
    with store(**without_times(ticket("9", EVENING, body=WORDS))) as connection:
        found = replay(scope(connection), day=DAY)
        measured = compute(Scope(connection, Filters(), taxonomy()), ["off_hours"])["off_hours"]
        (shift,) = [each for each in shifts_on(taxonomy(), DAY) if each.local_start.hour == 18]
        evening = replay(scope(connection), day=DAY, shift=shift)
    assert (found.complaints, found.untimed, found.off_hours) == (6.0, 5.0, 1.0)
    assert found.hours["complaints"].sum() == 1
    assert found.has_hours
    assert found.finding.endswith("For 5 the time of day isn't known.")
    assert (measured.numerator, measured.denominator) == (1.0, 1.0)  # of what has no time nobody can say
    assert (evening.complaints, evening.untimed) == (1.0, 5.0)


def test_no_shift_is_called_empty_because_no_export_gives_a_time_of_day() -> None:
    with store(**without_times()) as connection:
        assert load_by_shift(scope(connection)).empty
        assert gives_no_times(scope(connection))


def test_a_number_that_reads_as_one_is_followed_by_one() -> None:
    assert number_of(0.98, "other ticket") == "1 other ticket"
    assert number_of(1.2, "other ticket") == "1.2 other tickets"


@pytest.mark.parametrize(
    ("complaints", "off_hours", "said"),
    [
        (2.8, 0.3, "about 3 complaints arrived, hardly any of them caused by departments that were closed."),
        (43.2, 21.7, "about 43 complaints arrived, 22 of them caused by departments that were closed."),
        (3.0, 1.0, "3 complaints arrived, 1 of them caused by departments that were closed."),
        (0.3, 0.1, "0.3 complaints arrived, hardly any of them caused by departments that were closed."),
    ],
)
def test_the_title_of_a_day_speaks_of_whole_complaints(complaints: float, off_hours: float, said: str) -> None:
    with store(**rows()) as connection:
        assert finding_by_hour(scope(connection), "Today", complaints, off_hours) == f"Today: {said}"
