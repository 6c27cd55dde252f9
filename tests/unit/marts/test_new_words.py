"""New words: told from chance, of many people, and never a number, a name or a word of every sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from etl.marts.frames.new_words import NewWords, words_of

SMALLEST = 5


def complaints(now: list[str], before: list[str], **changes: Any) -> pd.DataFrame:
    """Complaints about Logistics in English, each by somebody else unless told."""
    texts = [*before, *now]
    frame = pd.DataFrame(
        {
            "source": "shop", "ticket_id": [str(n) for n in range(len(texts))], "department": "Logistics",
            "language": "en", "requester": [f"r{n}" for n in range(len(texts))], "subject": None, "body": texts,
            "is_now": [False] * len(before) + [True] * len(now),
        }
    )  # fmt: skip
    return frame.assign(**changes)


def ordinary(count: int, seed: int = 1) -> list[str]:
    """Texts of words that come as often as words do (Zipf)."""
    rng = np.random.default_rng(seed)
    words = np.array([f"w{chr(97 + n // 26)}{chr(97 + n % 26)}rd" for n in range(400)])
    often = 1 / np.arange(1, 401)
    return [" ".join(rng.choice(words, 12, replace=False, p=often / often.sum())) for _ in range(count)]


def found(now: list[str], before: list[str], **changes: Any) -> list[tuple[str, ...]]:
    return [each.words for each in words_of(complaints(now, before, **changes), SMALLEST)]


def with_word(word: str, count: int, of: int = 60) -> list[str]:
    return [f"{text} {word}" if place < count else text for place, text in enumerate(ordinary(of, 2))]


def test_a_word_that_nobody_wrote_before_is_new() -> None:
    (new,) = words_of(complaints(with_word("Klarna", 8), ordinary(600)), SMALLEST)
    assert new == NewWords("Logistics", ("klarna",), "en", 8, 60, 0, 600, new.ratio, ("shop", "600"))
    assert new.ratio > 1.96


def test_words_of_the_same_complaints_are_said_as_one() -> None:
    (words,) = found(with_word("seal peeling", 9), ordinary(600))
    assert sorted(words) == ["peeling", "seal"]


def test_a_word_is_shown_as_customers_write_it() -> None:
    assert found(with_word("Größentabelle", 9), ordinary(600)) == [("größentabelle",)]


def test_a_word_as_often_as_before_isnt_new() -> None:
    assert (
        found(with_word("courier", 8), [f"{text} courier" if n < 80 else text for n, text in enumerate(ordinary(600))])
        == []
    )


def test_a_word_of_too_few_people_isnt_said() -> None:
    now = with_word("klarna", 4)
    assert found(now, ordinary(600)) == []


def test_a_word_of_a_single_person_isnt_said_however_often_they_write_it() -> None:
    people = [f"r{n}" for n in range(600)] + ["one"] * 20 + [f"n{n}" for n in range(40)]
    assert found(with_word("klarna", 20), ordinary(600), requester=people) == []


def test_one_text_sent_many_times_isnt_many_texts() -> None:
    now = [*["please read klarna"] * 20, *ordinary(40, 3)]
    assert found(now, ordinary(600)) == []


@pytest.mark.parametrize(
    "word", ["123456", "hw9491059", "november", "kevin", "because", "nicht", "[email]", "Mr Overmars"]
)
def test_numbers_months_names_and_small_words_are_nothing(word: str) -> None:
    assert found(with_word(word, 20), ordinary(600)) == []


def test_a_language_that_is_written_more_often_brings_no_new_words() -> None:
    dutch = [f"{text} pakket bezorger" for text in ordinary(40, 4)]
    now, before = [*ordinary(20, 5), *dutch[:30]], [*ordinary(590), *dutch[30:]]
    languages = ["en"] * 590 + ["nl"] * 10 + ["en"] * 20 + ["nl"] * 30
    assert found(now, before, language=languages) == []


def test_without_anything_before_nothing_is_new() -> None:
    assert found(with_word("klarna", 20), []) == []
    assert words_of(complaints([], []), SMALLEST) == ()


def test_in_a_hundred_ordinary_weeks_five_at_most_have_a_new_word() -> None:
    before = ordinary(400)
    false = sum(bool(found(ordinary(50, 100 + week), before)) for week in range(100))
    assert false <= 5
