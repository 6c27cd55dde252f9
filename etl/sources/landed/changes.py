"""The history of tickets: changes of team, assignee and status, with names in place of ids."""

from __future__ import annotations

from collections.abc import Mapping

from etl.sources.landed.joined import Joined, names_of
from etl.sources.landed.product import History
from etl.sources.landed.scope import Scope, literal, quoted, spelt_out

_COLUMNS = ("key", "told_at", "field", "old", "new", "actor")


def bring_changes(joined: Joined) -> None:
    """Make the table ``changes``: one row per actual change, with the value before."""
    declared = joined.product.history
    found = [next(joined.there([each for each in declared if not each.also]), None)]
    found += [next(joined.there([each]), None) for each in declared if each.also]
    histories = [each for each in found if each]
    if not histories:
        joined.notes.append("No history of changes: hand-offs between teams aren't known.")
        cells = ", ".join(f"cast(null as varchar) as {name}" for name in _COLUMNS)
        joined.make("changes", f"select {cells}, 0 as place limit 0")
        return
    words = joined.product.codes
    parts = [_of_field(history, scope, name, words) for history, scope in histories for name in history.fields]
    before = "lag(value) over (partition by key, field order by moment(told_at), place)"
    old = "old" if all(scope.has(history.old) for history, scope in histories) else before
    joined.make(
        "changes",
        f"select * from (select key, told_at, field, {old} as old, value as new, actor, place "
        f"from ({' union all '.join(parts)})) where old is distinct from new",
    )


def _of_field(history: History, scope: Scope, name: str, words: Mapping[str, Mapping[str, str]]) -> str:
    """SQL of one field's changes; `words` maps the product's codes to words."""
    to, lookup = history.fields[name]
    value, old, actor = (f"id_text({scope.first(paths)})" for paths in (history.value, history.old, history.actor))
    value, old = (spelt_out(each, words.get(to, {})) for each in (value, old))
    source = scope.source
    for alias, key in (("n", value), ("o", old)) if lookup else ():
        source += f" left join {names_of(lookup)} as {alias} on {alias}.key = {key}"
    if history.users:
        source += f" left join {names_of(history.users)} as a on a.key = {actor}"
    cells = {
        "key": f"id_text({scope.first(history.key)})",
        "told_at": f"utc({scope.first(history.at_time)})",
        "field": literal(to),
        "value": f"coalesce(n.label, {value})" if lookup else value,
        "old": f"coalesce(o.label, {old})" if lookup else old,
        "actor": f"coalesce(a.label, {actor})" if history.users else actor,
        "place": scope.order,
    }
    field = f"lower({scope.first(history.field)})"
    if history.titles:
        source += f" left join {names_of(history.titles)} as f on lower(f.key) = {field}"
        field = f"coalesce(lower(f.label), {field})"
    tests = [f"{field} = {literal(name)}", f"not {scope.gone}"]
    if history.is_by_column:
        tests.append(f"{scope.first(history.value)} is not null")
    if history.kinds and scope.has(history.kind):
        tests.append(f"{scope.first(history.kind)} in ({', '.join(map(literal, history.kinds))})")
    listed = ", ".join(f"{sql} as {column}" for column, sql in cells.items())
    return f"select {listed} from {source} where {' and '.join(tests)}"


def put_solved(joined: Joined) -> None:
    """Add the solution time from the history, for tickets that are still solved."""
    product = joined.product
    if not product.solved or product.status not in joined.found:
        return
    # arg_max over the whole group gives the last solution: a ticket may have been reopened in between.
    by_state = [
        f"arg_max(told_at, moment(told_at)) filter (lower(new) = {literal(state)})" for state in product.solved_states
    ]
    joined.make(
        "solved",
        f"select key, coalesce({', '.join(by_state)}, null) as told_at from changes where field = 'status' "
        "group by key",
    )
    joined.joins.append("left join solved on solved.key = base.key")
    states = ", ".join(map(literal, product.solved_states))
    is_solved = f"lower(base.{quoted(f'flat {product.status}')}) in ({states})"
    joined.found.setdefault(product.solved, []).append(f"case when {is_solved} then solved.told_at end")


def put_team(joined: Joined) -> None:
    """Add the last team from the history, where the ticket names none."""
    if not joined.product.team:
        return
    last = "arg_max(new, (moment(told_at), place))"
    joined.make("held", f"select key, {last} as team from changes where field = 'team' group by key")
    joined.attach("held", {joined.product.team: "team"}, is_last=True)
