"""A classifier that may not see the phrases' words: which phrases it bears out, and what that does to an export."""

from __future__ import annotations

import numpy as np
import pytest

from etl.attribution.claims import Claims, no_claims
from etl.attribution.matching.vocabulary import learn_vocabulary
from etl.attribution.scoring.engine import attribute
from etl.attribution.training.bootstrap import start_cold
from etl.attribution.training.cross_view import borne_out
from etl.attribution.training.train import learn
from etl.settings import Settings
from etl.taxonomy import Issue
from tests.unit.attribution.make import staged, taxonomy
from tests.unit.attribution.worlds import COMMON, PHRASES, WORDS, export, shop


def claims(*made: tuple[int, int, int, int]) -> Claims:
    """Claims by row, department, source and sign, each of weight 2."""
    row, department, source, sign = np.array(made, dtype=np.int64).T
    words = np.full(len(row), "", dtype=object)
    return Claims("phrases", row, department, row * 0 - 1, source, sign, words, words, np.full(len(row), 2.0))


def test_of_one_departments_phrases_the_one_borne_out_leads_more() -> None:
    good, bad = [(n, 0, 0, 1) for n in range(40)], [(n, 0, 1, 1) for n in range(40, 80)]
    choice = np.array([0] * 40 + [1] * 40)
    weighed = borne_out([claims(*good, *bad)], choice, np.ones(80), 2)[0].weight
    assert weighed[:40].min() > 2.0 > weighed[40:].max() > 0.0


def test_a_department_that_the_classifier_never_chooses_keeps_its_phrases() -> None:
    known, unknown = [(n, 0, 0, 1) for n in range(40)], [(n, 1, 1, 1) for n in range(40, 80)]
    weighed = borne_out([claims(*known, *unknown)], np.zeros(80, dtype=np.int64), np.ones(80), 2)[0].weight
    np.testing.assert_allclose(weighed, 2.0)


def test_tickets_without_an_answer_and_claims_against_count_for_nothing() -> None:
    asked = [(0, 0, 0, 1), (1, 0, 1, 1)]
    silent = [(n, 0, 0, 1) for n in range(2, 60)] + [(n, 0, 1, -1) for n in range(60, 90)]
    choice = np.array([0, 0] + [-1] * 58 + [1] * 30)
    np.testing.assert_allclose(borne_out([claims(*asked, *silent)], choice, np.ones(90), 2)[0].weight, 2.0)


def test_a_signal_that_says_nothing_stays_silent() -> None:
    assert len(borne_out([no_claims("facts")], np.zeros(3, dtype=np.int64), np.ones(3), 2)[0]) == 0


@pytest.mark.parametrize("word", ["week", "help"])
def test_a_phrase_that_is_in_every_departments_tickets_does_not_lead_the_words_astray(word: str) -> None:
    phrases = {**PHRASES, "Logistics": (*PHRASES["Logistics"], word)}
    misled = taxonomy(
        {"Support": [], **{name: [Issue(f"{name} fails", phrases=each)] for name, each in phrases.items()}}
    )
    learnt = learn(misled, export(600, seed=1)[0], None, Settings())
    silent, truth = export(300, seed=2, share_with_phrase=0.0)
    found = attribute(silent, misled, learnt).attributions.drop_duplicates("ticket_id")
    assert (found["best_department"].to_numpy(object) == truth.to_numpy(object)).mean() > 0.95


def test_what_nothing_speaks_of_teaches_nothing_and_is_left_to_the_largest_department() -> None:
    random = np.random.default_rng(0)
    names, counts = list(WORDS), (300, 150, 30)
    department = np.repeat(np.arange(3), counts)
    texts = [" ".join(random.choice(WORDS[names[number]], 6)) for number in department]
    made = claims(*[(row, number, number, 1) for row, number in enumerate(department) if row % 2])
    strange = ["xylophone recital programme evening"] * 100
    vocabulary = learn_vocabulary([*texts, *strange])
    matrix = vocabulary.matrix([*texts, *strange])
    under, one_language = taxonomy({name: [] for name in names}), np.zeros(580, dtype=np.int64)
    meaning = np.zeros((len(vocabulary), 0))
    cold = start_cold(matrix, matrix, meaning, vocabulary, [made], one_language, np.arange(580), under, 1)
    chosen = cold.taught.scores(matrix).argmax(axis=1)
    assert (chosen[:480] == department).mean() > 0.95
    assert set(chosen[480:]) == {0}


def test_what_other_words_say_of_the_claims_is_believed_by_how_many_tickets_were_asked() -> None:
    def mean_confidence(count: int, share_of_own_words: float) -> float:
        random = np.random.default_rng(7)
        texts = []
        for _ in range(count):
            named = random.choice(list(WORDS))
            others = [name for name in WORDS if name != named]
            words = WORDS[named if random.random() < share_of_own_words else random.choice(others)]
            texts.append(" ".join([*random.choice(COMMON, 5), *random.choice(words, 4), PHRASES[named][0]]))
        chunk = staged(texts)
        found = attribute(chunk, shop(), learn(shop(), chunk, None, Settings())).attributions
        return float(found["confidence"].mean())

    assert mean_confidence(1_500, 0.6) < 0.7 < mean_confidence(60, 0.6) < 0.9
    assert 0.9 < mean_confidence(60, 1.0) < 0.99  # words that agree with all sixty make nothing certain
