"""What is declared of a helpdesk's tables: which there are, and what of them becomes which column of a flat export.

Of paths joined by ``+`` the values are read one behind the other, as a first and a last name are.

A path names a column and what lies inside of it: ``via.channel`` is found as ``via_channel`` (Fivetran), as
``via__channel`` (dlt), and as ``channel`` within a column ``via`` of JSON (Airbyte). Of several paths the first that is
there and holds something counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Names = tuple[str, ...]
Paths = tuple[str, ...]


@dataclass(frozen=True)
class At:
    """A table, or a list within its rows.

    Attributes
    ----------
    names
        Names that the table has, without a product's or a connector's prefix.
    inside
        The list: in a column of JSON (Airbyte), or in a child table (dlt). Lists may nest. A path is looked for in the
        innermost element first; each ``^.`` before it leads one level out.
    """

    names: Names
    inside: Names = ()


@dataclass(frozen=True)
class Lookup:
    """A table that gives names for ids, such as groups."""

    names: Names
    label: Paths = ("name",)
    key: Paths = ("id",)


@dataclass(frozen=True)
class Named:
    """An id of a ticket in whose place names stand.

    Attributes
    ----------
    id
        Where the ticket has it.
    lookup
        Of the product's lookups.
    into
        Column of the flat export to the paths of what it holds, in the lookup's table.
    keeps_id
        Whether an id without a name stands in the first of these columns, or nothing: a number is a team or a person
        still, but says nothing of a product.
    """

    id: Paths
    lookup: str
    into: Mapping[str, Paths]
    keeps_id: bool = True


@dataclass(frozen=True)
class Beside:
    """A table with one more row for a ticket, such as its metrics."""

    names: Names
    key: Paths
    columns: Mapping[str, Paths]


@dataclass(frozen=True)
class Listed:
    """Words of a ticket with a row each, such as tags: they become one column; of `is_one` the first stands for all."""

    at: At
    key: Paths
    word: Paths
    column: str = "tags"
    lookup: str = ""
    is_one: bool = False


@dataclass(frozen=True)
class Custom:
    """Fields that an organisation added: a list of ids and values, whose titles another table has."""

    at: At
    key: Paths
    titles: Names = ()
    field: Paths = ("id",)
    value: Paths = ("value",)
    title: Paths = ("title", "name", "raw_title")


@dataclass(frozen=True)
class Comments:
    """Messages of a ticket.

    Attributes
    ----------
    key, author, at_time, text
        The ticket's id, who wrote, when, and what.
    public
        True where customers see it; `private` the other way round.
    incoming
        True where a customer wrote it.
    author_kind
        Word for the kind of its author, such as ``admin``; where the table has none, `role` of the lookup of users.
    users
        Lookup of authors.
    kind
        Column that names the kind of message, and `kinds` those that count.
    is_login
        Whether authors stand there by a login, which `role` of the lookup brings to their id.
    """

    at: At
    key: Paths
    at_time: Paths
    text: Paths
    author: Paths = ()
    public: Paths = ()
    private: Paths = ()
    incoming: Paths = ()
    author_kind: Paths = ()
    users: str = ""
    role: Paths = ()
    kind: Paths = ()
    kinds: Names = ()
    is_login: bool = False


@dataclass(frozen=True)
class History:
    """Changes of a ticket, one row a change of one field.

    Attributes
    ----------
    key, at_time, field, value, old, actor
        As in an event log; without `old` it is the value of the change before.
    fields
        Name that the table has for a field, to team, assignee or status, and the lookup of its values.
    kind
        Column that names the kind of change, and `kinds` those that count.
    users
        Lookup of actors.
    is_by_column
        Whether the new value lies in a column of the field's own: the others are empty then.
    titles
        Lookup of the names of fields, where they stand there by an id of an organisation's own.
    also
        Whether it is read beside another history: each tells other fields.
    """

    at: At
    key: Paths
    at_time: Paths
    field: Paths
    value: Paths
    fields: Mapping[str, tuple[str, str]]
    old: Paths = ()
    actor: Paths = ()
    kind: Paths = ()
    kinds: Names = ()
    users: str = ""
    titles: str = ""
    is_by_column: bool = False
    also: bool = False


@dataclass(frozen=True)
class Product:
    """A helpdesk's tables.

    Attributes
    ----------
    name, label
        What ``--tables`` takes, and what people read.
    format
        Name of the export format whose columns the tables are brought to.
    tickets, key, created, updated
        The table of tickets, and in it the id, the time of creation, and that of the last change.
    rest
        A table with the other columns of the same rows, by the same id.
    shown, id_column
        Where a ticket has the id by which people know it, if that isn't `key`, and the flat export's column for it.
    told_by
        Groups of paths: of each one must be there, so that it is this product's table.
    columns
        Column of the flat export to the paths in the table of tickets.
    requester
        Where a ticket has the id of its customer.
    opening
        The first message, where the table of tickets has it and that of comments doesn't.
    codes
        Column of the flat export to the word that stands for each number in it.
    body
        Column of the flat export for the customer's words.
    reply
        The same for the last words of agents.
    replies
        The same for the number of agents' messages, where no table tells it.
    solved
        The same for the time of solution, where only the history tells it, and `solved_states` whose last change it is:
        the first of them that there is.
    deleted, deleted_states
        Columns that mark a ticket as deleted, and states that do.
    custom_prefix
        What the names of columns for an organisation's own fields begin with.
    status, team
        Columns of the flat export for the status and, where the table of tickets may lack it, for the team: then the
        history tells who held a ticket last.
    whole
        Columns of JSON that are passed on with all that lies in them.
    wordless
        How names of columns end that hold ids, beside those that end so everywhere.
    has_html
        Whether texts are HTML.
    """

    name: str
    label: str
    format: str
    tickets: Names
    told_by: tuple[Paths, ...]
    columns: Mapping[str, Paths]
    key: Paths = ("id",)
    created: Paths = ("created_at",)
    updated: Paths = ("updated_at",)
    rest: Names = ()
    shown: Paths = ()
    id_column: str = "id"
    opening: Comments | None = None
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lookups: Mapping[str, Lookup] = field(default_factory=dict)
    named: tuple[Named, ...] = ()
    beside: tuple[Beside, ...] = ()
    lists: tuple[Listed, ...] = ()
    custom: tuple[Custom, ...] = ()
    comments: tuple[Comments, ...] = ()
    history: tuple[History, ...] = ()
    requester: Paths = ()
    body: str = "description"
    reply: str = "Agent's reply"
    replies: str = ""
    solved: str = ""
    solved_states: Names = ()
    deleted: Paths = ()
    deleted_states: Names = ()
    custom_prefix: str = "custom_"
    prefixes: Names = ()
    status: str = "status"
    team: str = ""
    whole: Names = ()
    wordless: Names = ()
    has_html: bool = False
