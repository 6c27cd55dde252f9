"""Renames, merges and removes departments and issues in the taxonomy's text; all else stays as written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from etl.errors import InputError
from etl.taxonomy.editing import Addition, with_addition
from etl.taxonomy.items import with_item, without_item
from etl.taxonomy.loader import parse_taxonomy
from etl.taxonomy.model import Department, Issue, Taxonomy
from etl.taxonomy.settling import with_department_setting
from etl.taxonomy.spans import folded, inserted, pair_of, removed, root, scalar

_FLAGS = ("frontline", "outside")


def with_name(text: str, department: str, issue: str, name: str) -> str:
    """Rename a department or one of its issues in a taxonomy's text; the old name becomes an alias.

    Parameters
    ----------
    issue
        Name of the issue; empty to rename the department.

    Raises
    ------
    InputError
        If there is none with that name, or the new name is taken or invalid.
    """
    new = " ".join(name.split())
    if not new:
        raise InputError("A name can't be empty.")
    path = _path(parse_taxonomy(text), department, issue)
    old = path[-1]
    key, _ = _pair(text, path)
    text = text[: key.start_mark.index] + scalar(new) + text[key.end_mark.index :]
    path = (*path[:-1], new)
    listed = pair_of(_pair(text, path)[1], "aliases")
    if listed is not None:
        text = without_item(text, listed[1], new)
    if folded(old) != folded(new):
        text = _with_entries(text, path, "aliases", [old])
    parse_taxonomy(text)
    return text


def without(text: str, department: str, issue: str = "") -> str:
    """Remove a department, or one of its issues, from a taxonomy's text.

    Raises
    ------
    InputError
        If there is none of that name, or no frontline would be left.
    """
    text = _without(text, _path(parse_taxonomy(text), department, issue))
    parse_taxonomy(text)
    return text


def with_departments_merged(text: str, department: str, into: str) -> str:
    """Merge a department into another, with its teams, issues and names.

    Hours and description of the merged one are dropped. The result is the frontline if either was.

    Raises
    ------
    InputError
        If there is none of a name, both are one, or what comes out isn't a taxonomy.
    """
    taxonomy = parse_taxonomy(text)
    old, kept = _department(taxonomy, department), _department(taxonomy, into)
    if old.name == kept.name:
        raise InputError("A department can't be merged into itself.")
    if old.is_frontline and not kept.is_frontline:
        text = with_department_setting(text, kept.name, "frontline", "true")
    text = _without(text, ("departments", old.name))
    if old.teams:
        text = with_addition(text, Addition(kept.name, teams=old.teams))
    for issue in old.issues:
        known = kept.issue_named(issue.name)
        text = _with_issue_taken_over(text, kept.name, known.name if known else issue.name, issue)
    text = _with_entries(text, ("departments", kept.name), "aliases", (old.name, *old.aliases))
    parse_taxonomy(text)
    return text


def with_issues_merged(text: str, department: str, issue: str, into: str) -> str:
    """Merge an issue into another of the same department, with its phrases, reasons, facts and names.

    Raises
    ------
    InputError
        If there is none of a name, or both are one.
    """
    taxonomy = parse_taxonomy(text)
    old, kept = _issue(taxonomy, department, issue), _issue(taxonomy, department, into)
    if old.name == kept.name:
        raise InputError("An issue can't be merged into itself.")
    name = _department(taxonomy, department).name
    text = _without(text, ("departments", name, "issues", old.name))
    text = _with_issue_taken_over(text, name, kept.name, old)
    text = _with_entries(text, ("departments", name, "issues", kept.name), "aliases", (old.name,))
    parse_taxonomy(text)
    return text


def with_flag(text: str, department: str, name: str, is_set: bool) -> str:
    """Set or clear a department's flag: frontline, or outside the organisation.

    Parameters
    ----------
    name
        ``frontline`` or ``outside``.
    """
    assert name in _FLAGS
    return with_department_setting(text, department, name, "true" if is_set else "false")


def with_phrases(text: str, department: str, issue: str, phrases: Sequence[str]) -> str:
    """Set an issue's phrases; those that it already had keep their place.

    Raises
    ------
    InputError
        If there is no issue of that name.
    """
    taxonomy = parse_taxonomy(text)
    known, path = _issue(taxonomy, department, issue), _path(taxonomy, department, issue)
    wanted = list(dict.fromkeys(" ".join(phrase.split()) for phrase in phrases if phrase.strip()))
    for phrase in known.phrases:
        if folded(phrase) not in map(folded, wanted):
            listed = pair_of(_pair(text, path)[1], "phrases")
            assert listed is not None
            text = without_item(text, listed[1], phrase)
    text = _with_entries(text, path, "phrases", wanted)
    parse_taxonomy(text)
    return text


def _with_issue_taken_over(text: str, department: str, name: str, old: Issue) -> str:
    text = with_addition(text, Addition(department, name, phrases=old.phrases, reasons=old.reasons))
    path = ("departments", department, "issues", name)
    text = _with_entries(text, path, "facts", old.facts)
    return _with_entries(text, path, "aliases", old.aliases)


def _with_entries(text: str, path: Sequence[str], key: str, entries: Iterable[str]) -> str:
    """Text with entries inserted at the beginning of a list, which may be new."""
    for entry in reversed(list(entries)):
        owner = _pair(text, path)
        listed = pair_of(owner[1], key)
        if listed is None:
            text = inserted(text, owner[1], [f"{key}: [{scalar(entry)}]"], owner[0])
        else:
            text = with_item(text, listed, entry)
    return text


def _without(text: str, path: Sequence[str]) -> str:
    return removed(text, _pair(text, path[:-1]), path[-1])


def _path(taxonomy: Taxonomy, department: str, issue: str) -> tuple[str, ...]:
    """Path of names from the root to a department or issue, as spelt in the text."""
    path = ("departments", _department(taxonomy, department).name)
    return (*path, "issues", _issue(taxonomy, department, issue).name) if issue else path


def _pair(text: str, path: Sequence[str]) -> tuple[Any, Any]:
    pair: tuple[Any, Any] | None = (None, root(text))
    for name in path:
        pair = pair_of(pair[1], name) if pair else None
    assert pair is not None
    return pair


def _department(taxonomy: Taxonomy, name: str) -> Department:
    found = next((each for each in taxonomy.departments if folded(each.name) == folded(name)), None)
    if found is None:
        raise InputError(f"The taxonomy has no department {name}.")
    return found


def _issue(taxonomy: Taxonomy, department: str, name: str) -> Issue:
    owner = _department(taxonomy, department)
    found = next((each for each in owner.issues if folded(each.name) == folded(name)), None)
    if found is None:
        raise InputError(f"{owner.name} has no issue {name}.")
    return found
