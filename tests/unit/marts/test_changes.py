"""Changes since the period before: by how much, and whether it is more than ordinary variation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa

from etl.marts.core.filters import Filters
from etl.marts.core.formatting import signed_percent, signed_points
from etl.marts.core.measured import Measured
from etl.marts.cube.aggregates import SUMS
from etl.marts.frames.change_words import change_help, change_words
from etl.marts.frames.changes import Change, Ordinary, Verdict, changes
from etl.marts.measures import period_values
from etl.marts.measures.bounds import Moved
from etl.marts.measures.catalogue import measures
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from tests.store_rows import Row, laid, store, taxonomy, ticket

ORDINARY_MONTHS = (40, 44, 41, 39, 43, 40, 42, 40)
"""Complaints of eight months, from March 2026 on."""


def _of_months(counts: Sequence[int], logistics: Sequence[int] | None = None, **more: Any) -> dict[str, list[Row]]:
    """Complaints of months from March 2026 on, spread over their days; so many of each month are Logistics', the rest
    are Support's own.
    """
    found: dict[str, list[Row]] = {"tickets": [], "attributions": []}
    for month, count in enumerate(counts):
        for number in range(count):
            name = f"{month}-{number}"
            day = 1 + number % 28
            at = datetime(2026 + (month + 2) // 12, (month + 2) % 12 + 1, day, 12)
            found["tickets"].append(ticket(name, at, **more))
            elsewhere = count if logistics is None else logistics[month]
            found["attributions"].append(laid(name, "Logistics" if number < elsewhere else "Support"))
    # The last day of the last month: it is only then a whole one.
    last = found["tickets"][-1]["created_date"]
    end = (last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    found["tickets"].append(ticket("end", datetime(end.year, end.month, end.day, 12), excluded_as="spam"))
    return found


def _scope(connection: sa.Connection, **chosen: Any) -> Scope:
    return Scope(connection, Filters(**chosen), taxonomy())


def _change(rows: dict[str, list[Row]], name: str = "complaints", **chosen: Any) -> Change:
    with store(**rows) as connection:
        return changes(_scope(connection, **chosen), (name,))[name]


def test_a_month_is_compared_by_the_day_with_the_one_before() -> None:
    found = _change(_of_months((*ORDINARY_MONTHS, 91)))
    assert (found.now.value, found.before.value) == (91, 40)
    assert found.amount == pytest.approx((91 / 30) / (40 / 31) - 1)  # November has 30 days, October 31
    assert found.verdict is Verdict.CHANGE
    assert change_words(found) == "Nov 2026: +135 % against Oct"
    assert "Nov 2026: 91. Oct 2026: 40. +135 % by the day." in change_help(found)
    assert "more than ordinary variation, by the process limits of the 9 whole months" in change_help(found)
    assert found.trend[-1] == pytest.approx(91 / 30)
    assert len(found.trend) == 9


def test_a_step_within_the_limits_is_ordinary_variation() -> None:
    found = _change(_of_months((*ORDINARY_MONTHS, 42)))
    assert found.amount == pytest.approx((42 / 30) / (40 / 31) - 1)
    assert found.verdict is Verdict.ORDINARY
    assert change_words(found) == "Nov 2026: ordinary variation"


def test_a_share_is_compared_in_points() -> None:
    logistics = (30, 34, 31, 29, 33, 30, 32, 30, 6)
    found = _change(_of_months((*ORDINARY_MONTHS, 42), logistics), "share_elsewhere")
    assert found.amount == pytest.approx(6 / 42 - 30 / 40)
    assert found.verdict is Verdict.CHANGE
    assert change_words(found) == "Nov 2026: −61 points against Oct"


def test_a_month_that_is_chosen_needs_no_name() -> None:
    month = {"date_from": datetime(2026, 5, 1).date(), "date_to": datetime(2026, 5, 31).date()}
    found = _change(_of_months((*ORDINARY_MONTHS, 42)), **month)
    assert (found.now.value, found.before.value) == (41, 44)
    assert change_words(found) == "ordinary variation against Apr"
    assert found.count_periods == 9, "the limits are those of the chart by month, later months too"


def test_few_months_say_chance_or_nothing_of_what_is_ordinary() -> None:
    unclear = _change(_of_months((40, 50)))
    assert unclear.verdict is Verdict.UNCLEAR  # ln of 1.29 lies within 1.96 × √(1/40 + 1/50)
    assert change_words(unclear) == "Apr 2026: no clear change"
    assert "Chance alone explains as much" in change_help(unclear)
    unjudged = _change(_of_months((40, 91)))
    assert unjudged.verdict is Verdict.UNJUDGED
    assert change_words(unjudged) == "Apr 2026: +135 % against Mar"
    assert "can be told from 8 months on" in change_help(unjudged)


def test_what_is_the_same_is_unchanged() -> None:
    found = _change(_of_months((40, 41)), "share_elsewhere")
    assert change_words(found) == "Apr 2026: unchanged"
    assert "0 points. It is the same." in change_help(found)


def test_fewer_than_thirty_have_no_percentage() -> None:
    found = _change(_of_months((12, 9)))
    assert change_words(found) == "Apr 2026: 9 against 12 (Mar)"
    assert "%" not in change_words(found)
    share = _change(_of_months((12, 9), (6, 3)), "share_elsewhere")
    assert change_words(share) == ""
    assert "fewer than 30" in change_help(share)


def test_nothing_before_has_no_percentage() -> None:
    rows = _of_months((40, 41))
    logistics = _change(rows, department=("Finance",))
    assert logistics.amount is None
    assert "There was nothing in Mar 2026" in change_help(logistics)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ({"tickets": [ticket("1")], "attributions": [laid("1", "Logistics")]}, "less than two weeks"),
        (
            {"tickets": [ticket(str(day), datetime(2026, 3, day, 12)) for day in (2, 3, 4)]},
            "less than two weeks",
        ),
        (
            {"tickets": [ticket("1", created_at=None, created_date=None, created_hour=None, created_weekday=None)]},
            "on which day",
        ),
        ({}, "on which day"),
        (
            {"tickets": [ticket(str(month), datetime(2026, month, day, 12)) for month, day in ((1, 1), (3, 31))]},
            "no ticket of Feb 2026",
        ),
    ],
    ids=["one ticket", "three days", "no times", "nothing", "a month without data"],
)
def test_where_nothing_can_be_compared_the_tooltip_says_why(rows: dict[str, list[Row]], why: str) -> None:
    with store(**rows) as connection:
        found = changes(_scope(connection), [each.name for each in measures()])
    for name, change in found.items():
        assert change_words(change) == "", name
        assert change.trend == ()
        assert why in change_help(change), name


def test_what_recent_tickets_had_less_time_for_is_not_compared() -> None:
    found = _change(_of_months((*ORDINARY_MONTHS, 91), is_solved=True), "waiting_days")
    assert change_words(found) == ""
    assert "had less time" in change_help(found)


def test_each_period_has_the_numbers_of_a_filter_on_its_days() -> None:
    rows = _of_months((*ORDINARY_MONTHS, 42), (30, 34, 31, 29, 33, 30, 32, 30, 6), handle_minutes=6.0,
                      minutes_basis="logged", team="First line", first_team="First line", count_stations=1,
                      is_solved=True, count_replies=1)  # fmt: skip
    with store(**rows) as connection:
        named = [each.name for each in measures() if each.not_compared is None]
        found = changes(_scope(connection), named)
        november = {"date_from": datetime(2026, 11, 1).date(), "date_to": datetime(2026, 11, 30).date()}
        alone = compute(_scope(connection, **november), named)
    told = [name for name in named if alone[name].value is not None and found[name].now.value is not None]
    assert len(told) > 20
    by_the_month = ("hours_given_back", "cost_given_back")  # they change as their sums by the day do
    for name in (name for name in told if name not in by_the_month):
        assert found[name].now.value == pytest.approx(alone[name].value), name


def _draw(random: np.random.Generator, months: int) -> list[Measured]:
    """Months without any change: counts twice as scattered as Poisson's."""
    counts = random.negative_binomial(100, 0.5, months)
    return [Measured(float(count), "complaints") for count in counts]


def _draw_shares(random: np.random.Generator, months: int) -> list[Measured]:
    """Months without any change: shares somewhat more scattered than binomial ones."""
    wholes = random.integers(80, 400, months)
    parts = random.binomial(wholes, random.beta(60, 40, months))
    return [
        Measured(part / whole, "share", float(part), float(whole)) for part, whole in zip(parts, wholes, strict=True)
    ]


@pytest.mark.parametrize(("name", "draw"), [("complaints", _draw), ("share_elsewhere", _draw_shares)])
def test_months_without_a_change_are_seldom_called_one(name: str, draw: Any) -> None:
    """A false alarm in at most one of thirty months; a month with twice as many is found nine times in ten."""
    measure = next(each for each in measures() if each.name == name)
    random, months, teaches = np.random.default_rng(5), 14, np.ones(14, dtype=bool)
    alarms = found = 0
    for _ in range(1_000):
        told = draw(random, months)
        ordinary = Ordinary.of(measure, told, teaches)
        assert ordinary is not None
        amount = (told[-1].value or 0.0) - (told[-2].value or 0.0)
        alarms += ordinary.verdict(months - 1, amount) is Verdict.CHANGE
        if name == "complaints":
            raised = [*told[:-1], Measured(2 * (told[-2].value or 0.0), "complaints")]
            shifted = Ordinary.of(measure, raised, teaches)
            assert shifted is not None
            found += shifted.verdict(months - 1, 1.0) is Verdict.CHANGE
    assert alarms / 1_000 < 1 / 30
    assert name != "complaints" or found / 1_000 > 0.9


@pytest.mark.parametrize(
    ("change", "words"),
    [(0.0839, "+8 %"), (-0.034, "−3 %"), (0.002, "+0.2 %"), (0.0, "0 %"), (-0.0001, "0 %"), (2.4, "+240 %")],
)
def test_a_change_is_signed(change: float, words: str) -> None:
    assert signed_percent(change) == words


def test_points_are_signed() -> None:
    told = [signed_points(each) for each in (0.01, -0.03, 0.004, 0.0)]
    assert told == ["+1 point", "−3 points", "+0.4 points", "0 points"]


def _with_probabilities(shares: Sequence[float]) -> dict[str, list[Row]]:
    """`_of_months`, the engine as sure of Logistics as told in each month."""
    rows = _of_months((*ORDINARY_MONTHS, 91))
    rows["outcomes"] = [
        {"run_id": 1, "source": "shop", "ticket_id": each["ticket_id"], "outcome": outcome, "probability": probability,
         "issue": None}
        for each in rows["tickets"]
        if each["excluded_as"] is None
        for share in [shares[int(each["ticket_id"].partition("-")[0])]]
        for outcome, probability in (("Logistics", share), ("Support", 1 - share))
    ]  # fmt: skip
    return rows


def test_what_errs_in_both_periods_alike_is_no_part_of_the_interval() -> None:
    found = _change(_with_probabilities([0.8] * 9))
    assert found.verdict is Verdict.CHANGE
    assert found.low == pytest.approx(found.amount)
    assert found.high == pytest.approx(found.amount)


def test_the_interval_of_a_change_holds_it_and_is_said() -> None:
    found = _change(_with_probabilities([0.8, 0.81, 0.79, 0.8, 0.8, 0.81, 0.79, 0.8, 0.3]), "share_elsewhere")
    assert found.amount == pytest.approx(-0.5, abs=0.01)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.amount < found.high < 0
    assert found.high - found.low > 0.1, "the month that the engine was least sure of moves the most"
    assert f"(between {signed_points(found.low)} and {signed_points(found.high)})" in change_help(found)


@pytest.mark.parametrize(("off", "verdict"), [(2.0, Verdict.CHANGE), (30.0, Verdict.UNCLEAR)])
def test_a_change_whose_interval_holds_none_is_not_called_one(
    monkeypatch: pytest.MonkeyPatch, off: float, verdict: Verdict
) -> None:
    """Of 91 against 40 complaints those of the last month may be `off`, and a quarter of that by chance."""
    names = {name: place for place, name in enumerate(SUMS)}

    def moved(_: Scope, __: object, ___: int) -> dict[tuple[int], Moved]:
        rows = np.zeros((2, 2, len(names)))
        rows[:, :, names["complaints"]] = [[40.0, 40.0], [91.0 - off, 91.0 + off]]
        return {(place,): Moved(names, rows[place], reach=2.0, alone=4 / 3) for place in (0, 1)}

    monkeypatch.setattr(period_values, "moved_sums", moved)
    found = _change(_of_months((*ORDINARY_MONTHS, 91)))
    assert found.verdict is verdict
    # All of its variance, the part that both share and its own, times the reach: as `Moved` has it of one month alone.
    assert found.low == pytest.approx(found.amount - 2.0 * off / 30 / (40 / 31))
    assert ("no clear change" in change_words(found)) == (verdict is Verdict.UNCLEAR)
