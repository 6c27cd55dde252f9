"""The figures behind the story: the same measures and frames as on the pages, under one set of filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

import pandas as pd

from etl import __version__
from etl.errors import InputError
from etl.ledger.commitments import Commitment
from etl.marts.core.colours import colours_of
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import count, interval_of, number_of, period_words
from etl.marts.core.measured import Measured
from etl.marts.frames import breakdowns
from etl.marts.frames.bounce_backs import time_lost
from etl.marts.frames.commitments import under_names_now
from etl.marts.frames.cost_by_cause import burden
from etl.marts.frames.export_coverage import Told, told
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from etl.taxonomy import Taxonomy

GENERATED = "Generated sample, no real customers"


@dataclass(frozen=True)
class Figures:
    """All figures that the steps use.

    Attributes
    ----------
    measured
        Every measure under the filters: what ``measures --json`` prints.
    overall
        Complaints whatever the filters.
    whole
        Complaints, unattributed, share_unattributed and share_elsewhere whatever departments and issues are chosen:
        within a choice of them every complaint is attributed.
    departments, months, views
        Frames of `etl.marts.frames.breakdowns`: by_department (whatever departments and issues are chosen), by_month,
        two_views.
    causes
        Frame of `etl.marts.frames.cost_by_cause.burden`, by issue.
    handoffs
        Frame of `etl.marts.frames.bounce_backs.time_lost`.
    quotes
        Frame of `etl.marts.frames.breakdowns.quotes`, where the filters name exactly one department; else empty.
    colours
        Colour of each department.
    coverage
        What the exports contain, and what they lack.
    commitments
        Commitments of the chosen departments, or all, under the present names of departments and issues.
    today
        Day for which commitments are due or late.
    """

    filters: Filters
    taxonomy: Taxonomy
    state: breakdowns.DataState
    measured: dict[str, Measured]
    overall: Measured
    whole: dict[str, Measured]
    departments: pd.DataFrame
    months: pd.DataFrame
    views: breakdowns.TwoViews
    causes: pd.DataFrame
    handoffs: pd.DataFrame
    quotes: pd.DataFrame
    colours: Mapping[str, str]
    coverage: Told
    commitments: tuple[Commitment, ...]
    today: date

    @property
    def complaints(self) -> float:
        """Complaints under the filters."""
        return self.measured["complaints"].value or 0.0

    @property
    def department(self) -> str | None:
        """The department that the filters name, where they name exactly one."""
        return self.filters.department[0] if len(self.filters.department) == 1 else None

    @property
    def period(self) -> str:
        """Days that the filters cover within the data."""
        first = self.filters.date_from or self.state.first_day
        last = self.filters.date_to or self.state.last_day
        return period_words(first, last) if first and last else "no period"

    @property
    def filter_words(self) -> str:
        """The filters in words, without the period, which is shown beside them."""
        return " · ".join(self.filters.without("date_from", "date_to").words()) or "no filters"

    def strip(self, longest: int = 100_000) -> str:
        """Line with the filters (up to `longest` letters), the period, N of M, the date of the data, and caveats."""
        words = shorten(self.filter_words, longest, placeholder=" …")
        whole = f"of {number_of(self.overall.value or 0.0, 'complaint')}"
        counted = [f"{count(self.complaints)} {whole}" if self.filters != Filters() else whole.removeprefix("of ")]
        limits = interval_of(self.measured["complaints"], in_sentence=True)
        pieces = [words, self.period, ", ".join(filter(None, [*counted, limits]))]
        pieces.append(self.state.text)
        if self.measured["disputed"].value:
            pieces.append(f"{number_of(self.measured['disputed'].value, 'complaint')} disputed")
        if bool(self.months["is_partial"].any()):
            pieces.append("a month is not complete")
        return " · ".join(pieces)

    @property
    def stamp(self) -> str:
        """Line beside each picture; what must remain where long filters are cut comes first."""
        pieces = [self.period, self.state.text, self.filter_words, f"Headwater {__version__}"]
        return " · ".join([GENERATED, *pieces] if self.state.is_generated else pieces)

    def under(self, unit: str, *but: str) -> str:
        """Line in a chart: unit, period, and any filters except those in `but`, which its title names."""
        words = self.filters.without("date_from", "date_to", *but).words()
        return " · ".join([unit, self.period, *words])


def gather(scope: Scope, seed: int, commitments: tuple[Commitment, ...], today: date) -> Figures:
    """Compute all figures that the steps use; the seed is that of the bootstrap for bounds.

    Raises
    ------
    InputError
        If nothing has been loaded.
    """
    taxonomy, filters = scope.taxonomy, scope.filters
    state = breakdowns.data_state(scope)
    if state.tickets == 0:
        raise InputError(
            "Nothing has been loaded yet, so there is nothing to tell.\n"
            "Load an export first with `load`, or the generated sample with `sample`."
        )
    measured = compute(scope, seed=seed)
    wide, everything = scope.with_filters(filters.without("department", "issue")), scope.with_filters(Filters())
    overall, departments = measured["complaints"], breakdowns.by_department(wide)
    everywhere = departments
    if filters != Filters():
        overall = compute(everything, ["complaints"])["complaints"]
        everywhere = breakdowns.by_department(everything)
    agreed = under_names_now(commitments, taxonomy)
    if filters.department:
        agreed = tuple(each for each in agreed if each.department in filters.department)
    of_whole = ["complaints", "unattributed", "share_unattributed", "share_elsewhere"]
    return Figures(
        filters=filters,
        taxonomy=taxonomy,
        state=state,
        measured=measured,
        overall=overall,
        whole=measured if wide.filters == filters else compute(wide, of_whole, seed=seed),
        departments=departments,
        months=breakdowns.by_month(scope),
        views=breakdowns.two_views(scope),
        causes=burden(scope, is_by_issue=True, seed=seed),
        handoffs=time_lost(scope),
        quotes=breakdowns.quotes(scope) if len(filters.department) == 1 else pd.DataFrame(),
        colours=colours_of(everywhere, taxonomy),
        coverage=told(scope),
        commitments=agreed,
        today=today,
    )
