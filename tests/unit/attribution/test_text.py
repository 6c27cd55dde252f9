from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.text.comparable import fold, in_pairs
from etl.text.folding import fold_many
from etl.text.own_words import own_words, own_words_all


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Não CHEGOU!!", "nao chegou"),
        ("Don’t wait", "dont wait"),
        ("beaucoup d'argent", "beaucoup d argent"),
        ("Straße, Øresund, Łódź", "strasse oresund lodz"),
        ("e-mail", "email"),
        ("re\u0301serve\u0301", "reserve"),
        ("😀 ...", ""),
        ("", ""),
    ],
)
def test_a_text_folds_to_plain_words(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("folded", "pairs"),
    [
        ("parcel 未到着", "parcel 未到 到着"),
        ("vpn接続 不可", "vpn 接続 不可"),
        ("字", "字"),
        ("parcel not here", "parcel not here"),
        ("посылка", "посылка"),
        ("", ""),
    ],
)
def test_a_script_without_spaces_stands_as_pairs_of_characters(folded: str, pairs: str) -> None:
    assert in_pairs(folded) == pairs


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_fold_as_they_do_beside_others(text: str) -> None:
    assert fold(text) == fold(f"{text} é").removesuffix("e").strip()


@given(st.lists(st.text(st.sampled_from("aB3 .-'’\0\n\té") | st.characters())))
def test_many_texts_fold_as_each_of_them_does(texts: list[str]) -> None:
    assert fold_many(texts) == [fold(text) for text in texts]


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert once == " ".join(once.split())


@pytest.mark.parametrize(
    ("text", "kept", "gone"),
    [
        ("My parcel is lost\n\nOn Mon, 3 Mar 2025 Shop <a@b.c> wrote:\n> invoice wrong", "parcel is lost", "invoice"),
        ("Mein Paket fehlt noch\nAm 3. März 2025 schrieb Shop <x@y.z>:\nRechnung", "Paket fehlt", "Rechnung"),
        ("Mon colis est perdu\nLe 3 mars 2025 à 10:00, Shop a écrit :\nfacture", "colis est perdu", "facture"),
        ("Falta mi paquete\nEl lun, 3 mar 2025, Shop escribió:\nfactura", "Falta mi paquete", "factura"),
        ("Falta a minha encomenda\nEm seg., 3 de mar. de 2025, Shop escreveu:\nfatura", "encomenda", "fatura"),
        ("Mijn pakket is kwijt\nOp ma 3 mrt 2025 om 10:00 schreef Shop <a@b>:\nfactuur", "pakket is kwijt", "factuur"),
        ("It is late again\n-----Original Message-----\nFrom: Billing\ninvoice", "late again", "invoice"),
        ("My parcel is lost\n\nKind regards,\nJo Smith\nHead of billing", "parcel is lost", "billing"),
        ("My parcel is lost\n-- \nJo, billing department", "parcel is lost", "billing"),
        ("My parcel is late\n\nSent from my iPhone", "late", "iPhone"),
        ("<p>Late &amp; lost</p><blockquote>invoice</blockquote>", "Late & lost", "invoice"),
        ("{quote}invoice{quote} parcel is {color:red}late{color}", "late", "invoice"),
        ("> invoice\nmy parcel is late", "my parcel is late", "invoice"),
    ],
)
def test_only_the_customers_own_words_are_kept(text: str, kept: str, gone: str) -> None:
    own = own_words_all(pd.Series([text], dtype="str"))[0]
    assert kept in own
    assert gone not in own


def test_a_message_forwarded_without_a_word_keeps_its_content_but_not_its_headers() -> None:
    text = "---------- Forwarded message ---------\nFrom: Jo\nSubject: late\nTo: Shop\n\nMy parcel is lost"
    own = own_words(text)
    assert "My parcel is lost" in own
    assert "Subject" not in own


def test_a_greeting_in_the_middle_of_a_line_cuts_nothing() -> None:
    assert own_words("best regards the parcel is late") == "best regards the parcel is late"


def test_a_missing_text_has_no_words() -> None:
    assert own_words_all(pd.Series([None, "a"], dtype="str")) == ["", "a"]


def test_a_long_message_loses_the_signature_at_its_end_and_a_greeting_far_above_the_end_cuts_nothing() -> None:
    long = "the parcel is late " * 100
    assert "billing" not in own_words(f"{long}\n\nKind regards,\nJo of billing")
    assert "invoice" in own_words(f"The parcel is late\n\nKind regards,\nJo\n{long} invoice")
