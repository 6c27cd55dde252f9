"""Declaration of a helpdesk's tables, and of how they map to the columns of a flat export.

The values of paths joined by ``+`` are concatenated, such as a first and a last name.

A path names a column and what lies inside of it: ``via.channel`` is found as ``via_channel`` (Fivetran), as
``via__channel`` (dlt), and as ``channel`` within a column ``via`` of JSON (Airbyte). Of several paths, the first with a
value is used.
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
        Possible names of the table, without a product's or connector's prefix.
    inside
        Path of the list: in a JSON column (Airbyte), or in a child table (dlt). Lists may nest. A path is looked up in
        the innermost element first; each ``^.`` prefix goes one level out.
    """

    names: Names
    inside: Names = ()


@dataclass(frozen=True)
class Lookup:
    """A table of names by id, such as groups."""

    names: Names
    label: Paths = ("name",)
    key: Paths = ("id",)


@dataclass(frozen=True)
class Named:
    """An id of a ticket that is replaced by names.

    Attributes
    ----------
    id
        Where the ticket has it.
    lookup
        One of the product's lookups.
    into
        Column of the flat export to its paths in the lookup's table.
    keeps_id
        Whether an id without a name is kept in the first of these columns: it still identifies a team or person, but
        says nothing about a product.
    """

    id: Paths
    lookup: str
    into: Mapping[str, Paths]
    keeps_id: bool = True


@dataclass(frozen=True)
class Beside:
    """A table with one row per ticket, such as its metrics."""

    names: Names
    key: Paths
    columns: Mapping[str, Paths]


@dataclass(frozen=True)
class Listed:
    """Words of a ticket with a row each, such as tags, joined into one column; with `is_one` only the first is used."""

    at: At
    key: Paths
    word: Paths
    column: str = "tags"
    lookup: str = ""
    is_one: bool = False


@dataclass(frozen=True)
class Custom:
    """Custom fields: a list of ids and values, with titles in another table."""

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
        True for messages that customers see; `private` is the opposite.
    incoming
        True where a customer wrote it.
    author_kind
        Word for the kind of its author, such as ``admin``; where the table has none, `role` of the lookup of users.
    users
        Lookup of authors.
    kind
        Column that names the kind of message, and `kinds` those that count.
    is_login
        Whether authors are given by login, which `role` of the lookup maps to their id.
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
    """Changes of a ticket, one row per change of one field.

    Attributes
    ----------
    key, at_time, field, value, old, actor
        As in an event log; without `old`, the value of the change before is used.
    fields
        Field name in the table to team, assignee or status, and the lookup of its values.
    kind
        Column that names the kind of change, and `kinds` those that count.
    users
        Lookup of actors.
    is_by_column
        Whether each field has its own column for the new value, with the others empty.
    titles
        Lookup of field names, where fields are given by an id.
    also
        Whether it is read in addition to another history, which covers other fields.
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
        Name for ``--tables``, and name for people.
    format
        Name of the export format whose columns the tables are mapped to.
    tickets, key, created, updated
        The table of tickets, and its columns of the id, the creation time and the time of the last change.
    rest
        A table with further columns of the same rows, by the same id.
    shown, id_column
        Path of the id that people use, if it isn't `key`, and the flat export's column for it.
    told_by
        Groups of paths, of which each must have one that exists for the table to be this product's.
    columns
        Column of the flat export to the paths in the table of tickets.
    requester
        Path of the customer's id in a ticket.
    opening
        Path of the first message, where the table of tickets has it and the table of comments doesn't.
    codes
        Column of the flat export to the word that stands for each number in it.
    body
        Column of the flat export for the customer's words.
    reply
        The same for the agents' last message.
    replies
        The same for the number of agents' messages, where no table has it.
    solved
        The same for the solution time, where only the history has it: the last change to the first of `solved_states`
        that occurs.
    deleted, deleted_states
        Columns that mark a ticket as deleted, and states that do.
    custom_prefix
        Prefix of the names of columns for custom fields.
    status, team
        Columns of the flat export for the status and, where the table of tickets may lack it, for the team: the last
        team then comes from the history.
    whole
        JSON columns that are passed on whole.
    wordless
        Further endings of the names of id columns, besides the general ones.
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
