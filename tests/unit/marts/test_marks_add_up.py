"""What a mark shows is what its list adds up to: in a small store, for every row of every frame that counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pytest

from etl.marts.core.filters import Filters
from etl.marts.core.formatting import number_of
from etl.marts.core.mark_filters import ARROW, YES
from etl.marts.frames import bounce_backs, breakdowns, comparison, lenses, workload_distribution
from etl.marts.frames.ticket_list import count_tickets, tickets_page
from etl.marts.measures.response_times import answer_times
from etl.marts.shares.scope import Scope
from etl.marts.shares.told import ANY_SHIFT
from pages.ui.charts.bars import OPENS as BARS
from pages.ui.charts.handing_matrix import OPENS as MATRIX
from pages.ui.charts.lens_by_group import OPENS as GROUPS
from pages.ui.charts.lens_by_month import OPENS as MONTHS
from pages.ui.charts.months_with_limits import OPENS as LIMITS
from pages.ui.charts.off_hours_grid import OPENS as GRID
from pages.ui.charts.opening import COLUMN, Opens, marked, narrowed
from pages.ui.charts.participation_bars import OPENS as PARTICIPATION
from pages.ui.charts.spread_by_hours import OPENS as HOURS
from pages.ui.charts.spread_by_month import OPENS as SPREAD
from tests.marked_tickets import rows, world
from tests.store_rows import store, taxonomy

WORLD = world()
LOAD = Filters(counted=("complaint", "unknown"))
COMPLAINTS = Filters(counted=("complaint",))
SINGLE = Filters(kind=("complaint", "unknown"))
ELSEWHERE = {"origin": ("elsewhere", "outside")}


def _lens(name: str, by: str) -> Callable[[Scope], pd.DataFrame]:
    def rows_of(scope: Scope) -> pd.DataFrame:
        found = lenses.absorption_by(scope, by)
        return found[found["lens"] == name]

    return rows_of


def _took_part(scope: Scope) -> pd.DataFrame:
    found = breakdowns.measures_by(scope, "department", ("participation",))
    return found[found["value"].notna()]


def _pairs(scope: Scope) -> pd.DataFrame:
    found = bounce_backs.time_lost(scope)
    return found.assign(pair=found["from_department"] + ARROW + found["to_department"])


def _by(name: str) -> Opens:
    return Opens({name: "group"}, some="numerator")


FRAMES: dict[str, tuple[Callable[[Scope], pd.DataFrame], Opens, Filters, str]] = {
    "by department": (breakdowns.by_department, BARS["bars_by_department"], COMPLAINTS, "complaints"),
    "by cause": (breakdowns.by_issue, BARS["bars_by_cause"], COMPLAINTS, "complaints"),
    "by month": (breakdowns.by_month, LIMITS["months_with_limits"], COMPLAINTS, "complaints"),
    "by hour": (breakdowns.weekday_hour, GRID["off_hours_grid"], COMPLAINTS, "complaints"),
    "met first": (_lens("absorption_contact", "department"), _by("department"), LOAD.with_(met=("frontline",)),
                  "numerator"),
    "met first by month": (_lens("absorption_contact", "month"), MONTHS["lens_by_month"],
                           LOAD.with_(met=("frontline",), **ELSEWHERE), "numerator"),
    "closed without": (_lens("absorption_closure", "department"), _by("department"),
                       LOAD.with_(closed=("without",)), "numerator"),
    "took part": (_took_part, PARTICIPATION["participation_bars"], LOAD.with_(took_part=(YES,)), "numerator"),
    "reopened": (lambda scope: comparison.compared(scope, "team", "reopened").groups, _by("team"),
                 LOAD.with_(reopened=(YES,)), "numerator"),
    "shifts": (workload_distribution.shift_spread, SPREAD["spread_by_month"], SINGLE.with_(during=(ANY_SHIFT,)),
               "load"),
    "shifts by hours": (workload_distribution.hours_spread, HOURS["spread_by_hours"], SINGLE, "load"),
}  # fmt: skip
"""Frame of a chart, what a row of it opens, what all of it counts, and its column of complaints or tickets."""
HANDED: dict[str, tuple[Callable[[Scope], pd.DataFrame], Opens, str]] = {
    "pairs": (_pairs, MATRIX["handing_matrix"], "handoffs"),
    "asked": (answer_times, Opens({"asked": "department"}), "asked"),
}
"""The same of what counts hand-offs."""


@pytest.fixture(scope="module")
def everything() -> Iterator[Scope]:
    with store(**rows(WORLD)) as connection:
        yield Scope(connection, Filters(), taxonomy())


def opened(frame: pd.DataFrame, opens: Opens, base: Filters, counts: str) -> Iterator[tuple[Filters, float]]:
    """Filters of each row that opens tickets, and what it counts."""
    for row in marked(frame, opens).to_dict("records"):
        if (chosen := narrowed(base, str(row[COLUMN]))) is not None and not pd.isna(row[counts]):
            yield chosen, float(row[counts])


@pytest.mark.parametrize("name", FRAMES)
def test_probabilities_of_the_list_sum_to_the_bar(everything: Scope, name: str) -> None:
    frame, opens, base, counts = FRAMES[name]
    found = [row for row in opened(frame(everything), opens, base, counts) if row[1] > 0]
    assert found
    for chosen, number in found[:12]:
        counted = count_tickets(everything.with_filters(chosen))
        assert (counted.complaints if chosen.counted else counted.tickets) == pytest.approx(number), chosen.words()


@pytest.mark.parametrize("name", FRAMES)
def test_what_is_said_to_be_attributed_is_marked_in_the_list(everything: Scope, name: str) -> None:
    frame, opens, base, counts = FRAMES[name]
    chosen, _ = max(opened(frame(everything), opens, base, counts), key=lambda row: row[1])
    scope = everything.with_filters(chosen)
    page, counted = tickets_page(scope, size=len(WORLD)), count_tickets(scope)
    assert (len(page), page["is_attributed"].sum()) == (counted.tickets, counted.attributed)


@pytest.mark.parametrize("name", HANDED)
def test_a_list_of_hand_offs_says_how_many_there_are(everything: Scope, name: str) -> None:
    frame, opens, counts = HANDED[name]
    found = list(opened(frame(everything), opens, SINGLE, counts))
    assert found
    for chosen, number in found:
        said: Any = bounce_backs.handed_words(everything.with_filters(chosen))
        assert said.startswith(number_of(number, "hand-off")), chosen.words()
        assert count_tickets(everything.with_filters(chosen)).tickets > 0


def test_groups_of_a_lens_open_the_filter_that_they_are_values_of() -> None:
    assert GROUPS["lens_by_group"].filters == {}  # the chart says which: `by` of its call
