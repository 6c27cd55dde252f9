"""Writes a taxonomy with proposals that would cover an export's unattributed complaints, and the reasons."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from etl.errors import InputError
from etl.taxonomy.editing import Addition, with_addition
from etl.taxonomy.model import Taxonomy
from etl.taxonomy_help.attributed import Attributed, Mask
from etl.taxonomy_help.declared import DeclaredValue, declared_values
from etl.taxonomy_help.leaning import UNDECIDED, leaning
from etl.taxonomy_help.teams import alike
from etl.taxonomy_help.wording import Topic, topics
from etl.text.comparable import fold

EXAMPLES = 2
_EXCERPT = 100
_WORDS = re.compile(r"[\w'’ -]+")


@dataclass(frozen=True)
class Proposal:
    """The whole taxonomy as YAML including the proposals, the proposals, and summary sentences."""

    text: str
    additions: tuple[Addition, ...]
    lines: tuple[str, ...]


@dataclass
class _Draft:
    """Proposals for one issue while they are gathered."""

    phrases: list[str] = field(default_factory=list)
    reasons: dict[str, list[str]] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)


def suggest_taxonomy(attributed: Attributed, seed: int) -> Proposal:
    """Propose reasons, phrases and teams for what is unattributed.

    Parameters
    ----------
    seed
        Random seed, so that the same export gets the same proposals.

    Returns
    -------
    Proposal
        Its text is a valid taxonomy; without proposals it is the unchanged taxonomy under a comment.
    """
    additions, covered = issues_proposed(attributed, seed)
    return _written(attributed, additions + _teams(attributed), covered)


def issues_proposed(attributed: Attributed, seed: int) -> tuple[list[Addition], int]:
    """Propose reasons and phrases, one issue each; and the number of read complaints that they cover.

    Parameters
    ----------
    seed
        As of `suggest_taxonomy`.
    """
    drafts: dict[tuple[str, str], _Draft] = {}
    covered = np.zeros(len(attributed.is_open), dtype=bool)
    for value in declared_values(attributed):
        _draft_value(attributed, value, drafts)
        covered |= value.has_it & attributed.is_open
    is_left = attributed.is_open & ~covered
    # Compared with attributed complaints only: against requests, words common to all complaints would stand out.
    rows = np.flatnonzero(
        is_left | attributed.tickets["department"].notna() & (attributed.tickets["kind"] == "complaint")
    )
    texts = attributed.texts()
    for topic in topics([texts[row] for row in rows], is_left[rows], seed):
        has_it = np.zeros(len(attributed.is_open), dtype=bool)
        has_it[rows[topic.has_it]] = True
        _draft_topic(attributed, texts, topic, has_it, is_left, drafts)
        covered |= has_it & attributed.is_open
    return [_addition(key, draft) for key, draft in drafts.items()], int(covered.sum())


def _draft_value(attributed: Attributed, given: DeclaredValue, drafts: dict[tuple[str, str], _Draft]) -> None:
    leans = given.leaning
    issue = leans.issue or _issue_name(attributed.taxonomy, leans.department, given.value)
    draft = drafts.setdefault((leans.department, issue), _Draft())
    draft.reasons.setdefault(given.column, []).append(given.value)
    open_words = _of_open(attributed, given.count_open)
    draft.comments.append(f"Proposed: {given.column} is {given.value} in {open_words}; {leans.why}.")
    draft.comments += _examples(attributed, given.has_it & attributed.is_open) if len(draft.comments) == 1 else []


def _draft_topic(
    attributed: Attributed,
    texts: list[str],
    topic: Topic,
    has_it: Mask,
    is_left: Mask,
    drafts: dict[tuple[str, str], _Draft],
) -> None:
    shown = [_as_written(attributed, texts, phrase, has_it) for phrase in topic.phrases]
    leans = leaning(attributed, has_it)
    name = _issue_name(attributed.taxonomy, leans.department, shown[0][0].upper() + shown[0][1:])
    draft = drafts.setdefault((leans.department, name), _Draft())
    draft.phrases += [phrase for phrase in shown if phrase not in draft.phrases]
    draft.comments.append(f"Proposed: words of {_of_open(attributed, int((has_it & is_left).sum()))}; {leans.why}.")
    draft.comments += _examples(attributed, has_it & is_left, topic.phrases[0]) if len(draft.comments) == 1 else []


def _of_open(attributed: Attributed, count: int) -> str:
    read = int(attributed.is_open.sum())
    drawn = "" if read == attributed.count_open else " drawn"
    return f"{count:,} of {read:,} unattributed complaints{drawn}"


def _issue_name(taxonomy: Taxonomy, department: str, text: str) -> str:
    """Short name for an issue, or the name of the department's existing one."""
    name = " ".join(re.sub(r"[^\w\s'&/()-]", " ", text).split())[:60].strip() or "Unnamed"
    found = taxonomy.department_named(department)
    known = found.issue_named(name) if found else None
    return known.name if known else name


def _examples(attributed: Attributed, has_it: Mask, phrase: str = "") -> list[str]:
    """At most two excerpts of masked texts, around the phrase where there is one."""
    found = []
    for row in np.flatnonzero(has_it)[:EXAMPLES].tolist():
        ticket = attributed.tickets.loc[row]
        words = " ".join(str(part) for part in (ticket["subject"], ticket["body"]) if isinstance(part, str)).split()
        if not words:
            continue
        folded = [fold(word) for word in words]
        first = phrase.split()[0] if phrase else ""
        start = next((place for place, word in enumerate(folded) if first and word == first), 0)
        excerpt = " ".join(words[max(0, start - 6) :])[:_EXCERPT]
        found.append(f"  Such as: “{excerpt.strip()}”")
    return found


def _as_written(attributed: Attributed, texts: list[str], phrase: str, has_it: Mask) -> str:
    """Phrase with accents as a customer wrote it; folded if no text has it consecutively."""
    length = len(phrase.split())
    for row in np.flatnonzero(has_it).tolist():
        if f" {phrase} " not in f" {texts[row]} ":
            continue
        ticket = attributed.tickets.loc[row]
        words = " ".join(str(part) for part in (ticket["subject"], ticket["body"]) if isinstance(part, str)).split()
        for start in range(len(words) - length + 1):
            run = " ".join(words[start : start + length]).strip(".,;:!?\"'()[]“”«»…- ").lower()
            if fold(run) == phrase and _WORDS.fullmatch(run):
                return run
        break
    return phrase


def _addition(key: tuple[str, str], draft: _Draft) -> Addition:
    reasons = {name: tuple(dict.fromkeys(values)) for name, values in draft.reasons.items()}
    return Addition(*key, phrases=tuple(draft.phrases), reasons=reasons, comments=tuple(draft.comments))


def _teams(attributed: Attributed) -> list[Addition]:
    """Unknown teams of the export, assigned to the department whose words they share, else undecided."""
    by_department: dict[str, list[str]] = {}
    counts: dict[str, int] = {}
    for team, count in sorted(attributed.teams.items(), key=lambda pair: (-pair[1], pair[0])):
        if attributed.taxonomy.department_of_team(team) is None and team.strip():
            department = alike(attributed.taxonomy, team) or UNDECIDED
            by_department.setdefault(department, []).append(team.strip())
            counts[department] = counts.get(department, 0) + count
    return [
        Addition(
            name,
            teams=tuple({" ".join(team.split()).casefold(): team for team in reversed(teams)}.values())[::-1],
            comments=(
                f"Proposed: {len(teams)} {'team' if len(teams) == 1 else 'teams'} of the export that held "
                f"{counts[name]:,} tickets; "
                + ("nothing says whose they are: move them." if name == UNDECIDED else f"named like {name}."),
            ),
        )
        for name, teams in by_department.items()
    ]


def _written(attributed: Attributed, additions: Iterable[Addition], covered: int) -> Proposal:
    text, put = attributed.taxonomy.text, []
    lines = [f"{attributed.count_open:,} of {attributed.count_complaints:,} complaints are unattributed."]
    for each in additions:
        try:
            text = with_addition(text, each)
        except InputError as error:
            lines.append(f"Left out {each.department} {each.issue}: {error}")
            continue
        put.append(each)
    issues, teams = sum(1 for each in put if each.issue), sum(len(each.teams) for each in put)
    if put:
        lines.append(
            f"Proposed: {issues} {'issue' if issues == 1 else 'issues'} that would reach {covered:,} of the "
            f"{int(attributed.is_open.sum()):,} read, and {teams} {'team' if teams == 1 else 'teams'}."
        )
    else:
        lines.append("Nothing is proposed: no value, phrase or team stands out among them.")
    if any(each.department == UNDECIDED for each in put):
        lines.append(f"{UNDECIDED} is a placeholder: move what stands under it to a department, or take it out.")
    head = "".join(f"# {line}\n" for line in ["Proposals are marked; check, move and edit them before use.", *lines])
    return Proposal(head + text, tuple(put), tuple(lines))
