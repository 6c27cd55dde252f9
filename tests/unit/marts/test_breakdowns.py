"""Frames for charts and tables say what the measures say, in the rows that charts need."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from etl.errors import InputError
from etl.marts.core.filters import UNKNOWN, Filters
from etl.marts.core.note_words import note_words
from etl.marts.core.periods import DAYS_A_MONTH
from etl.marts.cube.denominators import months_covered
from etl.marts.frames import breakdowns
from etl.marts.frames.hours_sankey import hours_by_origin
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from etl.model import UNATTRIBUTED
from tests.store_rows import Row, laid, moved, orders, run, store, taxonomy, ticket

WORK = {"handle_minutes": 60.0, "minutes_basis": "estimated", "team": "First line", "count_stations": 1}


def told(
    breakdown: str,
    filters: Filters | None = None,
    rows: dict[str, list[Row]] | None = None,
    rulings: pd.DataFrame | None = None,
    **more: Any,
) -> Any:
    with store(**(rows or {})) as connection:
        return getattr(breakdowns, breakdown)(Scope(connection, filters or Filters(), taxonomy(), rulings), **more)


def spread(**counts: int) -> dict[str, list[Row]]:
    """So many complaints of each department."""
    names = [(f"{department}{number}", department) for department, n in counts.items() for number in range(n)]
    return {
        "tickets": [ticket(name, **WORK) for name, _ in names],
        "attributions": [laid(name, department) for name, department in names],
    }


def test_departments_stand_by_size_with_the_frontline_and_the_unattributed_last() -> None:
    frame = told("by_department", rows=spread(Support=40, Finance=10, Unattributed=20, Logistics=30))
    assert frame["department"].tolist() == ["Logistics", "Finance", "Support", "Unattributed"]
    assert frame["high"].tolist() == [50, 30, 60, 20]
    assert frame["text"].iloc[0] == "30 · 30 %"
    few = told("by_department", rows=spread(Support=4, Logistics=3))
    assert few["text"].tolist() == ["3", "4"]  # of seven no percentage is told
    assert frame["hours"].tolist() == [30, 10, 40, 20]


def test_issues_keep_their_department_and_may_be_missing() -> None:
    rows = {
        "tickets": [ticket(name) for name in "123"],
        "attributions": [
            laid("1", "Logistics", issue="Late"),
            laid("2", "Logistics", issue="Late"),
            laid("3", "Finance"),
        ],
    }
    frame = told("by_issue", rows=rows)
    assert frame[["department", "complaints"]].to_numpy().tolist() == [["Logistics", 2.0], ["Finance", 1.0]]
    assert frame["issue"].iloc[0] == "Late"
    assert pd.isna(frame["issue"].iloc[1])


def test_every_month_has_a_row_and_the_cut_ones_say_so() -> None:
    rows = {"tickets": [ticket("1", datetime(2026, 1, 15, 9)), ticket("2", datetime(2026, 3, 31, 9))]}
    frame = told("by_month", rows=rows)
    assert frame["label"].tolist() == ["Jan 2026", "Feb 2026", "Mar 2026"]
    assert frame["complaints"].tolist() == [1, 0, 1]
    assert frame["is_partial"].tolist() == [True, False, False]
    assert frame["text"].iloc[0] == "1 (part of the period)"


def test_a_filter_on_days_cuts_a_month_too() -> None:
    rows = {"tickets": [ticket("1", datetime(2026, 1, 1, 9)), ticket("2", datetime(2026, 2, 28, 9))]}
    frame = told("by_month", Filters(date_to=date(2026, 2, 10)), rows)
    assert frame["is_partial"].tolist() == [False, True]
    assert told("by_month", Filters(date_from=date(2027, 1, 1)), rows).empty


def test_weeks_start_on_monday_and_learn_limits_from_whole_ones() -> None:
    monday = datetime(2026, 1, 5, 9)
    sizes = [4, 9, 4, 9, 4, 9, 4, 9, 4, 9, 4, 30]
    tickets = [
        ticket(f"{week}-{number}", monday + timedelta(days=7 * week + 6 * (number % 2)))
        for week, size in enumerate(sizes)
        for number in range(size)
    ]
    frame = told("measure_over_time", rows={"tickets": tickets}, name="complaints", step="week")
    assert frame["value"].tolist() == sizes
    assert frame["period"].iloc[0] == pd.Timestamp("2026-01-05")
    assert frame["signal"].iloc[-1] == "above the limits of ordinary variation"
    assert frame["is_signal"].sum() == 1


def test_years_without_data_teach_no_limits_and_thin_out_no_hours_a_month() -> None:
    """Limits were learnt from forty empty months, so every other was a signal; hours a month fell by as many."""
    days = [datetime(2021, 7, 2, 9), *(datetime(2025, month, day, 9) for month in range(1, 10) for day in (1, 15, 28))]
    rows = {
        "tickets": [ticket(str(number), at, **WORK) for number, at in enumerate(days)],
        "attributions": [laid(str(number), "Logistics") for number in range(len(days))],
    }
    frame = told("by_month", rows=rows)
    assert frame["is_empty"].sum() == 41
    assert not frame["is_signal"].any()
    assert frame["mean"].dropna().unique().tolist() == [3.0]
    assert frame.loc[frame["is_empty"], "text"].eq("no data").all()
    with store(**rows) as connection:
        covered = months_covered(Scope(connection, Filters(), taxonomy()))
    assert covered == pytest.approx((30 + 271) / DAYS_A_MONTH, abs=0.1)


def test_a_measure_over_time_has_limits_for_shares() -> None:
    tickets, shares = [], []
    for month in range(1, 10):
        for number in range(4):
            name = f"{month}-{number}"
            tickets.append(ticket(name, datetime(2026, month, 1 if number else 28, 9)))
            shares.append(laid(name, "Logistics" if number < month % 3 else "Support"))
    frame = told("measure_over_time", rows={"tickets": tickets, "attributions": shares}, name="share_elsewhere")
    assert frame["value"].tolist()[:3] == [0.25, 0.5, 0]
    assert frame["mean"].iloc[0] == pytest.approx(frame["numerator"][:8].sum() / frame["denominator"][:8].sum())
    assert frame["is_partial"].tolist() == [False] * 8 + [True]


def test_the_two_views_are_squares_of_exactly_a_hundred() -> None:
    rows = spread(Logistics=20, Support=10) | {"volumes": [orders(date(2026, 3, 4), 10000.0)]}
    views = told("two_views", rows=rows)
    assert len(views.company) == len(views.frontline) == 100
    assert views.company["is_complaint"].sum() == 1  # 0.3 % isn't none
    assert views.frontline["department"].value_counts().to_dict() == {"Logistics": 67, "Support": 33}
    assert views.frontline[["row", "column"]].drop_duplicates().shape[0] == 100
    assert (views.company_title, views.company_reason) == ("100 orders", ())
    few = told("two_views", rows=spread(Logistics=3) | {"volumes": rows["volumes"]})
    assert few.frontline.empty
    assert note_words(few.frontline_reason) == "Too few for a picture of a hundred squares: 3 complaints."


def test_a_view_without_its_denominator_says_why() -> None:
    views = told("two_views", rows=spread(Logistics=1))
    assert views.company.empty
    assert "No orders are loaded" in note_words(views.company_reason)
    assert note_words(told("two_views").frontline_reason) == "There are no complaints within the filters."


def test_the_grid_has_each_hour_of_the_week_and_the_departments_hours() -> None:
    rows = spread(Logistics=2)
    grid = told("weekday_hour", Filters(department=("Logistics",)), rows).set_index(["weekday", "hour"])
    assert len(grid) == 168
    assert grid.loc[(2, 12), "complaints"] == 2
    assert grid.loc[(2, 12), "text"] == "Wednesday 12:00, 2 complaints"
    assert [grid.loc[(2, hour), "is_open"] for hour in (8, 9, 16, 17)] == [False, True, True, False]
    assert told("weekday_hour", rows=rows)["is_open"].isna().all()


def test_the_ribbons_carry_the_frontlines_hours_and_reach_to_those_whose_team_is_unknown() -> None:
    rows = spread(Logistics=2, Support=1)
    rows["tickets"].append(ticket("x", handle_minutes=30.0, team="First line", count_stations=2))
    rows["attributions"].append(laid("x", "Logistics"))
    with store(**rows) as connection:
        frame = hours_by_origin(Scope(connection, Filters(), taxonomy()))
    assert frame[["origin", "hours"]].to_numpy().tolist() == [["Logistics", 2.25], ["Support", 1.0]]
    assert frame[["low", "high"]].to_numpy().tolist() == [[2.25, 2.5], [1.0, 1.0]]


def test_hand_offs_stand_by_pair_of_departments() -> None:
    rows = {
        "tickets": [ticket("1"), ticket("2")],
        "events": moved("1", None, "First line", "Warehouse", "Second line") + moved("2", "First line", "Night watch"),
    }
    frame = told("handoff_matrix", rows=rows).set_index(["from_department", "to_department"])
    assert frame.loc[("Support", "Logistics"), "text"] == "1, 1 of 1 came back"
    assert frame.loc[("Logistics", "Support"), "handoffs"] == 1
    assert ("Support", "Unknown team") in frame.index


def test_slices_add_up_and_name_the_unknown() -> None:
    rows = spread(Logistics=2, Support=1)
    rows["tickets"][0]["channel"] = "email"
    frame = told("by_column", rows=rows, name="channel")
    assert frame["value"].tolist() == [UNKNOWN, "email"]
    assert frame["text"].iloc[0] == "2, 1 of 2 caused elsewhere"
    with pytest.raises(InputError, match="no groups by 'date_from'"):
        told("by_column", name="date_from")


def test_measures_by_group_are_the_measures_under_that_filter() -> None:
    rows = spread(Logistics=2, Finance=1)
    wanted = ["complaints", "handle_hours", "absorption_effort"]
    frame = told("measures_by", rows=rows, name="department", wanted=wanted)
    with store(**rows) as connection:
        own = compute(Scope(connection, Filters(department=("Logistics",)), taxonomy()), wanted)
    logistics = frame[frame["group"] == "Logistics"].set_index("measure")
    assert logistics["value"].to_dict() == {name: own[name].value for name in wanted}
    assert logistics.loc["handle_hours", "figure"] == "2 h"


def test_pages_of_the_list_never_overlap_and_leave_nothing_out() -> None:
    rows = {"tickets": [ticket(str(number)) for number in range(7)]}
    with store(**rows) as connection:
        pages = [
            breakdowns.tickets_page(Scope(connection, Filters(), taxonomy()), page=n, size=3) for n in (1, 2, 3, 4)
        ]
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert sorted(pd.concat(pages)["ticket_id"]) == [str(number) for number in range(7)]


def test_a_row_of_the_list_names_all_origins_and_the_one_that_was_asked_for() -> None:
    rows = {
        "tickets": [ticket("1", body="Late\n  and   broken", subject="Hm")],
        "attributions": [laid("1", "Finance", 0.7, "Refund"), laid("1", "Logistics", 0.3, "Late")],
    }
    row = told("tickets_page", Filters(department=("Logistics",)), rows).iloc[0]
    assert (row["department"], row["issue"], row["share"]) == ("Logistics", "Late", pytest.approx(0.3))
    assert row["departments"] == "Finance 70 %, Logistics 30 %"
    assert row["excerpt"] == "Late and broken"
    said = told("count_tickets", Filters(department=("Logistics",)), rows)
    assert said.text == "1 ticket, 0.3 complaints attributed to Logistics: a shared ticket counts in parts"


def test_a_list_that_cannot_be_made_says_why() -> None:
    with pytest.raises(InputError, match="can't be sorted by 'guilt'"):
        told("tickets_page", sort="guilt")
    with pytest.raises(InputError, match="from 1"):
        told("tickets_page", page=0)


def test_a_ruling_takes_effect_at_once_and_a_dispute_is_marked() -> None:
    rows = spread(Logistics=1, Finance=1)
    rulings = pd.DataFrame(
        [
            {"source": None, "ticket_id": "Logistics0", "department": "Support", "issue": None, "share": 1.0},
            {"source": "shop", "ticket_id": "Finance0", "department": "Finance", "issue": None, "share": 1.0},
        ]
    ).assign(is_ruled=[True, False], is_disputed=[False, True])
    frame = told("by_department", rows=rows, rulings=rulings).set_index("department")
    assert frame["complaints"].to_dict() == {"Finance": 1, "Support": 1}
    assert frame["disputed"].to_dict() == {"Finance": 1, "Support": 0}
    elsewhere = rulings.assign(source="other")
    assert set(told("by_department", rows=rows, rulings=elsewhere)["department"]) == {"Finance", "Logistics"}


def test_one_ticket_shows_its_evidence_its_stations_and_its_own_columns() -> None:
    seen = {"run_id": 1, "source": "shop", "ticket_id": "1", "signal": "phrases", "department": "Logistics"}
    rows = {
        "tickets": [ticket("1", fields=json.dumps({"Ward": "B"}), solved_at=datetime(2026, 3, 4, 16), run_id=1)],
        "attributions": [laid("1", "Logistics", confidence=0.9)],
        "runs": [run(1, learnt='{"threshold": 0.8}')],
        "evidence": [
            seen | {"signal": "declared", "weight": 0.5, "field": "Ward", "detail": "B", "issue": None},
            seen | {"weight": 1.5, "field": "body", "detail": "late", "issue": "Late"},
            seen | {"signal": "model", "weight": 0.2, "field": "subject, body", "detail": "van, deliv*", "issue": None},
            seen
            | {
                "signal": "model",
                "department": "Finance",
                "weight": -1.0,
                "field": "body",
                "detail": "van",
                "issue": None,
            },
        ],
        "events": moved("1", None, "First line", None, "First line", "Warehouse"),
    }
    with store(**rows) as connection:
        found = breakdowns.ticket_detail(Scope(connection, Filters(), taxonomy()), "shop", "1")
        assert breakdowns.ticket_detail(Scope(connection, Filters(), taxonomy()), "shop", "2") is None
    assert found is not None
    assert found.fields == {"Ward": "B"}
    assert found.pieces == (("Logistics", "late"), ("Logistics", "van"), ("Logistics", "deliv*"))
    assert found.evidence["weight"].tolist() == [1.5, -1.0, 0.5, 0.2]
    # Log-odds of 0.9 are 2.197: less 1.5, 0.5 and 0.2.
    assert found.evidence["confidence_without"].round(2).fillna(0).tolist() == [0.67, 0.0, 0.85, 0.88]
    assert found.evidence["outcome_without"].fillna("").tolist() == [UNATTRIBUTED, "", "Logistics", "Logistics"]
    assert found.stations[["team", "department", "hours"]].to_numpy().tolist() == [
        ["First line", "Support", 3.0], ["Warehouse", "Logistics", 2.0],
    ]  # fmt: skip


def test_options_are_counted_under_the_other_filters_and_keep_what_is_chosen() -> None:
    rows = {"tickets": [ticket("1", channel="email", language="nl"), ticket("2", channel="chat"), ticket("3")]}
    frame = told("options_for", Filters(language=("nl",), channel=("fax",)), rows, name="channel")
    assert frame.to_dict("list") == {"value": ["email", "fax"], "tickets": [1.0, 0.0], "complaints": [1.0, 0.0]}
    assert told("options_for", rows=rows, name="channel")["value"].tolist() == [UNKNOWN, "chat", "email"]


def test_what_a_page_offers_of_the_whole_store_is_what_each_filter_is_told_alone() -> None:
    rows = {
        "tickets": [
            ticket("1", channel="email", language="nl", team="First line"),
            ticket("2", channel="chat", team="First line"),
            ticket("3", kind="request", created_hour=None),
            ticket("4", excluded_as="spam", channel="fax"),
        ],
        "attributions": [laid("1", "Logistics", issue="late")],
    }
    offered = told("options_of_store", rows=rows)
    alone = {name: told("options_for", rows=rows, name=name)["value"].tolist() for name in offered}
    assert offered == alone
    assert offered["channel"] == ["chat", "email", UNKNOWN]
    assert offered["excluded"] == ["spam"]
    assert offered["issue"] == [UNKNOWN, "late"]


def test_quotations_are_the_surest_complaints_of_each_issue() -> None:
    long = "My parcel was left in the rain and the box is broken again. "
    tickets = [ticket("1", body=long), ticket("2", body=long * 3), ticket("3", body="short"), ticket("4", body=long)]
    shares = [laid("1", "Logistics", confidence=0.7, issue="Broken"), laid("2", "Logistics", issue="Broken")]
    shares += [laid("3", "Finance"), laid("4", "Finance")]
    seen = {"run_id": 1, "source": "shop", "signal": "phrases", "issue": None, "weight": 1.0, "field": "body"}
    evidence = [seen | {"ticket_id": "2", "department": "Logistics", "detail": "broken"}]
    frame = told("quotes", rows={"tickets": tickets, "attributions": shares, "evidence": evidence})
    assert frame["ticket_id"].tolist() == ["4", "2"] or frame["ticket_id"].tolist() == ["2", "4"]
    quoted = frame.set_index("ticket_id")
    assert quoted.loc["2", "pieces"] == (("Logistics", "broken"),)
    assert quoted.loc["4", "issue"] is None
    assert not quoted["excerpt"].str.endswith(" ").any()


def test_a_departments_page_says_which_cause_is_the_largest() -> None:
    tickets = [
        ticket(str(n), datetime(2026, 1 + n % 3, 1 if n < 3 else 31 if n % 3 != 1 else 28, 9), **WORK) for n in range(6)
    ]
    shares = [laid(str(n), "Logistics", issue="Late" if n < 5 else "Broken") for n in range(6)]
    with store(tickets=tickets, attributions=shares) as connection:
        page = breakdowns.department_summary(Scope(connection, Filters(), taxonomy()), "Logistics")
    assert page.finding == "6 complaints start in Logistics; the most frequent issue is Late: 5."
    assert page.issues["complaints"].tolist() == [5, 1]


LOAD: Row = {
    "load_id": 1, "file_name": "a.csv", "file_hash": "x", "source": "shop", "kind": "tickets", "is_generated": True,
    "started_at": datetime(2026, 3, 5), "seconds": 1.0, "count_read": 1000, "count_accepted": 980,
    "count_rejected": 20, "count_loaded": 900, "count_already_known": 80, "excluded": "{}", "findings": "[]",
    "validation": json.dumps(
        [
            {"name": "id_is_there", "severity": "critical", "policy": "row", "reason": "r", "count_checked": 1000,
             "count_failed": 20},
            {"name": "text_is_there", "severity": "warning", "policy": "warn", "reason": "s", "count_checked": 980,
             "count_failed": 0},
        ]
    ),
    "taxonomy_name": "t", "taxonomy_hash": "t", "version": "0",
}  # fmt: skip


def test_the_state_of_the_store_names_its_days_and_its_freshness() -> None:
    rows = {"tickets": [ticket("1", solved_at=datetime(2026, 3, 6, 14, 5))], "loads": [LOAD]}
    with store(**rows) as connection:
        state = breakdowns.data_state(Scope(connection, Filters(), taxonomy()))
    assert state.text == "data as of 6 Mar 2026, 14:05 UTC"
    assert (state.tickets, state.sources, state.is_generated) == (1, ("shop",), True)
    assert (state.first_day, state.last_day) == (date(2026, 3, 4), date(2026, 3, 4))
    with store() as connection:
        assert breakdowns.data_state(Scope(connection, Filters(), taxonomy())).as_of is None


def test_what_is_asked_of_a_file_as_a_whole_is_not_told_as_one_row_of_it() -> None:
    asked = {"severity": "warning", "policy": "warn", "reason": "r", "count_checked": 1, "count_failed": 1}
    found = [asked | {"name": suite, "suite": suite} for suite in ("file", "tickets")]
    with store(loads=[LOAD | {"validation": json.dumps(found)}]) as connection:
        results = breakdowns.expectation_results(Scope(connection, Filters(), taxonomy()), 1)
    assert dict(zip(results["name"], results["text"], strict=True)) == {
        "file": "the file as a whole", "tickets": "1 of 1 row",
    }  # fmt: skip


def test_a_load_tells_its_reconciliation_its_expectations_and_its_refused_rows() -> None:
    reject = {"load_id": 1, "line": 7, "raw": "=1+1", "expectation": "id_is_there", "reason": "no id"}
    with store(loads=[LOAD, LOAD | {"load_id": 2}], rejects=[reject]) as connection:
        loads = breakdowns.all_loads(Scope(connection, Filters(), taxonomy()))
        results = breakdowns.expectation_results(Scope(connection, Filters(), taxonomy()), 1)
        rejects = breakdowns.rejects_of(Scope(connection, Filters(), taxonomy()), 1)
        assert breakdowns.rejects_of(Scope(connection, Filters(), taxonomy()), 2).empty
    assert loads["load_id"].tolist() == [2, 1]
    assert loads["sentence"].iloc[0] == "1,000 read: 980 accepted, 20 refused; 900 new or changed, 80 already known"
    assert results["text"].tolist() == ["20 of 1,000 rows", "all of 980 rows"]
    assert rejects.to_dict("records") == [
        {key: reject[key] for key in ("line", "expectation", "reason", "raw")} | {"file": None}
    ]
