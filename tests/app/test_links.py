"""What a link asks for and the data doesn't have: it stays in force and in the address, and the page says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from etl.marts.core.filter_kinds import Filter, Numbers, Period, Told
from etl.marts.core.filters import FILTERS, Filters
from etl.marts.core.own_columns import PREFIX, OwnColumns
from pages.ui.filters import OF_TICKETS
from tests.app.boxes import errors
from tests.stores import PAGES, ROOT, etl

Open = Callable[..., AppTest]

UNKNOWN = {
    "from": ("2026-11-15", "The data covers 4 Mar 2026: no day of the chosen period."),
    "to": ("2025-08-31", "The data covers 4 Mar 2026: no day of the chosen period."),
    "department": ("Nope", "The link names the department “Nope”"),
    "issue": ("Nope", "No ticket has the issue “Nope”"),
    "channel": ("fax", "No ticket has the channel “fax”"),
    "product": ("Nope", "No ticket has the product “Nope”"),
    "team": ("Nope", "No ticket has the team “Nope”"),
    "language": ("xx", "No ticket has the language “xx”"),
    "source": ("Nope", "No ticket has the source “Nope”"),
    "priority": ("Nope", "No ticket has the priority “Nope”"),
    "weekday": ("9", "No ticket has the weekday “9”"),
    "hour": ("25", "No ticket has the hour “25”"),
    "requester": ("Nope", "No ticket has the requester “Nope”"),
    "order": ("Nope", "No ticket has the order “Nope”"),
}
"""Of each filter a value that the store lacks, and what is to be said of it."""


def warned(app: AppTest) -> str:
    return "\n".join(one.value.replace("\\", "") for one in app.warning)


def strip(app: AppTest) -> str:
    return str(app.container(key="strip").caption[0].value).replace("\\", "")


@pytest.mark.parametrize("key", UNKNOWN)
def test_a_value_that_the_data_lacks_is_said_kept_and_in_force(open_page: Open, one_row_home: Path, key: str) -> None:
    value, told = UNKNOWN[key]
    app = open_page(one_row_home, "commitments", **{f"{key}_": value})
    assert not app.exception
    assert warned(app).startswith("Nothing matches these filters. ")
    assert told in warned(app)
    assert re.search(r"\b0 of (1|0\.\d) complaints", strip(app))  # of one ticket, as probable as it is a complaint
    assert app.query_params[key] == value


def example(each: Filter) -> str:
    """A value of a filter, as an address words it."""
    if isinstance(each, Period):
        return "2026-03-04"
    if isinstance(each, Numbers):
        return "3"
    if isinstance(each, Told) and not each.known:
        return "Support → Logistics"
    return str(each.known[0]) if each.known else "Nope & <b>"


EVERY_FILTER = {
    (f"{PREFIX}Region" if isinstance(each, OwnColumns) else key): example(each) for each in FILTERS for key in each.keys
}


@pytest.mark.parametrize("page", PAGES)
def test_a_cold_link_with_every_filter_keeps_its_address_and_says_what_is_in_force(
    open_page: Open, one_row_home: Path, page: str
) -> None:
    app = open_page(one_row_home, page, **{f"{key}_": value for key, value in EVERY_FILTER.items()})
    assert not app.exception
    assert not app.error
    assert app.query_params == EVERY_FILTER
    if "start.begin(" in (ROOT / "pages" / f"{page}.py").read_text(encoding="utf-8"):
        chosen = Filters.from_query(EVERY_FILTER)
        in_force = chosen if page == "tickets" else chosen.without(*OF_TICKETS)
        said = strip(app).replace("\u00a0", " ")
        assert [words for words in in_force.words() if words.replace("\u00a0", " ") not in said] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_page_stands_a_link_that_nothing_matches(open_page: Open, one_row_home: Path, page: str) -> None:
    app = open_page(one_row_home, page, department="Nope", from_="2026-11-15")
    assert not app.exception
    assert not app.error
    assert len(app.title) == 1


def test_of_a_period_that_the_data_have_in_part_the_part_is_said(open_page: Open, one_row_home: Path) -> None:
    app = open_page(one_row_home, "commitments", from_="2026-03-01", to="2026-03-10")
    assert warned(app) == "The data covers 4 Mar 2026: of the chosen period only 4 Mar 2026."
    assert app.date_input(key="to").value.isoformat() == "2026-03-10"
    assert app.query_params["to"] == "2026-03-10"


def test_a_known_value_beside_an_unknown_one_still_counts(open_page: Open, one_row_home: Path) -> None:
    app = open_page(one_row_home, "commitments", source=["table", "fax"])
    assert warned(app) == "No ticket has the source “fax”."
    assert "1 of 1 complaints" in strip(app)


def test_several_departments_of_a_link_count_together(open_page: Open, one_row_home: Path) -> None:
    app = open_page(one_row_home, "commitments", department=["Logistics", "Finance"])
    assert "department Logistics or Finance" in strip(app)
    assert app.multiselect(key="department").value == ["Logistics", "Finance"]
    assert app.query_params["department"] == ["Logistics", "Finance"]


def test_of_several_departments_the_department_page_offers_the_choice(open_page: Open, one_row_home: Path) -> None:
    app = open_page(one_row_home, "department", department=["Logistics", "Finance"])
    assert app.title[0].value.replace("\\", "") == "This page shows one department. Which: Logistics or Finance?"
    next(button for button in app.main.button if button.label.startswith("Finance")).click().run()
    assert "Finance" in app.title[0].value
    assert app.query_params["department"] == "Finance"


@pytest.mark.parametrize(("key", "value"), [("from", "yesterday"), ("weekday", "Monday")])
def test_a_day_or_number_of_a_link_that_cannot_be_read_is_said_and_no_number_shown(
    open_page: Open, one_row_home: Path, key: str, value: str
) -> None:
    app = open_page(one_row_home, "overview", **{f"{key}_": value})
    assert not app.exception
    assert value in errors(app)
    assert not app.metric


def test_a_filter_chosen_in_the_sidebar_goes_into_the_address(open_page: Open, one_row_home: Path) -> None:
    app = open_page(one_row_home, "commitments", source="table", ticket="table:1")
    name = app.multiselect(key="department").options[0]
    app.multiselect(key="department").set_value([name]).run()
    assert app.query_params == {"source": "table", "ticket": "table:1", "department": name}
    assert f"department {name} · source table" in strip(app)
    app.multiselect(key="source").set_value([]).run()
    assert app.query_params == {"ticket": "table:1", "department": name}


def test_another_filter_begins_the_list_of_tickets_at_its_first_page(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "tickets", page_="3")
    assert app.pagination(key="page").value == 3
    app.multiselect(key="department").set_value(["Marketing"]).run()
    assert app.pagination(key="page").value == 1
    assert "page" not in app.query_params


def test_a_list_has_no_column_without_anything_in_it(open_page: Open, tmp_path: Path) -> None:
    export = tmp_path / "bare.csv"
    export.write_text(
        "Ticket ID,Description,Created time,Status\n7,Where is it,2026-03-04 10:00,Open\n", encoding="utf-8"
    )
    etl(tmp_path, "load", str(export))
    app = open_page(tmp_path, "tickets", kind="")
    shown = list(app.dataframe[0].proto.column_order)
    assert "excerpt" in shown
    assert {"subject", "excluded_as"}.isdisjoint(shown)


def test_the_order_of_a_list_is_in_the_address(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "tickets", direction="up")
    assert app.segmented_control(key="direction").value == "up"
    days = app.dataframe[0].value["created_date"].tolist()
    assert days == sorted(days)
    app.segmented_control(key="direction").set_value("down").run()
    assert "direction" not in app.query_params
    assert app.dataframe[0].value["created_date"].iloc[0] > days[-1]
    app.segmented_control(key="direction").set_value("up").run()
    assert app.query_params["direction"] == "up"


def test_the_kinds_of_a_list_can_be_taken_away_and_the_address_says_so(open_page: Open, one_row_home: Path) -> None:
    app = open_page(one_row_home, "tickets")
    assert app.multiselect(key="kind").value == ["complaint"]
    app.multiselect(key="kind").set_value([]).run()
    assert app.query_params["kind"] == ""
    assert "kind" not in strip(app)


@pytest.mark.parametrize(
    ("page", "key", "value"),
    [("tickets", "sort", "Nope"), ("tickets", "page", "999"), ("review", "queue", "Nope"), ("day", "day", "Friday")],
)
def test_what_else_of_a_link_a_page_does_not_have_is_said(
    open_page: Open, one_row_home: Path, page: str, key: str, value: str
) -> None:
    app = open_page(one_row_home, page, **{f"{key}_": value})
    assert not app.exception
    assert any(f"“{value}”" in caption.value for caption in app.caption)
    assert app.query_params[key] == value


def test_no_widget_is_bound_by_streamlit_which_would_replace_entries_of_the_history() -> None:
    bound = [path for path in (ROOT / "pages").rglob("*.py") if "bind=" in path.read_text(encoding="utf-8")]
    assert bound == [ROOT / "pages" / "ui" / "address.py"]  # whose docstring says why
