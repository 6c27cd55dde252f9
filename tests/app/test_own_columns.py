"""The export's own columns on the pages: offered, chosen, in the address and in the strip, whatever they are called."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.stores import etl

Open = Callable[..., AppTest]

HOSTILE = "**Région** <b>x</b> $y$ [z](http://evil.example)"
BRANDS = ("Châtaigne & Søn", "<img src=x onerror=alert(1)>", "__init__ :red[x]", "")
REGIONS = ("Noord-Brabant en omstreken met de eilanden", "Zuid")


@pytest.fixture(scope="module")
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store of an export with columns of its own: one is called like a filter, another like nothing good."""
    home = tmp_path_factory.mktemp("own")
    with (home / "own.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["Ticket ID", "Subject", "Description", "Created time", "issue", HOSTILE, "E-mail"])
        for number in range(40):
            text = f"My parcel {number} is late, this is unacceptable"
            brand, region = BRANDS[number % 4], REGIONS[number // 20]
            at = f"2026-03-{number % 28 + 1:02} 10:00"
            rows.writerow([number, "Late", text, at, region, brand, f"ann{number % 3}@example.org"])
    etl(home, "load", str(home / "own.csv"))
    return home


def strip(app: AppTest) -> str:
    return str(app.container(key="strip").caption[0].value)


def test_columns_are_offered_and_those_of_people_are_not(open_page: Open, own_home: Path) -> None:
    app = open_page(own_home, "commitments")
    assert not app.exception
    assert app.selectbox(key="own_column").options == [HOSTILE, "issue"]


def test_a_chosen_value_goes_into_the_address_and_narrows(open_page: Open, own_home: Path) -> None:
    app = open_page(own_home, "commitments")
    app.selectbox(key="own_column").set_value("issue").run()
    chosen = app.multiselect(key="col.issue")
    assert chosen.options == sorted(REGIONS)
    chosen.set_value([REGIONS[0]]).run()
    assert app.query_params == {"col.issue": [REGIONS[0]]} or app.query_params == {"col.issue": REGIONS[0]}
    assert f"issue: {REGIONS[0]} · " in strip(app).replace("\\", "")
    assert len(open_page(own_home, "tickets", **{"col.issue": REGIONS[0]}).dataframe[0].value) == 20
    app.multiselect(key="col.issue").set_value([]).run()
    assert app.query_params == {}


@pytest.mark.parametrize("value", [*BRANDS[:3], "(unknown)"])
def test_a_link_with_any_value_holds_and_nothing_of_it_is_drawn(open_page: Open, own_home: Path, value: str) -> None:
    app = open_page(own_home, "tickets", **{f"col.{HOSTILE}": value})
    assert not app.exception
    assert not app.warning
    assert app.multiselect(key=f"col.{HOSTILE}").value == [value]
    assert len(app.dataframe[0].value) == 10
    label = app.multiselect(key=f"col.{HOSTILE}").label
    for text in (strip(app), label):
        assert "**Région**" not in text
        assert "<b>" not in text
        assert "](http" not in text


def test_a_value_or_column_that_the_data_lacks_is_said(open_page: Open, own_home: Path) -> None:
    app = open_page(own_home, "commitments", **{"col.issue": "East", "col.Nope": "x"})
    assert not app.exception
    said = app.warning[0].value.replace("\\", "")
    assert said.startswith("Nothing matches these filters. ")
    assert "No ticket has “x” in the column “Nope”." in said
    assert "No ticket has “East” in the column “issue”." in said
    assert app.query_params["col.Nope"] == "x"


def test_filters_are_cleared_with_the_others(open_page: Open, own_home: Path) -> None:
    app = open_page(own_home, "commitments", **{"col.issue": REGIONS[1], "source": "table"})
    app.button(key="clear").click().run()
    assert app.query_params == {}


def test_a_store_of_one_row_offers_no_column(open_page: Open, one_row_home: Path) -> None:
    app = open_page(one_row_home, "commitments")
    assert "own_column" not in {each.key for each in app.selectbox}
