"""The fields: what a column of an export can be mapped to, and all that the rest of Headwater knows of each.

A new field is one entry here, a column of `etl.model.tickets` where it is stored, and how staging reads it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One field of a ticket, as an export may give it.

    Attributes
    ----------
    name
        As ``--map`` takes it, and the column of the table tickets unless staging makes another of it.
    label
        In a support lead's words, on Import.
    aliases
        Names of columns that hold it in a table of no known format, in the languages that we know; the surest first.
    fact
        Word before its value among a ticket's facts on its page; empty where it isn't told there.
    is_main
        Little can be attributed without it: Import shows it first, and folds the others.
    is_time, is_list
        What its cells hold: times; or a few values that many tickets share.
    is_reason
        Its values may tell what went wrong; those of other lists tell who handled it and how.
    tells_of_tickets
        Hardly a table but one of tickets has it.
    is_personal
        Names a person: stored as a pseudonym.
    is_shown, is_sortable
        In the list of tickets.
    """

    name: str
    label: str
    aliases: tuple[str, ...]
    fact: str = ""
    is_main: bool = False
    is_time: bool = False
    is_list: bool = False
    is_reason: bool = False
    tells_of_tickets: bool = False
    is_personal: bool = False
    is_shown: bool = False
    is_sortable: bool = False


ALL_FIELDS = (
    Field(
        "ticket_id", "Ticket number",
        (
            "ticket_id", "ticket id", "ticketid", "ticket number", "ticket no", "ticket nr", "ticket", "case id",
            "case number", "caseid", "case", "complaint id", "complaint number", "issue id", "issue key",
            "incident id", "incident number", "request id", "conversation id", "reference", "reference number", "id",
            "number", "nummer", "key", "ticketnummer", "zaaknummer", "klachtnummer", "meldingsnummer",
            "vorgangsnummer", "fallnummer", "numéro de ticket", "número",
        ),
        is_main=True, is_shown=True, is_sortable=True,
    ),
    Field(
        "subject", "Title",
        (
            "subject", "title", "summary", "short description", "headline", "onderwerp", "betreff", "titel", "sujet",
            "objet", "asunto", "assunto", "resumen", "case title", "topic",
        ),
        is_main=True, is_shown=True,
    ),
    Field(
        "body", "What the customer wrote",
        (
            "body", "description", "text", "message", "content", "complaint", "complaint text", "narrative",
            "comment", "comments", "details", "document", "first message", "customer message", "review", "feedback",
            "omschrijving", "bericht", "tekst", "beschreibung", "nachricht", "texte", "contenu", "mensaje",
            "descripción", "descrição", "note",
        ),
        is_main=True,
    ),
    Field(
        "created_at", "Came in at",
        (
            "created_at", "created", "created on", "created date", "created time", "creation date", "date created",
            "createdat", "creation time", "opened at", "opened", "open date", "date opened", "date received",
            "received at", "received", "reported at", "submitted at", "submission date", "timestamp", "date",
            "datetime", "date time", "aangemaakt", "datum", "aangemaakt op", "erstellt am", "erstellt",
            "date de création", "créé le", "fecha de creación", "fecha", "criado em", "data",
        ),
        is_main=True, is_time=True, is_shown=True, is_sortable=True,
    ),
    Field(
        "solved_at", "Solved at",
        (
            "solved_at", "resolved_at", "closed_at", "solved", "resolved", "closed", "resolved on", "closed on",
            "date closed", "closed date", "date resolved", "resolved time", "closed time", "resolution date",
            "opgelost op", "gesloten op", "gelöst am", "geschlossen am", "date de résolution", "fecha de resolución",
        ),
        is_main=True, is_time=True, tells_of_tickets=True, is_sortable=True,
    ),
    Field(
        "updated_at", "Changed last at",
        (
            "updated_at", "updated", "last updated", "modified", "last modified", "updated on", "gewijzigd",
        ),
        is_time=True,
    ),
    Field(
        "status", "Status",
        (
            "status", "state", "ticket status", "case status", "zustand", "estado", "statut", "état",
        ),
        fact="status", is_main=True, is_list=True, tells_of_tickets=True, is_shown=True, is_sortable=True,
    ),
    Field(
        "priority", "Priority",
        (
            "priority", "urgency", "prioriteit", "priorität", "priorité", "prioridad", "prioridade",
        ),
        fact="priority", is_list=True, tells_of_tickets=True,
    ),
    Field(
        "channel", "Came in by",
        (
            "channel", "via", "origin", "source", "contact channel", "kanaal", "kanal", "canal", "medium",
        ),
        fact="by", is_list=True, tells_of_tickets=True, is_shown=True, is_sortable=True,
    ),
    Field(
        "team", "Team that has it",
        (
            "team", "group", "queue", "assignment group", "assigned team", "assigned group", "support group",
            "resolver group", "queue name", "team name", "group name", "squad", "wachtrij", "afdeling", "groep",
            "behandelgroep", "oplosgroep", "toegewezen groep", "toegewezen team", "warteschlange", "abteilung",
            "gruppe", "bearbeitergruppe", "bearbeitungsgruppe", "zugewiesene gruppe", "zugewiesenes team",
            "file d'attente", "équipe", "groupe", "groupe assigné", "équipe assignée", "groupe d'affectation",
            "cola", "equipo", "grupo", "grupo asignado", "equipo asignado", "grupo de asignación", "fila", "equipe",
            "grupo atribuído", "setor", "coda", "gruppo", "squadra", "gruppo assegnato", "reparto", "kö", "grupp",
            "kø", "gruppe tildelt", "kolejka", "zespół", "grupa",
        ),
        fact="held by", is_main=True, is_list=True, tells_of_tickets=True, is_shown=True, is_sortable=True,
    ),
    Field(
        "agent", "Who works on it",
        (
            "agent", "assignee", "assigned to", "owner", "ticket owner", "case owner", "handler", "behandelaar",
            "toegewezen aan", "bearbeiter", "besitzer", "zugewiesen an", "sachbearbeiter", "agente", "asignado a",
            "asignado", "responsable", "responsável", "atribuído a", "técnico", "analista", "assigné à",
            "technicien", "assegnatario", "operatore",
        ),
        tells_of_tickets=True, is_personal=True,
    ),
    Field(
        "requester", "Customer",
        (
            "requester", "customer", "customer id", "client", "client id", "customer email", "email", "e mail",
            "contact", "user", "user id", "klant", "klantnummer", "contactpersoon", "kunde", "kundennummer",
            "kundenname", "ansprechpartner", "requestor", "nom du client", "cliente", "solicitante", "demandeur",
            "aanvrager", "richiedente", "from",
        ),
        tells_of_tickets=True, is_personal=True,
    ),
    Field(
        "order_ref", "Order number",
        (
            "order_ref", "order", "order id", "order number", "order no", "order nr", "order reference",
            "account number", "contract number", "booking number", "booking reference", "policy number",
            "bestelnummer", "ordernummer", "bestellnummer", "numéro de commande", "número de pedido",
        ),
    ),
    Field(
        "product", "Product",
        (
            "product", "product name", "product line", "item", "sku", "produkt", "produit", "producto",
        ),
        is_list=True, is_reason=True, is_shown=True, is_sortable=True,
    ),
    Field(
        "tags", "Tags",
        (
            "tags", "labels", "tag", "label",
        ),
        is_list=True, is_reason=True,
    ),
    Field(
        "reason", "Reason or category",
        (
            "reason", "contact reason", "reason code", "category", "complaint type", "issue", "type", "ticket type",
            "request type", "categorie", "kategorie", "catégorie", "categoría", "motivo", "grund", "reden",
        ),
        is_main=True, is_list=True, is_reason=True, tells_of_tickets=True,
    ),
    Field(
        "satisfaction", "Customer's rating",
        (
            "satisfaction", "csat", "satisfaction score", "rating", "satisfaction rating", "tevredenheid",
        ),
        is_list=True, tells_of_tickets=True,
    ),
    Field(
        "language", "Language",
        (
            "language", "lang", "locale", "taal", "sprache", "langue", "idioma",
        ),
        fact="language", is_list=True, is_shown=True, is_sortable=True,
    ),
    Field(
        "changed_at", "Time of a change, in an event log",
        (
            "changed_at", "change time", "event time", "event timestamp", "changed on",
        ),
        is_time=True,
    ),
    Field(
        "first_team", "Team that had it first",
        (
            "first_team", "first group", "initial team",
        ),
        is_list=True,
    ),
    Field(
        "replies", "Replies to the customer",
        (
            "replies", "count replies", "number of replies", "agent replies",
        ),
    ),
    Field(
        "reopens", "Times opened again",
        (
            "reopens", "reopen count", "count reopens", "times reopened",
        ),
    ),
    Field(
        "stations", "Teams that had it",
        (
            "stations", "group stations", "count stations",
        ),
    ),
    Field(
        "handoffs", "Times handed on",
        (
            "handoffs", "hand offs", "count handoffs", "number of handoffs", "reassignments", "reassignment count",
            "transfers", "number of transfers",
        ),
    ),
    Field(
        "handle_minutes", "Minutes of work",
        (
            "handle_minutes", "handling minutes", "minutes", "time spent (min)", "handle time (min)",
            "handling time (min)", "minutes spent",
        ),
        is_shown=True, is_sortable=True,
    ),
    Field(
        "goodwill_amount", "Goodwill paid",
        (
            "goodwill_amount", "goodwill", "compensation", "compensation amount", "refund amount",
        ),
    ),
)  # fmt: skip
"""Every field, in the order in which it is offered."""

FIELDS = tuple(field.name for field in ALL_FIELDS)
"""Names of all fields."""


def names(**what: bool) -> tuple[str, ...]:
    """Names of the fields of which all of this is so, in their order: ``names(is_list=True, is_reason=False)``."""
    return tuple(field.name for field in ALL_FIELDS if all(getattr(field, k) == v for k, v in what.items()))
