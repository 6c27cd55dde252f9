"""A digest as an e-mail file, which a mail program opens as a draft and a mail server sends as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from etl.reports.digest.document import Document, as_page, as_text

_LONGEST_SUBJECT = 120


def as_mail(document: Document, to: Sequence[str], sender: str, now: datetime | None = None) -> bytes:
    """Content of an ``.eml`` file: the digest as text and as a page (RFC 5322, RFC 2046 section 5.1.4).

    Parameters
    ----------
    to
        Addresses; the header is left out where there are none.
    sender
        Address; empty: the header is left out, and a mail program fills in its owner's.
    now
        UTC.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject(document)
    if sender:
        message["From"] = sender
    if to:
        message["To"] = ", ".join(to)
    message["Date"] = format_datetime((now or datetime.now(UTC)).replace(tzinfo=UTC))
    # the same digest has the same id: a mailbox that gets it twice can tell
    mark = hashlib.sha256(as_text(document).encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{mark}@headwater.invalid>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Unsent"] = "1"
    message.set_content(as_text(document))
    message.add_alternative(as_page(document), subtype="html")
    return message.as_bytes()


def subject(document: Document) -> str:
    """Title and the first line."""
    said = f"{document.title}: {document.first[0].text}" if document.first else document.title
    said = " ".join(said.split())
    return said if len(said) <= _LONGEST_SUBJECT else f"{said[: _LONGEST_SUBJECT - 2].rsplit(' ', 1)[0]} …"
