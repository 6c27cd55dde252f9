"""On every page: what a mark shows is what its list adds up to, before rulings correct it, and the list isn't empty."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from etl.marts.core.filters import Filters
from etl.marts.core.formatting import number_of
from etl.marts.frames import bounce_backs
from etl.marts.frames.ticket_list import count_tickets
from etl.session import View, open_view
from etl.settings import Settings
from pages.ui import parts
from pages.ui.charts.opening import COLUMN, Opens, narrowed
from tests.charts_to_click import CASES, Case, agree_on_one, declared, marks

Open = Callable[..., AppTest]

VISITS = list({str(case.address): case.address for case in CASES.values()}.values())
_MOST = 4
"""Marks of a chart that are looked up: the first, the last and some between."""


def test_every_chart_whose_marks_open_tickets_has_a_case() -> None:
    assert set(CASES) == {name for name, how in declared().items() if isinstance(how, Opens)}
    assert all(bool(case.counts) != bool(case.shows) for case in CASES.values())


@pytest.fixture(scope="module")
def unruled(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample without rulings, where nothing corrects the engine's probabilities; one commitment."""
    home = tmp_path_factory.mktemp("unruled") / "home"
    shutil.copytree(sample_home, home, ignore=shutil.ignore_patterns("ledger.sqlite*"))
    agree_on_one(home)
    return home


@pytest.fixture(scope="module")
def view(unruled: Path) -> Iterator[View]:
    with open_view(Settings(home=unruled)) as opened:
        yield opened


def drawn_on(open_page: Open, home: Path, page: str, query: Any) -> dict[str, tuple[Any, Filters]]:
    """Charts of a page that have tickets behind them, by key: the chart, and what all of it counts."""
    found: dict[str, tuple[Any, Filters]] = {}

    def keep(drawn: Any, _words: str, key: str, *, opens: Filters | None, **_: Any) -> None:
        if opens is not None:
            found[key] = (drawn, opens)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "chart", keep)
        app = open_page(home, page, **{f"{name}_": value for name, value in query.items()})
    assert not app.exception
    return found


def some(chart: Any) -> list[dict[str, Any]]:
    """A few of its marks, of all sizes."""
    every = list(marks(chart))
    return every[:: max(1, len(every) // _MOST)]


@pytest.mark.parametrize(("page", "query"), VISITS, ids=[f"{page} {'&'.join(query)}" for page, query in VISITS])
def test_a_mark_counts_what_its_list_adds_up_to(
    open_page: Open, unruled: Path, view: View, page: str, query: Any
) -> None:
    charts = drawn_on(open_page, unruled, page, query)
    cases = {case.key: case for case in CASES.values() if case.address == (page, query)}
    needs_rulings = {CASES["confusion"].key, CASES["tagging_grid"].key}
    assert set(cases) - needs_rulings <= set(charts)
    for key, (chart, base) in charts.items():
        assert some(chart) or key not in cases, key
        assert key not in cases or base == cases[key].all_of_it, key
        for row in some(chart):
            chosen = narrowed(base, row[COLUMN])
            assert chosen is not None
            _compare(view, cases.get(key), row, chosen)


def _compare(view: View, case: Case | None, row: dict[str, Any], chosen: Filters) -> None:
    scope = view.scope(chosen)
    found, number = count_tickets(scope), case.number(row) if case else None
    assert found.tickets > 0, (row, chosen.words())
    if case is None or number is None:
        return
    if case.is_of_handoffs:
        assert bounce_backs.handed_words(scope).startswith(number_of(number, "hand-off")), (row, chosen.words())
    else:
        told = found.complaints if chosen.counted else found.tickets
        assert told == pytest.approx(number, abs=1e-3), (row, chosen.words())


def test_a_case_that_counts_something_else_would_be_seen(view: View) -> None:
    chosen = Filters(counted=("complaint",), date_from=date(2026, 3, 1), date_to=date(2026, 3, 31))
    here = {"complaints": count_tickets(view.scope(chosen)).complaints, COLUMN: "?"}
    _compare(view, CASES["months_with_limits"], here, chosen)
    with pytest.raises(AssertionError):
        _compare(view, CASES["months_with_limits"], here, chosen.with_(date_to=date(2026, 3, 31) - timedelta(days=1)))
