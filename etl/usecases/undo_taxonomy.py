"""Undoes a change of the taxonomy: removes the run that it made, and restores the previous file."""

from __future__ import annotations

import sqlalchemy as sa

from etl import model
from etl.errors import InputError
from etl.settings import Settings
from etl.store import Warehouse, last_taxonomy
from etl.taxonomy import Taxonomy, load_taxonomy
from etl.taxonomy.keeping import take_back
from etl.usecases.attribute import REATTRIBUTED


def last_kind(connection: sa.Connection) -> str:
    """Kind of the last load: `REATTRIBUTED` if all tickets were attributed again; empty if there was none."""
    loads = model.loads.c
    return str(connection.execute(sa.select(loads.kind).order_by(loads.load_id.desc()).limit(1)).scalar() or "")


def can_undo(last: str, settings: Settings, now: Taxonomy | None) -> bool:
    """Whether the last change to the store attributed all tickets again under its own taxonomy file.

    Parameters
    ----------
    last
        `last_kind`.
    now
        Taxonomy in force.
    """
    return last == REATTRIBUTED and settings.taxonomy_file.is_file() and not is_newer(settings, now)


def is_newer(settings: Settings, now: Taxonomy | None) -> bool:
    """Whether the store has a taxonomy file of its own that differs in meaning from the taxonomy in force.

    Raises
    ------
    InputError
        If the file isn't a taxonomy.
    """
    own = settings.taxonomy_file
    return own.is_file() and (now is None or load_taxonomy(own).hash != now.hash)


def undo_change(settings: Settings, warehouse: Warehouse) -> str:
    """Undo the run, then restore the file of the previous run.

    Returns
    -------
    str
        Name of the taxonomy in force again.

    Raises
    ------
    InputError
        If the last change to the store was something else, its earlier snapshot isn't kept any more, or another
        process is writing.
    """
    with warehouse.reader() as reader:
        if not can_undo(last_kind(reader.connection), settings, last_taxonomy(reader.connection)):
            raise InputError("The last change of the store wasn't one of the taxonomy. Undo it on Import.")
    warehouse.undo()
    with warehouse.reader() as reader:
        now = last_taxonomy(reader.connection)
    if now is None:
        return ""
    take_back(settings.taxonomy_file, now)
    return now.name
