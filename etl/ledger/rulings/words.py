"""Rulings on a ticket in sentences, for its record."""

from __future__ import annotations

from collections.abc import Iterable

from etl.ledger.rulings.ruling import KIND, Ruling, Share
from etl.ledger.rulings.state import withdrawn_groups
from etl.model import UNATTRIBUTED


def shares_words(shares: Iterable[Share]) -> str:
    """Shares in words, such as "Logistics (Late delivery)", or "Logistics 60 %, Billing 40 %"."""
    listed = list(shares)
    named = (f"{s.department} ({s.issue})" if s.issue else s.department for s in listed)
    if len(listed) == 1:
        return next(named)
    return ", ".join(f"{name} {s.share:.0%}".replace("%", " %") for name, s in zip(named, listed, strict=True))


def ruling_words(ruling: Ruling) -> str:
    """A ruling in words that follow its author's name: "attributed it to Logistics (Late delivery)"."""
    attributed = shares_words(ruling.shares)
    proposed = f" and proposes {ruling.proposed}" if ruling.proposed else ""
    said = {
        "accept": f"accepted the engine's answer, {attributed}",
        "assign": f"attributed it to {attributed}",
        "split": f"split it: {attributed}",
        "cannot_tell": f"can't tell: {UNATTRIBUTED}",
        KIND: f"says that it is {KINDS.get(ruling.kind or '', 'something else')}",
        "dispute": f"disputes the share of {ruling.about}{proposed}",
        "answer": f"{_ANSWERED.get(ruling.outcome or '', 'answered the dispute')}: {attributed}",
        "withdraw": "took back what they had said",
        "skip": "left it aside",
    }
    return said[ruling.action]


KINDS = {"complaint": "a complaint", "request": "a request", "praise": "praise", "other": "something else"}
"""Words for the kinds that a ticket can be ruled to be, as in a sentence."""

_ANSWERED = {
    "accepted": "accepted what the dispute proposed",
    "kept": "kept it in spite of the dispute",
    "elsewhere": "attributed it elsewhere because of the dispute",
}


def record_of(rulings: Iterable[Ruling]) -> list[tuple[Ruling, str, bool]]:
    """Rulings of a ticket with their words, and whether they were taken back, in their order."""
    listed = list(rulings)
    taken_back = withdrawn_groups(listed)
    return [(ruling, ruling_words(ruling), ruling.group in taken_back) for ruling in listed]
