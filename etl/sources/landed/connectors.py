"""Connectors that land tables: recognised by the columns they add, which also mark old and deleted rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from etl.sources.landed.naming import bare


@dataclass(frozen=True)
class Connector:
    """A connector.

    Attributes
    ----------
    marks
        Columns, any of which identifies the connector.
    deleted
        Columns that are true or filled in a deleted row.
    current
        Columns that are false in an outdated version of a row.
    fresh
        Columns with a larger value in a newer version of a row.
    """

    label: str
    marks: tuple[str, ...]
    deleted: tuple[str, ...] = ()
    current: tuple[str, ...] = ()
    fresh: tuple[str, ...] = ()


CONNECTORS = (
    Connector(
        "Fivetran",
        ("_fivetran_synced", "_fivetran_id"),
        ("_fivetran_deleted",),
        ("_fivetran_active",),
        ("_fivetran_start", "_fivetran_synced"),
    ),
    Connector(
        "Airbyte",
        ("_airbyte_raw_id", "_airbyte_extracted_at", "_airbyte_ab_id", "_airbyte_emitted_at"),
        ("_ab_cdc_deleted_at",),
        (),
        ("_ab_cdc_updated_at", "_airbyte_extracted_at", "_airbyte_emitted_at"),
    ),
    Connector("dlt", ("_dlt_id", "_dlt_load_id", "_dlt_parent_id"), (), (), ("_dlt_load_id",)),
)

DATA = "_airbyte_data"
"""Column with the whole row as JSON, in Airbyte's raw tables."""
ROW, PARENT = "_dlt_id", "_dlt_parent_id"
"""Key columns of dlt: a child row's parent id refers to the row id of its parent."""


def connector_of(columns: Collection[str]) -> Connector | None:
    """Connector that made a table; None where its columns don't show it."""
    found = {column.casefold() for column in columns}
    return next((each for each in CONNECTORS if found & set(each.marks)), None)


def is_own(column: str) -> bool:
    """Whether a column is the connector's own, with no data on a ticket."""
    return column.casefold().startswith(("_fivetran", "_airbyte", "_ab_", "_dlt"))


def spelt(name: str, columns: Collection[str]) -> str | None:
    """A column as the table spells it."""
    return next((column for column in columns if bare(column) == bare(name)), None)
