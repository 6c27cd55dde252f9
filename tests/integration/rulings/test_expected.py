"""What is expected of tickets: whatever the store, the rulings and the filters, parts sum to the complaints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import model
from etl.ledger.rulings import By, assign, cannot_tell, decisions, record, rule_kind
from etl.marts.core.filters import Filters
from etl.marts.estimates.by_group import GROUPINGS, grouped
from etl.marts.frames import breakdowns
from etl.marts.measures.compute import as_json, compute
from etl.marts.shares.scope import Scope
from etl.model import NONE_OF_THESE, NOT_A_COMPLAINT
from etl.settings import Settings
from etl.store import open_ledger
from etl.taxonomy import Taxonomy, parse_taxonomy
from tests.store_rows import TAXONOMY, Row, laid, store, ticket

WITH_CARRIER = (
    TAXONOMY
    + """
  Carrier:
    outside: true
    issues: {Lost: {phrases: [lost]}}
"""
)
ORIGINS = ("Support", "Logistics", "Finance", "Carrier", NONE_OF_THESE)
ISSUES = {"Logistics": ("Late", "Broken", None), "Finance": ("Refund", None), "Carrier": ("Lost",)}
PARTS = ("caused_elsewhere", "caused_outside", "caused_by_frontline", "none_of_these")
FILTERS = (
    Filters(),
    Filters(department=("Logistics",)),
    Filters(department=("Finance", NONE_OF_THESE)),
    Filters(issue=("Late", "Lost")),
    Filters(channel=("email",)),
    Filters(kind=("complaint",), department=("Carrier",)),
    Filters(date_from=datetime(2026, 3, 10).date()),
)


HALVES = ({"channel": ("email",)}, {"channel": ("phone", "(unknown)")})
SIDES = ({"department": ORIGINS[:2]}, {"department": ORIGINS[2:]})
"""Filters that share no ticket, and together leave none out."""


def shop() -> Taxonomy:
    return parse_taxonomy(WITH_CARRIER)


def rows_of(seed: int, count: int) -> dict[str, list[Row]]:
    """Tickets with the probabilities of an engine that is unsure of most of them."""
    random = np.random.default_rng(seed)
    rows: dict[str, list[Row]] = {"tickets": [], "attributions": [], "outcomes": [], "runs": []}
    for number in range(count):
        name, kind = f"{number:03}", "complaint" if random.random() < 0.75 else "request"
        at = datetime(2026, 3, int(random.integers(1, 28)), 12)
        channel = (None, "email", "phone")[int(random.integers(3))]
        excluded = "spam" if random.random() < 0.05 else None
        minutes = (None, 6.0, 12.0)[int(random.integers(3))]
        rows["tickets"].append(
            ticket(name, at, kind=kind, channel=channel, excluded_as=excluded, handle_minutes=minutes)
        )
        likely = random.choice(np.array(ORIGINS, dtype=object), size=3, replace=False)
        weights = np.round(random.dirichlet([4.0, 1.0, 0.5]) * (0.9 if kind == "complaint" else 0.1), 4)
        rest = round(1 - float(weights.sum()), 4)
        for origin, weight in zip(likely, weights, strict=True):
            issue = ISSUES.get(origin, (None,))[int(random.integers(len(ISSUES.get(origin, (None,)))))]
            rows["outcomes"].append(
                {"run_id": 1, "source": "shop", "ticket_id": name, "outcome": origin, "issue": issue,
                 "probability": float(weight)}
            )  # fmt: skip
        rows["outcomes"].append(
            {"run_id": 1, "source": "shop", "ticket_id": name, "outcome": NOT_A_COMPLAINT, "issue": None,
             "probability": rest}
        )  # fmt: skip
        rows["attributions"].append(laid(name, "Unattributed" if random.random() < 0.5 else "Logistics"))
    return rows


def ruled(folder: Path, seed: int, count: int, many: int) -> pd.DataFrame | None:
    """So many rulings, most of them at random."""
    ledger, random = open_ledger(Settings(home=folder)), np.random.default_rng(seed)
    for number in random.permutation(count)[:many]:
        here = breakdowns_standing(f"{number:03}")
        by = By("Ann" if random.random() < 0.5 else "Bob", is_random=random.random() < 0.8)
        chance = random.random()
        if chance < 0.7:
            origin = str(random.choice(np.array(ORIGINS, dtype=object)))
            record(ledger, assign(here, origin, by, issue=ISSUES.get(origin, (None,))[0]))
        elif chance < 0.85:
            record(ledger, rule_kind(here, str(random.choice(["request", "praise", "complaint"])), by))
        else:
            record(ledger, cannot_tell(here, by))
    found = decisions(ledger, shop()).overrides
    ledger.close()
    return found


def breakdowns_standing(ticket_id: str) -> Any:
    from etl.ledger.rulings import Share, Standing

    return Standing("shop", ticket_id, (Share("Logistics"),), (Share("Logistics"),), 1)


def values(connection: sa.Connection, filters: Filters, rulings: pd.DataFrame | None) -> dict[str, Any]:
    return compute(Scope(connection, filters, shop(), rulings), ["complaints", "tickets", *PARTS])


def number(found: dict[str, Any], name: str) -> float:
    return float(found[name].value)


any_case = given(
    seed=st.integers(0, 10_000), count=st.integers(1, 60), many=st.integers(0, 50), filters=st.sampled_from(FILTERS)
)
quick = settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@quick
@any_case
def test_parts_sum_to_the_complaints_between_their_bounds_and_disjoint_filters_add_up(
    tmp_path_factory: pytest.TempPathFactory, seed: int, count: int, many: int, filters: Filters
) -> None:
    rulings = ruled(tmp_path_factory.mktemp("ruled"), seed, count, many)
    with store(**rows_of(seed, count)) as connection:
        found = values(connection, filters, rulings)
        assert sum(number(found, part) for part in PARTS) == pytest.approx(number(found, "complaints"), abs=1e-9)
        for each in found.values():
            if each.low is not None:
                assert each.low - 1e-9 <= each.value <= each.high + 1e-9
        scope = Scope(connection, filters, shop(), rulings)
        for by in GROUPINGS:
            told = grouped(scope, by, seed=1)["groups"]
            every = sum(group["complaints"]["value"] for group in told.values())
            assert every == pytest.approx(number(found, "complaints"), abs=1e-6), by
            for group in told.values():
                for bounds in group.values():
                    assert bounds["low"] - 1e-9 <= bounds["value"] <= bounds["high"] + 1e-9
        for frame in (breakdowns.by_department, breakdowns.by_issue, breakdowns.by_month):
            assert frame(scope)["complaints"].sum() == pytest.approx(number(found, "complaints"), abs=1e-6)
        for two in (HALVES, SIDES):
            wide = filters.without(*two[0])
            whole = values(connection, wide, rulings)
            parts = [values(connection, wide.with_(**one), rulings) for one in two]
            for name in ("complaints", *PARTS):
                assert sum(number(part, name) for part in parts) == pytest.approx(number(whole, name), abs=1e-9)


@quick
@given(seed=st.integers(0, 10_000), many=st.integers(1, 50))
def test_the_order_of_rows_does_not_matter(tmp_path_factory: pytest.TempPathFactory, seed: int, many: int) -> None:
    rulings, rows = ruled(tmp_path_factory.mktemp("ruled"), seed, 60, many), rows_of(seed, 60)
    backwards = {name: list(reversed(each)) for name, each in rows.items()}
    answers = []
    for each in (rows, backwards):
        with store(**each) as connection:
            answers.append(as_json(compute(Scope(connection, Filters(), shop(), rulings)), Filters(), None))
    assert json.dumps(answers[0]) == json.dumps(answers[1])


def test_a_filter_on_a_ruled_tickets_department_counts_it_wholly(tmp_path: Path) -> None:
    ledger = open_ledger(Settings(home=tmp_path))
    rows = rows_of(7, 40)
    counted = [row["ticket_id"] for row in rows["tickets"] if row["excluded_as"] is None]
    for number_of, name in enumerate(counted[:12]):
        at_random = By("Ann", is_random=number_of % 2 == 0)
        record(ledger, assign(breakdowns_standing(name), "Finance" if number_of < 6 else "Carrier", at_random))
    rulings = decisions(ledger, shop()).overrides
    with store(**rows) as connection:
        for place, name in enumerate(counted[:12]):
            mine = "Finance" if place < 6 else "Carrier"
            for department in ("Finance", "Carrier", "Logistics"):
                filters = Filters(department=(department,), search=name)
                found = compute(Scope(connection, filters, shop(), rulings), ["complaints"])
                assert number(found, "complaints") == pytest.approx(1.0 if department == mine else 0.0, abs=1e-12)


class TestOnBothDatabases:
    """The same store and rulings, asked of either."""

    @pytest.fixture(scope="class")
    def duck(self) -> Iterator[sa.Connection]:
        with store(**rows_of(3, 60)) as opened:
            yield opened

    @pytest.fixture(scope="class")
    def postgres(self, postgres_url: str) -> Iterator[sa.Connection]:
        with store(postgres_url, **rows_of(3, 60)) as opened:
            yield opened

    @pytest.fixture(scope="class")
    def rulings(self, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame | None:
        return ruled(tmp_path_factory.mktemp("ruled"), 3, 60, 40)

    @pytest.mark.database
    @pytest.mark.parametrize("filters", FILTERS, ids=lambda filters: filters.sentence())
    @pytest.mark.parametrize("is_ruled", [False, True])
    def test_every_measure_says_the_same(
        self, duck: sa.Connection, postgres: sa.Connection, rulings: pd.DataFrame | None, filters: Filters,
        is_ruled: bool,
    ) -> None:  # fmt: skip
        found, other = (
            as_json(compute(Scope(each, filters, shop(), rulings if is_ruled else None)), filters, None)
            for each in (postgres, duck)
        )
        for name, told in found["measures"].items():
            for key, value in told.items():
                assert value == (pytest.approx(other["measures"][name][key], abs=1e-9) if isinstance(value, float)
                                 else other["measures"][name][key]), (name, key)  # fmt: skip

    @pytest.mark.parametrize("database", ["duck", pytest.param("postgres", marks=pytest.mark.database)])
    def test_pages_say_what_groups_say_to_the_last_digit(
        self, request: pytest.FixtureRequest, rulings: pd.DataFrame | None, database: str
    ) -> None:
        connection = request.getfixturevalue(database)
        told = grouped(Scope(connection, Filters(), shop(), rulings), "department", seed=1)
        frame = breakdowns.by_department(Scope(connection, Filters(), shop(), rulings)).set_index("department")
        share = 0.0
        for name, group in told["groups"].items():
            assert frame.loc[name, "complaints"] == pytest.approx(group["complaints"]["value"], rel=1e-11)
            share += group["share"]["value"] * (name in ("Logistics", "Finance", "Carrier"))
        measured = compute(Scope(connection, Filters(), shop(), rulings), ["share_elsewhere"])["share_elsewhere"]
        assert measured.value == pytest.approx(share, rel=1e-11)
        assert (measured.checked_on, measured.checked_by) == (told["checked_on"], told["checked_by"])
        assert (measured.method, measured.correction) == (told["method"], told["correction"])
        assert told["checked_on"] > 0


def test_a_run_that_kept_no_probabilities_counts_as_it_was_judged() -> None:
    rows = rows_of(5, 40) | {"outcomes": []}
    with store(**rows) as connection:
        found = compute(Scope(connection, Filters(), shop()))
    assert found["complaints"].method == ""
    judged = [row for row in rows["tickets"] if row["kind"] == "complaint" and row["excluded_as"] is None]
    assert found["complaints"].value == len(judged)
    assert found["unattributed"].value > 0


def test_the_store_of_two_versions_adds_judged_and_expected_tickets_up() -> None:
    rows = rows_of(5, 40)
    old = [dict(row, run_id=2, source="old") for row in rows["tickets"]]
    rows["attributions"] += [dict(row, run_id=2, source="old") for row in rows["attributions"]]
    judged = sum(row["kind"] == "complaint" and row["excluded_as"] is None for row in old)
    with store(**rows) as connection:
        new = number(values(connection, Filters(), None), "complaints")
        connection.execute(sa.insert(model.tickets), old)
        assert number(values(connection, Filters(), None), "complaints") == pytest.approx(new + judged)
        groups = grouped(Scope(connection, Filters(), shop()), "department", seed=1)["groups"]
        assert sum(group["complaints"]["value"] for group in groups.values()) == pytest.approx(new + judged)


def test_who_says_only_that_a_ticket_complains_leaves_open_where_it_started(tmp_path: Path) -> None:
    ledger, rows = open_ledger(Settings(home=tmp_path)), rows_of(9, 40)
    request = next(r["ticket_id"] for r in rows["tickets"] if r["kind"] == "request" and r["excluded_as"] is None)
    with store(**rows) as connection:
        before = values(connection, Filters(search=request), None)
        assert number(before, "complaints") < 0.2
        record(ledger, rule_kind(breakdowns_standing(request), "complaint", By("Ann", is_random=True)))
        rulings = decisions(ledger, shop()).overrides
        after = values(connection, Filters(search=request), rulings)
        assert number(after, "complaints") == pytest.approx(1)
        assert after["complaints"].checked_on == 0
        for part in PARTS:
            expected = number(before, part) / number(before, "complaints")
            assert number(after, part) == pytest.approx(expected, abs=1e-9)
