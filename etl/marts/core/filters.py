"""What can be filtered, declared once: each filter yields its SQL, its English, its URL and its command-line option."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement

from etl.errors import InputError
from etl.marts.core.filter_kinds import (
    FOLDED,
    FOLLOWED,
    FRONT,
    OF_LISTS,
    UNKNOWN,
    UNTOUCHED,
    Columns,
    Filter,
    Numbers,
    Period,
    Search,
    Values,
)  # fmt: skip
from etl.marts.core.mark_filters import MARK_FILTERS
from etl.marts.core.own_columns import Chosen, OwnColumns
from etl.model import EXCLUSIONS, KINDS

__all__ = ["FILTERS", "UNKNOWN", "Filters", "add_options", "declaration", "names"]


@dataclass(frozen=True)
class Filters:
    """The filters chosen; the default is everything.

    Attributes
    ----------
    date_from, date_to
        First and last day of arrival, both included, in the business time zone.
    department, issue
        Originating departments and issues. They act on shares: a complaint attributed in halves to two departments
        counts 0.5 for each.
    kind
        Kinds of ticket (complaint, request, praise, other); empty: each measure counts what its definition says.
    excluded
        Reasons of exclusion; empty: only tickets that count.
    counted
        Expected kind of a part of a ticket: "complaint" or "unknown". With it a list shows every ticket that counts,
        with its probability.
    origin
        Where a part started, as `etl.marts.shares.scope.ORIGINS`.
    besides
        Causes "A → B", a department and its issue ("(unknown)" for none): where a part must not have started.
    took_part, closed, off_hours
        About a part's originating department: whether it held the ticket at some point ("yes", "no"; not where that is
        assumed), whether the ticket was solved "with" or "without" it, and whether it was closed while the frontline
        was open when the ticket arrived ("yes", "no").
    met, worked
        Whether the "frontline" or "others" held the ticket first, and whether the frontline spent time on it.
    passed_on, reopened, rated
        Whether it went from team to team ("yes", "no"), was opened again, and was rated "good" or "bad".
    handed, asked, returned, waited
        Hand-offs "A → B" between departments; departments that the frontline handed the ticket to; those from which it
        came straight back unsolved; teams that held it for some time before it was solved.
    during
        Shifts of the frontline in which the ticket arrived ("08:00–12:00"), or "any".
    agent
        "named" where the export says who handled the ticket, "unnamed" where not.
    judged
        Pairs "A → B" of the engine's and people's answers on a ticket of the random sample.
    coded
        Pairs "A → B" of the reason that agents declared ("(unknown)" for none) and the department that people ruled.
    search
        Text to be found in subject, body or id, in any case.
    own
        Values of the export's own columns, by column: ``(("Region", ("North", "South")),)``.
    """

    date_from: date | None = None
    date_to: date | None = None
    department: tuple[str, ...] = ()
    issue: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    product: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    weekday: tuple[int, ...] = ()
    hour: tuple[int, ...] = ()
    requester: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    took_part: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    off_hours: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    worked: tuple[str, ...] = ()
    passed_on: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()
    rated: tuple[str, ...] = ()
    handed: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    waited: tuple[str, ...] = ()
    during: tuple[str, ...] = ()
    agent: tuple[str, ...] = ()
    judged: tuple[str, ...] = ()
    coded: tuple[str, ...] = ()
    search: str = ""
    own: Chosen = ()

    def __post_init__(self) -> None:
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise InputError(
                f"The period ends ({self.date_to}) before it starts ({self.date_from}). Swap the two days."
            )

    def where(self, columns: Columns) -> list[ColumnElement[bool]]:
        """SQL conditions of the chosen filters whose columns are among `columns` (name -> column)."""
        return [condition for each in FILTERS for condition in each.conditions(self._of(each), columns)]

    def words(self) -> list[str]:
        """One English phrase per chosen filter: ``["1 Jan to 31 Mar 2026", "department Logistics"]``."""
        phrases = (each.words(self._of(each)) for each in FILTERS)
        return [phrase for phrase in phrases if phrase]

    def sentence(self) -> str:
        """The filters in one line; "no filters" when none is chosen."""
        return " · ".join(self.words()) or "no filters"

    def to_query(self) -> dict[str, list[str]]:
        """URL query parameters of the chosen filters."""
        return {key: texts for each in FILTERS for key, texts in each.texts(self._of(each)).items() if texts}

    @classmethod
    def from_query(cls, query: Mapping[str, str | Iterable[str]]) -> Filters:
        """Filters from URL query parameters; other parameters are ignored.

        Raises
        ------
        InputError
            If a day or a number can't be read.
        """
        listed = {key: [texts] if isinstance(texts, str) else list(texts or ()) for key, texts in query.items()}
        given = {key: [text for text in texts if text != ""] for key, texts in listed.items()}
        return cls(**{name: value for each in FILTERS for name, value in each.read(given).items()})

    @classmethod
    def from_namespace(cls, namespace: argparse.Namespace) -> Filters:
        """Filters from the command-line options of ``add_options``.

        Raises
        ------
        InputError
            If a value can't be read, or doesn't exist: nobody would notice that this is why nothing is found.
        """
        given = {key: getattr(namespace, _destination(key), None) for each in FILTERS for key in each.keys}
        chosen = cls.from_query({key: texts for key, texts in given.items() if texts})
        for each in FILTERS:
            wrong = [str(value) for value in chosen._of(each)[0] if value not in each.known] if each.known else []
            if wrong:
                listed = ", ".join(str(value) for value in each.known)
                raise InputError(f"--{each.keys[0]} knows no {wrong[0]!r}; known are {listed}.")
        return chosen

    def without(self, *names: str) -> Filters:
        """The same filters with the named ones cleared."""
        cleared: dict[str, Any] = {field.name: field.default for field in fields(self) if field.name in names}
        return replace(self, **cleared)

    def with_(self, **values: Any) -> Filters:
        """The same filters with some replaced: ``filters.with_(department=("Billing",))``."""
        return replace(self, **values)

    @property
    def chosen(self) -> tuple[str, ...]:
        """Names of the filters that are in use."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name) != field.default)

    def _of(self, each: Filter) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in each.names)


FILTERS: tuple[Filter, ...] = (
    Period(
        ("date_from", "date_to"),
        ("from", "to"),
        "Period",
        "first or last day of arrival, 2026-03-31",
        volumes=UNTOUCHED,
    ),
    Values(("department",), ("department",), "Department", "originating department", place=FRONT, volumes=UNTOUCHED),
    Values(("issue",), ("issue",), "Issue", "issue of the originating department", place=FRONT, volumes=UNTOUCHED),
    Values(
        ("kind",),
        ("kind",),
        "Kind",
        "complaint, request, praise, other or unknown",
        known=KINDS,
        place=OF_LISTS,
        volumes=UNTOUCHED,
        default=("complaint",),
    ),
    Values(("channel",), ("channel",), "Channel", "channel of arrival", place=FRONT, volumes=FOLLOWED),
    Values(("product",), ("product",), "Product", "product as the export words it", place=FRONT, volumes=FOLLOWED),
    Values(("team",), ("team",), "Team", "team that holds the ticket now", place=FOLDED),
    Values(("language",), ("language",), "Language", "language of the text, ISO 639-1", place=FOLDED),
    Values(("source",), ("source",), "Source", "format or name that the ticket came from", place=FOLDED),
    Values(("priority",), ("priority",), "Priority", "priority as the export words it", place=FOLDED),
    Numbers(
        ("weekday",),
        ("weekday",),
        "Weekday",
        "weekday of arrival, 0 is Monday",
        "created_weekday",
        tuple(range(7)),
        place=FOLDED,
    ),
    Numbers(("hour",), ("hour",), "Hour", "hour of arrival, 0 to 23", "created_hour", tuple(range(24)), place=FOLDED),
    Values(("requester",), ("requester",), "Requester", "pseudonym of who wrote"),
    Values(("order",), ("order",), "Order", "order, account or contract", column="order_ref"),
    Values(
        ("excluded",),
        ("excluded",),
        "Excluded as",
        "why the ticket doesn't count",
        "excluded_as",
        EXCLUSIONS,
        place=OF_LISTS,
        volumes=UNTOUCHED,
    ),
    *MARK_FILTERS,
    Search(("search",), ("search",), "Search", "text in subject, body or id"),
    OwnColumns(("own",), ("col",), "The export's own columns", "value of one of the export's own columns"),
)
"""Every filter, in the order in which it is shown."""


def names(**what: str) -> tuple[str, ...]:
    """Names of the filters whose declarations match, in their order: ``names(place=FRONT)``."""
    return tuple(name for each in FILTERS if all(getattr(each, k) == v for k, v in what.items()) for name in each.names)


def declaration(name: str) -> Filter:
    """The declaration behind an attribute of `Filters`."""
    return next(each for each in FILTERS if name in each.names)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Give a command every filter of the dashboard; repeat an option for several values."""
    group = parser.add_argument_group("filters")
    for each in FILTERS:
        for key in each.keys:
            group.add_argument(
                f"--{key}", dest=_destination(key), action="append", metavar=each.metavar, help=each.help
            )


def _destination(key: str) -> str:
    return f"filter_{key}"
