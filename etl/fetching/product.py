"""What is declared about a helpdesk's API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from etl.fetching.access import Access

Row = dict[str, Any]
"""A ticket, as an object of JSON."""

Names = dict[str, dict[str, Any]]
"""What stands for the ids in tickets: by kind ("groups"), by id."""


@dataclass(frozen=True)
class Endpoint:
    """A list that an API gives in pages.

    Attributes
    ----------
    path
        Below the helpdesk's address.
    rows
        Names on the way to the list in an answer; none where the answer is the list.
    paginator
        One of the library's, or of `etl.fetching.paging`: how the next page is asked for.
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
    """A short list of names that tickets have only the ids of.

    Attributes
    ----------
    kind
        Key in `Names`.
    endpoint
        Makes the list's endpoint; it is made anew for each fetch, for its paginator remembers where it is.
    pairs
        From an element of the list to ids and what stands for them.
    """

    kind: str
    endpoint: Callable[[], Endpoint]
    pairs: Callable[[Row], Mapping[str, Any]]


@dataclass(frozen=True)
class Window:
    """What is asked for: tickets that changed at `since` (seconds of Unix time) or later; `now` is the time of asking.

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
        As the command line and people call it.
    needed
        Ends of the names of the variables that have to be set: ``URL`` for ``HEADWATER_ZENDESK_URL``.
    optional
        The same of those that may be set.
    default_url
        Address where none is set; empty where each customer has one of their own.
    auth
        Kind ("basic" or "bearer") and its parts: user and password, or the token.
    tickets
        Makes the endpoint that lists what changed in a window, the oldest change first.
    stamp
        Time of a ticket's last change, as the API gives it and sorts by it.
    key
        A ticket's id.
    tidy
        From a ticket of an answer to the object that is written. The answer is given, too: it may hold names.
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
