"""Names of months in the languages that exports are written in."""

from __future__ import annotations

MONTH_NAMES: dict[str, tuple[str, ...]] = {
    "en": ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december"),
    "nl": ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
           "november", "december"),
    "de": ("januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober",
           "november", "dezember"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre"),
    "pt": ("janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
           "novembro", "dezembro"),
    "it": ("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre",
           "novembre", "dicembre"),
}  # fmt: skip

_SPECIAL = {
    "mrt": 3,
    "maa": 3,
    "mrz": 3,
    "maerz": 3,
    "jän": 1,
    "jänner": 1,
    "sept": 9,
    "fevr": 2,
    "aout": 8,
    "setiembre": 9,
}
"""Short forms that aren't the first letters of a name."""


def _numbers() -> dict[str, int]:
    numbers = dict(_SPECIAL)
    for names in MONTH_NAMES.values():
        for number, name in enumerate(names, start=1):
            for length in (3, 4, 5, len(name)):
                numbers.setdefault(name[:length], number)
    # French "jui" could be June or July; every other short form names one month.
    numbers.pop("jui", None)
    return numbers


MONTHS: dict[str, int] = _numbers()
"""Name or short form, in small letters and without a full stop -> 1 to 12."""
