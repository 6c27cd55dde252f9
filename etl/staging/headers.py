"""Which columns of an export hold personal data, told by their names."""

from __future__ import annotations

import re

from etl.staging.words import plain

_CONTACT_DETAILS = frozenset(
    "email emails mailaddress phone mobile telephone telefoon telefon telefono telefone cellphone fax emailadres correo courriel"
    " phonenumber mobilephone iban".split()
)
"""A column whose name has one of these words is personal, whatever else it says."""
_PEOPLE = frozenset(
    "requester submitter assignee agent caller reporter creator owner contact customer client user person consumer author"
    " informador responsable creador asignada asignado interesados solicitante aanvrager klant behandelaar melder medewerker"
    " kunde bearbeiter ersteller melder demandeur auteur rapporteur opened closed resolved created updated reopened"
    " address street adres anschrift adresse direccion straat supplied fullname firstname lastname surname username watchers".split()
)
_FILLERS = frozenset(
    "id ids name names full first last given family by to sys external domain display login de del la las los der des van of the"
    " nombre nom naam persona personas assigned u proyecto project work home billing shipping delivery postal mailing".split()
)
_NAMES = frozenset(
    ("name", "full name", "first name", "last name", "given name", "family name", "nombre", "naam", "nom")
)
_NAME_OF_WRITER = frozenset(
    "full name|name|requester|requester name|contact name|customer name|caller|caller id|supplied name|reporter|informador|klant|first name"
    "|last name|fullname|customer|contact|submitter|naam|nombre".split("|")
)


def words_of(header: str) -> str:
    """Words of a header in small letters: "SuppliedEmail" and "supplied_email" alike give "supplied email"."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    return re.sub(r" \d+$", "", plain(parted))


def is_personal(header: str) -> bool:
    """Whether a column holds people or ways to reach them, and not something about them such as "Contact reason"."""
    name = words_of(header)
    words = set(name.split())
    if words & _CONTACT_DETAILS or name in _NAMES or name in ("e mail", "work phone"):
        return True
    return bool(words & _PEOPLE) and words <= _PEOPLE | _FILLERS and not _is_time_or_count(name)


def names_writer(header: str) -> bool:
    """Whether a column can hold the name of the person who wrote the ticket."""
    return words_of(header) in _NAME_OF_WRITER


def _is_time_or_count(name: str) -> bool:
    """Past participles alone ("created", "closed") are times and flags; with "by" they are people."""
    participles = {"opened", "closed", "resolved", "created", "updated", "reopened"}
    words = set(name.split())
    return bool(words & participles) and "by" not in words
