"""Every frame and summary that a page or report draws, in one place.

Each takes a scope first, and its docstring gives its grain and columns. Shares are 0 to 1; `text` columns are ready to
be shown.

==========================  =====================================================================================
by department and issue     by_department, by_issue, demand_by_department, department_summary (a whole page)
over time                   by_month (process limits), months_around (a filter's months among the others),
                            measure_over_time (any measure, by month or week)
pictures                    two_views (squares of a hundred), weekday_hour, handoff_matrix
other slices                by_column (any filter), measures_by (any measure)
tickets                     tickets_page, count_tickets, ticket_detail, quotes, options_for,
                            options_of_store
the store                   data_state, all_loads, rejects_of, expectation_results
==========================  =====================================================================================
"""

from etl.marts.frames.by_column import by_column, measures_by
from etl.marts.frames.demand import demand_by_department
from etl.marts.frames.department_summary import DepartmentSummary, department_summary
from etl.marts.frames.departments import by_department, by_issue
from etl.marts.frames.filter_options import options_for, options_of_store
from etl.marts.frames.handoff_matrix import handoff_matrix
from etl.marts.frames.heatmap import weekday_hour
from etl.marts.frames.months_around import months_around
from etl.marts.frames.over_time import by_month, measure_over_time
from etl.marts.frames.quotes import quotes
from etl.marts.frames.store_status import DataState, all_loads, data_state, expectation_results, rejects_of
from etl.marts.frames.ticket_detail import TicketDetail, ticket_detail
from etl.marts.frames.ticket_list import SORTS, ListCount, count_tickets, tickets_page
from etl.marts.frames.waffle import TwoViews, two_views

__all__ = [
    "SORTS",
    "DataState",
    "DepartmentSummary",
    "ListCount",
    "TicketDetail",
    "TwoViews",
    "all_loads",
    "by_column",
    "by_department",
    "by_issue",
    "by_month",
    "count_tickets",
    "data_state",
    "demand_by_department",
    "department_summary",
    "expectation_results",
    "handoff_matrix",
    "measure_over_time",
    "measures_by",
    "months_around",
    "options_for",
    "options_of_store",
    "quotes",
    "rejects_of",
    "ticket_detail",
    "tickets_page",
    "two_views",
    "weekday_hour",
]
