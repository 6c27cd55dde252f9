"""Reads the departments of a taxonomy, with their teams, hours and issues."""

from __future__ import annotations

from collections.abc import Iterable

import yaml

from etl.errors import InputError
from etl.model import NONE_OF_THESE, NOT_A_COMPLAINT, UNATTRIBUTED
from etl.taxonomy import model
from etl.taxonomy.hours import WeeklyHours, always_open, weekly_hours
from etl.taxonomy.keys import DEPARTMENT_KEYS, ISSUE_KEYS
from etl.taxonomy.model import Department, Issue
from etl.taxonomy.nodes import Reader

_RESERVED = tuple(name.casefold() for name in (UNATTRIBUTED, NONE_OF_THESE, NOT_A_COMPLAINT))


def read_departments(read: Reader, node: yaml.Node) -> tuple[Department, ...]:
    """Departments of the node under ``departments``.

    Raises
    ------
    InputError
        If a name or team is repeated, a name is reserved, there is no frontline, or a value is invalid.
    """
    found: list[Department] = []
    lines_of_teams: dict[str, tuple[str, int]] = {}
    names: list[tuple[str, yaml.Node]] = []
    for name, key_node, value in read.entries(node, "departments"):
        if name.casefold() in _RESERVED:
            raise read.error(key_node, f"{name!r} is kept for complaints without a known origin; choose another name")
        department, nodes = _department(read, name, value)
        names.append((name, key_node))
        for kind, text, text_node in nodes:
            if kind == "alias":
                names.append((text, text_node))
                continue
            folded = " ".join(text.split()).casefold()
            if folded in lines_of_teams:
                owner, line = lines_of_teams[folded]
                raise read.error(
                    text_node, f"team {text!r} is listed twice (first under {owner}, line {line}); keep one"
                )
            lines_of_teams[folded] = (name, text_node.start_mark.line + 1)
        found.append(department)
    _check_aliases(read, names, "department")
    if not found:
        raise read.error(node, "departments is empty; name at least one, marked frontline: true")
    if not any(department.is_frontline for department in found):
        raise read.error(node, "no department is the frontline; add frontline: true to the one that takes the contacts")
    return tuple(found)


def _department(read: Reader, name: str, node: yaml.Node) -> tuple[Department, list[tuple[str, str, yaml.Node]]]:
    if isinstance(node, yaml.ScalarNode) and not node.value:
        return Department(name), []
    what = f"department {name}"
    fields = read.fields(node, what, DEPARTMENT_KEYS)
    teams = read.texts(fields["teams"], f"teams of {what}") if "teams" in fields else ()
    aliases = read.texts(fields["aliases"], f"aliases of {what}") if "aliases" in fields else ()
    department = Department(
        name=name,
        is_frontline="frontline" in fields and read.flag(fields["frontline"], f"frontline of {what}"),
        is_outside="outside" in fields and read.flag(fields["outside"], f"outside of {what}"),
        teams=tuple(text for text, _ in teams),
        hours=_hours(read, what, fields.get("hours")),
        holidays=_holidays(read, what, fields.get("holidays")),
        issues=_issues(read, what, fields.get("issues")),
        aliases=tuple(text for text, _ in aliases),
        description=read.text(fields["description"], "description") if "description" in fields else "",
    )
    if department.is_frontline and department.is_outside:
        raise read.error(node, f"{what} is the frontline and outside; take one of the two out")
    nodes = [("team", text, at) for text, at in teams] + [("alias", text, at) for text, at in aliases]
    return department, nodes


def _hours(read: Reader, what: str, node: yaml.Node | None) -> WeeklyHours:
    if node is None:
        return model.DEFAULT_HOURS
    if isinstance(node, yaml.ScalarNode):
        if read.text(node, f"hours of {what}") == "24/7":
            return always_open()
        raise read.error(node, f'hours of {what} must be like {{mon-fri: "09:00-17:00"}}, or "24/7"')
    given: list[tuple[str, str]] = []
    for days, key_node, value in read.entries(node, f"hours of {what}"):
        given.append((days, ", ".join(text for text, _ in read.texts(value, f"hours of {what} on {days}"))))
        try:
            weekly_hours(given)
        except ValueError as error:
            raise read.error(key_node, f"hours of {what}: {error}") from None
    return weekly_hours(given)


def _holidays(read: Reader, what: str, node: yaml.Node | None) -> str | None:
    if node is None:
        return None
    from holidays import list_supported_countries  # the import takes a tenth of a second, and few taxonomies need it

    code = read.text(node, f"holidays of {what}").upper()
    country, _, subdivision = code.partition("-")
    known = list_supported_countries()
    if country not in known:
        raise read.error(node, f"holidays of {what}: {code!r} is no country's code; write two letters such as NL")
    if subdivision and subdivision not in known[country]:
        parts = ", ".join(known[country][:8]) or "none"
        raise read.error(node, f"holidays of {what}: {country} has no part {subdivision!r}; known are {parts}")
    return code


def _issues(read: Reader, what: str, node: yaml.Node | None) -> tuple[Issue, ...]:
    if node is None:
        return ()
    found: list[Issue] = []
    names: list[tuple[str, yaml.Node]] = []
    for name, key_node, value in read.entries(node, f"issues of {what}"):
        issue, aliases = _issue(read, name, value)
        found.append(issue)
        names += [(name, key_node), *aliases]
    _check_aliases(read, names, f"issue of {what}")
    return tuple(found)


def _issue(read: Reader, name: str, node: yaml.Node) -> tuple[Issue, tuple[tuple[str, yaml.Node], ...]]:
    if isinstance(node, yaml.ScalarNode) and not node.value:
        return Issue(name), ()
    what = f"issue {name}"
    if isinstance(node, yaml.SequenceNode):
        raise read.error(node, f"{what} must say what its list is; write {name}: {{phrases: [...]}}")
    fields = read.fields(node, what, ISSUE_KEYS)

    def listed(key: str) -> tuple[tuple[str, yaml.Node], ...]:
        return read.texts(fields[key], f"{key} of {what}") if key in fields else ()

    reasons: dict[str, tuple[str, ...]] = {}
    if "reasons" in fields:
        for field, _, values in read.entries(fields["reasons"], f"reasons of {what}"):
            reasons[field] = _once(text for text, _ in read.texts(values, f"reasons of {what} for {field}"))
    for text, at in listed("facts"):
        _check_fact(read, what, text, at)
    issue = Issue(
        name=name,
        phrases=_once(text for text, _ in listed("phrases")),
        reasons=reasons,
        facts=_once(text for text, _ in listed("facts")),
        aliases=tuple(text for text, _ in listed("aliases")),
        description=read.text(fields["description"], "description") if "description" in fields else "",
    )
    return issue, listed("aliases")


def _check_fact(read: Reader, what: str, text: str, node: yaml.Node) -> None:
    from etl.facts.expressions import check_fact  # attribution imports taxonomies: a top-level import would be circular

    try:
        check_fact(text)
    except InputError as error:
        raise read.error(node, f"{what}: {str(error).rstrip('.')}") from None


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _check_aliases(read: Reader, names: list[tuple[str, yaml.Node]], what: str) -> None:
    lines: dict[str, int] = {}
    for name, node in names:
        folded = " ".join(name.split()).casefold()
        if folded in lines:
            raise read.error(node, f"{name!r} names more than one {what} (also in line {lines[folded]}); keep one")
        lines[folded] = node.start_mark.line + 1
