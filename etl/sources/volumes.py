"""A volumes file: a day and how many orders, customers, journeys or calls it had; or the orders themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.sources.format import Format, Guess
from etl.sources.guessing import guess
from etl.sources.names import normalise

_DAY = (
    "day", "date", "order_date", "datum", "tag", "dag", "fecha", "jour", "dia", "día", "giorno", "data", "order day",
    "week", "woche", "semaine", "semana", "settimana", "week start", "week starting", "week of", "week ending",
    "week end", "month", "monat", "maand", "mois", "mes", "mês", "mese", "year month", "period", "periode", "quarter",
    "date time", "datetime", "interval", "interval start", "timestamp", "hour", "report date", "call date",
)  # fmt: skip
_UNITS = {
    "orders": "order orders bestellung bestellungen auftrag aufträge bestelling bestellingen commande commandes pedido "
              "pedidos encomenda encomendas ordine ordini sale purchases purchase transactions bookings shipments",
    "customers": "customer customers kunde kunden klant klanten client clients cliente clientes clienti users visitors",
    "journeys": "journey journeys fahrt fahrten reis reizen trip trips rit ritten trajet trajets viaje viajes viagem "
                "viagens passengers passagiere reizigers viaggi",
    "calls": "call calls anruf anrufe oproep oproepen appel appels llamada llamadas chamada chamadas ligações chiamate",
}  # fmt: skip
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_SINGULAR = {
    "order", "bestellung", "auftrag", "bestelling", "commande", "pedido", "encomenda", "ordine", "purchase", "sale",
    "customer", "kunde", "klant", "client", "cliente", "journey", "fahrt", "reis", "trip", "rit", "trajet", "viaje",
    "viagem", "call", "anruf", "oproep", "appel", "llamada", "chamada",
}  # fmt: skip
"""By themselves they name one order or customer: an id."""
_COUNTING = {
    "number", "no", "nr", "num", "of", "count", "counts", "total", "totals", "anzahl", "aantal", "nombre", "numéro",
    "número", "numero", "nº", "n", "cantidad", "quantidade", "quantità", "der", "de", "des", "di", "dos", "das", "new",
    "daily", "per", "all", "placed", "received", "incoming", "inbound",
}  # fmt: skip
_ANY_COUNT = ("volume", "value", "contacts", "count")
"""Names that count something only in a table of nothing else."""
_ORDER_ID = (
    "order_id", "order id", "order number", "order no", "order nr", "order reference", "order ref", "bestellnummer",
    "auftragsnummer", "bestelnummer", "ordernummer", "numéro de commande", "número de pedido", "id pedido",
    "numero ordine",
)  # fmt: skip
_ORDER_DAY = (
    "order_date", "order day", "order time", "order created at", "ordered at", "order purchase timestamp",
    "purchase date", "bestelldatum", "besteldatum", "date de commande", "fecha de pedido", "data do pedido",
    "data ordine", "created at", "created", "created on", "date created", "date", "datum", "fecha", "data",
)  # fmt: skip
_OF_A_SHOP = re.compile(
    r"\b(total|subtotal|amount|price|quantity|qty|currency|sku|payment|financial status|fulfillment|shipping|discount|"
    r"order status|order delivered|order approved|betrag|preis|menge|bedrag|prijs|montant|prix|importe|precio|valor|"
    r"importo|prezzo)\b"
)

VOLUMES = Format(
    name="volumes",
    label="volumes by day",
    required=(_DAY, ("orders", *_UNIT_OF, *_ANY_COUNT)),
    columns={
        "day": _DAY,
        "value": _ANY_COUNT,
        "channel": ("channel", "kanal", "kanaal", "canal", "canale", "sales channel", "order channel"),
        "product": ("product", "product_name", "product_group", "product_category", "produkt", "produit", "producto"),
    },
    typical=("weekday", "country"),
    kind="volumes",
)


def unit_of(column: str) -> str | None:
    """What a column counts by its name ("Anzahl Bestellungen"); None where it names none of the units."""
    words = re.findall(r"[^\W\d_]+|#|nº", normalise(column))
    counted = [word for word in words if word not in _COUNTING and word != "#"]
    if len(counted) != 1 or (len(words) == 1 and counted[0] in _SINGULAR):
        return None
    return _UNIT_OF.get(counted[0])


def volume_columns(columns: Sequence[str]) -> dict[str, list[str]]:
    """Columns that could hold each field of a volumes file, the likeliest first.

    Where nothing is counted and each row has an order's id, the orders are to be counted: order_ref in place of value.
    """
    by_name = {normalise(column): column for column in reversed(columns)}
    found = {field: _named(names, by_name) for field, names in VOLUMES.columns.items()}
    counting = sorted((c for c in columns if unit_of(c)), key=lambda c: list(_UNITS).index(str(unit_of(c))))
    found["value"] = [*counting, *found["value"]]
    if not found["value"] and (orders := _order_ids(by_name)):
        found |= {"order_ref": orders, "day": _named(_ORDER_DAY, by_name) or found["day"], "product": []}
    return {field: hits for field, hits in found.items() if hits}


def guess_volumes(columns: Sequence[str]) -> Guess | None:
    """Whether a header is that of a volumes file: other columns may stand beside, but none of a ticket."""
    found = volume_columns(columns)
    of_tickets = {
        field: [column for column in hits if column not in found.get("order_ref", ())]
        for field, hits in guess(columns).candidates.items()
    }
    if "day" not in found or any(of_tickets.get(field) for field in ("ticket_id", "subject", "body")):
        return None
    known = {column for hits in found.values() for column in hits}
    known |= {column for column in columns if normalise(column) in VOLUMES.known_names}
    if "value" in found:
        value = found["value"][0]
        if unit_of(value) is None and len(known) < len(columns):
            return None
        reason = f"it has {found['day'][0]}, {value}"
    elif "order_ref" in found and any(_OF_A_SHOP.search(normalise(column)) for column in columns):
        reason = (
            f"it has {found['day'][0]}, {found['order_ref'][0]}: one row for each order or item, to be counted by day"
        )
    else:
        return None
    told = f"{len(known)} of its {len(columns)} columns are known of {VOLUMES.label}"
    return Guess(VOLUMES, 0.5 + 0.5 * len(known) / len(columns), (reason, told))


def _named(names: Sequence[str], by_name: dict[str, str]) -> list[str]:
    return list(dict.fromkeys(by_name[normalise(name)] for name in names if normalise(name) in by_name))


def _order_ids(by_name: dict[str, str]) -> list[str]:
    if {"name", "financial status", "created at"} <= set(by_name):  # Shopify's export calls an order's number so
        return [by_name["name"]]
    return _named(_ORDER_ID, by_name)
