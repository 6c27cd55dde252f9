"""Schema migrations of a store: what each version added, so that this one opens what an older one wrote.

A store states the number of the last step that it has taken. A snapshot takes missing steps when a load copies it, and
until then is shown as if it had taken them; the ledger takes them in place when it is opened. A new table or column of
`etl.model` needs a step here: an older Headwater then refuses the store instead of half using it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from etl import __version__
from etl.errors import InputError

FIRST = 1
"""Version of a store that states none: the first release kept none."""


@dataclass(frozen=True)
class Step:
    """One migration.

    Attributes
    ----------
    number
        Version of the tables that it leads to.
    what
        What it brought.
    tables
        New tables.
    columns
        New columns of existing tables, by table; empty in existing rows unless `etl.store` fills them.
    """

    number: int
    what: str
    tables: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


STATIONS = 3

WAREHOUSE = (
    Step(FIRST, "the tables of 0.1.0"),
    Step(
        2,
        "tickets without a time, what a kind rests on, probabilities of every outcome, and the version itself",
        ("outcomes", "editions"),
        {
            "tickets": ("kind_basis", "complaint_probability", "is_chasing", "is_repeat"),
            "rejects": ("file",),
            "loads": ("every_row", "habits"),
        },
    ),
    Step(STATIONS, "who held a ticket, in turn: folded from its changes of team", ("stations",)),
)

LEDGER = (
    Step(FIRST, "the tables of 0.1.0"),
    Step(
        2,
        "draws at random, rulings on kinds, where reviewers work, and the version itself; rulings dated in the future "
        "get the time when they entered",
        ("draws", "reviewers", "ledger_steps"),
        {"rulings": ("draw_id", "stratum", "probability", "drawn_from", "kind")},
    ),
    Step(3, "what digests said, and what they are not to say for a while", ("notices",)),
    Step(
        4,
        "who decides an objection and by when, and what links showed that were copied",
        ("links",),
        {"rulings": ("objection", "decider", "due")},
    ),
)


def version(steps: tuple[Step, ...]) -> int:
    """Number of the last step."""
    return steps[-1].number


def refuse_newer(what: str, number: int, steps: tuple[Step, ...], written_by: str) -> None:
    """Refuse a store that has taken steps unknown to this version.

    Raises
    ------
    InputError
        If `number` is beyond the last step.
    """
    if number > version(steps):
        raise InputError(
            f"{what} was written by a newer Headwater ({written_by}); this is {__version__}.\n"
            "Use that version or a later one, or name another folder with HEADWATER_HOME."
        )
