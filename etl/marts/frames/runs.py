"""Runs, which are never rewritten, and the changes from one to the next."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Subquery

from etl import model
from etl.attribution.signals import BY_NAME
from etl.marts.core.aliases import name_now
from etl.marts.core.formatting import count, decimals
from etl.marts.frames.taxonomy_changes import taxonomy_changes
from etl.marts.shares.scope import Scope
from etl.taxonomy import Taxonomy, parse_taxonomy

EXAMPLES = 20
MOST_EXPLAINED = 5_000
"""Most moved complaints that are explained, drawn at random, so that a large store answers in seconds."""
_RECURRING = [name for name, signal in BY_NAME.items() if signal.recurs]
"""Signals whose evidence recurs. The others are left out: their weights differ a little in every run."""
_KEYS = ["source", "ticket_id"]


@dataclass(frozen=True)
class Moved:
    """Complaints that a run attributed differently.

    Attributes
    ----------
    tickets, stayed
        Complaints that both runs answered, and those of them with the same main department.
    pairs
        One row per change of main department, the most complaints first: from, to, complaints (int), because (str: new
        evidence for the later answer).
    reasons
        Sentences on what changed in the taxonomy, the engine, the rulings, and in the tickets themselves.
    examples
        One row per ticket, some of each pair: source, ticket_id, from, to, because.
    text
        "12 of 340 complaints have another department than before".
    """

    tickets: int
    stayed: int
    pairs: pd.DataFrame
    reasons: tuple[str, ...]
    examples: pd.DataFrame
    text: str


def all_runs(scope: Scope) -> pd.DataFrame:
    """Every run, newest first.

    Returns
    -------
    DataFrame
        One row per run: run_id, load_id, started_at (UTC), engine_version, taxonomy_name, taxonomy_hash, tickets (int,
        that it answered), in_force (int, tickets whose answer in force is its own), threshold (float, missing where
        unknown), rulings (int, that it learnt from).
    """
    r, a, t = model.runs.c, model.attributions.c, model.tickets.c
    names = ("run_id", "load_id", "started_at", "engine_version", "taxonomy_name", "taxonomy_hash", "learnt")
    runs = _frame(scope.connection, sa.select(*(r[name] for name in names)).order_by(r.run_id.desc()))
    key = a.source + ":" + a.ticket_id
    answered = sa.select(a.run_id, sa.func.count(key.distinct()).label("tickets")).group_by(a.run_id)
    in_force = sa.select(t.run_id, sa.func.count().label("in_force")).group_by(t.run_id)
    for select in (answered, in_force):
        runs = runs.merge(_frame(scope.connection, select), how="left", on="run_id")
    learnt = [json.loads(text) for text in runs["learnt"]]
    return runs.drop(columns="learnt").assign(
        tickets=runs["tickets"].fillna(0).astype("int64"),
        in_force=runs["in_force"].fillna(0).astype("int64"),
        threshold=pd.Series([each.get("threshold") for each in learnt], dtype="float64"),
        rulings=pd.Series([each.get("counts", {}).get("rulings", 0) for each in learnt], dtype="int64"),
    )


def moved(scope: Scope, run_id: int, before: int | None = None) -> Moved:
    """Complaints that a run attributes differently from the answers before it.

    A complaint counts as a whole, by the department with its largest share (the first by name among equals). Names are
    those of the later run's taxonomy, so a renaming with an alias moves nothing.

    Parameters
    ----------
    before
        The run to compare with; None: each ticket's latest answer before this run.
    """
    connection = scope.connection
    later = _run(connection, run_id)
    taxonomy = parse_taxonomy(later["taxonomy_text"])
    both = _both(connection, run_id, before, taxonomy)
    has_moved = both["from"] != both["to"]
    tickets, stayed = len(both), int((~has_moved).sum())
    changed = both[has_moved].reset_index(drop=True)
    if len(changed) > MOST_EXPLAINED:
        explained = changed.sample(MOST_EXPLAINED, random_state=0).sort_index()
    else:
        explained = changed
    explained = explained.assign(because=_because(connection, explained, run_id, taxonomy))
    reasons = _reasons(connection, later, taxonomy, both, before)
    text = f"{count(len(changed))} of {count(tickets)} complaints have another department than before"
    return Moved(tickets, stayed, _pairs(changed, explained), reasons, _examples(explained), text)


def _run(connection: sa.Connection, run_id: int) -> dict[str, Any]:
    return dict(connection.execute(sa.select(model.runs).where(model.runs.c.run_id == run_id)).mappings().one())


def _main(name: str) -> Subquery:
    """Department with the largest share of each ticket in each run: run_id, source, ticket_id, department."""
    a = model.attributions.c
    ticket = (a.run_id, a.source, a.ticket_id)
    place = sa.func.row_number().over(partition_by=ticket, order_by=(a.share.desc(), a.department)).label("place")
    ranked = sa.select(*ticket, a.department, place).subquery(f"{name}_ranked")
    return sa.select(ranked).where(ranked.c.place == 1).subquery(name)


def _both(connection: sa.Connection, run_id: int, before: int | None, taxonomy: Taxonomy) -> pd.DataFrame:
    """One row per complaint that both answered: source, ticket_id, from, to, run_before, is_newer."""
    t, now, old = model.tickets, _main("now"), _main("old")
    earlier = old.c.run_id < run_id if before is None else old.c.run_id == before
    place = sa.func.row_number().over(partition_by=(old.c.source, old.c.ticket_id), order_by=old.c.run_id.desc())
    last = sa.select(old, place.label("nth")).where(earlier).subquery("last")
    same = (last.c.source == now.c.source, last.c.ticket_id == now.c.ticket_id, last.c.nth == 1)
    own = (t.c.source == now.c.source, t.c.ticket_id == now.c.ticket_id)
    select = sa.select(
        now.c.source, now.c.ticket_id, last.c.department.label("from"), now.c.department.label("to"),
        last.c.run_id.label("run_before"), (t.c.load_id == run_id).label("is_newer"),
    )  # fmt: skip
    joined = select.select_from(now.join(last, sa.and_(*same)).join(t, sa.and_(*own)))
    counted = joined.where(now.c.run_id == run_id, t.c.kind == "complaint", t.c.excluded_as.is_(None))
    rows = _frame(connection, counted.order_by(now.c.source, now.c.ticket_id))
    names = {name: name_now(name, None, taxonomy)[0] for name in {*rows["from"], *rows["to"]}}
    return rows.assign(**{side: rows[side].map(names).astype("str") for side in ("from", "to")})


def _because(connection: sa.Connection, changed: pd.DataFrame, run_id: int, taxonomy: Taxonomy) -> pd.Series[str]:
    """The heaviest evidence for each later answer that is new, or else for the earlier answer that is gone."""
    evidence = _evidence(connection, changed, run_id, taxonomy)
    found: list[str] = []
    for row in changed.to_dict("records"):
        key = (row["source"], row["ticket_id"])
        now, before = (evidence.get((run, *key), {}) for run in (run_id, row["run_before"]))
        fresh = [seen for seen in now if seen[0] == row["to"] and seen not in before]
        gone = [seen for seen in before if seen[0] == row["from"] and seen not in now]
        if fresh:
            found.append(f"{fresh[0][1]} “{fresh[0][2]}” speaks for {row['to']}")
        elif gone:
            found.append(f"{gone[0][1]} “{gone[0][2]}” no longer speaks for {row['from']}")
        elif row["is_newer"]:
            found.append("a newer version of the ticket was loaded")
        else:
            found.append("the same evidence, weighed differently")
    return pd.Series(found, index=changed.index, dtype="str")


def _evidence(
    connection: sa.Connection, changed: pd.DataFrame, run_id: int, taxonomy: Taxonomy
) -> dict[tuple[Any, ...], dict[Any, None]]:
    """Recurring evidence by run, source and id, the heaviest first: (department, signal, detail)."""
    e, found = model.evidence.c, dict[tuple[Any, ...], dict[Any, None]]()
    if changed.empty:
        return found
    runs = [run_id, *changed["run_before"].unique().tolist()]
    select = sa.select(e.run_id, e.source, e.ticket_id, e.department, e.signal, e.detail)
    select = select.where(e.run_id.in_([int(run) for run in runs]), e.signal.in_(_RECURRING))
    select = select.where(e.ticket_id.in_(changed["ticket_id"].tolist())).order_by(e.weight.desc(), e.detail)
    for run, source, ticket_id, department, signal, detail in connection.execute(select):
        seen = (name_now(department, None, taxonomy)[0], signal, detail)
        found.setdefault((run, source, ticket_id), {})[seen] = None
    return found


def _pairs(changed: pd.DataFrame, explained: pd.DataFrame) -> pd.DataFrame:
    if changed.empty:
        return pd.DataFrame({"from": [], "to": [], "complaints": [], "because": []}).astype(
            {"from": "str", "to": "str", "complaints": "int64", "because": "str"}
        )
    pairs = changed.groupby(["from", "to"]).size().rename("complaints").reset_index()
    grounds = explained.groupby(["from", "to"])["because"].agg(_commonest).reset_index()
    pairs = pairs.merge(grounds, how="left", on=["from", "to"])
    return pairs.sort_values(["complaints", "from", "to"], ascending=[False, True, True], ignore_index=True)


def _commonest(because: pd.Series[str]) -> str:
    """The three commonest grounds of some moves, with their counts."""
    counts = because.value_counts().sort_index().sort_values(ascending=False, kind="stable").head(3)
    return "; ".join(f"{ground} ({count(number)})" for ground, number in counts.items())


def _examples(changed: pd.DataFrame) -> pd.DataFrame:
    """Examples: the first of each pair, then the second of each, and so on, as far as there is room."""
    nth = changed.groupby(["from", "to"]).cumcount()
    chosen = changed.assign(nth=nth).sort_values(["nth", "from", "to"], kind="stable").head(EXAMPLES)
    return chosen[[*_KEYS, "from", "to", "because"]].reset_index(drop=True)


def _reasons(
    connection: sa.Connection, later: dict[str, Any], taxonomy: Taxonomy, both: pd.DataFrame, before: int | None
) -> tuple[str, ...]:
    """Sentences on what differs between a run and those before it."""
    last = before if before is not None else (int(both["run_before"].max()) if len(both) else None)
    if last is None:
        return ("No ticket was attributed before: there is nothing to compare with.",)
    earlier = _run(connection, last)
    told = list(taxonomy_changes(parse_taxonomy(earlier["taxonomy_text"]), taxonomy))
    if earlier["engine_version"] != later["engine_version"]:
        told.append(f"The engine's version went from {earlier['engine_version']} to {later['engine_version']}.")
    learnt = [json.loads(run["learnt"]) for run in (earlier, later)]
    asked = [each.get("threshold") for each in learnt]
    if None not in asked and round(asked[0], 2) != round(asked[1], 2):
        told.append(f"The confidence required of an answer went from {decimals(asked[0])} to {decimals(asked[1])}.")
    taught = [each.get("counts", {}).get("rulings", 0) for each in learnt]
    if taught[0] != taught[1]:
        told.append(f"The number of rulings that it learned from went from {count(taught[0])} to {count(taught[1])}.")
    if newer := int(both["is_newer"].sum()):
        told.append(f"A newer version of {count(newer)} of these tickets came with the load.")
    same = "The same taxonomy, engine version and number of rulings"
    return tuple(told) or (f"{same}." if both["from"].equals(both["to"]) else f"{same}; what it learnt differs.",)


def _frame(connection: sa.Connection, select: sa.Select[Any]) -> pd.DataFrame:
    result = connection.execute(select)
    return pd.DataFrame.from_records(list(result), columns=list(result.keys()))
