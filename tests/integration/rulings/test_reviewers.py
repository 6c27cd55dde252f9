"""Who checked an estimate: where reviewers work is said once, kept with their name, and told beside the number."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from etl import model
from etl.ledger.rulings import By, Share, Standing, assign, decisions, record, record_reviewer, reviewers
from etl.marts.core.filters import Filters
from etl.marts.core.measured import Measured
from etl.marts.estimates.reviewer_agreement import counted_words
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from etl.settings import Settings
from etl.store import Ledger, open_ledger
from tests.store_rows import laid, store, taxonomy, ticket


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return open_ledger(Settings(home=tmp_path))


def people(ledger: Ledger) -> tuple[int | None, int | None, int | None]:
    """Who checked a store of twelve complaints: how many, outside the frontline, and of unknown place."""
    names = [str(number) for number in range(12)]
    for number, name in enumerate(names):
        here = Standing("shop", name, (Share("Logistics"),), (Share("Logistics"),), 1)
        record(ledger, assign(here, "Logistics", By(("Ann", "Bob")[number % 2], is_random=True)))
    outcomes = [
        {"run_id": 1, "source": "shop", "ticket_id": name, "outcome": "Logistics", "issue": None, "probability": 1.0}
        for name in names
    ]
    rows = {"tickets": [ticket(name) for name in names], "attributions": [laid(name, "Logistics") for name in names]}
    with store(**rows, outcomes=outcomes) as connection:
        rulings = decisions(ledger, taxonomy()).overrides
        found = compute(Scope(connection, Filters(), taxonomy(), rulings), ["share_elsewhere"])["share_elsewhere"]
    return found.checked_by, found.checked_outside, found.checked_untold


def test_where_nobody_said_where_they_work_nothing_is_known_of_it(ledger: Ledger) -> None:
    assert people(ledger) == (2, 0, 2)


@pytest.mark.parametrize(
    ("ann", "bob", "outside"), [("Support", "Logistics", 1), ("Support", "Support", 0), ("", "Finance", 2)]
)
def test_reviewers_outside_the_frontline_are_counted(ledger: Ledger, ann: str, bob: str, outside: int) -> None:
    record_reviewer(ledger, "Ann", ann)
    record_reviewer(ledger, "Bob", bob)
    assert people(ledger) == (2, outside, 0)


def test_the_last_word_on_where_somebody_works_is_in_force(ledger: Ledger) -> None:
    record_reviewer(ledger, "Ann", "Support")
    before = people(ledger)
    record_reviewer(ledger, "Ann", "Finance")
    assert reviewers(ledger) == {"Ann": "Finance"}
    assert len(ledger.read(sa.select(model.reviewers))) == 2
    assert (before, people(ledger)) == ((2, 0, 1), (2, 1, 1))


def test_agreement_says_why_estimates_rest_on_another_number() -> None:
    agreement = Measured(0.7, "kappa", 1700, 2353)
    estimate = Measured(14168.0, "complaints", checked_on=2008)
    assert "rest on the 2,008 drawn tickets" in counted_words(agreement, estimate)
    assert counted_words(agreement, Measured(14168.0, "complaints", checked_on=2353)) == ""
    assert counted_words(agreement, Measured(14168.0, "complaints")) == ""
