"""The history of tickets: changes of team, assignee and status, with names in place of ids."""

from __future__ import annotations

from etl.sources.landed.joined import Joined, names_of
from etl.sources.landed.product import History
from etl.sources.landed.scope import Scope, literal, quoted

_COLUMNS = ("key", "told_at", "field", "old", "new", "actor")


def bring_changes(joined: Joined) -> None:
    """Table ``changes``: one row a change that changes something, with the value before."""
    history, scope = next(joined.there(joined.product.history), (None, None))
    if history is None or scope is None:
        joined.notes.append("No history of changes: hand-offs between teams aren't known.")
        cells = ", ".join(f"cast(null as varchar) as {name}" for name in _COLUMNS)
        joined.make("changes", f"select {cells}, 0 as place limit 0")
        return
    parts = [_of_field(history, scope, name) for name in history.fields]
    before = "lag(value) over (partition by key, field order by moment(told_at), place)"
    old = "old" if scope.has(history.old) else before
    joined.make(
        "changes",
        f"select * from (select key, told_at, field, {old} as old, value as new, actor, place "
        f"from ({' union all '.join(parts)})) where old is distinct from new",
    )


def _of_field(history: History, scope: Scope, name: str) -> str:
    """SQL of one field's changes."""
    to, lookup = history.fields[name]
    value, old, actor = (f"id_text({scope.first(paths)})" for paths in (history.value, history.old, history.actor))
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
    tests = [f"lower({scope.first(history.field)}) = {literal(name)}", f"not {scope.gone}"]
    if history.kinds and scope.has(history.kind):
        tests.append(f"{scope.first(history.kind)} in ({', '.join(map(literal, history.kinds))})")
    listed = ", ".join(f"{sql} as {column}" for column, sql in cells.items())
    return f"select {listed} from {source} where {' and '.join(tests)}"


def put_solved(joined: Joined) -> None:
    """The time of solution as the history tells it, of tickets that are solved still."""
    product = joined.product
    if not product.solved or "status" not in joined.found:
        return
    # arg_max of a whole group is that of the last time it was solved: a ticket may be reopened in between.
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
    is_solved = f"lower(base.{quoted('flat status')}) in ({states})"
    joined.found.setdefault(product.solved, []).append(f"case when {is_solved} then solved.told_at end")
