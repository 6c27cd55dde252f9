"""The joint outcome of each ticket: what totals are estimated from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from etl.attribution.scoring.engine import attribute
from etl.attribution.scoring.learned_model import Learnt
from etl.attribution.scoring.outcomes import FLOOR, origins, prevalence, thinned
from etl.attribution.training.calibration import Calibration
from etl.attribution.training.train import learn
from etl.model import NONE_OF_THESE, NOT_A_COMPLAINT
from etl.model.chunks import StagedChunk
from etl.settings import Settings
from etl.taxonomy import Issue
from tests.unit.attribution.make import staged, taxonomy
from tests.unit.attribution.worlds import export, rulings_of, shop

TICKET = ["source", "ticket_id"]


@pytest.fixture(scope="module")
def world() -> tuple[StagedChunk, pd.Series]:
    return export(600, seed=1)


def outcomes(chunk: StagedChunk, rulings: pd.DataFrame | None = None) -> pd.DataFrame:
    return attribute(chunk, shop(), learn(shop(), chunk, rulings, Settings())).outcomes


def joints(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).dirichlet([2.0, 0.3, 0.3, 0.1, 0.1, 0.05], count)


def test_the_outcomes_of_a_ticket_sum_to_one_and_none_is_below_the_floor(world: tuple[StagedChunk, pd.Series]) -> None:
    found = outcomes(world[0])
    assert set(found["outcome"]) <= {*shop().names, NONE_OF_THESE}
    total = found.groupby(TICKET)["probability"].sum()
    assert len(total) == 600
    np.testing.assert_allclose(total, 1.0, atol=1e-12)
    assert not found.duplicated([*TICKET, "outcome"]).any()
    assert (found["probability"] > 0).all()


def test_a_request_is_no_complaint_and_starts_nowhere() -> None:
    chunk = staged(["my parcel has not arrived", "where can I see my parcel"], kind=["complaint", "request"])
    found = outcomes(chunk)
    request = found[found["ticket_id"] == "2"]
    assert request[["outcome", "probability"]].to_numpy().tolist() == [[NOT_A_COMPLAINT, 1.0]]
    assert NOT_A_COMPLAINT not in set(found.loc[found["ticket_id"] == "1", "outcome"])


def test_the_order_of_the_tickets_changes_no_outcome(world: tuple[StagedChunk, pd.Series]) -> None:
    chunk = world[0]
    learnt = learn(shop(), chunk, None, Settings())
    mixed = chunk.tickets.index[np.random.default_rng(3).permutation(600)[:100]]
    whole, some = (attribute(c, shop(), learnt).outcomes.set_index("ticket_id") for c in (chunk, chunk.select(mixed)))
    keys = ["ticket_id", "outcome"]
    kept = whole.loc[some.index.unique()].sort_values(keys)
    pd.testing.assert_frame_equal(some.sort_values(keys), kept)


def test_shares_of_departments_taught_by_rulings_come_to_the_truth(world: tuple[StagedChunk, pd.Series]) -> None:
    chunk, truth = world
    found = outcomes(chunk, rulings_of(chunk, truth, 150))
    shares = found.groupby("outcome")["probability"].sum() / 600
    for department, share in truth.value_counts(normalize=True).items():
        assert shares[department] == pytest.approx(share, abs=0.05)


def test_a_ruled_tickets_outcomes_come_from_models_that_have_not_seen_the_ruling() -> None:
    chunk, truth = export(300, seed=2, share_with_phrase=0.1)
    truth.iloc[:40:3] = "Support"  # which nothing tells
    learnt = learn(shop(), chunk, rulings_of(chunk, truth, 40), Settings())
    ruled = truth.iloc[:40].set_axis(chunk.tickets["ticket_id"].iloc[:40])

    def given_to_the_ruling(by: Learnt) -> float:
        found = attribute(chunk, shop(), by).outcomes
        own = found[found["outcome"] == found["ticket_id"].map(ruled)]
        return float(own["probability"].sum()) / 40

    assert set(learnt.unseen_origins) == {("test", each) for each in ruled.index}
    by_heart = given_to_the_ruling(replace(learnt, unseen_origins={}))
    assert given_to_the_ruling(learnt) < by_heart - 0.01
    names = list(shop().names)
    other = np.eye(len(names) + 1)[names.index("Billing")]
    as_told = attribute(chunk, shop(), replace(learnt, unseen_origins={("test", "7"): other})).outcomes
    assert as_told.loc[as_told["ticket_id"] == "7", "outcome"].tolist() == ["Billing"]


def test_an_outcome_has_the_likeliest_issue_of_its_own_department() -> None:
    issues = {"Late": "not arrived", "Lost": "gone missing"}
    under = taxonomy(
        {
            "Support": [],
            "Logistics": [Issue(name, phrases=(phrase,)) for name, phrase in issues.items()],
            "Billing": [Issue("Charged twice", phrases=("charged twice",))],
        }
    )
    chunk = staged(["it has gone missing and I was charged twice", "it has not arrived"] * 5)
    found = attribute(chunk, under, learn(under, chunk, None, Settings())).outcomes
    named = found[found["ticket_id"] == "1"].set_index("outcome")["issue"]
    assert named["Logistics"] == "Lost"
    assert named["Billing"] == "Charged twice"
    assert found.loc[found["outcome"].isin(["Support", NONE_OF_THESE]), "issue"].isna().all()


def test_the_first_choice_is_as_probable_as_it_is_sure_and_the_others_share_what_is_left() -> None:
    probability = np.array([[0.8, 0.1, 0.05], [0.2, 0.5, 0.1]])
    line = Calibration(slope=0.5, offset=0.1)
    whole = origins(probability, line, np.ones(4))
    np.testing.assert_allclose(whole.sum(axis=1), 1.0)
    np.testing.assert_allclose([whole[0, 0], whole[1, 1]], line.confidence(np.array([0.8, 0.5])))
    assert whole[0, 1] / whole[0, 2] == pytest.approx(2.0)
    assert whole[1, 3] / whole[1, 0] == pytest.approx(1.0)  # none of them has the .2 that is left


def test_a_ticket_as_sure_as_can_be_keeps_its_rows_finite() -> None:
    whole = origins(np.array([[1.0, 0.0], [0.5, 0.5]]), Calibration(), np.ones(3))
    assert np.isfinite(whole).all()
    assert whole[0, 0] == pytest.approx(1.0)


def test_departments_that_more_seems_to_come_from_are_likelier_beforehand() -> None:
    whole = np.array([[0.7, 0.2, 0.1], [0.5, 0.4, 0.1]])
    odds = prevalence(whole, np.ones(2))
    np.testing.assert_allclose(odds, [4 / 3, 2 / 3, 1.0])
    np.testing.assert_allclose(prevalence(whole, np.array([0.0, 1.0])), [10 / 9, 8 / 9, 1.0])
    np.testing.assert_allclose(prevalence(whole, np.zeros(2)), 1.0)


def test_what_is_drawn_below_the_floor_comes_to_the_same_on_average() -> None:
    joint, times = joints(40), 400
    chances = (np.arange(times) + 0.5) / times
    drawn = np.mean([thinned(joint, np.full(40, chance)) for chance in chances], axis=0)
    np.testing.assert_allclose(drawn, joint, atol=0.004)


@pytest.mark.parametrize("chance", [0.0, 0.3, 1 - 2.0**-53])
def test_nothing_is_left_below_the_floor_but_what_others_gave(chance: float) -> None:
    joint = np.vstack([joints(200, seed=2), np.full((1, 6), 1 / 6), [[1, 0, 0, 0, 0, 0]]])
    kept = thinned(joint, np.full(len(joint), chance))
    np.testing.assert_allclose(kept.sum(axis=1), 1.0)
    was_small = joint < FLOOR
    np.testing.assert_allclose(kept[was_small] / FLOOR, np.round(kept[was_small] / FLOOR), atol=1e-9)
    np.testing.assert_allclose(kept[-2:], joint[-2:])


def test_many_small_outcomes_are_drawn_to_their_sum() -> None:
    joint = np.full((3, 50), 0.02)
    kept = thinned(joint, np.array([0.1, 0.5, 0.9]))
    np.testing.assert_allclose(kept.sum(axis=1), 1.0)
    assert ((kept > 0).sum(axis=1) == round(1 / FLOOR)).all()
