"""The connectors that land tables, told by the columns that each adds, and what those say of a row."""

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
        Columns of which any tells it.
    deleted
        Columns that are true, or filled, in a row whose original was deleted.
    current
        Columns that are false in a row that is an older version of another.
    fresh
        Columns that are larger in a newer version.
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
"""Column that holds a whole row as JSON, in Airbyte's raw tables."""
ROW, PARENT = "_dlt_id", "_dlt_parent_id"
"""Columns by which a row of dlt's child tables finds the row it lay in."""


def connector_of(columns: Collection[str]) -> Connector | None:
    """Connector that made a table; None where its columns don't tell."""
    found = {column.casefold() for column in columns}
    return next((each for each in CONNECTORS if found & set(each.marks)), None)


def is_own(column: str) -> bool:
    """Whether a column is a connector's, and says nothing of a ticket."""
    return column.casefold().startswith(("_fivetran", "_airbyte", "_ab_", "_dlt"))


def spelt(name: str, columns: Collection[str]) -> str | None:
    """A column as the table spells it."""
    return next((column for column in columns if bare(column) == bare(name)), None)
