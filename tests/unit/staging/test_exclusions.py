"""Exclusions: every rule has what it excludes and what it leaves, and the first rule that applies is the reason."""

from __future__ import annotations

import pytest

from etl import model
from etl.staging.exclusions import RULES, exclusions
from tests.unit.staging.rows import column

EXCLUDED = {
    "test": [
        {"subject": "Test"},
        {"subject": "dit is een test"},
        {"subject": "[TEST] order"},
        {"tags": "a; test"},
        {"subject": "Test ticket - please ignore"},
        {"subject": "test, bitte ignorieren!"},
    ],
    "spam": [{"tags": "spam"}, {"status": "Suspended"}, {"subject": "[SPAM] win"}, {"subject": "***SPAM*** hi"}],
    "merged": [
        {"tags": "closed_by_merge; b"},
        {"status": "Merged"},
        {"body": "This request was closed and merged into #4"},
    ],
    "auto_reply": [
        {"subject": "Automatic reply: your order"},
        {"subject": "Automatische Antwort: Re"},
        {"subject": "Out of office"},
        {"subject": "Réponse automatique : congés"},
        {"subject": "Afwezig: uw bericht"},
        {"subject": "Undeliverable: hello"},
        {"subject": "Respuesta automática"},
        {"subject": "Re: Autoreply"},
        {"tags": "auto-reply"},
    ],
    "internal": [
        {"channel": "Internal"},
        {"tags": "internal_note"},
        {"subject": "[Internal] stock"},
        {"requester": "ann@shop.example.com"},
        {"requester": "Ann <Ann@Post.Shop.Example.com>"},
    ],
    "duplicate": [{"tags": "duplicate"}, {"status": "Duplicate"}],
}
COUNTED = [
    {"subject": "The test strips I bought are broken"},
    {"subject": "Test failed on my scooter"},
    {"tags": "tested; latest"},
    {"subject": "Your spam mails must stop"},
    {"subject": "You charged me in duplicate"},
    {"tags": "internal_medicine"},
    {"subject": "My package is out of the office hours"},
    {"body": "My two orders were merged into one"},
    {"channel": "International"},
    {"subject": "Automatic doors do not open"},
    {"status": "Closed"},
    {"requester": "ann@example.com"},
    {"requester": "ann@workshop.example.com"},
    {"requester": "shop.example.com"},
    {},
]


def reason(cells: dict[str, str]) -> str | None:
    columns = {
        name: column([cells.get(name)]) for name in ("tags", "status", "channel", "subject", "body", "requester")
    }
    found = exclusions(**columns, mail_domains=["shop.example.com"]).iloc[0]
    return found if isinstance(found, str) else None


@pytest.mark.parametrize(("name", "cells"), [(name, cells) for name, many in EXCLUDED.items() for cells in many])
def test_a_ticket_is_excluded_by_the_rule_that_names_it(name: str, cells: dict[str, str]) -> None:
    assert reason(cells) == name


@pytest.mark.parametrize("cells", COUNTED)
def test_a_ticket_that_only_speaks_of_it_counts(cells: dict[str, str]) -> None:
    assert reason(cells) is None


def test_each_exclusion_of_the_model_has_one_rule_and_examples() -> None:
    assert sorted(rule.name for rule in RULES) == sorted(model.EXCLUSIONS) == sorted(EXCLUDED)
    assert all(rule.sentence.endswith(".") for rule in RULES)


def test_the_first_rule_in_order_is_the_reason() -> None:
    assert reason({"tags": "duplicate; spam"}) == "spam"
    assert reason({"tags": "spam", "subject": "test"}) == "test"
