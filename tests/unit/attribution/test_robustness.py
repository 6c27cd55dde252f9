from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from etl.attribution.scoring.engine import attribute
from etl.attribution.training.train import learn
from etl.model.chunks import Attributed
from etl.settings import Settings
from etl.taxonomy import Issue, Taxonomy
from tests.unit.attribution.make import staged, taxonomy
from tests.unit.attribution.worlds import export, rulings_of, shop


def traced(texts: Sequence[str | None], under: Taxonomy, rulings: pd.DataFrame | None = None) -> Attributed:
    chunk = staged(texts)
    return attribute(chunk, under, learn(under, chunk, rulings, Settings()))


def test_an_empty_and_a_missing_text_are_unattributed_without_evidence() -> None:
    result = traced(["", None, "   ...  "], shop())
    assert result.attributions["department"].tolist() == ["Unattributed"] * 3
    assert result.attributions["best_department"].isna().all()
    assert result.evidence.empty


@pytest.mark.parametrize("text", ["a " * 500_000, "x" * 1_000_000, "<" * 1_000_000, "> a\n" * 250_000, "- " * 500_000])
def test_a_text_of_a_million_characters_is_read_at_its_start_and_quickly(text: str) -> None:
    start = time.perf_counter()
    result = traced(["my parcel has not arrived " + text], shop())
    assert time.perf_counter() - start < 10
    assert result.attributions["best_department"].iloc[0] == "Logistics"


def test_a_language_never_seen_is_left_unattributed() -> None:
    chunk, _ = export(400, seed=3)
    learnt = learn(shop(), chunk, None, Settings())
    result = attribute(staged(["ჩემი ამანათი არ მოვიდა", "我的包裹还没有到", "посылка не пришла"]), shop(), learnt)
    assert result.attributions["department"].tolist() == ["Unattributed"] * 3


def test_a_script_without_spaces_is_learnt_from_as_words_are() -> None:
    random = np.random.default_rng(5)
    said = {
        "Logistics": ["配達員", "玄関先", "追跡番号", "運送会社"],
        "Billing": ["請求書", "口座振替", "明細確認", "二重払い"],
    }
    phrases, common = (
        {"Logistics": "届かない", "Billing": "料金が違う"},
        ["昨日注文", "連絡希望", "至急対応", "再度確認"],
    )
    truth, texts = random.choice(list(said), 400), []
    for number, name in enumerate(truth):
        words = [*random.choice(said[name], 2), *random.choice(common, 2), phrases[name] if number % 2 else ""]
        texts.append("".join(words))
    under = taxonomy({"Support": [], **{name: [Issue("Any", phrases=(text,))] for name, text in phrases.items()}})
    chunk = staged(texts)
    found = attribute(chunk, under, learn(under, chunk, None, Settings())).attributions
    silent = np.arange(400) % 2 == 0  # no phrase in it
    assert (found["best_department"].to_numpy(object) == truth)[silent].mean() > 0.9


def test_a_department_without_phrases_is_learnt_from_rulings() -> None:
    chunk, truth = export(400, seed=4)
    bare = taxonomy({"Support": [], "Logistics": [], "Billing": [], "Webshop": []})
    taught = learn(bare, chunk, rulings_of(chunk, truth, 200), Settings())
    found = attribute(chunk, bare, taught).attributions["best_department"].to_numpy(object)
    assert (found[200:] == truth.to_numpy(object)[200:]).mean() > 0.9


def test_a_taxonomy_without_a_word_and_without_rulings_says_nothing() -> None:
    chunk, _ = export(100, seed=5)
    bare = taxonomy({"Support": [], "Logistics": []})
    result = attribute(chunk, bare, learn(bare, chunk, None, Settings()))
    assert (result.attributions["department"] == "Unattributed").all()
    assert result.evidence.empty


def test_with_one_department_its_phrases_still_decide() -> None:
    only = taxonomy({"Shop": [Issue("Late", phrases=("not arrived",))]})
    result = traced(["it has not arrived", "hello"], only)
    assert result.attributions["best_department"].iloc[0] == "Shop"
    assert result.attributions["department"].iloc[1] == "Unattributed"
    assert (result.attributions["confidence"] < 1).all()


def test_contradictory_rulings_teach_half_each_and_lower_the_confidence() -> None:
    chunk, truth = export(400, seed=6)
    agreed = rulings_of(chunk, truth, 200)
    other = agreed.assign(author="b", department=truth.iloc[:200].replace({"Billing": "Webshop"}).tolist())
    later = chunk.select(chunk.tickets.index[200:][(truth.iloc[200:] == "Billing").to_numpy()])

    def confidence(rulings: pd.DataFrame) -> float:
        learnt = learn(shop(), chunk, rulings, Settings())
        return float(attribute(later, shop(), learnt).attributions["confidence"].mean())

    assert confidence(agreed) > 0.9
    assert 0.35 < confidence(pd.concat([agreed, other], ignore_index=True)) < 0.65


def test_rulings_that_all_name_one_department_or_none_of_the_taxonomy_are_taken() -> None:
    chunk, truth = export(200, seed=7)
    one = rulings_of(chunk, truth, 60).assign(department="Billing")
    result = attribute(chunk, shop(), learn(shop(), chunk, one, Settings()))
    assert (result.attributions["best_department"] == "Billing").mean() > 0.5
    outside = rulings_of(chunk, truth, 60).assign(department="Head office")
    result = attribute(chunk, shop(), learn(shop(), chunk, outside, Settings()))
    assert (result.attributions["department"] == "Unattributed").mean() > 0.9


def test_tickets_in_one_language_do_not_lean_to_the_department_with_most_phrases_in_it() -> None:
    chunk, _ = export(600, seed=8)
    german = ["ich", "habe", "das", "nicht", "und", "die", "der", "mich", "es", "ist", "eine", "auf", "bei"]
    tickets = chunk.tickets.copy()
    tickets["body"] = [
        f"{body} {' '.join(german)}" if number % 2 else body for number, body in enumerate(tickets["body"])
    ]
    tickets["language"] = ["de" if number % 2 else "en" for number in range(len(tickets))]
    # the taxonomy's German phrase is Billing's alone
    under = taxonomy(
        {
            "Support": [],
            "Logistics": [Issue("L", phrases=("not arrived",))],
            "Billing": [Issue("B", phrases=("charged twice", "invoice"))],
            "Webshop": [Issue("W", phrases=("cannot log in",))],
        }
    )
    mixed = type(chunk)(tickets, chunk.fields, chunk.events, chunk.problems)
    learnt = learn(under, mixed, None, Settings())
    only_german = staged([" ".join(german)], language="de")
    found = attribute(only_german, under, learnt).attributions
    assert found["department"].iloc[0] == "Unattributed"
    assert found["confidence"].iloc[0] < 0.7
