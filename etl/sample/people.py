"""Invented customers, and the personal data that they leave in their messages.

Nothing here can reach anyone: addresses end in example.com, example.org or example.net, telephone numbers come from ranges kept
for fiction or can't exist, card numbers are the payment companies' published test numbers, IBANs have check digits 00.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

_FIRST = {
    "en": "Amelia Ben Charlotte Declan Edith Farah Graham Hettie Isaac Jodie Keith Leanne Malik Nora Owen Priya Ruth Simon Tamsin Vic",
    "nl": "Anneke Bart Corrie Dirk Els Fatima Gerrit Hilde Ingrid Jaap Karin Loes Mehmet Nienke Otto Paula Rinus Saskia Teun Wilma",
    "de": "Anke Bernd Claudia Dieter Elke Frank Gudrun Heiko Ilka Jürgen Katrin Lutz Monika Norbert Oliver Petra Ralf Sabine Timo Ute",
    "fr": "Amélie Bruno Céline Didier Élodie Fabrice Gaëlle Hugo Inès Julien Karine Loïc Margaux Nadia Olivier Pascale Rémi Sylvie Théo Yann",
    "es": "Alba Bruno Carmen Diego Elena Fermín Gloria Héctor Inés Javier Lucía Manuel Nuria Óscar Pilar Raúl Sonia Tomás Vega Yolanda",
}
_LAST = {
    "en": "Ashdown Birtles Crowhurst Dunmore Eastlake Fairweather Gilthorpe Hartnell Inskip Jessop Kettering Lowther Marwood Netherby Oakshott Penhale Quennell Ridsdale Stanbury Thackwray",
    "nl": "Aalbers|van Beukering|de Clercq|van den Doel|Eerenstein|Feddes|ter Haar|Hoekema|IJspeert|Jongbloet|Kuipers|van Loenen|Meerdink|Nagtzaam|Oosterveen|Pastoor|Rietdijk|Snoeren|Tammes|Wouda",
    "de": "Ackerl Brunnhuber Dressel Eichstädt Fechner Gollwitzer Hasenkamp Imhoff Jentzsch Kaltenbach Lindenau Mehlhorn Nüßlein Ostertag Pfefferle Rauschenberg Sandvoß Traxler Uhlemann Wackernagel",
    "fr": "Aubrac Bellanger Chastaing Delcourt Escoffre Fontanel Grimaud Hébrard Jaubert Lacassagne Malveau Nourrisson Peyrac Quintard Roubaud Sabatier Tixador Vallier Vernoux Yvonnet",
    "es": "Arregui Ballester Cabanillas Domènech Echauri Figueredo Garrigues Hinojal Izquierdo Junquera Larrinaga Marzal Noguerol Olabarri Pedraza Quirante Ribelles Sanchís Tejeiro Urbieta",
}  # fmt: skip
_CITIES = {
    "en": "Leiden|Utrecht|Maastricht|Cork|Galway|Norwich|Exeter|The Hague|Amstelveen",
    "nl": "Amersfoort|Zwolle|Breda|Hengelo|Gouda|Leeuwarden|Roermond|Alkmaar|Gent|Tilburg",
    "de": "Kleve|Münster|Aachen|Oldenburg|Kassel|Freiburg|Bonn|Osnabrück",
    "fr": "Lille|Namur|Nantes|Tournai|Dijon|Rennes|Liège",
    "es": "Gijón|Murcia|Zaragoza|Vigo|Logroño|Cádiz",
}
_STREETS = {
    "en": "Mill Lane|Orchard Road|Station Street|Beech Close|Harbour View",
    "nl": "Molenweg|Lindelaan|Kerkstraat|Wilgenpad|Sluiskade",
    "de": "Mühlweg|Lindenallee|Bahnhofstraße|Birkenpfad|Am Hang",
    "fr": "rue des Tilleuls|allée du Moulin|rue de la Gare|chemin Vert",
    "es": "calle del Molino|avenida del Puerto|calle Olmo|paseo Verde",
}
_DOMAINS = ("example.com", "example.org", "example.net")
_PHONES = {
    "en": ("01632 960{0:03d}", "07700 900{0:03d}", "+44 7700 900{0:03d}", "(212) 555-01{1:02d}"),
    "nl": ("06-0000 0{0:03d}", "+31 6 0000 0{0:03d}", "06 00000{0:03d}"),
    "de": ("0171 39200{1:02d}", "030 23125{0:03d}", "+49 171 39200{1:02d}"),
    "fr": ("06 39 98 {1:02d} 04", "01 99 00 {1:02d} 17", "+33 6 39 98 {1:02d} 22"),
    "es": ("555 010 {0:03d}", "+34 555 010 {0:03d}"),
}
CARDS = ("4111 1111 1111 1111", "4242424242424242", "5555 5555 5555 4444", "3782 822463 10005", "4012-8888-8888-1881")
IBANS = ("NL00 BANK 0123 4567 89", "DE00 1234 5678 0000 0000 00", "FR00 1234 5000 0100 0000 0000 000", "ES00 0000 0000 0000 0000 0000")
_COMPANIES = ("Ashdown Interiors", "Studio Wilgenpad", "Harbour View B&B", "Bureau Lindelaan", "Kinderdagverblijf De Otter")

_SPLIT = {
    table: {k: tuple(v.split("|") if "|" in v else v.split()) for k, v in values.items()}
    for table, values in (("first", _FIRST), ("last", _LAST))
}


@dataclass(frozen=True)
class Person:
    """A customer; everything follows from the number and the language."""

    number: int
    language: str
    first: str
    last: str

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"

    @property
    def email(self) -> str:
        """Address in a domain that is kept for examples."""
        plain = f"{self.first}.{self.last}".lower().translate(_ASCII).replace(" ", "")
        return f"{plain}{self.number % 97 or ''}@{_DOMAINS[self.number % 3]}"


_ASCII = str.maketrans("äöüéèêëïíìóòôúáàâñçß", "aoueeeeiiiooouaaancs")


def person(number: int, language: str) -> Person:
    """Customer of a number; the same number always gives the same customer."""
    mixed = (number * 2_654_435_761) & 0xFFFFFFFF
    firsts, lasts = _SPLIT["first"][language], _SPLIT["last"][language]
    return Person(number, language, firsts[mixed % len(firsts)], lasts[(mixed >> 10) % len(lasts)])


def phone(language: str, draw: random.Random) -> str:
    """A telephone number that nobody has."""
    forms = _PHONES[language]
    return forms[int(draw.random() * len(forms))].format(int(draw.random() * 1000), int(draw.random() * 100))


def street(language: str, draw: random.Random) -> str:
    """Street and house number."""
    return f"{_one(_STREETS[language], draw)} {1 + int(draw.random() * 180)}"


def city(language: str, draw: random.Random) -> str:
    """A town."""
    return _one(_CITIES[language], draw)


def company(draw: random.Random) -> str:
    """A small firm."""
    return _COMPANIES[int(draw.random() * len(_COMPANIES))]


def _one(choices: str, draw: random.Random) -> str:
    parts = choices.split("|")
    return parts[int(draw.random() * len(parts))]
