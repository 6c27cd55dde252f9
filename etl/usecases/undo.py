"""Going back to the store as it was before the last load."""

from __future__ import annotations

from etl.errors import InputError
from etl.settings import Settings
from etl.sources import forget
from etl.store import open_warehouse


def undo_load(settings: Settings) -> str:
    """Bring back the snapshot before the current one, and forget the columns that a person named for the last load.

    Returns
    -------
    str
        Name of the snapshot that is current now; empty where the store is empty again.

    Raises
    ------
    InputError
        If there is no load to undo, or nothing to go back to.
    """
    warehouse = open_warehouse(settings)
    try:
        undone = warehouse.current()
    except InputError:  # what is current is lost: this brings a snapshot back, and takes nothing from it
        undone = ""
    snapshot = warehouse.undo()
    forget(settings.home, undone)
    return snapshot
