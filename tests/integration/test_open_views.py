"""A view that stays open: what every question starts from is worked out once, and a failed question spoils nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from etl.marts.core.filters import Filters
from etl.marts.estimates.by_group import departments_told
from etl.marts.measures.compute import compute
from etl.session import OpenViews, View
from etl.settings import Settings, load_settings


@pytest.fixture
def settings(one_row_home: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("HEADWATER_HOME", str(one_row_home))
    return load_settings()


def made_tables(view: View, filters: Filters) -> int:
    """Tables made while every measure was asked for."""
    engine, made = view.reader.connection.engine, []

    def note(*event: object) -> None:
        made.append(str(event[2]).startswith("CREATE TEMPORARY TABLE"))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        compute(view.scope(filters))
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return sum(made)


def test_what_every_measure_starts_from_is_worked_out_once_for_all_filters(settings: Settings) -> None:
    views = OpenViews(most=1)
    with views.of(settings, "now") as view:
        assert made_tables(view, Filters()) > 0
    with views.of(settings, "now") as again:
        assert again is view
        assert made_tables(again, Filters(channel=("email",))) == 0


def test_answers_under_a_filter_dont_depend_on_what_was_asked_before(settings: Settings) -> None:
    views, filters = OpenViews(most=2), Filters(channel=("email",))
    with views.of(settings, "asked before") as view:
        compute(view.scope(Filters()))
        after = compute(view.scope(filters))
    with views.of(settings, "asked first") as view:
        assert compute(view.scope(filters)) == after


def test_no_transaction_stays_open_between_questions_and_kept_rows_outlive_it(settings: Settings) -> None:
    views = OpenViews(most=1)
    with views.of(settings, "now") as view:
        before = compute(view.scope(Filters()))
    assert not view.reader.connection.in_transaction()
    with views.of(settings, "now") as again:
        assert compute(again.scope(Filters())) == before


def test_an_open_view_keeps_answers_of_a_few_filters_only(settings: Settings) -> None:
    with OpenViews(most=1).of(settings, "now") as view:
        asked = [departments_told(view.scope(Filters(search=str(number)))) for number in range(100)]
        again = departments_told(view.scope(Filters(search="99")))
        assert again is asked[-1]
        assert departments_told(view.scope(Filters(search="0"))) is not asked[0]


def test_a_view_that_a_question_failed_on_is_opened_anew(settings: Settings) -> None:
    views = OpenViews(most=1)
    with pytest.raises(ZeroDivisionError), views.of(settings, "now") as failed:
        raise ZeroDivisionError
    assert failed.reader.connection.closed
    with views.of(settings, "now") as view:
        assert view is not failed
        assert not view.reader.is_empty


def test_a_view_whose_connection_is_lost_is_opened_anew(settings: Settings) -> None:
    views = OpenViews(most=1)
    with views.of(settings, "now") as lost:
        pass
    lost.reader.connection.close()
    with views.of(settings, "now") as view:
        assert view is not lost
        assert not view.reader.is_empty


def test_the_view_that_was_asked_for_longest_ago_is_closed(settings: Settings) -> None:
    views = OpenViews(most=2)
    with views.of(settings, 1) as first, views.of(settings, 2) as second:
        pass
    with views.of(settings, 1):
        pass
    with views.of(settings, 3) as third:
        pass
    assert [each.reader.connection.closed for each in (first, second, third)] == [False, True, False]
