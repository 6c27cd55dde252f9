"""The exports' teams: how many tickets each held, and the department it belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.errors import InputError
from etl.locales import number
from etl.store.base import read_frame
from etl.store.stored_chunks import parse_fields
from etl.taxonomy import Taxonomy, parse_taxonomy
from etl.taxonomy.assigning import with_teams
from etl.text.comparable import fold

NOT_ASSIGNED = "– not assigned"
NEW_DEPARTMENT = "+ a new department, named as the team"
MOST_TEAMS = 1_000
"""Maximum teams listed; if there are more, the column isn't of teams."""
_EXCERPT = 90
_FIELDS_READ = 500
_NAMES_A_TEAM = re.compile(
    r"\b(teams?|groups?|queues?|departments?|desks?|units?|squads?|agenc(y|ies)|afdeling|wachtrij|groep|abteilung|gruppe"
    r"|équipe|equipe|groupe|service|equipo|grupo|cola|departamento|fila|setor)\b"
)
_MOST_VALUES = 60
"""Maximum values of a possible column of teams."""

_COLUMNS = {"team": "str", "tickets": "int64", "first_contacts": "int64", "example": "str", "department": "str",
            "looks_like": "str"}  # fmt: skip


def teams_table(connection: sa.Connection, text: str) -> pd.DataFrame:
    """Teams, queues and groups in tickets and their changes, with their departments.

    Persons among them are pseudonyms, as everywhere in the store.

    Parameters
    ----------
    text
        The taxonomy that is edited.

    Returns
    -------
    DataFrame
        One row per team (names that differ in case and spaces are one), those without a department first, of them
        those with most tickets: team (str),
        tickets (int: tickets that count and that it held at some time), first_contacts (int: those that it held
        first, as far as that is known), example (str: subject or first words of one of its tickets, a complaint where
        there is one; empty where no ticket has a text), department (str: that it belongs to; empty for none),
        looks_like (str: department whose name or teams share a word with an unassigned team; empty unknown).
    """
    taxonomy = parse_taxonomy(text)
    held, first, examples = (_named(connection, question()) for question in (_held, _first, _examples))
    rows: dict[str, dict[str, object]] = {}
    for team, count in held.itertuples(index=False):
        new = dict.fromkeys(_COLUMNS, "") | {"team": team, "tickets": 0, "first_contacts": 0}
        row = rows.setdefault(_key(team), new)
        row["tickets"] = int(str(row["tickets"])) + int(count)
    for team, count in first.itertuples(index=False):
        row = rows[_key(team)]
        row["first_contacts"] = int(str(row["first_contacts"])) + int(count)
    for team, subject, body in examples.itertuples(index=False):
        row = rows[_key(team)]
        row["example"] = row["example"] or _excerpt(subject) or _excerpt(body)
    for row in rows.values():
        name = str(row["team"])
        row["department"] = taxonomy.department_of_team(name) or ""
        row["looks_like"] = "" if row["department"] else alike(taxonomy, name)
    frame = pd.DataFrame(list(rows.values()), columns=list(_COLUMNS)).astype(_COLUMNS)
    frame = frame.assign(is_known=frame["department"] != "")
    frame = frame.sort_values(["is_known", "tickets", "team"], ascending=[True, False, True], ignore_index=True)
    return frame.drop(columns="is_known").head(MOST_TEAMS)


def alike(taxonomy: Taxonomy, team: str) -> str:
    """Department whose name or teams share a word of four letters or more with the team; empty unless just one."""
    words = {word for word in fold(team).split() if len(word) > 3}
    found = [
        department.name
        for department in taxonomy.departments
        if words & {word for name in (department.name, *department.teams) for word in fold(name).split()}
    ]
    return found[0] if len(found) == 1 else ""


def choices(taxonomy: Taxonomy, more: tuple[str, ...] = ()) -> list[str]:
    """Choices for a team: nobody, a department, one of `more` (to be created), or a new one with its name."""
    return [NOT_ASSIGNED, *dict.fromkeys((*taxonomy.names, *more)), NEW_DEPARTMENT]


def assigned(text: str, chosen: Mapping[str, str]) -> str:
    """Taxonomy text with a person's assignment of teams.

    Parameters
    ----------
    chosen
        Team to one of `choices`.

    Raises
    ------
    InputError
        As `etl.taxonomy.assigning.with_teams`; and if nothing was chosen.
    """
    if not chosen:
        raise InputError("Nothing is changed yet. Choose a department for a team first.")
    told = {NOT_ASSIGNED: None}
    return with_teams(text, {team: team if to == NEW_DEPARTMENT else told.get(to, to) for team, to in chosen.items()})


def teams_are_known(table: pd.DataFrame) -> bool:
    """Whether no team waits for a department."""
    return not (table["department"] == "").any()


def teams_finding(table: pd.DataFrame) -> str:
    """Title of the page: how much of the teams' work has a department."""
    if table.empty:
        return "No export says which team held a ticket"
    is_open = table["department"] == ""
    if not is_open.any():
        return (
            "The one team has a department" if len(table) == 1 else f"All {number(len(table))} teams have a department"
        )
    some = f"{number(int(is_open.sum()))} of {number(len(table))} {'teams has' if is_open.sum() == 1 else 'teams have'}"
    return f"{'The one team has' if len(table) == 1 else some} no department yet"


def unread_columns(connection: sa.Connection) -> list[str]:
    """Columns of the exports that are named like teams but weren't read as such, with example values.

    Returns
    -------
    list of str
        Such as ``Queue (North, South, West …)``; looked for in some hundred tickets.
    """
    t = model.tickets.c
    select = sa.select(t.fields).where(t.fields.is_not(None)).order_by(t.row_hash).limit(_FIELDS_READ)
    fields = parse_fields(read_frame(connection, select)["fields"])
    found = []
    for name in fields.columns:
        values = fields[name].str.strip()
        counts = values[values.notna() & (values != "")].value_counts()
        if _NAMES_A_TEAM.search(name.casefold()) and 1 < len(counts) <= _MOST_VALUES:
            shown = ", ".join(str(value)[:40] for value in counts.index[:3])
            found.append(f"{name} ({shown}{' …' if len(counts) > 3 else ''})")
    return found


def _key(team: str) -> str:
    return " ".join(team.split()).casefold()


def _excerpt(text: object) -> str:
    words = " ".join(text.split()) if isinstance(text, str) else ""
    return words if len(words) <= _EXCERPT else f"{words[: _EXCERPT - 1].rstrip()}…"


def _named(connection: sa.Connection, select: Any) -> pd.DataFrame:
    frame = read_frame(connection, select)
    return frame[frame["team"].str.strip() != ""]


def _teams() -> sa.CompoundSelect[Any]:
    """Each team of each ticket, once."""
    t, e = model.tickets.c, model.events.c
    changes = e.field == "team"
    return sa.union(
        sa.select(t.source, t.ticket_id, t.team.label("team")).where(t.team.is_not(None)),
        sa.select(t.source, t.ticket_id, t.first_team).where(t.first_team.is_not(None)),
        sa.select(e.source, e.ticket_id, e.old_value).where(changes, e.old_value.is_not(None)),
        sa.select(e.source, e.ticket_id, e.new_value).where(changes, e.new_value.is_not(None)),
    )


def _held() -> sa.Select[Any]:
    named, t = _teams().subquery("named"), model.tickets
    same = sa.and_(t.c.source == named.c.source, t.c.ticket_id == named.c.ticket_id)
    counted = sa.func.sum(sa.case((t.c.excluded_as.is_(None), 1), else_=0)).label("tickets")
    select = sa.select(named.c.team, counted).join_from(named, t, same).group_by(named.c.team)
    return select.order_by(counted.desc(), named.c.team)


def _first() -> sa.Select[Any, int]:
    t = model.tickets.c
    first = sa.func.coalesce(t.first_team, sa.case((t.count_stations == 1, t.team))).label("team")
    return sa.select(first, sa.func.count()).where(t.excluded_as.is_(None), first.is_not(None)).group_by(first)


def _examples() -> sa.Select[Any]:
    """One ticket with a text per team: preferably a complaint, then one with a subject; deterministic."""
    named, t = _teams().subquery("named"), model.tickets
    same = sa.and_(t.c.source == named.c.source, t.c.ticket_id == named.c.ticket_id)
    order = (
        sa.case((t.c.kind == "complaint", 0), else_=1), sa.case((t.c.subject.is_not(None), 0), else_=1), t.c.row_hash,
    )  # fmt: skip
    place = sa.func.row_number().over(partition_by=named.c.team, order_by=order).label("place")
    ranked = sa.select(named.c.team, t.c.subject, sa.func.substr(t.c.body, 1, 400).label("body"), place)
    ranked = ranked.join_from(named, t, same).where(
        t.c.excluded_as.is_(None), sa.func.coalesce(t.c.subject, t.c.body).is_not(None)
    )
    found = ranked.subquery("ranked")
    return sa.select(found.c.team, found.c.subject, found.c.body).where(found.c.place == 1).order_by(found.c.team)
