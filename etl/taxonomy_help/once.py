"""Remembers whether this store has been set up."""

from __future__ import annotations

from etl.errors import WRITABLE_HOME, InputError
from etl.settings import Settings

_MARK = "set-up"
"""An empty file in the home; it comes and goes with nothing else."""


def is_done(settings: Settings) -> bool:
    """Whether a set-up was saved or called done, or the store has a taxonomy file of its own."""
    return settings.taxonomy_file.is_file() or (settings.home / _MARK).is_file()


def mark_done(settings: Settings) -> None:
    """Remember that this store has been set up.

    Raises
    ------
    InputError
        If the home can't be written to.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        (settings.home / _MARK).touch(mode=0o600)
    except OSError as error:
        raise InputError(f"That the set-up is done can't be kept.\n{WRITABLE_HOME}") from error
