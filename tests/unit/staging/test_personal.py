"""Masking: what is personal goes, what looks like it stays."""

from __future__ import annotations

import pandas as pd
import pytest

from etl.staging.masking.columns_by_name import is_personal
from etl.staging.masking.pseudonyms import pseudonym, pseudonyms
from etl.staging.masking.texts import mask
from tests.unit.staging.rows import column


def masked(text: str, *names: str) -> str:
    return mask(column([text]), [column([name]) for name in names]).iloc[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail jan.jansen+x@example.co.uk, please", "mail [email], please"),
        ("schreiben an müller@beispiel.de", "schreiben an [email]"),
        ("call +31 6 12345678.", "call [phone]."),
        ("bel 06-12345678 of 020 794 0958", "bel [phone] of [phone]"),
        ("(020) 7946 0958 thanks", "[phone] thanks"),
        ("(555) 234-5678 or 555-234-5678", "[phone] or [phone]"),
        ("(555) 123-4567, 555-123-4567 or 555.123.4567", "[phone], [phone] or [phone]"),
        ("order 555-123-4567, part 555-123.4567", "order 555-123-4567, part 555-123.4567"),
        ("01 23 45 67 89 / 01.23.45.67.89", "[phone] / [phone]"),
        ("0031612345678", "[phone]"),
        ("móvil 612 345 678", "móvil [phone]"),
        ("+49 (0)30 1234567", "[phone]"),
        ("my phone number is 61234567", "my phone number is [phone]"),
        ("call 0612345678 12:00", "call [phone] 12:00"),
        ("order 4501234567 0612345678", "order 4501234567 [phone]"),
        ("card 4111 1111 1111 1111 ok", "card [card] ok"),
        ("card 378282246310005", "card [card]"),
        ("to NL91 ABNA 0417 1643 00 and more", "to [iban] and more"),
        ("gb29nwbk60161331926819.", "[iban]."),
        ("FR14 2004 1010 0505 0001 3M02 606", "[iban]"),
    ],
)
def test_personal_numbers_and_addresses_are_masked(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "order 4501234567",
        "order number 0612345678",
        "#123456789",
        "INC0010112",
        "3SABCD0123456789",
        "ref: 0800123456",
        "on 05-03-2024 10:15",
        "2024-03-12 14:05:11",
        "10.11.2024 - 12.11.2024",
        "12-03-24 10:15",
        "20240102",
        "€ 12 345 678",
        "1.299.000,00 euro",
        "0612345678 EUR",
        "it cost 1 250 000 euros",
        "EAN 8712345678906",
        "4111 1111 1111 1112",
        "https://shop.example/t/0612345678?id=612345678",
        "192.168.100.200",
        "tickets 297732 and 311457",
        "101001398328",
        "size 40 41 42 43",
        "between 9 and 17",
        "3.14159265358979",
        "@home and me@home",
    ],
)
def test_orders_dates_and_amounts_are_not_masked(text: str) -> None:
    assert masked(text) == text


def test_the_writers_own_name_is_masked_in_the_writers_text_only() -> None:
    texts = column(["Regards, Ines Verbruggen", "Ines called me", "Ines called me"])
    names = column(["Ines Verbruggen", "Ines Verbruggen", "Omar Said"])
    assert list(mask(texts, [names])) == ["Regards, [name]", "[name] called me", "Ines called me"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mw/dhr nienke hoekema belde: het is laat", "mw/dhr [name] belde: het is laat"),
        ("GESPREK MET NIENKE HOEKEMA", "GESPREK MET [name]"),
        ("Met nienke Hoekema gesproken", "Met [name] gesproken"),
        ("Groet, HOEKEMA", "Groet, [name]"),
        ("hoi, nienke hier", "hoi, [name] hier"),
        ("Dit is niet de nienke", "Dit is niet de nienke"),
    ],
)
def test_a_name_is_masked_however_it_is_written(text: str, expected: str) -> None:
    assert masked(text, "Nienke Hoekema") == expected


def test_a_name_is_masked_without_its_accents_too_and_an_everyday_word_stays() -> None:
    assert masked("saludos, jose munoz", "José Muñoz") == "saludos, [name]"
    assert masked("Mark them: the mark is missing", "Mark Hale") == "[name] them: the mark is missing"


def test_a_name_inside_a_longer_word_stays() -> None:
    assert masked("The Markings are wrong, Mark", "Mark Hale") == "The Markings are wrong, [name]"


def test_missing_texts_stay_missing_and_the_index_is_kept() -> None:
    text = pd.Series(["a@b.example", None], index=[7, 3], dtype="str")
    result = mask(text)
    assert list(result.index) == [7, 3]
    assert result.isna().tolist() == [False, True]


def test_a_person_has_one_pseudonym_under_one_key_and_another_under_another() -> None:
    people = pseudonyms(column([" Sam Poole", "sam poole", "Omar", None]), "agent", b"one")
    assert people[0] == people[1] != people[2]
    assert people.isna().tolist() == [False, False, False, True]
    assert people[0] == pseudonym("Sam Poole", "agent", b"one") != pseudonym("Sam Poole", "agent", b"two")
    assert people[0].startswith("agent-")
    assert "sam" not in people[0]


@pytest.mark.parametrize(
    "header",
    [
        "Requester",
        "Requester id",
        "Full name",
        "Email",
        "SuppliedEmail",
        "Mobile phone",
        "caller_id",
        "sys_updated_by",
        "Persona asignada",
        "ID de los interesados",
        "Contact ID",
        "Customer email 2",
        "OwnerId",
        "Home address",
    ],
)
def test_columns_of_people_are_known_by_their_header(header: str) -> None:
    assert is_personal(header)


@pytest.mark.parametrize(
    "header",
    [
        "Contact reason",
        "Product name",
        "Customer interactions",
        "Agent wait time in minutes",
        "Created at",
        "Status",
        "Requester wait time in minutes",
        "contact_type",
        "Company Name",
        "Nombre del proyecto",
        "Resolution",
        "closed_at",
    ],
)
def test_columns_about_something_else_are_kept(header: str) -> None:
    assert not is_personal(header)
