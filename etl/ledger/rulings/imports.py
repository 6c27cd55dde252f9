"""Turn the lines of a file into rulings, and add each to the ledger once."""

from __future__ import annotations

import uuid
from collections.abc import Hashable, Iterable
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.errors import InputError
from etl.ledger.rulings.record import record, whole
from etl.ledger.rulings.ruling import KIND, SKIP, Drawn, Ruling, Share, Terms, drawn_of, rulings_of, terms_of
from etl.model import NONE_OF_THESE, UNATTRIBUTED
from etl.store import Ledger
from etl.taxonomy import Taxonomy

Line = dict[str, Any]


def import_rulings(ledger: Ledger, rulings: pd.DataFrame, taxonomy: Taxonomy | None = None) -> int:
    """Add rulings that the ledger doesn't have yet, all of them or none, and count the rows added.

    A ruling without a time is new only if its author hasn't attributed the ticket in exactly this way before; it gets
    the time of the import. A ruling on a ticket that isn't in the store is kept: its export may come later.

    Parameters
    ----------
    rulings
        As `etl.ledger.rulings.read_rulings` gives them.
    taxonomy
        Departments that a ruling may name, by their names or earlier names; None: any.

    Raises
    ------
    InputError
        If a department is unknown, or shares don't sum to 1; the message names the line.
    """
    if taxonomy is not None:
        rulings = _named_as_now(rulings, taxonomy)
    now = datetime.now(UTC).replace(tzinfo=None)
    known = rulings_of(ledger.read(sa.select(model.rulings)), taxonomy)
    groups = {each.group for each in known}
    timed: _Sources = {}
    untimed: _Sources = {}
    for each in known:
        timed.setdefault((_key(each), each.ruled_at), set()).add(each.source)
        untimed.setdefault(_key(each), set()).add(each.source)
    fresh: list[Ruling] = []
    for ruling, has_time in _gathered(rulings, now):
        said = timed.get((_key(ruling), ruling.ruled_at)) if has_time else untimed.get(_key(ruling))
        if not _covers(said, ruling.source) and ruling.group not in groups:
            fresh.append(ruling)
            groups.add(ruling.group)
    record(ledger, *fresh)
    return sum(len(each.rows()) for each in fresh)


def rulings_of_file(rulings: pd.DataFrame) -> list[Ruling]:
    """Rulings from a file's lines, by the time at which they were made; those without a time last, in file order."""
    made = [ruling for ruling, _ in _gathered(rulings, datetime.now(UTC).replace(tzinfo=None))]
    return sorted(made, key=lambda ruling: ruling.ruled_at)


_Sources = dict[Hashable, set[str | None]]


def _covers(said: set[str | None] | None, source: str | None) -> bool:
    """Whether earlier rulings on an id apply to this source's ticket; either without a source applies to any."""
    return said is not None and (source is None or None in said or source in said)


def _key(ruling: Ruling) -> tuple[Hashable, ...]:
    shares = frozenset((share.department, share.issue, round(share.share, 6)) for share in ruling.shares)
    refers_to = None if ruling.is_deciding else ruling.refers_to
    kind = ruling.kind if ruling.action == KIND else None
    return (
        ruling.ticket_id,
        ruling.author,
        ruling.is_deciding,
        kind,
        ruling.about,
        ruling.proposed,
        refers_to,
        shares,
    )


def _gathered(rulings: pd.DataFrame, now: datetime) -> Iterable[tuple[Ruling, bool]]:
    """Each ruling of the file, and whether the file says when it was made."""
    plain = rulings.reindex(columns=list(_WANTED)).astype(object)
    groups: dict[Hashable, list[Line]] = {}
    for number, *values in plain.where(plain.notna(), None).itertuples(name=None):
        line: Line = dict(zip(_WANTED, values, strict=True))
        told = ("source", "ticket_id", "author", "ruled_at", "action", "about", "kind")
        key = line["ruling_group"] or tuple(line[name] for name in told)
        groups.setdefault(key, []).append({**line, "line": number})
    for group in groups.values():
        for one in _contradicting(group):
            yield _ruling(one, now), one[0]["ruled_at"] is not None


_WANTED = (
    "ticket_id", "department", "issue", "share", "author", "reason", "ruled_at", "source", "action", "about", "outcome",
    "speaks_for", "sample", "engine_department", "engine_run_id", "ruling_group", "refers_to", "kind", *Drawn._fields,
    *Terms._fields,
)  # fmt: skip


def _contradicting(group: list[Line]) -> list[list[Line]]:
    """Lines of one ruling; if each attributes the whole ticket to a different department, they are separate rulings."""
    distinct = list({(line["department"], line["issue"], line["share"]): line for line in group}.values())
    if len(distinct) > 1 and all(line["share"] == 1 for line in distinct):
        return [[line] for line in distinct]
    return [distinct]


def _ruling(lines: list[Line], now: datetime) -> Ruling:
    first = lines[0]
    action = first["action"] or _action(lines)
    shares: tuple[Share, ...] = ()
    if action == "cannot_tell":
        shares = (Share(UNATTRIBUTED),)
    elif action not in (KIND, "dispute", "withdraw", SKIP):
        shares = _shares(lines)
    moment, run_id = first["ruled_at"], first["engine_run_id"]
    return Ruling(
        group=first["ruling_group"] or uuid.uuid4().hex,
        source=first["source"],
        ticket_id=first["ticket_id"],
        action=action,
        shares=shares,
        author=first["author"],
        ruled_at=now if moment is None else pd.Timestamp(moment).to_pydatetime(),
        proposed=first["department"] if action == "dispute" else None,
        engine_run_id=None if run_id is None else int(run_id),
        drawn=drawn_of(first),
        terms=terms_of(first),
        **{name: first[name] for name in _AS_GIVEN},
    )


_AS_GIVEN = ("reason", "about", "refers_to", "outcome", "speaks_for", "sample", "engine_department", "kind")


def _action(lines: list[Line]) -> str:
    if len(lines) > 1:
        return "split"
    return "cannot_tell" if lines[0]["department"].casefold() == UNATTRIBUTED.casefold() else "assign"


def _shares(lines: list[Line]) -> tuple[Share, ...]:
    try:
        return whole([Share(line["department"], line["issue"], line["share"]) for line in lines])
    except InputError as error:
        numbers = " and ".join(str(line["line"]) for line in lines)
        raise InputError(f"Rulings, line {numbers}: ticket {lines[0]['ticket_id']}. {error}") from error


def unknown_issues(rulings: pd.DataFrame, taxonomy: Taxonomy) -> list[str]:
    """Issues of a rulings file that their departments don't have, as "Logistics: Late", each once, in order."""
    named = rulings.dropna(subset=["department", "issue"])
    found = []
    for department, issue in dict.fromkeys(zip(named["department"], named["issue"], strict=True)):
        known = taxonomy.department_named(department)
        if known is not None and known.issue_named(issue) is None:
            found.append(f"{known.name}: {issue}")
    return found


def _named_as_now(rulings: pd.DataFrame, taxonomy: Taxonomy) -> pd.DataFrame:
    """Departments and issues by the taxonomy's names; earlier names are resolved, unknown departments refused."""
    named = rulings.copy()
    for column in ("department", "about", "speaks_for"):
        if column in named.columns:
            given = zip(named.index, named[column], strict=True)
            now = [_name_now(taxonomy, value, line) for line, value in given]
            named[column] = pd.Series(now, index=named.index, dtype="str")
    if {"department", "issue"} <= set(named.columns):
        both = zip(named["department"], named["issue"], strict=True)
        now = [_issue_now(taxonomy, department, issue) for department, issue in both]
        named["issue"] = pd.Series(now, index=named.index, dtype="str")
    return named


def _issue_now(taxonomy: Taxonomy, department: Any, issue: Any) -> Any:
    if not isinstance(department, str) or not isinstance(issue, str):
        return None
    known = taxonomy.department_named(department)
    found = known.issue_named(issue) if known else None
    return issue if found is None else found.name


def _name_now(taxonomy: Taxonomy, name: Any, line: Any) -> Any:
    if not isinstance(name, str):
        return None
    for kept in (UNATTRIBUTED, NONE_OF_THESE):
        if name.casefold() == kept.casefold():
            return kept
    found = taxonomy.department_named(name)
    if found is None:
        raise InputError(
            f"Rulings, line {line}: the taxonomy {taxonomy.name} has no department {name!r}. "
            f"It has {', '.join(taxonomy.names)}."
        )
    return found.name
