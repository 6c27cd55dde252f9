"""Files with a row per message: separates authors, so that a ticket's text is the customer's first message.

Such a file is folded like an event log, by the times of its messages. Agents' messages are moved to columns of their
own first, so that they are never taken for the customer's words.
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
    """How a file distinguishes customers' messages from agents'.

    Attributes
    ----------
    side
        Column that says who wrote a message.
    agents
        Folded values of that column that mean an agent.
    time
        Column with the time of a message.
    text
        Column with the text.
    writers
        Columns about the author.
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
        """Move text and author of agents' messages to columns of their own."""
        is_agents = frame[self.side].map(lambda cell: fold(str(cell)) in self.agents).fillna(False).astype(bool)
        moved = {REPLY: frame[self.text].where(is_agents)}
        if self.writers:
            moved[AGENT] = frame[self.writers[0]].where(is_agents)
        kept = {name: frame[name].mask(is_agents) for name in dict.fromkeys((self.text, *self.writers))}
        return frame.assign(**kept, **moved)

    def settle(self, fields: dict[str, str]) -> None:
        """Update `fields` (field to column) for rows that are messages."""
        for name in [name for name, column in fields.items() if column == self.side]:
            del fields[name]
        fields["changed_at"] = self.time
        if self.writers and "agent" not in fields:
            fields["agent"] = AGENT


def find_messages(cells: Mapping[str, Sequence[Cell]], fields: Mapping[str, str]) -> Messages | None:
    """How a table's rows are messages; None if it has a row per ticket.

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
    """Values of a column that mean an agent, if others mean a customer; else empty."""
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
    """Column of times that differ within a ticket; of several, one named after messages, else the first."""
    found = [name for name, column in cells.items() if _varies(ids, column) and look_at(column).times >= _NEARLY_ALL]
    return next((name for name in found if meanings_of(name) & {"body", "created"}), found[0] if found else None)


def _varies(ids: Sequence[Cell], cells: Sequence[Cell]) -> bool:
    by_ticket: dict[Cell, list[Cell]] = defaultdict(list)
    for ticket, cell in zip(ids, cells, strict=True):
        by_ticket[ticket].append(cell)
    several = [values for values in by_ticket.values() if len(values) > 1]
    return bool(several) and sum(len(set(values)) > 1 for values in several) >= _MOST * len(several)
