"""Columns of people are told by what their cells hold, and what is useful stays."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from stdnum.nl import bsn

from etl.model.chunks import empty_rejects
from etl.sources import open_export
from etl.sources.table import MISFIT, as_line
from etl.staging import stage, without_people
from etl.staging.masking.columns_by_cells import people_columns
from tests.unit.sources.files import write_text
from tests.unit.staging.rows import MAPPING, context, raw

PERSONS = [
    "Nadia Corvane",
    "Piet Osterwal",
    "Olga van den Berg",
    "Lefebvre, Chantal",
    "José Muñoz",
    "Wenzel Hauptvogel",
]
STREETS = ["Lange Straat 12", "Hauptstraße 4", "12 rue de la Gare", "Calle Mayor 7", "83 Orchard Road", "Via Roma 3"]
BIRTHS = [f"{year}-03-{day:02d}" for year, day in ((1951, 2), (1964, 11), (1978, 30), (1983, 7), (1990, 21), (1959, 9))]
CREATED = ["2026-02-03", "2026-02-04", "2026-02-05", "2026-02-06", "2026-02-07", "2026-02-08"]


def left_out(header: str, cells: list[str]) -> bool:
    return header in people_columns({"Opened": CREATED, header: cells}, {"created_at": "Opened"}).left_out


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Second pair of eyes", PERSONS),
        ("Quien aprueba", ["Fermín Olaz", "Lucía Prado", "Olga Marín"]),
        ("Where", STREETS),
        ("Zweiter Weg", [f"0171 123456{digit}" for digit in range(6)]),
        ("Box 7", [f"box{digit}@example.com" for digit in range(6)]),
        ("Extra", [str(number) for number in range(234567800, 234568000) if bsn.is_valid(str(number))]),
        ("Jahrgang", BIRTHS),
    ],
)
def test_a_column_is_told_by_its_cells_whatever_it_is_called(header: str, cells: list[str]) -> None:
    assert left_out(header, cells)


HEADERS = (
    "Técnico, Responsável, Ansprechpartner, Contactpersoon, Requestor, Ticket owner, Kundenname, Analista, Vorname,"
    " Cognome, Date of birth, Geburtsdatum, National ID, Codice fiscale, Approver, Escalated to, Nickname,"
    " Date de naissance, Second contact, Bearbeitet von, Nom de l'agent, Encargado, Teamleiter, Leidinggevende,"
    " E-Mail-Adresse, Creado por, Aangemaakt door, Creato da, Fechado por, Handled by, Last replied by, Kundenbetreuer,"
    " Propietario del caso, Case owner, Nome do cliente, Locataire, Approbateur"
)


@pytest.mark.parametrize("header", HEADERS.split(", "))
def test_a_column_of_people_is_told_by_its_name_in_seven_languages(header: str) -> None:
    assert left_out(header, ["Zuleica Barradas"])


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Product", ["Credit Card", "Student Loan", "Virginia Ham", "Olive Oil", "Paul Smith Mug"]),
        ("Region", ["New York", "Jamaica Plain", "Hyde Park", "Santa Clara", "Virginia Beach", "South End"]),
        ("Brand", ["Hugo Boss", "Ralph Lauren", "Calvin Klein", "Karl Lagerfeld"]),
        ("Neighbourhood", ["Jackson Heights", "Howard Beach", "Virginia Hills", "Douglas Manor"]),
        ("Reason", ["Late Delivery", "Wrong Colour", "Double Charge", "Broken"]),
        ("Queue", ["Tier 2", "Household Goods", "Billing Team", "Web Shop"]),
        ("Order", ["4501234567", "4501234568", "4501234569", "4501234570", "4501234571", "4501234572"]),
        ("Due", ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06"]),
        ("Contact reason", ["Late", "Broken", "Refund"]),
        ("Customer complaint", ["Late", "Broken", "Refund"]),
        ("Agent group", ["Tier 2", "Back office", "Shop"]),
        ("Data da abertura", ["2026-03-01", "2026-03-02"]),
        ("Data di chiusura", ["2026-03-01", "2026-03-02"]),
        ("Geöffnet", ["2026-03-01", "2026-03-02"]),
        ("Tipo de cliente", ["Nuevo", "Antiguo"]),
        ("Escalated", ["yes", "no"]),
        ("Name", ["The toaster has not come", "You took the money two times", "The app closes by itself now"]),
    ],
)
def test_columns_that_a_trace_needs_stay(header: str, cells: list[str]) -> None:
    assert not left_out(header, cells)


def test_the_one_person_of_a_whole_column_is_left_out_and_the_one_brand_stays() -> None:
    assert left_out("Projektleiter", ["Gesine Rothfels"] * 6)
    assert not left_out("Marke", ["Jack Daniels"] * 6)
    assert not left_out("Project", ["Service desk"] * 6)


def test_a_cell_of_thousands_of_digits_among_national_ids_is_no_fault() -> None:
    numbers = [f"{stem}{digit}" for stem in range(11_122_233, 11_122_300) for digit in "0123456789"]
    cells = [number for number in numbers if bsn.is_valid(number)][:20]

    assert left_out("Reference", cells)
    assert left_out("Reference", [*cells, "1" * 4_301])


def test_brands_mapped_to_the_product_stay_whatever_their_column_is_called() -> None:
    brands = ["Hugo Boss", "Ralph Lauren", "Calvin Klein", "Karl Lagerfeld"]
    rows = [{"Id": str(at), "Made by": brand} for at, brand in enumerate(brands)]
    staged = stage(raw(rows, extra=["Made by"]), context(mapping=MAPPING | {"product": "Made by"}))
    assert staged.tickets["product"].tolist() == brands


def test_an_owner_who_is_a_person_is_no_team_and_a_queue_is_one() -> None:
    rows = [{"Id": "1", "Case owner": "Olga Vandrell"}, {"Id": "2", "Case owner": "Tier 2 Queue"}]
    mapping = {field: column for field, column in MAPPING.items() if field != "agent"} | {"team": "Case owner"}
    staged = stage(raw(rows, extra=["Case owner"]), context(mapping=mapping))
    assert staged.tickets["team"].fillna("").tolist() == ["", "Tier 2 Queue"]
    assert staged.tickets["agent"].fillna("").str[:6].tolist() == ["agent-", ""]
    assert "Vandrell" not in staged.tickets.to_csv() + staged.fields.to_csv()


def test_persons_among_the_teams_of_a_field_history_are_told(tmp_path: Path) -> None:
    rows = ["ticket_id,field,old_value,new_value,created_at"]
    for at, name in enumerate(("Anna Vandrell", "Peter Vandrell", "Maria Vandrell")):
        rows += [f"{at},team,,Tier 1,2026-03-01 10:00", f"{at},group,Tier 1,{name},2026-03-01 11:00"]
        rows.append(f"{at},status,open,solved,2026-03-01 12:00")
    export = open_export(write_text(tmp_path / "history.csv", "\n".join(rows)))

    judged = people_columns(export.specimens, export.mapping, export.folded_specimens)

    assert export.folded_specimens["status"] == ["solved"] * 3
    assert judged.is_person("team", "Peter Vandrell")
    assert not judged.is_person("team", "Tier 1")


def test_tags_and_teams_go_through_the_masks_of_texts() -> None:
    staged = stage(raw([{"Tags": "late, jo@example.com", "Group": "Desk jo@example.com"}], extra=["Tags"]), context(
        mapping={**MAPPING, "tags": "Tags"}))  # fmt: skip
    assert staged.tickets["tags"].tolist() == ["late; [email]"]
    assert staged.tickets["team"].tolist() == ["Desk [email]"]


def test_titles_under_a_column_called_name_do_not_turn_texts_to_rubble() -> None:
    titles = ["Late parcel", "Login broken", "Parcel broken", "Late login"]
    rows = [
        {"Id": str(at), "Name": title, "Description": f"It is about a {title.lower()} again. {title} is what it is."}
        for at, title in enumerate(titles * 2)
    ]
    staged = stage(raw(rows, extra=["Name"]), context())
    assert not staged.tickets["body"].str.contains("[name]", regex=False).any()


def test_a_writer_called_customer_does_not_mask_the_word_in_every_text() -> None:
    text = "Dear Customer Desk, no Customer number. Regards, Idalia"
    writers = ["Customer", *["Idalia Holm"] * 6]
    rows = [{"Id": str(at), "Requester": name, "Description": text} for at, name in enumerate(writers)]
    bodies = stage(raw(rows), context()).tickets["body"]
    assert bodies[2] == text
    assert bodies[3].endswith("Regards, [name]")


def rejected(*rows: list[str], expectation: str = "created_at_is_known") -> pd.DataFrame:
    frame = pd.DataFrame({"line": range(2, 2 + len(rows)), "raw": [as_line(row) for row in rows]})
    return frame.assign(expectation=expectation, reason="It has no time. It reads “Nadia Corvane”.").astype(
        empty_rejects().dtypes.to_dict()
    )


COLUMNS = {"Id": ["1", "2"], "Requester": PERSONS[:2], "Date of birth": BIRTHS[:2], "Opened": CREATED[:2],
           "Product": ["Kettle", "Lamp"], "Text": ["It is late", "It is broken"]}  # fmt: skip
PEOPLE = people_columns(COLUMNS, {"ticket_id": "Id", "requester": "Requester", "created_at": "Opened", "body": "Text"})


def test_a_refused_row_keeps_what_tells_why_and_nothing_personal() -> None:
    row = ["7", "Nadia Corvane", "1951-03-02", "31.02.", "Kettle", "Nadia here, call +31 6 12345678"]
    kept = without_people(rejected(row), PEOPLE)
    assert kept["raw"].tolist() == ['7,[left out],[left out],31.02.,Kettle,"[name] here, call [phone]"']
    assert kept["reason"].tolist() == ["It has no time. It reads “[name]”."]
    assert kept["line"].tolist() == [2]


def test_a_row_of_another_width_keeps_no_person_either() -> None:
    short = ["7", "x", "Nadia Corvane", "1951-03-02", "31.02.", "Kettle", "late, says Piet Osterwal"]
    line = ['{"Date of birth": "1951-03-02", "Product": "Kettle", "email": "jo@example.com"']
    kept = without_people(rejected(short, line, expectation=MISFIT), PEOPLE)["raw"].str.cat(sep="\n")
    assert not any(word in kept for word in ("Nadia", "Osterwal", "1951", "jo@"))
    assert "Kettle" in kept
    assert "31.02." in kept


@pytest.mark.parametrize("mark", ["\n", "\r", "\r\n"])
def test_a_refused_row_of_several_lines_is_kept_and_keeps_no_person(mark: str) -> None:
    row = ["7", "Nadia Corvane", "1951-03-02", "31.02.", "Kettle", f"It is late.{mark}Nadia here"]
    (kept,) = without_people(rejected(row), PEOPLE)["raw"]
    assert kept == f'7,[left out],[left out],31.02.,Kettle,"It is late.{mark}[name] here"'


def test_a_refused_line_that_is_no_csv_is_kept_and_masked() -> None:
    (kept,) = without_people(rejected([]).assign(raw="7,Kettle\rcall +31 6 12345678"), PEOPLE)["raw"]
    assert "[phone]" in kept
    assert "12345678" not in kept


def test_fields_of_people_are_in_no_ticket() -> None:
    rows = [{"Id": str(at), "Second pair of eyes": name, "Box": "Kettle"} for at, name in enumerate(PERSONS)]
    kept = stage(raw(rows, extra=["Second pair of eyes", "Box"]), context()).tickets["fields"]
    assert all("Second pair of eyes" not in json.loads(cell) and json.loads(cell)["Box"] == "Kettle" for cell in kept)
