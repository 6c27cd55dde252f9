"""Known export formats, and recognition of a format by a header."""

from __future__ import annotations

from collections.abc import Sequence

from etl.errors import InputError
from etl.sources.anytable import TABLE
from etl.sources.cfpb import CFPB
from etl.sources.format import Format, Guess
from etl.sources.freshdesk import FRESHDESK
from etl.sources.history import HISTORY
from etl.sources.hubspot import HUBSPOT
from etl.sources.intercom import INTERCOM
from etl.sources.jira import JIRA
from etl.sources.names import normalise
from etl.sources.open311 import OPEN311
from etl.sources.osticket import OSTICKET
from etl.sources.salesforce import SALESFORCE
from etl.sources.servicenow import SERVICENOW, SERVICENOW_LOG
from etl.sources.volumes import VOLUMES, guess_volumes
from etl.sources.zendesk import ZENDESK

FORMATS: tuple[Format, ...] = (
    ZENDESK,
    FRESHDESK,
    JIRA,
    SERVICENOW,
    SERVICENOW_LOG,
    INTERCOM,
    HUBSPOT,
    SALESFORCE,
    OSTICKET,
    CFPB,
    OPEN311,
    HISTORY,
    VOLUMES,
)
"""Every recognised format; one module each."""


def recognise(columns: Sequence[str]) -> list[Guess]:
    """Formats that a header fits, best first.

    Parameters
    ----------
    columns
        Names of the columns, repeated ones suffixed or not.
    """
    guesses = [guess for format_ in FORMATS if (guess := _guess(format_, columns)) is not None]
    return sorted(guesses, key=lambda guess: guess.score, reverse=True)


def format_named(name: str) -> Format:
    """Format with a name.

    Raises
    ------
    InputError
        If there is none; lists those that there are.
    """
    known = {format_.name: format_ for format_ in (*FORMATS, TABLE)}
    if name.casefold() not in known:
        raise InputError(f"The source {name!r} is unknown; known are {', '.join(known)}.")
    return known[name.casefold()]


def _guess(format_: Format, columns: Sequence[str]) -> Guess | None:
    if format_ is VOLUMES:
        return guess_volumes(columns) if columns else None
    by_name = {normalise(column): column for column in reversed(columns)}
    found = [
        next((by_name[normalise(name)] for name in group if normalise(name) in by_name), None)
        for group in format_.required
    ]
    if not columns or any(column is None for column in found):
        return None
    count_known = sum(format_.knows(column) for column in columns)
    if format_.is_closed and count_known < len(columns):
        return None
    named = ", ".join(dict.fromkeys(column for column in found if column is not None))
    reasons = (f"it has {named}", f"{count_known} of its {len(columns)} columns belong to {format_.label}")
    return Guess(format_, 0.5 + 0.5 * count_known / len(columns), reasons)
