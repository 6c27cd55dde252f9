"""What the model reads: words, short subjects and declared values, each text weighted by how much it says."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression

from etl.attribution.matching.folded_chunk import Reading
from etl.attribution.matching.vocabulary import as_unit, learn_vocabulary, unit_in_words
from etl.attribution.scoring.engine import attribute
from etl.attribution.scoring.reliability import log_odds
from etl.attribution.training.classifier import train
from etl.attribution.training.naive_bayes_em import associate
from etl.attribution.training.train import learn
from etl.settings import Settings
from etl.taxonomy import Department, Issue, Taxonomy
from tests.unit.attribution.make import staged, taxonomy
from tests.unit.attribution.worlds import export, in_other_words, rulings_of, shop


def test_a_short_subject_and_declared_values_are_units_as_a_whole() -> None:
    columns = {
        "subject": ["Late delivery!"],
        "reason": ["Delivery / late"],
        "product": [None],
        "tags": ["vip; late_one"],
    }
    (text,) = Reading(staged(["it is late"], **columns), shop()).for_model
    assert text == "late delivery it is late subject=late_delivery reason=delivery_late tags=vip tags=late_one"


def test_a_subject_that_somebody_wrote_at_length_is_words_alone() -> None:
    subject = "one two three four five six seven eight nine"
    assert "subject=" not in Reading(staged(["body"], subject=[subject]), shop()).for_model[0]


def test_a_unit_is_told_in_words() -> None:
    assert unit_in_words(as_unit("reason", "late delivery")) == "reason: late delivery"
    assert unit_in_words("deliv*") == "deliv*"
    assert as_unit("reason", "") == ""


def test_a_declared_value_has_no_stem() -> None:
    units = learn_vocabulary(["delivery reason=delivery_late"] * 3).units.to_pylist()
    assert units == ["deliv*", "delivery", "reason=delivery_late"]


def test_a_declared_value_that_the_taxonomy_does_not_know_is_learnt_and_told_as_evidence() -> None:
    chunk, truth = export(400, seed=8, share_with_phrase=0.0)
    codes = truth.map({"Logistics": "L 1", "Billing": "B 2", "Webshop": "W 3"}).tolist()
    chunk = staged(["hello please help"] * 400, reason=codes)
    taught = learn(shop(), chunk, rulings_of(chunk, truth, 200), Settings())
    result = attribute(chunk, shop(), taught)
    assert (result.attributions["department"].to_numpy(object) == truth.to_numpy(object)).all()
    said = result.evidence.loc[result.evidence["signal"] == "model", "detail"]
    assert said.str.contains("reason: l 1|reason: b 2|reason: w 3").all()


def test_a_text_of_few_words_weighs_less_and_a_typical_one_weighs_one() -> None:
    vocabulary = learn_vocabulary([" ".join(f"w{number}" for number in range(40))] * 3)
    rows = vocabulary.matrix(["w1", " ".join(f"w{n}" for n in range(20)), " ".join(f"w{n}" for n in range(40)), "none"])
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    assert lengths[0] < lengths[1] < lengths[2]
    assert np.isclose(lengths[2], 1.0, atol=1e-3)
    assert lengths[3] == 0.0


def test_words_never_seen_with_a_claim_speak_for_no_department_because_it_is_small() -> None:
    texts = ["alpha beta"] * 900 + ["gamma delta"] * 20 + ["omega"] * 80
    matrix = learn_vocabulary(texts).matrix(texts)
    claimed = np.zeros((1000, 2))
    claimed[:900, 0] = claimed[900:920, 1] = 4.0
    belief = associate(matrix, claimed, np.zeros(1000, dtype=np.int64), np.ones(1000)).belief
    assert belief[920:, 0].min() > 0.5  # the larger one, for want of anything else


def test_one_claim_alone_makes_its_department_as_probable_as_it_is_reliable() -> None:
    under = taxonomy({"Support": [], "Logistics": [Issue("Late", phrases=("not arrived",))], "Billing": []})
    chunk = staged(["it has not arrived"])
    found = attribute(chunk, under, learn(under, chunk, None, Settings())).attributions
    assert np.isclose(found["confidence"].iloc[0], 0.9)
    assert found["department"].tolist() == ["Logistics"]  # a file of one ticket with a clear phrase is traced
    assert log_odds(np.array([0.8]), 5)[0] > log_odds(np.array([0.8]), 2)[0] > 0


def test_a_department_is_looked_for_by_its_earlier_names_too() -> None:
    words = [f"publicworks {kind}" for kind in ("hydrant", "kerb", "bollard", "culvert", "gully")]
    texts = [f"{words[n % 5]} missing" for n in range(20)] + in_other_words(["the lamp is broken again"], 250)

    def first_choice(aliases: tuple[str, ...]) -> str:
        departments = (
            Department("Desk", is_frontline=True),
            Department("Lighting", issues=(Issue("Lamps", phrases=("lamp",)),)),
            Department("Streets", aliases=aliases, issues=(Issue("Holes", phrases=("pothole",)),)),
        )
        under = Taxonomy(1, "Test", "UTC", "EUR", 38.0, {"default": 6.0}, departments)
        chunk = staged([*texts, *in_other_words(["a pothole in the street"], 20)])
        found = attribute(chunk, under, learn(under, chunk, None, Settings())).attributions
        return str(found["best_department"].iloc[0])

    assert first_choice(("Public Works",)) == "Streets"
    assert first_choice(()) != "Streets"


def test_many_rulings_are_learnt_to_the_end() -> None:
    random = np.random.default_rng(1)
    kinds = random.zipf(1.3, 5000) % 200  # titles of a form, some of them rare
    labels = np.where(kinds < 3, kinds, kinds % 12)
    texts = [f"request kind{kind} part{kind % 7} of{kind % 11} street{random.integers(50)}" for kind in kinds]
    matrix = learn_vocabulary(texts).matrix(texts)
    table = train(matrix, np.zeros((matrix.shape[1], 0), dtype=np.float32), labels, np.ones(5000), 12, 10.0)
    best = LogisticRegression(C=10.0, max_iter=2000, tol=1e-6).fit(matrix, labels)
    right, possible = (np.mean(answer == labels) for answer in (table.scores(matrix).argmax(1), best.predict(matrix)))
    assert right >= possible - 0.002
