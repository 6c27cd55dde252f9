"""What holds in any store, whatever the rows: small random stores, and the measures counted again in pandas."""

from __future__ import annotations

from random import Random

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.marts.core.filters import Filters
from etl.marts.core.notes import reasons
from etl.marts.frames import bounce_backs, breakdowns, cost_by_cause, lenses, teams
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from tests.drawn_stores import FILTERS, Drawn, put, tickets_with_origins
from tests.store_rows import Row, store, taxonomy

RATES = (
    "share_elsewhere", "share_unattributed", "absorption_contact", "absorption_effort", "absorption_closure",
    "frontline_view", "off_hours", "participation", "handed_on", "pingpong", "bounce_back",
    "came_home", "solved", "one_touch",
    "reopened", "satisfied", "mean_confidence",
)  # fmt: skip
DIMENSIONS = ("department", "issue", "channel", "product", "month")
WITHIN = (
    *RATES, *lenses.LENSES, "complaints", "tickets", "caused_elsewhere", "caused_by_frontline", "unattributed",
    "handle_hours", "requests", "excluded", "touches", "reopens", "waiting_days", "frontline_hours_elsewhere",
    "lost_hours",
)  # fmt: skip
"""What invariants ask by name: other totals answer then than those of all measures at once."""


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(rows=tickets_with_origins(), filters=st.sampled_from(FILTERS), seed=st.randoms())
def test_what_holds_in_any_store(rows: dict[str, list[Row]], filters: Filters, seed: Random) -> None:
    """All of it over each store that is drawn: what fails names itself."""
    with store(**rows) as connection:
        scope, whole = (Scope(connection, each, taxonomy()) for each in (filters, Filters()))
        drawn = Drawn(rows, scope, everything=compute(whole), within=compute(scope, dict.fromkeys(WITHIN)))
        origins_add_up_to_the_complaints(drawn)
        rates_lie_between_none_and_all_and_within_their_bounds(drawn)
        reasons_stand_where_there_is_no_number_and_nowhere_else(drawn)
        a_filter_only_shrinks_what_is_counted(drawn)
        the_list_holds_what_the_number_counts(drawn)
        measures_equal_an_independent_count(drawn)
        lenses_lie_between_none_and_all_and_their_parts_add_up_by_every_dimension(drawn)
        the_burden_of_all_causes_is_the_burden(drawn)
        minutes_by_team_are_all_the_minutes_and_the_frontlines_are_its_own(drawn)
        what_came_home_is_what_the_matrix_and_the_measures_say(drawn)
        the_order_of_rows_does_not_matter(drawn, seed)


def origins_add_up_to_the_complaints(drawn: Drawn) -> None:
    names = ("complaints", "caused_elsewhere", "caused_by_frontline", "unattributed")
    complaints, *parts = (drawn.within[name].value for name in names)
    assert sum(parts) == pytest.approx(complaints)
    frame = breakdowns.by_department(drawn.scope)
    assert frame["complaints"].sum() == pytest.approx(complaints)
    assert frame.empty or frame["share"].sum() == pytest.approx(1)
    for breakdown in (breakdowns.by_issue, breakdowns.by_month, breakdowns.weekday_hour):
        assert breakdown(drawn.scope)["complaints"].sum() == pytest.approx(complaints)


def rates_lie_between_none_and_all_and_within_their_bounds(drawn: Drawn) -> None:
    for name in RATES:
        result = drawn.within[name]
        if result.value is None:
            assert reasons(result.notes), name
            continue
        assert 0 <= result.value <= 1, name
        if result.denominator is not None:
            assert result.denominator > 0, name
        if result.low is not None and result.high is not None:
            assert 0 <= result.low <= result.value + 1e-9, name
            assert result.value <= result.high + 1e-9 <= 1 + 2e-9, name


def reasons_stand_where_there_is_no_number_and_nowhere_else(drawn: Drawn) -> None:
    for name, result in [*drawn.everything.items(), *drawn.within.items()]:
        assert bool(reasons(result.notes)) == (result.value is None), name


def a_filter_only_shrinks_what_is_counted(drawn: Drawn) -> None:
    for name in ("complaints", "tickets", "caused_elsewhere", "unattributed", "handle_hours", "requests", "excluded"):
        assert (drawn.within[name].value or 0) <= (drawn.everything[name].value or 0) + 1e-9, name


def the_list_holds_what_the_number_counts(drawn: Drawn) -> None:
    behind = Scope(drawn.scope.connection, drawn.scope.filters.with_(kind=("complaint",)), taxonomy())
    said = breakdowns.count_tickets(behind)
    listed = pd.concat([breakdowns.tickets_page(behind, page=page, size=2) for page in range(1, 6)])
    assert len(listed) == said.tickets == listed[["source", "ticket_id"]].drop_duplicates().shape[0]
    assert listed["share"].sum() == pytest.approx(said.complaints)
    assert said.complaints == pytest.approx(drawn.within["complaints"].value)


def measures_equal_an_independent_count(drawn: Drawn) -> None:
    for name, (part, whole) in counted_in_pandas(drawn.rows).items():
        result = drawn.everything[name]
        assert (result.numerator or 0) == pytest.approx(part), name
        if result.value is not None:
            assert result.value == pytest.approx(part / whole), name


def lenses_lie_between_none_and_all_and_their_parts_add_up_by_every_dimension(drawn: Drawn) -> None:
    for name in DIMENSIONS:
        frame = lenses.absorption_by(drawn.scope, name)
        known = frame.dropna(subset=["value"])
        assert known["value"].between(0, 1).all()
        assert (known["low"] <= known["value"] + 1e-9).all()
        assert (known["value"] <= known["high"] + 1e-9).all()
        assert (frame.loc[frame["value"].isna(), "note"] != "").all()
        for lens, groups in frame.groupby("lens"):
            for part in ("numerator", "denominator"):
                assert groups[part].sum() == pytest.approx(getattr(drawn.within[str(lens)], part) or 0.0), (name, lens)


def the_burden_of_all_causes_is_the_burden(drawn: Drawn) -> None:
    names = ("complaints", "touches", "reopens", "waiting_days")
    whole = {name: drawn.within[name].value or 0.0 for name in (*names, "frontline_hours_elsewhere")}
    for is_by_issue in (False, True):
        frame = cost_by_cause.burden(drawn.scope, is_by_issue=is_by_issue)
        for name in names:
            assert frame[name].sum() == pytest.approx(whole[name]), name
        elsewhere = frame[~frame["is_frontline"] & ~frame["is_unattributed"]]
        assert elsewhere["frontline_hours"].sum() == pytest.approx(whole["frontline_hours_elsewhere"])


def minutes_by_team_are_all_the_minutes_and_the_frontlines_are_its_own(drawn: Drawn) -> None:
    frame = teams.by_team(drawn.scope)
    assert frame["handle_hours"].sum() == pytest.approx(drawn.within["handle_hours"].value or 0.0)
    carried = cost_by_cause.burden(drawn.scope)["frontline_hours"].sum()
    assert frame.loc[frame["is_frontline"], "handle_hours"].sum() == pytest.approx(carried)
    assert not (frame["held_hours"] < 0).any()
    assert not (frame["held_business_hours"] > frame["held_hours"] + 1e-9).any()


def what_came_home_is_what_the_matrix_and_the_measures_say(drawn: Drawn) -> None:
    found, back = drawn.within, bounce_backs.returned(drawn.scope)
    assert back["share"].sum() == pytest.approx(found["bounce_back"].numerator or 0.0)
    assert (back["hours"] * back["share"]).sum() == pytest.approx(found["lost_hours"].value or 0.0)
    assert (found["came_home"].numerator or 0.0) <= (found["came_home"].denominator or 0.0) + 1e-9
    assert not (back["business_hours"] > back["hours"] + 1e-9).any()


def the_order_of_rows_does_not_matter(drawn: Drawn, seed: Random) -> None:
    connection = drawn.scope.connection
    put(connection, {name: seed.sample(table, len(table)) for name, table in drawn.rows.items()})
    after = compute(Scope(connection, Filters(), taxonomy()))
    for name, result in drawn.everything.items():
        assert result.value == pytest.approx(after[name].value), name


def counted_in_pandas(rows: dict[str, list[Row]]) -> dict[str, tuple[float, float]]:
    """Numerator and denominator of some measures, ticket by ticket."""
    department = taxonomy().department_of_team
    sums = dict.fromkeys(
        (
            "met", "met_known", "front", "placed", "alone", "closed", "took_part", "part_known", "handed",
            "handed_known", "back", "back_known",
        ),
        0.0,
    )  # fmt: skip
    for row in rows["tickets"]:
        if row["excluded_as"] or row["kind"] != "complaint":
            continue
        path = stations(row, [event for event in rows["events"] if event["ticket_id"] == row["ticket_id"]])
        known = row["count_stations"]
        handoffs = known - 1 if known else len(path) - 1 if path else None
        if handoffs is not None:
            sums["handed_known"] += 1
            sums["handed"] += handoffs > 0
        if path or handoffs == 0:
            sums["back_known"] += 1
            sums["back"] += len(path) > len(set(path))
        first = department(row["first_team"] or (row["team"] if known == 1 else None))
        holders = [department(team) for team in path]
        if not path and known:
            holders = (
                [department(row["team"])] if known == 1 else [department(row["first_team"]), department(row["team"])]
            )
        holders += [None] * ((known or 0) - len(holders))  # declared, and shown by no change
        for laid_row in rows["attributions"]:
            origin = laid_row["department"]
            if laid_row["ticket_id"] != row["ticket_id"] or origin in ("Support", "Unattributed"):
                continue
            share = laid_row["share"]
            if first:
                sums["met_known"] += share
                sums["met"] += share * (first == "Support")
            for holder in holders:
                minutes = share * (row["handle_minutes"] or 0) / len(holders) / 60
                sums["placed"] += minutes * (holder is not None)
                sums["front"] += minutes * (holder == "Support")
            if not holders or origin not in taxonomy().names or None in holders:
                continue
            sums["part_known"] += share
            sums["took_part"] += share * (origin in holders)
            sums["closed"] += share * (row["is_solved"] is True)
            sums["alone"] += share * (row["is_solved"] is True and origin not in holders)
    return {
        "absorption_contact": (sums["met"], sums["met_known"]),
        "absorption_effort": (sums["front"], sums["placed"]),
        "absorption_closure": (sums["alone"], sums["closed"]),
        "participation": (sums["took_part"], sums["part_known"]),
        "handed_on": (sums["handed"], sums["handed_known"]),
        "pingpong": (sums["back"], sums["back_known"]),
    }


def stations(row: Row, events: list[Row]) -> list[str]:
    """Teams that held a ticket in turn, by its known changes; none where one team alone is said to have held it."""
    if row["count_stations"] == 1:
        return []
    kept = [event for event in events if event["new_value"] is not None]
    path: list[str] = [kept[0]["old_value"]] if kept and kept[0]["old_value"] else []
    for event in kept:
        if not path or path[-1] != event["new_value"]:
            path.append(event["new_value"])
    return path
