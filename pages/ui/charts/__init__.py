"""Charts, one function each: a small frame in, an Altair chart out, with title, unit and period inside it."""

from pages.ui.charts.bars import bars_by_cause, bars_by_department, bars_by_issue
from pages.ui.charts.confusion import confusion
from pages.ui.charts.day import day_by_hour
from pages.ui.charts.effect import before_and_after
from pages.ui.charts.hours import weekday_hour_grid
from pages.ui.charts.months import months_with_limits
from pages.ui.charts.ribbons import hours_to_frontline
from pages.ui.charts.squares import hundred_squares
from pages.ui.charts.timeline import ticket_timeline
from pages.ui.charts.worth import answer_times, differences

__all__ = [
    "answer_times",
    "bars_by_cause",
    "bars_by_department",
    "bars_by_issue",
    "before_and_after",
    "confusion",
    "day_by_hour",
    "differences",
    "hours_to_frontline",
    "hundred_squares",
    "months_with_limits",
    "ticket_timeline",
    "weekday_hour_grid",
]
