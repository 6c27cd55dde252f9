"""Any other table: which of its columns is which, told by ``--map`` or by the names of the columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from etl.sources.format import Format
from etl.sources.names import normalise

TABLE = Format(
    name="table",
    label="Table mapped by its columns",
    required=(),
    columns={
        "ticket_id": (
            "ticket_id", "ticket id", "ticketid", "ticket number", "ticket no", "ticket nr", "ticket", "case id",
            "case number", "caseid", "case", "complaint id", "complaint number", "issue id", "issue key",
            "incident id", "incident number", "request id", "conversation id", "reference", "reference number", "id",
            "number", "nummer", "key", "ticketnummer", "zaaknummer", "klachtnummer", "meldingsnummer",
            "vorgangsnummer", "fallnummer", "numéro de ticket", "número",
        ),
        "subject": (
            "subject", "title", "summary", "short description", "headline", "onderwerp", "betreff", "titel", "sujet",
            "objet", "asunto", "assunto", "resumen", "case title", "topic",
        ),
        "body": (
            "body", "description", "text", "message", "content", "complaint", "complaint text", "narrative",
            "comment", "comments", "details", "document", "first message", "customer message", "review", "feedback",
            "omschrijving", "bericht", "tekst", "beschreibung", "nachricht", "texte", "contenu", "mensaje",
            "descripción", "descrição", "note",
        ),
        "created_at": (
            "created_at", "created", "created on", "created date", "created time", "creation date", "date created",
            "createdat", "creation time", "opened at", "opened", "open date", "date opened", "date received",
            "received at", "received", "reported at", "submitted at", "submission date", "timestamp", "date",
            "datetime", "date time", "aangemaakt", "datum", "aangemaakt op", "erstellt am", "erstellt",
            "date de création", "créé le", "fecha de creación", "fecha", "criado em", "data",
        ),
        "solved_at": (
            "solved_at", "resolved_at", "closed_at", "solved", "resolved", "closed", "resolved on", "closed on",
            "date closed", "closed date", "date resolved", "resolved time", "closed time", "resolution date",
            "opgelost op", "gesloten op", "gelöst am", "geschlossen am", "date de résolution", "fecha de resolución",
        ),
        "updated_at": ("updated_at", "updated", "last updated", "modified", "last modified", "updated on", "gewijzigd"),
        "status": ("status", "state", "ticket status", "case status", "zustand", "estado", "statut", "état"),
        "priority": ("priority", "urgency", "prioriteit", "priorität", "priorité", "prioridad", "prioridade"),
        "channel": ("channel", "via", "origin", "source", "contact channel", "kanaal", "kanal", "canal", "medium"),
        "team": (
            "team", "group", "queue", "assignment group", "assigned team", "assigned group", "support group",
            "resolver group", "queue name", "team name", "group name", "squad", "wachtrij", "afdeling", "groep",
            "behandelgroep", "oplosgroep", "toegewezen groep", "toegewezen team", "warteschlange", "abteilung",
            "gruppe", "bearbeitergruppe", "bearbeitungsgruppe", "zugewiesene gruppe", "zugewiesenes team",
            "file d'attente", "équipe", "groupe", "groupe assigné", "équipe assignée", "groupe d'affectation", "cola",
            "equipo", "grupo", "grupo asignado", "equipo asignado", "grupo de asignación", "fila", "equipe",
            "grupo atribuído", "setor", "coda", "gruppo", "squadra", "gruppo assegnato", "reparto", "kö", "grupp", "kø",
            "gruppe tildelt", "kolejka", "zespół", "grupa",
        ),
        "agent": (
            "agent", "assignee", "assigned to", "owner", "ticket owner", "case owner", "handler", "behandelaar",
            "toegewezen aan", "bearbeiter", "besitzer", "zugewiesen an", "sachbearbeiter", "agente", "asignado a",
            "asignado", "responsable", "responsável", "atribuído a", "técnico", "analista", "assigné à", "technicien",
            "assegnatario", "operatore",
        ),
        "requester": (
            "requester", "customer", "customer id", "client", "client id", "customer email", "email", "e mail",
            "contact", "user", "user id", "klant", "klantnummer", "contactpersoon", "kunde", "kundennummer",
            "kundenname", "ansprechpartner", "requestor", "nom du client", "cliente", "solicitante", "demandeur",
            "aanvrager", "richiedente", "from",
        ),
        "order_ref": (
            "order_ref", "order", "order id", "order number", "order no", "order nr", "order reference",
            "account number", "contract number", "booking number", "booking reference", "policy number",
            "bestelnummer", "ordernummer", "bestellnummer", "numéro de commande", "número de pedido",
        ),
        "product": ("product", "product name", "product line", "item", "sku", "produkt", "produit", "producto"),
        "tags": ("tags", "labels", "tag", "label"),
        "reason": (
            "reason", "contact reason", "reason code", "category", "complaint type", "issue", "type", "ticket type",
            "request type", "categorie", "kategorie", "catégorie", "categoría", "motivo", "grund", "reden",
        ),
        "satisfaction": ("satisfaction", "csat", "satisfaction score", "rating", "satisfaction rating", "tevredenheid"),
        "language": ("language", "lang", "locale", "taal", "sprache", "langue", "idioma"),
        "changed_at": ("changed_at", "change time", "event time", "event timestamp", "changed on"),
        "first_team": ("first_team", "first group", "initial team"),
        "replies": ("replies", "count replies", "number of replies", "agent replies"),
        "reopens": ("reopens", "reopen count", "count reopens", "times reopened"),
        "stations": ("stations", "group stations", "count stations"),
        "handoffs": (
            "handoffs", "hand offs", "count handoffs", "number of handoffs", "reassignments", "reassignment count",
            "transfers", "number of transfers",
        ),
        "handle_minutes": (
            "handle_minutes", "handling minutes", "minutes", "time spent (min)", "handle time (min)",
            "handling time (min)", "minutes spent",
        ),
        "goodwill_amount": ("goodwill_amount", "goodwill", "compensation", "compensation amount", "refund amount"),
    },
    missing=frozenset(
        ("NULL", "Null", "null", "None", "none", "N/A", "n/a", "#N/A", "NaN", "nan", "NaT", "-", "--", "—", "(empty)",
         "(none)", "[]", "{}")
    ),
    missing_in={
        name: frozenset(("Not set", "not set", "Never", "never", "0", "0000-00-00", "0000-00-00 00:00:00"))
        for name in ("solved_at", "updated_at", "changed_at")
    },
    may_lack_ids=True,
    roles={"actor": ("actor", "changed by", "updated by", "modified by", "author", "user")},
)  # fmt: skip
"""Stands for every table that no other format recognises; its names are guesses, in the languages that we know."""

_NAMES = tuple(map(normalise, ("name", "ticket name", "card name", "task name", "nom", "nombre", "nome", "naam")))
_WORDS_OF_A_NAME = 4


def title_among(cells: Mapping[str, Sequence[str | None]]) -> str | None:
    """Column called a name that holds titles: sentences of several words, as cards of a board have them.

    Parameters
    ----------
    cells
        Some cells of each column.
    """
    for column, values in cells.items():
        counts = [len(value.split()) for value in values if value]
        if normalise(column) in _NAMES and counts and sum(counts) > _WORDS_OF_A_NAME * len(counts):
            return column
    return None
