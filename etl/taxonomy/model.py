"""The data model of a taxonomy: departments, their teams, hours and issues, and how tickets show an issue."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from etl.taxonomy.hours import WeeklyHours, weekly_hours

DEFAULT_TIMEZONE = "UTC"
DEFAULT_CURRENCY = "EUR"
DEFAULT_HOURLY_COST = 38.0
DEFAULT_MINUTES_PER_TOUCH = 6.0
DEFAULT_HOURS = weekly_hours([("mon-fri", "09:00-17:00")])
"""Hours of a department that states none: office hours, without holidays."""


@dataclass(frozen=True)
class Issue:
    """Something that goes wrong in a department, and how tickets show it.

    Attributes
    ----------
    phrases
        Words to find in the customer's own text, as written in the file.
    reasons
        Declared field (header of the export, or one of `fields.FIELDS`) to the values that mean this issue.
    facts
        Comparisons over columns of the export, such as ``delivered_at > promised_at``.
    aliases
        Earlier names of the issue.
    """

    name: str
    phrases: tuple[str, ...] = ()
    reasons: dict[str, tuple[str, ...]] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True)
class Department:
    """A department of the organisation.

    Attributes
    ----------
    is_frontline
        Whether it takes the customers' contacts.
    is_outside
        Whether it is outside the organisation: a carrier, a supplier, a bureau.
    teams
        Names that the export uses for its teams.
    hours
        Weekly opening hours in the taxonomy's time zone.
    holidays
        Country, or country and subdivision ("DE-BY"), whose public holidays it keeps; None for none.
    aliases
        Earlier names of the department.
    """

    name: str
    is_frontline: bool = False
    is_outside: bool = False
    teams: tuple[str, ...] = ()
    hours: WeeklyHours = DEFAULT_HOURS
    holidays: str | None = None
    issues: tuple[Issue, ...] = ()
    aliases: tuple[str, ...] = ()
    description: str = ""

    def issue_named(self, name: str) -> Issue | None:
        """Issue with a name or earlier name, ignoring case; None if there is none."""
        key = _key(name)
        return next((issue for issue in self.issues if key in map(_key, (issue.name, *issue.aliases))), None)


@dataclass(frozen=True)
class Taxonomy:
    """Who can be the origin of a complaint.

    Attributes
    ----------
    hourly_cost
        Loaded cost of an hour of handling, in `currency`.
    minutes_per_touch
        Minutes per public reply, by channel, including the key ``default``. Used where no time was logged.
    mail_domains
        Mail domains of the organisation, in lower case.
    orders_a_month
        Orders in an average month, entered by a person for stores without loaded orders; None if not entered.
    sells
        Whether the organisation has orders; if not, pages don't ask for them.
    text
        The file as it was read.
    """

    version: int
    name: str
    timezone: str
    currency: str
    hourly_cost: float
    minutes_per_touch: dict[str, float]
    departments: tuple[Department, ...]
    mail_domains: tuple[str, ...] = ()
    orders_a_month: float | None = None
    sells: bool = True
    text: str = ""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the departments, in the file's order."""
        return tuple(department.name for department in self.departments)

    @cached_property
    def frontline(self) -> tuple[str, ...]:
        """Names of the frontline departments."""
        return tuple(department.name for department in self.departments if department.is_frontline)

    @cached_property
    def outside(self) -> tuple[str, ...]:
        """Names of the departments that aren't part of the organisation."""
        return tuple(department.name for department in self.departments if department.is_outside)

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Earlier name of a department to its name now."""
        return {alias: department.name for department in self.departments for alias in department.aliases}

    @cached_property
    def _by_team(self) -> dict[str, str]:
        by_name = {_key(name): d.name for d in self.departments for name in (*d.aliases, d.name)}
        return by_name | {_key(team): d.name for d in self.departments for team in d.teams}

    @cached_property
    def _by_name(self) -> dict[str, Department]:
        return {_key(name): d for d in self.departments for name in (d.name, *d.aliases)}

    def department_of_team(self, team: str | None) -> str | None:
        """Name of the department that a team belongs to, ignoring case; None if unknown.

        A team with a department's name belongs to it, unless another department lists it.
        """
        return None if team is None else self._by_team.get(_key(team))

    def department_named(self, name: str) -> Department | None:
        """Department with a name or earlier name, ignoring case; None if there is none."""
        return self._by_name.get(_key(name))

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the taxonomy's meaning: ignores comments, layout, descriptions and the order of words."""
        meaning: dict[str, Any] = {
            "version": self.version,
            "name": self.name,
            "timezone": self.timezone,
            "currency": self.currency,
            "hourly_cost": self.hourly_cost,
            "minutes_per_touch": self.minutes_per_touch,
            "departments": [_meaning_of_department(department) for department in self.departments],
        }
        if self.mail_domains:  # omitted if empty, so that stores from before this key existed keep their hash
            meaning["mail_domains"] = sorted(self.mail_domains)
        if self.orders_a_month is not None:
            meaning["orders_a_month"] = self.orders_a_month
        if not self.sells:
            meaning["sells"] = False
        return hashlib.sha256(json.dumps(meaning, sort_keys=True).encode()).hexdigest()


def _meaning_of_department(department: Department) -> dict[str, Any]:
    outside = {"outside": True} if department.is_outside else {}  # omitted if false, as mail_domains
    return {
        "name": department.name,
        "frontline": department.is_frontline,
        **outside,
        "teams": sorted(department.teams),
        "hours": department.hours.days,
        "holidays": department.holidays,
        "aliases": sorted(department.aliases),
        "issues": [
            {
                "name": issue.name,
                "phrases": sorted(issue.phrases),
                "reasons": {name: sorted(values) for name, values in issue.reasons.items()},
                "facts": sorted(issue.facts),
                "aliases": sorted(issue.aliases),
            }
            for issue in department.issues
        ],
    }


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()
