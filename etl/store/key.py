"""The key of a store's pseudonyms: made once and never silently replaced, or every person would become two."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from etl import model
from etl.errors import InputError
from etl.settings import Settings
from etl.store.base import Writer
from etl.store.edition import Edition
from etl.system.permissions import keep_files_private

_SHORTEST = 32
"""Shortest key accepted, in bytes; a key that this program made has 64."""


def pseudonym_key(settings: Settings, writer: Writer) -> bytes:
    """Key of this store's pseudonyms, kept under `home`; made where nobody has been named yet.

    Raises
    ------
    InputError
        If pseudonyms were made with a key, and it is gone, cut short or another one.
    """
    path = _path(settings)
    keep_files_private(path)
    check_key(settings, writer.connection, writer.edition)
    if len(_content(path)) < _SHORTEST:
        settings.home.mkdir(parents=True, exist_ok=True)
        # Whole or not at all: a key cut short by a full disk would be no secret.
        fresh = path.with_name(f"pseudonym.{secrets.token_hex(4)}.new")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32), encoding="ascii")
        fresh.replace(path)
    key = hashlib.sha256(_content(path)).digest()
    writer.edition = replace(writer.edition, key_mark=_mark(key))
    return key


def check_key(settings: Settings, connection: sa.Connection, edition: Edition) -> None:
    """Check that the key is the one that the store's pseudonyms were made with.

    Raises
    ------
    InputError
        If it is gone, cut short or another one, and the store has pseudonyms.
    """
    content = _content(_path(settings))
    if len(content) < _SHORTEST:
        wrong = "is cut short" if content else "is missing"
    elif edition.key_mark and edition.key_mark != _mark(hashlib.sha256(content).digest()):
        wrong = "is another one"
    else:
        return
    if _has_people(connection):
        raise InputError(
            f"{_path(settings)}, the key that gives people their pseudonyms, {wrong}; with a new one each person would "
            "count twice.\nPut the key back from a copy. Without one, load the exports into another folder, named by "
            "HEADWATER_HOME."
        )


def _has_people(connection: sa.Connection) -> bool:
    tickets, events = model.tickets.c, model.events.c
    named = (
        sa.select(tickets.ticket_id).where(sa.or_(tickets.requester.is_not(None), tickets.agent.is_not(None))),
        sa.select(events.ticket_id).where(events.actor.is_not(None)),
    )
    return any(connection.execute(each.limit(1)).first() is not None for each in named)


def _path(settings: Settings) -> Path:
    return settings.home / "pseudonym.key"


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _mark(key: bytes) -> str:
    """Fingerprint that tells one key from another and reveals neither: the key is as long as a hash, and random."""
    return hashlib.sha256(b"headwater-key-mark" + key).hexdigest()[:16]
