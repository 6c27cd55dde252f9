"""An export whose dates have no time of day: no page makes hours up, and none falls over."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.shown import as_written
from tests.stores import etl

Open = Callable[..., AppTest]

HEADER = "Ticket ID,Subject,Description,Created time,Status\n"
LATE = "My parcel has not arrived; this is unacceptable. Where is my parcel?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store of nine complaints over three days."""
    home = tmp_path_factory.mktemp("days")
    rows = [f"{number},Parcel is late,{LATE},2026-03-0{2 + number % 3},Open\n" for number in range(9)]
    (home / "days.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    etl(home, "load", str(home / "days.csv"))
    return home


def said(app: AppTest) -> str:
    shown = [*app.title, *app.markdown, *app.caption, *app.info]
    return "\n".join(str(one.value) for one in shown).replace("\\", "")


def test_the_day_shown_unasked_is_not_said_to_be_chosen_by_hours(open_page: Open, home: Path) -> None:
    told = said(open_page(home, "day"))
    assert "the day of the last eight weeks on which most complaints arrived." in told
    assert "arrived while their origin was closed" not in told


def test_a_day_without_hours_is_shown_as_a_whole_and_counts_all_its_complaints(open_page: Open, home: Path) -> None:
    app = open_page(home, "day", day="2026-03-03")
    assert not app.exception
    found = re.search(r"Tuesday 3 Mar 2026: ([\d.]+) complaints arrived within these filters", said(app))
    assert found is not None
    assert 2.5 < float(found[1]) <= 3  # three tickets, each as probable as it is that it complains
    assert f"No hours to replay: for {found[1]} complaints the export gives only the day." in said(app)
    assert not app.get("select_slider")
    (chart,) = app.get("vega_lite_chart")
    assert as_written(chart.proto.spec)["title"]["text"] == "Complaints by origin"


@pytest.mark.parametrize("page", ["frontline", "department"])
def test_no_chart_by_hours_is_drawn_of_days_alone(open_page: Open, home: Path, page: str) -> None:
    app = open_page(home, page, **({"department": "Logistics"} if page == "department" else {}))
    assert not app.exception
    assert "No export within the filters gives a time of day, only days." in said(app)
    specs = [chart.proto.spec for chart in app.get("vega_lite_chart")]
    assert not any("Tickets per shift" in spec or "When they arrive" in spec for spec in specs)
