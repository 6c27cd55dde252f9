"""Digests for departments: the same lines as Markdown, as a page and as an e-mail file."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from etl.errors import InputError
from etl.reports.digest.document import Document, as_markdown, as_page, as_text
from etl.reports.digest.mail import as_mail
from etl.reports.digest.words import document_of
from etl.settings import Settings
from etl.usecases.digest_contents import Digest

__all__ = ["FORMATS", "Document", "as_markdown", "as_page", "as_text", "document_of", "recipients_of", "write_digest"]

FORMATS = {"markdown": ".md", "html": ".html", "email": ".eml"}
"""File ending of each format."""


def recipients_of(digest: Digest, settings: Settings) -> tuple[str, ...]:
    """Addresses for a department's digest, in whatever case the settings write the department's name."""
    wanted = digest.department.casefold()
    return next((given for name, given in settings.recipients if name.casefold() == wanted), ())


def write_digest(digest: Digest, folder: Path, formats: Sequence[str], settings: Settings) -> list[Path]:
    """Write a digest into a folder, one file per format; a file of the same period and department is replaced.

    Raises
    ------
    InputError
        If the folder can't be written.
    """
    document = document_of(digest, settings.base_url)
    made: dict[str, Callable[[], bytes]] = {
        "markdown": lambda: as_markdown(document).encode(),
        "html": lambda: as_page(document).encode(),
        "email": lambda: as_mail(document, recipients_of(digest, settings), settings.digest_sender),
    }
    last = digest.periods.last
    name = f"digest-{last.isoformat()}-{file_name(digest.department)}"
    paths = [folder / f"{name}{FORMATS[each]}" for each in formats]
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for each, path in zip(formats, paths, strict=True):
            path.write_bytes(made[each]())
    except OSError as error:
        raise InputError(f"{folder} can't be written: {error.strerror}. Choose another folder with --out.") from error
    return paths


def file_name(department: str) -> str:
    """A department's name as part of a file name: letters and digits of any script, separated by hyphens."""
    return re.sub(r"[\W_]+", "-", department.casefold()).strip("-")[:60] or "department"
