"""A ruling counts at once, a dispute shows at once, and the engine's own answer stays as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd
import pytest
import sqlalchemy as sa

from etl import model
from etl.ledger.rulings import (
    By,
    Ruling,
    Share,
    accept,
    answer,
    assign,
    cannot_tell,
    decisions,
    dispute,
    record,
    rulings_of,
)
from etl.marts.core.filters import Filters
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.estimates.reviewer_agreement import (
    agreed_where_named,
    between_people,
    confusion,
    engine_agreement,
    judged_tickets,
    last_judgements,
)
from etl.marts.frames import breakdowns
from etl.marts.frames.review_queue import disputes_waiting, least_certain, most_valuable
from etl.marts.frames.ruling_status import standing
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from etl.settings import Settings
from etl.store import Ledger, open_ledger
from etl.taxonomy import parse_taxonomy
from tests.store_rows import TAXONOMY, Row, laid, run, store, taxonomy, ticket

NOW = datetime(2026, 3, 10)


def seen(ticket_id: str, detail: str, department: str = "Logistics") -> Row:
    told = {"run_id": 1, "source": "shop", "ticket_id": ticket_id, "signal": "phrases", "department": department}
    return told | {"issue": None, "weight": 1.0, "field": "body", "detail": detail}


def rows() -> dict[str, list[Row]]:
    unsure = {"confidence": 0.4, "best_department": "Logistics"}
    shares = [
        laid("1", "Logistics", issue="Late", confidence=0.95),
        laid("2", "Logistics", 0.5), laid("2", "Finance", 0.5),
        laid("3", "Unattributed", **unsure), laid("4", "Unattributed", **unsure),
        laid("5", "Unattributed", confidence=0.0, best_department=None),
        laid("6", "Finance"),
    ]  # fmt: skip
    evidence = [seen("1", "late"), seen("3", "Late"), seen("4", "late"), seen("6", "refund", "Finance")]
    tickets = [*map(ticket, "12345"), ticket("6", kind="request"), ticket("7", excluded_as="spam")]
    return {"tickets": tickets, "attributions": shares, "evidence": evidence}


@pytest.fixture(params=["duckdb", pytest.param("postgres", marks=pytest.mark.database)])
def connection(request: pytest.FixtureRequest) -> Iterator[sa.Connection]:
    url = "duckdb:///:memory:" if request.param == "duckdb" else request.getfixturevalue("postgres_url")
    with store(url, **rows()) as opened:
        yield opened


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return open_ledger(Settings(home=tmp_path))


def scope(connection: sa.Connection, ledger: Ledger, filters: Filters | None = None) -> Scope:
    found = decisions(ledger, taxonomy())
    return Scope(connection, filters or Filters(), taxonomy(), found.overrides, found.judged)


def measured(connection: sa.Connection, ledger: Ledger) -> dict[str, Measured]:
    now = scope(connection, ledger)
    return compute(Scope(connection, now.filters, now.taxonomy, now.rulings, now.judged))


def by_department(connection: sa.Connection, ledger: Ledger) -> dict[str, tuple[float, float]]:
    now = scope(connection, ledger)
    frame = breakdowns.by_department(Scope(connection, now.filters, now.taxonomy, now.rulings))
    return {row.department: (row.complaints, row.disputed) for row in frame.itertuples()}  # type: ignore[misc]


def test_a_ruling_changes_the_measures_at_once_and_not_the_engines_row(
    connection: sa.Connection, ledger: Ledger
) -> None:
    before = pd.DataFrame(connection.execute(sa.select(model.attributions)).all())
    assert measured(connection, ledger)["unattributed"].value == 3
    here = standing(scope(connection, ledger), "shop", "3")
    assert here is not None
    record(ledger, assign(here, "Finance", By("Ann")))
    assert measured(connection, ledger)["unattributed"].value == 2
    assert by_department(connection, ledger)["Finance"] == (1.5, 0.0)
    pd.testing.assert_frame_equal(pd.DataFrame(connection.execute(sa.select(model.attributions)).all()), before)


def test_what_stands_beside_a_ruling_is_the_engines_own_answer(connection: sa.Connection, ledger: Ledger) -> None:
    here = standing(scope(connection, ledger), "shop", "2")
    assert here is not None
    record(ledger, assign(here, "Support", By("Ann")))
    again = standing(scope(connection, ledger), "shop", "2")
    assert again is not None
    assert again.attributed == (Share("Support", None, 1.0),)
    assert again.engine == (Share("Finance", None, 0.5), Share("Logistics", None, 0.5))
    assert standing(scope(connection, ledger), "shop", "nothing") is None


def test_a_dispute_marks_only_the_disputed_share_until_it_is_answered(
    connection: sa.Connection, ledger: Ledger
) -> None:
    here = standing(scope(connection, ledger), "shop", "2")
    assert here is not None
    record(ledger, dispute(here, "Logistics", "Finance", By("Lou", "we never had it")))
    assert by_department(connection, ledger)["Logistics"] == (1.5, 0.5)
    assert by_department(connection, ledger)["Finance"] == (0.5, 0.0)
    assert measured(connection, ledger)["disputed"].value == 0.5
    waiting = rulings_of(ledger.read(sa.select(model.rulings)))[0]
    record(ledger, answer(here, waiting, By("Fin", speaks_for="Finance"), "accepted"))
    assert by_department(connection, ledger)["Finance"] == (1.0, 0.0)
    assert measured(connection, ledger)["disputed"].value == 0


def test_a_disputed_ruling_stays_in_force_and_is_marked(connection: sa.Connection, ledger: Ledger) -> None:
    here = standing(scope(connection, ledger), "shop", "3")
    assert here is not None
    record(ledger, assign(here, "Finance", By("Ann")))
    here = standing(scope(connection, ledger), "shop", "3")
    assert here is not None
    record(ledger, dispute(here, "Finance", None, By("Fin", "no invoice")))
    assert by_department(connection, ledger)["Finance"] == (1.5, 1.0)


def test_disputes_wait_in_the_order_of_their_age(connection: sa.Connection, ledger: Ledger) -> None:
    for name, day in (("1", 9), ("2", 4)):
        here = standing(scope(connection, ledger), "shop", name)
        assert here is not None
        record(ledger, dispute(here, "Logistics", "Finance", By("Lou", "no", at=datetime(2026, 3, day))))
    found = disputes_waiting(scope(connection, ledger), decisions(ledger).disputes, NOW)
    assert found[["ticket_id", "days"]].to_numpy().tolist() == [["2", 6], ["1", 1]]
    assert found["why"].tolist()[0] == "Logistics disputed it 6 days ago, proposes Finance"


def test_the_least_certain_come_first_and_what_was_ruled_goes(connection: sa.Connection, ledger: Ledger) -> None:
    assert least_certain(scope(connection, ledger))["ticket_id"].tolist()[:2] == ["3", "4"]
    assert "5" not in set(least_certain(scope(connection, ledger))["ticket_id"])
    here = standing(scope(connection, ledger), "shop", "3")
    assert here is not None
    record(ledger, accept(here, By("Ann")))
    assert "3" not in set(least_certain(scope(connection, ledger))["ticket_id"])


def test_the_most_valuable_ruling_reaches_the_most_doubt_and_each_further_one_less(
    connection: sa.Connection, ledger: Ledger
) -> None:
    found = most_valuable(scope(connection, ledger), seed=1)
    assert found["worth"].tolist()[0] == pytest.approx(0.05 + 0.6 + 0.6)
    assert found["why"].tolist()[0] == "3 complaints rest on “late”"
    assert found["ticket_id"].tolist()[0] in ("3", "4")
    here = standing(scope(connection, ledger), "shop", found["ticket_id"].tolist()[0])
    assert here is not None
    record(ledger, assign(here, "Finance", By("Ann")))
    after = most_valuable(scope(connection, ledger), seed=1).set_index("why")["worth"]
    assert after["2 complaints rest on “late”; 1 ruled so far"] == pytest.approx((0.05 + 0.6) / 2)


def test_agreement_counts_the_random_sample_alone_and_the_engines_answer_of_that_moment(
    connection: sa.Connection, ledger: Ledger
) -> None:
    for name, author, department, is_random in (
        ("1", "Ann", "Logistics", True), ("1", "Bob", "Finance", True), ("3", "Ann", "Finance", True),
        ("4", "Ann", "Support", False), ("6", "Ann", "Finance", True),
    ):  # fmt: skip
        here = standing(scope(connection, ledger), "shop", name)
        assert here is not None
        record(ledger, assign(here, department, By(author, is_random=is_random)))
    now = scope(connection, ledger)
    # ticket 6 was told to be a request: who attributes it to a department says that it is a complaint
    assert confusion(now)[["engine_department", "department"]].to_numpy().tolist() == [
        ["Finance", "Finance"],
        ["Logistics", "Finance"],
        ["Unattributed", "Finance"],
    ]
    assert agreed_where_named(now) == (1, 0, 2)
    pair = between_people(now).iloc[0]
    assert (pair["first"], pair["second"], pair["tickets"], pair["agreed"]) == ("Ann", "Bob", 1, 0)
    agreement = measured(connection, ledger)["agreement"]
    assert (agreement.value, agreement.denominator) == (None, 3)
    assert note_words(agreement.notes) == (
        "30 complaints must be compared with the engine's answer. 3 can be so far. Rule on 27 more on Review, "
        "Random sample."
    )


def test_where_a_run_keeps_no_answer_the_way_to_one_is_told(connection: sa.Connection, ledger: Ledger) -> None:
    record(ledger, *(Ruling(uuid4().hex, "shop", name, "assign", (Share("Logistics"),), "Ann", NOW, sample="random")
                     for name in "12"))  # fmt: skip
    assert note_words(measured(connection, ledger)["agreement"].notes) == (
        "30 complaints must be compared with the engine's answer. Rule on 30 on Review, "
        "Random sample. 2 other rulings came without the engine's answer; attributing all tickets again finds it."
    )


KEPT = {"unseen": {"shop": {"Logistics": ["3"], "Unattributed": ["1"], "Accounts": ["4"]}}}
"""Of ticket 1 the run names Logistics, having been taught so; without the ruling it would have said nothing."""


def of_tickets(asked: Scope) -> pd.DataFrame:
    """Judgements of the tickets within a scope."""
    return judged_tickets(asked, asked.tickets)


@pytest.mark.parametrize(
    ("learnt", "expected"),
    [
        (KEPT, {"1": "Unattributed", "2": "Finance", "3": "Logistics", "4": "Accounts"}),
        ({"unseen": {}}, {"1": "Logistics", "2": "Finance", "3": "Unattributed", "4": "Unattributed"}),
        ({"threshold": 0.9}, {}),
    ],
    ids=["taught", "not taught", "earlier version"],
)
def test_a_judgement_from_a_file_is_compared_with_what_the_run_says_without_it(
    ledger: Ledger, learnt: dict[str, Any], expected: dict[str, str]
) -> None:
    made = rows()
    made["attributions"][1]["share"], made["attributions"][2]["share"] = 0.4, 0.6
    with store(**made, runs=[run(learnt=json.dumps(learnt))]) as connection:
        for name in "1234":
            here = standing(scope(connection, ledger), "shop", name)
            assert here is not None
            told = assign(here, "Finance", By("Ann", is_random=True))
            record(ledger, replace(told, engine_department=None, engine_run_id=None))
        last = last_judgements(of_tickets(scope(connection, ledger)))
        assert last.set_index("ticket_id")["engine_department"].to_dict() == expected
        kappa = engine_agreement(scope(connection, ledger))
        assert (kappa.tickets, kappa.unseen, kappa.agreed) == (len(expected), len(expected), min(len(expected), 1))
        assert ("came without the engine's answer" in note_words(kappa.notes)) == (not expected)


def test_the_answer_kept_with_a_ruling_is_not_replaced_by_the_runs(ledger: Ledger) -> None:
    with store(**rows(), runs=[run(learnt=json.dumps(KEPT))]) as connection:
        here = standing(scope(connection, ledger), "shop", "1")
        assert here is not None
        record(ledger, assign(here, "Finance", By("Ann", is_random=True)))
        last = last_judgements(of_tickets(scope(connection, ledger)))
        assert last[["engine_department", "is_unseen"]].to_numpy().tolist() == [["Logistics", False]]


def test_the_runs_answer_is_read_under_the_departments_name_now(ledger: Ledger) -> None:
    kept = {"unseen": {"shop": {"Accounts": ["1"]}}}
    renamed = parse_taxonomy(TAXONOMY.replace("  Finance:\n", "  Finance:\n    aliases: [Accounts]\n"))
    with store(**rows(), runs=[run(learnt=json.dumps(kept))]) as connection:
        here = standing(scope(connection, ledger), "shop", "1")
        assert here is not None
        told = assign(here, "Finance", By("Ann", is_random=True))
        record(ledger, replace(told, engine_department=None, engine_run_id=None))
        now = replace(scope(connection, ledger), taxonomy=renamed)
        assert last_judgements(of_tickets(now))["engine_department"].tolist() == ["Finance"]


def test_where_people_cannot_tell_they_neither_agree_nor_say_another_department(
    connection: sa.Connection, ledger: Ledger
) -> None:
    for name, say in (("1", accept), ("2", cannot_tell), ("3", cannot_tell)):
        here = standing(scope(connection, ledger), "shop", name)
        assert here is not None
        record(ledger, say(here, By("Ann", is_random=True)))
    assert agreed_where_named(scope(connection, ledger)) == (1, 1, 2)
