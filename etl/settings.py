"""One frozen, typed object for everything that can be set from outside.

Order: environment variable ``HEADWATER_<NAME>``, then ``headwater.toml`` beside ``app.py``, then the default.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from etl import locales
from etl.errors import InputError

ROOT = Path(__file__).resolve().parents[1]
"""Folder of ``app.py``: the default home lies there, so pages and commands agree wherever each was started."""
CONFIG_FILE = ROOT / "headwater.toml"
_LEAST_MEMORY_MB = 1_024
_MOST_DECIDE_DAYS = 365
_SAID = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}

Recipients = tuple[tuple[str, tuple[str, ...]], ...]
"""Names of departments, each with its addresses."""

_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")


@dataclass(frozen=True)
class Settings:
    """Settings of one process.

    Attributes
    ----------
    home
        Folder for everything that a run writes; absolute, so a process started in another folder finds the same.
    database_url
        PostgreSQL URL that holds warehouse and ledger; empty for the embedded stores under `home`.
    workers
        Most processes that work on a load at once, this one included; 0 for one a core.
    scheduler
        Address of a Dask scheduler whose workers do the work in place of this machine, such as tcp://host:8786; empty
        for none.
    chunk_rows
        Input rows worked on at a time; bounds the memory of a load.
    keep_snapshots
        Published warehouses kept for `undo`, the current one included.
    target_precision
        Precision asked of what the engine doesn't leave unattributed, 0 to 1.
    max_upload_mb
        Largest upload that the Import page takes, in MB.
    memory_mb
        Most memory that a command which reads a file may take, in MB.
    open
        Whether a server that others reach loads, undoes, records rulings and gives rows away: ``yes`` or ``no``.
    decider
        Who decides objections where whoever objects names nobody.
    decide_days
        Days after which an objection is to be decided, unless another day is chosen.
    seed
        Seed of every random choice, so that a run can be repeated.
    base_url
        Address at which others reach the dashboard, for the links of digests and slides; empty for none.
    recipients
        Who gets the digest of which department: a table ``[recipients]`` at the end of the file, with lines such as
        ``Logistics = ["a@example.com"]``. In the environment: ``Logistics=a@example.com,b@example.com; Finance=…``.
    locale
        By which digests and slides that commands write give numbers and days, such as ``de-DE``; empty for plain
        English. Pages follow each reader's browser.
    digest_sender
        Address that digests come from.
    digest_smallest
        Complaints of a change, and people who write a new word, below which a digest says nothing.
    digest_cool_down_days
        Days in which a digest doesn't say again what it said, unless it got worse.
    """

    home: Path = ROOT / "data"
    database_url: str = ""
    workers: int = 0
    scheduler: str = ""
    chunk_rows: int = 10_000
    keep_snapshots: int = 5
    target_precision: float = 0.9
    max_upload_mb: int = 500
    memory_mb: int = 4_096
    open: bool = False
    decider: str = ""
    decide_days: int = 14
    seed: int = 20_260_101
    base_url: str = ""
    recipients: Recipients = ()
    locale: str = ""
    digest_sender: str = ""
    digest_smallest: int = 5
    digest_cool_down_days: int = 28

    @property
    def taxonomy_file(self) -> Path:
        """Where the store's own taxonomy lies, if it has one."""
        return self.home / "taxonomy.yaml"


def load_settings(environ: dict[str, str] | None = None, config: Path = CONFIG_FILE) -> Settings:
    """Read the settings.

    Raises
    ------
    InputError
        If the file isn't TOML, names an unknown setting, or a value has the wrong type.
    """
    env = os.environ if environ is None else environ
    values = _read_config(config)
    for field in fields(Settings):
        text = env.get(f"HEADWATER_{field.name.upper()}")
        if text is not None and text != "":
            values[field.name] = text
    converted = {name: _convert(name, value) for name, value in values.items()}
    if "home" in converted:
        # as typed in a shell: relative to where one stands; in the file: relative to the file
        start = Path.cwd() if env.get("HEADWATER_HOME") else config.absolute().parent
        converted["home"] = start / converted["home"].expanduser()
    settings = Settings(**converted)
    if not 0.5 <= settings.target_precision < 1:
        raise InputError(f"target_precision is {settings.target_precision}; give a number from 0.5 to below 1.")
    if settings.chunk_rows < 1 or settings.keep_snapshots < 1:
        raise InputError("chunk_rows and keep_snapshots must be 1 or more.")
    if settings.workers < 0:
        raise InputError(f"workers is {settings.workers}; give 1 or more, or 0 for one a core.")
    if not 1 <= settings.decide_days <= _MOST_DECIDE_DAYS:
        raise InputError(f"decide_days is {settings.decide_days}; give 1 to {_MOST_DECIDE_DAYS}.")
    if settings.memory_mb < _LEAST_MEMORY_MB:
        raise InputError(f"memory_mb is {settings.memory_mb}; give {_LEAST_MEMORY_MB} or more.")
    if settings.digest_smallest < 1 or settings.digest_cool_down_days < 0:
        raise InputError("digest_smallest must be 1 or more, digest_cool_down_days 0 or more.")
    if settings.digest_sender and not _ADDRESS.fullmatch(settings.digest_sender):
        raise InputError(f"digest_sender is {settings.digest_sender!r}; give an address such as headwater@example.com.")
    if settings.locale and locales.known(settings.locale) is None:
        raise InputError(f"locale is {settings.locale!r}; give a language and a region, such as de-DE.")
    if settings.base_url and not _is_web_address(settings.base_url):
        raise InputError(f"base_url is {settings.base_url!r}; give an address such as https://headwater.example.com.")
    return settings


def with_workers(settings: Settings, workers: int | None, scheduler: str | None = None) -> Settings:
    """Settings with what ``--workers`` and ``--scheduler`` give; None leaves them as they are.

    Raises
    ------
    InputError
        If the number is below 1.
    """
    if scheduler is not None:
        settings = replace(settings, scheduler=scheduler)
    if workers is None:
        return settings
    if workers < 1:
        raise InputError(f"--workers is {workers}; give 1 or more, or leave it out for one worker a core.")
    return replace(settings, workers=workers)


def _is_web_address(text: str) -> bool:
    """Whether a browser can be sent there; nobody signs in by an address that everybody gets."""
    try:
        url = urlsplit(text)
        return (
            url.scheme in ("http", "https") and bool(url.hostname) and not (url.username or url.query or url.fragment)
        )
    except ValueError:
        return False


def _recipients(value: Any) -> Recipients:
    """Departments with their addresses, of a table or of a text.

    Raises
    ------
    InputError
        If it isn't that; the message names what can't be read.
    """
    if isinstance(value, str):
        parts = [part.partition("=") for part in value.split(";") if part.strip()]
        table: Any = {name.strip(): addresses.split(",") for name, _, addresses in parts}
    else:
        table = value
    if not isinstance(table, dict):
        raise InputError(f'recipients is {value!r}; give a table: [recipients], then Logistics = ["a@example.com"].')
    found = []
    for name, given in table.items():
        addresses = [given] if isinstance(given, str) else given
        if not isinstance(addresses, list) or not name or not addresses:
            raise InputError(f'recipients of {name!r} can\'t be read; give addresses such as ["a@example.com"].')
        for each in addresses:
            if not isinstance(each, str) or not _ADDRESS.fullmatch(each.strip()):
                raise InputError(f"recipients of {name!r} has {each!r}; give an address such as a@example.com.")
        found.append((name, tuple(each.strip() for each in addresses)))
    return tuple(found)


def _read_config(config: Path) -> dict[str, Any]:
    if not config.is_file():
        return {}
    try:
        values = tomllib.loads(config.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{config} can't be read: {error}. Fix it, or move it away.") from error
    known = {field.name for field in fields(Settings)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise InputError(f"{config} has the unknown setting {unknown[0]!r}; known are {', '.join(sorted(known))}.")
    return values


def _convert(name: str, value: Any) -> Any:
    if name == "recipients":
        return _recipients(value)
    kind = type(getattr(Settings, name)) if name != "home" else Path
    try:
        if kind is bool:
            return value if isinstance(value, bool) else _SAID[str(value).strip().casefold()]
        return Path(value) if name == "home" else kind(value)
    except (KeyError, TypeError, ValueError) as error:
        wanted = "yes or no" if kind is bool else f"of type {kind.__name__}"
        raise InputError(f"The setting {name} is {value!r}; it must be {wanted}.") from error
