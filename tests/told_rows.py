"""Rows of a small store that there is a story to tell of: nine months, four origins, work, texts."""

from __future__ import annotations

from datetime import date, datetime

from tests.store_rows import Row, laid, orders, ticket

WORK = {"handle_minutes": 30.0, "minutes_basis": "estimated", "team": "First line", "first_team": "First line",
        "count_stations": 1, "is_solved": True}  # fmt: skip

ORDERS = [orders(date(2026, month, day), 5) for month in range(1, 10) for day in range(1, 29)]


def some_complaints(**more: list[Row]) -> dict[str, list[Row]]:
    """Nine months of complaints: 30 of Logistics, 12 of Finance, 6 of Support, 3 of nobody."""
    origins = ["Logistics"] * 30 + ["Finance"] * 12 + ["Support"] * 6 + ["Unattributed"] * 3
    body = "My parcel was due on Monday and hasn't come; [name] promised me a call that nobody made."
    tickets, attributions = [], []
    for number, origin in enumerate(origins):
        at = datetime(2026, 1 + number % 9, 1 + number % 28, 10)
        met_by = {"first_team": "Warehouse", "team": "Warehouse"} if number < 5 else {}
        tickets.append(ticket(str(number), at, body=body, subject="Parcel", **(WORK | met_by)))
        issue = {"Logistics": "Late" if number % 3 else "Broken", "Finance": "Refund"}.get(origin)
        attributions.append(laid(str(number), origin, issue=issue))
    return {"tickets": tickets, "attributions": attributions} | more
