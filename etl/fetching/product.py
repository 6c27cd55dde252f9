"""Declaration of a helpdesk's API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from etl.fetching.access import Access

Row = dict[str, Any]
"""A ticket, as an object of JSON."""

Names = dict[str, dict[str, Any]]
"""Names by kind ("groups") and id."""


@dataclass(frozen=True)
class Endpoint:
    """A paged list of an API.

    Attributes
    ----------
    path
        Below the helpdesk's address.
    rows
        Path of the list in a response; empty if the response is the list.
    paginator
        Paginator of the library or of `etl.fetching.paging`.
    params, json
        Query, and body of a POST.
    """

    path: str
    rows: tuple[str, ...]
    paginator: Any
    params: Mapping[str, Any] = field(default_factory=dict)
    json: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Lookup:
    """A short list of names, which tickets refer to by id.

    Attributes
    ----------
    kind
        Key in `Names`.
    endpoint
        Makes the list's endpoint, anew for each fetch because a paginator has state.
    pairs
        Function from an element of the list to pairs of id and name.
    """

    kind: str
    endpoint: Callable[[], Endpoint]
    pairs: Callable[[Row], Mapping[str, Any]]


@dataclass(frozen=True)
class Window:
    """Period to fetch: changes at `since` or later; `now` is the current time (both Unix time in seconds).

    `names` are those of the product's lookups.
    """

    since: float
    now: float
    access: Access
    names: Names


@dataclass(frozen=True)
class Product:
    """A helpdesk.

    Attributes
    ----------
    name, label
        Name on the command line, and name for people.
    needed
        Suffixes of the required variables: ``URL`` for ``HEADWATER_ZENDESK_URL``.
    optional
        Suffixes of the optional variables.
    default_url
        Address if none is set; empty if each customer has their own.
    auth
        Kind ("basic" or "bearer") and its parts: user and password, or the token.
    tickets
        Makes the endpoint that lists the tickets changed in a window, oldest change first.
    stamp
        Time of a ticket's last change, as the API gives it and sorts by it.
    key
        A ticket's id.
    tidy
        Function from a response's ticket to the object that is written. It also gets the response, which may contain
        names.
    """

    name: str
    label: str
    needed: tuple[str, ...]
    auth: Callable[[Access], tuple[str, ...]]
    tickets: Callable[[Window], Endpoint]
    stamp: Callable[[Row], Any]
    tidy: Callable[[Row, Names], Row]
    key: Callable[[Row], Any] = lambda row: row.get("id")
    optional: tuple[str, ...] = ()
    default_url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    lookups: tuple[Lookup, ...] = ()
    side: Callable[[Any], Names] = lambda answer: {}
