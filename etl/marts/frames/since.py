"""The figures of a state of the store, and what has changed since another."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.ledger.links import Said
from etl.marts.core.formatting import count, number_of, percent_finely
from etl.marts.frames.store_status import data_state
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope


def said(scope: Scope) -> Said:
    """Figures of a scope's state under its filters."""
    found = compute(scope, ("complaints", "share_elsewhere"))
    share, state = found["share_elsewhere"], data_state(scope)
    version = sa.select(model.runs.c.engine_version).order_by(model.runs.c.run_id.desc()).limit(1)
    return Said(
        complaints=found["complaints"].value,
        share=share.value,
        low=share.low,
        high=share.high,
        tickets=state.tickets,
        rulings=_ruled(scope.rulings),
        taxonomy_name=scope.taxonomy.name,
        taxonomy_hash=scope.taxonomy.hash,
        engine_version=scope.connection.execute(version).scalar() or "",
        data_until=state.as_of,
    )


def changes(then: Said, now: Said) -> tuple[str, ...]:
    """Changes between two states under the same filters, one sentence each; empty where nothing changed."""
    told = []
    if _whole(then.complaints) != _whole(now.complaints):
        told.append(f"Complaints: {_whole(then.complaints)} then, {_whole(now.complaints)} now.")
    if then.share is not None or now.share is not None:
        told.append(moved_words(then.share, now.share))
    if added := now.tickets - then.tickets:
        is_one = abs(added) == 1
        gone = f"{'is' if is_one else 'are'} gone: a load was undone"
        how = gone if added < 0 else "was added" if is_one else "were added"
        told.append(f"{number_of(abs(added), 'ticket')} {how}.")
    if then.taxonomy_name != now.taxonomy_name:
        told.append(f"The departments and causes are those of {now.taxonomy_name}; they were those of "
                    f"{then.taxonomy_name}.")  # fmt: skip
    elif then.taxonomy_hash != now.taxonomy_hash:
        told.append("Departments or causes were edited.")
    if then.engine_version != now.engine_version:
        told.append("Complaints were attributed anew, by a newer version of Headwater.")
    if now.rulings != then.rulings:
        told.append(f"Rulings by people: {count(then.rulings)} then, {count(now.rulings)} now.")
    return () if replace(then, made_at=None) == replace(now, made_at=None) else tuple(told)


def moved_words(before: float | None, after: float | None) -> str:
    """Change of the headline: "Caused elsewhere: 92.1 % then, 92.0 % now."."""
    first, last = percent_finely(before), percent_finely(after)
    if first == last:
        return f"Caused elsewhere: {last}, as then."
    return f"Caused elsewhere: {first} then, {last} now."


def _whole(number: float | None) -> str:
    return count(None if number is None else round(number))


def _ruled(rulings: pd.DataFrame | None) -> int:
    """Number of tickets on whose origin people ruled."""
    if rulings is None:
        return 0
    ruled = rulings.loc[rulings["is_ruled"], ["source", "ticket_id"]]
    return len(ruled.drop_duplicates())


def dated(found: Said, noted: Said) -> Said:
    """Figures of a state, with the time at which they were recorded."""
    return replace(found, made_at=noted.made_at)


def effect_words(what: str, before: float | None, after: float | None) -> str:
    """Effect of decisions on the headline: "This decision moved the headline from 92.1 % to 92.0 %."."""
    if before is None or after is None:
        return f"{what} can't be compared: there is no headline."
    first, last = percent_finely(before), percent_finely(after)
    if first == last:
        return f"{what} left the headline at {last}."
    return f"{what} moved the headline from {first} to {last}."
