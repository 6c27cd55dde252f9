"""The whole join: one row per ticket, as in a flat export."""

from __future__ import annotations

from collections.abc import Iterator

from etl.sources.landed.changes import bring_changes, put_solved, put_team
from etl.sources.landed.comments import put_comments
from etl.sources.landed.companions import put_beside, put_custom, put_lists
from etl.sources.landed.connectors import is_own
from etl.sources.landed.joined import Joined
from etl.sources.landed.landing import newest_first
from etl.sources.landed.naming import bare
from etl.sources.landed.people import bring_names, put_names
from etl.sources.landed.product import At, Product
from etl.sources.landed.scope import Scope, literal, quoted, spelt_out

LINE, KEY = quoted("place in the table"), quoted("key in the table")
"""Columns of ``tickets`` that aren't part of the flat export."""

_NO_WORDS = ("id", "ids", "url", "link")
"""Endings of the names of key and address columns, which hold no information about a ticket."""


def join(joined: Joined) -> list[str]:
    """Make the tables ``tickets`` (position, key and the flat export's columns) and ``changes``.

    Returns
    -------
    list of str
        The flat export's columns.
    """
    scope = joined.landing.scope(At(joined.product.tickets), joined.product.deleted)
    assert scope is not None, "a product is only taken where its table of tickets is there"
    bring_names(joined)
    _bring_tickets(joined, scope)
    bring_changes(joined)
    for step in (put_names, put_beside, put_lists, put_custom, put_comments, put_solved, put_team):
        step(joined)
    cells = [f"coalesce({', '.join(sql)}, null) as {quoted(name)}" for name, sql in joined.found.items()]
    joined.make(
        "tickets",
        f"select base.line as {LINE}, base.key as {KEY}, {', '.join(cells)} from base {' '.join(joined.joins)}",
    )
    return list(joined.found)


def _bring_tickets(joined: Joined, scope: Scope) -> None:
    """Make the table ``base``: the latest version of each ticket that isn't deleted, with its own columns."""
    product, part = joined.product, scope.parts[0]
    flat = _own_columns(joined, scope)
    key = f"id_text({scope.first(product.key)})"
    cells = {"key": key, "shown": f"id_text({scope.first((*product.shown, *product.key))})"}
    cells |= {"created": scope.first(product.created), "requester": f"id_text({scope.first(product.requester)})"}
    cells |= {f"flat {name}": f"utc({sql})" for name, sql in flat.items()}
    cells |= {f"id {place}": f"id_text({scope.first(named.id)})" for place, named in enumerate(product.named)}
    gone = scope.gone
    if product.deleted_states and product.status in flat:
        states = ", ".join(map(literal, product.deleted_states))
        gone = f"({gone} or coalesce(lower({flat[product.status]}) in ({states}), false))"
    listed = ", ".join(f"{sql} as {quoted(name)}" for name, sql in cells.items())
    # Rows without an id aren't versions of one another: each is validated, and refused, by itself.
    one = f"partition by coalesce({key}, 'row ' || {scope.order})"
    order = f"{newest_first(part, product.updated)}, {scope.order} desc"
    joined.make(
        "versions",
        f"select {scope.order} as line, {gone} as gone, row_number() over ({one} order by {order}) as version, "
        f"{listed} from {scope.source}",
    )
    joined.make("base", "select * from versions where version = 1 and not gone")
    _tell_left_out(joined)
    joined.run("drop table versions")
    joined.found = {"id": ["base.shown"], **{name: [f"base.{quoted(f'flat {name}')}"] for name in flat}}
    joined.found[product.id_column] = ["base.shown"]


def _own_columns(joined: Joined, scope: Scope) -> dict[str, str]:
    """Column of the flat export to its SQL in the table of tickets; undeclared columns keep their names."""
    product = joined.product
    declared = [*product.columns.values(), *(named.id for named in product.named)]
    declared += [product.key, product.shown, product.deleted]
    taken = {bare(each) for paths in declared for path in paths for each in (path, path.partition(".")[0])}
    taken |= {bare(custom.at.inside[0]) for custom in product.custom if custom.at.inside}
    taken -= {bare(name) for name in product.whole}
    # A custom field named like one of the product's keeps its prefix.
    used = {name.casefold() for name in _declared_names(product)}
    flat: dict[str, str] = {}
    table = joined.landing.named(product.tickets) or ""
    for part, each in zip(scope.parts, (table, joined.landing.rest(table)), strict=False):
        for name, spelt in joined.landing.spelling(each).items() if each else ():
            if not (is_own(spelt) or name in taken or name.endswith((*_NO_WORDS, *product.wordless))):
                short = spelt.removeprefix(product.custom_prefix)
                own = spelt if not short or short.casefold() in used else short
                if own.casefold() not in used:
                    used.add(own.casefold())
                    flat[own] = part.columns[name]
    # Declared columns come last, so that they take precedence over the same value in a JSON column.
    for name, paths in product.columns.items():
        if scope.has(paths):
            flat.pop(name, None)
            flat[name] = spelt_out(scope.first(paths), product.codes.get(name, {}))
    return flat


def _declared_names(product: Product) -> Iterator[str]:
    """Columns of the flat export that a product's declaration fills."""
    yield from ("id", "audits", "custom_fields", product.id_column, product.body, product.reply)
    yield from product.columns
    for filled in (*(named.into for named in product.named), *(beside.columns for beside in product.beside)):
        yield from filled
    yield from filter(None, (product.replies, product.solved, product.team, *(each.column for each in product.lists)))


def _tell_left_out(joined: Joined) -> None:
    joined.count_rows, joined.count_deleted, older = joined.run(
        "select count(*), count(*) filter (version = 1 and gone), count(*) filter (version > 1) from versions"
    ).fetchone()
    joined.count_whole = joined.run(
        "select count(*) from base where key is not null and created is not null"
    ).fetchone()[0]
    if joined.count_deleted:
        joined.notes.append(f"{joined.count_deleted:,} tickets are marked as deleted and stay out.")
    if older:
        joined.notes.append(f"{older:,} rows are older versions of a ticket; its newest is read.")
