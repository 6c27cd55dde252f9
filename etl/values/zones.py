"""Time zone abbreviations after a time of day."""

from __future__ import annotations

import re
from collections.abc import Iterable

ZONES = {
    name: round(hours * 60)
    for hours, names in {
        -10: "HST", -9: "AKST", -8: "PST AKDT", -7: "MST PDT", -6: "MDT", -5: "EST CDT PET COT", -4: "EDT CLT VET",
        -3: "BRT ART ADT CLST UYT", 0: "WET", 1: "CET MEZ WEST WAT", 2: "CEST MESZ EET SAST CAT", 3: "EEST MSK TRT EAT",
        5: "PKT", 7: "WIB ICT", 8: "AWST HKT SGT PHT MYT", 9: "JST KST", 9.5: "ACST", 10: "AEST", 10.5: "ACDT",
        11: "AEDT", 12: "NZST", 13: "NZDT",
    }.items()
    for name in names.split()
}  # fmt: skip
"""Abbreviation -> UTC offset in minutes, from the time zone database."""

SHARED_ZONES = {
    "IST": "India, Ireland or Israel",
    "CST": "the middle of North America, China or Cuba",
    "BST": "Britain in summer or Bangladesh",
    "AST": "Atlantic Canada or Arabia",
    "GST": "the Gulf or South Georgia",
    "SST": "Samoa or Singapore",
}
"""Ambiguous abbreviations: such times are read in the zone that the person names."""

_EXAMPLES = {"IST": "Asia/Kolkata", "CST": "America/Chicago", "BST": "Europe/London", "AST": "America/Halifax"}
_AT_THE_END = re.compile(r"\d ?(?:[AaPp]\.?[Mm]\.? ?)?([A-Z]{3})(?: \d{4})?$")


def shared_letters(cells: Iterable[str | None]) -> str:
    """Ambiguous zone abbreviation in some cells; empty if there is none."""
    found = (_AT_THE_END.search(cell.strip()) for cell in cells if cell)
    return next((match[1] for match in found if match and match[1] in SHARED_ZONES), "")


def example_of(letters: str) -> str:
    """Example of a zone for an ambiguous abbreviation, by its name in the time zone database."""
    return _EXAMPLES.get(letters, "Asia/Dubai")
