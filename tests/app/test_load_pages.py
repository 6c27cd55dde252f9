"""The pages Frontline load and Deflection: their numbers are the measures', nobody is named, nothing is ranked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from etl import model
from etl.marts.core.formatting import count, value_words
from etl.settings import Settings
from etl.store import open_warehouse
from pages.ui.plain_text import plain
from tests.stores import as_measured, etl

Open = Callable[..., AppTest]

CARDS = {
    "frontline": (
        "frontline_hours_elsewhere", "hours_given_back", "frontline_cost_elsewhere", "off_hours", "touches",
        "waiting_days", "reopens",
    ),
    "deflection": ("came_home", "bounce_back", "participation", "lost_hours"),
}  # fmt: skip


def said(app: AppTest) -> str:
    texts = [str(one.value) for one in (*app.title, *app.markdown, *app.caption, *app.subheader)]
    return "\n".join([*texts, *(str(one.value.to_string()) for one in app.dataframe)])


@pytest.mark.parametrize("page", CARDS)
@pytest.mark.parametrize("query", [{}, {"department": "Logistics"}], ids=["everything", "a department"])
def test_the_cards_are_the_measures_of_the_command_line(
    open_page: Open, sample_home: Path, page: str, query: dict[str, str]
) -> None:
    options = [text for name, value in query.items() for text in (f"--{name}", value)]
    printed = json.loads(etl(sample_home, "measures", "--json", *options))["measures"]
    app = open_page(sample_home, page, **query)
    assert not app.exception
    for name in CARDS[page]:
        assert app.container(key=f"card_{name}").metric[0].value == value_words(as_measured(printed[name])), name


@pytest.mark.parametrize("page", CARDS)
def test_no_pseudonym_and_no_talk_of_us_and_them_is_on_the_page(open_page: Open, sample_home: Path, page: str) -> None:
    with open_warehouse(Settings(home=sample_home)).reader() as reader:
        agents = reader.read(sa.select(model.tickets.c.agent).distinct())["agent"].dropna().tolist()
    text = said(open_page(sample_home, page))
    assert agents
    assert not any(agent in text for agent in agents)
    assert not re.search(r"guilt|blame|fault|worst|versus|culprit|offender", text, re.IGNORECASE)


@pytest.mark.parametrize("page", CARDS)
def test_a_filter_without_complaints_says_so(open_page: Open, sample_home: Path, page: str) -> None:
    app = open_page(sample_home, page, from_="2025-09-01", to="2025-09-01", department="Marketing", channel="phone")
    assert not app.exception
    if not app.metric:
        assert app.title[0].value.startswith("There are no complaints")


def test_the_table_of_the_load_goes_by_issue_on_demand(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "frontline")
    assert "Issue" not in app.dataframe[0].value.columns
    app.segmented_control(key="burden_rows").set_value(True).run()
    assert not app.exception
    assert "Issue" in app.dataframe[0].value.columns


def test_names_of_departments_have_room_in_the_table_of_the_load(open_page: Open, sample_home: Path) -> None:
    table = open_page(sample_home, "frontline").dataframe[0]
    columns = json.loads(table.proto.columns)
    letters = max(map(len, table.value["Origin"]))
    assert letters >= len("None of these departments")
    assert columns["Origin"]["width"] >= 7 * letters + 20
    # What a window of 1280 has beside the sidebar.
    assert sum(columns[name]["width"] for name in table.value.columns) <= 925


def as_shown(low: float, high: float) -> str:
    return f"{count(low)}–{count(high)}"


def test_tables_show_the_intervals_that_the_command_line_prints(open_page: Open, sample_home: Path) -> None:
    printed = json.loads(etl(sample_home, "measures", "--json", "--department", "Logistics"))["measures"]
    groups = json.loads(etl(sample_home, "measures", "--by", "department", "--json"))["groups"]
    app = open_page(sample_home, "frontline")
    app.segmented_control(key="burden_cells").set_value(True).run()
    load = app.table[0].value.loc["Logistics"]
    for column, name in (("Hours", "frontline_hours_elsewhere"), ("h/mo", "hours_given_back"), ("Touches", "touches")):
        assert load[column] == plain(as_shown(printed[name]["low"], printed[name]["high"])), column
    complaints = as_shown(groups["Logistics"]["complaints"]["low"], groups["Logistics"]["complaints"]["high"])
    assert load["Complaints"] == plain(complaints)
    app = open_page(sample_home, "overview", count="All failure demand")
    demand = app.dataframe[0].value.set_index("Starts in").loc["Logistics"]
    assert demand["Complaints, interval"] == complaints
    assert demand["Chasing, interval"] == as_shown(printed["chasing"]["low"], printed["chasing"]["high"])


@pytest.mark.parametrize("name", ["issue", "channel", "product", "month"])
def test_absorption_is_shown_by_every_dimension(open_page: Open, sample_home: Path, name: str) -> None:
    app = open_page(sample_home, "frontline")
    app.segmented_control(key="lenses_by").set_value(name).run()
    assert not app.exception


def test_a_ticket_that_came_home_can_be_read(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "deflection")
    assert "Came back unsolved, the longest away first" in said(app)
    assert "Time lost between two departments" in said(app)
    table = app.dataframe[0].value
    assert (table["While open"] <= table["Hours away"] + 1e-6).all()


def test_the_names_in_the_table_of_time_lost_share_what_the_numbers_leave(open_page: Open, sample_home: Path) -> None:
    (table,) = open_page(sample_home, "deflection").dataframe
    widths = {name: column.get("width") for name, column in json.loads(table.proto.columns).items()}
    assert not {"From", "To"} & {name for name, width in widths.items() if width}
    beside_the_sidebar, name = 789, 170
    assert sum(width or 0 for width in widths.values()) <= beside_the_sidebar - 2 * name


@pytest.mark.parametrize("query", [{}, {"department": "Logistics"}], ids=["everything", "a department"])
def test_the_rows_of_time_lost_add_up_to_the_cards(open_page: Open, sample_home: Path, query: dict[str, str]) -> None:
    app = open_page(sample_home, "deflection", **query)
    table = app.dataframe[0].value
    options = [text for name, value in query.items() for text in (f"--{name}", value)]
    measured = json.loads(etl(sample_home, "measures", "--json", *options))["measures"]
    assert table["Hours away"].sum() == pytest.approx(measured["lost_hours"]["value"])
    assert table["Came back"].sum() == pytest.approx(measured["bounce_back"]["numerator"])
    assert table["While open"].sum() > 0


def test_a_store_without_hand_offs_says_which_files_bring_them_in_place_of_dashes(
    open_page: Open, one_row_home: Path
) -> None:
    app = open_page(one_row_home, "deflection")
    assert not app.exception
    assert len(app.metric) == 0
    assert "one row per change of a ticket" in said(app)
