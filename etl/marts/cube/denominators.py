"""Denominators: the number of orders (or customers, journeys, calls) behind the contacts within the filters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from etl import model
from etl.marts.core.filter_kinds import FOLLOWED, UNTOUCHED
from etl.marts.core.filters import UNKNOWN, Filters, declaration, names
from etl.marts.core.notes import Note, Notes, reason, remark
from etl.marts.core.periods import DAYS_A_MONTH, is_empty, next_start, periods_between
from etl.marts.cube.aggregates import sum_of
from etl.marts.shares.scope import Scope

_v = model.volumes.c

_NOT_KNOWN_BY = reason("Off under this filter: {unit} aren't known by {filters:and}.")
_NONE_FOR = reason("Off under this filter: no {unit} for this {filters:and}.")
_NONE_THESE_DAYS = reason("No {unit} are loaded for these days.")
_NONE_LOADED = reason("No orders are loaded: load a table of days and numbers as volumes, or say how many on Set-up.")
_NOTHING_ORDERED = reason(
    "Nothing is ordered here. How much goes well can be told from a table of days and numbers, such as journeys, calls "
    "or customers, loaded as volumes."
)
_TYPED_NOT_KNOWN_BY = reason("Off under this filter: orders that were typed in aren't known by {filters:and}.")
_NO_DAY = reason("No day of the data lies within these filters.")
_TYPED = remark("Orders typed in: about {monthly:count} a month.")


@dataclass(frozen=True)
class Denominator:
    """Number that contacts are divided by.

    Attributes
    ----------
    value
        The number; None where there is no matching denominator.
    unit
        What is counted, such as "orders".
    reason
        Why there is none; None where there is one.
    rows
        SQL conditions that select its rows of the table volumes.
    typed
        Number per month that a person typed in, from which `value` is computed; None where it was loaded.
    """

    value: float | None
    unit: str = "orders"
    reason: Note | None = None
    rows: tuple[sa.ColumnElement[bool], ...] = ()
    typed: float | None = None

    @property
    def days(self) -> sa.Select[Any]:
        """Select of the days that have volumes; every day where their number was typed in."""
        if self.typed is not None:
            return sa.select(model.tickets.c.created_date).distinct()
        return sa.select(_v.day).where(*self.rows)


def denominator(scope: Scope) -> Denominator:
    """Volumes that match the filters, on the days from the store's first ticket to its last."""
    units = list(scope.connection.execute(sa.select(_v.unit).distinct().order_by(_v.unit)).scalars())
    if not units:
        return _typed(scope)
    unit = "orders" if "orders" in units else str(units[0])
    broken = [name for name in scope.filters.chosen if not declaration(name).volumes]
    if broken:
        return Denominator(None, unit, _NOT_KNOWN_BY(unit=unit, filters=_labels(broken, scope.filters)))
    common = [_v.unit == unit, *scope.filters.where({"created_date": _v.day})]
    if scope.days:
        common.append(_v.day.between(*scope.days))
    for dimensions in _dimensions(scope):
        rows = (*common, *dimensions)
        value = scope.connection.execute(sa.select(sa.func.sum(_v.value)).where(*rows)).scalar()
        if value:
            return Denominator(float(value), unit, rows=rows)
    followed = _labels([name for name in names(volumes=FOLLOWED) if name in scope.filters.chosen], scope.filters)
    why = _NONE_FOR(unit=unit, filters=followed) if followed else _NONE_THESE_DAYS(unit=unit)
    return Denominator(None, unit, why)


def _typed(scope: Scope) -> Denominator:
    """Orders that a person typed in, spread evenly over the days from the store's first ticket to its last."""
    monthly = scope.taxonomy.orders_a_month
    if monthly is None or scope.days is None:
        return Denominator(None, reason=_NONE_LOADED() if scope.taxonomy.sells else _NOTHING_ORDERED())
    broken = [name for name in scope.filters.chosen if declaration(name).volumes != UNTOUCHED]
    if broken:
        return Denominator(None, reason=_TYPED_NOT_KNOWN_BY(filters=_labels(broken, scope.filters)))
    first = max(scope.days[0], scope.filters.date_from or scope.days[0])
    last = min(scope.days[1], scope.filters.date_to or scope.days[1])
    count_days = (last - first).days + 1
    if count_days < 1:
        return Denominator(None, reason=_NO_DAY())
    return Denominator(monthly / DAYS_A_MONTH * count_days, typed=monthly)


def _labels(broken: Iterable[str], filters: Filters) -> tuple[str, ...]:
    own = [column for column, _ in filters.own]
    return tuple(label for name in broken for label in (own if name == "own" else [declaration(name).label.lower()]))


def typed_notes(volume: Denominator) -> Notes:
    """Note that the number was typed in, for wherever it is used; none where it was loaded."""
    return () if volume.typed is None else (_TYPED(monthly=volume.typed),)


def _dimensions(scope: Scope) -> list[list[sa.ColumnElement[bool]]]:
    """Ways to select rows that count each order once: the overall rows first, then by channel, by product, by both."""
    choices: list[list[sa.ColumnElement[bool]]] = [[]]
    for name in names(volumes=FOLLOWED):
        wanted = getattr(scope.filters, name)
        if wanted:
            named = [_v[name].in_([value for value in wanted if value != UNKNOWN])]
            choices = [[*choice, *named] for choice in choices]
        else:
            choices = [[*choice, way] for way in (_v[name] == "", _v[name] != "") for choice in choices]
    return choices


def contacts(scope: Scope, volume: Denominator) -> dict[str, float]:
    """Sums of complaints and of tickets (shares) on the days that have volumes."""
    p = scope.parts
    on_days = p.c.created_date.in_(volume.days)
    select = sa.select(
        sum_of(p.c.share, p.c.is_complaint).label("complaints"),
        sum_of(p.c.share, p.c.excluded_as.is_(None)).label("tickets"),
    ).where(on_days)
    row = scope.connection.execute(select).one()
    return {name: float(value) for name, value in row._mapping.items()}


def net_contacts(scope: Scope, volume: Denominator) -> float:
    """Distinct orders, or requesters where no order is named, among the tickets on the days that have volumes."""
    t = scope.tickets
    who = sa.func.coalesce("order " + t.c.order_ref, "requester " + t.c.requester, "ticket " + t.c.ticket_id)
    select = sa.select(sa.func.count(sa.distinct(t.c.source + " " + who)))
    select = select.where(t.c.excluded_as.is_(None), t.c.created_date.in_(volume.days))
    return float(scope.connection.execute(select).scalar_one())


LEAST_DAYS = 28
"""Fewest days of a period from which a number per month is computed."""


def months_covered(scope: Scope) -> float | None:
    """Months that the data within the filters covers; None for less than `LEAST_DAYS` days and for an empty store.

    A calendar month without any ticket in the store isn't covered: years without data would dilute the rest.
    """
    if scope.days is None:
        return None
    first = max(scope.days[0], scope.filters.date_from or scope.days[0])
    last = min(scope.days[1], scope.filters.date_to or scope.days[1])
    starts = periods_between(first, last, "month") if first <= last else []
    starts = [start for start in starts if not is_empty(start, "month", scope.days_with_tickets)]
    days = sum(
        (min(last, next_start(start, "month") - timedelta(days=1)) - max(first, start)).days + 1 for start in starts
    )
    return days / DAYS_A_MONTH if days >= LEAST_DAYS else None
