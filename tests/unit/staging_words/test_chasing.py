"""Who asks what became of something chases, in any of the languages; who asks how or when in general doesn't."""

from __future__ import annotations

import pandas as pd
import pytest

from etl.staging.kinds.by_words import chasing
from etl.staging.language import languages


def chases(*bodies: str | None) -> list[bool]:
    body = pd.Series(list(bodies), dtype="str")
    return chasing(pd.Series([None] * len(body), dtype="str"), body, languages(body)).tolist()


@pytest.mark.parametrize(
    "body",
    [
        "Hi, where is my parcel? I ordered it on Monday.",
        "Any news on the repair of the oven?",
        "I haven't heard anything since last week, could you have a look?",
        "Waar blijft mijn bestelling? Ik had hem gisteren verwacht.",
        "Ik heb nog steeds niets gehoord: hoe staat het met mijn aanvraag?",
        "Wo bleibt meine Erstattung? Ich habe noch nichts gehört.",
        "Où en est ma demande ? Toujours pas de réponse de votre part.",
        "¿Hay novedades de mi pedido? Sigo esperando la respuesta.",
        "Onde está o meu pedido? Continuo à espera de uma resposta.",
    ],
)
def test_who_asks_what_became_of_it_chases(body: str) -> None:
    assert chases(body) == [True]


@pytest.mark.parametrize(
    "body",
    [
        "Where is your shop in Leeds?",
        "How do I return a dress that I bought online?",
        "The oven doesn't heat, please send somebody.",
        "Wanneer zijn jullie open op zondag?",
        "Wo kann ich meine Rechnung herunterladen?",
        "Thank you for the quick answer!",
    ],
)
def test_a_plain_question_or_complaint_does_not(body: str) -> None:
    assert chases(body) == [False]


def test_what_is_only_quoted_does_not_chase() -> None:
    assert chases("All fine, it came today.\n\nOn Mon, Ada wrote:\n> where is my parcel?", None) == [False, False]
