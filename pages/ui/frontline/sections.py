"""Parts of the page Frontline load: hours by cause, off-hours, lenses, load of shifts and people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from etl.marts.core.colours import FRONTLINE
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import interval, intervals_words
from etl.marts.core.note_words import note_words
from etl.marts.cube import opening_hours
from etl.marts.estimates import unnamed_issues
from etl.marts.frames import breakdowns, cost_by_cause, lenses, workload_distribution
from etl.marts.frames.findings import TOO_LITTLE
from pages.ui import address, counting, data, parts, tables
from pages.ui.charts.hours_by_cause import hours_by_cause
from pages.ui.charts.lens_by_group import lens_by_group
from pages.ui.charts.lens_by_month import lens_by_month
from pages.ui.charts.off_hours_grid import off_hours_grid
from pages.ui.charts.spread_by_hours import spread_by_hours
from pages.ui.charts.spread_by_month import spread_by_month
from pages.ui.plain_text import plain
from pages.ui.start import Begun

Base = Callable[[Begun], Filters]
CAUSES = "What fixing a cause would free"
_MOST_CAUSES = 10
_MOST_GRIDS = 4
_DIMENSIONS = {
    "department": "Department", "issue": "Issue", "channel": "Channel", "product": "Product", "month": "Month",
}  # fmt: skip
_OF_ORIGIN = ("department", "issue")
_MOST_GROUPS = 8
_NONE_AT_HOME = "Nothing that other departments caused arrived outside their hours."
_WIDTHS = {
    "complaints": 90, "frontline_hours": 60, "cost": 68, "hours_a_month": 60, "cost_a_month": 68, "touches": 66,
    "waiting_days": 60, "reopens": 70, "handoffs": 80,
}  # fmt: skip
"""Pixels of the columns of numbers: all of them fit a window of 1280 beside the sidebar."""
_MOST_ROWS, _TABLE_PIXELS = 12, 560
"""From so many rows of intervals on their table scrolls."""
_ORIGIN, _ORIGIN_BESIDE_ISSUE = 250, 165
"""The same of the first column: room for three or four words, and less where issues stand beside it."""

_WHOLE, _TENTHS = "%,.0f", "%,.1f"
_TOLD_BY = {
    "frontline_hours": "frontline_hours_elsewhere", "hours_a_month": "hours_given_back",
    "cost": "frontline_cost_elsewhere", "cost_a_month": "hours_given_back", "waiting_days": "waiting_days",
    "reopens": "reopens", "handoffs": "handoffs",
}  # fmt: skip
"""Columns of the table and the measure that says whether the data tells them: a sum of nothing known isn't 0."""


def causes(page: Begun) -> None:
    """Hours by cause as a chart."""
    found = data.ask(cost_by_cause.burden, page.filters, is_by_issue=True, seed=data.settings().seed)
    elsewhere = found[~found["is_frontline"] & ~found["is_unattributed"] & (found["frontline_hours"] > 0)]
    if elsewhere.empty:
        none = "As far as is known, the frontline spent no hours on causes elsewhere."
        parts.missing(CAUSES, parts.why(page.measured["frontline_hours_elsewhere"], none))
        return
    basis = "estimated" if elsewhere["is_estimated"].any() else "logged"
    unit = "hours a month" if elsewhere["hours_a_month"].notna().all() else "hours"
    shown = elsewhere.head(_MOST_CAUSES)
    known = shown["hours_a_month"] if unit == "hours a month" else shown["frontline_hours"]
    disputed = float((shown["disputed_hours"] * known / shown["frontline_hours"]).sum())
    whiskers = page.whiskers(shown, "low_frontline_hours", "high_frontline_hours")
    told = f"frontline {unit}, {basis}, and their money with goodwill{whiskers}{unnamed_issues.alone_words(shown)}"
    under = f"{told}\n{page.under(drawn=disputed, unit='h')}"
    drawn = hours_by_cause(shown, page.colours, CAUSES, under, page.ink)
    parts.chart(
        drawn,
        "Frontline hours by issue and originating department",
        key="causes",
        opens=counting.worked(page.filters),
    )
    if shown["issue"].isna().any():
        st.caption(plain(note_words(data.ask(unnamed_issues.unnamed_notes, page.filters))))


def table(page: Begun) -> None:
    """Show the whole load by department or issue, sortable and downloadable."""
    rows, cells = st.columns(2)
    by_issue = rows.segmented_control(
        "Rows", [False, True], format_func=lambda chosen: "By issue" if chosen else "By department", default=False,
        key="burden_rows", required=True,
    )  # fmt: skip
    shows_intervals = cells.segmented_control(
        "Cells", [False, True], format_func=lambda chosen: "Intervals" if chosen else "Figures", default=False,
        key="burden_cells", required=True,
    )  # fmt: skip
    found = data.ask(cost_by_cause.burden, page.filters, is_by_issue=bool(by_issue), seed=data.settings().seed)
    money = page.taxonomy.currency
    shown = {
        "department": "Origin", "issue": "Issue", "complaints": "Complaints", "frontline_hours": "Hours", "cost": money,
        "hours_a_month": "h/mo", "cost_a_month": f"{money}/mo", "touches": "Touches", "waiting_days": "Days",
        "reopens": "Reopens", "handoffs": "Hand-offs",
    }  # fmt: skip
    untold = {name for name, measure in _TOLD_BY.items() if page.measured[measure].value is None}
    frame = found[[name for name in shown if name in found and name not in untold]]
    if shows_intervals:
        _intervals(found, frame.columns, shown)
    else:
        _figures(frame.rename(columns=shown), shown, _ORIGIN_BESIDE_ISSUE if by_issue else _ORIGIN)
    if page.measured["frontline_hours_elsewhere"].value is None:
        return
    estimated = "Some of the hours are estimated from touches. " if found["is_estimated"].any() else ""
    meaning = f"Hours of the frontline; {money}: those hours at the hourly cost, plus goodwill; in all, then a month"
    kind = tables.kind_words(page.complaints)
    st.caption(plain(f"{estimated}{meaning}; days that customers waited for a solution. {kind}"))


def _figures(frame: pd.DataFrame, shown: Mapping[str, str], origin: int) -> None:
    """The table of figures, to sort."""
    columns: dict[str, Any] = {
        shown[name]: st.column_config.NumberColumn(format=_TENTHS if "hours" in name else _WHOLE, width=width)
        for name, width in _WIDTHS.items()
    }
    columns[shown["department"]] = st.column_config.TextColumn(width=origin)
    tables.table(frame, column_config=columns, key="burden")


def _intervals(found: pd.DataFrame, columns: Iterable[str], shown: Mapping[str, str]) -> None:
    """The same with intervals in the cells, as a table, which wraps lines where a data frame would cut them."""
    told = found[list(columns)].astype("object")
    for name in told:
        told[name] = tables.intervals(found, str(name)) if name in _WIDTHS else found[name]
    table = told.fillna("–").map(plain).rename(columns=shown).set_index(shown["department"])
    is_long = len(table) > _MOST_ROWS
    with st.container(height=_TABLE_PIXELS if is_long else "content", border=False, key="burden_intervals"):
        st.table(table)


def at_home(page: Begun) -> None:
    """Draw what arrived outside the causing department's hours but within the frontline's, for the largest ones."""
    if page.is_guesswork:
        parts.missing("Contacts outside the responsible department's hours", TOO_LITTLE)
        return
    everywhere = data.ask(breakdowns.measures_by, page.filters, name="department", wanted=("off_hours",),
        seed=data.settings().seed,
    )  # fmt: skip
    known = everywhere[everywhere["numerator"] > 0].sort_values("numerator", ascending=False)
    if known.empty:
        reason = parts.why(page.measured["off_hours"], _NONE_AT_HOME)
        parts.missing("Contacts outside the responsible department's hours", reason)
        return
    if len(known) > _MOST_GRIDS:
        st.caption(f"The {_MOST_GRIDS} departments with the most of it; {_not_drawn(len(known) - _MOST_GRIDS)}.")
    with st.grid(2, min_column_width=290, gap="medium"):
        for row in known.head(_MOST_GRIDS).to_dict("records"):
            name = str(row["group"])
            grid = data.ask(breakdowns.weekday_hour, page.filters.with_(department=(name,)))
            limits = interval(row["low"], row["high"])
            said = f"{row['figure']}{f' ({limits})' if limits else ''} arrived outside its hours"
            under = f"{said}\n{page.under('department', drawn=grid)}"
            drawn = off_hours_grid(grid, page.colours[name], name, under, page.ink)
            parts.chart(
                drawn,
                f"Arrivals for {name} by weekday and hour against its own hours",
                key=f"home {name}",
                opens=counting.complaints(page.filters.with_(department=(name,))),
            )


def spreads(page: Begun) -> None:
    """Load per shift and per person, as distributions without names."""
    drawings: tuple[tuple[str, Callable[..., pd.DataFrame], Callable[..., Any], str, str, Base], ...] = (
        (
            "Tickets per shift", workload_distribution.shift_spread, spread_by_month,
            "tickets that arrived in a shift",
            "No frontline shift lies within these filters. Its shifts are its opening hours on Set-up.",
            counting.in_shifts,
        ),
        (
            "Tickets by hours of the shift", workload_distribution.hours_spread, spread_by_hours,
            "tickets in a shift; bar: half of them, line: 8 of 10",
            "No frontline shift lies within these filters. Its shifts are its opening hours on Set-up.",
            lambda page: counting.single(page.filters),
        ),
        (
            "Tickets per person", workload_distribution.person_spread, spread_by_month,
            "tickets of one person in a week",
            f"No month has {workload_distribution.LEAST_PEOPLE} people or more at the frontline whose tickets "
            "are known.",
            counting.of_people,
        ),
    )  # fmt: skip
    of_shifts, is_timeless = (
        (workload_distribution.shift_spread, workload_distribution.hours_spread),
        data.ask(opening_hours.gives_no_times, page.filters),
    )
    no_times = note_words([opening_hours.NO_TIMES()])
    with st.grid(3, min_column_width=parts.COLUMN_PIXELS, gap="medium"):
        for title, question, draw, unit, reason, opens in drawings:
            found = data.ask(question, page.filters)
            if found.empty:
                parts.missing(title, no_times if question in of_shifts and is_timeless else reason)
            else:
                under = page.under(drawn=found, unit="tickets")
                drawn = draw(found, FRONTLINE, title, f"{unit}\n{under}", page.ink)
                parts.chart(drawn, f"{title} as a distribution", key=f"spread {title}", opens=opens(page))


def absorption(page: Begun) -> None:
    """The three lenses by any dimension."""
    widget = address.widget("lenses_by", address.one_of("lenses_by", list(_DIMENSIONS), "department"), "department")
    name = st.segmented_control(
        "Absorption by", list(_DIMENSIONS), format_func=_DIMENSIONS.__getitem__, required=True, **widget
    )
    if name in _OF_ORIGIN and page.is_guesswork:
        parts.missing("Absorption", TOO_LITTLE)
        return
    found = data.ask(lenses.absorption_by, page.filters, name=name, seed=data.settings().seed)
    if found.empty:
        parts.missing("Absorption", "Nothing within these filters was caused elsewhere.")
        return
    shown = found if name == lenses.MONTH else found[found["position"] < _MOST_GROUPS]
    with st.grid(3, min_column_width=parts.COLUMN_PIXELS, gap="medium"):
        for lens, rows in shown.groupby("lens", sort=False):
            title, unit = str(rows["label"].iloc[0]), str(rows["unit"].iloc[0]) or "complaints"
            opens = counting.of_lens(page, str(lens), name)
            is_bounded = bool((rows["high"] > rows["low"]).any())
            drawn_as = f"\n{intervals_words(page.complaints)}" if is_bounded else ""
            under = f"of what was caused elsewhere{drawn_as}\n{page.under(drawn=rows, unit=unit)}"
            if rows["value"].isna().all():
                parts.missing(title, parts.why(page.measured[str(lens)], "It isn't known for any of them."))
            elif name == lenses.MONTH and not rows["is_plain"].any():
                parts.missing(title, "No month has enough complaints, or enough that is known, for a percentage.")
            elif name == lenses.MONTH:
                drawn = lens_by_month(rows, FRONTLINE, title, under, page.ink)
                parts.chart(drawn, f"{title} by {name}", key=f"lens {lens} {name}", opens=opens)
            else:
                drawn = lens_by_group(rows, page.colours, FRONTLINE, title, under, page.ink, by=name)
                parts.chart(drawn, f"{title} by {name}", key=f"lens {lens} {name}", opens=opens)
    left_out = found["position"].nunique() - shown["position"].nunique()
    if left_out and shown["value"].notna().any():
        st.caption(f"The {_MOST_GROUPS} with most complaints caused elsewhere; {_not_drawn(left_out)}.")


def _not_drawn(more: int) -> str:
    return f"{more} more {'isn' if more == 1 else 'aren'}'t drawn"
