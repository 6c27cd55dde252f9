"""Folding texts and finding phrases in them."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from etl.staging.finder import Finder, fold


def found(phrases: list[str], *texts: str) -> list[tuple[int, str]]:
    finder = Finder(phrases)
    matches = finder.find(fold(texts))
    return [(int(row), finder.phrases[number]) for row, number in zip(matches.row, matches.pattern, strict=True)]


def test_case_accents_and_apostrophes_do_not_matter() -> None:
    assert fold(["Não CHEGOU, l’appli ne doesn’t – straße"]).content == b" nao chegou, l appli ne doesnt strasse \n"


def test_whole_words_match_and_a_stem_goes_on() -> None:
    assert found(["late", "complain*"], "late", "later", "translate", "complaining") == [(0, "late"), (3, "complain*")]


def test_the_longest_of_two_phrases_counts() -> None:
    assert found(["thank you", "thank you in advance"], "thank you in advance") == [(0, "thank you in advance")]


def test_neighbouring_words_are_both_found() -> None:
    assert found(["not", "happy"], "I am not happy.") == [(0, "not"), (0, "happy")]


def test_a_phrase_never_runs_from_one_text_into_the_next() -> None:
    assert found(["not happy"], "not", "happy") == []


@given(st.lists(st.text(max_size=40)))
def test_every_text_is_one_line(texts: list[str]) -> None:
    folded = fold(texts)
    assert len(folded.starts) == len(texts) + 1
    assert folded.content.count(b"\n") >= len(texts)
    assert b"  " not in folded.content


@given(st.lists(st.text(alphabet="nts' a.'é\0\n", max_size=20)))
def test_an_arrow_array_is_folded_as_its_texts_are(texts: list[str]) -> None:
    found, wanted = fold(pa.array(texts, pa.large_string())), fold(texts)

    assert (found.content, found.starts.tolist()) == (wanted.content, wanted.starts.tolist())


@given(st.text(alphabet="nts' a", max_size=20))
def test_a_word_keeps_its_elided_end_and_any_other_apostrophe_parts_two(text: str) -> None:
    wanted = f"{text} ".replace("n't", "nt").replace("'s ", "s ").replace("'", " ")

    assert fold([f"{text} "]).content.split() == wanted.encode().split()
