"""Declared values mapped to issues by a person: what they mean today, and the taxonomy afterwards."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from etl.errors import InputError
from etl.settings import Settings
from etl.taxonomy import load_taxonomy, parse_taxonomy
from etl.taxonomy.keeping import keep_taxonomy
from etl.taxonomy_help.mapping import (
    NEW_ISSUE,
    NOTHING,
    declared_table,
    meanings,
    remapped,
    taxonomy_to_edit,
)
from tests.store_rows import Row, laid, store, ticket

TEXT = """version: 1
name: Shop
departments:
  Support: {frontline: true}
  Logistics: {issues: {Late: {reasons: {Contact reason: [WISMO, "Delivery late"]}}}}
  Finance: {issues: {Refund: {phrases: [refund]}}}
"""


def rows() -> dict[str, list[Row]]:
    reasons = ["wismo"] * 6 + ["Billing"] * 5 + [""]
    tickets = [
        ticket(
            str(number),
            fields=json.dumps({"Contact reason [list]": reason, "Nr": str(number % 2)}),
            tags="vip; leak" if number == 0 else None,
        )
        for number, reason in enumerate(reasons)
    ]
    shares = [
        laid(str(number), "Finance" if reason == "Billing" else "Logistics") for number, reason in enumerate(reasons)
    ]
    run: Row = {"run_id": 1, "load_id": 1, "started_at": datetime(2026, 3, 1), "engine_version": "2", "learnt": "{}"}
    run |= {"taxonomy_name": "Shop", "taxonomy_hash": "x", "taxonomy_text": TEXT}
    return {"tickets": tickets, "attributions": shares, "runs": [run]}


def test_values_are_listed_with_their_counts_and_what_they_mean_today() -> None:
    with store(**rows()) as connection:
        found = declared_table(connection, TEXT)
    shown = found[found["field"] == "Contact reason [list]"]
    assert shown[["value", "complaints", "means", "hint"]].to_dict("records") == [
        {"value": "wismo", "complaints": 6, "means": "Logistics: Late", "hint": "Logistics"},
        {"value": "Billing", "complaints": 5, "means": NOTHING, "hint": "Finance"},
    ]
    assert set(found.loc[found["field"] == "tags", "value"]) == {"vip", "leak"}
    assert found["is_reason"].tolist() == sorted(found["is_reason"], reverse=True)
    assert not found.loc[found["field"] == "Nr", "is_reason"].any()


def test_a_value_can_mean_an_issue_a_new_one_or_nothing() -> None:
    assert list(meanings(parse_taxonomy(TEXT))) == [
        NOTHING,
        f"Support: {NEW_ISSUE}",
        "Logistics: Late",
        f"Logistics: {NEW_ISSUE}",
        "Finance: Refund",
        f"Finance: {NEW_ISSUE}",
    ]


def test_values_move_to_where_a_person_lays_them() -> None:
    changes = {"wismo": "Finance: Refund", "Rude": f"Support: {NEW_ISSUE}", "Delivery late": NOTHING}
    after = parse_taxonomy(remapped(TEXT, "Contact reason [list]", changes))
    found = {(d.name, i.name): i.reasons for d in after.departments for i in d.issues if i.reasons}
    assert found == {
        ("Finance", "Refund"): {"Contact reason [list]": ("wismo",)},
        ("Support", "Rude"): {"Contact reason [list]": ("Rude",)},
    }


def test_an_issue_named_as_a_value_turns_nothing_round_and_keeps_letters_that_run_from_the_right() -> None:
    value = "\u202eRude \u05d2\u05e1\u2066"
    after = parse_taxonomy(remapped(TEXT, "Contact reason", {value: f"Support: {NEW_ISSUE}"}))
    assert "Rude \u05d2\u05e1" in [issue.name for issue in after.departments[0].issues]


def test_a_meaning_that_the_taxonomy_does_not_have_is_refused() -> None:
    with pytest.raises(InputError, match="choose one of the list"):
        remapped(TEXT, "Contact reason", {"WISMO": "Nobody: Nothing"})


def test_what_is_kept_is_the_stores_taxonomy_from_then_on(tmp_path: Path) -> None:
    settings = replace(Settings(), home=tmp_path)
    in_force = parse_taxonomy(TEXT)
    assert taxonomy_to_edit(settings, in_force) is in_force
    file = settings.taxonomy_file
    assert keep_taxonomy(remapped(TEXT, "Code", {"A1": "Finance: Refund"}), file) is None
    first = taxonomy_to_edit(settings, in_force)
    assert first.departments[2].issues[0].reasons == {"Code": ("A1",)}
    kept = keep_taxonomy(remapped(first.text, "Code", {"A1": NOTHING}), file)
    assert kept is not None
    assert kept.name == "taxonomy-1.yaml"
    assert load_taxonomy(kept).hash == first.hash
    assert taxonomy_to_edit(settings, in_force).hash == in_force.hash
