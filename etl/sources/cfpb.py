"""Complaints published by the US Consumer Financial Protection Bureau."""

from __future__ import annotations

from etl.sources.format import Format

CFPB = Format(
    name="cfpb",
    label="CFPB consumer complaints",
    required=(("Complaint ID",), ("Date received",), ("Product",), ("Issue",)),
    columns={
        "ticket_id": ("Complaint ID",),
        "subject": ("Issue", "Sub-issue"),
        "body": ("Consumer complaint narrative", "complaint_what_happened"),
        "created_at": ("Date received",),
        "status": ("Company response to consumer", "company_response"),
        "channel": ("Submitted via",),
        "product": ("Product",),
        "tags": ("Tags",),
        "reason": ("Issue", "Sub-issue"),
    },
    typical=(
        "Sub-product", "Sub-issue", "Company public response", "Company", "State", "ZIP code", "Tags",
        "Consumer consent provided?", "Date sent to company", "Timely response?", "Consumer disputed?", "timely",
        "has_narrative",
    ),
    taxonomy="banking",
    known_kind="complaint",
    date_hint="mdy",
    missing=frozenset({"None", "N/A"}),
)  # fmt: skip
"""A narrative is published only with consent: without one, the issue is the text."""
