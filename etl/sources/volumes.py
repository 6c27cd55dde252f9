"""A volumes file: a day and how many orders, customers, journeys or calls it had."""

from __future__ import annotations

from etl.sources.format import Format

_DAY = ("day", "date", "order_date", "datum", "tag", "dag", "fecha", "jour", "dia")
_COUNTS = (
    "orders", "count_orders", "number of orders", "order count", "customers", "count_customers", "journeys",
    "count_journeys", "calls", "count_calls", "volume", "value", "bestellungen", "bestellingen", "commandes", "pedidos",
    "contacts", "count",
)  # fmt: skip

VOLUMES = Format(
    name="volumes",
    label="volumes by day",
    required=(_DAY, _COUNTS),
    columns={
        "day": _DAY,
        "value": _COUNTS,
        "channel": ("channel", "kanal", "kanaal", "canal", "sales channel", "order channel"),
        "product": ("product", "product_name", "product_group", "product_category", "produkt", "produit", "producto"),
    },
    typical=("weekday", "country"),
    kind="volumes",
    is_closed=True,
)
