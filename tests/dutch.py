"""A made-up export of a Dutch shop, as its help desk would give it: its own queues, its own reasons, its own words."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

QUEUES = {
    "Balie": "Customer Support",
    "Magazijn Tiel": "Logistics",
    "Debiteuren": "Finance",
    "Webbeheer": "Webshop and IT",
}
"""Queues that no shipped taxonomy knows, and the retail taxonomy's department that a person would choose for each."""

_SAID = {
    "Magazijn Tiel": (
        "Mijn pakket is nog steeds niet aangekomen, dit is onacceptabel.",
        "De bezorger is niet langs geweest terwijl ik de hele dag thuis zat. Schandalig.",
        "Het pakket kwam helemaal gedeukt aan, ik ben erg teleurgesteld.",
        "Ik wacht al twee weken op mijn bestelling en niemand weet waar die is.",
    ),
    "Debiteuren": (
        "Er is twee keer afgeschreven voor dezelfde bestelling. Dit klopt niet.",
        "Ik heb mijn geld nog altijd niet terug, dit duurt veel te lang.",
        "De factuur klopt niet, er staat een veel te hoog bedrag op.",
        "Ik krijg een aanmaning terwijl ik allang betaald heb. Belachelijk.",
    ),
    "Webbeheer": (
        "De website geeft steeds een foutmelding bij het afrekenen, zo kan ik niets bestellen.",
        "Ik kan niet inloggen en het wachtwoord resetten werkt ook niet.",
        "De app loopt telkens vast als ik op betalen druk. Heel vervelend.",
    ),
    "Balie": (
        "Ik zit al een uur in de wacht en krijg niemand te spreken.",
        "Niemand antwoordt op mijn mail, ik heb nu drie keer geschreven.",
    ),
}
_REASONS = {"Magazijn Tiel": "Levering", "Debiteuren": "Rekening", "Webbeheer": "Techniek", "Balie": "Bereikbaarheid"}
_FIRST = 5000
_OPENINGS = ("Beste,", "Hallo,", "Goedemiddag,", "L.S.,", "Geachte heer of mevrouw,")
_ASKED = ("Wat zijn jullie openingstijden in het weekend?", "Kan ik een bestelling ook in de winkel ophalen?")
_THINGS = ("een lamp", "twee stoelen", "een tent", "een boekenkast", "een set pannen", "een bureau", "een fietstas")


def origin(ticket_id: str) -> str:
    """Where a ticket started, as a person who reads it says: a department, or empty where it is no complaint."""
    number = int(ticket_id) - _FIRST
    return QUEUES[_about(number)] if number % 5 else ""


def _about(number: int) -> str:
    return list(QUEUES)[(number * 7 + number // 5) % len(QUEUES)]


def rows(many: int = 240) -> list[dict[str, str]]:
    """Tickets, one a row: four of five are complaints, half of which stand in the front desk's queue."""
    found = []
    for number in range(many):
        about = _about(number)
        said = _SAID[about][number // 4 % len(_SAID[about])] if number % 5 else _ASKED[number % len(_ASKED)]
        thing = _THINGS[number % len(_THINGS)]
        arrived = datetime(2026, 1, 5, 8) + timedelta(hours=9 * number, minutes=13 * number % 60)
        found.append(
            {
                "Ticketnummer": str(_FIRST + number),
                "Onderwerp": f"Bestelling van {thing}",
                "Omschrijving": f"{_OPENINGS[number % len(_OPENINGS)]} ik bestelde {thing}. {said}",
                "Aangemaakt op": f"{arrived:%d-%m-%Y %H:%M}",
                "Gesloten op": f"{arrived + timedelta(hours=30):%d-%m-%Y %H:%M}" if number % 3 else "",
                "Wachtrij": about if number % 2 else "Balie",
                "Klantnummer": f"K{number * 37 % 211:04}",
                "Reden": _REASONS[about] if number % 4 else "Overig",
            }
        )
    return found


def write(file: Path, many: int = 240) -> Path:
    """Write the export, with the semicolons that a Dutch spreadsheet puts between cells."""
    told = rows(many)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(told[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(told)
    return file
