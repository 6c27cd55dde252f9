"""Each filter that a mark of a chart chooses, on DuckDB and on PostgreSQL, against a count without any SQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from etl.marts.core.filter_kinds import UNKNOWN
from etl.marts.core.filters import Filters
from etl.marts.core.mark_filters import ARROW, MARK_FILTERS, NO, YES
from etl.marts.frames.ticket_list import count_tickets, counted_tickets, tickets_page
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from etl.marts.shares.told import OF_PARTS
from etl.model import NONE_OF_THESE, NOT_A_COMPLAINT, UNATTRIBUTED
from tests.marked_tickets import OPEN, SHIFTS, STRANGER, TEAMS, Told, answers, is_true, rows, rulings, world
from tests.store_rows import store, taxonomy

WORLD = world()
PAIRS = tuple(f"{one}{ARROW}{other}" for one, other in (("Support", "Finance"), ("Finance", "Support")))
VALUES: dict[str, tuple[str, ...]] = {
    "took_part": (YES, NO), "closed": ("with", "without"), "off_hours": (YES, NO), "met": ("frontline", "others"),
    "worked": ("frontline", "others"), "passed_on": (YES, NO), "reopened": (YES, NO), "rated": ("good", "bad"),
    "handed": PAIRS, "asked": ("Logistics", "Finance"), "returned": ("Logistics", "Finance", "Support"),
    "waited": (*TEAMS, STRANGER), "during": (*SHIFTS, "any"), "agent": ("named", "unnamed"), "judged": PAIRS,
}  # fmt: skip
ORIGINS = {
    "elsewhere": {"Logistics", "Finance"}, "outside": set(), "frontline": {"Support"}, "none": {NONE_OF_THESE},
    "unattributed": {UNATTRIBUTED},
}  # fmt: skip


@pytest.fixture(scope="module", params=["duckdb", pytest.param("postgresql", marks=pytest.mark.database)])
def everything(request: pytest.FixtureRequest) -> Iterator[Scope]:
    """The whole world; what filters don't change is asked once."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else "duckdb:///:memory:"
    with store(url, **rows(WORLD)) as connection:
        yield Scope(connection, Filters(), taxonomy(), judged=answers(WORLD))


def listed(everything: Scope, **filters: Any) -> dict[str, float]:
    """Tickets of a list, each with its share or probability."""
    scope = everything.with_filters(Filters(**filters))
    t = counted_tickets(scope) if scope.filters.counted else scope.tickets
    found = scope.frame(sa.select(t.c.ticket_id, t.c.share).where(t.c.excluded_as.is_(None)))
    return dict(zip(found["ticket_id"], found["share"], strict=True))


def told(**shares: float) -> Any:
    """The tickets of which something is true."""
    return {name: pytest.approx(share) for name, share in shares.items() if share > 0}


def counting() -> list[Told]:
    return [each for each in WORLD if each.excluded is None]


def of_complaint(each: Told, departments: set[str] | None = None, name: str = "", value: str = "") -> float:
    """Probability that a ticket is a complaint, of such departments, and that a filter on its origin is true."""
    if each.kind == "unknown":
        return 0.0
    return sum(
        share
        for outcome, share in each.probable.items()
        if outcome != NOT_A_COMPLAINT
        and (departments is None or outcome in departments)
        and (not name or is_true(each, name, value, outcome))
    )


def test_every_filter_of_a_mark_is_counted_here() -> None:
    assert {*VALUES, "counted", "origin", "besides", "coded"} == {each.names[0] for each in MARK_FILTERS}
    assert all(set(each.known) <= set(VALUES.get(each.names[0], each.known)) for each in MARK_FILTERS)


def test_every_value_is_true_of_some_tickets_and_not_of_others() -> None:
    for name, values in VALUES.items():
        departments = OPEN if name in OF_PARTS else [""]
        for value in values:
            found = [any(is_true(each, name, value, one) for one in departments) for each in counting()]
            assert any(found), (name, value)
            assert not all(found), (name, value)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in VALUES for value in VALUES[name]])
def test_a_list_has_the_tickets_of_which_its_filter_is_true(everything: Scope, name: str, value: str) -> None:
    def share(each: Told) -> float:
        if name in OF_PARTS:
            return sum(part for one, part in each.judged.items() if is_true(each, name, value, one))
        return float(is_true(each, name, value))

    assert listed(everything, **{name: (value,)}) == told(**{each.name: share(each) for each in counting()})


@pytest.mark.parametrize("name", VALUES)
def test_a_list_of_what_is_expected_has_its_probabilities(everything: Scope, name: str) -> None:
    value = VALUES[name][0]

    def share(each: Told) -> float:
        if name in OF_PARTS:
            return of_complaint(each, name=name, value=value)
        return of_complaint(each) if is_true(each, name, value) else 0.0

    found = listed(everything, counted=("complaint",), **{name: (value,)})
    assert found == told(**{each.name: share(each) for each in counting()})


@pytest.mark.parametrize("name", VALUES)
def test_a_measure_under_such_a_filter_counts_the_list(everything: Scope, name: str) -> None:
    filters = {name: VALUES[name][:1]}
    found = compute(everything.with_filters(Filters(**filters)), ("complaints",))["complaints"].value
    assert found == pytest.approx(sum(listed(everything, counted=("complaint",), **filters).values()))


@pytest.mark.parametrize("more", [{}, {"counted": ("complaint",)}])
def test_what_is_besides_causes_is_all_but_theirs(everything: Scope, more: dict[str, Any]) -> None:
    causes = {"Logistics": ("Late", "Broken"), "Finance": (UNKNOWN,)}
    left = dict(listed(everything, **more))
    for department, issues in causes.items():
        theirs = listed(everything, department=(department,), issue=issues, **more)
        for name, share in theirs.items():
            left[name] -= share
    named = tuple(f"{department}{ARROW}{issue}" for department, issues in causes.items() for issue in issues)
    found = listed(everything, besides=named, **more)
    assert found == told(**{name: share for name, share in left.items() if share > 1e-9})
    assert set(found) != set(listed(everything, **more))


def test_two_values_of_a_filter_are_either_and_two_filters_both(everything: Scope) -> None:
    either = listed(everything, rated=("good", "bad"), met=("frontline",))
    wanted = [each for each in counting() if each.rated and is_true(each, "met", "frontline")]
    assert set(either) == {each.name for each in wanted}


def test_what_is_counted_is_a_complaint_or_of_unknown_kind(everything: Scope) -> None:
    assert listed(everything, counted=("complaint",)) == told(**{each.name: of_complaint(each) for each in counting()})
    unknown = {each.name: 1.0 for each in counting() if each.kind == "unknown"}
    assert listed(everything, counted=("unknown",)) == told(**unknown)
    assert set(listed(everything, counted=("complaint", "unknown"))) == {each.name for each in counting()}


@pytest.mark.parametrize("origin", ORIGINS)
def test_an_origin_is_its_departments(everything: Scope, origin: str) -> None:
    of = {each.name: sum(each.judged.get(name, 0.0) for name in ORIGINS[origin]) for each in counting()}
    assert listed(everything, origin=(origin,)) == told(**of)
    expected = {each.name: of_complaint(each, ORIGINS[origin]) for each in counting()}
    if origin == "unattributed":  # nothing is expected to start nowhere: what was judged so, with what it may be
        expected = {each.name: of_complaint(each) for each in counting() if UNATTRIBUTED in each.judged}
    assert listed(everything, origin=(origin,), counted=("complaint",)) == told(**expected)


def test_the_unattributed_beside_a_department_count_once(everything: Scope) -> None:
    def share(each: Told) -> float:
        return of_complaint(each, None if UNATTRIBUTED in each.judged else {"Logistics"})

    found = listed(everything, department=("Logistics", UNATTRIBUTED), counted=("complaint",))
    assert found == told(**{each.name: share(each) for each in counting()})


@pytest.mark.parametrize("reason", [None, "Other", f"Late{ARROW}Box"])
def test_a_reason_and_a_ruling_are_those_of_the_random_sample(everything: Scope, reason: str | None) -> None:
    ruled = Scope(everything.connection, Filters(), taxonomy(), rulings(WORLD))
    found = listed(ruled, coded=(f"{reason or UNKNOWN}{ARROW}Finance",))
    there = (each for each in counting() if each.answers and each.answers[1] == "Finance")
    wanted = {each.name for each in there if each.reason == reason}
    assert set(found) == wanted
    assert wanted
    assert not listed(everything, coded=(f"Other{ARROW}Finance",))


def test_what_was_judged_so_is_marked_as_attributed(everything: Scope) -> None:
    chosen: dict[str, Any] = {"counted": ("complaint",), "department": ("Logistics",)}
    scope = everything.with_filters(Filters(**chosen))
    page = tickets_page(scope, size=len(WORLD))
    wanted = {
        each.name
        for each in counting()
        if each.kind == "complaint" and of_complaint(each, {"Logistics"}) and "Logistics" in each.judged
    }
    assert set(page.loc[page["is_attributed"], "ticket_id"]) == wanted
    counted = count_tickets(scope)
    assert (counted.tickets, counted.attributed) == (len(page), len(wanted))
    assert counted.complaints == pytest.approx(page["share"].sum())
