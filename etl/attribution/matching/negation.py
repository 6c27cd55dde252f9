"""Negation of blame: "not the courier's fault" speaks against the courier, "not arrived" doesn't.

Three shapes are known, in English, German, French, Spanish, Portuguese and Dutch:

* a lead just before the phrase that clears it by itself: "nothing to do with the courier";
* a negator before the phrase and a word of blame near it: "not the courier's fault", "la culpa no es del banco";
* a negator right before a phrase that names a defect: "not damaged".
"""

from __future__ import annotations

CLEARING = (
    "nothing to do with", "not because of", "not due to", "nothing wrong with", "no problem with", "no problems with",
    "no issue with", "no issues with", "no complaint about", "no complaints about",
    "not complaining about", "not about",
    "dont blame", "do not blame", "not blaming", "happy with", "thanks to",
    "nichts zu tun mit", "nicht wegen", "nicht aufgrund", "kein problem mit", "keine probleme mit", "zufrieden mit",
    "liegt nicht an", "lag nicht an", "nicht am", "nicht an der", "nicht an dem",
    "rien a voir avec", "pas a cause", "pas de probleme avec", "aucun probleme avec", "satisfait de", "content de",
    "nada que ver con", "no es por", "no por culpa", "ningun problema con", "sin problemas con", "contento con",
    "nada a ver com", "nao e por causa", "nao por causa", "nenhum problema com",
    "sem problemas com", "satisfeito com",
    "niets te maken met", "niet vanwege", "niet door", "geen probleem met", "geen problemen met", "tevreden met",
    "tevreden over", "ligt niet aan", "lag niet aan",
)  # fmt: skip
NEGATORS = (
    "not", "isnt", "wasnt", "arent", "werent", "never", "nicht", "kein",
    "keine", "keinen", "nie", "pas", "jamais", "aucun",
    "aucune", "no", "nunca", "nao", "niet", "geen", "nooit", "neither", "nor", "cannot be", "ne",
)  # fmt: skip
BLAME = (
    "fault", "faults", "to blame", "blame", "responsible", "mistake",
    "doing", "schuld", "verschulden", "verantwortlich",
    "faute", "responsable", "culpa", "culpable", "culpado", "responsavel", "fout", "verantwoordelijk",
)  # fmt: skip
_DEFECTS = (
    "late", "delay", "damag", "broke", "wrong", "defect", "fault",
    "missing", "lost", "rude", "dirty", "expired", "incorrect",
    "crush", "scratch", "spoil", "leak", "slow", "verspat", "verspaet",
    "beschadig", "beschaedig", "kaputt", "falsch", "fehlerhaft",
    "verloren", "laat", "vertraag", "kapot", "verkeerd", "kwijt", "retard",
    "abim", "casse", "endommag", "errone", "perdu",
    "tarde", "retras", "danad", "roto", "rota", "equivocad", "perdid", "atrasad", "danificad", "quebrad", "errad",
)  # fmt: skip
_OWN_NEGATION = frozenset(NEGATORS) | {
    "dont", "doesnt", "didnt", "hasnt", "havent", "hadnt", "wont", "cant",
    "cannot", "couldnt", "without", "ohne", "sans", "sin",
    "sem", "zonder", "nobody", "niemand", "personne", "nadie", "ninguem", "nothing",
}  # fmt: skip

NEAR = 10
"""Characters between a cue and the phrase, at most: room for an article and a small verb."""


def names_defect(folded: str) -> bool:
    """Whether a folded phrase names a defect without a negation of its own, so that "not" before it clears it."""
    words = folded.split()
    has_negation = any(word in _OWN_NEGATION for word in words)
    return not has_negation and any(word.startswith(stem) for word in words for stem in _DEFECTS)
