"""From what was said about a ticket to where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etl import model
from etl.errors import InputError
from etl.ledger.rulings import (
    By,
    Ruling,
    Share,
    Standing,
    accept,
    answer,
    assign,
    cannot_tell,
    decisions,
    dispute,
    record,
    rulings_in_force,
    rulings_of,
    split,
    withdraw,
)
from etl.ledger.rulings.record import moved
from etl.ledger.rulings.state import by_ticket, judgements, settle
from etl.ledger.rulings.words import record_of
from etl.marts.shares.overrides import RULING_COLUMNS
from etl.settings import Settings
from etl.store import Ledger, open_ledger
from etl.taxonomy import parse_taxonomy
from tests.store_rows import taxonomy

START = datetime(2026, 3, 1, 9)
TICKET = Standing("shop", "7", (Share("Logistics", "Late"),), (Share("Logistics", "Late"),), 3)


def by(
    author: str = "Ann",
    hour: int = 0,
    reason: str = "because",
    *,
    speaks_for: str | None = None,
    is_random: bool = False,
) -> By:
    return By(author, reason, speaks_for, is_random, START + timedelta(hours=hour))


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return open_ledger(Settings(home=tmp_path))


def shares(*rulings: Ruling) -> dict[str, float]:
    return {each.department: each.share for each in settle(rulings).shares}


def test_the_later_ruling_wins_and_the_contradiction_is_kept() -> None:
    first, second = assign(TICKET, "Finance", by("Ann")), assign(TICKET, "Support", by("Bob", 1))
    now = settle([first, second])
    assert now.decided is second
    assert now.contradictions == [(first, second)]


def test_changing_ones_own_mind_is_no_contradiction() -> None:
    assert settle([assign(TICKET, "Finance", by()), assign(TICKET, "Support", by(hour=1))]).contradictions == []


def test_accepting_lays_the_engines_answer_of_that_moment() -> None:
    accepted = accept(TICKET, by())
    assert accepted.shares == (Share("Logistics", "Late", 1.0),)
    assert (accepted.engine_department, accepted.engine_run_id) == ("Logistics", 3)


def test_who_cannot_tell_leaves_it_unattributed_and_teaches_nothing(ledger: Ledger) -> None:
    record(ledger, cannot_tell(TICKET, by()))
    assert rulings_in_force(ledger)["department"].tolist() == ["Unattributed"]


def test_a_dispute_changes_no_share_and_waits() -> None:
    now = settle([dispute(TICKET, "Logistics", "Finance", by("Lou"))])
    assert now.decided is None
    assert list(now.disputes) == ["Logistics"]


@pytest.mark.parametrize(
    ("outcome", "elsewhere", "laid"),
    [("accepted", None, "Finance"), ("kept", None, "Logistics"), ("elsewhere", "Support", "Support")],
)
def test_an_answer_closes_the_dispute_and_both_positions_stay(outcome: str, elsewhere: str | None, laid: str) -> None:
    waiting = dispute(TICKET, "Logistics", "Finance", by("Lou"))
    said = [waiting, answer(TICKET, waiting, by("Fin", 1, speaks_for="Finance"), outcome, elsewhere)]
    now = settle(said)
    assert (list(now.disputes), shares(*said)) == ([], {laid: 1.0})
    assert [(ruling.author, ruling.speaks_for) for ruling, _, _ in record_of(said)] == [
        ("Lou", "Logistics"),
        ("Fin", "Finance"),
    ]


def test_a_ruling_that_leaves_the_department_its_share_leaves_the_dispute_waiting() -> None:
    waiting = dispute(TICKET, "Logistics", None, by("Lou"))
    assert list(settle([waiting, accept(TICKET, by("Ann", 1))]).disputes) == ["Logistics"]


def test_a_ruling_that_takes_the_share_away_leaves_nothing_to_dispute() -> None:
    waiting = dispute(TICKET, "Logistics", None, by("Lou"))
    assert settle([waiting, assign(TICKET, "Finance", by("Ann", 1))]).disputes == {}


def test_only_the_disputed_part_of_a_split_moves() -> None:
    laid = (Share("Logistics", None, 0.5), Share("Finance", None, 0.3), Share("Support", None, 0.2))
    assert moved(laid, "Logistics", "Finance") == (Share("Finance", None, 0.8), Share("Support", None, 0.2))
    assert moved(laid, "Support", "Webshop")[-1] == Share("Webshop", None, 0.2)


def test_what_was_withdrawn_counts_as_unsaid_but_stays_on_the_record() -> None:
    slip = assign(TICKET, "Support", by("Ann", 1))
    said = [assign(TICKET, "Finance", by()), slip, withdraw(TICKET, slip, by("Ann", 2))]
    assert shares(*said) == {"Finance": 1.0}
    assert [is_taken_back for _, _, is_taken_back in record_of(said)] == [False, True, False]


def test_taking_back_the_only_ruling_brings_the_engines_answer_back() -> None:
    slip = assign(TICKET, "Support", by())
    assert settle([slip, withdraw(TICKET, slip, by(hour=1))]).decided is None


def test_taking_back_an_answer_opens_the_dispute_again() -> None:
    waiting = dispute(TICKET, "Logistics", "Finance", by("Lou"))
    answered = answer(TICKET, waiting, by("Fin", 1), "kept")
    assert list(settle([waiting, answered, withdraw(TICKET, answered, by("Fin", 2))]).disputes) == ["Logistics"]


def test_nobody_takes_back_what_another_said() -> None:
    said = assign(TICKET, "Support", by("Ann"))
    with pytest.raises(InputError, match="Only Ann"):
        withdraw(TICKET, said, by("Bob"))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda: assign(TICKET, "Finance", By("  ")), "author's name"),
        (lambda: assign(TICKET, " ", by()), "Name the department"),
        (lambda: split(TICKET, [Share("Finance", None, 0.5), Share("Support", None, 0.2)], by()), "sum to 70%"),
        (lambda: split(TICKET, [Share("Finance", None, 0.5), Share("Finance", None, 0.5)], by()), "once"),
        (lambda: split(TICKET, [Share("Finance", None, 1.5), Share("Support", None, -0.5)], by()), "above 0"),
        (lambda: split(TICKET, [Share("Finance")], by()), "two departments"),
        (lambda: dispute(TICKET, "Finance", None, by()), "no share"),
        (lambda: dispute(TICKET, "Logistics", "Logistics", by()), "another department"),
        (lambda: dispute(TICKET, "Logistics", None, by(reason=" ")), "Say why"),
        (lambda: answer(TICKET, dispute(TICKET, "Logistics", None, by("Lou")), by(), "accepted"), "proposes no"),
        (
            lambda: answer(TICKET, dispute(TICKET, "Logistics", None, by("Lou")), by(), "elsewhere"),
            "another department",
        ),
        (lambda: answer(TICKET, dispute(TICKET, "Logistics", None, by("Lou")), by(" Lou "), "kept"), "You raised this"),
    ],
)
def test_a_wrong_ruling_is_told_what_to_mend(wrong: Callable[[], Ruling], told: str) -> None:
    with pytest.raises(InputError, match=told):
        wrong()


def test_a_split_of_typed_percentages_is_stored_whole() -> None:
    thirds = [Share(name, None, 0.333) for name in ("Finance", "Logistics", "Support")]
    assert sum(share.share for share in split(TICKET, thirds, by()).shares) == pytest.approx(1, abs=1e-12)


def test_a_ruling_survives_its_way_through_the_ledger(ledger: Ledger) -> None:
    waiting = dispute(TICKET, "Logistics", "Finance", by("Lou"))
    said = [
        split(TICKET, [Share("Finance", "Refund", 0.25), Share("Support", None, 0.75)], by(is_random=True)),
        waiting,
        answer(TICKET, waiting, by("Fin", 1), "kept"),
        cannot_tell(TICKET, by(hour=2)),
    ]
    record(ledger, *said)
    assert rulings_of(ledger.read(model.rulings.select())) == said


def test_a_renamed_department_keeps_its_rulings(ledger: Ledger) -> None:
    text = taxonomy().text.replace("teams: [Warehouse]", "teams: [Warehouse]\n    aliases: [Depot]")
    record(ledger, split(TICKET, [Share("Depot", None, 0.4), Share("Logistics", "Late", 0.6)], by()))
    now = decisions(ledger, parse_taxonomy(text)).overrides
    assert now is not None
    assert now[["department", "share"]].to_numpy().tolist() == [["Logistics", 1.0]]


def test_a_department_that_the_taxonomy_lost_is_reported(ledger: Ledger) -> None:
    record(ledger, assign(TICKET, "Catering", by()))
    found = decisions(ledger, taxonomy())
    assert found.unknown_departments == {"Catering": 1}
    assert found.overrides is not None


def test_an_id_ruled_with_and_without_its_source_reaches_each_ticket_once(ledger: Ledger) -> None:
    anywhere = replace(assign(TICKET, "Finance", by()), source=None)
    record(ledger, anywhere, assign(TICKET, "Support", by(hour=1)))
    found = decisions(ledger, sources_of=lambda ids: {key: ["shop", "web"] for key in ids}).overrides
    assert found is not None
    assert found[["source", "department"]].to_numpy().tolist() == [["shop", "Support"], ["web", "Finance"]]


def test_what_measures_take_has_the_columns_that_they_ask_for(ledger: Ledger) -> None:
    record(ledger, dispute(TICKET, "Logistics", None, by()))
    found = decisions(ledger).overrides
    assert found is not None
    assert tuple(found.columns) == (
        *RULING_COLUMNS,
        "kind",
        "authors",
        "draw_id",
        "stratum",
        "probability",
        "departments",
    )
    assert found[["is_ruled", "is_disputed"]].to_numpy().tolist() == [[False, True]]


def test_a_judgement_is_a_persons_last_word_on_a_ticket_drawn_at_random() -> None:
    said = [
        assign(TICKET, "Finance", by("Ann", is_random=True)),
        assign(TICKET, "Support", by("Ann", 1, is_random=True)),
        assign(TICKET, "Logistics", by("Bob", 2, is_random=True)),
        assign(TICKET, "Finance", by("Cat", 3)),
    ]
    assert [(each.author, each.main) for each in judgements(said)] == [("Ann", "Support"), ("Bob", "Logistics")]


ACTIONS = st.sampled_from(["accept", "assign", "split", "cannot_tell", "dispute", "answer", "withdraw"])


@example([("dispute", "Ann", "Finance"), ("answer", "Bob", "Finance")] * 2)
@given(st.lists(st.tuples(ACTIONS, st.sampled_from(["Ann", "Bob"]), st.sampled_from(["Finance", "Support"]))))
def test_whatever_is_said_the_shares_of_a_ticket_sum_to_one_or_the_engines_stand(said: list[tuple[str, ...]]) -> None:
    made: list[Ruling] = []
    for hour, (action, author, department) in enumerate(said):
        now = settle(made)
        here = Standing("shop", "7", now.shares or TICKET.engine, TICKET.engine, 3)
        who = by(author, hour)
        if action in ("accept", "cannot_tell"):
            made.append({"accept": accept, "cannot_tell": cannot_tell}[action](here, who))
        elif action == "assign":
            made.append(assign(here, department, who))
        elif action == "split":
            made.append(split(here, [Share(department, None, 0.25), Share("Logistics", None, 0.75)], who))
        elif action == "dispute" and here.attributed[0].department != "Unattributed":
            made.append(dispute(here, here.attributed[0].department, None, who))
        elif action == "answer" and now.disputes:
            waiting = next(iter(now.disputes.values()))
            other = "Logistics" if waiting.about == "Webshop" else "Webshop"  # elsewhere is not where it was
            answering = by("Bob" if waiting.author == "Ann" else "Ann", hour)
            made.append(answer(here, waiting, answering, "elsewhere", other))
        elif action == "withdraw" and made and made[-1].author == author:
            made.append(withdraw(here, made[-1], who))
    end = settle(made)
    assert end.decided is None or sum(share.share for share in end.shares) == pytest.approx(1)
    assert set(end.disputes) <= {s.department for s in end.shares} or end.decided is None
    assert sum(len(each) for each in by_ticket(made, {}).values()) == len(made)


def test_a_ruling_counts_no_later_than_it_was_recorded(ledger: Ledger) -> None:
    tomorrow = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
    record(ledger, assign(TICKET, "Finance", By("Ann", at=tomorrow)))
    record(ledger, assign(TICKET, "Support", By("Bob")))
    assert rulings_in_force(ledger)["department"].tolist() == ["Support"]


def test_the_order_of_rows_does_not_matter(ledger: Ledger) -> None:
    record(ledger, assign(TICKET, "Finance", by()), assign(TICKET, "Support", by("Bob", 1)))
    rows = ledger.read(model.rulings.select())
    turned = rows.iloc[::-1].reset_index(drop=True)
    assert rulings_of(turned) == rulings_of(rows)
