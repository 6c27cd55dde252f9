"""A digest says what was planted, nothing of an ordinary week, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from etl import model
from etl.errors import InputError
from etl.ledger.commitments import agree
from etl.ledger.notices import snooze
from etl.ledger.rulings import By, Objection, Share, Standing, answer, decisions, dispute, record
from etl.marts.core.filters import Filters
from etl.marts.shares.scope import Scope
from etl.settings import Settings
from etl.store import Ledger, open_ledger
from etl.usecases.digest import digests, remember
from etl.usecases.digest_contents import Digest
from tests.store_rows import store, taxonomy
from tests.weeks import Planted, monday, weeks

COUNT = 30
PLANTED = 27
"""Week in which everything happens; 28 is ordinary, 29 brings half as much again of the rise."""
RISE = {("Logistics", "Late"): 28}
NOW = datetime.combine(monday(COUNT) + timedelta(days=1), datetime.min.time())


@pytest.fixture(scope="module")
def connection() -> Iterator[sa.Connection]:
    planted = {
        PLANTED: Planted(RISE, ("Logistics", "klarna", 9)),
        29: Planted({("Logistics", "Late"): 60}, ("Finance", "bluetooth", 12), by_one=True),
    }
    with store(**weeks(COUNT, planted)) as opened:
        yield opened


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(Settings(home=tmp_path))
    yield opened
    opened.close()


def told(connection: sa.Connection, ledger: Ledger, week: int, name: str = "Logistics", **changes: Any) -> Digest:
    """Digest of a week, by default without the weeks after it having come."""
    given: dict[str, Any] = {"now": datetime.combine(monday(week) + timedelta(days=8), datetime.min.time())}
    given |= changes
    decided = decisions(ledger, taxonomy())
    settings = given.pop("settings", Settings())
    scope = Scope(connection, Filters(), taxonomy(), decided.overrides, decided.judged)
    last = monday(week) + timedelta(days=6)
    (found,) = digests(scope, decided, ledger, settings, [name], monday(week), last, **given)
    return found


def disputed(ledger: Ledger, at: datetime, outcome: str = "accepted") -> None:
    standing = Standing(
        source="shop",
        ticket_id="3",
        attributed=(Share("Logistics", "Late"),),
        engine=(Share("Logistics", "Late"),),
        run_id=1,
    )
    waiting = dispute(standing, "Logistics", "Finance", By("Ann", "not ours"))
    record(ledger, replace(waiting, ruled_at=at - timedelta(days=3)))
    record(ledger, replace(answer(standing, waiting, By("Lead", "agreed"), outcome), ruled_at=at))


def test_a_week_with_something_in_it_says_it(connection: sa.Connection, ledger: Ledger) -> None:
    due = monday(PLANTED) + timedelta(days=2)
    agree(ledger, department="Logistics", issue="Late", owner="Ms Secret", what="Second courier",
          start=date(2026, 3, 2), due=due, target=None, author="Ann")  # fmt: skip
    disputed(ledger, datetime.combine(due, datetime.min.time()))
    found = told(connection, ledger, PLANTED)
    assert [(each.issue, each.way) for each in found.changes if each.issue] == [("Late", "higher")]
    assert found.changes[0].complaints > 28
    assert [each.words for each in found.words] == [("klarna",)]
    assert [(each.commitment.what, each.days) for each in found.due] == [("Second courier", -6)]
    assert [(each.about, each.outcome, each.to, each.complaints) for each in found.decided] == [
        ("Logistics", "accepted", "Finance", 1)
    ]
    assert [each.issue for each in found.quotes] == ["Late"]
    assert found.changes[0].issue == "Late"
    assert found.has_news


def test_an_ordinary_week_says_nothing_is_new(connection: sa.Connection, ledger: Ledger) -> None:
    for week in (24, 25, 26, 28):
        for name in ("Logistics", "Finance", "Support"):
            found = told(connection, ledger, week, name)
            assert (found.changes, found.words, found.decided, found.has_news) == ((), (), (), False)
            assert found.whole.complaints > 0


def test_the_frontline_is_told_of_all_departments(connection: sa.Connection, ledger: Ledger) -> None:
    found = told(connection, ledger, PLANTED, "Support")
    assert ("Logistics", "Late") in [(each.department, each.issue) for each in found.changes]
    assert found.whole.department is None
    assert [each.department for each in found.words] == ["Logistics"]


def test_another_department_is_told_nothing_of_it(connection: sa.Connection, ledger: Ledger) -> None:
    disputed(ledger, datetime.combine(monday(PLANTED), datetime.min.time()), "kept")
    found = told(connection, ledger, PLANTED, "Finance")
    assert (found.changes, found.words, found.decided) == ((), (), ())


def test_a_word_that_one_person_writes_twelve_times_is_no_news(connection: sa.Connection, ledger: Ledger) -> None:
    assert told(connection, ledger, 29, "Finance").words == ()


def test_a_digest_made_twice_says_the_same(connection: sa.Connection, ledger: Ledger) -> None:
    first = told(connection, ledger, PLANTED)
    remember(ledger, first)
    again = told(connection, ledger, PLANTED)
    assert again == first
    remember(ledger, again)
    assert len(ledger.read(sa.select(model.notices))) == len(first.notices)


def shifted(found: Digest, ledger: Ledger, days: int) -> None:
    """Remember a digest as if it were that of a period so many days before."""
    periods = found.periods
    earlier = replace(periods, first=periods.first - timedelta(days=days), last=periods.last - timedelta(days=days))
    remember(ledger, replace(found, periods=earlier))


def test_what_was_said_isnt_said_again_within_the_cool_down(connection: sa.Connection, ledger: Ledger) -> None:
    first = told(connection, ledger, PLANTED)
    shifted(first, ledger, 7)
    found = told(connection, ledger, PLANTED)
    assert (found.changes, found.words, found.has_news) == ((), (), False)
    assert "Logistics: Late" in found.said_before
    later = told(connection, ledger, PLANTED, settings=Settings(digest_cool_down_days=7))
    assert later.changes == first.changes


def test_what_got_worse_is_said_again(connection: sa.Connection, ledger: Ledger) -> None:
    remember(ledger, told(connection, ledger, PLANTED))
    found = told(connection, ledger, 29)
    assert ("Late", "higher") in [(each.issue, each.way) for each in found.changes]


def test_what_is_snoozed_isnt_said_until_the_day(connection: sa.Connection, ledger: Ledger) -> None:
    day = monday(PLANTED) + timedelta(days=8)
    snooze(ledger, "Logistics", "Late", day)
    found = told(connection, ledger, PLANTED)
    assert "Late" not in [each.issue for each in found.changes]
    assert "Logistics: Late" in found.snoozed
    assert found.words
    snooze(ledger, "Logistics", None, day)
    assert not told(connection, ledger, PLANTED).has_news
    snooze(ledger, "Logistics", None, None)
    assert told(connection, ledger, PLANTED).words
    snooze(ledger, "Logistics", "Late", day - timedelta(days=1))
    assert "Late" in [each.issue for each in told(connection, ledger, PLANTED).changes]


def test_an_objection_is_told_once_and_a_late_commitment_again_after_the_cool_down(
    connection: sa.Connection, ledger: Ledger
) -> None:
    agree(ledger, department="Finance", issue=None, owner="Bo", what="Faster refunds", start=date(2026, 3, 2),
          due=monday(PLANTED), target=None, author="Ann")  # fmt: skip
    disputed(ledger, datetime.combine(monday(PLANTED), datetime.min.time()))
    first = told(connection, ledger, PLANTED, "Finance")
    assert (len(first.decided), len(first.new_due)) == (1, 1)
    shifted(first, ledger, 40)
    found = told(connection, ledger, PLANTED, "Finance")
    assert (found.decided, len(found.due), len(found.new_due)) == ((), 1, 1)


def objected(ledger: Ledger, raised: date, due: date, decider: str, proposed: str | None = None) -> None:
    standing = Standing(
        source="shop",
        ticket_id="4",
        attributed=(Share("Logistics", "Late"),),
        engine=(Share("Logistics", "Late"),),
        run_id=1,
    )
    objection = Objection("Logistics", proposed, decider, due)
    (waiting,) = objection.raised([standing], By("Ann", "not ours"), raised)
    record(ledger, replace(waiting, ruled_at=datetime.combine(raised, datetime.min.time())))


def test_an_objection_that_is_overdue_is_told_to_whom_it_concerns(connection: sa.Connection, ledger: Ledger) -> None:
    objected(ledger, monday(PLANTED), monday(PLANTED) + timedelta(days=4), "finance")
    for name in ("Logistics", "Finance", "Support"):
        found = told(connection, ledger, PLANTED, name)
        assert [(each.about, each.days, each.decider) for each in found.undecided] == [("Logistics", -4, "Finance")]
        assert len(found.new_undecided) == 1
        assert found.has_news
        shifted(found, ledger, 7)
        again = told(connection, ledger, PLANTED, name)
        assert (len(again.undecided), len(again.new_undecided)) == (1, 0)


@pytest.mark.parametrize(
    ("decider", "proposed", "told_to", "is_named"),
    [("", None, ["Support", "Logistics"], False), ("Ms Secret", "Finance", ["Support", "Logistics", "Finance"], True)],
)
def test_who_decides_is_told_by_the_department_alone(
    connection: sa.Connection, ledger: Ledger, decider: str, proposed: str | None, told_to: list[str], is_named: bool
) -> None:
    objected(ledger, monday(PLANTED), monday(PLANTED) + timedelta(days=30), decider, proposed)
    found = [told(connection, ledger, PLANTED, name) for name in ("Support", "Logistics", "Finance")]
    assert [each.department for each in found if each.undecided] == told_to
    (one,) = found[0].undecided
    assert (one.decider, one.is_decider_named, one.is_near) == (None, is_named, False)
    assert found[0].new_undecided == frozenset()
    assert "Secret" not in repr([each.undecided for each in found])


def test_an_objection_of_many_complaints_is_one(connection: sa.Connection, ledger: Ledger) -> None:
    raised = monday(PLANTED)
    standings = [
        Standing(source="shop", ticket_id=str(number), attributed=(Share("Logistics", "Late"),),
                 engine=(Share("Logistics", "Late"),), run_id=1)
        for number in (5, 6, 7)
    ]  # fmt: skip
    waiting = Objection("Logistics", "Finance", "", raised + timedelta(days=3)).raised(
        standings, By("Ann", "not ours"), raised
    )
    record(ledger, *(replace(each, ruled_at=datetime.combine(raised, datetime.min.time())) for each in waiting))
    (one,) = told(connection, ledger, PLANTED).undecided
    assert one.complaints == 3
    at = datetime.combine(raised + timedelta(days=2), datetime.min.time())
    record(ledger, *(replace(answer(each, one, By("Lead", "agreed"), "accepted"), ruled_at=at)
                     for each, one in zip(standings, waiting, strict=True)))  # fmt: skip
    found = told(connection, ledger, PLANTED)
    assert (found.undecided, [(each.to, each.complaints) for each in found.decided]) == ((), [("Finance", 3)])
    assert [each.kind for each in found.notices].count("objection") == 1


def test_fewer_than_the_smallest_are_no_news(connection: sa.Connection, ledger: Ledger) -> None:
    found = told(connection, ledger, PLANTED, settings=Settings(digest_smallest=500))
    assert (found.changes, found.words) == ((), ())


def test_with_few_weeks_before_nothing_can_be_told(connection: sa.Connection, ledger: Ledger) -> None:
    found = told(connection, ledger, 5)
    assert not found.periods.are_enough
    assert (found.changes, found.whole.usual_low) == ((), None)


def test_the_last_whole_week_is_taken_where_no_day_is_given(connection: sa.Connection, ledger: Ledger) -> None:
    decided = decisions(ledger, taxonomy())
    scope = Scope(connection, Filters(), taxonomy())
    found = digests(scope, decided, ledger, Settings(), now=NOW)
    assert [each.department for each in found] == ["Support", "Logistics", "Finance"]
    assert (found[0].periods.first, found[0].periods.last) == (monday(29), monday(30) - timedelta(days=1))
    within = digests(scope, decided, ledger, Settings(), now=NOW - timedelta(days=4))
    assert within[0].periods.first == monday(28)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 5, 4), date(2026, 5, 1), "Swap the two days"),
        (date(2026, 3, 2), date(2026, 8, 1), "shorter period"),
        (date(2020, 1, 6), date(2020, 1, 12), "isn't within them"),
    ],
)
def test_a_period_that_cant_be_used_is_refused(
    connection: sa.Connection, ledger: Ledger, first: date, last: date, said: str
) -> None:
    scope = Scope(connection, Filters(), taxonomy())
    with pytest.raises(InputError, match=said):
        digests(scope, decisions(ledger, taxonomy()), ledger, Settings(), [], first, last, now=NOW)
