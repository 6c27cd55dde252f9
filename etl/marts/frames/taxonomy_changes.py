"""Differences between two taxonomies, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from etl.taxonomy import Department, Issue, Taxonomy

MOST_NAMED = 6
"""Most phrases and the like that a sentence names; it counts the others."""


def taxonomy_changes(before: Taxonomy, after: Taxonomy) -> Iterator[str]:
    """Yield sentences on departments, issues, phrases, reasons, facts and teams that changed, and on other settings.

    A department or issue whose new name has the old one as an alias was renamed; anything else was removed and added.
    """
    if before.hash == after.hash:
        return
    if before.name != after.name:
        yield f"The taxonomy {after.name} took the place of {before.name}."
    pairs = [(old, after.department_named(old.name)) for old in before.departments]
    kept = {now.name for _, now in pairs if now is not None}
    yield from _said("Departments added", (now.name for now in after.departments if now.name not in kept))
    yield from _said("Departments taken out", (old.name for old, now in pairs if now is None))
    yield from _said("Departments renamed", (f"{o.name} to {n.name}" for o, n in pairs if n and o.name != n.name))
    for old, now in pairs:
        if now is not None:
            yield from _department(old, now)
    settings = ("timezone", "currency", "hourly_cost", "minutes_per_touch")
    yield from _said("Settings changed", (name for name in settings if getattr(before, name) != getattr(after, name)))


def _department(before: Department, after: Department) -> Iterator[str]:
    where = f"{after.name}:"
    yield from _both_ways(where, "teams", before.teams, after.teams)
    if before.is_frontline != after.is_frontline:
        yield f"{where} {'now' if after.is_frontline else 'no longer'} the frontline."
    if (before.hours.days, before.holidays) != (after.hours.days, after.holidays):
        yield f"{where} other hours or holidays."
    pairs = [(old, after.issue_named(old.name)) for old in before.issues]
    kept = {now.name for _, now in pairs if now is not None}
    yield from _said(f"{where} issues added", (now.name for now in after.issues if now.name not in kept))
    yield from _said(f"{where} issues taken out", (old.name for old, now in pairs if now is None))
    yield from _said(f"{where} issues renamed", (f"{o.name} to {n.name}" for o, n in pairs if n and o.name != n.name))
    for old, now in pairs:
        if now is not None:
            yield from _issue(f"{after.name}, {now.name}:", old, now)


def _issue(where: str, before: Issue, after: Issue) -> Iterator[str]:
    yield from _both_ways(where, "phrases", before.phrases, after.phrases)
    yield from _both_ways(where, "reasons", _reasons(before), _reasons(after))
    yield from _both_ways(where, "facts", before.facts, after.facts)


def _reasons(issue: Issue) -> list[str]:
    return [f"{name} is {value}" for name, values in issue.reasons.items() for value in values]


def _both_ways(where: str, what: str, before: Iterable[str], after: Iterable[str]) -> Iterator[str]:
    old, now = tuple(before), tuple(after)
    yield from _said(f"{where} {what} added", (each for each in now if each not in old))
    yield from _said(f"{where} {what} taken out", (each for each in old if each not in now))


def _said(what: str, names: Iterable[str]) -> Iterator[str]:
    found = list(names)
    if found:
        more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
        yield f"{what}: {', '.join(found[:MOST_NAMED])}{more}."
