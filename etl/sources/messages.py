"""Files with a row for each message: who wrote it is told, so that a ticket's text is the customer's first words.

Such a file is folded as an event log is, by the times of its messages. What agents wrote goes into columns of its own
before, so that it is never taken for the customer's words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from etl.sources.column_names import meanings_of
from etl.sources.contents import FLAGS, look_at
from etl.sources.table import Cell
from etl.text.folding import fold

_CUSTOMERS = (
    "customer client user contact lead visitor requester end user enduser consumer guest incoming inbound in received "
    "from customer kunde kunden nutzer eingehend empfangen klant gebruiker inkomend ontvangen utilisateur entrant recu "
    "cliente usuario contacto contato entrante recibido recebido entrada utente ricevuto in entrata"
)
_AGENTS = (
    "agent admin operator staff bot support teammate team employee outgoing outbound out sent user agent assistant "
    "system mitarbeiter bearbeiter ausgehend gesendet medewerker behandelaar uitgaand verzonden conseiller technicien "
    "sortant envoye agente asesor tecnico saliente enviado atendente saida operatore uscita inviato"
)
CUSTOMERS, AGENTS = frozenset(_CUSTOMERS.split()), frozenset(_AGENTS.split()) - {"user"}
_TRUE = frozenset("true yes y t 1 ja oui si sim vero wahr vrai waar verdadero verdadeiro".split())  # noqa: SIM905
_NEARLY_ALL, _MOST = 0.9, 0.6
_MOST_SIDES = 8
REPLY, AGENT = "Agent's reply", "Author of the reply"


@dataclass(frozen=True)
class Messages:
    """How a file tells the messages of customers from those of agents.

    Attributes
    ----------
    side
        Column that says who wrote a message.
    agents
        Its values that mean an agent, folded.
    time
        Column with the time of a message.
    text
        Column with the text.
    writers
        Columns about the one who wrote it.
    """

    side: str
    agents: frozenset[str]
    time: str
    text: str
    writers: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the new columns."""
        return (REPLY, AGENT) if self.writers else (REPLY,)

    def part(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A frame in which the text and the writer of agents' messages stand in columns of their own."""
        is_agents = frame[self.side].map(lambda cell: fold(str(cell)) in self.agents).fillna(False).astype(bool)
        moved = {REPLY: frame[self.text].where(is_agents)}
        if self.writers:
            moved[AGENT] = frame[self.writers[0]].where(is_agents)
        kept = {name: frame[name].mask(is_agents) for name in dict.fromkeys((self.text, *self.writers))}
        return frame.assign(**kept, **moved)

    def settle(self, fields: dict[str, str]) -> None:
        """Say in `fields` (field to column) that the rows are messages."""
        for name in [name for name, column in fields.items() if column == self.side]:
            del fields[name]
        fields["changed_at"] = self.time
        if self.writers and "agent" not in fields:
            fields["agent"] = AGENT


def find_messages(cells: Mapping[str, Sequence[Cell]], fields: Mapping[str, str]) -> Messages | None:
    """How a table has a row for each message; None where it has one for each ticket.

    Parameters
    ----------
    cells
        First cells of each column.
    fields
        Field to column.
    """
    ids = cells.get(fields.get("ticket_id", ""), ())
    if "changed_at" in fields or "body" not in fields or len(set(ids)) > _NEARLY_ALL * len(ids) or len(ids) < 2:
        return None
    sides = {name: agents for name, found in cells.items() if (agents := _agents_in(name, found))}
    time = _time_of_messages(ids, cells) or fields.get("created_at")
    if not sides or time is None:
        return None
    side = next(iter(sides))
    writers = [name for name in cells if "customer" in meanings_of(name) and name not in (side, fields["body"])]
    first = fields.get("requester")
    ordered = [first] if first in writers and first else []
    return Messages(side, sides[side], time, fields["body"], tuple(dict.fromkeys([*ordered, *writers])))


def _agents_in(column: str, cells: Sequence[Cell]) -> frozenset[str]:
    """Values of a column that mean an agent, where others mean a customer; none where the column says no such thing."""
    values = {fold(cell) for cell in cells if cell and cell.strip()}
    if not 1 < len(values) <= _MOST_SIDES:
        return frozenset()
    if values <= {fold(flag) for flag in FLAGS} | {"0", "1"}:
        return _by_flag(column, values)
    sides = {value: _side_of(value) for value in values}
    known = [side for side in sides.values() if side]
    if len(set(known)) < 2 or len(known) < _MOST * len(values):
        return frozenset()
    return frozenset(value for value, side in sides.items() if side != "customer")


def _by_flag(column: str, values: set[str]) -> frozenset[str]:
    words = set(fold(column.replace("_", " ")).split())
    if words & (AGENTS - {"in", "out"}) or "agent" in meanings_of(column):
        return frozenset(values & _TRUE)
    return frozenset(values - _TRUE) if words & (CUSTOMERS - {"in", "end", "from"}) else frozenset()


def _side_of(value: str) -> str:
    words = set(value.split())
    if words & AGENTS:
        return "agent"
    return "customer" if words & CUSTOMERS else ""


def _time_of_messages(ids: Sequence[Cell], cells: Mapping[str, Sequence[Cell]]) -> str | None:
    """Column of times that differ within a ticket; of several that which is called a message's, else the first."""
    found = [name for name, column in cells.items() if _varies(ids, column) and look_at(column).times >= _NEARLY_ALL]
    return next((name for name in found if meanings_of(name) & {"body", "created"}), found[0] if found else None)


def _varies(ids: Sequence[Cell], cells: Sequence[Cell]) -> bool:
    by_ticket: dict[Cell, list[Cell]] = defaultdict(list)
    for ticket, cell in zip(ids, cells, strict=True):
        by_ticket[ticket].append(cell)
    several = [values for values in by_ticket.values() if len(values) > 1]
    return bool(several) and sum(len(set(values)) > 1 for values in several) >= _MOST * len(several)
