"""For each expectation of the suites a row that meets it and one that doesn't; a new expectation needs its two here."""

from __future__ import annotations

from typing import Any

Cells = dict[str, Any]

TICKETS: dict[str, tuple[Cells, Cells]] = {
    "ticket_id_is_given": ({"Id": "A-1"}, {"Id": "  "}),
    "ticket_id_is_whole": ({"Id": "1E5"}, {"Id": "1.03006E+13"}),
    "ticket_id_is_short": ({"Id": "x" * 200}, {"Id": "x" * 201}),
    "cells_fit_their_columns": ({"Status": "Closed 2nd line"}, {"Status": "02-05-2025 10:55"}),
    "created_at_is_given": ({"Created at": "2026-02-03 10:15"}, {"Created at": None}),
    "created_at_is_readable": ({"Created at": "3/2/2026 9:05 AM"}, {"Created at": "2026-13-03", "Solved at": None}),
    "created_at_is_after_1999": ({"Created at": "2000-01-02"}, {"Created at": "1999-12-30"}),
    "created_at_is_not_in_the_future": (
        {"Created at": "2026-03-02 12:00", "Solved at": None},
        {"Created at": "2026-03-03 12:00", "Solved at": None},
    ),
    "solved_after_created": (
        {"Created at": "2026-02-03 10:15:40", "Solved at": "2026-02-03 10:15"},
        {"Created at": "2026-02-03 10:15", "Solved at": "2026-02-02 22:13"},
    ),
    "solution_is_not_before_creation": (
        {"Created at": "2026-02-03 10:15:40", "Solved at": "2026-02-03 10:15"},
        {"Created at": "2026-02-03 10:15", "Solved at": "2026-02-02 22:15"},
    ),
    "text_is_not_huge": ({"Description": "word " * 1_000}, {"Description": "word " * 200_001}),
    "solved_at_is_readable": ({"Solved at": None}, {"Solved at": "later"}),
    "updated_at_is_readable": ({"Updated at": "1770000000"}, {"Updated at": "later"}),
    "minutes_are_readable": ({"Time spent (min)": "1h 30m"}, {"Time spent (min)": "soon"}),
    "goodwill_is_readable": ({"Goodwill": "€ 1.200,50"}, {"Goodwill": "a voucher"}),
    "text_is_given": ({"Description": None}, {"Subject": None, "Description": " "}),
    "text_is_not_long": ({"Description": "word " * 1_000}, {"Description": "word " * 20_001}),
    "status_is_known": ({"Status": "Wacht op klant"}, {"Status": "Zorgvuldig"}),
    "requester_is_whole": ({"Requester": "10300612345678"}, {"Requester": "1,03006E+13"}),
    "text_has_no_control_characters": ({"Description": "two\nlines\tand a tab"}, {"Description": "a \x07 bell"}),
    "letters_are_whole": ({"Description": "crème brûlée à 5 £"}, {"Description": "crÃ¨me brÃ»lÃ©e"}),
    "minutes_are_not_negative": ({"Time spent (min)": "0"}, {"Time spent (min)": "-5"}),
    "replies_are_not_negative": ({"Replies": "0"}, {"Replies": "-1"}),
}

FILE: dict[str, tuple[Cells, Cells]] = {
    "file_has_rows": ({"count_read": 1}, {"count_read": 0}),
    "some_rows_are_accepted": ({"count_accepted": 1}, {"count_accepted": 0}),
    "few_rows_are_refused": ({"share_rejected": 0.05}, {"share_rejected": 0.06}),
    "dates_are_spread": ({"share_on_busiest_day": 0.9}, {"share_on_busiest_day": 0.95}),
    "some_tickets_have_text": ({"count_with_text": 1}, {"count_with_text": 0}),
    "texts_are_in_a_known_language": ({"share_understood": 0.5}, {"share_understood": 0.49}),
    "some_tickets_have_a_team": ({"count_with_team": 1}, {"count_with_team": 0}),
    "some_tickets_have_a_requester": ({"count_with_requester": 1}, {"count_with_requester": 0}),
    "some_tickets_have_a_status": ({"count_with_state": 1}, {"count_with_state": 0}),
}

EVENTS: dict[str, tuple[Cells, Cells]] = {
    "change_has_a_ticket": ({"ticket_id": "7"}, {"ticket_id": None}),
    "change_has_a_time": ({"changed_at": "2026-02-03T10:00:00Z"}, {"changed_at": "unclear"}),
    "change_is_not_in_the_future": ({"changed_at": "2026-03-02 12:00"}, {"changed_at": "2027-01-01 12:00"}),
    "change_is_of_a_known_field": ({"field": "status"}, {"field": "colour"}),
}

VOLUMES: dict[str, tuple[Cells, Cells]] = {
    "volume_has_a_day": ({"day": "2026-02-03"}, {"day": "soon"}),
    "volume_is_after_1999": ({"day": "2000-01-01"}, {"day": "1999-12-31"}),
    "volume_is_not_in_the_future": ({"day": "2026-03-02"}, {"day": "2026-03-03"}),
    "volume_is_a_number": ({"orders": "1.200,5"}, {"orders": "1.03006E+13"}),
    "volume_is_not_negative": ({"orders": "0"}, {"orders": "-1"}),
    "volume_is_given_once": ({"channel": "shop"}, {"channel": "web"}),
    "volume_is_plausible": ({"orders": "100000000"}, {"orders": "1.000.000.000"}),
}

COUNTED_ELSEWHERE = {
    "row_has_the_headers_columns": "test_rows_that_do_not_fit_the_header_are_handed_on_and_counted",
    "ticket_id_is_unique": "test_older_versions_of_a_repeated_ticket_are_refused_with_their_content",
}
"""Expectations that another step counts, and the test in test_validator.py that shows it."""
