"""Charts, one function each: a small frame in, an Altair chart out, with title, unit and period inside it."""

from pages.ui.charts.bars import bars_by_cause, bars_by_department, bars_by_issue
from pages.ui.charts.burden import hours_by_cause, off_hours_grid
from pages.ui.charts.confusion import confusion
from pages.ui.charts.day import day_by_hour
from pages.ui.charts.disputed import about as about_disputed
from pages.ui.charts.effect import before_and_after, disputed_in_periods
from pages.ui.charts.handing import handing_matrix, participation_bars, waiting_by_team
from pages.ui.charts.hours import weekday_hour_grid
from pages.ui.charts.lenses import lens_by_group, lens_by_month
from pages.ui.charts.months import months_with_limits
from pages.ui.charts.ribbons import hours_to_frontline
from pages.ui.charts.spread import spread_by_hours, spread_by_month
from pages.ui.charts.squares import hundred_squares
from pages.ui.charts.timeline import ticket_timeline
from pages.ui.charts.worth import answer_times, differences

__all__ = [
    "about_disputed",
    "answer_times",
    "bars_by_cause",
    "bars_by_department",
    "bars_by_issue",
    "before_and_after",
    "confusion",
    "day_by_hour",
    "differences",
    "disputed_in_periods",
    "handing_matrix",
    "hours_by_cause",
    "hours_to_frontline",
    "hundred_squares",
    "lens_by_group",
    "lens_by_month",
    "months_with_limits",
    "off_hours_grid",
    "participation_bars",
    "spread_by_hours",
    "spread_by_month",
    "ticket_timeline",
    "waiting_by_team",
    "weekday_hour_grid",
]
