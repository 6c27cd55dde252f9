"""Proposals for a small taxonomy, from tickets given row by row."""

from __future__ import annotations

from typing import Any

import pandas as pd

from etl.taxonomy import parse_taxonomy
from etl.taxonomy_help.attributed import Attributed
from etl.taxonomy_help.suggest import Proposal, suggest_taxonomy

TAXONOMY = """version: 1
name: Shop
departments:
  Support: {frontline: true, teams: [First line]}
  # parcels
  Logistics:
    teams: [Warehouse]
    issues:
      Late: {phrases: [late], reasons: {Contact reason: [Delivery late]}}
  Finance: {issues: {Refund: {phrases: [refund]}}}
"""
COLUMNS = ("subject", "body", "status", "priority", "channel", "team", "first_team", "product", "tags", "reason",
           "language", "satisfaction", "department", "issue", "best_department")  # fmt: skip

Row = dict[str, Any]


def traced(rows: list[Row], teams: dict[str, int] | None = None) -> Attributed:
    """Tickets as they would be read: complaints without an origin unless the row says otherwise."""
    tickets = pd.DataFrame([{name: row.get(name) for name in COLUMNS} for row in rows], columns=list(COLUMNS))
    tickets = tickets.astype("str").assign(kind=[row.get("kind", "complaint") for row in rows], confidence=0.1)
    fields = pd.DataFrame([row.get("fields", {}) for row in rows], index=tickets.index).astype("str")
    is_open = ((tickets["kind"] == "complaint") & tickets["department"].isna()).to_numpy(bool)
    return Attributed(
        taxonomy=parse_taxonomy(TAXONOMY),
        tickets=tickets,
        fields=fields,
        is_open=is_open,
        count_complaints=int((tickets["kind"] == "complaint").sum()),
        count_open=int(is_open.sum()),
        teams=teams or {},
    )


def suggest(rows: list[Row], teams: dict[str, int] | None = None) -> Proposal:
    """Proposal for these tickets; its text loads as a taxonomy."""
    found = suggest_taxonomy(traced(rows, teams), seed=1)
    parse_taxonomy(found.text)
    return found
