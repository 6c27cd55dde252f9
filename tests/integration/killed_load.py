"""A load that is killed before it publishes: ``python -m tests.integration.killed_load HOME``."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from etl.settings import Settings
from etl.store import incoming, open_warehouse
from tests.integration.small_loads import bring, ticket


def write_and_die(home: Path) -> None:
    """Write a ticket, and end as a process that is killed: nothing is tidied up."""
    with open_warehouse(Settings(home=home)).write() as writer:
        bring(writer, ticket("2", 2))
        incoming.merge(writer, 2, 2)
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    write_and_die(Path(sys.argv[1]))
