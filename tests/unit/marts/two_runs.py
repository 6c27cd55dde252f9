"""Two attribution runs over the same tickets, under a taxonomy and its next edition."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from etl.taxonomy import parse_taxonomy
from tests.store_rows import TAXONOMY, Row, laid, ticket

AFTER = TAXONOMY.replace("Broken: {phrases: [broken]}", "Broken: {phrases: [broken, in pieces]}").replace(
    "  Finance:\n", "  Accounts:\n    aliases: [Finance]\n"
)


def run(run_id: int, text: str = TAXONOMY, version: str = "2", rulings: int = 0, threshold: float = 0.8) -> Row:
    """A run with what it knew and learnt."""
    known = parse_taxonomy(text)
    learnt = json.dumps({"threshold": threshold, "counts": {"rulings": rulings}})
    row: Row = {"run_id": run_id, "load_id": run_id, "started_at": datetime(2026, 3, run_id), "learnt": learnt}
    names = {"taxonomy_name": known.name, "taxonomy_hash": known.hash, "taxonomy_text": text}
    return row | {"engine_version": version} | names


def seen(run_id: int, ticket_id: str, department: str, detail: str, signal: str = "phrases") -> Row:
    """Evidence of a run that a ticket belongs to a department."""
    row: Row = {"run_id": run_id, "source": "shop", "ticket_id": ticket_id, "department": department, "issue": None}
    return row | {"signal": signal, "weight": 1.0, "field": "body", "detail": detail}


def rows(**changes: Any) -> dict[str, list[Row]]:
    """Two runs over tickets 1 to 4, of which 2 and 3 moved; 5 is new to the second run, 6 doesn't count."""
    before = [
        laid("1", "Finance"),
        laid("2", "Support", 0.7),
        laid("2", "Logistics", 0.3),
        laid("3", "Unattributed"),
        laid("4", "Unattributed"),
        laid("6", "Support"),
    ]
    after = [
        laid("1", "Accounts", run_id=2),
        laid("2", "Logistics", run_id=2),
        laid("3", "Logistics", run_id=2),
        laid("4", "Unattributed", run_id=2),
        laid("5", "Logistics", run_id=2),
        laid("6", "Logistics", run_id=2),
    ]
    evidence = [
        seen(1, "2", "Support", "no answer"),
        seen(2, "2", "Support", "no answer"),
        seen(2, "2", "Logistics", "in pieces"),
        seen(2, "3", "Logistics", "late", "model"),
    ]
    tickets = [ticket(number, run_id=2) for number in "12345"] + [ticket("6", run_id=2, kind="request")]
    both = [run(1), run(2, AFTER, "3", 12)]
    return {"tickets": tickets, "attributions": before + after, "evidence": evidence, "runs": both} | changes
