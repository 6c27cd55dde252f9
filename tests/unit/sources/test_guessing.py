"""Columns of a table of no known format are guessed by their names, in seven languages, and by their cells."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.errors import InputError
from etl.sources import open_export, suggest_mapping
from etl.sources.column_names import NAMINGS, name_score, parts_of
from etl.sources.contents import fit, look_at
from etl.sources.guessing import guess
from tests.unit.sources.files import read, write_table

NAMES = {
    "ticket_id": "#|Review ID|Ticket number|SR_NUMBER|caseNumber|Vorgangsnummer|Beschwerde-Nr.|N° de réclamation|"
    "Dossier-ID|Meldingsnummer|Número de caso|ID do chamado|Numero di pratica",
    "created_at": "Create date|Date/Time Opened|createdAt|fields.created|Erstellungsdatum|Eingegangen am|"
    "Date d'ouverture|Reçu le|Aanmaakdatum|Datum ontvangst|Fecha de apertura|Data de abertura|Data di apertura|"
    "Ticketerstellungsdatum|Date complaint received|Fecha de radicación|Soumis le|Datum indiening",
    "solved_at": "Close date|closed_at|Resolution Time|Abschlussdatum|Erledigt am|Date de clôture|Afgehandeld op|"
    "Sluitingsdatum|Fecha de cierre|Data Fechamento|Data di chiusura|Archived at|Datum/Uhrzeit des Schließens|"
    "Fecha de conclusión|Date de traitement|First Closed At",
    "updated_at": "LastUpdated|Last activity|Letzte Aktualisierung|Date de mise à jour|Laatst gewijzigd|"
    "Última actualización|Última atualização|Ultimo aggiornamento|(Do Not Modify) Modified On",
    "subject": "Ticket name|Short Description|Kurzbeschreibung|Objet|Onderwerp|Asunto|Título|Oggetto|Intitulé",
    "body": "Ticket description|source.body|Freitext|Message du client|Toelichting|Mensaje|Descrição|Messaggio",
    "status": "StatusName|Ticket state|fields.status.name|Zustand|État|Toestand|Estado|Situação|Stato|"
    "Bearbeitungsstatus|Status Reason|Esito",
    "team": "OWNER_DEPARTMENT|QueueName|Assigned team|Zuweisungsgruppe|Fachbereich|Équipe|Afdeling|Equipo|Setor|"
    "Reparto|Service traitant|Zuständiges Amt|Dependencia|OwnedByTeam|Órgão responsável|Agency|Struttura competente",
    "agent": "Ticket owner|assignee.name|Zugewiesen an|Sachbearbeiterin|Assigné à|Behandelend medewerker|"
    "Persona asignada|Responsável|Assegnatario|Teammate currently assigned|Gestito da|Atendido por|Members",
    "requester": "Associated contact|Requestors|Anforderer|Melder|Demandeur|Aanvrager|Solicitante|Usuário|"
    "Richiedente|Vollständiger Name|Auftraggeber|Raised by|Contact handle|Chiamante",
    "reason": "Service Request Type|Complaint category|Benutzerdefinierte Felder (Kontaktgrund)|Motif de contact|"
    "Soort klacht|Tipo de incidencia|Categoria do chamado|Tipologia|Custom field (Root cause type)|cat_lvl1|"
    "Hoofdcategorie|Tipificación|Beschwerdegegenstand",
    "handle_minutes": "TimeWorked|Time spent (minutes)|Benötigte Zeit|Temps passé|Bestede tijd|Tiempo dedicado|"
    "Tempo gasto|Tempo impiegato|Erfasste Zeit|Temps comptabilisé",
    "goodwill_amount": "Refund amount (EUR)|Kulanzbetrag|Erstattungsbetrag|Montant remboursé|Vergoeding|"
    "Importe del reembolso|Valor do reembolso|Rimborso|Valor reembolsado|Geste commercial|Compensation paid|"
    "redress_amount",
    "channel": "Initial channel|Meldeweg|Ursprung des Kundenvorgangs|Forma de contato|Voie de saisine",
    "satisfaction": "Nota do consumidor",
    "language": "languageCode|Idioma",
    "order_ref": "order_name|Bestellnr.|Nº del pedido|Kundenauftrag",
}
OTHERS = (
    "Due date", "Created by", "Erstellt von", "Row Checksum", "First response time",
    "Fecha de entrega", "Date de naissance",
    "Levertijd", "Warranty expiry", "Aangemaakt door", "Scadenza", "Region", "", "???",
)  # fmt: skip


@pytest.mark.parametrize(
    ("field", "name"), [(field, name) for field, names in NAMES.items() for name in names.split("|")]
)
def test_a_name_says_which_field_a_column_holds(field: str, name: str) -> None:
    scores = {each: name_score(each, name) for each in NAMINGS}

    assert max(scores, key=lambda each: scores[each]) == field
    assert scores[field] >= 0.5


@pytest.mark.parametrize("name", OTHERS)
def test_a_name_that_means_something_else_fits_no_time_and_no_id(name: str) -> None:
    assert [name_score(field, name) for field in ("ticket_id", "created_at", "solved_at")] == [0, 0, 0]


@given(st.text(max_size=60))
def test_no_name_is_too_strange_to_be_judged(name: str) -> None:
    assert all(0 <= name_score(field, name) <= 1 for field in NAMINGS)
    assert parts_of(name) == parts_of(name)


@settings(max_examples=25)  # each prepares the patterns of times anew
@given(st.lists(st.text(max_size=30) | st.none(), max_size=8))
def test_no_cells_are_too_strange_to_be_looked_at(cells: list[str | None]) -> None:
    contents = look_at(cells)

    assert all(0 <= fit(field, contents) <= 1 for field in NAMINGS)


def _guessed(**columns: str) -> dict[str, str]:
    cells = {name: list(text.split("|")) for name, text in columns.items()}
    return guess(list(cells), cells).mapping


TEXTS = "The parcel never came to my door|You took the money for it twice|The lid of the kettle is broken"
DAYS = "2025-03-01 10:00|2025-03-02 11:00|2025-03-03 09:00"


def test_a_flag_is_no_time_and_two_letters_are_no_status() -> None:
    found = _guessed(id="a1|a2|a3", created=DAYS, message=TEXTS, solved="true|false|true", state="NV|CA|TX")

    assert found == {"ticket_id": "id", "created_at": "created", "body": "message"}


def test_what_no_name_tells_is_told_by_the_cells() -> None:
    assert _guessed(A="x10|x11|x12", B=DAYS, C=TEXTS) == {"ticket_id": "A", "created_at": "B", "body": "C"}


def test_values_tell_the_channel_the_status_and_the_kind_whatever_they_are_called() -> None:
    few = {"Woher": "Email|Phone|Email", "Wie?": "Offen|Gelöst|Offen", "Problem": "Late|Late|Broken|Late"}
    found = _guessed(id="a1|a2|a3", created=DAYS, message=TEXTS, **few)

    assert {name: found.get(name) for name in ("channel", "status", "reason", "ticket_id")} == {
        "channel": "Woher", "status": "Wie?", "reason": "Problem", "ticket_id": "id"
    }  # fmt: skip


def test_types_that_are_ways_by_which_a_ticket_came_are_channels() -> None:
    found = _guessed(id="a1|a2|a3", created=DAYS, message=TEXTS, Type="email|chat|email")

    assert (found.get("channel"), found.get("reason")) == ("Type", None)


def test_beside_a_title_long_texts_are_the_customers_unless_they_are_about_the_solution() -> None:
    told = _guessed(id="a1|a2|a3", created=DAYS, title="Late|Twice|Lid", A=TEXTS)
    solution = _guessed(id="a1|a2|a3", created=DAYS, title="Late|Twice|Lid", Solution=TEXTS)

    assert (told.get("body"), solution.get("body")) == ("A", None)


def test_a_word_that_may_mean_many_things_is_taken_only_where_its_cells_suit_the_field() -> None:
    found = _guessed(id="a1|a2|a3", created=DAYS, Objet="Colis en retard|Panne|Facture", Service="SAV|Depot|SAV")

    assert (found.get("team"), found.get("body")) == ("Service", None)


def test_an_address_is_nobodys_name() -> None:
    found = _guessed(id="a1|a2|a3", created=DAYS, message=TEXTS, Address="4 Park Ave|9 Mill Rd|12 Station St")

    assert "requester" not in found


def test_dates_of_delivery_and_births_arent_taken_for_the_creation() -> None:
    assert "created_at" not in _guessed(id="a1|a2|a3", delivery_date=DAYS, birth_date=DAYS, message=TEXTS)


def test_a_name_that_suits_another_field_better_is_left_to_it() -> None:
    found = _guessed(Opened=DAYS, Title="Late|Twice|Lid", Details=TEXTS, Number="7|8|9", Queue="Shop|Shop|Post")

    assert found == {
        "ticket_id": "Number", "subject": "Title", "body": "Details", "created_at": "Opened", "team": "Queue"
    }  # fmt: skip


def test_a_table_of_sums_is_refused_without_asking_for_columns_that_it_cant_have(tmp_path: Path) -> None:
    path = write_table(
        tmp_path / "sums.csv", [("Acme", "120", "3"), ("Bolt", "80", "2")], ("Company", "Insured", "Cases")
    )

    with pytest.raises(InputError, match="no column of it holds the date or time") as caught:
        open_export(path)

    assert "each is a sum" in str(caught.value)


def test_a_table_without_a_text_loads_by_what_else_it_tells(tmp_path: Path) -> None:
    rows = [("T1", "2025-03-01", "closed", "Refund"), ("T2", "2025-03-02", "open", "Delivery")]
    export = open_export(write_table(tmp_path / "a.csv", rows, ("Ticket", "Opened", "Status", "Category")))

    assert not export.has_texts
    assert any(finding.startswith("No text") for finding in export.findings)


ROWS = [
    ("2025-03-01", "Pothole", "Ward 1", "open"),
    ("2025-03-01", "Pothole", "Ward 2", "open"),
    ("2025-03-02", "Noise", "Ward 1", "open"),
    ("2025-03-02", "Noise", "Ward 1", "open"),
]
HEADER = ("Creation Date", "Service Request Type", "Ward", "Status")


def _ids(path: Path, rows: list[tuple[str, ...]], size: int = 10) -> list[str]:
    export = open_export(write_table(path, rows, HEADER))
    column = export.mapping["ticket_id"]
    return [value for chunk in export.chunks(size) for value in chunk.frame[column]]


def test_rows_without_an_id_get_one_that_stays_when_their_status_changes(tmp_path: Path) -> None:
    before = _ids(tmp_path / "a.csv", ROWS)
    later = [*((*row[:3], "closed") for row in ROWS), ("2025-03-03", "Noise", "Ward 9", "open")]
    after = _ids(tmp_path / "b.csv", later)

    assert len(set(before)) == len(ROWS)
    assert after[: len(ROWS)] == before


def test_ids_of_rows_are_the_same_in_any_chunks(tmp_path: Path) -> None:
    assert _ids(tmp_path / "a.csv", ROWS, 1) == _ids(tmp_path / "a.csv", ROWS)


def test_a_time_of_day_in_a_column_of_its_own_is_joined_to_its_day(tmp_path: Path) -> None:
    rows = [("1", "13/03/2024", "5:36:00 PM", TEXTS), ("2", "14/03/2024", "", TEXTS)]
    export = open_export(write_table(tmp_path / "a.csv", rows, ("Ticket #", "Date", "Time", "Complaint")))

    frame = read(export)
    assert frame[export.mapping["created_at"]].tolist() == ["13/03/2024 5:36:00 PM", "14/03/2024"]
    assert "The time of day in Time is joined to Date." in export.findings


def test_what_else_could_hold_the_text_is_said(tmp_path: Path) -> None:
    rows = [("1", "2025-03-01", TEXTS, TEXTS)]
    export = open_export(write_table(tmp_path / "a.csv", rows, ("id", "created", "message", "comment")))

    assert export.mapping["body"] == "message"
    assert "body could also be in comment; --map overrides this." in export.findings


def test_names_alone_suggest_a_mapping() -> None:
    assert suggest_mapping(("Nummer", "Erstellt am", "Betreff")) == {
        "ticket_id": "Nummer", "subject": "Betreff", "created_at": "Erstellt am"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("header", "row", "team"),
    [
        (
            "SR_NUMBER,SR_TYPE,OWNER_DEPARTMENT,STATUS,CREATED_DATE,CLOSED_DATE",
            "SR1,Pothole,Streets,Open,03/14/2024 08:15:00 AM,",
            "Streets",
        ),
        (
            "CaseID,Opened,Closed,Status,Responsible Agency,Category,Request Type",
            "17,03/14/2024 08:15:00 AM,,Open,Parks,Trees,Fallen tree",
            "Parks",
        ),
        (
            "SRNumber,CreatedDate,UpdatedDate,Status,RequestType,RequestSource,Owner,ClosedDate",
            "1-2,03/14/2024 08:15:00 AM,,Open,Bulky Items,Call,BOS,",
            "BOS",
        ),
        (
            "Creation Date,Status,Ward,Service Request Type,Division,Section",
            "2024-03-14 08:15:00,Open,W1,Bin,Waste,East",
            "Waste",
        ),
    ],
    ids=["Chicago", "San Francisco", "Los Angeles", "Toronto"],
)
def test_a_citys_requests_are_read_as_public_services(tmp_path: Path, header: str, row: str, team: str) -> None:
    export = open_export(write_table(tmp_path / "a.csv", [row.split(",")], header.split(",")))

    assert (export.format.name, export.format.taxonomy) == ("open311", "public_services")
    assert read(export)[export.mapping["team"]].tolist() == [team]
    assert {"created_at", "subject", "ticket_id"} <= export.mapping.keys()


def test_owners_that_are_queues_are_teams() -> None:
    owners = _guessed(id="a1|a2|a3", created=DAYS, message=TEXTS, owner="Ann Smith|Billing Queue|Bo Li")

    assert (owners.get("team"), owners.get("agent")) == ("owner", None)
    assert _guessed(id="a1|a2|a3", created=DAYS, message=TEXTS, owner="Ann Smith|Bo Li|Jo Day")["agent"] == "owner"
