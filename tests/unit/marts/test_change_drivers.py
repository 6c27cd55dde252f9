"""What drove a change: parts by cause, by how many there are and by how each is handled, that leave nothing over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.marts.core.filters import Filters
from etl.marts.frames.change_drivers import change_drivers, drivers_words
from etl.marts.frames.changes import changes
from etl.marts.frames.driver_sums import DRIVEN, OTHER_ISSUES, OTHERS
from etl.marts.shares.scope import Scope
from tests.store_rows import Row, laid, store, taxonomy, ticket

CAUSES = (("Logistics", "Late"), ("Logistics", "Broken"), ("Finance", "Refund"), ("Support", None))


def _two_months(cells: Sequence[tuple[int, int, float, bool]]) -> dict[str, list[Row]]:
    """March and April 2026: of each cell so many complaints of a cause (its number, from 4 on in April), each with its
    minutes, held first by the frontline or not.
    """
    found: dict[str, list[Row]] = {"tickets": [], "attributions": []}
    for day in (datetime(2026, 3, 1, 12), datetime(2026, 4, 30, 12)):  # both months are whole
        found["tickets"].append(ticket(f"edge {day:%m}", day, excluded_as="spam"))
    for place, (cause, count, minutes, is_first) in enumerate(cells):
        department, issue = CAUSES[cause % 4]
        team = "First line" if is_first else "Warehouse"
        for number in range(count):
            name = f"{place}-{number}"
            at = datetime(2026, 4 if cause >= 4 else 3, 2 + number % 27, 12)
            work = {"handle_minutes": minutes, "minutes_basis": "logged", "count_stations": 1, "team": team,
                    "first_team": team, "is_solved": True}  # fmt: skip
            found["tickets"].append(ticket(name, at, **work))
            found["attributions"].append(laid(name, department, issue=issue))
    return found


def _drivers(rows: dict[str, list[Row]], name: str) -> pd.DataFrame:
    with store(**rows) as connection:
        return change_drivers(_scope(connection), name)


def _scope(connection: sa.Connection) -> Scope:
    return Scope(connection, Filters(), taxonomy())


def test_a_number_of_complaints_changes_by_differences_in_as_many_days() -> None:
    found = _drivers(
        _two_months([(0, 62, 6.0, True), (4, 90, 6.0, True), (3, 31, 6.0, True), (7, 30, 6.0, True)]), "complaints"
    )
    late = found[found["issue"] == "Late"].iloc[0]
    assert (late["now"], late["before"], late["total"]) == pytest.approx((90, 60, 30))  # 62 in 31 days are 60 in 30
    assert found["total"].sum() == pytest.approx(30)
    assert late["text"] == "+30 (90, was 60)"
    assert drivers_words(found, "complaints") == "+30 in all"


def test_hours_change_by_how_many_there_are_and_by_how_long_each_takes() -> None:
    found = _drivers(_two_months([(0, 62, 60.0, True), (4, 90, 120.0, True)]), "frontline_hours_elsewhere")
    (row,) = found.to_dict("records")
    assert (row["before"], row["now"]) == pytest.approx((60, 180))
    assert row["by_amount"] == pytest.approx(30 * 1.5)  # thirty more, at an hour and a half in the middle
    assert row["by_rate"] == pytest.approx(1.0 * 75)  # an hour longer, on 75 in the middle
    assert drivers_words(found, "frontline_hours_elsewhere") == (
        "+120 h: +45 h by how many there are, +75 h by how long each takes"
    )


def test_a_share_changes_by_which_causes_there_are_and_how_each_is_handled() -> None:
    """Late is always taken first by the frontline, Broken never; Broken grows from a half to three quarters."""
    rows = _two_months([(0, 60, 6.0, True), (1, 60, 6.0, False), (4, 40, 6.0, True), (5, 120, 6.0, False)])
    found = _drivers(rows, "absorption_contact").set_index("issue")
    assert found["total"].sum() == pytest.approx(0.25 - 0.5)
    assert found["by_rate"].abs().sum() == pytest.approx(0)
    # Of Late there is a quarter less, and its own share lies 1 − 0.375 above the mean of both.
    assert found.loc["Late", "by_amount"] == pytest.approx(-0.25 * (1 - 0.375))
    assert found.loc["Broken", "by_amount"] == pytest.approx(0.25 * (0 - 0.375))


def test_small_causes_are_one() -> None:
    rows = _two_months(
        [(0, 62, 6.0, True), (4, 90, 6.0, True), (1, 5, 6.0, True), (2, 9, 6.0, True), (5, 8, 6.0, True)]
    )
    found = _drivers(rows, "complaints")
    assert found["department"].tolist() == ["Logistics", OTHERS]
    assert found["total"].iloc[-1] == pytest.approx(8 - (5 + 9) * 30 / 31)


def test_small_issues_of_a_department_are_one_and_say_which_they_are() -> None:
    issues = ("Late", "Broken", "Lost", "Bent")
    rows = _two_months([(0, 62, 6.0, True), (4, 20, 6.0, True)])
    for month, counts in ((3, (0, 9, 6, 9)), (4, (0, 3, 9, 5))):
        for issue, count in zip(issues, counts, strict=True):
            for number in range(count):
                name = f"{issue}-{month}-{number}"
                rows["tickets"].append(ticket(name, datetime(2026, month, 2 + number, 12)))
                rows["attributions"].append(laid(name, "Logistics", issue=issue))
    found = _drivers(rows, "complaints")
    assert found["issue"].fillna("").tolist() == ["Late", OTHER_ISSUES]
    assert found["issues"].map(sorted).tolist() == [["Late"], ["Bent", "Broken", "Lost"]]
    assert found["now"].tolist() == pytest.approx([20, 17])


def test_a_cause_of_ten_complaints_stands_by_itself() -> None:
    rows = _two_months([(0, 62, 6.0, True), (4, 20, 6.0, True), (1, 4, 6.0, True), (5, 10, 6.0, True)])
    assert _drivers(rows, "complaints")["issue"].tolist() == ["Late", "Broken"]


def test_without_a_period_before_there_is_nothing() -> None:
    found = _drivers({"tickets": [ticket("1")], "attributions": [laid("1", "Logistics")]}, "complaints")
    assert found.empty
    assert drivers_words(found, "complaints") == ""


cell = st.tuples(st.integers(0, 7), st.integers(0, 45), st.sampled_from([0.0, 6.0, 90.0]), st.booleans())


@given(st.lists(cell, min_size=1, max_size=6))
@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
def test_the_parts_add_up_to_the_change_of_any_data(cells: list[tuple[int, int, float, bool]]) -> None:
    with store(**_two_months(cells)) as connection:
        scope = _scope(connection)
        told = changes(scope, tuple(DRIVEN))
        for name, driven in DRIVEN.items():
            found, change = change_drivers(scope, name), told[name]
            assert (found["by_amount"] + found["by_rate"]).to_numpy() == pytest.approx(found["total"].to_numpy())
            if change.now.value is None or change.before.value is None:
                continue
            scale = 1.0 if driven.is_ratio else 30 / 31
            expected = change.now.value - change.before.value * scale
            assert found["total"].sum() == pytest.approx(expected, abs=1e-9), name
