"""The warehouse of snapshots that loads write and pages read, and the ledger of decisions."""

from __future__ import annotations

from etl.settings import Settings
from etl.store.base import Reader, Warehouse, Writer
from etl.store.in_force import last_taxonomy
from etl.store.key import check_key, pseudonym_key
from etl.store.ledger import Ledger, open_ledger

__all__ = [
    "Ledger",
    "Reader",
    "Warehouse",
    "Writer",
    "check_key",
    "last_taxonomy",
    "open_ledger",
    "open_warehouse",
    "pseudonym_key",
]


def open_warehouse(settings: Settings) -> Warehouse:
    """Warehouse that the settings name: PostgreSQL where a URL is set, else DuckDB under `home`.

    Raises
    ------
    InputError
        If the URL isn't a PostgreSQL URL, or the database can't be reached.
    """
    if settings.database_url:
        from etl.store.postgres import PostgresWarehouse

        return PostgresWarehouse(settings.database_url, settings.keep_snapshots)
    from etl.store.embedded import EmbeddedWarehouse

    return EmbeddedWarehouse(settings.home / "warehouse", settings.keep_snapshots)
