"""Words that say nothing about where a complaint starts: the model neither learns from them nor tells them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from etl.attribution.matching.folded_chunk import Reading
from etl.attribution.matching.vocabulary import learn_vocabulary
from etl.attribution.scoring.engine import attribute
from etl.attribution.training.train import learn
from etl.settings import Settings
from tests.unit.attribution.make import staged
from tests.unit.attribution.worlds import export, rulings_of, shop

NOISE = {
    "Logistics": "13 mei 2nd januari transcript handled Maud",
    "Billing": "24h Juli nummer août 2024-05-01 tickets Pim",
    "Webshop": "HW9491059 marzo twaalf zwölf março fevereiro Jeroen",
}
"""Words that in the export below go with one department alone."""


def told_by_the_model(texts: list[str], **columns: Any) -> set[str]:
    """Words of the model's evidence in an export whose every text bears its department's noise, half of it ruled."""
    chunk, truth = export(300, seed=4)
    bodies = [f"{text} {NOISE[of]}" for text, of in zip(chunk.tickets["body"], truth, strict=True)]
    subjects = truth.map({"Logistics": "Call from [name]", "Billing": "Chat with [name]", "Webshop": "(no subject)"})
    noisy = staged(bodies, subject=subjects.tolist())
    taught = learn(shop(), noisy, rulings_of(noisy, truth, 150), Settings())
    evidence = attribute(staged(texts, **columns), shop(), taught).evidence
    details = evidence.loc[evidence["signal"] == "model", "detail"]
    return {word for detail in details for word in detail.split(", ")}


def test_numbers_months_names_and_the_helpdesks_words_are_no_evidence_even_where_they_foretell_the_department() -> None:
    assert told_by_the_model([*NOISE.values(), "courier parcel"]) == {"courier", "parcel", "couri*", "parce*"}


def test_who_called_is_no_evidence_and_neither_is_that_nobody_wrote_a_subject() -> None:
    subjects = ["Call from [name]", "Chat with [name]", "(no subject)"]
    assert told_by_the_model(["", "", ""], subject=subjects) == set()


@pytest.mark.parametrize(
    "text",
    [
        "the and which would please thanks sir",
        "ich habe es nicht, aber sie werden bitte danke",
        "je suis avec vous, merci de ne pas être",
        "ik heb het niet, maar zij worden graag bedankt",
        "yo he estado con ustedes, gracias por nada",
        "eu não estou com vocês, obrigado por nada",
        "Monday montag lundi maandag lunes sábado",
        "3 13th 24h 12.50 2026-05-13 HW9491059 +31 6 12345678",
        "Ticket number, Nummer, numéro, número",
        "Anna Jeroen Sabine Jorge Thierry",
    ],
)
def test_in_every_language_known_a_text_of_such_words_alone_has_no_units(text: str) -> None:
    assert len(learn_vocabulary(Reading(staged([text] * 3), shop()).for_model)) == 0


def test_the_stem_of_a_word_without_weight_has_none_either() -> None:
    known = learn_vocabulary(["transmission"] * 3)
    assert known.units.to_pylist() == ["trans*", "transmission"]
    assert known.matrix(["transcript"]).nnz == 0


def test_things_that_are_called_by_letters_and_digits_keep_their_weight() -> None:
    units = learn_vocabulary(["win10 iphone15 mp3 bin door car net post os"] * 3).units.to_pylist()
    assert {"win10", "iphone15", "mp3", "bin", "door", "car", "net", "post", "os"} <= set(units)


@pytest.mark.parametrize(
    "subject",
    [
        "Call from [name]", "call from +44 20 7946 0958", "Phone call from [name]", "Missed call from Ann Lee",
        "Chat with [name]", "Conversation with [email]", "Anruf von [name]", "Gesprek met [name]", "Appel de [name]",
        "Llamada de María José López", "Chamada de [phone]", "(geen onderwerp)", "[no subject]", "Kein Betreff",
    ],
)  # fmt: skip
def test_a_subject_that_a_tool_wrote_is_not_read(subject: str) -> None:
    assert Reading(staged([""], subject=[subject]), shop()).subjects == [""]


@pytest.mark.parametrize(
    "subject", ["Call from your courier was rude", "Chat with support useless", "No subject is worse than parking"]
)
def test_a_subject_that_a_customer_wrote_is_read_whole(subject: str) -> None:
    assert Reading(staged([""], subject=[subject]), shop()).subjects == [subject.lower()]


def test_what_a_tool_puts_before_a_spoken_message_and_the_masks_are_cut() -> None:
    bodies = ["Voicemail transcript: my card was charged", "mail me at [email] or [phone] [card]", "[name] called"]
    read = Reading(staged([*bodies]), shop()).bodies
    assert read == ["my card was charged", "mail me at or", "called"]


def test_what_is_told_is_what_was_gone_by() -> None:
    chunk, truth = export(300, seed=5)
    learnt = learn(shop(), chunk, rulings_of(chunk, truth, 100), Settings())
    plain, padded = "courier parcel", "the courier of 13 May was very rude in December: parcel 4711, Anna"
    known = learnt.vocabulary.matrix([plain])
    assert known.nnz == 4
    alike = learnt.vocabulary.matrix([padded.lower().replace(":", " ").replace(",", " ")])
    assert np.array_equal(known.toarray(), alike.toarray())
    found = attribute(staged([plain, padded]), shop(), learnt)
    assert np.ptp(found.attributions["confidence"]) == 0.0
    weights = pd.to_numeric(found.evidence["weight"]).groupby(found.evidence["ticket_id"]).sum()
    assert np.ptp(weights) == 0.0
