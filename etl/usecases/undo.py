"""Undoes the last load: the store goes back to how it was before."""

from __future__ import annotations

from etl.errors import InputError
from etl.settings import Settings
from etl.sources import forget
from etl.store import open_warehouse


def undo_load(settings: Settings) -> str:
    """Bring back the snapshot before the current one, and forget the columns that the user named for the last load.

    Returns
    -------
    str
        Name of the snapshot that is current now; empty if the store is empty again.

    Raises
    ------
    InputError
        If there is no load to undo, or nothing to go back to.
    """
    warehouse = open_warehouse(settings)
    try:
        undone = warehouse.current()
    except InputError:  # `current` is lost: undo brings a snapshot back, and undoes no load
        undone = ""
    snapshot = warehouse.undo()
    forget(settings.home, undone)
    return snapshot
