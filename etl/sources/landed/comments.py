"""Messages of a ticket, split by author: the customer's first message is the ticket's text."""

from __future__ import annotations

from etl.sources.landed.joined import Joined, names_of
from etl.sources.landed.product import Comments
from etl.sources.landed.scope import NOTHING, Scope, literal

_AGENTS = "('agent', 'admin', 'administrator', 'bot', 'team', 'operator', 'staff', 'teammate', 'system', 'owner')"
_CUSTOMERS = "('end-user', 'end_user', 'enduser', 'user', 'lead', 'contact', 'customer', 'requester', 'visitor')"

_NONE = "No table of comments: the tickets' own text is read, and no reply."


def put_comments(joined: Joined) -> None:
    """Add the customer's first public message, an agent's last, and the number of agents' messages."""
    product = joined.product
    found = next((each for each in joined.there(product.comments) if each[1].has(each[0].text)), None)
    parts = [_messages(*found)] if found else []
    opening = next(joined.there((product.opening,)), None) if product.opening else None
    if opening is not None:
        parts.append(_messages(*opening, is_opening=True))
    if not parts:
        joined.notes.append(_NONE)
        return
    joined.make("messages", f"select *, row_number() over () as number from ({' union all '.join(parts)})")
    # Messages are compared by number, not by text: millions of texts would fill the memory.
    joined.make(
        "spoken",
        "select key, arg_min(number, (told_at, place)) filter (side = 'customer') as said_first, "
        "arg_max(number, (told_at, place)) filter (side = 'agent') as said_last, "
        "cast(count(*) filter (side = 'agent' and not is_opening) as varchar) as replies from messages "
        "where text is not null group by key",
    )
    joined.joins.append("left join spoken on spoken.key = base.key")
    joined.joins += [
        f"left join messages as {each} on {each}.number = spoken.{each}" for each in ("said_first", "said_last")
    ]
    joined.found.setdefault(product.body, []).insert(0, "said_first.text")
    joined.found.setdefault(product.reply, []).append("said_last.text")
    (count,) = joined.run("select count(*) from messages where not is_opening").fetchone()
    if not count:
        joined.notes.append(_NONE)
    elif product.replies:
        joined.found.setdefault(product.replies, []).append("coalesce(spoken.replies, '0')")


def _messages(comments: Comments, scope: Scope, *, is_opening: bool = False) -> str:
    """SQL of public messages with the side that wrote each."""
    users = f" left join {names_of(comments.users)} as u on u.key = m.author" if comments.users else ""
    kind = f"lower(coalesce(m.kind, {'u.role' if comments.users and not comments.is_login else NOTHING}))"
    author = "coalesce(u.role, m.author)" if comments.is_login else "m.author"
    is_public = ["true"]
    if comments.kinds and scope.has(comments.kind):
        is_public.append(f"lower({scope.first(comments.kind)}) in ({', '.join(map(literal, comments.kinds))})")
    if scope.has(comments.public):
        is_public.append(f"coalesce(is_true({scope.first(comments.public)}), true)")
    if scope.has(comments.private):
        is_public.append(f"not coalesce(is_true({scope.first(comments.private)}), false)")
    cells = {
        "key": f"id_text({scope.first(comments.key)})",
        "author": f"id_text({scope.first(comments.author)})",
        "told_at": f"moment({scope.first(comments.at_time)})",
        "text": scope.first(comments.text),
        "incoming": scope.first(comments.incoming),
        "kind": scope.first(comments.author_kind),
        "place": scope.order,
    }
    listed = ", ".join(f"{sql} as {name}" for name, sql in cells.items())
    # The author's side: as the message says, else by the author's role, else by whether the author is the requester.
    side = (
        "case when is_true(m.incoming) then 'customer' when m.incoming is not null then 'agent' "
        f"when {kind} in {_AGENTS} then 'agent' when {kind} in {_CUSTOMERS} or {author} = base.requester "
        f"then 'customer' else '{'customer' if is_opening else 'agent'}' end"
    )
    return (
        f"select m.*, {side} as side, {is_opening} as is_opening from (select {listed} from {scope.source} "
        f"where {' and '.join(is_public)} and not {scope.gone}) as m join base on base.key = m.key{users}"
    )
