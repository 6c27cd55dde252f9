"""The random sample is a plan: drawn by strata, written down before anybody sees it, and complete in its gaps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from etl import model
from etl.errors import InputError
from etl.ledger.rulings import (
    By,
    Drawn,
    Share,
    Standing,
    accept,
    as_drawn,
    assign,
    cannot_tell,
    decisions,
    import_rulings,
    read_rulings,
    record,
    record_draw,
    rule_kind,
    skip,
    withdraw,
    write_rulings,
)
from etl.marts.core.filters import Filters
from etl.marts.frames.sampling_plan import missing_words, next_draw, queue, sampled, what_more_buys
from etl.marts.shares.scope import Scope
from etl.model import NOT_A_COMPLAINT, UNATTRIBUTED
from etl.settings import Settings
from etl.store import Ledger, open_ledger
from tests.store_rows import Row, laid, store, taxonomy, ticket

COMPLAINTS, REQUESTS = [str(n) for n in range(1, 41)], [str(n) for n in range(41, 61)]


def outcome(ticket_id: str, name: str, probability: float) -> Row:
    return {"run_id": 1, "source": "shop", "ticket_id": ticket_id, "outcome": name, "issue": None,
            "probability": probability}  # fmt: skip


@pytest.fixture(params=["duckdb", pytest.param("postgres", marks=pytest.mark.database)])
def connection(request: pytest.FixtureRequest) -> Iterator[sa.Connection]:
    """Forty complaints that the engine attributes to Logistics or Finance, more or less surely, and twenty requests."""
    url = "duckdb:///:memory:" if request.param == "duckdb" else request.getfixturevalue("postgres_url")
    tickets = [
        *map(ticket, COMPLAINTS),
        *(ticket(one, kind="request") for one in REQUESTS),
        ticket("61", excluded_as="spam"),
    ]
    rows = [outcome(one, NOT_A_COMPLAINT, 1.0) for one in (*REQUESTS, "61")]
    for one in COMPLAINTS:
        first, sure = ("Logistics", "Finance")[int(one) % 2], 0.9 if int(one) <= 20 else 0.6
        rows += [outcome(one, first, sure), outcome(one, "Support", 1 - sure)]
    shares = [laid(one, "Logistics") for one in COMPLAINTS]
    with store(url, tickets=tickets, attributions=shares, evidence=[]) as opened:
        opened.execute(sa.insert(model.outcomes), rows)
        yield opened


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return open_ledger(Settings(home=tmp_path))


def scope(connection: sa.Connection, ledger: Ledger) -> Scope:
    found = decisions(ledger, taxonomy())
    return Scope(connection, Filters(), taxonomy(), found.overrides, found.judged)


def draw(connection: sa.Connection, ledger: Ledger, size: int = 10) -> pd.DataFrame:
    made = next_draw(scope(connection, ledger), decisions(ledger).draws, seed=1, size=size)
    record_draw(ledger, made, "000001", "Ann")
    return decisions(ledger).draws


def here(ticket_id: str) -> Standing:
    return Standing("shop", ticket_id, (Share("Logistics"),), (Share("Logistics"),), 1)


def by(drawn: pd.DataFrame, ticket_id: str, author: str = "Ann") -> By:
    row = drawn.set_index("ticket_id").assign(ticket_id=lambda rows: rows.index).loc[ticket_id]
    return By(author, is_random=True, drawn=as_drawn(row))


def waiting(ledger: Ledger, author: str) -> list[str]:
    found = decisions(ledger)
    return queue(found.draws, found.judged, found.skipped, author)["ticket_id"].tolist()


def test_tickets_stand_in_strata_of_first_choice_and_confidence_and_requests_in_a_part_of_their_own(
    connection: sa.Connection, ledger: Ledger
) -> None:
    found = sampled(scope(connection, ledger))
    named = dict(zip(found.tickets["ticket_id"], [found.strata.names[each] for each in found.strata.of], strict=True))
    assert (named["1"], named["2"], named["22"]) == ("Finance, sure", "Logistics, sure", "Logistics, less sure")
    assert named["41"].startswith(NOT_A_COMPLAINT)
    assert "61" not in named
    parts = pd.Series(found.strata.part[found.strata.of], index=found.tickets["ticket_id"])
    assert parts[COMPLAINTS].eq(0).all()
    assert parts[REQUESTS].eq(1).all()


def test_a_draw_has_known_probabilities_and_takes_a_fifth_from_what_does_not_count_as_complaint(
    connection: sa.Connection, ledger: Ledger
) -> None:
    drawn = draw(connection, ledger, size=30)
    is_request = drawn["ticket_id"].isin(REQUESTS)
    assert is_request.sum() == 6
    assert set(drawn.loc[is_request, "probability"]) == {6 / 20}
    assert set(drawn.loc[~is_request, "probability"]) == {24 / 40}
    assert not drawn["ticket_id"].duplicated().any()
    by_stratum = drawn[~is_request].groupby("stratum").size()
    assert by_stratum.to_dict() == {
        f"{name}, {how}": 6 for name in ("Finance", "Logistics") for how in ("sure", "less sure")
    }
    assert set(drawn["drawn_from"]) == {"000001"}


def test_the_same_seed_draws_the_same_and_the_next_draw_takes_others(connection: sa.Connection, ledger: Ledger) -> None:
    nothing = decisions(ledger).draws
    one, again = (next_draw(scope(connection, ledger), nothing, seed=1, size=10) for _ in range(2))
    pd.testing.assert_frame_equal(one, again)
    first = draw(connection, ledger)
    both = draw(connection, ledger)
    assert len(both) == 20
    assert both["draw_id"].nunique() == 2
    assert not set(both["ticket_id"].iloc[10:]) & set(first["ticket_id"])


def test_a_ticket_that_somebody_has_ruled_on_is_not_drawn(connection: sa.Connection, ledger: Ledger) -> None:
    record(ledger, *(assign(here(one), "Finance", By("Ann")) for one in COMPLAINTS[:38]))
    assert set(draw(connection, ledger, size=30)["ticket_id"]) <= {"39", "40", *REQUESTS}


def test_everybody_gets_the_same_tickets_and_first_those_that_nobody_has_ruled_on(
    connection: sa.Connection, ledger: Ledger
) -> None:
    drawn = draw(connection, ledger)
    order = drawn["ticket_id"].tolist()
    assert waiting(ledger, "Ann") == waiting(ledger, "Bob") == order
    record(ledger, assign(here(order[0]), "Finance", by(drawn, order[0])))
    assert waiting(ledger, "Ann") == order[1:]
    assert waiting(ledger, "Bob") == [*order[1:], order[0]]


def test_the_sample_in_force_has_the_later_ruling_once_with_how_it_was_drawn(
    connection: sa.Connection, ledger: Ledger
) -> None:
    drawn = draw(connection, ledger)
    one, two, three, four, five = drawn["ticket_id"].tolist()[:5]
    slip = assign(here(two), "Finance", by(drawn, two))
    record(
        ledger,
        assign(here(one), "Finance", by(drawn, one)), assign(here(one), "Logistics", by(drawn, one, "Bob")),
        slip, withdraw(here(two), slip, By("Ann")),
        rule_kind(here(three), "request", by(drawn, three)),
        cannot_tell(here(four), by(drawn, four)),
        assign(here(five), "Support", By("Cy")),
    )  # fmt: skip
    found = decisions(ledger, taxonomy()).sample.set_index("ticket_id")
    assert found["department"].to_dict() == {one: "Logistics", three: NOT_A_COMPLAINT, four: UNATTRIBUTED}
    assert found.loc[one, "authors"] == "Ann; Bob"
    assert found["probability"].notna().all()
    assert set(found["draw_id"]) == set(drawn["draw_id"])


def test_what_is_left_aside_is_missing_until_the_same_person_rules_on_it(
    connection: sa.Connection, ledger: Ledger
) -> None:
    drawn = draw(connection, ledger)
    one, two = drawn["ticket_id"].tolist()[:2]
    record(ledger, skip(here(one), by(drawn, one)), cannot_tell(here(two), by(drawn, two)))
    found = decisions(ledger)
    assert one not in waiting(ledger, "Ann")
    assert one in waiting(ledger, "Bob")
    assert missing_words(found.draws, found.sample, found.skipped) == (
        "10 drawn: 1 ruled, 1 of them without an answer, 1 left aside, 8 to go."
    )
    assert found.overrides is not None
    assert one not in set(found.overrides["ticket_id"])
    record(ledger, assign(here(one), "Finance", by(drawn, one)))
    found = decisions(ledger)
    assert missing_words(found.draws, found.sample, found.skipped) == (
        "10 drawn: 2 ruled, 1 of them without an answer, 8 to go."
    )


def test_a_rulings_file_keeps_how_tickets_were_drawn_and_what_was_left_aside(
    connection: sa.Connection, ledger: Ledger, tmp_path: Path
) -> None:
    drawn = draw(connection, ledger)
    one, two = drawn["ticket_id"].tolist()[:2]
    record(ledger, accept(here(one), by(drawn, one)), skip(here(two), by(drawn, two)))
    write_rulings(ledger.read(sa.select(model.rulings)), tmp_path / "rulings.csv")
    other = open_ledger(Settings(home=tmp_path / "other"))
    import_rulings(other, read_rulings(tmp_path / "rulings.csv"), taxonomy())
    found = decisions(other, taxonomy())
    pd.testing.assert_frame_equal(found.sample, decisions(ledger, taxonomy()).sample)
    assert found.skipped["ticket_id"].tolist() == [two]


def test_a_file_without_a_draw_is_taken_in_and_one_with_an_impossible_probability_is_not(
    ledger: Ledger, tmp_path: Path
) -> None:
    path = tmp_path / "rulings.csv"
    path.write_text(
        "ticket_id,department,sample,probability\n1,Finance,random,\n2,None of these departments,random,0.5\n"
    )
    import_rulings(ledger, read_rulings(path), taxonomy())
    found = decisions(ledger, taxonomy())
    assert found.sample["probability"].tolist()[1] == 0.5
    assert found.sample["probability"].isna().tolist() == [True, False]
    assert found.unknown_departments == {}
    path.write_text("ticket_id,department,sample,probability\n1,Finance,random,1.5\n")
    with pytest.raises(InputError, match=r"line 2: the probability is 1.5; it must lie above 0 and at most at 1"):
        read_rulings(path)


def test_ruling_more_is_told_in_points() -> None:
    assert (
        what_more_buys(0.6, 0, 5_000)
        == "30 rulings, some ten minutes: the share caused elsewhere, to within ± 17 points."
    )
    assert what_more_buys(0.6, 30, 5_000) == "30 more, some ten minutes: ± 17 points becomes ± 12."
    assert what_more_buys(None, 20, 30) == "10 more: ± 12 points becomes ± 0."
    assert what_more_buys(0.9, 2_000, 20_000) == ("30 more, some ten minutes: hardly narrower than now, ± 1 point.")
    assert what_more_buys(0.6, 30, 30) == "Every ticket has been ruled on."


def test_how_a_ticket_was_drawn_goes_with_its_ruling_only_where_it_was_judged_at_random() -> None:
    drawn = Drawn("a", "Finance, sure", 0.1, "000001")
    assert assign(here("1"), "Finance", By("Ann", is_random=True, drawn=drawn)).drawn == drawn
    assert assign(here("1"), "Finance", By("Ann", drawn=drawn)).drawn is None
