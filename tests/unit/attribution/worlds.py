"""A little export that the tests of learning make up: three departments, each with its own words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.model.chunks import StagedChunk
from etl.taxonomy import Issue, Taxonomy
from tests.unit.attribution.make import staged, taxonomy

WORDS = {
    "Logistics": ["courier", "parcel", "van", "doorstep", "street", "neighbour", "tracking", "depot", "shipment"],
    "Billing": ["invoice", "amount", "euros", "card", "statement", "account", "direct", "debit", "fee", "balance"],
    "Webshop": ["screen", "browser", "button", "password", "page", "app", "click", "loading", "crash", "form"],
}
COMMON = ["hello", "please", "the", "order", "was", "yesterday", "again", "really", "very", "still", "week", "help"]
PHRASES = {"Logistics": ("not arrived",), "Billing": ("charged twice",), "Webshop": ("cannot log in",)}

FILLER = ["garden", "kitchen", "window", "blue", "wooden", "table", "summer", "birthday", "hallway", "curtain", "lamp"]
"""Words that go with no department."""


def in_other_words(texts: list[str], times: int, seed: int = 0) -> list[str]:
    """Each text so many times, each time with four other words of `FILLER`: as many texts, and no copies."""
    random = np.random.default_rng(seed)
    return [f"{text} {' '.join(random.choice(FILLER, 4, replace=False))}" for _ in range(times) for text in texts]


def shop() -> Taxonomy:
    """Taxonomy of the three, with one phrase each, and a frontline without any."""
    issues = {name: [Issue(f"{name} fails", phrases=phrases)] for name, phrases in PHRASES.items()}
    return taxonomy({"Support": [], **issues})


def export(count: int, seed: int, share_with_phrase: float = 0.4) -> tuple[StagedChunk, pd.Series]:
    """Tickets of twelve words, some with a phrase, and the department where each started."""
    random = np.random.default_rng(seed)
    truth = random.choice(list(WORDS), count)
    texts = []
    for department in truth:
        words = [*random.choice(COMMON, 8), *random.choice(WORDS[department], 4)]
        if random.random() < share_with_phrase:
            words.insert(5, PHRASES[department][0])
        texts.append(" ".join(words))
    chunk = staged(texts)
    return chunk, pd.Series(truth, index=chunk.tickets.index)


def rulings_of(chunk: StagedChunk, truth: pd.Series, count: int) -> pd.DataFrame:
    """The first `count` tickets ruled as the truth has it."""
    ids = chunk.tickets["ticket_id"].iloc[:count]
    return pd.DataFrame({"ticket_id": ids.tolist(), "department": truth.iloc[:count].tolist(), "author": "a"})
