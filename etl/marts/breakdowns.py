"""Frames for charts and tables, all in one place for the pages.

Every function takes ``(connection, filters, taxonomy, *, rulings=None)`` unless it says otherwise, and returns a frame whose
columns stand in its docstring. Shares are 0 to 1; `text` columns are ready to be shown.

==================  ==========================================================================================
by_department       department, complaints, share, low, high, hours, disputed, is_frontline, is_unattributed,
                    position, text
by_issue            department, issue, complaints, share, hours, is_frontline, is_unattributed, position, text
by_month, by_week   one row per period: period (date of its first day), label, complaints, elsewhere, frontline,
                    unattributed, share_elsewhere, is_partial, mean, low, high (process limits of complaints),
                    is_signal, signal (in words)
share_by_month      period, label, share, numerator, denominator, mean, low, high, is_partial, is_signal, signal
two_views           the hundred squares: view (company, frontline), square (0-99), row, column, meaning (what the
                    square stands for), department (null for a plain order), is_complaint; attrs: reason (why a
                    view is missing), by view
weekday_hour        department's own hours against arrivals: weekday (0-6), weekday_name, hour, complaints, is_open,
                    is_frontline_open, text
flow                origin, holder (departments), hours, complaints, share, is_estimated, text
by_channel, by_product, by_language
                    value, complaints, elsewhere, share_elsewhere, low, high, hours, text
tickets_page        (…, page=1, size=50, sort="created_at", descending=True): source, ticket_id, created_date,
                    created_hour, subject, excerpt, kind, excluded_as, department, issue, share, confidence,
                    is_disputed, channel, language, team, product, status, departments (all, in words)
count_tickets       ListCount(tickets, complaints, text): what tickets_page lists, and the sum of its shares
ticket_detail       (connection, taxonomy, source, ticket_id): TicketDetail(ticket: dict, attributions, evidence,
                    events: frames, journey: frame) or None
options_for         (connection, filters, taxonomy, name): value, count, text; null as "(unknown)"
all_loads           (connection): the table loads, newest first, and sentence
rejects_of          (connection, load_id): line, expectation, reason, raw
expectation_results (connection, load_id): name, severity, policy, reason, count_checked, count_failed
data_state          (connection): DataState(as_of, first_day, last_day, tickets, is_generated, sources)
department_summary  (…, department): DepartmentSummary(issues, quotes, headline, ...)
quotes              (…, limit=5): source, ticket_id, created_date, department, issue, subject, excerpt, phrases
==================  ==========================================================================================
"""

from etl.marts.departments import by_department

__all__ = ["by_department"]
