"""Replaces ids of teams, people and organisations by names."""

from __future__ import annotations

from etl.sources.landed.joined import Joined, names_of
from etl.sources.landed.landing import newest_first
from etl.sources.landed.product import At, Lookup, Named, Paths
from etl.sources.landed.scope import NOTHING, quoted


def bring_names(joined: Joined) -> None:
    """Make a table for each lookup: key, label, role, and other columns in use."""
    for name, lookup in joined.product.lookups.items():
        asked = _asked_of(joined, name, lookup)
        scope = joined.landing.scope(At(lookup.names))
        if scope is None:
            cells = ", ".join(f"{NOTHING} as {quoted(each)}" for each in ("key", *asked))
            joined.make(names_of(name), f"select {cells} limit 0")
            continue
        key = f"id_text({scope.first(lookup.key)})"
        cells = ", ".join(f"{scope.first(paths)} as {quoted(each)}" for each, paths in asked.items())
        # Deleted groups and people keep their names, so deleted rows stay.
        order = f"{scope.gone}, {newest_first(scope.parts[0], ())}"
        joined.make(
            names_of(name),
            f"select {key} as key, {cells} from {scope.source} where {key} is not null "
            f"qualify row_number() over (partition by {key} order by {order}) = 1",
        )


def _asked_of(joined: Joined, name: str, lookup: Lookup) -> dict[str, Paths]:
    roles = [comments.role for comments in joined.product.comments if comments.users == name]
    asked: dict[str, Paths] = {"label": lookup.label, "role": roles[0] if roles else ()}
    for named in joined.product.named:
        if named.lookup == name:
            asked |= named.into
    return asked


def put_names(joined: Joined) -> None:
    """Replace the tickets' ids by names; an id without a name stays, and is reported."""
    for place, named in enumerate(joined.product.named):
        key, alias = f"base.{quoted(f'id {place}')}", f"named{place}"
        joined.joins.append(f"left join {names_of(named.lookup)} as {alias} on {alias}.key = {key}")
        for column in named.into:
            joined.found.setdefault(column, []).insert(0, f"{alias}.{quoted(column)}")
        if named.keeps_id:
            joined.found[next(iter(named.into))].append(key)
        _tell_unnamed(joined, key, named)


def _tell_unnamed(joined: Joined, key: str, named: Named) -> None:
    names = joined.product.lookups[named.lookup].names
    count, ids, example = joined.run(
        f"select count(*), count(distinct {key}), min({key}) from base anti join {names_of(named.lookup)} as n "
        f"on n.key = {key} and n.label is not null where {key} is not null"
    ).fetchone()
    if not count:
        return
    if (table := joined.landing.named(names)) is None:
        how = "ids stand in place of names" if named.keeps_id else "its names are missing"
        told = f"No table {names[0]}: {how} in {count:,} tickets."
    else:
        how = "they stand as they are" if named.keeps_id else "they are left out"
        told = f"{table} has no name for {ids:,} of {named.id[0]} in {count:,} tickets, such as {example[:80]}: {how}."
    if told not in joined.notes:
        joined.notes.append(told)
