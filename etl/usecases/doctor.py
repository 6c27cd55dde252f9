"""The doctor: checks environment, store and taxonomy, and says what to fix."""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import sqlalchemy as sa

from etl import model
from etl.errors import WRITABLE_HOME, InputError
from etl.session import taxonomy_in_force
from etl.settings import ROOT, Settings
from etl.store import Reader, check_key, open_ledger, open_warehouse
from etl.store.steps import WAREHOUSE
from etl.system.clock import clock_behind
from etl.taxonomy import load_taxonomy, newer_edition

REQUIREMENTS = ROOT / "requirements.txt"
OLDEST_PYTHON = (3, 11)
FREE_MB_NEEDED = 500
"""Room for a copy of a warehouse of a few hundred thousand tickets."""


@dataclass(frozen=True)
class Finding:
    """One check: what was checked, whether it is fine, and what was found or needs fixing."""

    what: str
    is_well: bool
    finding: str


def check(settings: Settings) -> list[Finding]:
    """Run all checks; a fault in one doesn't hide the others."""
    store = _guarded("Store", lambda: _store(settings))
    within = {"Pseudonyms": _key, "Clock": _clock, "Taxonomy": _taxonomy}
    looked = [
        _guarded(what, partial(look, settings)) if store.is_well else Finding(what, False, "fix the store first")
        for what, look in within.items()
    ]
    return [*_environment(), store, _guarded("Ledger", lambda: _ledger(settings)), *looked, _room(settings)]


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
    warehouse = open_warehouse(settings)
    warehouse.check()
    with warehouse.reader() as reader:
        count = reader.connection.execute(sa.select(sa.func.count()).select_from(model.tickets)).scalar()
        lost = sa.select(sa.func.count()).select_from(model.loads)
        lost = lost.where(model.loads.c.count_read != model.loads.c.count_accepted + model.loads.c.count_rejected)
        if reader.connection.execute(lost).scalar():
            raise InputError(
                "a load's rows read aren't its rows accepted + rejected; undo it and load the export again"
            )
        ahead = [step.what for step in WAREHOUSE if count and step.number > reader.edition.schema_version]
        note = f"; the next load adds what the version that wrote it didn't have: {'; '.join(ahead)}" if ahead else ""
        if old := _without_outcomes(reader):
            note += f"; {old:,} tickets came before totals were estimated; `python -m etl reattribute` fixes that"
        return f"snapshot {reader.snapshot or 'none yet'}, {count:,} tickets{note}"


def _without_outcomes(reader: Reader) -> int:
    """Number of tickets whose run comes from a version that kept no outcomes."""
    with_outcomes = sa.select(model.outcomes.c.run_id).distinct()
    old = sa.select(sa.func.count()).select_from(model.tickets).where(model.tickets.c.run_id.not_in(with_outcomes))
    return int(reader.connection.execute(old).scalar() or 0)


def _ledger(settings: Settings) -> str:
    ledger = open_ledger(settings)
    try:
        if ledger.shut:
            raise InputError(f"{ledger.shut} It can be read; rulings can't be recorded. {WRITABLE_HOME}")
        count = len(ledger.read(sa.select(model.rulings.c.ruling_id)))
    finally:
        ledger.close()
    return f"{count:,} rows of rulings"


def _key(settings: Settings) -> str:
    with open_warehouse(settings).reader() as reader:
        check_key(settings, reader.connection, reader.edition)
    return "the key is the one that the pseudonyms were made with"


def _clock(settings: Settings) -> str:
    with open_warehouse(settings).reader() as reader:
        last = reader.connection.execute(sa.select(sa.func.max(model.loads.c.started_at))).scalar()
    now = datetime.now(UTC).replace(tzinfo=None)
    if told := clock_behind(now, last):
        raise InputError(told)
    return f"{now:%d %b %Y %H:%M} UTC"


def _taxonomy(settings: Settings) -> str:
    with open_warehouse(settings).reader() as reader:
        taxonomy = taxonomy_in_force(reader, settings)
    own = settings.taxonomy_file
    without = [d.name for d in taxonomy.departments if not any(i.phrases or i.reasons or i.facts for i in d.issues)]
    note = (
        f"; nothing can be attributed to {', '.join(without)}: give issues phrases, reasons or facts" if without else ""
    )
    if own.is_file() and load_taxonomy(own).hash != taxonomy.hash:
        note += f"; {own.name} differs; it takes effect at the next load or `python -m etl reattribute`"
    elif not own.is_file() and (name := newer_edition(taxonomy)):
        note += f"; this version ships a newer edition: `python -m etl reattribute --taxonomy {name}` switches to it"
    return f"{taxonomy.name}, {len(taxonomy.departments)} departments{note}"


def _room(settings: Settings) -> Finding:
    place = next(folder for folder in (settings.home, *settings.home.absolute().parents) if folder.exists())
    free = shutil.disk_usage(place).free // 2**20
    is_enough = free >= FREE_MB_NEEDED
    return Finding(
        "Disk", is_enough, f"{free:,} MB free" + ("" if is_enough else f"; make room for {FREE_MB_NEEDED} MB")
    )
