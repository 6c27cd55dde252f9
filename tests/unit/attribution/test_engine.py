from __future__ import annotations

import numpy as np
import pandas as pd

from etl.attribution.scoring.engine import attribute
from etl.attribution.training.train import learn
from etl.model.chunks import Attributed, StagedChunk
from etl.settings import Settings
from etl.taxonomy import Issue, Taxonomy
from tests.unit.attribution.make import staged, taxonomy

SHOP = taxonomy(
    {
        "Support": [Issue("No answer", phrases=("nobody answers",))],
        "Logistics": [Issue("Late", phrases=("not arrived", "late delivery"), facts=("delivered_at > promised_at",))],
        "Billing": [
            Issue("Double charge", phrases=("charged twice",), reasons={"Contact reason": ("Billing", "Invoice")})
        ],
    }
)


def traced(chunk: StagedChunk, under: Taxonomy = SHOP) -> Attributed:
    return attribute(chunk, under, learn(under, chunk, None, Settings()))


def test_each_signal_names_its_department_and_a_silent_ticket_is_unattributed() -> None:
    fields = {
        "Contact Reason [list]": [None, None, "Invoice", None],
        "Delivered At": [None, "2025-03-09", None, None],
        "promised_at": ["2025-03-04", "2025-03-04", None, None],
    }
    result = traced(staged(["My parcel has not arrived", "Hello", "Please look", "Good day"], fields)).attributions
    assert result["department"].tolist() == ["Logistics", "Logistics", "Billing", "Unattributed"]
    assert result["issue"].tolist()[:3] == ["Late", "Late", "Double charge"]
    assert result["best_department"].isna().tolist() == [False, False, False, True]
    assert result["confidence"].iloc[3] == 0


def test_evidence_of_the_named_department_adds_up_to_the_confidence() -> None:
    texts = ["late delivery, it has not arrived", "charged twice and nobody answers", "late delivery"]
    result = traced(staged(texts))
    for _, row in result.attributions[lambda f: f["department"] != "Unattributed"].iterrows():
        of_ticket = result.evidence[result.evidence["ticket_id"] == row["ticket_id"]]
        total = of_ticket.loc[of_ticket["department"] == row["department"], "weight"].sum()
        assert np.isclose(total, np.log(row["confidence"] / (1 - row["confidence"])), atol=1e-6)


def test_two_clear_causes_share_a_ticket_and_the_shares_sum_to_one() -> None:
    result = traced(staged(["My parcel has not arrived and I was charged twice"])).attributions
    assert sorted(result["department"]) == ["Billing", "Logistics"]
    assert result["share"].sum() == 1.0


def test_a_department_cleared_by_negation_is_not_named() -> None:
    result = traced(
        staged(["This late delivery is not the issue: nothing to do with late delivery, I was charged twice"])
    )
    assert result.attributions["department"].iloc[0] in ("Billing", "Logistics")
    cleared = traced(staged(["It has nothing to do with late delivery, I was charged twice"]))
    assert cleared.attributions["department"].tolist() == ["Billing"]
    against = cleared.evidence[cleared.evidence["department"] == "Logistics"]
    assert (against["weight"] < 0).all()


def test_the_order_of_tickets_does_not_matter() -> None:
    chunk = staged(["not arrived", "charged twice", "hello", "late delivery and charged twice"])
    learnt = learn(SHOP, chunk, None, Settings())
    whole = attribute(chunk, SHOP, learnt).attributions
    turned = attribute(chunk.select(pd.Index([3, 1, 0, 2])), SHOP, learnt).attributions
    both = [f.sort_values(["ticket_id", "department"]).reset_index(drop=True) for f in (whole, turned)]
    pd.testing.assert_frame_equal(*both)


def test_an_empty_chunk_gives_empty_tables() -> None:
    chunk = staged([])
    result = traced(chunk)
    assert len(result.attributions) == 0
    assert len(result.evidence) == 0
