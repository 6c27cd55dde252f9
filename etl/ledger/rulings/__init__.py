"""Rulings: what people decided about a ticket's origin, as files, in the ledger, and in force."""

from etl.ledger.rulings.decisions import (
    Counted,
    Decisions,
    decisions,
    file_to_learn_from,
    overrides,
    rulings_in_force,
    rulings_to_learn_from,
)
from etl.ledger.rulings.draws import as_drawn, drawn_tickets, record_draw
from etl.ledger.rulings.files import COLUMNS, read_rulings, rulings_text, write_rulings
from etl.ledger.rulings.imports import import_rulings, unknown_issues
from etl.ledger.rulings.objections import Objection, decisions_on, due_of
from etl.ledger.rulings.record import (
    By,
    Standing,
    accept,
    answer,
    assign,
    cannot_tell,
    dispute,
    record,
    rule_kind,
    skip,
    split,
    withdraw,
)
from etl.ledger.rulings.reviewers import record_reviewer, reviewers
from etl.ledger.rulings.ruling import Drawn, Ruling, Share, Terms, rulings_of

__all__ = [
    "COLUMNS",
    "By",
    "Counted",
    "Decisions",
    "Drawn",
    "Objection",
    "Ruling",
    "Share",
    "Standing",
    "Terms",
    "accept",
    "answer",
    "as_drawn",
    "assign",
    "cannot_tell",
    "decisions",
    "decisions_on",
    "dispute",
    "drawn_tickets",
    "due_of",
    "file_to_learn_from",
    "import_rulings",
    "overrides",
    "read_rulings",
    "record",
    "record_draw",
    "record_reviewer",
    "reviewers",
    "rule_kind",
    "rulings_in_force",
    "rulings_of",
    "rulings_text",
    "rulings_to_learn_from",
    "skip",
    "split",
    "unknown_issues",
    "withdraw",
    "write_rulings",
]
