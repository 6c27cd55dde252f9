from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from etl.attribution.scoring.counterfactual import sentence, without_each
from etl.attribution.scoring.engine import attribute
from etl.attribution.scoring.learned_model import Learnt
from etl.attribution.training.calibration import Calibration
from etl.attribution.training.train import learn
from etl.model import UNATTRIBUTED
from etl.model.chunks import StagedChunk
from etl.settings import Settings
from etl.taxonomy import Issue, Taxonomy
from tests.unit.attribution.make import staged, taxonomy
from tests.unit.attribution.worlds import PHRASES, WORDS, export, in_other_words, rulings_of, shop

SHOP = shop()


@pytest.fixture(scope="module")
def world() -> tuple[StagedChunk, pd.Series]:
    return export(600, seed=1)


@pytest.fixture(scope="module")
def cold(world: tuple[StagedChunk, pd.Series]) -> Learnt:
    return learn(SHOP, world[0], None, Settings())


def right(chunk: StagedChunk, truth: pd.Series, learnt: Learnt) -> float:
    found = attribute(chunk, SHOP, learnt).attributions.drop_duplicates("ticket_id")
    return float((found["best_department"].to_numpy(object) == truth.to_numpy(object)).mean())


def test_words_that_go_with_the_phrases_trace_tickets_without_a_phrase(cold: Learnt) -> None:
    silent, truth = export(200, seed=2, share_with_phrase=0.0)
    assert right(silent, truth, cold) > 0.9


def test_a_ticket_without_a_phrase_gets_the_issue_that_its_words_go_with() -> None:
    under = taxonomy(
        {
            "Support": [],
            "Logistics": [Issue("Late", phrases=("not arrived",)), Issue("Broken", phrases=("in pieces",))],
            "Billing": [Issue("Fee", phrases=("charged twice",))],
        }
    )
    late, broken = "not arrived week courier waiting", "in pieces glass shattered box"
    chunk = staged(in_other_words([late, broken, "charged twice card invoice amount"], 60))
    learnt = learn(under, chunk, None, Settings(target_precision=0.5))
    found = attribute(staged(["courier waiting week", "glass shattered box"]), under, learnt).attributions
    assert found["department"].tolist() == ["Logistics", "Logistics"]
    assert found["issue"].tolist() == ["Late", "Broken"]
    found = attribute(staged(["glass", "unheard"]), under, learnt).attributions
    assert found["issue"].fillna("").tolist() == ["Broken", ""]  # one word will do


def test_words_that_go_with_three_issues_alike_name_none() -> None:
    phrases = {"Late": "not arrived", "Broken": "in pieces", "Lost": "went missing"}
    issues = [Issue(name, phrases=(phrase,)) for name, phrase in phrases.items()]
    under = taxonomy({"Support": [], "Logistics": issues, "Billing": [Issue("Fee", phrases=("charged twice",))]})
    texts = [*(f"{phrase} courier waiting parcel" for phrase in phrases.values()), "charged twice card invoice amount"]
    learnt = learn(under, staged(in_other_words(texts, 60)), None, Settings(target_precision=0.5))
    found = attribute(staged(["courier waiting parcel"]), under, learnt).attributions
    assert found["department"].tolist() == ["Logistics"]
    assert found["issue"].fillna("").tolist() == [""]


def test_the_small_words_of_a_language_do_not_speak_for_the_department_it_complains_of_most() -> None:
    random = np.random.default_rng(6)
    small = {"de": "ich der und bitte nicht", "en": "please the and with help"}
    shares = {"de": (0.8, 0.1, 0.1), "en": (1 / 3, 1 / 3, 1 / 3)}
    languages = ["de", "en"] * 600
    texts = []
    for language in languages:
        department = random.choice(list(WORDS), p=shares[language])
        phrase = PHRASES[department][0] if random.random() < 0.5 else ""
        texts.append(f"{small[language]} {' '.join(random.choice(WORDS[department], 3))} {phrase}")
    learnt = learn(SHOP, staged(texts, language=languages), None, Settings())
    found = attribute(staged(list(small.values()), language=list(small)), SHOP, learnt).attributions
    assert found["department"].tolist() == ["Unattributed", "Unattributed"]
    assert found["confidence"].max() < 0.6


def test_the_words_that_moved_the_model_are_told(cold: Learnt) -> None:
    chunk = staged(["hello the courier left my parcel with a neighbour"])
    evidence = attribute(chunk, SHOP, cold).evidence
    model = evidence[(evidence["signal"] == "model") & (evidence["department"] == "Logistics")]
    assert {"courier", "parcel", "neighbour"} & set(model["detail"].iloc[0].split(", "))


def test_one_known_word_speaks_and_is_told_and_none_says_nothing(cold: Learnt) -> None:
    result = attribute(staged(["depot", "unheard"]), SHOP, cold)
    assert result.attributions["best_department"].fillna("").tolist() == ["Logistics", ""]
    told = result.evidence[result.evidence["signal"] == "model"]
    assert told["ticket_id"].tolist() == ["1"]
    assert told["detail"].tolist() == ["depot"]


def test_a_phrase_that_people_rule_against_loses_its_weight(world: tuple[StagedChunk, pd.Series]) -> None:
    chunk, truth = world
    wrong = truth.replace({"Billing": "Webshop", "Webshop": "Billing"})
    taught = learn(SHOP, chunk, rulings_of(chunk, wrong, 300), Settings())
    found = attribute(staged(["charged twice on my card, wrong amount on the invoice"]), SHOP, taught).attributions
    assert found["best_department"].iloc[0] == "Webshop"


def test_evidence_adds_up_with_the_model_and_after_rulings(world: tuple[StagedChunk, pd.Series]) -> None:
    chunk, truth = world
    taught = learn(SHOP, chunk, rulings_of(chunk, truth, 200), Settings())
    result = attribute(chunk, SHOP, taught)
    named = result.attributions[result.attributions["department"] != "Unattributed"]
    keys = ["ticket_id", "department"]
    total = result.evidence.groupby(keys)["weight"].sum().reindex(pd.MultiIndex.from_frame(named[keys]))
    confidence = named["confidence"].clip(1e-9, 1 - 1e-9)
    expected = np.log(confidence / (1 - confidence))
    np.testing.assert_allclose(total.to_numpy(), expected.to_numpy(), atol=1e-6)


def test_learning_twice_gives_the_same_and_survives_pickling(
    world: tuple[StagedChunk, pd.Series], cold: Learnt
) -> None:
    again = pickle.loads(pickle.dumps(learn(SHOP, world[0], None, Settings())))
    first, second = attribute(world[0], SHOP, cold), attribute(world[0], SHOP, again)
    pd.testing.assert_frame_equal(first.attributions, second.attributions)
    pd.testing.assert_frame_equal(first.evidence, second.evidence)


def test_a_chunk_is_scored_alike_alone_and_among_others(world: tuple[StagedChunk, pd.Series], cold: Learnt) -> None:
    whole = attribute(world[0], SHOP, cold).attributions
    some = attribute(world[0].select(world[0].tickets.index[100:150]), SHOP, cold).attributions
    both = whole[whole["ticket_id"].isin(some["ticket_id"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(both, some, atol=1e-6)


def test_shares_sum_to_one_and_confidences_are_probabilities(
    world: tuple[StagedChunk, pd.Series], cold: Learnt
) -> None:
    found = attribute(world[0], SHOP, cold).attributions
    assert np.allclose(found.groupby("ticket_id")["share"].sum(), 1.0)
    assert found["confidence"].between(0, 1).all()


def test_a_higher_target_never_attributes_more(world: tuple[StagedChunk, pd.Series]) -> None:
    chunk, truth = world
    rulings = rulings_of(chunk, truth, 150)
    parts = []
    for target in (0.7, 0.9, 0.99):
        taught = learn(SHOP, chunk, rulings, Settings(target_precision=target))
        parts.append((attribute(chunk, SHOP, taught).attributions["department"] != "Unattributed").mean())
    assert parts == sorted(parts, reverse=True)


def test_without_the_phrase_that_holds_it_a_ticket_would_be_unattributed() -> None:
    chunk = staged(["it has not arrived"])
    learnt = learn(SHOP, chunk, None, Settings())
    result = attribute(chunk, SHOP, learnt)
    row = result.attributions.iloc[0]
    left = without_each(result.evidence, "Logistics", row["confidence"], min(learnt.threshold, row["confidence"]))
    assert left["outcome_without"].tolist() == ["Unattributed"]
    assert sentence(left) == "Without the phrase “not arrived” it would be unattributed."
    assert sentence(left, is_ruled=True).endswith("“not arrived” the engine would have left it unattributed.")
    surer = without_each(result.evidence, "Logistics", row["confidence"], 0.0)
    assert sentence(surer) == "No single piece decides: without any one of them it would still be Logistics."
    assert sentence(surer, is_ruled=True).endswith("any one of them the engine would still have said Logistics.")
    assert sentence(left.head(0)) == ""


def test_confidence_is_flattened_where_words_alone_taught_it_and_no_witness_spoke(cold: Learnt) -> None:
    assert cold.calibration.slope < 0.9
    chunk, truth = export(600, seed=4)
    told = staged(chunk.tickets["body"].tolist(), team=truth.tolist())
    assert learn(SHOP, told, None, Settings()).calibration == Calibration()
    few = staged(["it has not arrived", "I was charged twice", "hello"])
    found = attribute(few, SHOP, learn(SHOP, few, None, Settings())).attributions
    assert found["confidence"].iloc[0] == pytest.approx(0.9, abs=0.02)  # as sure as the phrase by itself


def test_what_a_run_learnt_can_be_told_in_json(cold: Learnt) -> None:
    summary = cold.summary()
    assert set(summary) >= {"engine_version", "threshold", "weights", "blend", "counts"}
    assert summary["counts"]["tickets"] == 600


def test_two_clear_causes_share_a_ticket_also_where_a_run_learnt_to_weigh_its_words_more(cold: Learnt) -> None:
    by_words = {name: 0.05 * weights for name, weights in cold.weights.items()}
    learnt = replace(cold, weights=by_words, threshold=0.6)
    both = staged(["the courier and the invoice: not arrived, charged twice", "the courier and the invoice"])
    found = attribute(both, SHOP, learnt).attributions
    split = found[found["ticket_id"] == "1"]
    assert sorted(split["department"]) == ["Billing", "Logistics"]
    assert split["share"].sum() == pytest.approx(1.0)
    assert len(found) == 3  # words alone make no second cause clear


def test_what_a_run_says_of_ruled_tickets_is_said_by_models_without_their_rulings() -> None:
    """Rulings laid at random to texts that all differ can be learnt by heart, but not foretold."""
    random = np.random.default_rng(5)
    texts = [" ".join(f"word{number}" for number in random.integers(0, 300, 10)) for _ in range(300)]
    chunk = staged(texts)
    ruled = pd.Series(random.choice(["Logistics", "Billing", "Webshop"], 300), index=chunk.tickets.index)
    learnt = learn(SHOP, chunk, rulings_of(chunk, ruled, 300), Settings(target_precision=0.01))
    said = {one: name for name, ids in learnt.unseen["test"].items() for one in ids}
    assert sorted(said, key=int) == chunk.tickets["ticket_id"].tolist()
    assert (pd.Series(said).loc[chunk.tickets["ticket_id"]].to_numpy(object) == ruled.to_numpy(object)).mean() < 0.45
    assert right(chunk, ruled, learnt) > 0.8


def test_below_the_threshold_a_run_says_nothing_of_ruled_tickets_either(world: tuple[StagedChunk, pd.Series]) -> None:
    chunk, truth = world
    said = {}
    for target in (0.5, 0.999):
        learnt = learn(SHOP, chunk, rulings_of(chunk, truth, 200), Settings(target_precision=target))
        said[target] = {name: len(ids) for name, ids in learnt.unseen["test"].items()}
    assert said[0.999] == {"Unattributed": 200}
    assert "Unattributed" not in said[0.5]
    assert sum(said[0.5].values()) == 200
    assert set(said[0.5]) == set(truth.unique())


def test_without_rulings_that_taught_it_a_run_keeps_no_answer_beside_its_own(cold: Learnt) -> None:
    assert cold.unseen == {}
    assert cold.summary()["unseen"] == {}


def reasons_alone(count: int) -> tuple[Taxonomy, StagedChunk]:
    """Tickets without a text: one reason of three, which the taxonomy maps, and a product that goes with it."""
    mapped = {name: Issue(f"About {name}", reasons={"reason": (name.lower(),)}) for name in ("Parcel", "Invoice")}
    under = taxonomy({"Support": [], "Logistics": [mapped["Parcel"]], "Finance": [mapped["Invoice"]]})
    picked = ["Parcel" if number % 5 else "Invoice" for number in range(count)]
    return under, staged([None] * count, reason=picked, product=["Shoes"] * count)


def test_a_reason_that_claims_a_department_is_no_second_witness_as_a_word_of_the_model() -> None:
    under, chunk = reasons_alone(300)
    found = attribute(chunk, under, learn(under, chunk, None, Settings()))
    assert found.attributions["confidence"].to_numpy() == pytest.approx(0.93)  # as reliable as a reason is taken to be
    assert set(found.evidence["signal"]) == {"declared", "prior"}


def test_how_often_a_reason_was_picked_speaks_for_no_ticket_without_one() -> None:
    under, chunk = reasons_alone(300)
    learnt = learn(under, chunk, None, Settings())
    found = attribute(staged([None], reason=["Other"], product=["Hats"]), under, learnt).attributions
    assert found["department"].tolist() == [UNATTRIBUTED]
    assert found["confidence"].tolist() == [0.0]
