"""Declared reasons against rulings on the random sample, counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from etl import model
from etl.estimates import wilson
from etl.ledger.rulings import By, Share, Standing, assign, cannot_tell, decisions, record, rule_kind
from etl.marts.core.filters import Filters
from etl.marts.frames.tagging import NO_REASON, Tagging, tagging, tagging_rows, tagging_words
from etl.marts.shares.scope import Scope
from etl.model import NOT_A_COMPLAINT
from etl.settings import Settings
from etl.store import Ledger, open_ledger
from etl.taxonomy import Taxonomy, parse_taxonomy
from tests.store_rows import TAXONOMY, laid, store, ticket

REASONS = TAXONOMY.replace(
    "{phrases: [late]}", "{phrases: [late], reasons: {Contact reason: [Delivery, 'Lost; gone']}}"
)
CODED = {"DELIVERY": 60, "Other: <b>x</b>": 50, None: 20, "Rare": 10}
"""Complaints by what agents declared; a value is compared by its letters, whatever their case."""


def shop() -> Taxonomy:
    return parse_taxonomy(REASONS)


def named(reason: str | None) -> list[str]:
    return [f"{reason} {number}" for number in range(CODED[reason])]


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    tickets = [ticket(name, reason=reason) for reason in CODED for name in named(reason)]
    outcomes = [
        {"run_id": 1, "source": "shop", "ticket_id": each["ticket_id"], "outcome": outcome, "issue": None,
         "probability": probability}
        for each in tickets
        for outcome, probability in (("Logistics", 0.6), ("Finance", 0.3), (NOT_A_COMPLAINT, 0.1))
    ]  # fmt: skip
    shares = [laid(each["ticket_id"], "Logistics") for each in tickets]
    with store(tickets=tickets, attributions=shares) as opened:
        opened.execute(sa.insert(model.outcomes), outcomes)
        yield opened


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return open_ledger(Settings(home=tmp_path))


def here(ticket_id: str) -> Standing:
    return Standing("shop", ticket_id, (Share("Logistics"),), (Share("Logistics"),), 1)


def rule(ledger: Ledger, reason: str | None, ruled: dict[str, int], *, is_random: bool = True) -> None:
    """So many rulings for each department, on the first tickets of a reason."""
    departments = [department for department, many in ruled.items() for _ in range(many)]
    by = By("Ann", is_random=is_random)
    pairs = zip(named(reason), departments, strict=False)
    record(ledger, *(assign(here(name), department, by) for name, department in pairs))


def told(connection: sa.Connection, ledger: Ledger, **chosen: Any) -> Tagging:
    return tagging(scope(connection, ledger, **chosen))


def scope(connection: sa.Connection, ledger: Ledger, **chosen: Any) -> Scope:
    found = decisions(ledger, shop())
    return Scope(connection, Filters(**chosen), shop(), found.overrides, found.judged)


def test_shares_of_a_reason_are_those_of_its_rulings_with_their_interval(
    connection: sa.Connection, ledger: Ledger
) -> None:
    rule(ledger, "DELIVERY", {"Logistics": 30, "Finance": 10})
    rule(ledger, "Other: <b>x</b>", {"Finance": 21, "Logistics": 9})
    rule(ledger, None, {"Support": 12})
    found = told(connection, ledger)
    cells = found.cells.set_index(["reason", "department"])
    assert cells["share"].to_dict() == pytest.approx(
        {("DELIVERY", "Logistics"): 0.75, ("DELIVERY", "Finance"): 0.25, ("Other: <b>x</b>", "Finance"): 0.7,
         ("Other: <b>x</b>", "Logistics"): 0.3}
    )  # fmt: skip
    for (reason, _), cell in cells.iterrows():
        low, high = wilson(cell["share"], 40 if reason == "DELIVERY" else 30)
        assert (cell["low"], cell["high"]) == pytest.approx((low, high))
    assert cells["is_meant"].to_dict() == {key: key == ("DELIVERY", "Logistics") for key in cells.index}
    reasons = found.reasons.set_index("reason")
    assert reasons["rulings"].to_dict() == {"DELIVERY": 40, "Other: <b>x</b>": 30, NO_REASON: 12, "Rare": 0}
    assert reasons.loc["DELIVERY", "right"] == pytest.approx(0.75)
    assert reasons["means"].to_dict() == {"DELIVERY": "Logistics", "Other: <b>x</b>": "", NO_REASON: "", "Rare": ""}
    assert found.accuracy is not None
    assert found.accuracy.value == pytest.approx(0.75)
    assert found.rulings == 40
    assert tagging_words(found) == [
        "Where the reason means a department, 75 % of complaints started there (between 60 and 86 %, by 40 rulings).",
        "Of what agents coded “DELIVERY”, 25 % started in Finance (between 14 and 40 %).",
        "Of what agents coded “Other: <b>x</b>”, 70 % started in Finance (between 52 and 83 %).",
    ]


def test_only_complaints_that_were_drawn_and_told_count(connection: sa.Connection, ledger: Ledger) -> None:
    rule(ledger, "DELIVERY", {"Logistics": 30})
    names = named("DELIVERY")
    record(ledger, *(rule_kind(here(name), "praise", By("Ann", is_random=True)) for name in names[30:35]))
    record(ledger, *(cannot_tell(here(name), By("Ann", is_random=True)) for name in names[35:40]))
    record(ledger, *(assign(here(name), "Finance", By("Ann")) for name in names[40:50]))
    found = told(connection, ledger).reasons.set_index("reason")
    assert found.loc["DELIVERY", "rulings"] == 30
    assert found.loc["DELIVERY", "right"] == 1.0
    assert found.loc["DELIVERY", "low"] < 0.9


def test_too_few_rulings_are_said_plainly(connection: sa.Connection, ledger: Ledger) -> None:
    nobody = told(connection, ledger)
    assert nobody.cells.empty
    assert nobody.accuracy is None
    assert tagging_words(nobody) == [
        "Too few rulings to check reasons: one needs 30 of its complaints ruled on at random. Rule on more on Review, "
        "Random sample."
    ]
    rule(ledger, "DELIVERY", {"Logistics": 29})
    few = told(connection, ledger)
    assert few.cells.empty
    assert "“DELIVERY” has the most: 29." in few.why
    assert few.reasons["right"].isna().all()


def test_filters_hold_but_those_on_what_is_judged(connection: sa.Connection, ledger: Ledger) -> None:
    rule(ledger, "DELIVERY", {"Logistics": 30, "Finance": 10})
    assert told(connection, ledger, department=("Finance",)).cells.equals(told(connection, ledger).cells)
    nothing = told(connection, ledger, channel=("fax",))
    assert nothing.reasons.empty
    assert nothing.why == "No export within these filters has a reason that agents declare."


def test_the_file_has_every_reason_once_with_each_of_its_departments(connection: sa.Connection, ledger: Ledger) -> None:
    rule(ledger, "DELIVERY", {"Logistics": 30, "Finance": 10})
    rows = tagging_rows(scope(connection, ledger))
    assert rows["reason"].tolist() == ["DELIVERY", "DELIVERY", "Other: <b>x</b>", NO_REASON, "Rare"]
    assert rows["share"].notna().tolist() == [True, True, False, False, False]
    assert rows["rulings"].tolist() == [40, 40, 0, 0, 0]
