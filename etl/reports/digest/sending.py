"""Sends a digest by mail or chat with the optional package apprise. Its addresses contain passwords: none is shown."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from etl.errors import BrokeOffError, InputError
from etl.reports.digest.document import Document, as_markdown, as_page
from etl.reports.digest.mail import subject

VARIABLE = "HEADWATER_APPRISE_URLS"
_TO = "{to}"
_INSTALL = "pip install -r requirements-send.txt"


def require_package() -> None:
    """Check that the package is installed.

    Raises
    ------
    InputError
        If it is missing.
    """
    try:
        import apprise  # noqa: F401
    except ImportError:
        raise InputError(f"Sending needs a package that isn't installed: {_INSTALL}") from None


def variable_of(department: str) -> str:
    """Environment variable with the addresses of one department alone."""
    return f"{VARIABLE}_{re.sub(r'[^A-Z0-9]+', '_', department.upper()).strip('_')}"


def places_of(
    department: str, to: Sequence[str], environ: Mapping[str, str] | None = None
) -> tuple[list[str], list[str]]:
    """Apprise addresses for a department's digest: those of mail, and those of chat.

    An address with ``{to}`` is a mail address: the department's recipients replace it, and without any it is left out.

    Raises
    ------
    InputError
        If no variable is set.
    """
    env = os.environ if environ is None else environ
    given = (env.get(variable_of(department), "") or env.get(VARIABLE, "")).split()
    if not given:
        raise InputError(f"{VARIABLE} isn't set in the environment. Set it to addresses as apprise writes them.")
    mail = [each.replace(_TO, quote(",".join(to), safe="@,")) for each in given if _TO in each and to]
    return mail, [each for each in given if _TO not in each]


def send(document: Document, department: str, to: Sequence[str], environ: Mapping[str, str] | None = None) -> int:
    """Send a digest, and return the number of addresses that accepted it.

    Raises
    ------
    InputError
        If no address is set, or apprise doesn't recognise one of them.
    BrokeOffError
        If one of them didn't accept it.
    """
    import apprise

    logger = logging.getLogger("apprise")  # it may name addresses
    logger.setLevel(logging.CRITICAL + 1)
    logger.propagate = False
    sent = 0
    mail, chat = places_of(department, to, environ)
    for places, body, form in ((mail, as_page(document), "html"), (chat, as_markdown(document), "markdown")):
        for place in places:
            service = apprise.Apprise()
            if not service.add(place):
                raise InputError(
                    f"An address in {VARIABLE} isn't one that apprise knows; it isn't shown here. Check them."
                )
            try:
                is_done = service.notify(body=body, title=subject(document), body_format=form)
            except Exception:  # whatever a service raises may name its address
                is_done = False
            if not is_done:
                raise BrokeOffError(
                    f"The digest of {department} wasn't taken by a service of {VARIABLE}. Try again, or check it."
                ) from None
            sent += 1
    return sent
