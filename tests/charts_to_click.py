"""For each chart whose marks open tickets: a page that has it, and what a mark says of how many tickets it opens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd

from etl.ledger.commitments import agree
from etl.marts.core.filters import Filters
from etl.settings import Settings
from etl.store import open_ledger
from pages.ui.charts.opening import COLUMN, NoTickets, Opens
from tests.stores import ROOT

Query = Mapping[str, str | list[str]]
COMPLAINT = {"counted": "complaint"}
SINGLE = {"kind": "complaint"}
DAY = "2026-09-12"
"""A Saturday of the sample."""


@dataclass(frozen=True)
class Case:
    """One chart on one page.

    Attributes
    ----------
    page, query
        Address of a page that has the chart.
    key
        Of its container there.
    base
        What all of its marks count beside the filters of that address, as an address has it.
    counts
        Column of a mark's row with the complaints or tickets that the mark shows; empty where it shows something else.
    shows
        What it shows then.
    instead
        Key of an address -> column that takes the place of `counts` for marks that say that key.
    is_of_handoffs
        Whether `counts` are hand-offs, of which a ticket may have several.
    tab
        Label of the tab that has it; empty where it stands on the page itself.
    """

    page: str
    key: str
    base: Query
    counts: str = ""
    shows: str = ""
    query: Query = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)
    is_of_handoffs: bool = False
    tab: str = ""

    @property
    def address(self) -> tuple[str, Query]:
        """Page and what is asked of it."""
        return self.page, self.query

    @property
    def all_of_it(self) -> Filters:
        """What all of its marks count, with the filters of the page's address."""
        return Filters.from_query({**self.query, **self.base})

    def number(self, row: Mapping[str, Any]) -> float | None:
        """What a mark shows, of the row that it is drawn of; None where that is no number of tickets."""
        name = next((column for key, column in self.instead.items() if f"{key}=" in row[COLUMN]), self.counts)
        return float(row[name]) if name else None


_ORIGINS = "How origins are found"
_WORKED = {**COMPLAINT, "worked": "frontline"}
CASES: dict[str, Case] = {
    "answer_times": Case("worth", "answers", SINGLE, "asked", is_of_handoffs=True),
    "bars_by_cause": Case("overview", "issues", COMPLAINT, "complaints"),
    "bars_by_department": Case("overview", "departments", COMPLAINT, "complaints"),
    "bars_by_issue": Case("department", "issues", COMPLAINT, "complaints", query={"department": "Logistics"}),
    "before_and_after": Case(
        "commitments", "outcome", {**COMPLAINT, "department": "Logistics", "issue": "Late delivery"}, "value"
    ),
    "change_bars": Case(
        "overview", "change drivers", COMPLAINT, "now",  # drawn is by how much that changed
        query={"from": "2026-05-01", "to": "2026-10-31"},
    ),
    "confusion": Case("method", "confusion", SINGLE, "tickets", tab=_ORIGINS),
    "day_by_hour": Case("day", "day chart", {**COMPLAINT, "from": DAY, "to": DAY}, "complaints", query={"day": DAY}),
    "funnel_plot": Case(
        "compare", "funnel", {**COMPLAINT, "reopened": "yes"}, "numerator",
        query={"by": "product", "measure": "reopened"},
    ),
    "handing_matrix": Case("deflection", "matrix", SINGLE, "handoffs", is_of_handoffs=True),
    "hours_by_cause": Case("frontline", "causes", _WORKED, shows="hours"),
    "hours_to_frontline": Case("overview", "flow", _WORKED, shows="hours"),
    "lens_by_group": Case("frontline", "lens absorption_contact department", {**COMPLAINT, "met": "frontline"},
                          "numerator"),
    "lens_by_month": Case(
        "frontline", "lens absorption_contact month",
        {**COMPLAINT, "met": "frontline", "origin": ["elsewhere", "outside"]}, "numerator",
        query={"lenses_by": "month"},
    ),
    "months_with_limits": Case("overview", "months", COMPLAINT, "complaints"),
    "off_hours_grid": Case(
        "frontline", "home Logistics", {**COMPLAINT, "department": "Logistics"}, "complaints",
        instead={"off_hours": "off_hours"},
    ),
    "participation_bars": Case("deflection", "participation", {**COMPLAINT, "took_part": "yes"}, "numerator"),
    "spread_by_hours": Case("frontline", "spread Tickets by hours of the shift", SINGLE, "load"),
    "spread_by_month": Case("frontline", "spread Tickets per shift", {**SINGLE, "during": "any"}, "load"),
    "squares_in_column": Case("overview", "squares What the frontline sees", COMPLAINT,
                              shows="a hundredth of the complaints; its department opens"),
    "tagging_grid": Case("method", "tagging", {}, shows="a share of the rulings on a reason", tab=_ORIGINS),
    "waiting_by_team": Case("deflection", "waiting", SINGLE, shows="days"),
    "weekday_hour_grid": Case("department", "hours", COMPLAINT, "complaints", query={"department": "Logistics"}),
}  # fmt: skip
"""By the name of the function that draws the chart."""


def agree_on_one(home: Path) -> None:
    """The commitment that the chart of before and after is drawn of, into a store."""
    ledger = open_ledger(Settings(home=home))
    agree(
        ledger, department="Logistics", issue="Late delivery", owner="Bo", what="Second courier",
        start=date(2026, 5, 1), due=date(2026, 6, 1), target=None, author="Ann", now=datetime(2026, 4, 1),
    )  # fmt: skip
    ledger.close()


def declared() -> dict[str, Opens | NoTickets]:
    """What every chart of the project declares in its ``OPENS``, by function."""
    found: dict[str, Opens | NoTickets] = {}
    for path in sorted((ROOT / "pages" / "ui" / "charts").glob("*.py")):
        found |= getattr(import_module(f"pages.ui.charts.{Path(path).stem}"), "OPENS", {})
    return found


def marks(chart: Any) -> Iterator[dict[str, Any]]:
    """Rows of a chart's marks that open something, of every view and layer, each of what they say once."""
    seen: set[tuple[str, ...]] = set()
    for view in [*getattr(chart, "vconcat", []), *getattr(chart, "hconcat", [])] or [chart]:
        for layer in getattr(view, "layer", [view]):
            rows = next((each.data for each in (layer, view, chart) if isinstance(each.data, pd.DataFrame)), None)
            if rows is None or COLUMN not in rows or isinstance(layer.mark, alt.utils.schemapi.UndefinedType):
                continue
            for row in rows[rows[COLUMN] != ""].to_dict("records"):
                told = (row[COLUMN], *sorted(row))
                if told not in seen:
                    seen.add(told)
                    yield {str(name): cell for name, cell in row.items()}
