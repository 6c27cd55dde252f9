"""What slides show: the same measures and frames as the pages, under one set of filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import shorten

import pandas as pd

from etl import __version__
from etl.errors import InputError
from etl.marts.core.colours import colours_of
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import count, interval_of, period_words
from etl.marts.core.measured import Measured
from etl.marts.frames import breakdowns
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from etl.taxonomy import Taxonomy

GENERATED = "Generated sample, no real customers"


@dataclass(frozen=True)
class Figures:
    """Everything on the slides.

    Attributes
    ----------
    measured
        Every measure under the filters: what ``measures --json`` prints.
    overall
        Complaints whatever the filters.
    whole
        Complaints, unattributed and share_unattributed whatever departments and issues are chosen: within a choice
        of them every complaint is attributed.
    departments, months, views
        Frames of `etl.marts.frames.breakdowns`: by_department (whatever departments and issues are chosen), by_month,
        two_views.
    colours
        By department.
    summary
        The department's own page, where the filters name exactly one; else None.
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
    colours: Mapping[str, str]
    summary: breakdowns.DepartmentSummary | None

    @property
    def complaints(self) -> float:
        """Complaints under the filters."""
        return self.measured["complaints"].value or 0.0

    @property
    def period(self) -> str:
        """Days that the filters cover within the data."""
        first = self.filters.date_from or self.state.first_day
        last = self.filters.date_to or self.state.last_day
        return period_words(first, last) if first and last else "no period"

    @property
    def filter_words(self) -> str:
        """Filters but the period, which stands beside them."""
        return " · ".join(self.filters.without("date_from", "date_to").words()) or "no filters"

    def strip(self, longest: int = 100_000) -> str:
        """Filters in words (`longest` letters of them), period, N of M, date of the data; what to be careful about."""
        words = shorten(self.filter_words, longest, placeholder=" …")
        counted = [f"{count(self.complaints)} of {count(self.overall.value)} complaints"]
        limits = interval_of(self.measured["complaints"], in_sentence=True)
        pieces = [words, self.period, ", ".join(filter(None, [*counted, limits]))]
        pieces.append(self.state.text)
        if self.measured["disputed"].value:
            pieces.append(f"{count(self.measured['disputed'].value)} complaints disputed")
        if bool(self.months["is_partial"].any()):
            pieces.append("a month is not complete")
        return " · ".join(pieces)

    @property
    def stamp(self) -> str:
        """Foot of every slide: what must stay even where long filters are cut stands first."""
        pieces = [f"Headwater {__version__}", self.state.text, self.period, self.filter_words]
        return " · ".join([GENERATED, *pieces] if self.state.is_generated else pieces)

    def under(self, unit: str, *but: str) -> str:
        """Line in a chart: unit, period, and the filters where there are some, `but` those that its title names."""
        words = self.filters.without("date_from", "date_to", *but).words()
        return " · ".join([unit, self.period, *words])


def gather(scope: Scope, seed: int) -> Figures:
    """Compute everything on the slides; the seed is that of the bootstrap that bounds come from.

    Raises
    ------
    InputError
        If nothing has been loaded.
    """
    taxonomy, filters = scope.taxonomy, scope.filters
    state = breakdowns.data_state(scope)
    if state.tickets == 0:
        raise InputError(
            "Nothing has been loaded yet, so there is nothing to put on slides.\n"
            "Load an export first with `load`, or the generated sample with `sample`."
        )
    measured = compute(scope, seed=seed)
    wide, everything = scope.with_filters(filters.without("department", "issue")), scope.with_filters(Filters())
    overall, departments = measured["complaints"], breakdowns.by_department(wide)
    everywhere = departments
    if filters != Filters():
        overall = compute(everything, ["complaints"])["complaints"]
        everywhere = breakdowns.by_department(everything)
    summary = None
    if len(filters.department) == 1:
        summary = breakdowns.department_summary(scope, filters.department[0])
    return Figures(
        filters=filters,
        taxonomy=taxonomy,
        state=state,
        measured=measured,
        overall=overall,
        whole=compute(wide, ["complaints", "unattributed", "share_unattributed"]),
        departments=departments,
        months=breakdowns.by_month(scope),
        views=breakdowns.two_views(scope),
        colours=colours_of(everywhere, taxonomy),
        summary=summary,
    )
