"""The doctor: is the environment, the store and the taxonomy as they should be, and what is to be mended?"""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from etl import model
from etl.errors import InputError
from etl.settings import Settings
from etl.store import open_ledger, open_warehouse
from etl.taxonomy import choose_taxonomy

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements.txt"
OLDEST_PYTHON = (3, 11)
FREE_MB_NEEDED = 500
"""Room for a copy of a warehouse of a few hundred thousand tickets."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what, whether it is well, and what was found or is to be mended."""

    what: str
    is_well: bool
    finding: str


def check(settings: Settings) -> list[Finding]:
    """Look at everything; a fault in one place doesn't hide the others."""
    return [*_environment(), _guarded("Store", lambda: _store(settings)), _guarded("Ledger", lambda: _ledger(settings)),
            _guarded("Taxonomy", lambda: _taxonomy(settings)), _room(settings)]  # fmt: skip


def _guarded(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, look())
    except InputError as error:
        return Finding(what, False, " ".join(str(error).splitlines()))
    except (sa.exc.SQLAlchemyError, OSError) as error:
        return Finding(what, False, str(error).splitlines()[0])


def _environment() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    is_new = sys.version_info[:2] >= OLDEST_PYTHON
    yield Finding("Python", is_new, version if is_new else f"{version}; install 3.11 or newer")
    wrong = []
    for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines():
        pinned = re.match(r"([\w-]+)(?:\[\w+\])?==([\w.]+)", line)
        if pinned:
            name, wanted = pinned.groups()
            try:
                found = importlib.metadata.version(name)
            except importlib.metadata.PackageNotFoundError:
                found = "missing"
            if found != wanted:
                wrong.append(f"{name} is {found}, wanted {wanted}")
    mend = "; ".join(wrong) + "; run `pip install -r requirements.txt`"
    yield Finding("Packages", not wrong, mend if wrong else "as pinned")


def _store(settings: Settings) -> str:
    with open_warehouse(settings).reader() as reader:
        count = reader.connection.execute(sa.select(sa.func.count()).select_from(model.tickets)).scalar()
        lost = sa.select(sa.func.count()).select_from(model.loads)
        lost = lost.where(model.loads.c.count_read != model.loads.c.count_accepted + model.loads.c.count_rejected)
        if reader.connection.execute(lost).scalar():
            raise InputError("a load's read rows aren't accepted + rejected; undo it and load the export again")
        return f"snapshot {reader.snapshot or 'none yet'}, {count:,} tickets"


def _ledger(settings: Settings) -> str:
    ledger = open_ledger(settings)
    try:
        count = len(ledger.read(sa.select(model.rulings.c.ruling_id)))
    finally:
        ledger.close()
    return f"{count:,} rows of rulings"


def _taxonomy(settings: Settings) -> str:
    taxonomy = choose_taxonomy(settings, None)
    without = [d.name for d in taxonomy.departments if not any(i.phrases or i.reasons or i.facts for i in d.issues)]
    note = f"; nothing can speak for {', '.join(without)}: give issues phrases, reasons or facts" if without else ""
    return f"{taxonomy.name}, {len(taxonomy.departments)} departments{note}"


def _room(settings: Settings) -> Finding:
    place = next(folder for folder in (settings.home, *settings.home.absolute().parents) if folder.exists())
    free = shutil.disk_usage(place).free // 2**20
    is_enough = free >= FREE_MB_NEEDED
    return Finding(
        "Disk", is_enough, f"{free:,} MB free" + ("" if is_enough else f"; make room for {FREE_MB_NEEDED} MB")
    )
