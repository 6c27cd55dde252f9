"""The shipped files: small, recognisable, complete, and free of anybody's data."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tools.sample import SEED, generate
from tools.sample.cells import COLUMNS
from tools.sample.files import EVENTS, MANIFEST, RULINGS, TICKETS, TRUTH, VOLUMES, WRONG
from tools.sample.people import CARDS, IBANS

FOLDER = ROOT / "sample"
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
HOST = re.compile(r"https?://([\w.-]+)")
LONG_NUMBER = re.compile(r"(?<![\w/=#.])(?:\(\d{3}\) )?\+?\d[\d -]{7,}\d(?!\w)")
TICKET_NUMBERS = re.compile(r"\b41\d{5}\b")
KEPT_FOR_FICTION = re.compile(
    r"01632 ?960\d{3}|(07700|\+44 7700) 900\d{3}|\(212\) 555-01\d\d"  # English
    r"|(\+31 6 |06[- ]?)0000\s?0\d{3}|06 00000\d{3}"  # Dutch: no subscriber begins with 0
    r"|(0171|\+49 171) 39200\d\d|030 23125\d{3}"  # German
    r"|(06|\+33 6) 39 98 \d\d (04|22)|01 99 00 \d\d 17"  # French
    r"|(\+34 )?555 010 \d{3}"  # Spanish: none begins with 555
)


@pytest.fixture(scope="module")
def rows() -> list[list[str]]:
    with gzip.open(FOLDER / TICKETS, "rt", encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_all_files_together_stay_under_five_megabytes() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 5_000_000


def test_the_manifest_has_the_hashes_of_the_shipped_files() -> None:
    manifest = json.loads((FOLDER / MANIFEST).read_text())
    assert set(manifest["files"]) == {TICKETS, EVENTS, TRUTH, VOLUMES, WRONG, RULINGS}
    assert manifest["load"] == [TICKETS, EVENTS, VOLUMES]
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest


def test_the_shipped_tickets_are_what_the_generator_writes(rows: list[list[str]]) -> None:
    made = generate(seed=SEED)
    assert rows[0] == list(COLUMNS)
    assert rows[1:] == made.rows
    with gzip.open(FOLDER / TRUTH, "rt", encoding="utf-8", newline="") as file:
        assert [row[0] for row in csv.reader(file)][1:] == made.truth["ticket_id"].astype(str).tolist()


def test_the_header_is_that_of_a_view_export_and_then_the_shops_own(real_data: Path) -> None:
    header = (real_data / "exports/zendesk/view_export_header.csv").read_text().strip().split(",")
    assert list(COLUMNS[: len(header)]) == header


def test_between_forty_and_eighty_rows_are_wrong() -> None:
    wrong = (FOLDER / WRONG).read_text().splitlines()
    assert 40 <= len(wrong) - 1 <= 80


def test_every_cause_is_told_in_hundreds_of_wordings(rows: list[list[str]]) -> None:
    text_of = {row[1]: row[-1] for row in rows[1:]}
    wordings: dict[str, set[str]] = {}
    with gzip.open(FOLDER / TRUTH, "rt", encoding="utf-8", newline="") as file:
        for truth in csv.DictReader(file):
            if truth["kind"] == "complaint":
                wordings.setdefault(truth["issue"], set()).add(text_of[truth["ticket_id"]])
    assert min(len(texts) for texts in wordings.values()) > 150


def test_no_address_telephone_or_card_number_can_be_a_real_persons(rows: list[list[str]]) -> None:
    known_ibans = re.compile("|".join(map(re.escape, IBANS)), re.IGNORECASE)
    assert all(iban[2:4] == "00" for iban in IBANS)
    cards = {re.sub(r"\D", "", card) for card in CARDS}
    for row in rows[1:]:
        texts = " ".join(row)
        for found in EMAIL.findall(texts):
            assert re.search(r"[@.]example\.(com|org|net)$", found, re.IGNORECASE), found
        assert all(re.search(r"example\.(com|org|net)$", host) for host in HOST.findall(texts))
        for number in LONG_NUMBER.finditer(known_ibans.sub("", TICKET_NUMBERS.sub("", row[-1]))):
            digits = re.sub(r"\D", "", number[0])
            assert digits in cards or KEPT_FOR_FICTION.fullmatch(number[0]), number[0]


def test_the_readme_says_that_it_is_generated() -> None:
    readme = (FOLDER / "README.md").read_text()
    assert readme.startswith("# A generated sample")
    assert "Nothing here is real" in readme
    custom = COLUMNS[COLUMNS.index("Contact reason [list]") :]
    assert all(f"`{name}`" in readme for name in custom)
