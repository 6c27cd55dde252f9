"""What is counted of the tickets that have two known causes."""

from __future__ import annotations

import pandas as pd

from etl.model.chunks import StagedChunk
from etl.settings import Settings
from tests.unit.attribution.make import staged
from tests.unit.attribution.worlds import export, shop
from tools.quality.two_causes import two_causes


def test_splits_are_counted_and_of_them_those_with_two_causes_and_those_laid_right() -> None:
    chunk, truth = export(600, seed=1)
    both = "the courier and the invoice: not arrived, charged twice"
    texts = [*chunk.tickets["body"], both, both, both, "no known origin"]
    everything: StagedChunk = staged(texts)
    ids = everything.tickets["ticket_id"].tolist()
    one = pd.DataFrame({"ticket_id": ids[:600], "department": truth.tolist(), "share": 1.0})
    causes = [(600, "Logistics"), (600, "Billing"), (601, "Logistics"), (601, "Webshop"), (602, "Billing")]
    two = pd.DataFrame({"ticket_id": [ids[i] for i, _ in causes], "department": [d for _, d in causes], "share": 0.5})
    found = two_causes(everything, pd.concat([one, two]), shop(), Settings(), sizes=(0,))
    assert found.to_dict("records") == [
        {"rulings": 0, "tested": 603, "two": 2, "split": 3, "of_two": 2, "both_right": 1}
    ]
