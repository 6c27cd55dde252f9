"""Data on a ticket in other tables: one row per ticket, lists of words, custom fields."""

from __future__ import annotations

from etl.sources.landed.joined import Joined, names_of
from etl.sources.landed.landing import newest_first
from etl.sources.landed.product import At, Custom
from etl.sources.landed.scope import Scope, quoted


def put_beside(joined: Joined) -> None:
    """Add columns of tables with one row per ticket; they take precedence over the ticket's own."""
    for place, beside in enumerate(joined.product.beside):
        scope = joined.landing.scope(At(beside.names))
        if scope is None:
            continue
        key = f"id_text({scope.first(beside.key)})"
        columns = {name: paths for name, paths in beside.columns.items() if scope.has(paths)}
        cells = "".join(f", utc({scope.first(paths)}) as {quoted(name)}" for name, paths in columns.items())
        order = newest_first(scope.parts[0], ())
        joined.make(
            f"beside{place}",
            f"select {key} as key{cells} from {scope.source} where not {scope.gone} "
            f"qualify row_number() over (partition by {key} order by {order}) = 1",
        )
        joined.attach(f"beside{place}", {name: name for name in columns})


def put_lists(joined: Joined) -> None:
    """Join words that have a row each into one cell."""
    for place, listed in enumerate(joined.product.lists):
        scope = joined.landing.scope(listed.at)
        if scope is None or not scope.has(listed.word):
            continue
        word, source = scope.first(listed.word), scope.source
        if listed.lookup:
            source += f" left join {names_of(listed.lookup)} as n on n.key = id_text({word})"
            word = f"coalesce(n.label, {word})"
        words = "min(word)" if listed.is_one else "string_agg(distinct word, '; ' order by word)"
        joined.make(
            f"listed{place}",
            f"select key, {words} as words from (select "
            f"id_text({scope.first(listed.key)}) as key, {word} as word from {source} where not {scope.gone}) "
            "group by key",
        )
        joined.attach(f"listed{place}", {listed.column: "words"})


def put_custom(joined: Joined) -> None:
    """Add custom fields, named by their titles."""
    for place, custom in enumerate(joined.product.custom):
        scope = joined.landing.scope(custom.at)
        if scope is None or not scope.has(custom.value):
            continue
        titles, title = _titles(joined, custom, scope)
        joined.make(
            f"custom{place}",
            "select key, cast(json_group_object(title, value) as varchar) as fields from (select "
            f"id_text({scope.first(custom.key)}) as key, {title} as title, {scope.first(custom.value)} as value "
            f"from {scope.source}{titles}) where title is not null and value is not null group by key",
        )
        joined.attach(f"custom{place}", {"custom_fields": "fields"}, is_last=True)


def _titles(joined: Joined, custom: Custom, scope: Scope) -> tuple[str, str]:
    """SQL that joins the titles of fields, and SQL of a title; an untitled field keeps its id."""
    field = f"id_text({scope.first(custom.field)})"
    titles = joined.landing.scope(At(custom.titles)) if custom.titles else None
    if titles is None:
        return "", field
    named = f"select id_text({titles.first(('id',))}) as key, any_value({titles.first(custom.title)}) as title"
    join = f" left join ({named} from {titles.source} group by 1) as named on named.key = {field}"
    return join, f"coalesce(named.title, {field})"
