"""Sentences of customers: what is personal in them goes, and numbers of things stay, in seven languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from stdnum.iso7064 import mod_97_10

from etl.staging.masking.texts import mask
from tests.unit.staging.rows import column

TABLE = Path(__file__).with_name("sentences.tsv")
SENTENCES = [
    line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
]
ACCOUNTS = {
    "AT": "1904300234573201", "BE": "539007547034", "CH": "00762011623852957", "DE": "370400440532013000",
    "ES": "21000418450200051332", "FR": "20041010050500013M02606", "GB": "NWBK60161331926819",
    "IE": "AIBK93115212345678", "IT": "X0542811101000000123456", "NL": "ABNA0417164300",
    "PL": "109010140000071219812874", "PT": "000201231234567890154",
}  # fmt: skip
NEXT_WORDS = ("is closed", "and 2 more", "on 12 March", "at 5 pm", "MY account", "wurde gelöscht", "no existe", "a moi")


@pytest.mark.parametrize(("language", "sentence", "expected"), SENTENCES)
def test_what_is_personal_in_a_sentence_goes_and_nothing_else(language: str, sentence: str, expected: str) -> None:
    wanted = sentence if expected == "=" else expected
    assert mask(column([sentence])).iloc[0] == wanted


def test_the_words_behind_an_account_number_stay() -> None:
    said, wanted = [], []
    for country, account in ACCOUNTS.items():
        for number in range(40):
            own = account[:-2] + f"{(int(account[-2:]) + number) % 100:02d}"
            iban = f"{country}{mod_97_10.calc_check_digits(own + country)}{own}"
            spaced = " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))
            for written in (iban, spaced, spaced.replace(" ", "-"), spaced.lower()):
                words = NEXT_WORDS[number % len(NEXT_WORDS)]
                said.append(f"My {written} {words}")
                wanted.append(f"My [iban] {words}")
    assert mask(column(said)).to_list() == wanted


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Aline Weißmüller", "Gruß, Weissmüller", "Gruß, [name]"),
        ("Aline Weißmüller", "Gruß, WEISSMUELLER", "Gruß, [name]"),
        ("Sanne van den Berghe", "Groet, S. van den Berghe", "Groet, [name]"),
        ("Sanne van den Berghe", "Mevrouw van den Berghe belde", "Mevrouw [name] belde"),
        ("Sanne van den Berghe", "Berghe, S. belde over de fiets", "[name] belde over de fiets"),
        ("María de la Cruz", "Soy María de la Cruz", "Soy [name]"),
        ("María de la Cruz", "Soy M. Cruz", "Soy [name]"),
        ("Omar Said", "de la Cruz said so", "de la Cruz said so"),
        ("Sanne van den Berghe", "De fiets van den Haag", "De fiets van den Haag"),
    ],
)
def test_initials_particles_and_other_spellings_go_with_the_name(name: str, text: str, expected: str) -> None:
    assert mask(column([text]), [column([name])]).iloc[0] == expected
