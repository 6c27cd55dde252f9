"""Errors that a person is meant to read."""

from __future__ import annotations

WRITABLE_HOME = "Check HEADWATER_HOME: it must name a folder that you may write to, on a disk with room."


class InputError(Exception):
    """The input can't be used: a file, a mapping, a taxonomy, a filter or a setting.

    The message is one or two plain lines: what is wrong, and how to mend it. The command line prints it
    and exits with 2; a page shows it. Nothing has been stored when it is raised.
    """


class StoreBusyError(InputError):
    """Another process is writing to the store; the message says since when, and to try again."""


class BrokeOffError(Exception):
    """Something outside broke off (a server, a network): what was done until then is kept, and trying again may help.

    The message is one or two plain lines. The command line prints it and exits with 1.
    """


class SnapshotGoneError(InputError):
    """A snapshot that isn't kept any more.

    Parameters
    ----------
    name
        Of the snapshot.
    """

    def __init__(self, name: str) -> None:
        super().__init__(f"The snapshot {name} isn't kept any more.")
