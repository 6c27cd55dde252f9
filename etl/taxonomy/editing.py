"""Edits a taxonomy's text: adds to issues, and maps declared values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import yaml

from etl.taxonomy.loader import parse_taxonomy
from etl.taxonomy.spans import (
    appended,
    comment_lines,
    folded,
    inserted,
    listed,
    member,
    opened,
    pair_of,
    replaced,
    root,
    scalar,
)

_STEP = "  "

Same = Callable[[tuple[str, str], tuple[str, str]], bool]
"""Whether the attribution treats two pairs of declared field and value as the same."""


@dataclass(frozen=True)
class Addition:
    """Addition to one issue of one department, either of which may be new.

    Attributes
    ----------
    issue
        Name of the issue; empty to add only `teams` to the department.
    reasons
        Declared field to its values.
    comments
        Comment lines above the addition, without #.
    """

    department: str
    issue: str = ""
    phrases: tuple[str, ...] = ()
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    teams: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()


def with_addition(text: str, given: Addition) -> str:
    """Insert an addition into a taxonomy's text, at the beginning of its parent.

    Raises
    ------
    InputError
        If the result isn't a valid taxonomy, for instance because a team would belong to two departments.
    """
    if given.comments:
        text = opened(text, "departments", given.department, "issues", *([given.issue] if given.issue else []))
    departments = member(root(text), "departments")
    assert departments is not None
    found = member(departments, given.department)
    if found is None:
        changed = appended(text, departments, _department_lines(given))
    elif not given.issue:
        changed = _with_list(text, departments, given.department, "teams", given.teams, given.comments)
    else:
        changed = _with_issue(text, departments, given)
    parse_taxonomy(changed)
    return changed


def with_value_mapped(text: str, field_name: str, value: str, to: tuple[str, str] | None, same: Same) -> str:
    """Map a declared value to one issue, or to none, in a taxonomy's text.

    Parameters
    ----------
    to
        Department and issue; None removes the value.
    same
        Whether the attribution treats two (field, value) pairs as the same.
    """
    taxonomy = parse_taxonomy(text)
    for department in taxonomy.departments:
        for issue in department.issues:
            kept = {
                name: tuple(v for v in values if not same((name, v), (field_name, value)))
                for name, values in issue.reasons.items()
            }
            if kept != issue.reasons:
                text = _with_reasons(text, department.name, issue.name, kept)
    if to is not None:
        text = with_addition(text, Addition(to[0], to[1], reasons={field_name: (value,)}))
    parse_taxonomy(text)
    return text


def _with_issue(text: str, departments: yaml.Node, given: Addition) -> str:
    pair = pair_of(departments, given.department)
    assert pair is not None
    issues = pair_of(pair[1], "issues")
    if issues is None:
        return inserted(text, pair[1], ["issues:", *_indented(_issue_lines(given))], pair[0])
    issue = pair_of(issues[1], given.issue)
    if issue is None:
        return inserted(text, issues[1], _issue_lines(given), issues[0])
    known = next(d for d in parse_taxonomy(text).departments if folded(d.name) == folded(given.department))
    now = next(i for i in known.issues if folded(i.name) == folded(given.issue))
    reasons = dict(now.reasons)
    for name, values in given.reasons.items():
        field_name = next((one for one in reasons if folded(one) == folded(name)), name)
        reasons[field_name] = tuple(dict.fromkeys((*reasons.get(field_name, ()), *values)))
    text = _with_reasons(text, given.department, given.issue, reasons, given.comments)
    if not given.phrases:
        return text
    issues_node = member(member(member(root(text), "departments"), given.department), "issues")
    assert issues_node is not None
    return _with_list(text, issues_node, given.issue, "phrases", given.phrases, ())


def _with_reasons(
    text: str, department: str, issue: str, reasons: Mapping[str, tuple[str, ...]], comments: Sequence[str] = ()
) -> str:
    """Text with the reasons of an existing issue rewritten."""
    told = {name: values for name, values in reasons.items() if values}
    node = member(member(member(root(text), "departments"), department), "issues")
    pair = pair_of(node, issue)
    assert pair is not None
    written = "{" + ", ".join(f"{scalar(name)}: {listed(values)}" for name, values in told.items()) + "}"
    old = pair_of(pair[1], "reasons")
    if old is None:
        return inserted(text, pair[1], [*comment_lines(comments), f"reasons: {written}"], pair[0]) if told else text
    return replaced(text, old, written, comments)


def _with_list(text: str, parent: yaml.Node, name: str, key: str, added: Iterable[str], comments: Sequence[str]) -> str:
    """Text with entries inserted at the beginning of the parent's list `name`."""
    pair = pair_of(parent, name)
    assert pair is not None
    old = pair_of(pair[1], key)
    if old is None:
        return inserted(text, pair[1], [*comment_lines(comments), f"{key}: {listed(added)}"], pair[0])
    nodes = old[1].value if isinstance(old[1], yaml.SequenceNode) else [old[1]] if old[1].value else []
    known = [str(node.value) for node in nodes]
    return replaced(text, old, listed(dict.fromkeys([*added, *known])), comments)


def _department_lines(given: Addition) -> list[str]:
    lines = [f"{scalar(given.department)}:"]
    if given.issue:
        lines += [*_indented([*([f"teams: {listed(given.teams)}"] if given.teams else []), "issues:"])]
        return [*lines, *_indented(_indented(_issue_lines(given)))]
    return [*comment_lines(given.comments), *lines, *_indented([f"teams: {listed(given.teams)}"])]


def _issue_lines(given: Addition) -> list[str]:
    lines = [*comment_lines(given.comments), f"{scalar(given.issue)}:"]
    if given.phrases:
        lines += _indented([f"phrases: {listed(given.phrases)}"])
    if given.reasons:
        told = ", ".join(f"{scalar(name)}: {listed(values)}" for name, values in given.reasons.items())
        lines += _indented([f"reasons: {{{told}}}"])
    if len(lines) == 1 + len(given.comments):
        lines[-1] += " {}"
    return lines


def _indented(lines: Iterable[str]) -> list[str]:
    return [_STEP + line for line in lines]
