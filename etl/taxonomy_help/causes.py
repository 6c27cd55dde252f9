"""Applies a person's changes of issues, their words, and departments to a taxonomy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from etl.errors import InputError
from etl.taxonomy import Taxonomy, load_taxonomy, parse_taxonomy
from etl.taxonomy.editing import Addition, with_addition
from etl.taxonomy.loader import SHIPPED
from etl.taxonomy.reshaping import with_flag, with_name, with_phrases
from etl.taxonomy.spans import folded, scalar
from etl.taxonomy_help.mapping import NOTHING, remapped

FROM_NOTHING = "nothing: a frontline alone, to name departments yourself"
STARTS = (*SHIPPED, FROM_NOTHING)
"""Starting points for an own taxonomy."""
_PARTED = ": "
_NOTHING = """# Who is the origin of complaints, and what goes wrong there.
# frontline: true takes the contacts; outside: true isn't part of the organisation.
version: 1
name: Own
timezone: {timezone}
departments:
  Customer Support:
    frontline: true
"""


@dataclass(frozen=True)
class IssueSaid:
    """An issue as entered by a person.

    Attributes
    ----------
    reasons
        Pairs of a declared field and a value, tags among them.
    """

    name: str
    phrases: tuple[str, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class DepartmentsSaid:
    """A person's changes of departments: new name and flags by current name, and new departments."""

    names: Mapping[str, str] = field(default_factory=dict)
    frontline: Mapping[str, bool] = field(default_factory=dict)
    outside: Mapping[str, bool] = field(default_factory=dict)
    added: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Number of changes."""
        return len(self.names) + len(self.frontline) + len(self.outside) + len(self.added)


def issue_now(taxonomy: Taxonomy, department: str, name: str) -> IssueSaid:
    """Current values of an issue; an empty new issue if the name is empty.

    Raises
    ------
    InputError
        If there is no such issue.
    """
    if not name:
        return IssueSaid("")
    owner = taxonomy.department_named(department)
    issue = owner.issue_named(name) if owner else None
    if issue is None:
        raise InputError(f"The taxonomy has no issue {name} in {department}.")
    pairs = ((column, value) for column, values in issue.reasons.items() for value in values)
    return IssueSaid(issue.name, issue.phrases, tuple(pairs))


def with_issue(text: str, department: str, name: str, said: IssueSaid) -> str:
    """Taxonomy text with an issue as entered by a person.

    Parameters
    ----------
    name
        Current name of the issue; empty for a new one.

    Raises
    ------
    InputError
        If the name is empty or taken, or what comes out isn't a taxonomy.
    """
    taxonomy = parse_taxonomy(text)
    new = " ".join(said.name.split())
    owner = taxonomy.department_named(department)
    if not new or owner is None:
        raise InputError("Give the issue a name." if owner else f"The taxonomy has no department {department}.")
    before = issue_now(taxonomy, department, name)
    if not name:
        if owner.issue_named(new):
            raise InputError(f"{owner.name} has an issue {new} already.")
        text = with_addition(text, Addition(owner.name, new))
    called = before.name or new
    text = with_phrases(text, owner.name, called, said.phrases)
    for column, value in before.reasons:
        if (column, value) not in said.reasons:
            text = remapped(text, column, {value: NOTHING})
    for column, value in said.reasons:
        if (column, value) not in before.reasons:
            text = remapped(text, column, {value: f"{owner.name}{_PARTED}{called}"})
    return text if folded(called) == folded(new) else with_name(text, owner.name, called, new)


def with_departments(text: str, said: DepartmentsSaid) -> str:
    """Taxonomy text with a person's changes of departments.

    Raises
    ------
    InputError
        If a name is empty, reserved or taken, a department is both frontline and outside, or no frontline is left.
    """
    if not len(said):
        raise InputError("Nothing is changed yet.")
    for name in said.added:
        if parse_taxonomy(text).department_named(name):
            raise InputError(f"The taxonomy has a department {name} already.")
        text = with_addition(text, Addition(" ".join(name.split())))
    for flag, marks in (("frontline", said.frontline), ("outside", said.outside)):
        for name, is_set in sorted(marks.items(), key=lambda pair: pair[1]):
            text = with_flag(text, name, flag, is_set)
    for old, new in said.names.items():
        text = with_name(text, old, "", new)
    parse_taxonomy(text)
    return text


def with_accepted(text: str, accepted: Sequence[Addition]) -> str:
    """Taxonomy text with the proposals that a person accepted.

    Raises
    ------
    InputError
        If what comes out isn't a taxonomy.
    """
    for each in accepted:
        text = with_addition(text, each)
    return text


def begun(start: str, now: Taxonomy) -> str:
    """Text of a new taxonomy, one of `STARTS`; if it states no time zone, the current one is set."""
    return _NOTHING.format(timezone=scalar(now.timezone)) if start == FROM_NOTHING else load_taxonomy(start).text


def pairs_said(lines: str) -> tuple[tuple[str, str], ...]:
    """Declared fields and values, written as ``Column: value``, one a line.

    Raises
    ------
    InputError
        If a line has no colon; the message quotes it.
    """
    found = []
    for line in filter(None, map(str.strip, lines.splitlines())):
        column, colon, value = line.partition(":")
        if not (colon and column.strip() and value.strip()):
            raise InputError(f"“{line:.60}” names no column. Write it as Column: value, such as tags: damaged.")
        found.append((column.strip(), value.strip()))
    return tuple(dict.fromkeys(found))


def words_of(pairs: Sequence[tuple[str, str]]) -> str:
    """Declared fields and values as `pairs_said` reads them."""
    return "\n".join(f"{column}{_PARTED}{value}" for column, value in pairs)
