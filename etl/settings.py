"""One frozen, typed object for everything that can be set from outside.

Order: environment variable ``HEADWATER_<NAME>``, then ``headwater.toml`` beside ``app.py``, then the default.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from etl.errors import InputError

ROOT = Path(__file__).resolve().parents[1]
"""Folder of ``app.py``: the default home lies there, so pages and commands agree wherever each was started."""
CONFIG_FILE = ROOT / "headwater.toml"
_LEAST_MEMORY_MB = 1_024
_SAID = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}


@dataclass(frozen=True)
class Settings:
    """Settings of one process.

    Attributes
    ----------
    home
        Folder for everything that a run writes; absolute, so a process started in another folder finds the same.
    database_url
        PostgreSQL URL that holds warehouse and ledger; empty for the embedded stores under `home`.
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
    seed
        Seed of every random choice, so that a run can be repeated.
    """

    home: Path = ROOT / "data"
    database_url: str = ""
    chunk_rows: int = 10_000
    keep_snapshots: int = 5
    target_precision: float = 0.9
    max_upload_mb: int = 500
    memory_mb: int = 4_096
    open: bool = False
    seed: int = 20_260_101

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
    if settings.memory_mb < _LEAST_MEMORY_MB:
        raise InputError(f"memory_mb is {settings.memory_mb}; give {_LEAST_MEMORY_MB} or more.")
    return settings


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
    kind = type(getattr(Settings, name)) if name != "home" else Path
    try:
        if kind is bool:
            return value if isinstance(value, bool) else _SAID[str(value).strip().casefold()]
        return Path(value) if name == "home" else kind(value)
    except (KeyError, TypeError, ValueError) as error:
        wanted = "yes or no" if kind is bool else f"of type {kind.__name__}"
        raise InputError(f"The setting {name} is {value!r}; it must be {wanted}.") from error
