"""The messages of a ticket, told apart by who wrote them: the customer's first words are its text."""

from __future__ import annotations

from etl.sources.landed.joined import Joined, names_of
from etl.sources.landed.product import Comments
from etl.sources.landed.scope import NOTHING, Scope, quoted

_AGENTS = "('agent', 'admin', 'administrator', 'bot', 'team', 'operator', 'staff', 'teammate', 'system', 'owner')"
_CUSTOMERS = "('end-user', 'end_user', 'enduser', 'user', 'lead', 'contact', 'customer', 'requester', 'visitor')"


def put_comments(joined: Joined) -> None:
    """The customer's first public words, the last of an agent, and how many agents' messages there are."""
    product = joined.product
    comments, scope = next(joined.there(product.comments), (None, None))
    if comments is None or scope is None:
        joined.notes.append("No table of comments: the tickets' own text is read, and no reply.")
        return
    joined.make("messages", _messages(comments, scope))
    joined.make(
        "spoken",
        f"select key, arg_min(text, (told_at, place)) filter (side = 'customer') as {quoted(product.body)}, "
        f"arg_max(text, (told_at, place)) filter (side = 'agent') as {quoted(product.reply)}, "
        "cast(count(*) filter (side = 'agent') as varchar) as replies from messages where text is not null "
        "group by key",
    )
    joined.attach("spoken", {product.body: product.body, product.reply: product.reply})
    if product.replies:
        joined.found.setdefault(product.replies, []).append("coalesce(spoken.replies, '0')")


def _messages(comments: Comments, scope: Scope) -> str:
    """SQL of public messages with the side that wrote each."""
    users = f" left join {names_of(comments.users)} as u on u.key = m.author" if comments.users else ""
    kind = f"lower(coalesce(m.kind, {'u.role' if comments.users else NOTHING}))"
    is_public = ["true"]
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
    # Who wrote, by what the message says of it, then by the author's role, then by who asked.
    side = (
        "case when is_true(m.incoming) then 'customer' when m.incoming is not null then 'agent' "
        f"when {kind} in {_AGENTS} then 'agent' when {kind} in {_CUSTOMERS} or m.author = base.requester "
        "then 'customer' else 'agent' end"
    )
    return (
        f"select m.*, {side} as side from (select {listed} from {scope.source} where {' and '.join(is_public)} "
        f"and not {scope.gone}) as m join base on base.key = m.key{users}"
    )
