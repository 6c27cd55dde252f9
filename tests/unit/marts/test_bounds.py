"""Every estimated figure lies between bounds: those of a sample, or where nobody ruled at random of model error."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from etl import model
from etl.estimates.model_error import doubt_in, factor_from, known_factors, reaching
from etl.marts import breakdowns, burden, lenses
from etl.marts.base import Scope
from etl.marts.doubt import complaints_range, ranges_of
from etl.marts.filters import Filters
from etl.marts.registry import Measured, compute
from etl.model import NOT_A_COMPLAINT
from etl.rulings import By, Share, Standing, assign, decisions, record
from etl.settings import Settings
from etl.store import open_ledger
from tests.store_rows import Row, laid, orders, store, taxonomy, ticket

SEED = 7
COMPLAINTS, REQUESTS = range(60), range(60, 80)
SUMMED = (
    "handle_hours", "frontline_hours_elsewhere", "hours_given_back", "external_failure_cost", "company_view",
    "frontline_view", "frontline_cost_elsewhere", "touches", "failure_demand",
)  # fmt: skip


def rows() -> dict[str, list[Row]]:
    """Sixty complaints over two months, half of them likely Logistics' and half of them likely Support's own, and
    twenty tickets that may be complaints; every third takes ten times as long.
    """
    found: dict[str, list[Row]] = {"tickets": [], "attributions": [], "outcomes": []}
    for number in (*COMPLAINTS, *REQUESTS):
        name, at = str(number), datetime(2026, 3 + number % 2, 1 + number % 28, 12)
        work = {"handle_minutes": 60.0 if number % 3 == 0 else 6.0, "minutes_basis": "logged", "count_stations": 1,
                "team": "First line", "first_team": "First line", "is_solved": True}  # fmt: skip
        kind = "complaint" if number in COMPLAINTS else "request"
        found["tickets"].append(ticket(name, at, kind=kind, channel=("email", "phone")[number % 2], **work))
        found["attributions"].append(laid(name, "Logistics"))
        told = {"Logistics": 0.8, "Finance": 0.2} if number % 2 else {"Support": 0.6, "Logistics": 0.4}
        if number in REQUESTS:
            told = {"Logistics": 0.1, NOT_A_COMPLAINT: 0.9}
        found["outcomes"] += [
            {"run_id": 1, "source": "shop", "ticket_id": name, "outcome": outcome, "probability": probability,
             "issue": {"Logistics": "Late", "Finance": "Refund"}.get(outcome)}
            for outcome, probability in told.items()
        ]  # fmt: skip
    found["volumes"] = [orders(date(2026, 3, 1 + day), 20) for day in range(31)]
    found["volumes"] += [orders(date(2026, 4, 1 + day), 20) for day in range(28)]
    return found


@pytest.fixture(scope="module")
def connection() -> Iterator[sa.Connection]:
    with store(**rows()) as opened:
        yield opened


@pytest.fixture(scope="module")
def rulings(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame | None:
    """Forty complaints, ruled at random."""
    ledger = open_ledger(Settings(home=tmp_path_factory.mktemp("ruled")))
    for number in range(40):
        where = "Finance" if number % 3 == 0 else "Logistics" if number % 2 else "Support"
        here = Standing("shop", str(number), (Share("Logistics"),), (Share("Logistics"),), 1)
        issue = {"Logistics": "Late", "Finance": "Refund"}.get(where)
        record(ledger, assign(here, where, By("Ann", is_random=True), issue=issue))
    found = decisions(ledger, taxonomy()).overrides
    ledger.close()
    return found


def bounded(connection: sa.Connection, filters: Filters, rulings: pd.DataFrame | None) -> dict[str, Measured]:
    return compute(connection, filters, taxonomy(), rulings=rulings, seed=SEED)


def between(measured: Measured) -> tuple[float, float, float]:
    assert measured.low is not None
    assert measured.value is not None
    assert measured.high is not None
    return measured.low, measured.value, measured.high


@pytest.mark.parametrize("filters", [Filters(), Filters(department=("Logistics",)), Filters(channel=("email",))])
@pytest.mark.parametrize("is_ruled", [False, True])
def test_what_sums_make_lies_strictly_between_its_bounds(
    connection: sa.Connection, rulings: pd.DataFrame | None, filters: Filters, is_ruled: bool
) -> None:
    found = bounded(connection, filters, rulings if is_ruled else None)
    for name in SUMMED:
        if found[name].value is not None:
            low, value, high = between(found[name])
            assert low < value < high, name
    for name, each in found.items():
        if each.value is not None and each.low is not None and each.high is not None:
            assert each.low - 1e-9 <= each.value <= each.high + 1e-9, name
    assert sum(found[name].value is not None for name in SUMMED) >= len(SUMMED) - 1


def test_how_many_tickets_there_are_is_known(connection: sa.Connection, rulings: pd.DataFrame | None) -> None:
    for said in (None, rulings):
        found = bounded(connection, Filters(), said)
        for name in ("tickets", "requests", "excluded"):
            low, value, high = between(found[name])
            assert low == value == high, name


def test_all_hours_of_the_frontline_stay_whole_under_a_department(
    connection: sa.Connection, rulings: pd.DataFrame | None
) -> None:
    """Of hours on a department's complaints the interval moves; of all the frontline's hours nothing does."""
    found = bounded(connection, Filters(department=("Logistics",)), rulings)
    low, value, high = between(found["frontline_view"])
    hours = between(found["frontline_hours_elsewhere"])
    assert high - low == pytest.approx((hours[2] - hours[0]) / (found["frontline_view"].denominator or 0), rel=0.01)
    assert low < value < high < 1


def test_the_range_is_that_of_the_probabilities(connection: sa.Connection) -> None:
    names = [*taxonomy().names, "None"]
    told = np.zeros((80, len(names)))
    for row in rows()["outcomes"]:
        if row["outcome"] != NOT_A_COMPLAINT:
            told[int(row["ticket_id"]), names.index(row["outcome"])] = row["probability"]
    complaint = told.sum(axis=1)
    told /= complaint[:, None]
    scope, factor = Scope(connection, Filters(), taxonomy()), factor_from(known_factors())
    mine = np.array([name in ("Logistics", "Finance") for name in names])
    (found,) = ranges_of(scope, [frozenset({"Logistics", "Finance"})])
    share = float((told * complaint[:, None])[:, mine].sum() / complaint.sum())
    expected = reaching(share, doubt_in(told, mine), factor)
    assert (found.value, found.low, found.high) == pytest.approx((expected.value, expected.low, expected.high))
    kinds = np.column_stack([complaint, 1 - complaint])
    doubt = 1.5 * (float((complaint * (1 - complaint)).mean()) + abs(float(complaint.mean()) - 60 / 80))
    number = complaints_range(scope)
    assert number.value == pytest.approx(kinds[:, 0].sum())
    assert number.high - number.value == pytest.approx(80 * factor * doubt)


def test_a_register_of_complaints_knows_how_many_there_are() -> None:
    certain = rows()
    certain["tickets"] = [row for row in certain["tickets"] if row["kind"] == "complaint"]
    names = {row["ticket_id"] for row in certain["tickets"]}
    certain["outcomes"] = [row for row in certain["outcomes"] if row["ticket_id"] in names]
    with store(**certain) as connection:
        found = bounded(connection, Filters(), None)
    assert between(found["complaints"]) == (60.0, 60.0, 60.0)
    low, value, high = between(found["share_elsewhere"])
    assert low < value < high


@pytest.mark.parametrize("is_ruled", [False, True])
def test_bars_by_issue_and_hours_by_cause_have_whiskers(
    connection: sa.Connection, rulings: pd.DataFrame | None, is_ruled: bool
) -> None:
    said = rulings if is_ruled else None
    issues = breakdowns.by_issue(connection, Filters(), taxonomy(), rulings=said)
    late = issues[(issues["department"] == "Logistics") & (issues["issue"] == "Late")].iloc[0]
    assert late["low"] < late["complaints"] < late["high"]
    departments = breakdowns.by_department(connection, Filters(), taxonomy(), rulings=said).set_index("department")
    whole = departments.loc["Logistics"]
    assert late["high"] - late["low"] < 1.2 * (whole["high"] - whole["low"])  # rulings on it don't speak against it
    scope = Scope(connection, Filters(), taxonomy(), said)
    hours = burden.burden(scope, is_by_issue=True, seed=SEED)
    refund = hours[(hours["department"] == "Finance") & (hours["issue"] == "Refund")].iloc[0]
    assert refund["least_hours"] < refund["frontline_hours"] < refund["most_hours"]


def test_lenses_of_groups_have_bounds_and_those_of_the_whole_agree_with_the_measures(
    connection: sa.Connection, rulings: pd.DataFrame | None
) -> None:
    found = lenses.absorption_by(Scope(connection, Filters(), taxonomy(), rulings), "channel", SEED)
    effort = found[found["lens"] == "absorption_effort"]
    assert len(effort) == 2
    assert ((effort["low"] <= effort["value"]) & (effort["value"] <= effort["high"])).all()
    one: dict[str, list[float]] = {"low": [], "value": [], "high": []}
    for channel in ("email", "phone"):
        whole = bounded(connection, Filters(channel=(channel,)), rulings)["off_hours"]
        for name, value in zip(("low", "value", "high"), between(whole), strict=True):
            one[name].append(value)
    by = breakdowns.measures_by(
        connection, Filters(), taxonomy(), "channel", ["off_hours"], rulings=rulings, seed=SEED
    ).set_index("group")
    for name, values in one.items():
        assert by.loc[["email", "phone"], name].tolist() == pytest.approx(values, abs=1e-9)


def test_the_same_seed_gives_the_same_bounds(connection: sa.Connection, rulings: pd.DataFrame | None) -> None:
    found: list[Any] = [bounded(connection, Filters(), rulings)["handle_hours"] for _ in range(2)]
    assert found[0] == found[1]


def test_a_run_that_kept_no_probabilities_has_the_bounds_of_what_is_unattributed() -> None:
    judged = rows() | {"outcomes": []}
    with store(**judged) as connection:
        found = bounded(connection, Filters(), None)
        assert connection.execute(sa.select(sa.func.count()).select_from(model.outcomes)).scalar_one() == 0
    assert found["handle_hours"].low is None
