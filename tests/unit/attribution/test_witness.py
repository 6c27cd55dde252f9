"""How sure answers may be without rulings, by signals that aren't words."""

from __future__ import annotations

import numpy as np
import pytest

from etl.attribution.claims import Claims, Floats, Integers
from etl.attribution.matching.vocabulary import learn_vocabulary
from etl.attribution.scoring.engine import attribute
from etl.attribution.training.bootstrap import start_cold
from etl.attribution.training.independent_check import factor_by_witnesses
from etl.attribution.training.naive_bayes_em import softmax
from etl.attribution.training.signal_weights import Blend
from etl.attribution.training.source_accuracy import Reliabilities
from etl.attribution.training.train import learn
from etl.settings import Settings
from etl.taxonomy import Issue
from tests.unit.attribution.make import staged, taxonomy

COUNT, DEPARTMENTS = 2_000, 4
NAMES = ["journey", "words"]


def claims(signal: str, department: Integers) -> Claims:
    """One claim a ticket."""
    words = np.full(len(department), "", dtype=object)
    row = np.arange(len(department))
    return Claims(signal, row, department, row * 0 - 1, department, row * 0 + 1, words, words, np.ones(len(row)))


def answers(reliability: float, truth: Integers, random: np.random.Generator) -> Integers:
    """The truth, and in the rest of the tickets any of the departments."""
    other = random.integers(0, DEPARTMENTS, len(truth))
    return np.where(random.random(len(truth)) < reliability, truth, other)


def sureness(pairs: int, skill_of_witness: float = 0.9, skill_of_words: float = 0.7) -> tuple[float | None, float]:
    """Mean confidence as the witness would have it (None: it can't say), and the part that is right."""
    random = np.random.default_rng(1)
    truth = random.integers(0, DEPARTMENTS, COUNT)
    witness, words = (answers(skill, truth, random) for skill in (skill_of_witness, skill_of_words))
    reliability = skill_of_witness + (1 - skill_of_witness) / DEPARTMENTS
    found = Reliabilities({"journey": np.full(DEPARTMENTS, reliability)}, pairs)
    features = np.zeros((COUNT, DEPARTMENTS, 2))
    features[np.arange(COUNT), witness, 0] = features[np.arange(COUNT), words, 1] = 1.0
    blend = Blend(np.array([3.0, 3.0]), np.append(np.zeros(DEPARTMENTS), -9.0))
    factor = factor_by_witnesses([claims("journey", witness)], found, lambda: features, np.ones(COUNT), blend, NAMES)
    if factor is None:
        return None, 0.0
    of_words = features * np.array([0.0, 1.0])
    return float(softmax(blend.scaled(factor).logits(of_words)).max(axis=1).mean()), float((words == truth).mean())


def test_answers_are_as_sure_as_a_witness_that_is_known_well_finds_them_right() -> None:
    told, right = sureness(pairs=100_000)
    assert told == pytest.approx(right, abs=0.03)


def test_by_a_witness_that_few_pairs_tell_of_answers_are_less_sure() -> None:
    known, little_known = sureness(pairs=100_000)[0], sureness(pairs=100)[0]
    assert known is not None
    assert little_known is not None
    assert little_known < known - 0.02


@pytest.mark.parametrize(("pairs", "skill"), [(50, 0.9), (100_000, 0.3)])
def test_a_witness_that_is_hardly_known_or_hardly_right_says_nothing(pairs: int, skill: float) -> None:
    assert sureness(pairs, skill_of_witness=skill)[0] is None


def test_what_is_learnt_from_the_other_half_knows_nothing_of_a_tickets_own_claim() -> None:
    """Claims laid at random to texts that all differ: learnt by heart, but nothing to foretell."""
    random = np.random.default_rng(2)
    texts = [" ".join(f"word{number}" for number in random.integers(0, 400, 8)) for _ in range(400)]
    vocabulary = learn_vocabulary(texts)
    matrix = vocabulary.matrix(texts)
    made = claims("phrases", random.integers(0, DEPARTMENTS, 400)).weighted(np.full(400, 4.0))
    under = taxonomy({name: [] for name in "abcd"})
    meaning: Floats = np.zeros((len(vocabulary), 0))
    language = np.zeros(400, dtype=np.int64)
    cold = start_cold(matrix, matrix, meaning, vocabulary, [made], language, np.arange(400), under, 1)
    by_heart = cold.taught.scores(matrix).argmax(axis=1) == made.department
    unseen = cold.unseen().argmax(axis=1) == made.department[:, None]
    assert by_heart.mean() > 0.8
    assert (unseen.mean(axis=0) < 0.35).all()


def test_a_small_export_with_much_noise_is_not_surer_than_it_is_right() -> None:
    random = np.random.default_rng(3)
    names = ["Logistics", "Billing", "Webshop"]
    telling = {"Logistics": "courier parcel", "Billing": "invoice debit", "Webshop": "browser login"}
    truth = random.choice(names, 500)
    texts, teams = [], []
    for name in truth:
        said = name if random.random() < 0.75 else random.choice(names)
        noise = [f"noise{number}" for number in random.integers(0, 2_000, 12)]
        texts.append(" ".join([*noise, random.choice(telling[said].split())]))
        teams.append(str(name) if random.random() < 0.5 else "Support")
    issues = {name: [Issue("Any", phrases=(words.split()[0],))] for name, words in telling.items()}
    under = taxonomy({"Support": [], **issues})
    chunk = staged(texts, team=teams)
    found = attribute(chunk, under, learn(under, chunk, None, Settings())).attributions
    # where Support closed the ticket, the answer rests on the words alone
    alone = found.drop_duplicates("ticket_id").assign(truth=truth, team=teams).query("team == 'Support'")
    assert alone["confidence"].mean() <= (alone["best_department"] == alone["truth"]).mean() + 0.01
