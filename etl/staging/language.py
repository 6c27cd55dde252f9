"""Tells the language of short texts by the small words that each language can't do without."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.staging.finder import Finder, fold

LANGUAGES = ("en", "de", "fr", "es", "pt", "nl")

_CHARACTERS = 300
"""Characters read of a text: enough small words to be sure, and what follows is often a signature or a quoted reply."""

_SMALL_WORDS = {
    "en": "the and is are was were of to my have has i you your this that with for not it be been in on at please we "
    "they what how when which would could there from but or an do does did will can me our as if any still why hi",
    "de": "der die das und ist sind war ich sie wir nicht ein eine einen einem mein meine meinen ihr ihre mit fur auf "
    "von zu im am es den dem des wie was wann ob habe haben hat wurde werden noch bei nach aus kann bitte uber",
    "fr": "le la les et est sont je vous nous ne pas un une des du mon ma mes votre vos avec pour dans sur que qui ce "
    "cette il elle ai a ete au aux comment quand bonjour depuis mais par plus n j l d c on y suis avez",
    "es": "el la los las y es son yo usted no un una unos del mi mis su con para por en que se me ha he lo al como "
    "cuando esta este pero muy mas hola desde sin tengo fue les le puedo ustedes donde hay",
    "pt": "o a os as e sao eu voce nao um uma do da dos das meu minha seu sua com para por em que se me foi ao como "
    "quando esta este mas muito ola desde sem tenho no na nos nas voces onde ha pelo pela ja",
    "nl": "de het een en is zijn was ik u jullie wij we niet mijn uw met voor op van te in dat die dit er maar om ook "
    "hoe wat wanneer heb heeft hebben werd worden nog bij naar uit kan aan als wel geen jullie graag ben",
}


def languages(text: pd.Series) -> pd.Series:
    """Language of each text.

    Parameters
    ----------
    text
        The customer's words.

    Returns
    -------
    Series of str
        en, de, fr, es, pt or nl; missing where too few small words speak, or two languages speak alike.
    """
    finder, weights = _finder()
    folded = fold([value[:_CHARACTERS] if isinstance(value, str) else "" for value in text.tolist()])
    matches = finder.find(folded)
    scores = np.zeros((len(text), len(LANGUAGES)))
    for column in range(len(LANGUAGES)):
        scores[:, column] = np.bincount(matches.row, weights[matches.pattern, column], minlength=len(text))
    order = np.sort(scores, axis=1)
    best, second = order[:, -1], order[:, -2]
    told = (best >= 1.5) & (best >= 1.3 * second)
    names = np.array(LANGUAGES, dtype=object)[scores.argmax(axis=1)]
    return pd.Series(np.where(told, names, None), index=text.index, dtype="str", name="language")


@lru_cache(maxsize=1)
def _finder() -> tuple[Finder, NDArray[np.float64]]:
    owners: dict[str, list[int]] = {}
    for column, language in enumerate(LANGUAGES):
        for word in dict.fromkeys(_SMALL_WORDS[language].split()):
            owners.setdefault(word, []).append(column)
    weights = np.zeros((len(owners), len(LANGUAGES)))
    for number, columns in enumerate(owners.values()):
        weights[number, columns] = 1 / len(columns)  # a word of several languages says less for each
    return Finder(owners), weights
