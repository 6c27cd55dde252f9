"""A process that loads one mutated file after the other, and looks at how each ended."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

CPU_SECONDS, PEAK_MB = 20, 1_500
"""What a file may take."""

_ADDRESS_SPACE = 6 * 2**30
_RAW_SIGN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


@dataclass(frozen=True)
class Task:
    """A mutated file and the options that it is loaded with."""

    number: int
    name: str
    content: bytes
    options: list[str]


@dataclass
class Ending:
    """How a load ended: its exit code, what was told, what it took, and what was wrong with that."""

    number: int
    name: str
    code: int | None = None
    told: str = ""
    cpu_seconds: float = 0.0
    peak_mb: float = 0.0
    problems: list[str] = field(default_factory=list)


def work(tasks: Connection, folder: Path) -> None:
    """Answer each task with its ending, until there is none left."""
    _bound_memory()
    tempfile.tempdir = str(folder / "temporary")
    os.environ.update(HEADWATER_HOME=str(folder / "home"), HEADWATER_DATABASE_URL="", TMPDIR=str(folder / "temporary"))
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_APPEND), number)
    sys.stdout, sys.stderr = (open(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))  # noqa: SIM115
    while (task := tasks.recv()) is not None:
        tasks.send(load(task, folder))


def load(task: Task, folder: Path) -> Ending:
    """Load a file into a store of its own and look at what came of it."""
    from etl.__main__ import main

    for name in ("home", "temporary", "files"):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir()
    for number in (1, 2):
        os.ftruncate(number, 0)
    path = folder / "files" / task.name
    path.write_bytes(task.content)
    ending, began = Ending(task.number, task.name), time.process_time()
    _reset_peak()
    try:
        ending.code = main(["load", str(path), "--json", *task.options])
    except SystemExit as left:
        ending.code = left.code if isinstance(left.code, int) else 1
    except BaseException as error:
        ending.problems.append(f"raised {type(error).__name__}: {error}")
    sys.stdout.flush()
    sys.stderr.flush()
    ending.cpu_seconds, ending.peak_mb = time.process_time() - began, _peak_mb()
    ending.told = (folder / "err").read_text("utf-8", "replace")
    ending.problems += _problems(ending, (folder / "out").read_text("utf-8", "replace"), folder)
    return ending


def _problems(ending: Ending, printed: str, folder: Path) -> list[str]:
    left = [path.name for path in (folder / "temporary").iterdir()]
    left += [path.name for path in (folder / "home").rglob("*") if path.suffix in {".part", ".new", ".wal"}]
    checks = {
        f"ended with {ending.code}": ending.code not in (0, 2),
        "a traceback was printed": "Traceback" in ending.told + printed or "panicked" in ending.told,
        "the message has more than two lines or none": ending.code == 2 and not 1 <= len(ending.told.splitlines()) <= 2,
        "a sign that steers a terminal was sent": bool(_RAW_SIGN.search(ending.told + printed)),
        f"took {ending.cpu_seconds:.0f} s of CPU": ending.cpu_seconds > CPU_SECONDS,
        f"took {ending.peak_mb:,.0f} MB": ending.peak_mb > PEAK_MB,
        f"left {', '.join(left)}": bool(left),
    }
    found = [problem for problem, is_so in checks.items() if is_so]
    return found + (_wrong_sums(json.loads(printed)) if ending.code == 0 else _stored_all_the_same())


def _wrong_sums(report: dict[str, Any]) -> list[str]:
    """What doesn't add up in the report, or is stored otherwise."""
    import sqlalchemy as sa

    from etl import model
    from etl.settings import load_settings
    from etl.store import open_warehouse

    def counted(table: sa.Table) -> Any:
        return reader.connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()

    with open_warehouse(load_settings()).reader() as reader:
        count_rejects, count_tickets = counted(model.rejects), counted(model.tickets)
        shares = sa.select(sa.func.sum(model.attributions.c.share)).group_by(
            model.attributions.c.source, model.attributions.c.ticket_id
        )
        sums = [row[0] for row in reader.connection.execute(shares)]
        kind = reader.connection.execute(sa.select(model.loads.c.kind)).scalar_one()
    checks = {
        "read isn't accepted + rejected": report["read"] != report["accepted"] + report["rejected"],
        "accepted isn't loaded + known": report["accepted"] != report["loaded"] + report["already_known"],
        f"{count_rejects} refused rows are stored": count_rejects != report["rejected"],
        f"{count_tickets} tickets are stored": kind == "tickets" and count_tickets != report["loaded"],
        "shares of a ticket don't add up to 1": any(abs(total - 1) > 1e-6 for total in sums),
    }
    return [f"{problem}: {report}" for problem, is_so in checks.items() if is_so]


def _stored_all_the_same() -> list[str]:
    from etl.settings import load_settings
    from etl.store import open_warehouse

    with open_warehouse(load_settings()).reader() as reader:
        return [] if reader.is_empty else ["refused, and yet something is stored"]


def _bound_memory() -> None:
    """A file that asks for far too much ends this process and not the machine."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))


def _reset_peak() -> None:
    if sys.platform == "linux":
        Path("/proc/self/clear_refs").write_text("5")


def _peak_mb() -> float:
    """Most memory since the last reset; 0 where the system doesn't tell."""
    if sys.platform != "linux":
        return 0.0
    told = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(told[1]) / 1024 if told else 0.0
