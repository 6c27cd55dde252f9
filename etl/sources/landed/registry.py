"""Known products, and recognition of the product whose tables a place holds."""

from __future__ import annotations

from collections.abc import Sequence

from etl.errors import InputError
from etl.sources.landed.connectors import DATA, connector_of
from etl.sources.landed.databases import Schema
from etl.sources.landed.freshdesk import FRESHDESK_TABLES
from etl.sources.landed.hubspot import HUBSPOT_TABLES
from etl.sources.landed.intercom import INTERCOM_TABLES
from etl.sources.landed.jira import JIRA_TABLES
from etl.sources.landed.naming import bare, table_named
from etl.sources.landed.places import Place
from etl.sources.landed.product import Paths, Product
from etl.sources.landed.servicenow import SERVICENOW_TABLES
from etl.sources.landed.zendesk import ZENDESK_TABLES

PRODUCTS: tuple[Product, ...] = (
    ZENDESK_TABLES,
    FRESHDESK_TABLES,
    JIRA_TABLES,
    SERVICENOW_TABLES,
    HUBSPOT_TABLES,
    INTERCOM_TABLES,
)
"""Every helpdesk; one module each."""

_SHOWN = 12


def product_named(name: str) -> Product:
    """Product with a name.

    Raises
    ------
    InputError
        If there is none; lists those that there are.
    """
    found = next((each for each in PRODUCTS if each.name == name.casefold()), None)
    if found is None:
        raise InputError(f"--tables {name!r} is unknown; known are {known_products()}.")
    return found


def known_products() -> str:
    """Names of the products, for a message."""
    return ", ".join(each.name for each in PRODUCTS)


def lacking(place: Place, product: Product) -> str | None:
    """What a place lacks of a product's tables, in words that follow "it has"; None if it lacks nothing."""
    table = table_named(product.tickets, place.tables(), product.prefixes)
    if table is None:
        return f"no table {' or '.join(product.tickets)}"
    columns = place.columns(table)
    for group in (product.key, product.created, *product.told_by):
        if not _any_there(group, columns):
            return f"no column {' or '.join(group)} in {table}"
    return None


def recognised(place: Place, *, is_sure: bool = True) -> Product | None:
    """Product whose tables a place holds; None where it holds none, or might be a folder of exports.

    Parameters
    ----------
    is_sure
        Whether to require proof that it holds tables: a connector's columns, or a companion table of the tickets.
    """
    for product in PRODUCTS:
        if lacking(place, product) is None and (not is_sure or _are_tables(place, product)):
            return product
    return None


def refuse(place: Place, product: Product, missing: str) -> InputError:
    """Why a place can't be read as a product's tables, and what it holds."""
    other = next((each for each in PRODUCTS if each is not product and lacking(place, each) is None), None)
    if other is not None:
        return InputError(
            f"{place.name} has {missing}: these are tables of {other.label}, not of {product.label}. "
            f"Say --tables {other.name}."
        )
    return InputError(
        f"{place.name} holds no tickets of {product.label}: it has {missing}. In {place.what} there is: "
        f"{listed(place.tables())}."
    )


def choose_schema(schemas: Sequence[Schema], product: Product | None, wanted: str | None) -> tuple[Place, Product]:
    """Choose the schema with a product's tables: the named one, else the default, else the only one.

    Parameters
    ----------
    product
        None to recognise it.
    wanted
        Name of the schema, as given by the person.

    Raises
    ------
    InputError
        If there is none, or several and none is the default.
    """
    if wanted is not None:
        kept = [each for each in schemas if each.schema == wanted]
        if not kept:
            raise InputError(f"The database has no schema {wanted!r}; it has: {listed([e.schema for e in schemas])}.")
        schemas = kept
    products = [product] if product else list(PRODUCTS)
    found = [(each, of) for each in schemas for of in products if lacking(each, of) is None]
    if found and (len(found) == 1 or found[0][0] is schemas[0]):
        return found[0]
    if found:
        names = listed([each.schema for each, _ in found])
        raise InputError(f"Several schemas hold tickets: {names}. Say which with --schema.")
    place = next((each for each in schemas if each.tables()), None)
    if place is None:
        raise InputError("The database has no tables that may be read. Check the address, and --schema.")
    if product is not None:
        raise refuse(place, product, lacking(place, product) or "")
    raise InputError(
        f"{place.name} holds no helpdesk's tables that are known; known are those of {known_products()}. "
        f"In {place.what} there is: {listed(place.tables())}."
    )


def listed(names: Sequence[str]) -> str:
    """Some names for a message."""
    shown = ", ".join(name[:60] for name in names[:_SHOWN]) or "nothing"
    return shown + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")


def _are_tables(place: Place, product: Product) -> bool:
    tickets = table_named(product.tickets, place.tables(), product.prefixes) or ""
    if connector_of(place.columns(tickets)) is not None:
        return True
    names = [lookup.names for lookup in product.lookups.values()]
    return any(table_named(each, place.tables(), product.prefixes) for each in names)


def _any_there(group: Paths, columns: Sequence[str]) -> bool:
    found = {bare(column) for column in columns}
    if bare(DATA) in found:
        return True
    heads = {bare(path.partition(".")[0]) for path in group if "." in path}
    return bool(found & ({bare(path) for path in group} | heads))
