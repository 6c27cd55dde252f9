"""Which departments' digests are requested, and for which days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from etl.errors import InputError
from etl.marts.frames.period_changes import last_whole_week
from etl.marts.shares.scope import Scope
from etl.taxonomy import Taxonomy

_LONGEST_DAYS = 92


def departments_asked(taxonomy: Taxonomy, wanted: Sequence[str]) -> list[str]:
    """Departments as the taxonomy spells them; if none is named, the frontline and all that aren't outside."""
    if not wanted:
        return [*taxonomy.frontline, *(n for n in taxonomy.names if n not in {*taxonomy.frontline, *taxonomy.outside})]
    return list(dict.fromkeys(known_department(taxonomy, name) for name in wanted))


def known_department(taxonomy: Taxonomy, name: str) -> str:
    """A department as the taxonomy spells it.

    Raises
    ------
    InputError
        If it has none of that name.
    """
    known = taxonomy.department_named(name)
    if known is None:
        listed = ", ".join(taxonomy.names)
        raise InputError(f"The taxonomy {taxonomy.name} has no department {name!r}; it has {listed}.")
    return known.name


def known_issue(taxonomy: Taxonomy, text: str) -> tuple[str, str | None]:
    """Department and issue of a text such as "Logistics: Late delivery"; the issue is None if it names none.

    Raises
    ------
    InputError
        If the taxonomy has no such department or issue.
    """
    name, colon, what = text.partition(":")
    if taxonomy.department_named(text) is not None or not colon:
        return known_department(taxonomy, text.strip()), None
    department = known_department(taxonomy, name.strip())
    owner = taxonomy.department_named(department)
    issue = owner.issue_named(what.strip()) if owner else None
    if issue is None:
        listed = ", ".join(each.name for each in owner.issues) if owner and owner.issues else "none"
        raise InputError(f"{department} has no issue {what.strip()!r}; it has {listed}.")
    return department, issue.name


def period_asked(scope: Scope, first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """The period of the digest; the last whole week if no day is given, seven days if one is.

    Raises
    ------
    InputError
        If nothing has been loaded, or the period can't be used.
    """
    if scope.days is None:
        raise InputError(
            "Nothing has been loaded yet, so there is nothing to tell.\n"
            "Load an export first with `load`, or the generated sample with `sample`."
        )
    if first is None and last is None:
        if (week := last_whole_week(scope, today)) is None:
            raise InputError("The data cover no whole week from Monday to Sunday. Give --since and --until.")
        return week
    start = first if first is not None else (last or today) - timedelta(days=6)
    end = last if last is not None else min(start + timedelta(days=6), scope.days[1])
    if start > end:
        raise InputError(f"The period ends ({end}) before it starts ({start}). Swap the two days.")
    if (end - start).days >= _LONGEST_DAYS:
        raise InputError(f"From {start} to {end} are more than {_LONGEST_DAYS} days. Give a shorter period.")
    if end < scope.days[0] or end > scope.days[1]:
        raise InputError(
            f"The data go from {scope.days[0]} to {scope.days[1]}; the period from {start} to {end} isn't within them."
        )
    return start, end
