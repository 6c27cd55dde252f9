"""Reads a ticket's kind from its declared type, category or tags: "Incident", "Question", "klacht"."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.staging.finder import fold
from etl.staging.kinds.lexicon import COMPLAINT, NAMES, NO_KIND, PRAISE, REQUEST, SETTLES

_DECLARED = (
    (
        COMPLAINT,
        "complaint complaints incident incidents problem bug defect failure fault outage klacht storing probleem",
    ),
    (COMPLAINT, "beschwerde reklamation storung stoerung reclamation plainte panne queja reclamacion incidencia"),
    (COMPLAINT, "reclamacao queixa incidente reclamo averia avaria"),
    (
        REQUEST,
        "question request requests inquiry enquiry task change howto feature vraag verzoek anfrage frage demande",
    ),
    (REQUEST, "solicitud consulta peticion pergunta pedido solicitacao aanvraag wijziging information informatie"),
    (PRAISE, "praise compliment compliments kudos lob felicitation felicitations felicitacion elogio"),
)
"""Words of declared types, categories and tags, and the kind that they state."""

_ASKS = {
    "request",
    "requests",
    "inquiry",
    "inquiries",
    "enquiry",
    "enquiries",
    "verzoek",
    "aanvraag",
    "anfrage",
    "demande",
}
_INTERNAL = {"internal", "intern", "interne", "interno", "interna"}
_COMMENTS = {"comment", "comments", "remark", "opmerking", "kommentar", "commentaire", "comentario", "comentarios"}
_ABOUT = re.compile(r"\s*([^:]{2,40}?)\s*(?::|\s[-–—]\s)\s*(.+)", re.DOTALL)


def declared_kind(value: str) -> int:
    """Kind that a declared value states; `NO_KIND` for none.

    Stricter than `declared_scores`: "Refund request" is a request, but "Refund information" may be about a missing
    refund.
    """
    said = _words(value)
    for kind in (COMPLAINT, PRAISE):
        if any(said & set(words.split()) for its_kind, words in _DECLARED if its_kind == kind):
            return kind
    return REQUEST if said & _ASKS else NO_KIND


def is_internal(value: str) -> bool:
    """Whether a declared value is work entered by staff: "Pothole Repair (Internal)"."""
    return bool(_words(value) & _INTERNAL)


def about_whom(value: str) -> str | None:
    """X of a value such as "X: Complaint", with any kind after the colon; None for other values."""
    found = _ABOUT.fullmatch(value)
    if found is None:
        return None
    behind = found.group(2)
    is_kind = declared_kind(behind) != NO_KIND or bool(_words(behind) & _COMMENTS)
    return found.group(1) if is_kind else None


def _words(value: str) -> set[str]:
    return set(fold([value.replace("_", " ")]).content.decode().replace(".", " ").split())


def declared_scores(declared: pd.Series[str]) -> NDArray[np.float64]:
    """Strength of complaint, request and praise, shape (tickets, 3); a value with two kinds counts as the worse."""
    codes, values = pd.factorize(declared.astype("str"))
    table = np.zeros((len(values) + 1, len(NAMES)))  # the last row is for missing values, whose code is -1
    for number, value in enumerate(values):
        said = _words(str(value))
        stated = [kind for kind, words in _DECLARED if said & set(words.split())]
        if stated:
            table[number, min(stated)] = SETTLES
    result: NDArray[np.float64] = table[codes]
    return result
