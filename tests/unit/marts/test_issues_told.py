"""Counts by issue go by what people ruled, where the engine names the commonest one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from etl.ledger.rulings import By, Share, Standing, assign, decisions, record
from etl.marts.core.filters import Filters
from etl.marts.estimates.by_group import grouped
from etl.marts.frames import breakdowns, cost_by_cause
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from etl.settings import Settings
from etl.store import open_ledger
from tests.store_rows import Row, laid, store, taxonomy, ticket

ISSUES = ("Late", "Broken")


@pytest.fixture(scope="module")
def connection() -> Iterator[sa.Connection]:
    """A hundred complaints that are likely Logistics', all named late."""
    rows: dict[str, list[Row]] = {"tickets": [], "attributions": [], "outcomes": []}
    for number in range(100):
        name = str(number)
        work = {"handle_minutes": 6.0, "minutes_basis": "logged", "team": "First line", "first_team": "First line"}
        rows["tickets"].append(ticket(name, datetime(2026, 3, 1 + number % 28, 12), channel="email", **work))
        rows["attributions"].append(laid(name, "Logistics", issue="Late"))
        rows["outcomes"] += [
            {"run_id": 1, "source": "shop", "ticket_id": name, "outcome": "Logistics", "issue": "Late",
             "probability": 0.9},
            {"run_id": 1, "source": "shop", "ticket_id": name, "outcome": "Support", "issue": None,
             "probability": 0.1},
        ]  # fmt: skip
    with store(**rows) as opened:
        yield opened


@pytest.fixture(scope="module")
def rulings(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame | None:
    """Forty of them at random: three of four broken."""
    return ruled(tmp_path_factory.mktemp("ruled"))


def ruled(home: Path) -> pd.DataFrame | None:
    ledger = open_ledger(Settings(home=home))
    for number in range(40):
        here = Standing("shop", str(number), (Share("Logistics", "Late"),), (Share("Logistics", "Late"),), 1)
        issue = "Late" if number % 4 == 0 else "Broken"
        record(ledger, assign(here, "Logistics", By("Ann", is_random=True), issue=issue))
    found = decisions(ledger, taxonomy()).overrides
    ledger.close()
    return found


def test_what_the_engine_names_counts_for_what_people_say_it_is(
    connection: sa.Connection, rulings: pd.DataFrame | None
) -> None:
    alone = breakdowns.by_issue(Scope(connection, Filters(), taxonomy())).set_index("issue")["complaints"]
    assert alone["Late"] == pytest.approx(90)
    assert "Broken" not in alone
    frame = breakdowns.by_issue(Scope(connection, Filters(), taxonomy(), rulings)).set_index("issue")
    assert frame.loc["Broken", "complaints"] == pytest.approx(75, abs=8)
    assert (frame["low"] <= frame["complaints"]).all()
    assert (frame["complaints"] <= frame["high"]).all()
    assert frame.loc["Broken", "low"] <= 75 <= frame.loc["Broken", "high"]
    assert frame.loc["Broken", "low"] > frame.loc["Late", "high"]


def test_issues_sum_to_their_department_and_a_filter_on_one_says_the_same(
    connection: sa.Connection, rulings: pd.DataFrame | None
) -> None:
    scope = Scope(connection, Filters(), taxonomy(), rulings)
    departments = breakdowns.by_department(Scope(connection, Filters(), taxonomy(), rulings)).set_index("department")
    issues = breakdowns.by_issue(Scope(connection, Filters(), taxonomy(), rulings))
    hours = cost_by_cause.burden(scope, is_by_issue=True)
    whole = cost_by_cause.burden(scope).set_index("department")
    for name, rows in issues.groupby("department"):
        assert rows["complaints"].sum() == pytest.approx(departments.loc[name, "complaints"])
        mine = hours.loc[hours["department"] == name, "frontline_hours"].sum()
        assert mine == pytest.approx(whole.loc[name, "frontline_hours"])
    told = grouped(scope, "issue", seed=1)["groups"]
    for issue in ISSUES:
        filters = Filters(issue=(issue,))
        found = compute(Scope(connection, filters, taxonomy(), rulings), ["complaints"])["complaints"]
        frame = issues.loc[issues["issue"] == issue].iloc[0]
        assert found.value == pytest.approx(frame["complaints"])
        assert told[issue]["complaints"]["value"] == pytest.approx(frame["complaints"])
        assert (found.low, found.high) == pytest.approx((frame["low"], frame["high"]))
