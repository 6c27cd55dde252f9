"""What was agreed, and where it stands: told from rows that are only added."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from etl import model
from etl.errors import InputError
from etl.ledger.commitments import Commitment, agree, change, due_soon, read_commitments, settle
from etl.settings import Settings
from etl.store import Ledger, open_ledger

TODAY = date(2026, 11, 20)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(Settings(home=tmp_path))
    yield opened
    opened.close()


def agreed(ledger: Ledger, **changes: Any) -> str:
    given: dict[str, Any] = {
        "department": "Logistics", "issue": "Late", "owner": "Head of Logistics", "what": "Second courier",
        "start": date(2026, 11, 1), "due": date(2026, 12, 1), "target": 40.0, "author": "Ann",
    }  # fmt: skip
    return agree(ledger, **(given | changes))


def test_what_was_agreed_is_read_back_as_it_was(ledger: Ledger) -> None:
    name = agreed(ledger)
    (found,) = read_commitments(ledger)
    assert (found.commitment, found.department, found.issue, found.owner) == (
        name, "Logistics", "Late", "Head of Logistics",
    )  # fmt: skip
    assert (found.start, found.due, found.target, found.state) == (date(2026, 11, 1), date(2026, 12, 1), 40.0, "agreed")
    assert found.cause == "Late (Logistics)"


def test_a_change_of_state_adds_a_row_and_leaves_the_first_as_it_was(ledger: Ledger) -> None:
    agreed(ledger)
    rows = ledger.read(sa.select(model.commitments))
    for action, state in (("done", "done"), ("reopen", "agreed"), ("withdraw", "withdrawn")):
        change(ledger, read_commitments(ledger)[0], action, "Bob", note="said so")
        assert read_commitments(ledger)[0].state == state
    later = ledger.read(sa.select(model.commitments))
    assert len(later) == 4
    assert later.iloc[:1].astype("str").to_dict("records") == rows.astype("str").to_dict("records")
    assert [step[:3] for step in read_commitments(ledger)[0].history] == [
        ("agree", "Ann", ""), ("done", "Bob", "said so"), ("reopen", "Bob", "said so"), ("withdraw", "Bob", "said so"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"department": ""}, "department"),
        ({"department": "Unattributed"}, "department"),
        ({"what": "  "}, "what will be done"),
        ({"owner": ""}, "name"),
        ({"author": " "}, "name"),
        ({"due": date(2026, 10, 1)}, "before it starts"),
        ({"target": -1.0}, "0 or more"),
        ({"target": float("nan")}, "0 or more"),
        ({"target": float("inf")}, "0 or more"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_recorded(ledger: Ledger, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        agreed(ledger, **wrong)
    assert read_commitments(ledger) == ()


def test_a_commitment_that_is_done_can_not_be_done_again(ledger: Ledger) -> None:
    agreed(ledger)
    change(ledger, read_commitments(ledger)[0], "done", "Bob")
    with pytest.raises(InputError, match="already"):
        change(ledger, read_commitments(ledger)[0], "done", "Bob")


def test_a_target_and_an_issue_may_be_left_open(ledger: Ledger) -> None:
    agreed(ledger, issue=None, target=None)
    (found,) = read_commitments(ledger)
    assert (found.issue, found.target, found.cause) == (None, None, "Everything that starts in Logistics")


def test_what_is_late_or_due_soon_is_called_to_mind_the_latest_first(ledger: Ledger) -> None:
    for due in (date(2026, 11, 18), date(2026, 11, 20), date(2026, 12, 4), date(2026, 12, 5)):
        agreed(ledger, due=due, start=date(2026, 11, 1))
    assert [each.words for each in due_soon(read_commitments(ledger), TODAY)] == [
        "due 2 days ago", "due today", "due in 14 days",
    ]  # fmt: skip


def test_nobody_is_reminded_of_what_is_done_or_withdrawn(ledger: Ledger) -> None:
    for action in ("done", "withdraw"):
        agreed(ledger, due=TODAY, what=action)
        change(ledger, next(c for c in read_commitments(ledger) if c.what == action), action, "Bob")
    assert due_soon(read_commitments(ledger), TODAY) == ()


def row(name: str, action: str, number: int) -> dict[str, Any]:
    empty = dict.fromkeys(("department", "issue", "owner", "what", "start", "due", "target", "note"))
    told = {"commitment": name, "action": action, "author": "Ann", "recorded_at": datetime(2026, 1, 1)}
    if action == "agree":
        told |= {"department": "Logistics", "owner": "B", "what": f"w{number}", "start": TODAY, "due": TODAY}
    return empty | told


actions: Callable[..., Any] = st.sampled_from(["done", "withdraw", "reopen"])


@given(steps=st.lists(st.tuples(st.sampled_from("abc"), actions), max_size=12))
def test_the_last_row_says_where_a_commitment_stands_and_rows_without_one_say_nothing(
    steps: list[tuple[str, str]],
) -> None:
    rows = [row("a", "agree", 0), row("b", "agree", 1)]
    rows += [row(name, action, number) for number, (name, action) in enumerate(steps)]
    found: dict[str, Commitment] = {each.commitment: each for each in settle(rows)}
    assert set(found) == {"a", "b"}
    states = {"done": "done", "withdraw": "withdrawn", "reopen": "agreed"}
    for name in "ab":
        own = [action for whose, action in steps if whose == name]
        assert found[name].state == (states[own[-1]] if own else "agreed")
        assert len(found[name].history) == 1 + len(own)
