"""The page Compare: what is compared is in the address, groups are said, and a store without any says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from etl.marts.frames.comparison import RATE, choices
from tests.stores import etl

Open = Callable[..., AppTest]


def said(app: AppTest) -> str:
    return "\n".join(each.value.replace("\\", "") for each in (*app.title, *app.markdown, *app.caption))


def test_departments_are_compared_first(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "compare")
    assert not app.exception
    assert app.title[0].value.startswith("Bounced back when handed over")
    table = app.dataframe[0].value
    assert {"Logistics", "Finance"} <= set(table["group"])
    assert (table["of"].str.contains(" of ")).all()
    assert "Spiegelhalter 2005" in said(app)


def test_the_page_opens_on_a_measure_that_the_store_has(open_page: Open, tmp_path: Path) -> None:
    cells = [("Lamp", 1), ("Lamp", 0), ("Desk", 0), ("Desk", 0)]
    asked = [
        f"{number},The parcel has not arrived,This is unacceptable,2026-03-04 10:00,Closed,{product},{often}\n"
        for number, (product, often) in enumerate(cells)
    ]
    header = "Ticket ID,Subject,Description,Created time,Status,Product,Reopens\n"
    export = tmp_path / "reopened.csv"
    export.write_text(header + "".join(asked), encoding="utf-8")
    etl(tmp_path, "load", str(export))
    app = open_page(tmp_path, "compare", by="product")
    assert not app.exception
    assert next(iter(choices("product"))) == RATE  # no orders are known: it would be an empty page
    assert app.selectbox(key="measure").value != RATE
    assert {"Lamp", "Desk"} <= set(app.dataframe[0].value["group"])
    assert not open_page(tmp_path, "compare").title[0].value.startswith("There is nothing to compare")
    asked_for = open_page(tmp_path, "compare", by="product", measure=RATE)
    assert asked_for.title[0].value.startswith("There is nothing to compare by")


def test_a_link_chooses_what_is_compared_by_what(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "compare", by="product", measure="reopened")
    assert app.selectbox(key="by").value == "product"
    assert app.selectbox(key="measure").value == "reopened"
    assert said(app).startswith("Reopened: ")
    app.selectbox(key="by").set_value("channel").run()
    assert not app.exception
    assert app.query_params == {"by": "channel", "measure": "reopened"}
    assert "phone" in set(app.dataframe[0].value["group"])


def test_another_grouping_that_lacks_the_measure_takes_its_first(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "compare", by="department", measure=RATE)
    assert not app.exception
    assert app.selectbox(key="measure").value == next(iter(choices("department")))


def test_columns_of_the_export_can_be_compared(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "compare", by="col.Contact reason [list]", measure="reopened")
    assert not app.exception
    assert "Delivery" in set(app.dataframe[0].value["group"])
    assert "Not drawn:" in said(app)


@pytest.mark.parametrize("by", ["department", "product", "channel", "team"])
def test_a_store_with_nothing_to_compare_says_why(open_page: Open, one_row_home: Path, by: str) -> None:
    app = open_page(one_row_home, "compare", by=by)
    assert not app.exception
    assert app.title[0].value.startswith("There is nothing to compare by")
    assert "–" in said(app)


def test_reasons_are_checked_beside_the_agreement(open_page: Open, sample_home: Path, one_row_home: Path) -> None:
    sample = open_page(sample_home, "method")
    assert not sample.exception
    assert {"Other", "Delivery"} <= {
        reason for each in sample.dataframe if "reason" in each.value for reason in each.value["reason"]
    }
    nothing = open_page(one_row_home, "method")
    assert "No export within these filters has a reason that agents declare." in said(nothing)
