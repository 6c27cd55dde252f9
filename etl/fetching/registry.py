"""Every helpdesk that is known; one module each."""

from __future__ import annotations

from etl.fetching.freshdesk import FRESHDESK
from etl.fetching.hubspot import HUBSPOT
from etl.fetching.intercom import INTERCOM
from etl.fetching.jira import JIRA
from etl.fetching.product import Product
from etl.fetching.servicenow import SERVICENOW
from etl.fetching.zendesk import ZENDESK

_PRODUCTS = (ZENDESK, FRESHDESK, JIRA, SERVICENOW, INTERCOM, HUBSPOT)


def product_named(name: str) -> Product:
    """Product with a name of `etl.fetching.names.PRODUCTS`."""
    return next(product for product in _PRODUCTS if product.name == name)
