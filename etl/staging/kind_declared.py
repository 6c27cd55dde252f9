"""What a ticket's declared type, category or tags say of its kind: "Incident", "Question", "klacht"."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.staging.finder import fold
from etl.staging.kind_words import COMPLAINT, NAMES, PRAISE, REQUEST, SETTLES

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


def declared_scores(declared: pd.Series[str]) -> NDArray[np.float64]:
    """Strength of complaint, request and praise, shape (tickets, 3); a value that states two counts as the worse."""
    codes, values = pd.factorize(declared.astype("str"))
    table = np.zeros((len(values) + 1, len(NAMES)))  # the last row is for missing values, whose code is -1
    for number, value in enumerate(values):
        said = set(fold([str(value).replace("_", " ")]).content.decode().replace(".", " ").split())
        stated = [kind for kind, words in _DECLARED if said & set(words.split())]
        if stated:
            table[number, min(stated)] = SETTLES
    result: NDArray[np.float64] = table[codes]
    return result
