"""Every chart says which tickets its marks open, and a click on a mark leads to the list of exactly those."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from etl.errors import InputError
from etl.marts.core.filters import FILTERS, Filters
from pages.ui.charts import opening
from pages.ui.charts.bars import bars_by_cause, bars_by_department
from pages.ui.charts.hours_to_frontline import hours_to_frontline
from pages.ui.charts.hundred_squares import squares_in_column
from pages.ui.charts.months_with_limits import months_with_limits
from pages.ui.charts.off_hours_grid import off_hours_grid
from pages.ui.charts.opening import CLICK, COLUMN, NoTickets, Opens, marked, narrowed, rows_that_open
from pages.ui.opening import _ASKED
from pages.ui.theme import LIGHT
from tests.app.chart_frames import departments_frame, months_frame, squares_frame
from tests.stores import ROOT

CHARTS = ROOT / "pages" / "ui" / "charts"
COLOURS = {"Support": "#009988", "Logistics": "#4477AA"}


def drawing(path: Path) -> dict[str, Any]:
    """Functions of a module that give a chart with its title."""
    module = importlib.import_module(f"pages.ui.charts.{path.stem}")
    own = inspect.getmembers(module, lambda one: inspect.isfunction(one) and one.__module__ == module.__name__)
    drawn = {"title", "subtitle", "ink"}
    return {n: f for n, f in own if not n.startswith("_") and drawn <= set(inspect.signature(f).parameters)}


MODULES = [path for path in sorted(CHARTS.glob("*.py")) if path.stem != "base" and drawing(path)]


def test_the_charts_are_really_found() -> None:
    assert len(MODULES) >= 20


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_chart_declares_for_each_of_its_functions_what_a_mark_opens(path: Path) -> None:
    declared = importlib.import_module(f"pages.ui.charts.{path.stem}").OPENS
    assert set(declared) == set(drawing(path))
    known = {name for each in FILTERS for name in each.names}
    for how in declared.values():
        assert isinstance(how, Opens | NoTickets)
        assert set(how.filters) <= known if isinstance(how, Opens) else how.why
    uses = "marked(" in path.read_text(encoding="utf-8")
    assert uses == any(isinstance(how, Opens) for how in declared.values())


def test_a_page_says_for_each_of_its_charts_what_all_of_it_counts() -> None:
    calls = 0
    for path in (ROOT / "pages").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("parts.chart", "st.altair_chart"):
                calls += 1
                named = {word.arg for word in node.keywords}
                assert "opens" in named or path.name == "parts.py", f"{path.name}:{node.lineno}"
    assert calls >= 20


def test_a_mark_says_its_filters_as_an_address_does() -> None:
    frame = pd.DataFrame({"department": ["A & B", "Finance"], "issue": ["Late", None], "n": [1.0, 0.0]})
    said = marked(frame, Opens({"department": "department", "issue": "issue"}))[COLUMN].tolist()
    assert said == ["?department=A+%26+B&issue=Late", "?department=Finance&issue=%28unknown%29"]
    assert marked(frame, Opens({"department": "department"}, some="n"))[COLUMN].tolist() == ["?department=A+%26+B", ""]


def test_a_mark_narrows_the_filters_of_its_page_and_never_widens_their_period() -> None:
    base = Filters(date_from=date(2026, 3, 10), channel=("chat",), department=("Finance",), counted=("complaint",))
    said = marked(pd.DataFrame({"month": ["2026-03-01"], "d": ["Logistics"]}), Opens({"department": "d"}, "month"))
    chosen = narrowed(base, said[COLUMN].iloc[0])
    assert chosen == base.with_(date_to=date(2026, 3, 31), department=("Logistics",))
    assert narrowed(base, "") is None
    assert narrowed(base, opening.ALL_OF_IT) == base
    with pytest.raises(InputError):
        narrowed(base, "?from=yesterday")


def test_bars_open_their_department_and_causes_their_issue_too() -> None:
    drawn = bars_by_department(departments_frame(), COLOURS, "t", "s", LIGHT)
    assert rows_that_open(drawn) == [f"?department={name}" for name in ("Logistics", "Support", "Unattributed")]
    frame = pd.DataFrame({"department": ["Finance"], "issue": [None], "complaints": [2.0], "text": ["2"]})
    assert rows_that_open(bars_by_cause(frame, COLOURS, "t", "s", LIGHT)) == ["?department=Finance&issue=%28unknown%29"]


def test_months_open_their_days_and_lines_and_bands_open_nothing() -> None:
    drawn = months_with_limits(months_frame(3), "#4477AA", "t", "s", LIGHT)
    assert rows_that_open(drawn)[0] == "?from=2026-01-01&to=2026-01-31"
    (click,) = [each for each in drawn.to_dict()["params"] if each["name"] == CLICK]
    assert "marktype !== 'line'" in click["select"]["on"]
    assert "is_area" in click["select"]["on"]


def test_a_square_of_an_order_that_went_well_opens_nothing_and_one_of_a_complaint_all() -> None:
    squares = squares_frame(90).assign(department=pd.Series([None] * 100, dtype="str"))
    squares["meaning"] = ["without a complaint"] * 90 + ["with a complaint"] * 10
    squares["is_complaint"] = [False] * 90 + [True] * 10
    drawn = squares_in_column(squares, COLOURS, "t", "s", LIGHT)
    assert rows_that_open(drawn) == [opening.ALL_OF_IT]
    opens = [row[COLUMN] for rows in drawn.to_dict()["datasets"].values() for row in rows if COLUMN in row]
    assert opens == [""] * 90 + [opening.ALL_OF_IT] * 10


def test_a_chart_without_any_mark_to_open_takes_no_click() -> None:
    squares = squares_frame(100).assign(is_complaint=False)
    assert "params" not in str(squares_in_column(squares, COLOURS, "t", "s", LIGHT).to_dict())


def test_ribbons_are_marks_of_their_own() -> None:
    frame = pd.DataFrame({"origin": ["Logistics", "Support"], "hours": [30.0, 10.0]})
    drawn = hours_to_frontline(frame, COLOURS, ["Support"], "t", "h", LIGHT)
    assert rows_that_open(drawn) == ["?department=Logistics", "?department=Support"]


def test_a_coloured_cell_opens_what_came_outside_hours_and_a_pale_one_all() -> None:
    frame = pd.DataFrame(
        {
            "weekday": [0, 0], "weekday_name": ["Monday"] * 2, "hour": [9, 20], "complaints": [3.0, 2.0],
            "off_hours": [0.0, 1.5], "is_open": pd.Series([True, False], dtype="boolean"),
        }
    )  # fmt: skip
    drawn = off_hours_grid(frame, "#4477AA", "t", "s", LIGHT)
    assert rows_that_open(drawn) == [
        "?weekday=0&hour=9", "?weekday=0&hour=20", "?weekday=0&hour=20&off_hours=yes",
    ]  # fmt: skip


def test_the_run_that_leads_to_the_tickets_draws_the_sidebar_with_its_timer(
    open_page: Callable[..., AppTest], one_row_home: Path
) -> None:
    app = open_page(one_row_home, "commitments")
    listed = [link.proto.label for link in app.sidebar.get("page_link")]
    app.session_state[_ASKED] = {"kind": ["complaint"]}
    app.run()
    assert not app.exception
    assert [link.proto.label for link in app.main.get("page_link")] == ["Open these tickets"]
    # A timer of the run before whose place is gone breaks the page before the browser follows the link.
    assert [link.proto.label for link in app.sidebar.get("page_link")] == listed
