"""Rulings on kinds teach what complaints sound like here; where they teach nothing, nothing changes."""

from __future__ import annotations

import random

import pandas as pd

from etl.attribution.training.kinds import TaughtKinds, learn_kinds
from etl.staging.kinds.by_words import told

DEVICES = ("boiler", "meter", "valve", "pump", "panel", "tank", "sensor")
PLACES = ("cellar", "attic", "garage", "kitchen", "hall", "yard")


def texts(word: str, count: int, seed: int) -> list[str]:
    draw = random.Random(seed)
    return [f"{word} {draw.choice(DEVICES)} {draw.choice(PLACES)} {draw.randint(1, 99)}" for _ in range(count)]


def told_of(written: list[str]) -> pd.DataFrame:
    return told(pd.Series([None] * len(written), dtype="str"), pd.Series(written, dtype="str"))


def learnt(written: list[str], ruled: list[str]) -> TaughtKinds | None:
    return learn_kinds(written, told_of(written), ruled, 1)


def test_a_word_of_the_house_is_learnt_and_what_nobody_ruled_on_stays() -> None:
    written = texts("kaput-7", 30, 1) + texts("visit", 30, 2)
    taught = learnt(written, ["complaint"] * 30 + ["request"] * 30)
    assert taught is not None
    new = [*texts("kaput-7", 10, 3), "How do I pay my bill?", "My parcel never arrived, this is a disgrace"]
    before, after = told_of(new), taught.judged(new, told_of(new))
    assert set(before["kind"][:10]) == {"other"}
    assert set(after["kind"][:10]) == {"complaint"}
    assert after["kind"][10:].tolist() == before["kind"][10:].tolist() == ["request", "complaint"]
    assert (after["complaint_probability"] >= 0.5).tolist() == (after["kind"] == "complaint").tolist()


def test_what_was_taken_for_a_complaint_and_ruled_none_becomes_what_its_words_speak_for() -> None:
    offers = [f"{each}, never miss an offer, thank you" for each in texts("newsletter", 30, 1)]
    rants = [f"{each} is broken" for each in texts("order", 30, 2)]
    taught = learnt(offers + rants, ["other"] * 30 + ["complaint"] * 30)
    assert taught is not None
    again = [f"{each}, never miss an offer, thank you" for each in texts("newsletter", 5, 3)]
    assert set(told_of(again)["kind"]) == {"complaint"}
    assert set(taught.judged(again, told_of(again))["kind"]) == {"praise"}


def test_few_rulings_or_rulings_of_one_kind_teach_nothing() -> None:
    written = texts("kaput-7", 30, 1)
    assert learnt(written, ["complaint"] * 30) is None
    assert learnt(written, ["complaint"] * 26 + ["request"] * 4) is None
    assert learnt(written[:10], ["complaint"] * 5 + ["request"] * 5) is None


def test_where_the_words_said_it_all_the_kinds_stay() -> None:
    asked = [f"How do I clean the {each}?" for each in texts("filter", 30, 1)]
    rants = [f"The {each} is broken, this is a disgrace" for each in texts("filter", 30, 2)]
    taught = learnt(asked + rants, ["request"] * 30 + ["complaint"] * 30)
    new = [*texts("visit", 5, 4), "Thank you, wonderful service", "I never got my order, unacceptable"]
    before = told_of(new)["kind"].tolist()
    assert taught is None or taught.judged(new, told_of(new))["kind"].tolist() == before
