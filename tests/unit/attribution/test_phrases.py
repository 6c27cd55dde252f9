from __future__ import annotations

import numpy as np
import pytest

from etl.attribution.matching import negation
from etl.attribution.matching.folded_chunk import Reading
from etl.attribution.matching.matcher import Matcher
from etl.attribution.matching.patterns import Phrase, phrases_of
from etl.attribution.scoring.engine import attribute
from etl.attribution.scoring.highlighting import places, spans
from etl.attribution.signals import phrases as signal
from etl.attribution.training.train import learn
from etl.settings import Settings
from etl.taxonomy import Issue, load_taxonomy
from etl.text.comparable import fold
from tests.unit.attribution.make import staged, taxonomy


def matched(text: str, *phrases: str, language: str = "en") -> list[tuple[str, bool]]:
    """Phrases found in a text, and whether they are negated."""
    made = [Phrase.of(p, 0, number) for number, p in enumerate(phrases)]
    found = Matcher(made).find([fold(text)], np.array([language in ("de", "nl")]), lambda _: [text])
    return [(phrases[p], bool(n)) for p, n in zip(found.phrase, found.is_negated, strict=True)]


def named(text: str, *phrases: str, language: str = "en") -> set[str]:
    return {phrase for phrase, _ in matched(text, *phrases, language=language)}


@pytest.mark.parametrize(
    ("text", "phrase", "language"),
    [
        ("Two LATE deliveries", "late delivery", "en"),
        ("Die Lieferung ist verspaetet", "verspätet", "de"),
        ("Die Lieferung ist verspätet", "verspaetet", "de"),
        ("Die Expresspaketlieferung fehlt", "lieferung", "de"),
        ("De pakketbezorging is te laat", "bezorging", "nl"),
        ("Não chegou", "nao chegou", "pt"),
        ("ik wil dit retourneren", "retour*", "nl"),
        ("the color is wrong", "colour is wrong", "en"),
        ("my order was cancelled", "order was canceled", "en"),
        ("the drivers were rude", "driver", "en"),
        ("didn't arrive", "didnt arrive", "en"),
        ("快递还没到", "没到", "zh"),
    ],
)
def test_a_phrase_is_found_in_its_spellings_and_inflections(text: str, phrase: str, language: str) -> None:
    assert named(text, phrase, language=language) == {phrase}


@pytest.mark.parametrize(
    ("text", "phrase", "language"),
    [
        ("a plate", "late", "en"),
        ("lately", "late", "en"),
        ("carton", "car", "de"),
        ("the translation", "lation", "en"),
        ("late. delivery of news", "late parcel", "en"),
    ],
)
def test_a_phrase_is_not_found_inside_other_words(text: str, phrase: str, language: str) -> None:
    assert named(text, phrase, language=language) == set()


@pytest.mark.parametrize(
    ("text", "phrases", "found"),
    [
        ("my C++ build fails", ("c++",), {"c++"}),
        ("plan C fails", ("c++",), set()),
        ("charged $100 twice", ("$100",), {"$100"}),
        ("charged $ 100 twice", ("$100",), {"$100"}),
        ("a deposit of 100 pounds", ("$100",), set()),
        ("a deposit of €100", ("$100",), set()),
        ("we are not your number 1", ("#1 fan",), set()),
        ("the .NET upgrade", (".net",), {".net"}),
        ("net of fees", (".net",), set()),
        ("100% refunds", ("100% refund",), {"100% refund"}),
        ("the C# plugin", ("c", "c++", "c#"), {"c#"}),
        ("the C plugin", ("c#", "c"), {"c"}),
        ("open 24 / 7, they said", ("24/7",), {"24/7"}),
        ("Where is it", ("where is it?!",), {"where is it?!"}),
    ],
)
def test_signs_that_make_another_word_must_stand_in_the_text(
    text: str, phrases: tuple[str, ...], found: set[str]
) -> None:
    assert named(text, *phrases) == found


def test_the_same_word_with_and_without_signs_is_two_phrases() -> None:
    made = taxonomy({"Native": [Issue("Compiler", ("c++",))], "Embedded": [Issue("Board", ("c",))]})
    reading = Reading(staged(["the C++ tool", "the C board", "> C++\n\nthe C board"]), made)
    assert [made.names[d] for d in signal.claim(reading).department] == ["Native", "Embedded", "Embedded"]
    assert {phrase.count_departments for phrase in phrases_of(made)} == {1}


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("it was not the courier's fault", "courier"),
        ("it has nothing to do with the courier", "courier"),
        ("the courier is not to blame", "courier"),
        ("the box was not damaged", "damaged"),
        ("es ist nicht die Schuld des Kuriers", "kurier"),
        ("der Kurier ist nicht schuld", "kurier"),
        ("ce n'est pas la faute du livreur", "livreur"),
        ("la culpa no es del banco", "banco"),
        ("a culpa não é do banco", "banco"),
        ("het is niet de schuld van de koerier", "koerier"),
    ],
)
def test_blame_that_is_denied_is_negated(text: str, phrase: str) -> None:
    assert matched(text, phrase) == [(phrase, True)]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("my parcel has not arrived", "not arrived"),
        ("I was not refunded", "refunded"),
        ("it has not arrived and the courier is to blame", "courier"),
        ("the courier did not ring", "courier"),
    ],
)
def test_a_complaint_that_something_did_not_happen_is_not_negated(text: str, phrase: str) -> None:
    assert matched(text, phrase) == [(phrase, False)]


def test_the_longer_of_two_phrases_in_one_place_counts_alone() -> None:
    assert named("a late delivery fee", "late delivery", "late delivery fee") == {"late delivery fee"}


def test_the_same_phrase_under_two_issues_speaks_for_both() -> None:
    assert len(matched("late delivery", "late delivery", "late delivery")) == 2


def test_a_phrase_counts_once_a_ticket_and_names_the_column_it_stood_in() -> None:
    shop = taxonomy({"Support": [], "Logistics": [Issue("Late", phrases=("late delivery",))]})
    chunk = staged(["late delivery, late delivery"], subject=["Late delivery"])
    claims = signal.claim(Reading(chunk, shop))
    assert claims.field.tolist() == ["subject"]
    assert claims.detail.tolist() == ["late delivery"]


def test_texts_without_the_phrases_lose_their_words_alone() -> None:
    shop = taxonomy({"Support": [], "Logistics": [Issue("Late", phrases=("late delivery",))]})
    chunk = staged(["two late deliveries this week"], subject=["hello"])
    assert [text.split() for text in signal.texts_without(Reading(chunk, shop))] == [["hello", "two", "this", "week"]]


def test_a_phrase_is_marked_where_it_stands_in_the_stored_text() -> None:
    text = "Hello, my E-Mail says: LATE  Deliveries!"
    assert [text[a:b] for a, b in spans(text, "late delivery")] == ["LATE  Deliveries"]
    found = places(text, [("Logistics", "late delivery"), ("IT", "email"), ("Sales", "deliv*"), ("Sales", "refund")])
    assert [(text[a:b], owner) for a, b, owner in found] == [("E-Mail", "IT"), ("LATE  Deliveries", "Logistics")]
    assert spans("", "late") == []
    assert spans("late", "***") == []


@pytest.mark.parametrize(
    ("text", "phrase", "marked"),
    [
        ("荷物が届かないので困っています。VPN接続も届かない", "届かない", ["届かない", "届かない"]),
        ("VPN接続できません", "vpn接続", ["VPN接続"]),
        ("サーバーが落ちた", "か落", ["が落"]),  # a pair that the model learnt, folded
        ("พัสดุยังไม่มาถึง", "ไม่มา", ["ไม่มา"]),
        ("the 荷物 late delivery", "late delivery", ["late delivery"]),
    ],
)
def test_in_a_script_without_spaces_the_characters_are_marked_and_not_the_sentence(
    text: str, phrase: str, marked: list[str]
) -> None:
    assert [text[a:b] for a, b in spans(text, phrase, "ja")] == marked


def test_a_phrase_of_two_departments_makes_neither_a_clear_cause_and_other_words_decide() -> None:
    shared = taxonomy(
        {
            "Support": [],
            "Logistics": [Issue("Late", phrases=("training day", "parcel is late"))],
            "Finance": [Issue("Refund", phrases=("Training  day", "no refund"))],
            **{f"Department {number}": [] for number in range(12)},
        }
    )
    texts = ["the training day went wrong", "the training day went wrong and the parcel is late", "no refund"]
    chunk = staged(texts)
    found = attribute(chunk, shared, learn(shared, chunk, None, Settings(target_precision=0.6))).attributions
    assert found["ticket_id"].tolist() == ["1", "2", "3"]  # none is split
    assert found["department"].tolist() == ["Unattributed", "Logistics", "Finance"]
    assert found["confidence"].iloc[0] < 0.5


def test_places_are_told_within_each_of_several_texts() -> None:
    texts = ["late delivery at once", "", "again a late delivery", "nothing here", "late delivery"]
    matcher = Matcher([Phrase.of("late delivery")])
    found = matcher.find(texts, np.zeros(5, dtype=bool), lambda rows: [texts[row] for row in rows])
    places_of = zip(found.document, found.start, found.end, strict=True)
    assert [(int(d), texts[d][s:e]) for d, s, e in places_of] == [(n, "late delivery") for n in (0, 2, 4)]


@pytest.mark.parametrize(("before", "after"), [("nothing to do with", ""), ("not", "fault")])
def test_a_denial_reaches_as_far_as_it_is_said_to(before: str, after: str) -> None:
    def is_negated(gap: int) -> bool:
        between = " " + "x" * (gap - 2) + " "
        return matched(f"{before}{between}courier {after}", "courier")[0][1]

    assert is_negated(negation.NEAR)
    assert not is_negated(negation.NEAR + 1)


def test_in_a_script_without_spaces_a_phrase_loses_its_own_characters_and_not_the_sentence() -> None:
    shop = taxonomy({"Logistics": [Issue("Late", phrases=("未到着", "到着予定"))]})
    chunk = staged(["荷物は未到着予定です help", "未到着。未到着でした"])
    found = [text.split() for text in signal.texts_without(Reading(chunk, shop))]
    assert found == [["荷物", "物は", "てす", "help"], ["てし", "した"]]  # what two phrases share is cut once


@pytest.mark.parametrize(
    "text",
    [
        "The dashboard is taking too long to load",
        "It took far too long to get an answer",
        "Het duurt veel te lang voordat iemand antwoordt",
        "Es dauert mir zu lang, bis jemand antwortet",
        "C'est trop long, personne ne répond",
    ],
)
def test_what_takes_too_long_is_no_garment_of_the_wrong_size(text: str) -> None:
    retail = load_taxonomy("retail")
    spoken = signal.claim(Reading(staged([text]), retail))
    assert "Buying and Quality" not in {retail.departments[number].name for number in spoken.department}
