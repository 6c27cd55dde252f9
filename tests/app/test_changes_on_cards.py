"""What cards say of the period before, the usual dates in the sidebar, and what drove a change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from etl.marts.core.filters import Filters
from etl.marts.frames import first_screen
from etl.marts.frames.change_drivers import change_drivers
from etl.marts.frames.change_words import change_help, change_words
from etl.marts.frames.changes import changes
from etl.marts.frames.hypothesis import LENSES, headline_measures
from etl.session import open_view
from etl.settings import load_settings

Open = Callable[..., AppTest]


def _said(text: str) -> str:
    return text.replace("\\", "").replace("\xa0", " ")


BELOW = [name for name in LENSES if name != first_screen.LENS]
"""Measures of Overview's cards under its first screen."""


def test_each_card_says_its_change_and_shows_the_way(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "overview")
    names = headline_measures(Filters())
    with open_view(load_settings()) as view:
        told = changes(view.scope(Filters()), names, seed=load_settings().seed)
        parts = change_drivers(view.scope(Filters()), "complaints")
    for name in names:
        card = app.container(key=f"card_{name}")
        assert _said(card.caption[0].value) == change_words(told[name]) != ""
        assert change_words(told[name]).startswith("Oct 2026: ")
        assert change_help(told[name]) in _said(card.markdown[0].help)
        # On the first screen the way to a number is as low as the number.
        assert len(card.metric[0].proto.chart_data) == (13 if name in BELOW else 0)
        assert [one.proto.body.count("%") for one in card.get("html")] == ([] if name in BELOW else [4 * 13])
    assert not app.exception
    (chart,) = (one for one in app.get("vega_lite_chart") if "what changed" in one.proto.spec)
    held = [pa.ipc.open_stream(each.data.data).read_all() for each in chart.proto.datasets]
    drawn = next(rows for rows in held if "text" in rows.column_names)
    assert len(parts) > 3
    assert drawn["text"].to_pylist() == parts["text"].tolist()


def test_usual_dates_are_one_click_and_stand_in_the_address(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "commitments")
    chosen = app.pills(key="period").set_value("Last month").run()
    assert (chosen.query_params["from"], chosen.query_params["to"]) == ("2026-10-01", "2026-10-31")
    assert chosen.date_input(key="from").value.isoformat() == "2026-10-01"
    everything = chosen.pills(key="period").set_value("All").run()
    assert "from" not in everything.query_params
    assert everything.date_input(key="from").value is None


def test_a_link_marks_the_usual_dates_that_it_has(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "commitments", from_="2026-10-04", to="2026-10-31")
    assert app.pills(key="period").value == "Last 28 days"
    own = open_page(sample_home, "commitments", from_="2026-10-05", to="2026-10-31")
    assert own.pills(key="period").value is None


@pytest.mark.parametrize("page", ["overview", "department", "frontline", "deflection", "worth", "day"])
def test_cards_over_one_row_say_why_nothing_is_compared(open_page: Open, one_row_home: Path, page: str) -> None:
    app = open_page(one_row_home, page, department="Logistics")
    assert not app.exception
    assert not app.error
    assert not any("variation" in one.value or "no clear change" in one.value for one in app.caption)
    assert all(not one.proto.chart_data for one in app.metric)
    assert len(app.pills) == 0
