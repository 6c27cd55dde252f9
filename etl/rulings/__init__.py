"""Rulings: what people decided about a ticket's origin, as files, in the ledger, and in force."""

from etl.rulings.decisions import (
    Decisions,
    decisions,
    file_to_learn_from,
    overrides,
    rulings_in_force,
    rulings_to_learn_from,
)
from etl.rulings.files import COLUMNS, read_rulings, rulings_text, write_rulings
from etl.rulings.imports import import_rulings, unknown_issues
from etl.rulings.record import By, Standing, accept, answer, assign, cannot_tell, dispute, record, split, withdraw
from etl.rulings.ruling import Ruling, Share, rulings_of

__all__ = [
    "COLUMNS",
    "By",
    "Decisions",
    "Ruling",
    "Share",
    "Standing",
    "accept",
    "answer",
    "assign",
    "cannot_tell",
    "decisions",
    "dispute",
    "file_to_learn_from",
    "import_rulings",
    "overrides",
    "read_rulings",
    "record",
    "rulings_in_force",
    "rulings_of",
    "rulings_text",
    "rulings_to_learn_from",
    "split",
    "unknown_issues",
    "withdraw",
    "write_rulings",
]
