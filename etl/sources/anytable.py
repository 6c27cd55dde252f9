"""Any other table: which of its columns is which, told by ``--map`` or by the names of the columns."""

from __future__ import annotations

from collections.abc import Sequence

from etl.sources.format import Format
from etl.sources.names import normalise, without_kind

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
            "team", "group", "queue", "assignment group", "assigned team", "assigned group", "squad", "afdeling",
            "abteilung", "équipe", "equipo", "equipe",
        ),
        "agent": ("agent", "assignee", "assigned to", "owner", "handler", "behandelaar", "bearbeiter", "agente"),
        "requester": (
            "requester", "customer", "customer id", "client", "client id", "customer email", "email", "e mail",
            "contact", "user", "user id", "klant", "klantnummer", "kunde", "kundennummer", "cliente", "from",
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
    roles={"actor": ("actor", "changed by", "updated by", "modified by", "author", "user")},
)  # fmt: skip
"""Stands for every table that no other format recognises; its names are guesses, in the languages that we know."""

_TEXT_FIELDS = ("subject", "body")


def suggest_mapping(columns: Sequence[str]) -> dict[str, str]:
    """Guess which column holds which field, by the names of the columns.

    Parameters
    ----------
    columns
        Header of a file.

    Returns
    -------
    dict
        Field to column. A column is used once; a field for which no column is named so is left out.
    """
    return {field: found[0] for field, found in candidates(columns).items()}


def is_sure(columns: Sequence[str]) -> bool:
    """Whether the guess can be used without asking: id, time and text are found, and no two columns vie for one.

    A column that bears the field's own name has no rival.
    """
    found = candidates(columns)
    texts = [field for field in _TEXT_FIELDS if field in found]
    needed = ["ticket_id", "created_at", *texts]
    return bool(texts) and all(
        field in found and (len(found[field]) == 1 or normalise(found[field][0]) == normalise(field))
        for field in needed
    )


def candidates(columns: Sequence[str]) -> dict[str, list[str]]:
    """Columns that could hold each field, the likeliest first; the first of one field is no candidate for the next."""
    by_name: dict[str, list[str]] = {}
    for column in columns:
        by_name.setdefault(normalise(without_kind(column)), []).append(column)
    used: set[str] = set()
    found: dict[str, list[str]] = {}
    for field, names in TABLE.columns.items():
        hits = [column for name in names for column in by_name.get(normalise(name), []) if column not in used]
        if hits and field == "changed_at" and "created_at" in found:
            continue  # A table with a time of creation has a row for each ticket; only a log has none.
        if hits:
            found[field] = list(dict.fromkeys(hits))
            used.add(hits[0])
    return found
