"""Reads a taxonomy file; an invalid one raises a single message with the line and the fix."""

from __future__ import annotations

import difflib
import re
import zoneinfo
from functools import lru_cache
from pathlib import Path

import yaml

from etl.errors import InputError
from etl.taxonomy import model
from etl.taxonomy.departments import read_departments
from etl.taxonomy.keys import TAXONOMY_KEYS
from etl.taxonomy.model import Taxonomy
from etl.taxonomy.nodes import Reader
from etl.taxonomy.phrasing import check_phrases

FOLDER = Path(__file__).parent
SHIPPED = ("retail", "banking", "software", "public_services", "it_service_desk")
DEFAULT = "retail"
"""Default shipped taxonomy."""
CHANNELS = ("email", "chat", "phone", "web", "social", "in_person", "api", "other", "default")
LARGEST_FILE = 5_000_000
"""Bytes; a taxonomy of a thousand issues is far below, so a larger file is something else."""
_KEPT = 8
"""Size of the cache of parsed taxonomies: a load reads the same one several times, and a page on every run."""


def load_taxonomy(path_or_name: str | Path) -> Taxonomy:
    """Load a taxonomy from a file, or a shipped one by name.

    Raises
    ------
    InputError
        If the file can't be read, isn't a taxonomy, or has a phrase that is never found; the message names the file,
        the line and the fix.
    """
    if isinstance(path_or_name, str) and path_or_name in SHIPPED:
        path = FOLDER / f"{path_or_name}.yaml"
    else:
        path = Path(path_or_name)
    return _checked(_read(path), path.name)


@lru_cache(maxsize=_KEPT)
def _checked(text: str, name: str) -> Taxonomy:
    taxonomy = parse_taxonomy(text, name)
    check_phrases(text, name)
    return taxonomy


@lru_cache(maxsize=_KEPT)
def parse_taxonomy(text: str, name: str = "taxonomy") -> Taxonomy:
    """Parse a taxonomy from YAML; `name` is its name in messages.

    Raises
    ------
    InputError
        If the text isn't a taxonomy.
    """
    read = Reader(name)
    root = read.root(text)
    fields = read.fields(root, "the taxonomy", TAXONOMY_KEYS)
    for key in ("version", "departments"):
        if key not in fields:
            example = "version: 1" if key == "version" else "departments: with at least one, marked frontline: true"
            raise read.error(root, f"the taxonomy has no {key}; add {example}")
    return Taxonomy(
        version=_version(read, fields["version"]),
        name=read.text(fields["name"], "name") if "name" in fields else Path(name).stem,
        timezone=_timezone(read, fields.get("timezone")),
        currency=_currency(read, fields.get("currency")),
        hourly_cost=(
            read.number(fields["hourly_cost"], "hourly_cost") if "hourly_cost" in fields else model.DEFAULT_HOURLY_COST
        ),
        minutes_per_touch=_minutes(read, fields.get("minutes_per_touch")),
        mail_domains=_mail_domains(read, fields.get("mail_domains")),
        orders_a_month=(
            read.number(fields["orders_a_month"], "orders_a_month") or None if "orders_a_month" in fields else None
        ),
        sells="sells" not in fields or read.flag(fields["sells"], "sells"),
        departments=read_departments(read, fields["departments"]),
        text=text,
    )


def _read(path: Path) -> str:
    if path.is_dir():
        raise InputError(f"{path} is a folder; give the taxonomy file in it.")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"The taxonomy {path} can't be read ({error.strerror or error}). "
            f"Give a YAML file, or one of {', '.join(SHIPPED)}."
        ) from error
    return decoded(content, path.name)


def decoded(content: bytes, name: str) -> str:
    """Decode a taxonomy file; `name` is its name in messages.

    Raises
    ------
    InputError
        If it is too large, or isn't UTF-8 or UTF-16.
    """
    if len(content) > LARGEST_FILE:
        raise InputError(f"{name} has {len(content):,} bytes, too many for a taxonomy. Give the right file.")
    try:
        encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(f"{name}, line {line}: this isn't UTF-8 text; save the file as UTF-8.") from error


def _version(read: Reader, node: yaml.Node) -> int:
    text = read.text(node, "version")
    if text != "1":
        raise read.error(node, f"version is {text!r}; this Headwater reads version: 1")
    return 1


@lru_cache(maxsize=1)
def _known_timezones() -> set[str]:
    # Listing all zones walks the system's time zone folders, which takes longer than the rest of the taxonomy.
    return zoneinfo.available_timezones()


def _timezone(read: Reader, node: yaml.Node | None) -> str:
    if node is None:
        return model.DEFAULT_TIMEZONE
    text = read.text(node, "timezone")
    known = _known_timezones()
    if text not in known:
        near = difflib.get_close_matches(text, known, n=1, cutoff=0.6)
        raise read.error(node, f"timezone {text!r} is unknown; write one such as {near[0] if near else 'Europe/Paris'}")
    return text


def _currency(read: Reader, node: yaml.Node | None) -> str:
    if node is None:
        return model.DEFAULT_CURRENCY
    text = read.text(node, "currency")
    if not re.fullmatch(r"[A-Z]{3}", text):
        raise read.error(node, f"currency is {text!r}; write its three capital letters, such as EUR")
    return text


def _minutes(read: Reader, node: yaml.Node | None) -> dict[str, float]:
    minutes = {"default": model.DEFAULT_MINUTES_PER_TOUCH}
    if node is not None:
        entries = read.fields(node, "minutes_per_touch", CHANNELS)
        minutes |= {
            channel: read.number(value, f"minutes_per_touch of {channel}") for channel, value in entries.items()
        }
    return minutes


def _mail_domains(read: Reader, node: yaml.Node | None) -> tuple[str, ...]:
    if node is None:
        return ()
    found = []
    for text, at in read.texts(node, "mail_domains"):
        domain = text.lower().removeprefix("@")
        if not re.fullmatch(r"(?:[\w-]+\.)+[\w-]{2,}", domain):
            raise read.error(at, f"mail_domains has {text!r}; write what stands behind the @, such as shop.example.com")
        found.append(domain)
    return tuple(found)
