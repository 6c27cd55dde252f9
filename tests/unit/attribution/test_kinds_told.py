"""What is told of the kinds that staging found, against known ones."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.unit.attribution.make import staged
from tools.quality.kinds import FEWEST, kinds_by_rulings, kinds_told


def test_precision_and_recall_are_of_complaints_and_small_languages_only_count_for_all() -> None:
    said = ["complaint"] * 60 + ["request"] * 40 + ["praise", "complaint"]
    known = ["complaint"] * 45 + ["praise"] * 15 + ["complaint"] * 5 + ["request"] * 35 + ["praise", None]
    chunk = staged(["text"] * 102, kind=said, language=["nl"] * FEWEST + ["fr", "nl"])
    kinds = pd.Series(known, index=chunk.tickets["ticket_id"])
    found = kinds_told(chunk, kinds).set_index("language")
    assert found[["tickets", "complaints"]].to_numpy().tolist() == [[101, 50], [100, 50]]
    assert found.index.tolist() == ["all", "nl"]
    nl = found.loc["nl", ["complaint_precision", "complaint_recall", "right"]].astype(float).tolist()
    assert nl == pytest.approx([45 / 60, 45 / 50, 0.8])


def test_rulings_teach_where_no_word_tells_a_complaint() -> None:
    """Words that mean nothing anywhere else: all that tells a complaint here is what people ruled."""
    texts = [f"{'zorb' if number % 2 else 'plim'} dakka number {number}" for number in range(400)]
    chunk = staged(texts, language=["en"] * 400)
    ids = chunk.tickets["ticket_id"]
    kinds = pd.Series(["complaint" if "zorb" in text else "other" for text in texts], index=ids)
    found = kinds_by_rulings(chunk, kinds, sizes=(0, 100), draws=2).set_index("rulings")
    assert found.index.tolist() == [0, 100]
    assert (found.loc[0] < 0.5).all()
    assert (found.loc[100] > 0.95).all()
