"""Days, teams and history of the whole store, whatever the filters."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable
from datetime import date, datetime
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from etl import model
from etl.journeys import stations
from etl.taxonomy import Taxonomy

T = TypeVar("T")


class _AskedOnce(Generic[T]):
    """A property whose result is cached by `Known.once`."""

    def __init__(self, question: Callable[[Any], T]) -> None:
        self._question, self.__doc__ = question, question.__doc__

    def __get__(self, known: Known, owner: type[Known] | None = None) -> T:
        return known.once(self._question.__qualname__, lambda: self._question(known))


class Known(ABC):
    """Facts about a store that filters don't change."""

    connection: sa.Connection
    taxonomy: Taxonomy

    @abstractmethod
    def once(self, name: Hashable, question: Callable[[], T]) -> T:
        """Result of a question, asked once of this store and then cached."""

    @_AskedOnce
    def days(self) -> tuple[date, date] | None:
        """First and last local day of the tickets in the store, whatever the filters; None when it is empty."""
        day = model.tickets.c.created_date
        first, last = self.connection.execute(sa.select(sa.func.min(day), sa.func.max(day))).one()
        return None if first is None else (first, last)

    @_AskedOnce
    def days_with_tickets(self) -> frozenset[date]:
        """Local days on which any ticket of the store arrived, whatever the filters.

        A month without such a day is unknown; it isn't a month without complaints.
        """
        day = model.tickets.c.created_date
        return frozenset(self.connection.execute(sa.select(day).where(day.is_not(None)).distinct()).scalars())

    @_AskedOnce
    def last_moment(self) -> datetime | None:
        """The last moment in the store's data (UTC), whatever the filters: waits end there."""
        t, e = model.tickets.c, model.events.c
        moments = [sa.func.max(column) for column in (t.created_at, t.updated_at, t.solved_at)]
        found = [*self.connection.execute(sa.select(*moments)).one()]
        found.append(self.connection.execute(sa.select(sa.func.max(e.changed_at))).scalar())
        return max((moment for moment in found if moment is not None), default=None)

    @_AskedOnce
    def department_by_team(self) -> dict[str, str]:
        """Department of each team in the store; a team that the taxonomy doesn't know is left out."""
        return stations.departments(self.connection, self.taxonomy)

    @_AskedOnce
    def sources_without_history(self) -> dict[str, bool]:
        """Sources that neither record nor count changes of team, whatever the filters, and whether they name any team.

        `etl.marts.frames.assumptions` shows what is assumed about who held their tickets.
        """
        t, e = model.tickets.c, model.events.c
        told = sa.select(e.source).where(e.field == "team")
        counted = sa.func.count(t.first_team) + sa.func.count(t.count_stations) + sa.func.count(t.count_handoffs)
        select = sa.select(t.source, sa.func.count(t.team)).where(t.source.not_in(told)).group_by(t.source)
        return {source: named > 0 for source, named in self.connection.execute(select.having(counted == 0))}

    def department_of(self, team: ColumnElement[Any]) -> ColumnElement[Any]:
        """SQL for the department of a team; null where the taxonomy doesn't know the team."""
        return stations.department_of(team, self.department_by_team)

    def is_frontline_team(self, team: ColumnElement[Any]) -> ColumnElement[Any]:
        """SQL: 1 for a frontline team, 0 for another that the taxonomy knows, null for one that it doesn't know."""
        front = [name for name, department in self.department_by_team.items() if department in self.taxonomy.frontline]
        others = [name for name in self.department_by_team if name not in front]
        return sa.case((team.in_(front), 1), (team.in_(others), 0))
