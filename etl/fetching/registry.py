"""Every helpdesk that is known; one module each."""

from __future__ import annotations

from etl.fetching.product import Product
from etl.fetching.zendesk import ZENDESK

_PRODUCTS = (ZENDESK,)


def product_named(name: str) -> Product:
    """The helpdesk of a name of `etl.fetching.names.PRODUCTS`."""
    return next(product for product in _PRODUCTS if product.name == name)
