"""Address and credentials of a helpdesk, read from the environment and stored nowhere."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from etl.errors import InputError

_OWN_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Access:
    """Address and credentials of a helpdesk; neither is shown in messages.

    Attributes
    ----------
    address
        Without a slash at its end.
    values
        Value by the end of its variable's name, such as ``USER``.
    """

    address: str = field(repr=False)
    values: Mapping[str, str] = field(repr=False)

    def get(self, name: str) -> str:
        """Value by name; empty if it isn't set."""
        return self.values.get(name, "")

    @property
    def mark(self) -> str:
        """Hash that identifies a helpdesk without naming it."""
        return hashlib.sha256(self.address.casefold().encode()).hexdigest()[:16]


def variable(product: str, name: str) -> str:
    """Name of an environment variable: ``HEADWATER_ZENDESK_URL``."""
    return f"HEADWATER_{product.upper()}_{name}"


def is_set(product: str, environ: Mapping[str, str] | None = None) -> bool:
    """Whether any variable of a helpdesk is set, which means that it is to be fetched."""
    env = os.environ if environ is None else environ
    return any(name.startswith(variable(product, "")) and value.strip() for name, value in env.items())


def read_access(
    product: str,
    needed: Sequence[str],
    optional: Sequence[str] = (),
    default_url: str = "",
    environ: Mapping[str, str] | None = None,
) -> Access:
    """Read a helpdesk's address and credentials.

    Parameters
    ----------
    needed, optional
        Ends of variables' names.
    default_url
        Address if none is set.

    Raises
    ------
    InputError
        If a variable is missing or can't be used; the message names it, and never shows its value.
    """
    env = os.environ if environ is None else environ
    values = {name: env.get(variable(product, name), "").strip() for name in dict.fromkeys((*needed, *optional, "URL"))}
    missing = [variable(product, name) for name in needed if not values[name]]
    if missing:
        lacking = " and ".join(missing)
        is_or_are = "isn't" if len(missing) == 1 else "aren't"
        raise InputError(f"{lacking} {is_or_are} set in the environment. Set {'it' if len(missing) == 1 else 'them'}.")
    for name, value in values.items():
        if not (value.isascii() and value.isprintable()):
            raise InputError(
                f"{variable(product, name)} holds a character that can't be sent, such as a line break. Set it again."
            )
    address = _address(values["URL"] or default_url, variable(product, "URL"))
    return Access(address, {name: value for name, value in values.items() if name != "URL" and value})


def _address(text: str, named: str) -> str:
    """Validate an address: it must use HTTPS unless it is this machine's own."""
    url = urlsplit(text if "://" in text else f"https://{text}")
    try:
        host, _ = url.hostname, url.port
    except ValueError:
        host = None
    if not host or url.scheme not in ("http", "https"):
        raise InputError(f"{named} isn't a web address. Set it to one such as https://example.zendesk.com.")
    if url.username or url.password:
        raise InputError(f"{named} holds a user or a password. Leave them out: they have variables of their own.")
    if url.query or url.fragment:
        raise InputError(f"{named} has a part behind ? or #. Set it to the address alone.")
    if url.scheme == "http" and host not in _OWN_MACHINE:
        raise InputError(f"{named} begins with http://, which sends the credentials in the clear. Use https://.")
    return f"{url.scheme}://{url.netloc}{url.path.rstrip('/')}"
