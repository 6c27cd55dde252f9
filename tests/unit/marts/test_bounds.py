"""Every estimated figure lies between bounds: those of a sample, or where nobody ruled at random of model error."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from etl import model
from etl.estimates.model_error import doubt_in, factor_from, known_factors, reaching
from etl.ledger.rulings import By, Share, Standing, assign, decisions, record
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import interval
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.core.periods import Step
from etl.marts.estimates.by_group import grouped
from etl.marts.estimates.uncertainty import complaints_range, ranges_of
from etl.marts.estimates.unnamed_issues import unnamed_notes
from etl.marts.frames import breakdowns, cost_by_cause, lenses
from etl.marts.measures.bounds import RATIOS_COVER
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from etl.model import NOT_A_COMPLAINT
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
    return compute(Scope(connection, filters, taxonomy(), rulings), seed=SEED)


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


def test_a_ratio_says_what_its_range_covers_where_nobody_ruled(
    connection: sa.Connection, rulings: pd.DataFrame | None
) -> None:
    for said in (None, rulings):
        found = bounded(connection, Filters(), said)
        assert (found["frontline_view"].notes[-1:] == (RATIOS_COVER(),)) is (said is None)
        for name in (
            "handle_hours",
            "external_failure_cost",
            "share_elsewhere",
            "company_view",
        ):  # no ratio, has its own range, or is a ratio to orders
            assert RATIOS_COVER() not in found[name].notes, name


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


def test_nothing_that_nobody_looked_at_is_known_to_start_elsewhere_without_a_doubt(tmp_path: Path) -> None:
    certain = rows()
    certain["tickets"] = [row for row in certain["tickets"] if row["kind"] == "complaint"]
    certain["outcomes"] = [
        {"run_id": 1, "source": "shop", "ticket_id": row["ticket_id"], "outcome": "Logistics", "issue": None,
         "probability": 1.0}
        for row in certain["tickets"]
    ]  # fmt: skip
    ledger = open_ledger(Settings(home=tmp_path))
    for number in COMPLAINTS:
        here = Standing("shop", str(number), (Share("Logistics"),), (Share("Logistics"),), 1)
        record(ledger, assign(here, "Logistics", By("Ann"), issue=None))
    ruled = decisions(ledger, taxonomy()).overrides
    ledger.close()
    factor = factor_from(known_factors())
    with store(**certain) as connection:
        low, value, high = between(bounded(connection, Filters(), None)["share_elsewhere"])
        of_ruled = between(bounded(connection, Filters(), ruled)["share_elsewhere"])
    assert (value, high) == (1.0, 1.0)
    assert low == pytest.approx(1 - factor * 0.97 * 0.03)
    assert of_ruled == (1.0, 1.0, 1.0)


@pytest.mark.parametrize("is_ruled", [False, True])
def test_bars_by_issue_and_hours_by_cause_have_whiskers(
    connection: sa.Connection, rulings: pd.DataFrame | None, is_ruled: bool
) -> None:
    said = rulings if is_ruled else None
    issues = breakdowns.by_issue(Scope(connection, Filters(), taxonomy(), said))
    late = issues[(issues["department"] == "Logistics") & (issues["issue"] == "Late")].iloc[0]
    assert late["low"] < late["complaints"] < late["high"]
    departments = breakdowns.by_department(Scope(connection, Filters(), taxonomy(), said)).set_index("department")
    whole = departments.loc["Logistics"]
    assert late["high"] - late["low"] < 1.2 * (whole["high"] - whole["low"])  # rulings on it don't speak against it
    scope = Scope(connection, Filters(), taxonomy(), said)
    hours = cost_by_cause.burden(scope, is_by_issue=True, seed=SEED)
    refund = hours[(hours["department"] == "Finance") & (hours["issue"] == "Refund")].iloc[0]
    assert refund["low_frontline_hours"] < refund["frontline_hours"] < refund["high_frontline_hours"]
    for row in hours[hours["complaints"] > 0.5].to_dict("records"):  # hours of an issue are no surer than its count
        for end, way in (("low", -1), ("high", 1)):
            parts = [way * row[f"{end}_{name}"] / row[name] for name in ("frontline_hours", "complaints")]
            assert parts[0] >= parts[1] - 1e-9, (row["department"], row["issue"], end)
    card = bounded(connection, Filters(department=("Finance",), issue=("Refund",)), said)["frontline_hours_elsewhere"]
    assert sides(refund, "frontline_hours") == pytest.approx(between(card))


def sides(row: pd.Series, name: str) -> list[float]:
    return [float(row[each]) for each in (f"low_{name}", name, f"high_{name}")]


CARRIED = {
    "frontline_hours": "frontline_hours_elsewhere", "hours_a_month": "hours_given_back",
    "cost": "frontline_cost_elsewhere", "touches": "touches", "all_hours": "handle_hours",
}  # fmt: skip
"""Figures of the load table, and the measures that say the same under a filter on the department."""


@pytest.mark.parametrize("is_ruled", [False, True])
def test_the_load_table_says_between_what_its_figures_lie_as_cards_and_bars_do(
    connection: sa.Connection, rulings: pd.DataFrame | None, is_ruled: bool
) -> None:
    said = rulings if is_ruled else None
    table = cost_by_cause.burden(Scope(connection, Filters(), taxonomy(), said), seed=SEED).set_index("department")
    for department in ("Logistics", "Finance"):
        row, cards = table.loc[department], bounded(connection, Filters(department=(department,)), said)
        for name, measure in CARRIED.items():
            assert sides(row, name) == pytest.approx(between(cards[measure]), abs=1e-6), (department, name)
            assert row[f"low_{name}"] < row[name] < row[f"high_{name}"]
    for name in cost_by_cause.FIGURES:
        known = table[table[name].notna()]
        assert (known[f"low_{name}"] <= known[name] + 1e-9).all(), name
        assert (known[name] <= known[f"high_{name}"] + 1e-9).all(), name
    groups = grouped(Scope(connection, Filters(), taxonomy(), said), "department", SEED)["groups"]
    demand = breakdowns.demand_by_department(Scope(connection, Filters(), taxonomy(), said), seed=SEED)
    for frame in (table, demand.set_index("department")):
        for department in ("Logistics", "Finance", "Support"):
            told = groups[department]["complaints"]
            printed = [told[name] for name in ("low", "value", "high")]
            assert sides(frame.loc[department], "complaints") == pytest.approx(printed, abs=1e-6)
    by_issue = cost_by_cause.burden(Scope(connection, Filters(), taxonomy(), said), is_by_issue=True, seed=SEED)
    bars = breakdowns.by_issue(Scope(connection, Filters(), taxonomy(), said)).set_index(["department", "issue"])
    late = by_issue.set_index(["department", "issue"]).loc[("Logistics", "Late")]
    assert sides(late, "complaints") == pytest.approx(
        [bars.loc[("Logistics", "Late"), name] for name in ("low", "complaints", "high")]
    )


@pytest.mark.parametrize("is_ruled", [False, True])
def test_failure_demand_by_department_has_the_intervals_of_its_measures(
    rulings: pd.DataFrame | None, is_ruled: bool
) -> None:
    asking, said = rows(), rulings if is_ruled else None
    for row in asking["tickets"]:
        row["is_chasing"] = int(row["ticket_id"]) % 4 == 0
    with store(**asking) as connection:
        frame = breakdowns.demand_by_department(Scope(connection, Filters(), taxonomy(), said), seed=SEED)
        frame = frame.set_index("department")
        for department in ("Logistics", "Support"):
            cards = bounded(connection, Filters(department=(department,)), said)
            for name in ("failure_demand", "chasing"):
                assert sides(frame.loc[department], name) == pytest.approx(between(cards[name]), abs=1e-6)
                assert frame.loc[department, f"low_{name}"] < frame.loc[department, f"high_{name}"]
        whole = bounded(connection, Filters(), said)["chasing"]
    assert frame["chasing"].sum() == pytest.approx(whole.value)


@pytest.mark.parametrize("is_ruled", [False, True])
def test_a_measure_over_time_has_the_interval_of_each_period(
    connection: sa.Connection, rulings: pd.DataFrame | None, is_ruled: bool
) -> None:
    said, logistics = rulings if is_ruled else None, Filters(department=("Logistics",))
    ends = ["lower", "value", "upper"]

    def over_time(name: str, step: Step) -> pd.DataFrame:
        return breakdowns.measure_over_time(
            Scope(connection, logistics, taxonomy(), said), name, step, seed=SEED
        ).set_index("period")

    hours = over_time("handle_hours", "month")
    for month, filters in (
        ("2026-03-01", {"date_to": date(2026, 3, 31)}),
        ("2026-04-01", {"date_from": date(2026, 4, 1)}),
    ):
        card = bounded(connection, logistics.with_(**filters), said)["handle_hours"]
        assert (hours.loc[month, "lower"] < hours.loc[month, "value"]) & (
            hours.loc[month, "value"] < hours.loc[month, "upper"]
        )
        if is_ruled:  # without rulings a month's own doubt isn't that of the whole
            assert hours.loc[month, ends].tolist() == pytest.approx(between(card))
    groups = grouped(Scope(connection, logistics, taxonomy(), said), "month", SEED)["groups"]
    complaints, bars = (
        over_time("complaints", "month"),
        breakdowns.by_month(Scope(connection, logistics, taxonomy(), said)),
    )
    for row in bars.to_dict("records"):
        told = groups[f"{row['period']:%Y-%m}"]["complaints"]
        printed = [told[name] for name in ("low", "value", "high")]
        assert complaints.loc[row["period"], ends].tolist() == pytest.approx(printed)
        assert [row["least"], row["complaints"], row["most"]] == pytest.approx(printed)
    weeks = over_time("complaints", "week")
    assert weeks["value"].sum() == pytest.approx(complaints["value"].sum())
    told = weeks[weeks["value"] > 0]
    assert ((told["lower"] <= told["value"]) & (told["value"] <= told["upper"])).all()
    assert (told["upper"] > told["lower"]).sum() > len(told) / 2  # of a week that was ruled wholly nothing is open
    minutes = over_time("handle_hours", "week")
    assert minutes["value"].sum() == pytest.approx(hours["value"].sum())
    assert (minutes["upper"] > minutes["lower"]).any()


def test_why_complaints_have_no_issue_is_said(connection: sa.Connection, rulings: pd.DataFrame | None) -> None:
    scopes = (Scope(connection, Filters(), taxonomy(), said) for said in (None, rulings))
    bare, ruled = (note_words(unnamed_notes(each)) for each in scopes)
    # Of Support the engine names no issue: .6 of 30 complaints, of 62 that are expected.
    assert bare.startswith("18 of 62 complaints have no issue")
    assert bare.endswith("no word, reason or fact in them speaks of an issue of the taxonomy.")
    assert (
        ": 13 of 40 rulings name none, so some of the complaints without" in ruled
    )  # those that attributed them to Support
    here = Scope(connection, Filters(department=("Support",)), taxonomy(), rulings)
    assert ": 13 of 13 rulings name none" in note_words(unnamed_notes(here))
    assert grouped(Scope(connection, Filters(), taxonomy()), "issue", SEED)["note"] == bare
    assert unnamed_notes(Scope(connection, Filters(department=("Finance",)), taxonomy())) == ()


def test_squares_say_the_interval_of_each_departments_share(
    connection: sa.Connection, rulings: pd.DataFrame | None
) -> None:
    groups = grouped(Scope(connection, Filters(), taxonomy(), rulings), "department", SEED)["groups"]
    squares = breakdowns.two_views(Scope(connection, Filters(), taxonomy(), rulings)).frontline
    said = dict(zip(squares["department"], squares["limits"], strict=True))
    assert set(said) == {"Logistics", "Finance", "Support"}
    assert said == {name: interval(groups[name]["share"]["low"], groups[name]["share"]["high"]) for name in said}


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
        Scope(connection, Filters(), taxonomy(), rulings), "channel", ["off_hours"], seed=SEED
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
