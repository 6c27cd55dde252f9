"""A volumes file: orders, customers, journeys or calls per day; or the orders themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

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
"""Singular nouns: alone they name an id of one order or customer."""
_COUNTING = {
    "number", "no", "nr", "num", "of", "count", "counts", "total", "totals", "anzahl", "aantal", "nombre", "numéro",
    "número", "numero", "nº", "n", "cantidad", "quantidade", "quantità", "der", "de", "des", "di", "dos", "das", "new",
    "daily", "per", "all", "placed", "received", "incoming", "inbound", "offered",
}  # fmt: skip
_TOTALS = {"total", "totals", "sum", "all", "gesamt", "summe", "totaal", "totale", "tutti", "alle"}
_SALES_CHANNELS = {
    "web", "webshop", "website", "online", "online store", "online shop", "onlineshop", "app", "mobile app", "store",
    "stores", "shop", "shops", "retail", "pos", "point of sale", "store pick up", "store pickup", "click and collect",
    "marketplace", "amazon", "ebay", "etsy", "shopify", "bol", "bol com", "zalando", "otto", "wholesale", "b2b", "b2c",
    "filiale", "filialen", "laden", "geschäft", "winkel", "boutique", "magasin", "tienda", "loja", "negozio", "kiosk",
}  # fmt: skip
_CONTACT_CHANNELS = {
    "email", "e mail", "mail", "phone", "telephone", "telefon", "telefoon", "téléphone", "teléfono", "telefone",
    "telefono", "chat", "live chat", "social", "social media", "whatsapp", "facebook", "instagram",
}  # fmt: skip
"""Contact channels, which orders may come by, too; a table of these alone may count support contacts."""
_ANY_COUNT = ("volume", "value", "contacts", "count")
"""Names that are counts only in a table without other counts."""
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

_DAYS = frozenset(map(normalise, _DAY))

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
    """Unit that a column counts, by its name ("Anzahl Bestellungen"); None if it names no unit."""
    words = _words(column)
    counted = [word for word in words if word not in _COUNTING and word != "#"]
    if len(counted) != 1 or (len(words) == 1 and counted[0] in _SINGULAR):
        return None
    return _UNIT_OF.get(counted[0])


def channel_columns(columns: Sequence[str]) -> dict[str, str]:
    """Column -> channel, for columns that count one channel each ("Web orders", "Amazon"); empty if there are none.

    Columns that name no unit must be the whole table, besides the day and totals: else they may be anything.
    """
    found, count_units = dict[str, str](), 0
    for column in columns:
        words = [word for word in _words(column) if word not in _COUNTING and word != "#"]
        own = [word for word in words if word not in _UNIT_OF]
        if " ".join(own) in _SALES_CHANNELS | _CONTACT_CHANNELS:
            found[column] = _without_unit(column)
            count_units += len(own) < len(words)
    others = [c for c in columns if c not in found and normalise(c) not in _DAYS and not _TOTALS & set(_words(c))]
    is_whole = count_units == len(found) or not others
    return found if len(found) > 1 and is_whole else {}


def are_channels(names: Sequence[str]) -> bool:
    """Whether all names are sales or contact channels, with at least one sales channel."""
    own = [" ".join(word for word in _words(name) if word not in _COUNTING | {*_UNIT_OF}) for name in names]
    return all(name in _SALES_CHANNELS | _CONTACT_CHANNELS for name in own) and bool(set(own) & _SALES_CHANNELS)


def counts_all(name: str) -> bool:
    """Whether a row or column is named as a total."""
    return bool(_TOTALS & set(_words(name)))


def volume_unit(columns: Sequence[str]) -> str:
    """Unit of a file's counts, by its columns' names; orders if they name none."""
    units = (
        unit_of(column) or next((_UNIT_OF[w] for w in _words(column) if w in _UNIT_OF), None) for column in columns
    )
    return next((unit for unit in units if unit), "orders")


def volume_columns(columns: Sequence[str]) -> dict[str, list[str]]:
    """Field of a volumes file to its candidate columns, best first.

    If there is no count and each row has an order id, orders are counted: order_ref instead of value.
    """
    by_name = {normalise(column): column for column in reversed(columns)}
    found = {field: _named(names, by_name) for field, names in VOLUMES.columns.items()}
    counting = sorted((c for c in columns if unit_of(c)), key=lambda c: list(_UNITS).index(str(unit_of(c))))
    found["value"] = [*counting, *found["value"]]
    if not found["channel"] and (channels := channel_columns(columns)):
        found["value"] = list(channels)
    if not found["value"] and (orders := _order_ids(by_name)):
        found |= {"order_ref": orders, "day": _named(_ORDER_DAY, by_name) or found["day"], "product": []}
    return {field: hits for field, hits in found.items() if hits}


def guess_volumes(columns: Sequence[str]) -> Guess | None:
    """Guess that a header is a volumes file's: extra columns are allowed, but none of a ticket; None if it isn't."""
    found = volume_columns(columns)
    if _is_of_shopify(columns):
        return Guess(VOLUMES, 1.0, ("it is Shopify's export of orders, to be counted by day",))
    of_tickets = {
        field: [column for column in hits if column not in found.get("order_ref", ()) and not _counts_many(column)]
        for field, hits in guess(columns).candidates.items()
    }
    if "day" not in found or any(of_tickets.get(field) for field in ("ticket_id", "subject", "body")):
        return None
    known = {column for hits in found.values() for column in hits}
    known |= {column for column in columns if normalise(column) in VOLUMES.known_names}
    channels = {} if found.get("channel") else channel_columns(columns)
    if channels:
        known |= {column for column in columns if _TOTALS & set(_words(column))}
        if not _counts_sales(channels):
            return None
        reason = f"it has {found['day'][0]} and a column for each channel: {', '.join(channels)}"
    elif "value" in found:
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
    told = f"{len(known)} of its {len(columns)} columns belong to {VOLUMES.label}"
    return Guess(VOLUMES, 0.5 + 0.5 * len(known) / len(columns), (reason, told))


def _named(names: Sequence[str], by_name: dict[str, str]) -> list[str]:
    return list(dict.fromkeys(by_name[normalise(name)] for name in names if normalise(name) in by_name))


def _order_ids(by_name: dict[str, str]) -> list[str]:
    if _is_of_shopify(by_name.values()):  # a name for an order's number
        return [by_name["name"]]
    return _named(_ORDER_ID, by_name)


def _is_of_shopify(columns: Iterable[str]) -> bool:
    return {"name", "financial status", "created at"} <= set(map(normalise, columns))


def _counts_sales(channels: Mapping[str, str]) -> bool:
    """Whether columns of channels count sales or calls, not the support team's contacts."""
    names = {normalise(channel) for channel in channels.values()}
    return bool(names & _SALES_CHANNELS) or any(set(_words(column)) & set(_UNIT_OF) for column in channels)


def _counts_many(column: str) -> bool:
    """Whether a column's name is a count ("Calls"); "Call number" may as well be a ticket's id."""
    return any(word in _UNIT_OF and word not in _SINGULAR for word in _words(column))


def _words(column: str) -> list[str]:
    return re.findall(r"[^\W\d_]+|#|nº", normalise(column))


def _without_unit(column: str) -> str:
    """A column's name, as written, without the words for its unit."""
    kept = [word for word in re.split(r"[\s_]+", column) if not set(_words(word)) & ({*_UNIT_OF} | _COUNTING)]
    return " ".join(kept).strip(" -:()") or column
