"""Copies of a text count once when the engine learns: an export of ten templates says ten things."""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.attribution.claims import Claims
from etl.attribution.matching.vocabulary import learn_vocabulary
from etl.attribution.scoring.engine import attribute
from etl.attribution.training.calibration import flattened, threshold_by_confidence
from etl.attribution.training.copies import copies, worth_of
from etl.attribution.training.cross_view import agreement, borne_out
from etl.attribution.training.source_accuracy import from_agreement
from etl.attribution.training.train import learn
from etl.model.chunks import StagedChunk
from etl.settings import Settings
from etl.taxonomy import load_taxonomy
from tests.unit.attribution.make import staged
from tests.unit.attribution.worlds import export, shop

TEMPLATES = {
    "Mijn pakket is al drie weken te laat en niemand belt terug": "Logistics",
    "Waar blijft mijn terugbetaling?": "Finance",
    "Product kapot na twee dagen": "Buying and Quality",
    "De medewerker in de winkel was erg onvriendelijk": "Stores",
    "Ik kan niet inloggen op de website": "Webshop and IT",
    "Mein Paket ist seit drei Wochen zu spät und niemand ruft zurück": "Logistics",
    "Wo bleibt meine Rückerstattung für Bestellung": "Finance",
    "Es wurde der falsche Artikel geliefert": "Warehouse",
    "Der Rabatt aus dem Newsletter wurde nicht abgezogen": "Marketing",
    "Das Gerät ist nach zwei Tagen kaputt": "Buying and Quality",
}
"""Sentences, and where they start."""


def claims(signal: str, row: list[int], source: int = 0) -> Claims:
    """Claims for the first department, each of weight 2."""
    zeros, words = np.zeros(len(row), dtype=np.int64), np.full(len(row), "", dtype=object)
    weight = np.full(len(row), 2.0)
    return Claims(signal, np.array(row), zeros, zeros - 1, zeros + source, zeros + 1, words, words, weight)


def filled_in(texts: list[str], each: int, languages: list[str]) -> StagedChunk:
    """An export in which every text stands so often, with another number, date and name in each copy."""
    months, names = ["mei", "Juni", "juli", "August"], ["Anna", "Jeroen", "[name]", "Sabine"]
    bodies = [f"{text} {1000 + n} {n % 28} {months[n % 4]} {names[n % 4]}" for n in range(each) for text in texts]
    return staged(bodies, language=languages * each)


def test_an_export_of_ten_sentences_repeated_is_nowhere_sure_and_wrong() -> None:
    retail = load_taxonomy("retail")
    origin = list(TEMPLATES.values())
    for each in (30, 40):
        chunk = filled_in(list(TEMPLATES), each, ["nl"] * 5 + ["de"] * 5)
        found = attribute(chunk, retail, learn(retail, chunk, None, Settings())).attributions
        is_wrong = found["best_department"].to_numpy(object) != np.array(origin * each, dtype=object)
        assert found.loc[is_wrong, "confidence"].max() < 0.7
        assert set(found.loc[is_wrong, "department"]) <= {"Unattributed"}


def test_saying_everything_ten_times_makes_the_engine_no_surer() -> None:
    said, _ = export(150, seed=3)
    bodies = said.tickets["body"].tolist()
    once, often = (
        attribute(said, shop(), learn(shop(), staged(bodies * times), None, Settings())).attributions
        for times in (1, 10)
    )
    assert often["confidence"].mean() < once["confidence"].mean() + 0.03


def test_texts_that_differ_in_numbers_names_masks_and_small_words_are_copies() -> None:
    parcels = ["parcel 13 is late", "parcel 4711 was late may", "anna late parcel", "parcel late"]
    texts = [*parcels, "invoice wrong", "", "xyzzy"]
    vocabulary = learn_vocabulary([*texts[:5], *["parcel late", "invoice wrong"] * 60])
    text = copies(vocabulary.matrix(texts), vocabulary)
    assert text[0] == text[1] == text[2] == text[3]
    assert len(set(text)) == 4  # one without a word that is known is a text of its own
    assert worth_of(text).tolist() == [0.25] * 4 + [1.0] * 3


def test_a_declared_value_makes_no_other_text_of_a_copy() -> None:
    vocabulary = learn_vocabulary(["parcel late reason=a", "parcel late reason=b"] * 3)
    assert copies(vocabulary.matrix(["parcel late reason=a", "parcel late reason=b"]), vocabulary).tolist() == [0, 0]


def test_tickets_without_a_word_are_copies_where_the_same_values_were_picked() -> None:
    texts = ["reason=a product=x", "reason=a product=x", "reason=b product=x", "", ""]
    vocabulary = learn_vocabulary(texts * 3)
    assert copies(vocabulary.matrix(texts), vocabulary).tolist() == [0, 0, 1, 2, 3]


def test_a_phrase_in_copies_of_a_text_bears_out_another_signal_once() -> None:
    def known(count_texts: int) -> float:
        rows = list(range(300))
        spoken = [claims("declared", rows), claims("phrases", rows)]
        assumed = {"declared": np.array([0.93]), "phrases": np.array([0.9])}
        return from_agreement(spoken, assumed, worth_of(np.arange(300) % count_texts), 3).count_pairs

    assert known(300) == 300
    assert np.isclose(known(60), 60)
    assert known(20) == 0  # too few to learn from


def test_two_signals_that_are_no_words_bear_each_other_out_in_every_ticket() -> None:
    rows = list(range(300))
    spoken = [claims("declared", rows), claims("facts", rows)]
    assumed = {"declared": np.array([0.93]), "facts": np.array([0.93])}
    assert from_agreement(spoken, assumed, np.full(300, 1 / 300), 3).count_pairs == 300


def test_a_second_opinion_on_copies_is_one_opinion() -> None:
    claimed = np.zeros((102, 2))
    claimed[:, 0] = 1.0
    choice = np.array([0] * 100 + [1] * 2)
    worth = worth_of(np.array([0] * 100 + [1, 2]))
    assert agreement(claimed, choice, worth).part < 0.5 < agreement(claimed, choice, np.ones(102)).part
    good, bad = claims("phrases", list(range(100))), claims("phrases", [100, 101], source=1)
    by_text = [float(borne_out([each], choice, worth, 2)[0].weight[0]) for each in (good, bad)]
    assert by_text[0] == by_text[1]  # each is all that is known of its department


def test_confidence_and_threshold_go_by_texts() -> None:
    sure, unsure = np.full(900, 0.95), np.full(100, 0.6)
    confidence = np.concatenate([sure, unsure])
    worth = np.concatenate([np.full(900, 1 / 900), np.ones(100)])
    none = np.empty(0)
    assert threshold_by_confidence(np.array([0.95, 0.72] * 50), np.array([0.01, 1.0] * 50), 0.9, none, none) == 0.9
    assert threshold_by_confidence(np.array([0.95, 0.72] * 50), np.array([1.0, 0.01] * 50), 0.9, none, none) == 0.72
    line = flattened(confidence, worth, 101.0)
    assert line.slope > 0.9  # as in any export of a hundred texts
    assert np.isclose(np.average(line.confidence(confidence), weights=worth), np.average(confidence, weights=worth))


def test_the_tickets_of_a_text_may_still_differ_by_what_is_no_text() -> None:
    chunk = staged(["where is my order"] * 40 + ["charged twice on my card"] * 40)
    found = attribute(chunk, shop(), learn(shop(), chunk, None, Settings())).attributions
    best = pd.Series(found["best_department"].to_numpy(object))
    assert best.iloc[40:].eq("Billing").all()
    assert best.iloc[:40].isna().all()
