"""The taxonomy's phrases as patterns for the matcher: folded, in their spelling variants."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from functools import lru_cache

from etl.taxonomy import Taxonomy
from etl.text.comparable import fold, with_signs

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue"})
_WRITTEN_OUT = re.compile(r"(?<=[b-df-hj-np-tv-z])(ae|oe|ue)(?=[b-df-hj-np-tv-z])|^(ae|oe|ue)(?=[b-df-hj-np-tv-z])")
_PLURAL_Y = re.compile(r"(?<=[b-df-hj-np-tv-z]{2})y$|(?<=[aeiou][b-df-hj-np-tv-z])y$")
_SPELLINGS = (
    ("isation", "ization"), ("ise ", "ize "), ("ised ", "ized "), ("ising ", "izing "), ("our ", "or "),
    ("oured ", "ored "), ("lled ", "led "), ("lling ", "ling "), ("centre", "center"), ("cheque", "check"),
    ("licence", "license"), ("defence", "defense"), ("catalogue", "catalog"),
    ("programme", "program"), ("grey ", "gray "),
)  # fmt: skip
_MOST_VARIANTS = 16


@dataclass(frozen=True)
class Phrase:
    """A phrase of the taxonomy.

    Attributes
    ----------
    text
        As the taxonomy writes it.
    department, issue
        Numbers in `Classes`.
    is_stem
        Whether it was written with a trailing asterisk: its last word matches any word that begins so.
    variants
        Folded spellings.
    count_departments
        Number of departments that list it.
    signed
        Folded spellings with signs as words; empty for a phrase without signs.
    """

    text: str
    department: int
    issue: int
    is_stem: bool
    variants: tuple[str, ...]
    count_departments: int = 1
    signed: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str, department: int = 0, issue: int = 0) -> Phrase:
        """A phrase as the taxonomy writes it."""
        signed = with_signs(text)
        is_stem = text.rstrip().endswith("*")
        return cls(text, department, issue, is_stem, variants(text), 1, variants(signed) if signed != text else ())

    @property
    def key(self) -> str:
        """Identity of the phrase: equal for phrases that match the same words."""
        return (self.signed or self.variants)[0]

    @property
    def count_words(self) -> int:
        """Number of words in the phrase."""
        return len(self.variants[0].split())


def phrases_of(taxonomy: Taxonomy) -> tuple[Phrase, ...]:
    """All phrases in the taxonomy's order, without those that fold to nothing."""
    written = tuple(tuple(issue.phrases for issue in department.issues) for department in taxonomy.departments)
    return _phrases(written)


@lru_cache(maxsize=8)
def _phrases(written: tuple[tuple[tuple[str, ...], ...], ...]) -> tuple[Phrase, ...]:
    found = []
    issue_number = -1
    for number, issues in enumerate(written):
        for texts in issues:
            issue_number += 1
            for text in texts:
                phrase = Phrase.of(text, number, issue_number)
                if phrase.variants:
                    found.append(phrase)
    owners: dict[str, set[int]] = {}
    for phrase in found:
        owners.setdefault(phrase.key, set()).add(phrase.department)
    return tuple(replace(phrase, count_departments=len(owners[phrase.key])) for phrase in found)


def variants(text: str) -> tuple[str, ...]:
    """Folded spellings of a phrase: umlauts as vowels and written out, British and American, joined and apart.

    >>> variants("verspätet")
    ('verspatet', 'verspaetet')
    """
    found = [fold(text), fold(text.translate(_UMLAUTS))]
    if "-" in text:
        found.append(fold(text.replace("-", "")))
    found.append(_WRITTEN_OUT.sub(lambda m: m.group(0)[0], found[0]))
    found += [_PLURAL_Y.sub("ies", v) for v in found if _PLURAL_Y.search(v)]
    for british, american in _SPELLINGS:
        for one, other in ((british, american), (american, british)):
            found += [(v + " ").replace(one, other).strip() for v in found[:_MOST_VARIANTS] if one in v + " "]
    return tuple(itertools.islice(dict.fromkeys(v for v in found if v), _MOST_VARIANTS))
