"""What other tables hold of a ticket: one row each, words of a list, fields of an organisation's own."""

from __future__ import annotations

from etl.sources.landed.joined import Joined, names_of
from etl.sources.landed.landing import newest_first
from etl.sources.landed.product import At, Custom
from etl.sources.landed.scope import Scope, quoted


def put_beside(joined: Joined) -> None:
    """Columns of tables with one more row for a ticket: they count before the ticket's own."""
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
    """Words that have a row each, joined to one cell."""
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
    """Fields of an organisation's own, by their titles."""
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
    """A join with the titles of fields, and the SQL of a title: the id where there is none."""
    field = f"id_text({scope.first(custom.field)})"
    titles = joined.landing.scope(At(custom.titles)) if custom.titles else None
    if titles is None:
        return "", field
    named = f"select id_text({titles.first(('id',))}) as key, any_value({titles.first(custom.title)}) as title"
    join = f" left join ({named} from {titles.source} group by 1) as named on named.key = {field}"
    return join, f"coalesce(named.title, {field})"
